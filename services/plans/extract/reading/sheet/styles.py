"""What the style of a cell says: its number format, whether it is bold, and its font."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from services.plans.extract.reading.legacy import Font, font_of
from services.plans.extract.reading.package import number
from services.plans.extract.reading.sheet.formats import GENERAL, Form, form_of
from services.plans.extract.reading.sheet.names import S, is_off

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lxml.etree import _Element

_MOST_STYLES: Final = 64_000
_MOST_FORMATS: Final = 2**16


class Look(NamedTuple):
    """How a cell is shown."""

    form: Form = GENERAL
    bold: bool = False
    font: Font = Font(None)


def read_looks(root: _Element | None) -> Sequence[Look]:
    """Return the looks that `styles.xml` defines, in the order in which cells name them."""
    if root is None:
        return ()
    codes = {
        number(one.get("numFmtId"), 0, _MOST_FORMATS): one.get("formatCode") or ""
        for one in root.iterfind(f"{S}numFmts/{S}numFmt")
    }
    fonts = [
        (not is_off(one.find(f"{S}b")), font_named(one))
        for one in root.iterfind(f"{S}fonts/{S}font")
    ]
    looks: list[Look] = []
    for one in root.iterfind(f"{S}cellXfs/{S}xf"):
        at = number(one.get("fontId"), 0, _MOST_STYLES)
        bold, font = fonts[at] if at < len(fonts) else (False, Font(None))
        looks.append(
            Look(form_of(number(one.get("numFmtId"), 0, _MOST_FORMATS), codes), bold, font)
        )
    return looks


def font_named(properties: _Element) -> Font:
    """Return what the font of a cell (`name`) or of a run (`rFont`) says of its letters."""
    for tag in ("name", "rFont"):
        named = properties.find(f"{S}{tag}")
        if named is not None:
            return font_of(named.get("val"))
    return Font(None)
