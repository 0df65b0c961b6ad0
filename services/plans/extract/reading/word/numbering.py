"""Automatic numbers of a DOCX, printed as Word prints them (ECMA-376 part 1, 17.9)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final, NamedTuple

from lxml.etree import _Element

from services.plans.extract.reading.counting import MAX_NUMBER, printed
from services.plans.extract.reading.package import number
from services.plans.extract.reading.word.names import W, is_on, value_of

_LEVELS: Final = 9
_MAX_PATTERN: Final = 40
_MAX_START: Final = 9_999
_BULLETS: Final = MappingProxyType({"+": "+ "})


class Level(NamedTuple):
    """How one level is numbered: format, pattern such as `%1.%2.`, first number.

    `restart` is the level (from 1) after which it begins anew, 0 for never, None for any above;
    `plain` prints the levels above in arabic numbers; `style` is the paragraph style it belongs to.
    """

    format: str
    pattern: str
    start: int
    restart: int | None = None
    plain: bool = False
    style: str | None = None


class List(NamedTuple):
    """A list: what it counts with, its levels, and the numbers it begins anew with by level."""

    abstract: str
    levels: Mapping[int, Level]
    starts: Mapping[int, int]


@dataclass(slots=True)
class Numbering:
    """The lists of one document and how far each has counted."""

    lists: Mapping[str, List]
    counters: dict[str, dict[int, int]] = field(default_factory=dict)
    begun: set[str] = field(default_factory=set)

    def next_mark(self, list_id: str, depth: int | None, style: str | None = None) -> str:
        """Count one paragraph of a list and return its printed mark, "" where there is none."""
        listed = self.lists.get(list_id)
        if listed is None:
            return ""
        at = depth if depth is not None else _depth_of(listed, style)
        level = listed.levels.get(at)
        if level is None:
            return ""
        if level.format == "bullet":
            return _BULLETS.get(level.pattern.strip(), "- ")
        counts = self._count(list_id, listed, at, level)
        text = level.pattern
        for upper in range(at + 1):
            above = listed.levels.get(upper, level)
            form = "decimal" if level.plain else above.format
            text = text.replace(f"%{upper + 1}", printed(counts.get(upper, above.start), form))
        return f"{text} " if text else ""

    def _count(self, list_id: str, listed: List, at: int, level: Level) -> dict[int, int]:
        """Count one further; lists of one definition count together."""
        counts = self.counters.setdefault(listed.abstract, {})
        if list_id not in self.begun:
            self.begun.add(list_id)
            for depth, start in listed.starts.items():
                counts[depth] = start - 1
        counts[at] = min(counts.get(at, level.start - 1) + 1, MAX_NUMBER)
        for deeper in [one for one in counts if one > at]:
            restart = listed.levels[deeper].restart if deeper in listed.levels else None
            if restart is None or at < restart:
                counts.pop(deeper)
        return counts


def _depth_of(listed: List, style: str | None) -> int:
    """Return the level that belongs to a paragraph style, the first where none does."""
    return next((at for at, one in listed.levels.items() if style and one.style == style), 0)


def read_numbering(root: _Element | None) -> Numbering:
    """Return the lists that `numbering.xml` defines; none when the part is missing."""
    if root is None:
        return Numbering({})
    abstract = {
        str(one.get(f"{W}abstractNumId")): one for one in root.iterchildren(f"{W}abstractNum")
    }
    # A definition may name a style whose definition is meant.
    by_style = {
        linked: key for key, one in abstract.items() if (linked := value_of(one, "styleLink"))
    }
    lists: dict[str, List] = {}
    for one in root.iterchildren(f"{W}num"):
        key = value_of(one, "abstractNumId") or ""
        key = by_style.get(value_of(abstract.get(key), "numStyleLink") or "", key)
        levels = _levels(abstract[key]) if key in abstract else {}
        starts = _override(one, levels)
        lists[str(one.get(f"{W}numId"))] = List(key, levels, starts)
    return Numbering(lists)


def _override(num: _Element, levels: dict[int, Level]) -> dict[int, int]:
    """Change the levels that a list sets anew; return the numbers it begins anew with."""
    starts: dict[int, int] = {}
    for override in num.iterchildren(f"{W}lvlOverride"):
        depth = number(override.get(f"{W}ilvl"), _LEVELS, _LEVELS)
        level = override.find(f"{W}lvl")
        if level is not None:
            levels[depth] = _level(level)
        start = value_of(override, "startOverride")
        if start is not None:
            starts[depth] = number(start, 1, _MAX_START)
    return starts


def _levels(abstract: _Element) -> dict[int, Level]:
    return {
        depth: _level(level)
        for level in abstract.iterchildren(f"{W}lvl")
        if (depth := number(level.get(f"{W}ilvl"), _LEVELS, _LEVELS)) < _LEVELS
    }


def _level(level: _Element) -> Level:
    restart = value_of(level, "lvlRestart")
    return Level(
        value_of(level, "numFmt") or "decimal",
        (value_of(level, "lvlText") or "")[:_MAX_PATTERN],
        number(value_of(level, "start"), 1, _MAX_START),
        number(restart, 0, _LEVELS) if restart is not None else None,
        bool(is_on(level, "isLgl")),
        value_of(level, "pStyle"),
    )
