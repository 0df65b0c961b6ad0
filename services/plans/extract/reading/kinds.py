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
}
"""Media types of the files that are read, by the end of their name."""

Kind = Literal["text", "html", "docx", "odt", "pdf"]

_ZIP = b"PK\x03\x04"
_PDF = b"%PDF-"
# Readers of PDF allow for some bytes before the first line.
_PDF_WITHIN = 1024
_ENCRYPTED_OFFICE = "E\0n\0c\0r\0y\0p\0t\0e\0d\0P\0a\0c\0k\0a\0g\0e".encode("latin-1")
_OLD_WORD = b"\xd0\xcf\x11\xe0"
_FOREIGN: Final[tuple[tuple[bytes, str], ...]] = (
    (_OLD_WORD, "Word 97 (.doc)"),
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
    is_html = head.startswith((b"<!doctype html", b"<html")) or b"<body" in head
    return "html" if is_html else "text"


def _refuse_foreign(data: bytes) -> None:
    if data.startswith(_OLD_WORD) and _ENCRYPTED_OFFICE in data:
        raise UnreadableDocumentError(
            "The document is encrypted. Remove its password and send it again.",
            "Văn bản được đặt mật khẩu. Hãy bỏ mật khẩu rồi gửi lại.",
        )
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
            names = set(package.namelist())
    except BROKEN:
        return "docx"
    return "odt" if "content.xml" in names and "word/document.xml" not in names else "docx"
