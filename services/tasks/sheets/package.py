"""The parts of a workbook's file, unpacked within limits; nothing in them is trusted."""

import zipfile
import zlib
from collections.abc import Iterator
from io import BytesIO
from typing import Final

from lxml import etree

from common.errors import InvalidInputError

MAX_FILE: Final = 10 * 1024 * 1024
MAX_PART: Final = 64 * 1024 * 1024
"""Bytes of XML; 10,000 rows are a tenth of it."""
MAX_PARTS: Final = 500
_BROKEN: Final = (
    zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError, ValueError, KeyError,
    NotImplementedError,
)  # fmt: skip
_DECLARING: Final = tuple(
    mark.encode(encoding)
    for mark in ("<!DOCTYPE", "<!ENTITY")
    for encoding in ("ascii", "utf-16-le", "utf-16-be")
)
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
        try:
            self._archive = zipfile.ZipFile(BytesIO(content))
            parts = self._archive.infolist()
        except _BROKEN:
            raise UnreadableSheetError(
                "this is no XLSX file; save it as one and send that"
            ) from None
        if len(parts) > MAX_PARTS or sum(part.file_size for part in parts) > 2 * MAX_PART:
            raise UnreadableSheetError("the file unpacks to more than a sheet of 10,000 rows needs")
        self._names = frozenset(part.filename for part in parts)

    def read(self, name: str) -> bytes:
        """Return the XML of a part, empty if there is none; never more than the directory says."""
        if name not in self._names:
            return b""
        try:
            if self._archive.getinfo(name).file_size > MAX_PART:
                raise UnreadableSheetError("a part of the file is far larger than 10,000 rows need")
            xml = self._archive.read(name)
        except _BROKEN:
            raise UnreadableSheetError("the file is damaged; save it anew and send that") from None
        if any(mark in xml for mark in _DECLARING):
            raise UnreadableSheetError("the file declares XML entities, which no spreadsheet does")
        return xml.replace(_STRICT, MAIN[1:-1].encode())

    def elements(self, name: str, *tags: str) -> Iterator[etree._Element]:
        """Yield the elements of `tags` in a part, each dropped when the next is asked for."""
        xml = self.read(name)
        if not xml:
            return
        wanted = tuple(f"{MAIN}{tag}" for tag in tags)
        try:
            for _, element in etree.iterparse(
                BytesIO(xml), tag=wanted, resolve_entities=False, no_network=True, load_dtd=False
            ):
                yield element
                element.clear()
                while element.getprevious() is not None:
                    del element.getparent()[0]
        except etree.LxmlError:
            raise UnreadableSheetError("the file is damaged; save it anew and send that") from None
