"""What a paragraph's or run's style says, inherited from the styles it is based on."""

from __future__ import annotations

from typing import Final, NamedTuple

from lxml.etree import _Element

from services.plans.extract.reading.legacy import Font, font_of
from services.plans.extract.reading.word.names import W, is_on, value_of

_MAX_DEPTH: Final = 12


class Look(NamedTuple):
    """How text is set: None where the next outer level decides."""

    bold: bool | None = None
    capitals: bool | None = None
    hidden: bool | None = None
    font: str | None = None

    def over(self, outer: Look) -> Look:
        """Return this look with what it leaves open taken from `outer`."""
        return Look(
            outer.bold if self.bold is None else self.bold,
            outer.capitals if self.capitals is None else self.capitals,
            outer.hidden if self.hidden is None else self.hidden,
            outer.font if self.font is None else self.font,
        )

    @property
    def letters(self) -> Font:
        """What the font says of its letters."""
        return font_of(self.font)


class Style(NamedTuple):
    """A style: its look, list (number id and depth), and whether it makes headings or contents."""

    look: Look = Look()
    list_id: str | None = None
    depth: str | None = None
    heading: bool = False
    contents: bool = False


def look_of(properties: _Element | None) -> Look:
    """Return what run properties (`w:rPr`) say."""
    if properties is None:
        return Look()
    fonts = properties.find(f"{W}rFonts")
    font = (fonts.get(f"{W}ascii") or fonts.get(f"{W}hAnsi")) if fonts is not None else None
    return Look(
        is_on(properties, "b"), is_on(properties, "caps"), is_on(properties, "vanish"), font
    )


class Styles:
    """The styles of a document by id."""

    def __init__(self, root: _Element | None) -> None:
        """Read `styles.xml`; a document without has no styles."""
        self._elements = {
            str(style.get(f"{W}styleId")): style
            for style in (root.iterchildren(f"{W}style") if root is not None else ())
        }
        self._known: dict[str, Style] = {}
        defaults = root.find(f"{W}docDefaults/{W}rPrDefault/{W}rPr") if root is not None else None
        self.default = look_of(defaults)

    def style(self, style_id: str | None) -> Style:
        """Return a style with all that it inherits."""
        if style_id is None:
            return Style()
        known = self._known.get(style_id)
        if known is None:
            known = self._known[style_id] = self._read(style_id, 0)
        return known

    def _read(self, style_id: str, depth: int) -> Style:
        element = self._elements.get(style_id)
        if element is None or depth > _MAX_DEPTH:
            return Style()
        base = value_of(element, "basedOn")
        outer = self._read(base, depth + 1) if base else Style()
        name = (value_of(element, "name") or style_id).lower()
        properties = element.find(f"{W}pPr")
        listed = value_of(properties, "numPr", "numId")
        return Style(
            look_of(element.find(f"{W}rPr")).over(outer.look),
            listed or outer.list_id,
            value_of(properties, "numPr", "ilvl") or (None if listed else outer.depth),
            outer.heading or name.startswith(("heading", "title")),
            outer.contents or name.startswith(("toc ", "table of figures")),
        )
