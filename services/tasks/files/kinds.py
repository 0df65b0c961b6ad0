"""What a file is, told by its content: documents, pictures and plain text are taken, no more.

The name says nothing: a program can be called minutes.pdf. Whatever a reader's machine would run
(programs, scripts, pages, macros) is refused with what to send instead.
"""

import codecs
import re
import unicodedata
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from typing import BinaryIO, Final

from common.archives import BROKEN, CHUNK, SwollenError, listed, unpacked
from common.errors import Problem


class UnacceptableFileError(Problem):
    """Files of this kind are not taken; send a PDF, DOCX, XLSX, ODT, ODS, picture or plain text."""

    type = "unacceptable-file"
    title = "Kind of file not taken"
    status = 422


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of file: its media type, and the endings its name may have, the usual one first."""

    media_type: str
    endings: tuple[str, ...]


PDF: Final = Kind("application/pdf", (".pdf",))
TEXT: Final = Kind("text/plain", (".txt", ".csv", ".md"))
_OFFICE: Final = "application/vnd.openxmlformats-officedocument"
DOCX: Final = Kind(f"{_OFFICE}.wordprocessingml.document", (".docx",))
XLSX: Final = Kind(f"{_OFFICE}.spreadsheetml.sheet", (".xlsx",))
ODT: Final = Kind("application/vnd.oasis.opendocument.text", (".odt",))
ODS: Final = Kind("application/vnd.oasis.opendocument.spreadsheet", (".ods",))

_BEGINNINGS: Final[Mapping[bytes, Kind]] = {
    b"%PDF-": PDF,
    b"\x89PNG\r\n\x1a\n": Kind("image/png", (".png",)),
    b"\xff\xd8\xff": Kind("image/jpeg", (".jpg", ".jpeg")),
    b"GIF87a": Kind("image/gif", (".gif",)),
    b"GIF89a": Kind("image/gif", (".gif",)),
    b"II*\0": Kind("image/tiff", (".tif", ".tiff")),
    b"MM\0*": Kind("image/tiff", (".tif", ".tiff")),
}
_WEBP: Final = Kind("image/webp", (".webp",))
_HEIC: Final = Kind("image/heic", (".heic", ".heif"))  # what telephones take
_HEIC_BRANDS: Final = frozenset({b"heic", b"heix", b"heim", b"mif1"})

_REFUSED: Final[Mapping[bytes, str]] = {
    b"MZ": "a program for Windows",
    b"\x7fELF": "a program",
    b"\xca\xfe\xba\xbe": "a program",
    b"\xcf\xfa\xed\xfe": "a program",
    b"#!": "a script",
    b"\xd0\xcf\x11\xe0": "a document of Office before 2007, which can hide macros; "
    "save it as DOCX, XLSX or PDF",
    b"{\\rtf": "an RTF document, which can hide programs; save it as DOCX or PDF",
}
_MAIN_PARTS: Final[Mapping[str, Kind]] = {"word/document.xml": DOCX, "xl/workbook.xml": XLSX}
_TYPES: Final = "[Content_Types].xml"
_MACROS: Final = re.compile(
    r"vbaproject|vbadata|/activex/|macrosheets/|^basic/|^scripts/|/oleobject|\.exe$|\.dll$|\.js$",
    re.IGNORECASE,
)
_MARKUP: Final = re.compile(r"\s*<[!?a-z]", re.IGNORECASE)
_MOST_PARTS: Final = 5_000
_LONGEST_TYPES: Final = 1024 * 1024
_HEAD: Final = 64


def kind_of(content: BinaryIO) -> Kind:
    """Return what `content` is, leaving it at its start; raises UnacceptableFileError."""
    content.seek(0)
    head = content.read(_HEAD)
    try:
        return _told(head, content)
    finally:
        content.seek(0)


def _told(head: bytes, content: BinaryIO) -> Kind:
    if not head:
        raise UnacceptableFileError("the file is empty; choose it again")
    for beginning, kind in _BEGINNINGS.items():
        if head.startswith(beginning):
            return kind
    for beginning, what in _REFUSED.items():
        if head.startswith(beginning):
            raise _refusal(what)
    if head.startswith(b"RIFF") and head[8:12] == b"WEBP":
        return _WEBP
    if head[4:8] == b"ftyp" and head[8:12] in _HEIC_BRANDS:
        return _HEIC
    if head.startswith(b"PK\x03\x04"):
        return _packed(content)
    return _text(content)


def _packed(content: BinaryIO) -> Kind:
    """Return which document the package is; raises for any other archive, and for macros."""
    if listed(content) > _MOST_PARTS:
        raise _refusal(f"a package of more than {_MOST_PARTS} parts")
    try:
        with zipfile.ZipFile(content) as package:
            names = package.namelist()
            if any(_MACROS.search(name) for name in names):
                raise _refusal("a document with macros or embedded programs; save it without them")
            return _document(package, names)
    except BROKEN as error:
        raise UnacceptableFileError("the file is damaged; save it again and send that") from error


def _document(package: zipfile.ZipFile, names: list[str]) -> Kind:
    if _TYPES in names:
        types = _part(package, _TYPES, _LONGEST_TYPES)
        if b"macroenabled" in types.lower():
            raise _refusal("a document with macros; save it without them")
        for part, kind in _MAIN_PARTS.items():
            if part in names:
                return kind
    if "mimetype" in names:
        stated = _part(package, "mimetype", 200).decode("ascii", "replace").strip()
        for kind in (ODT, ODS):
            if stated == kind.media_type and "content.xml" in names:
                return kind
    raise _refusal("an archive; send the documents in it one by one")


def _part(package: zipfile.ZipFile, name: str, most: int) -> bytes:
    try:
        return unpacked(package, name, most)
    except SwollenError:
        raise _refusal("a package whose list of contents is too long") from None


def _text(content: BinaryIO) -> Kind:
    """Return TEXT for text in UTF-8 that is no page or script."""
    content.seek(0)
    decoder = codecs.getincrementaldecoder("utf-8-sig")()
    first = True
    try:
        while chunk := content.read(CHUNK):
            words = decoder.decode(chunk)
            if first and _MARKUP.match(words):
                raise _refusal("a page or another text of marks (HTML, XML, SVG); print it to PDF")
            if any(_is_binary(char) for char in set(words)):
                raise UnacceptableFileError
            first = False
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        raise UnacceptableFileError from None
    return TEXT


def _is_binary(char: str) -> bool:
    return unicodedata.category(char) == "Cc" and char not in "\t\n\r\f"


def _refusal(what: str) -> UnacceptableFileError:
    instead = "" if ";" in what else "; send a PDF, DOCX, XLSX, ODT, ODS, picture or plain text"
    return UnacceptableFileError(f"this is {what}{instead}")
