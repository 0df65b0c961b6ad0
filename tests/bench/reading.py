"""How long a document is read, by size and format, apart and here; and with how much memory."""

import io
import os
import subprocess
import sys
import textwrap
import time
import zipfile
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import Final
from xml.sax.saxutils import escape

from services.plans.extract import read
from services.plans.sandbox.limits import Limits
from services.plans.sandbox.reader import Reader
from tests.bench.documents import plan
from tests.bench.figures import Figure, Limit, Series, Target
from tests.bench.rig import Rig
from tests.unit.plans.extract.pdfs import Paper, pdf

SIZE: Final = 100_000
GROWTH: Final = 10
PAGES: Final = 300
_PAGE: Final = 3_300
"""Bytes of a page of Vietnamese text in 14 point, about 2,400 characters."""
_COLUMNS, _LINES, _LEFT = 74, 45, 60
_ROOT: Final = Path(__file__).parents[2]
_PEAK: Final = """
import re, sys
from pathlib import Path
from services.plans.extract import read
read(sys.stdin.buffer.read(), sys.argv[1])
print(re.search(r"VmHWM:\\s+(\\d+)", Path("/proc/self/status").read_text())[1])
"""
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
    """Measure 100 KB and ten times as much of text, 300 pages of Word and PDF; then the memory."""
    times = rig.size.repetitions
    small, large = plan(SIZE, 1), plan(SIZE * GROWTH, 2)
    pages = plan(PAGES * _PAGE, 3).decode()
    long = {"a.docx": _word(pages), "a.pdf": _printed(pages)}
    alone = _series("reading 100 KB of text, processor time", times, lambda: read(small, "a.txt"))
    longer = _series("reading 1 MB of text, processor time", times, lambda: read(large, "a.txt"))
    grown = Series(
        "ten times the reading of 100 KB", "s", tuple(GROWTH * one for one in alone.values)
    )
    yield Figure(alone, Target(0.3, at_least=False))
    yield Figure(longer, limits=(Limit(grown, Target(130, at_least=False)),))
    yield from _apart(times, small, long)
    for name, data in long.items():
        peak = Series(
            f"memory of a process that reads {PAGES} pages of {name}", "MB", (_peak_mb(data, name),)
        )
        yield Figure(peak, Target(300, at_least=False))


def _apart(times: int, small: bytes, long: Mapping[str, bytes]) -> Iterator[Figure]:
    """Measure what the process apart adds."""
    reader = Reader(Limits())
    begun = time.perf_counter()
    reader.read(small, "a.txt")
    first = Series("first document, process started", "s", (time.perf_counter() - begun,))
    here = _elapsed("reading it here", times, lambda: read(small, "a.txt"))
    apart = _elapsed("100 KB read apart", times, lambda: reader.read(small, "a.txt"))
    yield Figure(apart, limits=(Limit(here), Limit(first)))
    for name, data in long.items():
        here = _elapsed("reading it here", times, partial(read, data, name))
        named = f"{PAGES} pages of {name} read apart"
        pages = _elapsed(named, times, partial(reader.read, data, name))
        yield Figure(pages, Target(10, at_least=False), limits=(Limit(here),))
    reader.close()


def _peak_mb(data: bytes, name: str) -> float:
    """Return the most memory that a new process takes to read a document, all of Python's too.

    Its own count: what the system says of ended children is the most of any of them, and of what
    started them.
    """
    ran = subprocess.run(  # noqa: S603 - our own interpreter and program
        [sys.executable, "-c", _PEAK, name],
        input=data,
        capture_output=True,
        check=True,
        env=os.environ | {"PYTHONPATH": str(_ROOT)},
    )
    return int(ran.stdout) / 1024


def _series(name: str, times: int, act: Callable[[], object]) -> Series:
    return Series(name, "s", tuple(_of(act, time.process_time) for _ in range(times)))


def _elapsed(name: str, times: int, act: Callable[[], object]) -> Series:
    return Series(name, "s", tuple(_of(act, time.perf_counter) for _ in range(times)))


def _of(act: Callable[[], object], clock: Callable[[], float]) -> float:
    begun = clock()
    act()
    return clock() - begun


def _printed(text: str) -> bytes:
    """Return the text as a PDF file, some 45 lines on a page."""
    lines = [part for line in text.split("\n") for part in textwrap.wrap(line, _COLUMNS)]
    papers = []
    for at in range(0, len(lines), _LINES):
        papers.append(Paper())
        papers[-1].lines(_LEFT, _LEFT, lines[at : at + _LINES])
    return pdf(papers)


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
