"""Names of SpreadsheetML (ECMA-376 part 1, 18) and where a cell stands."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from lxml.etree import _Element

S: Final = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
RELATION: Final = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
MAX_ROW: Final = 1_048_576
MAX_COLUMN: Final = 16_384
_PLACE: Final = re.compile(r"\$?([A-Z]{1,3})\$?([1-9]\d{0,6})")


class Area(NamedTuple):
    """A rectangle of cells; rows from 1, columns from 0, all of them inside."""

    top: int
    left: int
    bottom: int
    right: int


def place_of(reference: str | None) -> tuple[int, int] | None:
    """Return row and column of `B7`, None for anything else."""
    found = _PLACE.fullmatch(reference or "")
    if found is None:
        return None
    column = 0
    for letter in found[1]:
        column = column * 26 + ord(letter) - ord("A") + 1
    return int(found[2]), column - 1


def area_of(reference: str | None) -> Area | None:
    """Return the cells of `A1:C3`, None for anything else."""
    first, _, last = (reference or "").partition(":")
    start, end = place_of(first), place_of(last)
    if start is None or end is None or start[0] > end[0] or start[1] > end[1]:
        return None
    return Area(*start, *end)


def is_on(element: _Element, name: str) -> bool:
    """Tell whether an attribute is switched on."""
    return element.get(name) in {"1", "true", "on"}


def is_off(element: _Element | None) -> bool:
    """Tell whether an element that switches something on by being there says no."""
    return element is None or element.get("val") in {"0", "false", "off"}
