"""Workbooks for tests: exported ones with cells changed, as a spreadsheet program saves them."""

import zipfile
from collections.abc import Mapping
from io import BytesIO

from lxml import etree

from services.tasks.sheets.columns import COLUMNS
from services.tasks.sheets.package import MAIN

SHEET = "xl/worksheets/sheet1.xml"
LETTERS = {column.key: chr(ord("A") + at) for at, column in enumerate(COLUMNS)}


def parts(content: bytes) -> dict[str, bytes]:
    """Return the parts of a workbook by name."""
    with zipfile.ZipFile(BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def packed(some: Mapping[str, bytes]) -> bytes:
    """Return the workbook of these parts."""
    file = BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in some.items():
            archive.writestr(name, part)
    return file.getvalue()


def edited(content: bytes, cells: Mapping[tuple[int, str], str]) -> bytes:
    """Return the workbook with `cells`, by (row, key), holding these texts; "" empties one."""
    unpacked = parts(content)
    root = etree.fromstring(unpacked[SHEET])
    for (number, key), text in cells.items():
        row = next(one for one in root.iter(f"{MAIN}row") if one.get("r") == str(number))
        place = f"{LETTERS[key]}{number}"
        for cell in list(row):
            if cell.get("r") == place:
                row.remove(cell)
        if text:
            cell = etree.SubElement(row, f"{MAIN}c", r=place, t="inlineStr")
            etree.SubElement(etree.SubElement(cell, f"{MAIN}is"), f"{MAIN}t").text = text
    return packed(unpacked | {SHEET: etree.tostring(root)})
