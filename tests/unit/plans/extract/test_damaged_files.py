"""A damaged package or PDF gives blocks or one clear problem, whatever was hit."""

from __future__ import annotations

import contextlib
import io
import zipfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from services.plans.extract import UnreadableDocumentError
from services.plans.extract.reading import read_file

from .saved import as_docx, as_odt, sheet_of
from .workbooks import SAMPLES as SAMPLE_BOOKS
from .workbooks import saved

ROOT = Path(__file__).parents[4]
SAMPLES = ROOT / "tests" / "samples"
SHEET = sheet_of(SAMPLES / "plans" / "ke-hoach-xa-tan-binh.md")
PDF = (SAMPLES / "printed" / "quyet-dinh-kem-ke-hoach.pdf").read_bytes()
DOCX, ODT, XLSX = as_docx(SHEET), as_odt(SHEET), saved(SAMPLE_BOOKS["province"][0])
MAIN = {"docx": "word/document.xml", "odt": "content.xml", "xlsx": "xl/worksheets/sheet1.xml"}
fuzz = settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))


def _read(data: bytes) -> None:
    """Read; whatever else than a `Reading` or the one problem it gives fails the test."""
    with contextlib.suppress(UnreadableDocumentError):
        assert all(block.text or block.cells for block in read_file(data, "plan").blocks)


def _hit(data: bytes, draw: st.DataObject) -> bytes:
    """Return data with some bytes overwritten, cut out or doubled."""
    damaged = bytearray(data)
    for _ in range(draw.draw(st.integers(1, 4))):
        at = draw.draw(st.integers(0, len(damaged) - 1))
        length = draw.draw(st.integers(0, 40))
        damaged[at : at + length] = draw.draw(st.binary(max_size=40))
    return bytes(damaged)


@fuzz
@given(st.data())
def test_a_pdf_with_wrong_bytes_is_read_or_refused(draw: st.DataObject) -> None:
    _read(_hit(PDF, draw))


@fuzz
@given(st.data(), st.sampled_from([DOCX, ODT, XLSX]))
def test_a_package_with_wrong_bytes_is_read_or_refused(draw: st.DataObject, data: bytes) -> None:
    _read(_hit(data, draw))


@pytest.mark.parametrize("kind", sorted(MAIN))
@fuzz
@given(draw=st.data())
def test_a_part_with_wrong_bytes_is_read_or_refused(kind: str, draw: st.DataObject) -> None:
    whole = {"docx": DOCX, "odt": ODT, "xlsx": XLSX}[kind]
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(whole)) as old, zipfile.ZipFile(buffer, "w") as new:
        for name in old.namelist():
            part = old.read(name)
            new.writestr(name, _hit(part, draw) if name == MAIN[kind] else part)
    _read(buffer.getvalue())


PIECES = [
    "<w:p>", "</w:p>", "<w:tbl>", "</w:tbl>", "<w:tr>", "</w:tr>", "<w:tc>", "</w:tc>", "<w:r>",
    "</w:r>", "<w:t>Sở Y tế</w:t>", "<w:br/>", "<w:tab/>", "<w:sym w:char='F0B7'/>",
    "<w:sym w:char='-1'/>", "<w:pPr><w:numPr><w:ilvl w:val='x'/></w:numPr></w:pPr>",
    "<w:pPr><w:numPr><w:numId w:val='1'/></w:numPr></w:pPr>", "<w:tcPr><w:vMerge/></w:tcPr>",
    "<w:tcPr><w:gridSpan w:val='99999'/></w:tcPr>", "<w:ins>", "</w:ins>", "<w:del>", "</w:del>",
    "<w:footnoteReference w:id='1'/>", "<!-- x -->", "<?x y?>",
]  # fmt: skip


@fuzz
@given(st.lists(st.sampled_from(PIECES), max_size=40))
def test_any_word_markup_is_read_or_refused(pieces: list[str]) -> None:
    namespace = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as package:
        package.writestr(
            "word/document.xml",
            f"<w:document xmlns:w='{namespace}'><w:body>{''.join(pieces)}</w:body></w:document>",
        )
    _read(buffer.getvalue())
