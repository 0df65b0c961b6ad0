"""Ten thousand documents: each is read into a valid object, or refused for a declared reason.

`DONDOC_TEST_FUZZ` multiplies the number of cases; with it they are also new ones each time.
"""

from __future__ import annotations

import io
import os
import zipfile
from typing import Any, Final

import orjson
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from xlsxwriter import Workbook

from services.plans.extract import Extract, UnreadableDocumentError, read
from services.plans.proposals import propose
from services.plans.sandbox.loading import load

from .plan_like import damaged, documents, mangled, pages, sheets
from .shape import assert_valid
from .workbooks import saved

MORE: Final = int(os.environ.get("DONDOC_TEST_FUZZ", "0"))


def fuzz(examples: int) -> settings:
    """Return settings for so many cases: always the same ones, unless more are asked for."""
    return settings(
        max_examples=examples * (MORE or 1),
        derandomize=not MORE,
        database=None,
        deadline=None,
        # Shrinking a find here is worth its time; explaining it is not.
        phases=(Phase.explicit, Phase.generate, Phase.shrink),
        suppress_health_check=list(HealthCheck),
    )


def _check(data: bytes, name: str) -> None:
    """Fail unless the document gives a valid object or a declared problem."""
    try:
        extract = read(data, name)
    except UnreadableDocumentError:
        return
    shown: dict[str, Any] = orjson.loads(orjson.dumps(extract.to_json()))
    assert_valid(shown)
    assert load(Extract, shown) == extract
    _check_quotes(shown)
    propose(extract)


def _check_quotes(shown: dict[str, Any]) -> None:
    """Fail unless what is quoted stands where its span says."""
    text = shown["text"]
    for agency in shown["agencies"]:
        for duty in agency["duties"]:
            quoted = text[slice(*duty["span"])]
            assert duty["text"].split()[0] in quoted, (duty, quoted)
    for basis in shown["legal_bases"]:
        assert text[slice(*basis["span"])] == basis["text"]
    for indicator in shown["indicators"]:
        for target in indicator["targets"]:
            assert text[slice(*target["span"])].strip(), target


@fuzz(4_000)
@given(documents)
def test_a_plan_like_document_gives_a_valid_object(text: str) -> None:
    _check(text.encode("utf-8", "replace"), "plan.txt")


@fuzz(2_500)
@given(damaged())
def test_a_damaged_sample_gives_a_valid_object(text: str) -> None:
    _check(text.encode("utf-8", "replace"), "plan.md")


@fuzz(1_500)
@given(mangled())
def test_a_sample_with_changed_bytes_gives_a_valid_object_or_a_problem(data: bytes) -> None:
    _check(data, "plan.txt")


@fuzz(1_500)
@given(pages)
def test_a_broken_page_gives_a_valid_object_or_a_problem(text: str) -> None:
    _check(text.encode("utf-8", "replace"), "plan.html")


@fuzz(500)
@given(
    st.binary(max_size=300),
    st.sampled_from(["a.txt", "a.html", "a.docx", "a.pdf", "a.odt", "a.xlsx", "a.csv", ""]),
)
def test_any_bytes_give_an_object_or_a_problem(data: bytes, name: str) -> None:
    _check(data, name)


@fuzz(400)
@given(st.binary(max_size=200), st.integers(0, 400), st.booleans())
def test_a_broken_word_file_gives_an_object_or_a_problem(
    noise: bytes,
    at: int,
    inside: bool,
) -> None:
    whole = _word("<w:p><w:r><w:t>KẾ HOẠCH</w:t></w:r></w:p>".encode() + noise * inside)
    _check(whole if inside else whole[:at] + noise + whole[at + len(noise) :], "plan.docx")


@fuzz(250)
@given(sheets())
def test_any_sheet_gives_a_valid_object_or_a_problem(rows: list[list[object]]) -> None:
    _check(saved(lambda book: _fill(book, rows)), "plan.xlsx")


@fuzz(150)
@given(sheets(), st.sampled_from(";,\t"))
def test_any_csv_gives_a_valid_object_or_a_problem(rows: list[list[object]], mark: str) -> None:
    text = "\n".join(mark.join(str(value) for value in row) for row in rows)
    _check(text.encode("utf-8", "replace"), "plan.csv")


def _fill(book: Workbook, rows: list[list[object]]) -> None:
    sheet = book.add_worksheet()
    for at, row in enumerate(rows):
        for column, value in enumerate(row):
            sheet.write(at, column, value)


@fuzz(150)
@given(documents)
def test_the_same_bytes_give_the_same_object(text: str) -> None:
    data = text.encode("utf-8", "replace")
    try:
        first = read(data, "plan.txt")
    except UnreadableDocumentError:
        return
    assert read(data, "plan.txt") == first


def _word(body: bytes) -> bytes:
    kept = io.BytesIO()
    space = b'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    with zipfile.ZipFile(kept, "w") as package:
        package.writestr(
            "word/document.xml", b"<w:document %b><w:body>%b</w:body></w:document>" % (space, body)
        )
    return kept.getvalue()
