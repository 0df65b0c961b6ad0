"""Characters brought to one form: NFC, plain blanks, no invisible marks."""

from __future__ import annotations

import re
import unicodedata

# Blanks of every width become one; joiners, soft hyphens and direction marks go.
# The letters of Vietnamese stand for themselves: str.translate is slow where it finds nothing.
_TABLE: dict[int, str | None] = {
    code: chr(code) for code in (*range(0x250), *range(0x300, 0x330), *range(0x1E00, 0x1F00))
}
_TABLE |= dict.fromkeys(
    [0xAD, 0xFEFF, 0x2060, 0x180E, *range(0x200B, 0x2010), *range(0x202A, 0x202F)]
)
_TABLE |= dict.fromkeys([0xA0, 0x1680, 0x202F, 0x205F, 0x3000, *range(0x2000, 0x200B)], " ")
_TABLE |= {0x2011: "-", 0x2010: "-", 0x2212: "-", 0xAD: None}
_TABLE |= {0x0B: "\n", 0x0C: "\n\n", 0x85: "\n", 0x2028: "\n", 0x2029: "\n\n"}
# Bullets of the Symbol and Wingdings fonts live in the private use area.
_TABLE |= dict.fromkeys([0xF02D, 0xF0B7, 0xF0A7, 0xF0D8, 0xF076, 0xF0FC], "-")
_CONTROLS = re.compile(r"[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffd]")
_LINE_ENDS = re.compile(r"\r\n?")
_MOST_MARKS = 30
"""Marks on one letter, as the Unicode standard's stream-safe text has them."""
_WIDEST_GAP = 100
"""Blanks in a row that can still set columns apart."""
_GAPS = re.compile(rf" {{{_WIDEST_GAP},}}")
_PILES = re.compile(rf"[^\w\s\x00-\u02ff]{{{_MOST_MARKS + 1},}}")


def normalise(text: str) -> str:
    """Return `text` in NFC with line feeds, plain blanks and no invisible characters."""
    plain = _LINE_ENDS.sub("\n", text).translate(_TABLE)
    # Ordering the marks of one letter takes the square of their number.
    bounded = _PILES.sub(_lower, _CONTROLS.sub("", plain))
    return unicodedata.normalize("NFC", _GAPS.sub(" " * _WIDEST_GAP, bounded))


def _lower(pile: re.Match[str]) -> str:
    """Return the characters of a match without the marks above the `_MOST_MARKS`th in a row."""
    kept: list[str] = []
    marks = 0
    for char in pile.group():
        marks = marks + 1 if unicodedata.combining(char) else 0
        if marks <= _MOST_MARKS:
            kept.append(char)
    return "".join(kept)


_BLANKS = re.compile(r"[ \t\n]+")


def one_line(text: str) -> str:
    """Return `text` with every run of blanks and line ends as one blank."""
    return _BLANKS.sub(" ", text).strip()


def shorten(text: str, limit: int) -> str:
    """Return `text` cut at a word, with an ellipsis where it is longer than `limit`."""
    return text if len(text) <= limit else text[:limit].rsplit(" ", 1)[0] + " …"


_LONGEST_WORD = 400
_ENDLESS = re.compile(rf"\S{{{_LONGEST_WORD}}}(?=\S)")


def broken(text: str) -> str:
    """Return `text` on one line, without words of more than `_LONGEST_WORD` characters.

    No language has such words, pictures written as letters do; patterns that look for numbers or
    names within a word could take the square of its length.
    """
    return text if len(text) <= _LONGEST_WORD else _ENDLESS.sub(r"\g<0> ", one_line(text))
