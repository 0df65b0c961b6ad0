"""Reading a sheet back: the cells of its rows, under the keys of the second row."""

import posixpath
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from lxml import etree

from services.tasks.sheets.columns import BY_KEY, NEEDED, READ, Value, WrongCellError, load
from services.tasks.sheets.package import MAIN, MAX_LIST, Package, UnreadableSheetError
from services.tasks.sheets.writing import SHEET

MOST_ROWS: Final = 10_000
_MOST_LINES: Final = 100_000
"""Lines looked at, empty ones with them; Excel keeps those that were once coloured."""
_MOST_COLUMNS: Final = 100
_LONGEST: Final = 40_000
_RELATION: Final = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_LINK: Final = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
_ESCAPED: Final = re.compile("_x([0-9A-Fa-f]{4})_")
_BARRED: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
_PLACE: Final = re.compile(r"([A-Z]{1,3})\d{1,7}")
Raw = str | float | bool


@dataclass(frozen=True, slots=True)
class Cell:
    """Where a value stood, in letters, and which column it is of."""

    letter: str
    key: str

    @property
    def title(self) -> str:
        """What people call the column."""
        return BY_KEY[self.key].title


@dataclass(frozen=True, slots=True)
class Line:
    """One row of the sheet: `number` as the program shows it; `wrong` names cells and remedies."""

    number: int
    values: Mapping[str, Value]
    wrong: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Sheet:
    """What was read: lines, and where each column stands."""

    lines: list[Line]
    cells: Mapping[str, Cell]


def read_sheet(content: bytes) -> Sheet:
    """Return the rows of an exported workbook; raises UnreadableSheetError, which says why."""
    package = Package(content)
    part, since_1904 = _find_sheet(package)
    strings = [_text(one) for one in package.elements("xl/sharedStrings.xml", "si")]
    rows = _rows(package, part, strings)
    keys = _keys(rows)
    lines: list[Line] = []
    for number, raw in rows:
        named = {key: raw[at] for at, key in keys.items() if raw.get(at, "") != ""}
        if not named:
            continue
        if len(lines) >= MOST_ROWS:
            raise UnreadableSheetError(f"more than {MOST_ROWS} rows; send them in parts")
        lines.append(_line(number, named, since_1904=since_1904))
    return Sheet(lines, {key: Cell(_letters(at), key) for at, key in keys.items()})


def _find_sheet(package: Package) -> tuple[str, bool]:
    """Return the part of the sheet of assignments, by its name or else the first one."""
    links = package.read("xl/_rels/workbook.xml.rels", MAX_LIST)
    targets = {one.get("Id"): one.get("Target", "") for one in _all(links, _LINK)}
    sheets: dict[str, str] = {}
    since_1904 = False
    for one in package.elements("xl/workbook.xml", "sheet", "workbookPr", most=MAX_LIST):
        if one.tag == f"{MAIN}workbookPr":
            since_1904 = one.get("date1904") in {"1", "true"}
        else:
            sheets[one.get("name", "")] = targets.get(one.get(_RELATION), "")
    if not sheets:
        raise UnreadableSheetError(
            "the file has no sheet; send an XLSX file that was exported here"
        )
    target = sheets.get(SHEET) or next(iter(sheets.values()))
    return posixpath.normpath(posixpath.join("xl", target)).lstrip("/"), since_1904


def _all(xml: bytes, tag: str) -> Iterator[etree._Element]:
    if not xml:
        return
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    try:
        root = etree.fromstring(xml, parser)
    except etree.LxmlError:
        raise UnreadableSheetError("the file is damaged; save it anew and send that") from None
    yield from root.iter(tag)


def _rows(package: Package, part: str, strings: list[str]) -> Iterator[tuple[int, dict[int, Raw]]]:
    """Yield (number, cells by column) of every line that is written in the file."""
    last = 0
    for seen, row in enumerate(package.elements(part, "row")):
        if seen > _MOST_LINES:
            raise UnreadableSheetError("the sheet goes on for too long; delete its empty rows")
        stated = row.get("r", "")
        last = int(stated) if stated.isdecimal() and len(stated) < 9 else last + 1  # noqa: PLR2004
        yield last, dict(_cells(row, strings))


def _cells(row: etree._Element, strings: list[str]) -> Iterator[tuple[int, Raw]]:
    at = -1
    for cell in row.iterchildren(f"{MAIN}c"):
        place = _PLACE.fullmatch(cell.get("r", ""))
        at = _number(place[1]) if place else at + 1
        if 0 <= at < _MOST_COLUMNS:
            yield at, _value(cell, strings)


def _value(cell: etree._Element, strings: list[str]) -> Raw:
    kind = cell.get("t", "n")
    if kind == "inlineStr":
        return _text(cell)[:_LONGEST]
    raw = (cell.findtext(f"{MAIN}v") or "")[:_LONGEST]
    if kind == "s":
        at = int(raw) if raw.isdecimal() and len(raw) < 9 else len(strings)  # noqa: PLR2004
        return strings[at][:_LONGEST] if at < len(strings) else ""
    if kind == "str":
        return _unescaped(raw)
    if kind != "n" or not raw:
        return raw
    try:
        return float(raw)
    except ValueError:
        return raw


def _text(element: etree._Element) -> str:
    """Return the text of a string, runs of different looks joined, readings aids left out."""
    return "".join(
        _unescaped(one.text or "")
        for one in element.iter(f"{MAIN}t")
        if (above := one.getparent()) is not None and above.tag != f"{MAIN}rPh"
    )


def _unescaped(text: str) -> str:
    """Return the text that is meant (ECMA-376 part 1, 22.9.2.19: `_x000D_`), lines ended by LF.

    What no text may hold, control characters and halves of a pair, stays as it is written.
    """
    return _ESCAPED.sub(_character, text).replace("\r\n", "\n")


def _character(found: re.Match[str]) -> str:
    meant = chr(int(found[1], 16))
    return found[0] if _BARRED.match(meant) else meant


def _keys(rows: Iterator[tuple[int, dict[int, Raw]]]) -> dict[int, str]:
    """Return the keys by column, from the first of the leading lines that has the needed ones."""
    for number, cells in rows:
        named = {at: str(raw).strip() for at, raw in cells.items()}
        keys = {at: key for at, key in named.items() if key in READ}
        if set(NEEDED) <= set(keys.values()):
            if len(set(keys.values())) < len(keys):
                raise UnreadableSheetError("two columns have one key; delete the copied column")
            return keys
        if number >= 10:  # noqa: PLR2004 - the keys stand in the second row; some insert a heading
            break
    raise UnreadableSheetError(
        "this is not the sheet of assignments: a row near its top has to have the keys 'id' and "
        "'version'; export the list anew and edit that"
    )


def _line(number: int, raw: Mapping[str, Raw], *, since_1904: bool) -> Line:
    values: dict[str, Value] = {}
    wrong: dict[str, str] = {}
    for key, one in raw.items():
        try:
            values[key] = load(BY_KEY[key], one, since_1904=since_1904)
        except WrongCellError as error:
            wrong[key] = str(error)
    wrong |= {key: "leave the number that was exported" for key in NEEDED if key not in raw}
    return Line(number, values, wrong)


def _number(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number - 1


def _letters(number: int) -> str:
    text = ""
    number += 1
    while number:
        number, rest = divmod(number - 1, 26)
        text = chr(ord("A") + rest) + text
    return text
