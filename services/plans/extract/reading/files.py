"""The right reader for each kind of file."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from services.plans.extract.blocks import Reading
from services.plans.extract.plain import read_plain
from services.plans.extract.reading.decode import decode, modernise
from services.plans.extract.reading.kinds import check_size, sniff
from services.plans.extract.reading.webpage import read_webpage
from services.plans.extract.reading.word import read_word

# Markup around the text is dropped before the text is measured.
MAX_RAW: Final = 7_500_000


def read_file(data: bytes, filename: str) -> Reading:
    """Return the blocks of a file and what was noticed on the way.

    `filename` only helps to tell HTML from text. Raises `UnreadableDocumentError` for a file that
    is empty, too large, binary, damaged, protected, without text, or of a format not read.
    """
    check_size(data)
    kind = sniff(data, filename)
    if kind == "docx":
        return read_word(data)
    if kind == "html":
        decoded = decode(data)
        reading = read_webpage(decoded.text[:MAX_RAW])
    else:
        decoded = modernise(decode(data[: 4 * MAX_RAW]))
        reading = read_plain(decoded.text[:MAX_RAW])
    return replace(reading, notes=(*decoded.notes, *reading.notes))
