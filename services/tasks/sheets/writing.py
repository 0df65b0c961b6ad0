"""Writing a sheet: titles for people, keys for the machine, text that never becomes a formula."""

import datetime as dt
from collections.abc import Iterable
from io import BytesIO
from typing import Any, Final

from xlsxwriter import Workbook

from services.tasks.sheets.columns import COLUMNS, Shown, Value

SHEET: Final = "Nhiệm vụ"
MEDIA_TYPE: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_LONGEST: Final = 32_000  # characters a cell may have, a little less than Excel's own limit
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")


def write_sheet(rows: Iterable[Shown]) -> bytes:
    """Return the file of `rows`, one line each; they are read once and never all in memory."""
    file = BytesIO()
    # Row by row through a temporary file: 50,000 rows as objects would be 1 GB.
    with Workbook(file, {"constant_memory": True, "remove_timezone": True}) as book:
        sheet = book.add_worksheet(SHEET)
        formats = _formats(book)
        _head(sheet, formats)
        for number, row in enumerate(rows, start=2):
            for at, column in enumerate(COLUMNS):
                _write(sheet, (number, at), column.of(row), formats)
    return file.getvalue()


def _formats(book: Any) -> dict[str, Any]:
    wide = {"text_wrap": True, "valign": "top"}
    return {
        "title": book.add_format({"bold": True, "bg_color": "#E7ECEF", **wide}),
        "open": book.add_format({"bold": True, "bg_color": "#FFF1C9", **wide}),
        "key": book.add_format({"font_color": "#7A858C", "font_size": 8}),
        "day": book.add_format({"num_format": "dd/mm/yyyy", "valign": "top"}),
        "text": book.add_format(wide),
        # As if typed with a leading apostrophe: editing the cell makes no formula of it either.
        "quoted": book.add_format({"quote_prefix": True, **wide}),
    }


def _head(sheet: Any, formats: dict[str, Any]) -> None:
    # Row after row: in constant memory a cell of an earlier row is dropped without a word.
    for at, column in enumerate(COLUMNS):
        sheet.set_column(at, at, column.width)
        sheet.write_string(0, at, column.title, formats["open" if column.editable else "title"])
    for at, column in enumerate(COLUMNS):
        sheet.write_string(1, at, column.key, formats["key"])
    sheet.freeze_panes(2, 2)


def _write(sheet: Any, place: tuple[int, int], value: Value, formats: dict[str, Any]) -> None:
    if value is None:
        return
    if isinstance(value, dt.date):
        sheet.write_datetime(*place, dt.datetime.combine(value, dt.time()), formats["day"])
    elif isinstance(value, int):
        sheet.write_number(*place, value)
    else:
        looks = "quoted" if value.startswith(_FORMULA) else "text"
        # Forms send CRLF, of which XlsxWriter would make the letters _x000D_ in every cell.
        text = value.replace("\r\n", "\n")
        sheet.write_string(*place, text[:_LONGEST], formats[looks])
