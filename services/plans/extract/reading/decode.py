"""From the bytes of a text file to characters, whatever encoding they were written in."""

from __future__ import annotations

import codecs
import re
from typing import Final, NamedTuple

from charset_normalizer import from_bytes

from services.plans.extract.blocks import Note
from services.plans.extract.errors import UnreadableDocumentError
from services.plans.extract.normalise import normalise
from services.plans.extract.reading.legacy import Encoding, convert, recognise
from services.plans.extract.reading.segmented import is_segmented, unsegment
from services.plans.extract.reading.syllables import share_of_syllables

_SAMPLE_BYTES: Final = 256 * 1024
_SAMPLE_CHARACTERS: Final = 40_000
_MAX_ODD_SHARE: Final = 0.02
_MIN_SHARE: Final = 0.8
_ODD: Final = re.compile("[\ufffd\x00-\x08\x0e-\x1f]")
"""What no text has: replacement and control characters, but for tabs and ends of lines."""

_MARKS: Final[tuple[tuple[bytes, str], ...]] = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


class Decoded(NamedTuple):
    """The characters of a text file, and what is told of how they were found."""

    text: str
    notes: tuple[Note, ...] = ()


def decode(data: bytes) -> Decoded:
    """Return the characters of a text file, still as written.

    A byte order mark decides, then UTF-8, then the encoding in which the words are Vietnamese,
    then the likeliest one. Raises `UnreadableDocumentError` for bytes that are no text in any.
    """
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return _checked(Decoded(data.decode(encoding, errors="replace")))
    try:
        return _checked(Decoded(data.decode("utf-8")))
    except UnicodeDecodeError:
        return _checked(_guess(data))


def modernise(decoded: Decoded) -> Decoded:
    """Return the text normalised, in Unicode and with its words apart; each change is told."""
    text, notes = decoded
    legacy = recognise(text)
    if legacy:
        text = convert(text, legacy)
        notes = (*notes, legacy_note(legacy))
    text = normalise(text)
    if is_segmented(text):
        text = unsegment(text)
        notes = (*notes, ("words-segmented", {}))
    return Decoded(text, notes)


def legacy_note(encoding: Encoding) -> Note:
    """Return the finding that tells of a converted encoding."""
    return "legacy-converted", {"encoding": "TCVN3 (ABC)" if encoding == "TCVN3" else encoding}


def _guess(data: bytes) -> Decoded:
    if b"\x00" in data[:_SAMPLE_BYTES]:
        raise UnreadableDocumentError(
            "The file is binary, not a text. Send it as DOCX, PDF, HTML or plain text.",
            "Tệp là dữ liệu nhị phân, không phải văn bản. Hãy gửi bản DOCX, PDF, HTML hoặc văn bản "
            "thuần.",
        )
    western = data.decode("latin-1")
    if recognise(western):
        return Decoded(western)
    vietnamese = data.decode("cp1258", errors="replace")
    if share_of_syllables(normalise(vietnamese[:_SAMPLE_CHARACTERS])) >= _MIN_SHARE:
        return Decoded(vietnamese, (_guessed("Windows-1258"),))
    best = from_bytes(data[:_SAMPLE_BYTES]).best()
    if best is None:
        raise UnreadableDocumentError(
            "The file's encoding is not known. Save it as UTF-8 and send it again.",
            "Không nhận ra bảng mã của tệp. Hãy lưu lại theo Unicode UTF-8 rồi gửi lại.",
        )
    return Decoded(data.decode(best.encoding, errors="replace"), (_guessed(best.encoding),))


def _guessed(encoding: str) -> Note:
    return "encoding-guessed", {"encoding": encoding}


def _checked(decoded: Decoded) -> Decoded:
    """Refuse text that is mostly control or replacement characters."""
    sample = decoded.text[:_SAMPLE_BYTES]
    odd = len(_ODD.findall(sample))
    if odd > max(4, len(sample) * _MAX_ODD_SHARE):
        raise UnreadableDocumentError(
            "The file is binary or damaged. Send it as DOCX, PDF, HTML or plain text.",
            "Tệp là dữ liệu nhị phân hoặc đã hỏng. Hãy gửi bản DOCX, PDF, HTML hoặc văn bản thuần.",
        )
    return decoded
