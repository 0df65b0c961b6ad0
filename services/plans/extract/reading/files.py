"""The right reader for each kind of file."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Final

from services.plans.extract.blocks import Reading
from services.plans.extract.plain import read_plain
from services.plans.extract.progress import Tell, silent
from services.plans.extract.reading.decode import Decoded, decode, modernise
from services.plans.extract.reading.kinds import check_size, sniff
from services.plans.extract.reading.odt import read_odt
from services.plans.extract.reading.pdf import read_pdf
from services.plans.extract.reading.segmented import is_segmented, unsegment
from services.plans.extract.reading.sheet import read_csv, read_workbook
from services.plans.extract.reading.webpage import read_webpage
from services.plans.extract.reading.word import read_word

_PACKAGES: Final[Mapping[str, Callable[[bytes, Tell], Reading]]] = MappingProxyType(
    {"docx": read_word, "odt": read_odt, "pdf": read_pdf, "xlsx": read_workbook}
)
_TEXTS: Final[Mapping[str, Callable[[str], Reading]]] = MappingProxyType(
    {"text": read_plain, "csv": read_csv}
)
MAX_RAW: Final = 7_500_000
"""Characters, markup and all; the text itself is measured later, and is shorter."""
_EMBEDDED: Final = re.compile(r"data:[\w.+/-]{0,80}(?:;[\w=.-]{0,40}){0,4},[^\"'()<>\s]{200,}")
"""Pictures written into a page, which may be most of it."""


def read_file(data: bytes, filename: str, tell: Tell = silent) -> Reading:
    """Return the blocks of a file and what was noticed on the way.

    `filename` only helps to tell HTML from text. Raises `UnreadableDocumentError` for a file that
    is empty, too large, binary, damaged, protected, without text, or of a format not read.
    """
    check_size(data)
    kind = sniff(data, filename)
    if kind in _TEXTS:
        decoded = modernise(_bounded(decode(data)))
        reading = _TEXTS[kind](decoded.text)
        return replace(reading, notes=(*decoded.notes, *reading.notes))
    if kind == "html":
        page = decode(data)
        decoded = _bounded(page._replace(text=_EMBEDDED.sub("", page.text)))
        reading = read_webpage(decoded.text)
        reading = replace(reading, notes=(*decoded.notes, *reading.notes))
    else:
        reading = _PACKAGES[kind](data, tell)
    return _unsegmented(reading)


def _bounded(decoded: Decoded) -> Decoded:
    """Return the first `MAX_RAW` characters; what is cut off is told."""
    text, notes = decoded
    if len(text) <= MAX_RAW:
        return decoded
    return Decoded(text[:MAX_RAW], (*notes, ("text-truncated", {"limit": str(MAX_RAW)})))


def _unsegmented(reading: Reading) -> Reading:
    """Return the reading with its words apart, where a segmenter had joined them."""
    if not is_segmented("\n".join(block.text for block in reading.blocks)):
        return reading
    blocks = tuple(
        replace(block, text=unsegment(block.text), cells=tuple(map(unsegment, block.cells)))
        for block in reading.blocks
    )
    return Reading(blocks, (*reading.notes, ("words-segmented", {})))
