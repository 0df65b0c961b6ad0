"""How long a document is read, by size and format, apart and here; and with how much memory."""

import io
import resource
import time
import zipfile
from collections.abc import Callable, Iterator
from typing import Final
from xml.sax.saxutils import escape

from services.plans.extract import read
from services.plans.sandbox.limits import Limits
from services.plans.sandbox.reader import Reader
from tests.bench.documents import plan
from tests.bench.figures import Figure, Limit, Series, Target
from tests.bench.rig import Rig

SIZE: Final = 100_000
GROWTH: Final = 10
PAGES: Final = 300
_PAGE: Final = 3_300
"""Bytes of a page of Vietnamese text in 14 point, about 2,400 characters."""
_FORMATS: Final = "application/vnd.openxmlformats"
_PARTS: Final = {
    "[Content_Types].xml": (
        '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="xml" ContentType="application/xml"/>'
        f'<Default Extension="rels" ContentType="{_FORMATS}-package.relationships+xml"/>'
        '<Override PartName="/word/document.xml" '
        f'ContentType="{_FORMATS}-officedocument.wordprocessingml.document.main+xml"/></Types>'
    ),
    "_rels/.rels": (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        '<Relationship Id="r1" Target="word/document.xml" Type="http://schemas.openxmlformats.org/'
        'officeDocument/2006/relationships/officeDocument"/></Relationships>'
    ),
}
_BODY: Final = (
    '<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>{}'
    "</w:body></w:document>"
)


def measure(rig: Rig) -> Iterator[Figure]:
    """Measure 100 KB and ten times as much of text, and 300 pages of Word; then the memory."""
    times = rig.size.repetitions
    small, large = plan(SIZE, 1), plan(SIZE * GROWTH, 2)
    word = _word(plan(PAGES * _PAGE, 3).decode())
    alone = _series("reading 100 KB of text, processor time", times, lambda: read(small, "a.txt"))
    longer = _series("reading 1 MB of text, processor time", times, lambda: read(large, "a.txt"))
    grown = Series(
        "ten times the reading of 100 KB", "s", tuple(GROWTH * one for one in alone.values)
    )
    yield Figure(alone, Target(0.3, at_least=False))
    yield Figure(longer, limits=(Limit(grown, Target(130, at_least=False)),))
    yield from _apart(times, small, word)


def _apart(times: int, small: bytes, word: bytes) -> Iterator[Figure]:
    """Measure what the process apart adds, and what it takes of memory."""
    reader = Reader(Limits())
    begun = time.perf_counter()
    reader.read(small, "a.txt")
    first = Series("first document, process started", "s", (time.perf_counter() - begun,))
    here = _elapsed("reading it here", times, lambda: read(small, "a.txt"))
    apart = _elapsed("100 KB read apart", times, lambda: reader.read(small, "a.txt"))
    yield Figure(apart, limits=(Limit(here), Limit(first)))
    here = _elapsed("reading it here", times, lambda: read(word, "a.docx"))
    pages = _elapsed(
        f"{PAGES} pages of DOCX read apart", times, lambda: reader.read(word, "a.docx")
    )
    yield Figure(pages, Target(10, at_least=False), limits=(Limit(here),))
    reader.close()
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    most = Series("largest process of them", "MB", (peak,))
    yield Figure(most, Target(300, at_least=False))


def _series(name: str, times: int, act: Callable[[], object]) -> Series:
    return Series(name, "s", tuple(_of(act, time.process_time) for _ in range(times)))


def _elapsed(name: str, times: int, act: Callable[[], object]) -> Series:
    return Series(name, "s", tuple(_of(act, time.perf_counter) for _ in range(times)))


def _of(act: Callable[[], object], clock: Callable[[], float]) -> float:
    begun = clock()
    act()
    return clock() - begun


def _word(text: str) -> bytes:
    """Return the text as a DOCX file, a paragraph for each line."""
    paragraphs = (
        f"<w:p><w:r><w:t>{escape(line)}</w:t></w:r></w:p>" for line in text.split("\n") if line
    )
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in _PARTS.items():
            package.writestr(name, content)
        package.writestr("word/document.xml", _BODY.format("".join(paragraphs)))
    return kept.getvalue()
