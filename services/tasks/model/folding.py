"""Vietnamese text folded for searching: without marks, case or punctuation."""

import unicodedata

# "ỹ" decomposes, "đ" does not: it is a letter of its own.
_D = str.maketrans("đĐ", "dd")


def fold(*texts: str | None) -> str:
    """Return `texts` as folded words, each preceded by one blank: " bao luc tre em".

    The blank in front lets a search match at the beginning of words only. Texts are kept apart
    by a bar, so that no phrase is found across two of them.
    """
    return " |".join(_words(text) for text in texts if text)


def _words(text: str) -> str:
    bare = unicodedata.normalize("NFD", text.translate(_D))
    letters = "".join(char for char in bare if not unicodedata.combining(char)).casefold()
    return "".join(f" {w}" for w in "".join(c if c.isalnum() else " " for c in letters).split())
