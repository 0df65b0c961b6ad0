"""Automatic numbers of a DOCX, printed as Word prints them (ECMA-376 part 1, 17.9)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from lxml.etree import _Element

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_LEVELS = 9
_MAX_NUMBER = 3999
_ROMANS = (
    (1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"), (50, "L"),
    (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"),
)  # fmt: skip


class Level(NamedTuple):
    """How one level is numbered: format, pattern such as `%1.%2.`, first number."""

    format: str
    pattern: str
    start: int


@dataclass(slots=True)
class Numbering:
    """The lists of one document and how far each has counted."""

    levels: Mapping[str, Mapping[int, Level]]
    counters: dict[str, dict[int, int]] = field(default_factory=dict)

    def next_mark(self, number_id: str, depth: int) -> str:
        """Count one paragraph of a list and return its printed mark, "" where there is none."""
        levels = self.levels.get(number_id, {})
        level = levels.get(depth)
        if level is None:
            return ""
        if level.format == "bullet":
            return "- "
        counts = self.counters.setdefault(number_id, {})
        counts[depth] = min(counts.get(depth, level.start - 1) + 1, _MAX_NUMBER)
        for deeper in [at for at in counts if at > depth]:
            del counts[deeper]
        text = level.pattern
        for at in range(depth + 1):
            above = levels.get(at, level)
            value = counts.get(at, above.start)
            text = text.replace(f"%{at + 1}", printed(value, above.format))
        return f"{text} " if text else ""


def printed(value: int, form: str) -> str:
    """Return a number in one of Word's formats; an unknown one is decimal."""
    if form in {"upperRoman", "lowerRoman"}:
        roman = _roman(value)
        return roman if form == "upperRoman" else roman.lower()
    if form in {"upperLetter", "lowerLetter"}:
        letter = chr(ord("a") + (max(1, value) - 1) % 26)
        return letter.upper() if form == "upperLetter" else letter
    if form == "none":
        return ""
    return f"{value:02d}" if form == "decimalZero" else str(value)


def _roman(value: int) -> str:
    text = ""
    for number, mark in _ROMANS:
        while value >= number:
            text += mark
            value -= number
    return text


def read_numbering(root: _Element | None) -> Numbering:
    """Return the lists that `numbering.xml` defines; none when the part is missing."""
    if root is None:
        return Numbering({})
    abstract = {
        str(one.get(f"{W}abstractNumId")): _levels(one)
        for one in root.iterchildren(f"{W}abstractNum")
    }
    levels: dict[str, Mapping[int, Level]] = {}
    for number in root.iterchildren(f"{W}num"):
        link = number.find(f"{W}abstractNumId")
        key = str(link.get(f"{W}val")) if link is not None else ""
        levels[str(number.get(f"{W}numId"))] = abstract.get(key, {})
    return Numbering(levels)


def _levels(abstract: _Element) -> dict[int, Level]:
    found: dict[int, Level] = {}
    for level in abstract.iterchildren(f"{W}lvl"):
        depth = level.get(f"{W}ilvl") or ""
        if depth.isdecimal() and int(depth) < _LEVELS:
            start = _value(level, "start", "1")
            first = int(start) if start.isdecimal() and len(start) < 5 else 1  # noqa: PLR2004
            found[int(depth)] = Level(
                _value(level, "numFmt", "decimal"), _value(level, "lvlText", "")[:40], first
            )
    return found


def _value(level: _Element, name: str, default: str) -> str:
    child = level.find(f"{W}{name}")
    return str(child.get(f"{W}val") or default) if child is not None else default
