"""Whether two names that read alike without marks may be one: "Tân Thành" is not "Tân Thạnh".

Names are compared without their marks, since documents lose them; but two communes of one province
may differ by nothing else, and a duty of one must not go to the other.
"""

import unicodedata
from collections import defaultdict
from collections.abc import Mapping
from typing import Final

_VOWELS: Final = frozenset("aeiouy")


def agree(one: str, other: str) -> bool:
    """Tell whether the marks of two names may be of one name.

    A name typed without any marks may be any; a word that only one has, since the other shortens
    it, tells nothing.
    """
    mine, others = _spelling(one), _spelling(other)
    if not (_is_marked(mine) and _is_marked(others)):
        return True
    return all(
        mine[word] <= others[word] or others[word] <= mine[word]
        for word in mine.keys() & others.keys()
    )


def _spelling(name: str) -> Mapping[str, frozenset[str]]:
    """Return the letters and marks of the words of `name` by the bare word, in no order.

    hóa and hoá are one word; so the mark's place in it is not looked at.
    """
    words: defaultdict[str, set[str]] = defaultdict(set)
    for word in name.casefold().split():
        letters = [one for one in unicodedata.normalize("NFD", word) if _is_of_word(one)]
        words[_bare(letters)].add("".join(sorted(letters)))
    return {word: frozenset(spellings) for word, spellings in words.items()}


def _bare(letters: list[str]) -> str:
    plain = "".join(one for one in letters if not unicodedata.combining(one))
    return plain.replace("đ", "d")


def _is_of_word(letter: str) -> bool:
    return letter.isalnum() or unicodedata.combining(letter) != 0


def _is_marked(words: Mapping[str, frozenset[str]]) -> bool:
    """Tell whether somebody typed marks; the đ of "GD&ĐT" is of a word that is cut short."""
    whole = (forms for word, forms in words.items() if not _VOWELS.isdisjoint(word))
    return any(not spelling.isascii() for forms in whole for spelling in forms)
