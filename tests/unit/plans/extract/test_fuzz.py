"""Ten thousand documents: each is read into a valid object, or refused for a declared reason.

`DONDOC_TEST_FUZZ` multiplies the number of cases; with it they are also new ones each time.
"""

from __future__ import annotations

import io
import os
import zipfile
from collections.abc import Iterator
from random import Random, SystemRandom
from typing import Any, Final

import orjson
from xlsxwriter import Workbook

from services.plans.extract import Extract, UnreadableDocumentError, read
from services.plans.proposals import propose
from services.plans.sandbox.loading import load

from .plan_like import damaged, document, mangled, page, sheet
from .shape import assert_valid
from .workbooks import saved

MORE: Final = int(os.environ.get("DONDOC_TEST_FUZZ", "0"))


def fuzz(examples: int) -> Iterator[Random]:
    """Yield the chance for so many cases: always the same ones, unless more are asked for."""
    first = SystemRandom().getrandbits(64) if MORE else 0
    for number in range(first, first + examples * (MORE or 1)):
        yield Random(number)  # noqa: S311 - chance that can be repeated


def _check(data: bytes, name: str) -> None:
    """Fail, and show the document, unless it gives a valid object or a declared problem."""
    try:
        _read(data, name)
    except Exception as error:
        error.add_note(f"{name}: {data!r}")
        raise


def _read(data: bytes, name: str) -> None:
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


def test_a_plan_like_document_gives_a_valid_object() -> None:
    for chance in fuzz(4_000):
        _check(document(chance).encode("utf-8", "replace"), "plan.txt")


def test_a_damaged_sample_gives_a_valid_object() -> None:
    for chance in fuzz(2_500):
        _check(damaged(chance).encode("utf-8", "replace"), "plan.md")


def test_a_sample_with_changed_bytes_gives_a_valid_object_or_a_problem() -> None:
    for chance in fuzz(1_500):
        _check(mangled(chance), "plan.txt")


def test_a_broken_page_gives_a_valid_object_or_a_problem() -> None:
    for chance in fuzz(1_500):
        _check(page(chance).encode("utf-8", "replace"), "plan.html")


def test_any_bytes_give_an_object_or_a_problem() -> None:
    names = ["a.txt", "a.html", "a.docx", "a.pdf", "a.odt", "a.xlsx", "a.csv", ""]
    for chance in fuzz(500):
        _check(_noise(chance, 300), chance.choice(names))


def test_a_broken_word_file_gives_an_object_or_a_problem() -> None:
    paragraph = "<w:p><w:r><w:t>KẾ HOẠCH</w:t></w:r></w:p>".encode()
    for chance in fuzz(200):
        _check(_word(paragraph + _noise(chance, 200)), "plan.docx")
    whole = _word(paragraph)
    for chance in fuzz(200):
        at, noise = chance.randint(0, len(whole)), _noise(chance, 200)
        _check(whole[:at] + noise + whole[at + len(noise) :], "plan.docx")


def test_any_sheet_gives_a_valid_object_or_a_problem() -> None:
    for chance in fuzz(250):
        _check(_workbook(sheet(chance)), "plan.xlsx")


def test_any_csv_gives_a_valid_object_or_a_problem() -> None:
    for chance in fuzz(150):
        mark = chance.choice(";,\t")
        text = "\n".join(mark.join(map(str, row)) for row in sheet(chance))
        _check(text.encode("utf-8", "replace"), "plan.csv")


def test_the_same_bytes_give_the_same_object() -> None:
    for chance in fuzz(150):
        data = document(chance).encode("utf-8", "replace")
        try:
            first = read(data, "plan.txt")
        except UnreadableDocumentError:
            continue
        assert read(data, "plan.txt") == first


def _noise(chance: Random, longest: int) -> bytes:
    """Return some bytes: a few or many, of any kind or such as texts have."""
    size = chance.randint(0, chance.choice([3, longest]))
    return bytes(chance.choices(chance.choice([range(256), range(32, 127)]), k=size))


def _workbook(rows: list[list[object]]) -> bytes:
    return saved(lambda book: _fill(book, rows))


def _fill(book: Workbook, rows: list[list[object]]) -> None:
    written = book.add_worksheet()
    for at, row in enumerate(rows):
        for column, value in enumerate(row):
            written.write(at, column, value)


def _word(body: bytes) -> bytes:
    kept = io.BytesIO()
    space = b'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    with zipfile.ZipFile(kept, "w") as package:
        package.writestr(
            "word/document.xml", b"<w:document %b><w:body>%b</w:body></w:document>" % (space, body)
        )
    return kept.getvalue()
