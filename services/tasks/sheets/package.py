"""The parts of a workbook's file, unpacked within limits; nothing in them is trusted."""

import zipfile
from collections.abc import Iterator
from io import BytesIO
from typing import Final

from lxml import etree

from common.archives import BROKEN, METHODS, SwollenError, declares_entities, listed, unpacked
from common.errors import InvalidInputError

MAX_FILE: Final = 10 * 1024 * 1024
MAX_PART: Final = 64 * 1024 * 1024
"""Bytes of XML; 10,000 rows are a tenth of it."""
MAX_PARTS: Final = 500
MAX_LIST: Final = 1024 * 1024
"""Bytes of the parts that only name other parts."""
MOST_ELEMENTS: Final = 2_000_000
"""Elements of a part; 10,000 rows of the sheet need a quarter of it."""
MOST_WITHIN: Final = 20_000
"""Elements of one row or string: a line that was coloured to Excel's last column has 16,384."""
MOST_ATTRIBUTES: Final = 100
_RUN: Final = 1024 * 1024
"""Bytes without a tag; a cell's text is a sixth of it at most."""
MAIN: Final = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_STRICT: Final = b"http://purl.oclc.org/ooxml/spreadsheetml/main"


class UnreadableSheetError(InvalidInputError):
    """The file cannot be read as a sheet of assignments; send one that was exported here."""

    type = "unreadable-sheet"
    title = "Unreadable sheet"


class Package:
    """An opened workbook; raises UnreadableSheetError for what is damaged, swollen or hostile."""

    def __init__(self, content: bytes) -> None:
        """Open the file's directory and judge it; no part is unpacked yet."""
        if len(content) > MAX_FILE:
            raise UnreadableSheetError(f"the file is larger than {MAX_FILE // 2**20} MB")
        if listed(BytesIO(content)) > MAX_PARTS:
            raise _swollen()
        try:
            self._archive = zipfile.ZipFile(BytesIO(content))
            parts = self._archive.infolist()
        except BROKEN:
            raise UnreadableSheetError(
                "this is no XLSX file; save it as one and send that"
            ) from None
        if len(parts) > MAX_PARTS or sum(part.file_size for part in parts) > 2 * MAX_PART:
            raise _swollen()
        if any(part.compress_type not in METHODS for part in parts):
            raise UnreadableSheetError("the file is packed as no XLSX file is; save it anew")
        self._names = frozenset(part.filename for part in parts)

    def read(self, name: str, most: int = MAX_PART) -> bytes:
        """Return the XML of a part, empty if there is none; refuses one of more than `most` bytes.

        The directory may lie about the size, so that a part is unpacked piece by piece.
        """
        if name not in self._names:
            return b""
        try:
            xml = unpacked(self._archive, name, most)
        except SwollenError:
            raise UnreadableSheetError(
                "a part of the file is far larger than 10,000 rows need"
            ) from None
        except BROKEN:
            raise UnreadableSheetError("the file is damaged; save it anew and send that") from None
        if declares_entities(xml):
            raise UnreadableSheetError("the file declares XML entities, which no spreadsheet does")
        # One tag is built whole before it can be counted: 40 MB of attributes would be 1 GB.
        if any(b"<" not in xml[at : at + _RUN] for at in range(0, len(xml) - _RUN + 1, _RUN)):
            raise UnreadableSheetError("the file has far more cells than 10,000 rows need")
        return xml.replace(_STRICT, MAIN[1:-1].encode())

    def elements(self, name: str, *tags: str, most: int = MAX_PART) -> Iterator[etree._Element]:
        """Yield the elements of `tags` in a part, each dropped when the next is asked for.

        Others are dropped too: what is in memory is one element of `tags` and the way to it.
        """
        xml = self.read(name, most)
        if not xml:
            return
        wanted = frozenset(f"{MAIN}{tag}" for tag in tags)
        open_ones = 0  # elements of `tags` that have begun and not ended
        within = 0
        try:
            for event, element in _events(xml):
                hit = element.tag in wanted
                if event == "start":
                    open_ones += hit
                    within += open_ones > 0
                    if within > MOST_WITHIN:
                        raise UnreadableSheetError("a row has far too many cells; delete them")
                    continue
                open_ones -= hit
                if hit:
                    yield element
                if not open_ones:
                    within = 0
                    _drop(element)
        except etree.LxmlError:
            raise UnreadableSheetError("the file is damaged; save it anew and send that") from None


def _swollen() -> UnreadableSheetError:
    return UnreadableSheetError("the file unpacks to more than a sheet of 10,000 rows needs")


def _events(xml: bytes) -> Iterator[tuple[str, etree._Element]]:
    """Yield the start and end of every element; refuses more of them than a sheet needs."""
    count = 0
    for event, element in etree.iterparse(
        BytesIO(xml),
        events=("start", "end"),
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        remove_comments=True,
        remove_pis=True,
    ):
        count += event == "start"
        if len(element.attrib) > MOST_ATTRIBUTES or count > MOST_ELEMENTS:
            raise UnreadableSheetError("the file has far more cells than 10,000 rows need")
        yield event, element


def _drop(element: etree._Element) -> None:
    element.clear()
    above = element.getparent()
    while above is not None and element.getprevious() is not None:
        del above[0]
