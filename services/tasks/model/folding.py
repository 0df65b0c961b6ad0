"""Vietnamese text folded for searching: without marks, case or punctuation."""

import functools
import re
import unicodedata
from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

from services.tasks.model.abbreviations import ABBREVIATIONS, BEGINNINGS, LONGEST, SILENT

# "ỹ" decomposes, "đ" does not: it is a letter of its own.
_D = str.maketrans("đĐ", "dd")
# Letters and digits, each with the marks that follow it where the text is decomposed.
_WORD: Final = re.compile(r"(?:[^\W_][\u0300-\u036f]*)+")
_SYLLABLE, _SYLLABLES = 16, 10_000
"""Characters of the longest kept; the language has some 7,000 syllables."""


class Word(NamedTuple):
    """A folded word, and the characters of the text that it comes from."""

    text: str
    start: int
    end: int


def fold(*texts: str | None) -> str:
    """Return `texts` as folded words, each preceded by one blank: " bao luc tre em".

    The blank in front lets a search match at the beginning of words only. Texts are kept apart
    by a bar, so that no phrase is found across two of them.
    """
    return " |".join(_words(text) for text in texts if text)


def spell(*texts: str | None) -> str:
    """Return `texts` as `fold` does, with abbreviations written out and without "và".

    The form in which texts are stored for searching.
    """
    return " |".join("".join(f" {word.text}" for word in spelled(text)) for text in texts if text)


def spelled(text: str) -> Iterator[Word]:
    """Yield the words of `text` as they are searched.

    Each word of an abbreviation that was written out has the place of the whole abbreviation.
    """
    words = [_fold_word(found) for found in _WORD.finditer(text)]
    at = 0
    while at < len(words):
        size, long = _abbreviation(words, at) if words[at].text in BEGINNINGS else (0, ())
        if size:
            start, end = words[at].start, words[at + size - 1].end
            yield from (Word(one, start, end) for one in long)
        elif words[at].text not in SILENT:
            yield words[at]
        at += size or 1


def _abbreviation(words: Sequence[Word], at: int) -> tuple[int, tuple[str, ...]]:
    """Return how many words from `at` on are an abbreviation, and what it stands for."""
    for size in range(min(LONGEST + 1, len(words) - at), 0, -1):
        # "LĐ-TB và XH": the silent word may stand inside.
        short = tuple(word.text for word in words[at : at + size] if word.text not in SILENT)
        if short in ABBREVIATIONS and words[at + size - 1].text not in SILENT:
            return size, ABBREVIATIONS[short]
    return 0, ()


def _fold_word(found: re.Match[str]) -> Word:
    word = found[0]
    folded = _known(word) if len(word) <= _SYLLABLE else _bare(word)
    return Word(folded, found.start(), found.end())


def _bare(word: str) -> str:
    return _words(word).replace(" ", "")


@functools.lru_cache(_SYLLABLES)
def _known(syllable: str) -> str:
    """Return what `_bare` does: a page of found duties has thousands of words, most of them met."""
    return _bare(syllable)


def _words(text: str) -> str:
    bare = unicodedata.normalize("NFD", text.translate(_D))
    letters = "".join(char for char in bare if not unicodedata.combining(char)).casefold()
    return "".join(f" {w}" for w in "".join(c if c.isalnum() else " " for c in letters).split())
