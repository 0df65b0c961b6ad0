"""From bytes to characters: what kind of file it is, and in which encoding."""

from __future__ import annotations

import codecs
from typing import Literal, NamedTuple

from charset_normalizer import from_bytes

from services.plans.extract.errors import UnreadableDocumentError

MAX_BYTES = 20 * 1024 * 1024
_SAMPLE_BYTES = 256 * 1024
_MAX_ODD_SHARE = 0.02

Kind = Literal["text", "html", "docx"]

_MARKS: tuple[tuple[bytes, str], ...] = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_FOREIGN: tuple[tuple[bytes, str], ...] = (
    (b"%PDF-", "PDF"),
    (b"\xd0\xcf\x11\xe0", "Word 97 (.doc)"),
    (b"{\\rtf", "RTF"),
    (b"\x89PNG", "PNG"),
    (b"\xff\xd8\xff", "JPEG"),
    (b"GIF8", "GIF"),
    (b"II*\x00", "TIFF"),
    (b"Rar!", "RAR"),
    (b"7z\xbc\xaf", "7z"),
    (b"\x1f\x8b", "gzip"),
)


class Decoded(NamedTuple):
    """The characters of a text file; `guessed` names an encoding that was not declared."""

    text: str
    guessed: str | None


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
    """Return the kind of file, by its first bytes and then by its name.

    Raises `UnreadableDocumentError` for a format that is recognised but not read.
    """
    for magic, name in _FOREIGN:
        if data.startswith(magic):
            raise UnreadableDocumentError(
                f"This is a {name} file. Save it as DOCX, HTML or plain text and send that.",
                f"Đây là tệp {name}. Hãy lưu thành DOCX, HTML hoặc văn bản thuần rồi gửi lại.",
            )
    if data.startswith(b"PK\x03\x04"):
        return "docx"
    head = data[:2048].lstrip().lower()
    if filename.lower().endswith((".html", ".htm", ".xhtml", ".mht")):
        return "html"
    is_html = head.startswith((b"<!doctype html", b"<html")) or b"<body" in head
    return "html" if is_html else "text"


def decode(data: bytes) -> Decoded:
    """Return the characters of a text file.

    A byte order mark decides, then UTF-8, then the likeliest encoding. Raises
    `UnreadableDocumentError` for bytes that are no text in any of them.
    """
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return _checked(Decoded(data.decode(encoding, errors="replace"), None))
    try:
        return _checked(Decoded(data.decode("utf-8"), None))
    except UnicodeDecodeError:
        return _checked(_guess(data))


def _guess(data: bytes) -> Decoded:
    if b"\x00" in data[:_SAMPLE_BYTES]:
        raise UnreadableDocumentError(
            "The file is binary, not a text. Send it as text, Markdown, HTML or DOCX.",
            "Tệp là dữ liệu nhị phân, không phải văn bản. Hãy gửi bản DOCX, HTML hoặc văn bản "
            "thuần.",
        )
    best = from_bytes(data[:_SAMPLE_BYTES]).best()
    if best is None:
        raise UnreadableDocumentError(
            "The file's encoding is not known. Save it as UTF-8 and send it again.",
            "Không nhận ra bảng mã của tệp. Hãy lưu lại theo Unicode UTF-8 rồi gửi lại.",
        )
    return Decoded(data.decode(best.encoding, errors="replace"), best.encoding)


def _checked(decoded: Decoded) -> Decoded:
    """Refuse text that is mostly control or replacement characters."""
    sample = decoded.text[:_SAMPLE_BYTES]
    odd = sum(char == "\ufffd" or (char < " " and char not in "\t\n\r\f\v") for char in sample)
    if odd > max(4, len(sample) * _MAX_ODD_SHARE):
        raise UnreadableDocumentError(
            "The file is binary or damaged. Send it as text, Markdown, HTML or DOCX.",
            "Tệp là dữ liệu nhị phân hoặc đã hỏng. Hãy gửi bản DOCX, HTML hoặc văn bản thuần.",
        )
    return decoded
