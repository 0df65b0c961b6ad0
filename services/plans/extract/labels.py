"""The numbering of a paragraph as printed: `IV.`, `2.14.`, `a)`, `-`, `Điều 3.`."""

from __future__ import annotations

import re
from types import MappingProxyType
from typing import NamedTuple

from services.plans.extract.folding import UPPER

# Ranks order the levels: a line belongs to the nearest line before it with a smaller rank.
# Capitals number parts (`A`, then `I`) or, where roman numbers came first, stand below those.
PART, APPENDIX, CHAPTER, CAPITAL, ROMAN, ARTICLE, CAPITAL_BELOW = 0, 0, 1, 2, 3, 3, 4
ARABIC, LETTER, PAREN, BARE, DASH, PLUS = 5, 11, 12, 13, 14, 15
MAX_DEPTH = 6


class Label(NamedTuple):
    """A numbering mark: as printed, its rank, and where the text after it starts."""

    text: str
    rank: int
    body_at: int


NO_LABEL = Label("", BARE, 0)

_ARABIC = r"\d{1,2}(?:\.\s?\d{1,2}){0,4}"
_DIGITS, _SMALL = "0123456789", "abcdefghijklmnopqrstuvwxyzđ"
# Of several letters; whether one alone is a number its list tells (`romans.py`).
_SMALL_ROMAN = r"(?=[ivx]{2,5}\s?[.)])x?(?:ix|iv|v?i{0,3})"
_DASHES = "-–—•●▪*"
# How a mark is written, its rank, and the characters that can begin it.
_PATTERNS: tuple[tuple[re.Pattern[str], int, str], ...] = (
    (re.compile(r"(?:PHẦN|Phần) (?:THỨ |thứ )?(?:[IVX]{1,5}|\d{1,2}|\w{2,4})\b[.:]?\s*"),
     PART, "P"),
    (re.compile(r"(?:PHỤ LỤC|Phụ lục)(?: (?:SỐ |số )?(?:[IVXLC]{1,6}|\d{1,2}|[A-Z]))?\b[.:]?\s*"),
     APPENDIX, "P"),
    (re.compile(r"(?:CHƯƠNG|Chương) (?:[IVXLC]{1,6}|\d{1,2})\b[.:]?\s*"), CHAPTER, "C"),
    (re.compile(r"(?:ĐIỀU|Điều) \d{1,3}[a-z]?\s?[.:]\s*"), ARTICLE, "Đ"),
    (re.compile(rf"[IVX]{{1,6}}\s?(?:[.):]\s*|[-/]\s+|-(?=[{UPPER}]{{2}}))(?=\S)"), ROMAN, "IVX"),
    (re.compile(rf"[A-H]\s?[.\-/)]\s+(?=[{UPPER}])"), CAPITAL, "ABCDEFGH"),
    (re.compile(rf"{_ARABIC}\s?(?:[.)](?:\s+(?=\S)|(?=[^\d\s,;.]))|/\s+(?=\S))"), ARABIC, _DIGITS),
    (re.compile(rf"\d{{1,2}}(?:\.\d{{1,2}}){{1,4}}\s+(?=[{UPPER}])"), ARABIC, _DIGITS),
    # The Party numbers `1-`; a range of numbers has blanks around its dash, or goes on small.
    (re.compile(rf"{_ARABIC}[-–]\s+(?=[{UPPER}])"), ARABIC, _DIGITS),
    (re.compile(r"[a-zđ]\s?[.)]\s*(?=\S)"), LETTER, _SMALL),
    (re.compile(rf"{_SMALL_ROMAN}\s?(?:\)\s*|\.\s+)(?=\S)"), PAREN, "ivx"),
    (re.compile(r"\((?:\d{1,2}|[a-zđ]|[ivx]{1,4})\)\s*(?=\S)"), PAREN, "("),
    (re.compile(r"[-–—•●▪*]\s*(?=[^\s\d\-–—])|[-–—•●▪*]\s+(?=\d)"), DASH, _DASHES),
    (re.compile(r"[+✓]\s*(?=\S)"), PLUS, "+✓"),
)  # fmt: skip
_BY_FIRST = MappingProxyType({
    first: tuple((pattern, rank) for pattern, rank, begin in _PATTERNS if first in begin)
    for first in {char for _, _, begin in _PATTERNS for char in begin}
})  # fmt: skip
_REFERENCE = re.compile(r"(?:Điều|ĐIỀU) \d+[a-z]?\s?:?\s*(?:$|[a-zđ])")


def read_label(text: str) -> Label:
    """Return the numbering mark at the start of `text`, or `NO_LABEL`."""
    for pattern, rank in _BY_FIRST.get(text[:1], ()):
        match = pattern.match(text)
        if match is None:
            continue
        if rank == ARTICLE and _REFERENCE.match(text):
            return NO_LABEL
        printed = match.group().strip()
        return Label(printed, rank + _depth(printed) if rank == ARABIC else rank, match.end())
    return NO_LABEL


def _depth(printed: str) -> int:
    """Return 0 for `2.`, 1 for `2.14.`, and so on."""
    parts = [part for part in re.split(r"[.\s)/]+", printed) if part]
    return min(len(parts), MAX_DEPTH) - 1


def is_numbered(label: Label) -> bool:
    """Tell whether the mark numbers a heading or item, rather than bulleting it."""
    return label.rank < BARE


_ROMAN_VALUES = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100}


def ordinal(label: Label) -> int | None:
    """Return the last number of a roman or arabic mark: 4 for `IV.`, 14 for `2.14.`."""
    found: list[str] = re.findall(r"[IVXLC]+|\d+", label.text)
    if not found:
        return None
    last = found[-1]
    if last.isdigit():
        return int(last)
    values = [_ROMAN_VALUES[char] for char in last]
    following = [*values[1:], 0]
    return sum(-v if v < n else v for v, n in zip(values, following, strict=True))
