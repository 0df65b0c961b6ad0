"""Names of OpenDocument 1.3 (OASIS) and small look-ups."""

from __future__ import annotations

from typing import Final

from lxml.etree import _Element

_OASIS = "{{urn:oasis:names:tc:opendocument:xmlns:{}:1.0}}"
OFFICE: Final = _OASIS.format("office")
TEXT: Final = _OASIS.format("text")
TABLE: Final = _OASIS.format("table")
STYLE: Final = _OASIS.format("style")
DRAW: Final = _OASIS.format("drawing")
FO: Final = _OASIS.format("xsl-fo-compatible")
SVG: Final = _OASIS.format("svg-compatible")
_MOST_DIGITS: Final = 9
XML_ID: Final = "{http://www.w3.org/XML/1998/namespace}id"


def count(element: _Element, name: str, limit: int) -> int:
    """Return a count such as of repeated cells: 1 where it is not given, at most `limit`."""
    written = (element.get(name) or "")[:_MOST_DIGITS]
    return min(int(written) or 1, limit) if written.isdecimal() else 1
