"""The runs of a paragraph: visible text, its look, notes and text boxes met on the way."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final

from lxml.etree import _Element

from services.plans.extract.reading.legacy import Encoding, convert
from services.plans.extract.reading.word.names import MC, W
from services.plans.extract.reading.word.styles import Look, Styles, look_of

# Deleted and moved-away text, field codes, comments.
_SKIPPED: Final = frozenset(
    {f"{W}del", f"{W}moveFrom", f"{W}pPr", f"{W}rPr", f"{W}sdtPr", f"{W}sdtEndPr", f"{W}rt",
     f"{MC}Fallback", f"{W}object"}
)  # fmt: skip
_CHANGES: Final = (f"{W}ins", f"{W}del", f"{W}moveFrom", f"{W}moveTo")
_NOTES: Final = MappingProxyType(
    {f"{W}footnoteReference": "footnote", f"{W}endnoteReference": "endnote"}
)
_GRAPHICS: Final = frozenset({f"{W}drawing", f"{W}pict", f"{MC}AlternateContent"})
_MAX_DEPTH: Final = 40
_LAST_SYMBOL: Final = 0xF0FF
_CODE: Final = re.compile(r"[0-9A-Fa-f]{1,6}")


@dataclass(slots=True)
class Inline:
    """Reads runs; keeps what the whole document is told about."""

    styles: Styles
    fallback: Encoding | None = None
    notes: list[tuple[str, str]] = field(default_factory=list)
    boxes: list[_Element] = field(default_factory=list)
    encodings: set[Encoding] = field(default_factory=set)
    changes: int = 0

    def runs(self, paragraph: _Element, outer: Look, depth: int = 0) -> Iterator[tuple[str, bool]]:
        """Yield the visible text of a paragraph run by run, and whether it is bold."""
        for child in paragraph.iterchildren():
            if child.tag in _CHANGES:
                self.changes += 1
            if child.tag in _SKIPPED or depth > _MAX_DEPTH:
                continue
            if child.tag == f"{W}r":
                look = self._look(child, outer)
                text = "".join(self._characters(child))
                if text and not look.hidden:
                    yield self._shown(text, look), bool(look.bold)
            elif child.tag in _GRAPHICS:
                self._collect_boxes(child)
            elif child.tag != f"{W}p":
                yield from self.runs(child, outer, depth + 1)

    def _look(self, run: _Element, outer: Look) -> Look:
        properties = run.find(f"{W}rPr")
        if properties is None:
            return outer
        style = properties.find(f"{W}rStyle")
        own = look_of(properties)
        if style is not None:
            own = own.over(self.styles.style(style.get(f"{W}val")).look)
        return own.over(outer)

    def _shown(self, text: str, look: Look) -> str:
        """Return text in Unicode and in capitals where it is shown so."""
        encoding, capitals = look.letters
        encoding = encoding or self.fallback
        if encoding and not text.isascii():
            self.encodings.add(encoding)
            text = convert(text, encoding)
        return text.upper() if look.capitals or capitals else text

    def _characters(self, run: _Element) -> Iterator[str]:
        for child in run.iterchildren():
            write = _WRITTEN.get(child.tag)
            if write is not None:
                yield write(child)
            elif child.tag in _NOTES:
                self.notes.append((_NOTES[child.tag], str(child.get(f"{W}id"))))
            elif child.tag in _GRAPHICS:
                self._collect_boxes(child)

    def _collect_boxes(self, graphic: _Element) -> None:
        """Remember the text boxes of a drawing once: its fallback holds the same again."""
        for box in graphic.iter(f"{W}txbxContent"):
            above = next(box.iterancestors(f"{MC}Fallback", f"{W}txbxContent"), None)
            if above is None:
                self.boxes.append(box)


def _break(element: _Element) -> str:
    return " " if element.get(f"{W}type") == "page" else "\n"


def _symbol(element: _Element) -> str:
    """Return a character of a symbol font; those of bullets are normalised later."""
    code = element.get(f"{W}char") or ""
    value = int(code, 16) if _CODE.fullmatch(code) else _LAST_SYMBOL + 1
    return chr(value) if value <= _LAST_SYMBOL else ""


_WRITTEN: Final[MappingProxyType[str, Callable[[_Element], str]]] = MappingProxyType(
    {
        f"{W}t": lambda element: element.text or "",
        f"{W}tab": lambda _: "\t",
        f"{W}ptab": lambda _: "\t",
        f"{W}noBreakHyphen": lambda _: "-",
        # In the fonts of TCVN3 this is the letter "ư"; elsewhere it is dropped later.
        f"{W}softHyphen": lambda _: "\u00ad",
        f"{W}br": _break,
        f"{W}cr": _break,
        f"{W}sym": _symbol,
    }
)
