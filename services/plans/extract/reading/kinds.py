"""What kind of file it is, by its first bytes and then by its name."""

from __future__ import annotations

import io
import zipfile
from typing import Final, Literal

from common.archives import BROKEN
from services.plans.extract.errors import UnreadableDocumentError

MAX_BYTES: Final = 20 * 1024 * 1024
MEDIA_TYPES: Final = {
    ".txt": "text/plain",
    ".md": "text/markdown",
    ".markdown": "text/markdown",
    ".htm": "text/html",
    ".html": "text/html",
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".odt": "application/vnd.oasis.opendocument.text",
    ".pdf": "application/pdf",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".csv": "text/csv",
}
"""Media types of the files that are read, by the end of their name."""

Kind = Literal["text", "html", "csv", "docx", "odt", "pdf", "xlsx"]

_ZIP = b"PK\x03\x04"
_PDF = b"%PDF-"
# Readers of PDF allow for some bytes before the first line.
_PDF_WITHIN = 1024
_ENCRYPTED_OFFICE = "E\0n\0c\0r\0y\0p\0t\0e\0d\0P\0a\0c\0k\0a\0g\0e".encode("latin-1")
_OLD_OFFICE = b"\xd0\xcf\x11\xe0"
_FOREIGN: Final[tuple[tuple[bytes, str], ...]] = (
    (_OLD_OFFICE, "Word 97 (.doc)"),
    (b"{\\rtf", "RTF"),
)
_PICTURES: Final[tuple[tuple[bytes, str], ...]] = (
    (b"\x89PNG", "PNG"),
    (b"\xff\xd8\xff", "JPEG"),
    (b"GIF8", "GIF"),
    (b"II*\x00", "TIFF"),
    (b"MM\x00*", "TIFF"),
)
_ARCHIVES: Final[tuple[tuple[bytes, str], ...]] = (
    (b"Rar!", "RAR"),
    (b"7z\xbc\xaf", "7z"),
    (b"\x1f\x8b", "gzip"),
)
_WEB_NAMES = (".html", ".htm", ".xhtml")
_CSV = ".csv"
_WORKBOOK, _DOCUMENT = (name.encode("utf-16-le") for name in ("Workbook", "WordDocument"))
"""Streams of an old Office file: a document may hold a workbook, so both are looked for."""
_MEDIA_TYPE_WITHIN = 200
"""Bytes of an ODF package that state what it is, unpacked and first."""
_SPREADSHEET = b"application/vnd.oasis.opendocument.spreadsheet"


def check_size(data: bytes) -> None:
    """Raise `UnreadableDocumentError` for an empty file or one over `MAX_BYTES`."""
    if not data.strip():
        raise UnreadableDocumentError(
            "The file is empty. Send the document itself.",
            "Tệp trống. Hãy gửi chính văn bản.",
        )
    if len(data) > MAX_BYTES:
        raise UnreadableDocumentError(
            f"The file has {len(data) // 2**20} MB; at most {MAX_BYTES // 2**20} MB are read. "
            "Send the text without its pictures.",
            f"Tệp nặng {len(data) // 2**20} MB; chỉ đọc được tệp tối đa {MAX_BYTES // 2**20} MB. "
            "Hãy gửi bản không có hình ảnh.",
        )


def sniff(data: bytes, filename: str) -> Kind:
    """Return the kind of file.

    Raises `UnreadableDocumentError` for a format that is recognised but not read.
    """
    _refuse_foreign(data)
    if _PDF in data[:_PDF_WITHIN]:
        return "pdf"
    if data.startswith(_ZIP):
        return _kind_of_package(data)
    if filename.lower().endswith(_WEB_NAMES):
        return "html"
    head = data[:2048].lstrip().lower()
    if head.startswith((b"<!doctype html", b"<html")) or b"<body" in head:
        return "html"
    return "csv" if filename.lower().endswith(_CSV) else "text"


def _refuse_foreign(data: bytes) -> None:
    if data.startswith(_OLD_OFFICE) and _ENCRYPTED_OFFICE in data:
        raise UnreadableDocumentError(
            "The document is encrypted. Remove its password and send it again.",
            "Văn bản được đặt mật khẩu. Hãy bỏ mật khẩu rồi gửi lại.",
        )
    if data.startswith(_OLD_OFFICE) and _WORKBOOK in data and _DOCUMENT not in data:
        raise _foreign_sheet("Excel 97 (.xls)")
    for magic, name in _FOREIGN:
        if data.startswith(magic):
            raise UnreadableDocumentError(
                f"This is a {name} file. Open it in a word processor, save it as DOCX and send "
                "that.",
                f"Đây là tệp {name}. Hãy mở bằng trình soạn thảo, lưu thành DOCX rồi gửi lại.",
            )
    for magic, name in _PICTURES:
        if data.startswith(magic):
            raise UnreadableDocumentError(
                f"This is a picture ({name}); pictures of text are not read. Send the DOCX, or the "
                "signed PDF that has the words in it.",
                f"Đây là tệp ảnh ({name}); hệ thống không đọc chữ trong ảnh. Hãy gửi bản DOCX hoặc "
                "bản PDF có lớp chữ.",
            )
    for magic, name in _ARCHIVES:
        if data.startswith(magic):
            raise UnreadableDocumentError(
                f"This is a {name} archive. Unpack it and send the document itself.",
                f"Đây là tệp nén {name}. Hãy giải nén rồi gửi chính văn bản.",
            )


def _kind_of_package(data: bytes) -> Kind:
    """Return which office package a ZIP file is; a damaged one is the Word reader's to refuse."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            names = frozenset(package.namelist())
    except BROKEN:
        return "docx"
    if "word/document.xml" in names:
        return "docx"
    if "xl/workbook.xml" in names:
        return _kind_of_workbook(names)
    if "xl/workbook.bin" in names:
        raise _foreign_sheet("XLSB")
    if "content.xml" not in names:
        return "docx"
    if _SPREADSHEET in data[:_MEDIA_TYPE_WITHIN]:
        raise _foreign_sheet("ODS")
    return "odt"


def _kind_of_workbook(names: frozenset[str]) -> Kind:
    if "xl/vbaProject.bin" in names:
        raise _foreign_sheet("XLSM (macro)")
    return "xlsx"


def _foreign_sheet(name: str) -> UnreadableDocumentError:
    return UnreadableDocumentError(
        f"This is a spreadsheet of the kind {name}. Open it, save it as an Excel workbook (.xlsx) "
        "and send that.",
        f"Đây là bảng tính {name}. Hãy mở tệp, lưu thành sổ làm việc Excel (.xlsx) rồi gửi lại.",
    )
