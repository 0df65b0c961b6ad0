"""Styles of an ODT: how text is set, and which list numbers a paragraph."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final, NamedTuple

from lxml.etree import _Element

from services.plans.extract.reading.legacy import Font, font_of
from services.plans.extract.reading.odt.names import FO, STYLE, SVG, TEXT, count

_MAX_DEPTH: Final = 12
_MAX_LEVEL: Final = 10
_MAX_START: Final = 9_999
_FORMATS: Final = MappingProxyType(
    {"1": "decimal", "a": "lowerLetter", "A": "upperLetter", "i": "lowerRoman", "I": "upperRoman"}
)
_BOLD: Final = frozenset({"bold", "600", "700", "800", "900"})


class Look(NamedTuple):
    """How text is set: None where the next outer level decides."""

    bold: bool | None = None
    capitals: bool | None = None
    font: Font | None = None

    def over(self, outer: Look) -> Look:
        """Return this look with what it leaves open taken from `outer`."""
        return Look(
            outer.bold if self.bold is None else self.bold,
            outer.capitals if self.capitals is None else self.capitals,
            outer.font if self.font is None else self.font,
        )


class Level(NamedTuple):
    """How a level of a list is marked; `bullet` is "" for one that counts."""

    bullet: str
    format: str = "none"
    prefix: str = ""
    suffix: str = ""
    shown: int = 1
    start: int = 1


@dataclass(slots=True)
class Styles:
    """The styles of `styles.xml` and of the document itself."""

    elements: dict[str, _Element] = field(default_factory=dict)
    lists: dict[str, dict[int, Level]] = field(default_factory=dict)
    outline: dict[int, Level] = field(default_factory=dict)
    faces: dict[str, str] = field(default_factory=dict)
    known: dict[str, Look] = field(default_factory=dict)

    def add(self, containers: Iterable[_Element]) -> None:
        """Take the styles of some containers."""
        for container in containers:
            for element in container.iterchildren():
                name = str(element.get(f"{STYLE}name"))
                if element.tag == f"{STYLE}style":
                    self.elements[name] = element
                elif element.tag == f"{TEXT}list-style":
                    self.lists[name] = _levels(element)
                elif element.tag == f"{TEXT}outline-style":
                    self.outline = _levels(element)
                elif element.tag == f"{STYLE}font-face":
                    self.faces[name] = str(element.get(f"{SVG}font-family") or name)

    def look(self, name: str | None) -> Look:
        """Return a style's look with all that it inherits."""
        if name is None:
            return Look()
        known = self.known.get(name)
        if known is None:
            known = self.known[name] = self._read(name, 0)
        return known

    def _read(self, name: str, depth: int) -> Look:
        element = self.elements.get(name)
        if element is None or depth > _MAX_DEPTH:
            return Look()
        parent = element.get(f"{STYLE}parent-style-name")
        outer = self._read(parent, depth + 1) if parent else Look()
        properties = element.find(f"{STYLE}text-properties")
        return self._look(properties).over(outer) if properties is not None else outer

    def _look(self, properties: _Element) -> Look:
        weight = properties.get(f"{FO}font-weight")
        case = properties.get(f"{FO}text-transform")
        named = properties.get(f"{STYLE}font-name")
        family = properties.get(f"{FO}font-family") or (
            self.faces.get(named, named) if named else None
        )
        return Look(
            weight in _BOLD if weight else None,
            case == "uppercase" if case else None,
            font_of(family) if family else None,
        )


def _levels(listing: _Element) -> dict[int, Level]:
    """Return the levels of a list style from 1."""
    return {
        count(level, f"{TEXT}level", _MAX_LEVEL): _level(level)
        for level in listing.iterchildren()
        if level.get(f"{TEXT}level")
    }


def _level(level: _Element) -> Level:
    if not str(level.tag).endswith(("-number", "outline-level-style")):
        return Level("+ " if level.get(f"{TEXT}bullet-char") == "+" else "- ")
    return Level(
        "",
        _FORMATS.get(level.get(f"{STYLE}num-format") or "", "none"),
        (level.get(f"{STYLE}num-prefix") or "")[:20],
        (level.get(f"{STYLE}num-suffix") or "")[:20],
        count(level, f"{TEXT}display-levels", _MAX_LEVEL),
        count(level, f"{TEXT}start-value", _MAX_START),
    )
