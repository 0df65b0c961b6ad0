"""From the bytes of a text file to characters."""

from __future__ import annotations

import codecs
from typing import NamedTuple

from charset_normalizer import from_bytes

from services.plans.extract.errors import UnreadableDocumentError

_SAMPLE_BYTES = 256 * 1024
_MAX_ODD_SHARE = 0.02

_MARKS: tuple[tuple[bytes, str], ...] = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


class Decoded(NamedTuple):
    """The characters of a text file; `guessed` names an encoding that was not declared."""

    text: str
    guessed: str | None

    @property
    def notes(self) -> tuple[tuple[str, dict[str, str]], ...]:
        """What is told of the encoding: finding code and parameters."""
        return (("encoding-guessed", {"encoding": self.guessed}),) if self.guessed else ()


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
