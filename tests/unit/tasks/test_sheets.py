"""Sheets: what is written is read back, and what is no sheet of ours is refused in time."""

import datetime as dt
import re
import tracemalloc
import zipfile
from collections.abc import Callable
from io import BytesIO
from typing import Any

import pytest

from services.tasks.sheets import package
from services.tasks.sheets.changes import changes
from services.tasks.sheets.columns import BY_KEY, COLUMNS, WrongCellError, load
from services.tasks.sheets.package import MAX_PART, Package, UnreadableSheetError
from services.tasks.sheets.reading import MOST_ROWS, read_sheet
from services.tasks.sheets.writing import write_sheet
from tests.unit.tasks.workbooks import SHEET, edited, packed, parts

FIRST = 3
DAY = dt.date(2026, 5, 20)


def shown(number: int = 1, **more: Any) -> dict[str, Any]:
    """Return an assignment as lists show it."""
    return {
        "id": number,
        "version": 4,
        "plan": {"number": "1/KH-UBND", "title": "Kế hoạch"},
        "label": "II.1",
        "text": "Rà soát",
        "output": None,
        "agency": {"name": "Sở Y tế"},
        "role": "lead",
        "bindingness": "order",
        "work_state": "in_progress",
        "standing_reason": {"vi": "Còn 3 ngày."},
        "acknowledged_at": dt.datetime(2026, 5, 19, 20, tzinfo=dt.UTC),
        "due_on": DAY,
        "contribute_by": None,
        "assignee": {"name": "phong-1", "due_on": None},
        "last_note": {"text": "Đã họp\nlần 1", "at": None},
    } | more


def test_what_is_written_is_read_back() -> None:
    sheet = read_sheet(write_sheet([shown(7), shown(8, assignee=None, last_note=None)]))
    one, two = sheet.lines
    assert one.number == FIRST
    assert one.values == {
        "id": 7,
        "version": 4,
        "due_on": DAY,
        "assignee": "phong-1",
        "last_note": "Đã họp\nlần 1",
    }
    assert two.values == {"id": 8, "version": 4, "due_on": DAY}
    assert not one.wrong
    assert sheet.cells["due_on"].letter == "M"
    assert sheet.cells["due_on"].title == "Thời hạn"


def test_every_column_has_its_title_above_its_key() -> None:
    xml = parts(write_sheet([shown()]))[SHEET].decode()
    first, second = re.findall(r"<row .*?</row>", xml)[:2]
    cell = re.compile(r'<c r="([A-Z]+)\d+"[^>]*><is><t>([^<]+)</t>')
    titles, keys = dict(cell.findall(first)), dict(cell.findall(second))
    assert titles.keys() == keys.keys()
    assert [(keys[at], titles[at]) for at in keys] == [(one.key, one.title) for one in COLUMNS]


def test_a_day_is_a_day_and_a_number_a_number() -> None:
    xml = parts(write_sheet([shown()]))[SHEET].decode()
    assert '<c r="M3" s="5"><v>46162</v></c>' in xml  # 20 May 2026
    assert '<c r="L3" s="5"><v>46162</v></c>' in xml  # three in the morning in Viet Nam
    assert '<c r="A3"><v>1</v></c>' in xml


@pytest.mark.parametrize("text", ["=1+1", "+84", "-1", "@SUM(A1)", '=HYPERLINK("http://x","y")'])
def test_no_text_becomes_a_formula(text: str) -> None:
    written = parts(write_sheet([shown(text=text, last_note={"text": text, "at": None})]))
    assert b"<f>" not in written[SHEET]
    assert b'quotePrefix="1"' in written["xl/styles.xml"]
    assert read_sheet(packed(written)).lines[0].values["last_note"] == text


@pytest.mark.parametrize(
    ("raw", "meant"),
    [(46162.0, DAY), ("20/05/2026", DAY), ("2026-05-20", DAY), (" ", None), (46162.75, DAY)],
)
def test_a_day_can_be_written_in_several_ways(raw: str | float, meant: dt.date | None) -> None:
    assert load(BY_KEY["due_on"], raw, since_1904=False) == meant


@pytest.mark.parametrize("raw", ["mai", "31/02/2026", -1.0, 1e12, "20/05/26x", True, float("nan")])
def test_what_is_no_day_is_told(raw: str | float) -> None:
    with pytest.raises(WrongCellError, match="31/12/2026"):
        load(BY_KEY["due_on"], raw, since_1904=False)


@pytest.mark.parametrize("raw", ["x", 0.0, 1.5, "²", "9" * 30, "-4", "0" * 19 + "1" + "9" * 10_000])
def test_what_is_no_number_is_told(raw: str | float) -> None:
    with pytest.raises(WrongCellError, match="leave the number"):
        load(BY_KEY["id"], raw, since_1904=False)


def test_a_text_that_is_too_long_is_told() -> None:
    content = edited(write_sheet([shown()]), {(FIRST, "assignee"): "x" * 201})
    assert read_sheet(content).lines[0].wrong == {"assignee": "at most 200 characters"}


def test_columns_may_be_moved_and_titles_renamed() -> None:
    written = parts(write_sheet([shown()]))
    xml = written[SHEET].replace(b'r="R', b'r="AB')
    [line] = read_sheet(packed(written | {SHEET: xml})).lines
    assert line.values["last_note"] == "Đã họp\nlần 1"


def test_shared_strings_are_read() -> None:
    written = parts(write_sheet([shown()]))
    assert b"inlineStr" in written[SHEET]
    text = b'<c r="R3" t="s"><v>0</v></c>'
    start = written[SHEET].index(b'<c r="R3"')
    end = written[SHEET].index(b"</c>", start) + 4
    xml = written[SHEET][:start] + text + written[SHEET][end:]
    strings = (
        '<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><si>'
        "<r><t>Đã </t></r><r><t>xong</t></r><rPh><t>no</t></rPh></si></sst>"
    )
    written |= {SHEET: xml, "xl/sharedStrings.xml": strings.encode()}
    assert read_sheet(packed(written)).lines[0].values["last_note"] == "Đã xong"


@pytest.mark.parametrize(
    "note", ["Đã họp\r\nlần 1", "_x0041_ và _x005F_", "Một\rhai", "một\n\nhai", "_x00zz_"]
)
def test_a_note_that_nobody_touched_comes_back_as_it_was(note: str) -> None:
    one = shown(last_note={"text": note, "at": None})
    sheet = read_sheet(write_sheet([one]))
    assert sheet.lines[0].values["last_note"] == note.replace("\r\n", "\n")
    assert changes(sheet, sheet.lines[0], one) == ([], {})


def test_lines_end_in_the_file_as_a_spreadsheet_ends_them() -> None:
    written = parts(write_sheet([shown(last_note={"text": "Một\r\nhai", "at": None})]))
    assert "<t>Một\nhai</t>" in written[SHEET].decode()


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("M_x1ED9_t_x000D_\nhai", "Một\nhai"),
        ("_x005F_x0041_", "_x0041_"),
        ("_x0000__xD83D__xDE00_", "_x0000__xD83D__xDE00_"),
    ],
)
def test_escaped_characters_of_every_sort_of_text_are_read(written: str, meant: str) -> None:
    inline = edited(_whole(), {(FIRST, "last_note"): written, (FIRST, "assignee"): written})
    some = parts(inline)
    head, tail = some[SHEET].split(b'<c r="P3" t="inlineStr">', 1)
    value = f'<c r="P3" t="str"><v>{written}</v>'.encode()
    computed = head + value + tail.split(b"</is>", 1)[1]
    [line] = read_sheet(packed(some | {SHEET: computed})).lines
    assert (line.values["last_note"], line.values["assignee"]) == (meant, meant)


def _bomb() -> bytes:
    file = BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in parts(write_sheet([shown()])).items():
            archive.writestr(name, part if name != SHEET else b" " * (MAX_PART + 1))
    return file.getvalue()


def _lying() -> bytes:
    """Return a workbook whose directory says that 64 MB and more of blanks are 100 bytes."""
    file = BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in parts(write_sheet([shown()])).items():
            archive.writestr(name, part if name != SHEET else b" " * (MAX_PART + 1))
        archive.getinfo(SHEET).file_size = 100
    return file.getvalue()


def _bzip2() -> bytes:
    file = BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_BZIP2) as archive:
        for name, part in parts(write_sheet([shown()])).items():
            archive.writestr(name, part)
    return file.getvalue()


def _with(more: bytes, before: bytes, name: str = SHEET) -> bytes:
    written = parts(write_sheet([shown()]))
    head, found, rest = written[name].partition(before)
    return packed(written | {name: head + more + found + rest})


def _wide() -> bytes:
    return _with(b'<row r="4">' + b"<c/>" * 30_000 + b"</row>", b"</sheetData>")


def _deep_wide() -> bytes:
    return _with(b'<row r="4"><c><is>' + b"<r/>" * 30_000 + b"</is></c></row>", b"</sheetData>")


def _attributes() -> bytes:
    some = b" ".join(b'a%d=""' % number for number in range(200))
    return _with(b'<row r="4"><c ' + some + b"/></row>", b"</sheetData>")


def _long_tag() -> bytes:
    tag = b"<c " + b" " * 2**21 + b"/>"
    return _with(b'<row r="4">' + tag + b"</row>", b"</sheetData>")


def _long_list() -> bytes:
    return _with(b" " * 2**20, b"</workbook>", "xl/workbook.xml")


def _long_links() -> bytes:
    return _with(b" " * 2**20, b"</Relationships>", "xl/_rels/workbook.xml.rels")


def _entities() -> bytes:
    written = parts(write_sheet([shown()]))
    xml = b'<!DOCTYPE x [<!ENTITY a "b">]>' + written[SHEET].split(b"?>", 1)[1]
    return packed(written | {SHEET: xml})


def _endless() -> bytes:
    written = parts(write_sheet([shown()]))
    rows = b"".join(b'<row r="%d"/>' % number for number in range(4, 120_000))
    return packed(
        written | {SHEET: written[SHEET].replace(b"</sheetData>", rows + b"</sheetData>")}
    )


def _many() -> bytes:
    return write_sheet(shown(number + 1) for number in range(MOST_ROWS + 1))


def _without(name: str) -> bytes:
    written = parts(write_sheet([shown()]))
    return packed({key: part for key, part in written.items() if key != name})


def _cut() -> bytes:
    return packed({name: part[: len(part) // 2] for name, part in parts(_whole()).items()})


def _whole() -> bytes:
    return write_sheet([shown()])


HOSTILE: dict[str, tuple[Callable[[], bytes], str]] = {
    "empty": (lambda: b"", "no XLSX"),
    "csv": (lambda: b"id;version\n1;2\n", "no XLSX"),
    "torn": (lambda: _whole()[:-30], "no XLSX"),
    "bomb": (_bomb, "far larger"),
    "lying": (_lying, "damaged"),
    "bzip2": (_bzip2, "packed as no XLSX"),
    "wide": (_wide, "too many cells"),
    "deep and wide": (_deep_wide, "too many cells"),
    "attributes": (_attributes, "far more cells"),
    "long tag": (_long_tag, "far more cells"),
    "long workbook": (_long_list, "far larger"),
    "long links": (_long_links, "far larger"),
    "entities": (_entities, "entities"),
    "endless": (_endless, "empty rows"),
    "many": (_many, "more than 10000 rows"),
    "cut": (_cut, "damaged"),
    "without workbook": (lambda: _without("xl/workbook.xml"), "no sheet"),
    "without sheet": (lambda: _without(SHEET), "'id' and 'version'"),
    "without keys": (lambda: edited(_whole(), {(2, "id"): "mã"}), "'id' and 'version'"),
    "copied column": (lambda: edited(_whole(), {(2, "text"): "id"}), "two columns"),
    "parts": (lambda: packed({f"x{n}": b"" for n in range(501)}), "unpacks"),
    "large": (lambda: b"x" * (10 * 2**20 + 1), "larger than 10 MB"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_what_is_no_sheet_of_ours_is_refused(name: str) -> None:
    make, why = HOSTILE[name]
    with pytest.raises(UnreadableSheetError, match=why):
        read_sheet(make())


def test_a_part_that_lies_about_its_size_is_unpacked_no_further_than_it_said() -> None:
    content = _lying()
    tracemalloc.start()
    try:
        with pytest.raises(UnreadableSheetError):
            Package(content).read(SHEET)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 2 * 2**20


def test_elements_of_any_name_are_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    content = _with(b"<x/>" * 2_000, b"<sheetData")
    assert len(read_sheet(content).lines) == 1
    monkeypatch.setattr(package, "MOST_ELEMENTS", 2_000)
    with pytest.raises(UnreadableSheetError, match="far more cells"):
        read_sheet(content)


def test_elements_that_nobody_asked_for_are_dropped() -> None:
    elements = Package(_with(b"<x/>" * 2_000, b"<sheetData")).elements(SHEET, "row")
    root = next(elements).getroottree().getroot()
    assert sum(1 for _ in root.iter()) < 200
