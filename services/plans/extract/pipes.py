"""Tables drawn with bars: whole rows on a line, or one cell or bar a line."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

_OPEN_ROW = re.compile(r"\S[^|]*\|[^|]*\|")
_SPLIT = re.compile(r"(?<!\\)\|")
_ROW_HEAD = re.compile(
    r"^[*_\s]*(?:\d{1,3}(?:\.\d{1,2}){0,4}\.?|[IVXLC]{1,6}\.?|[a-zđ]\)?|[-+]|"
    r"tổng(?: cộng| số)?\b.*|cộng\b.*)[*_\s]*$",
    re.IGNORECASE,
)
_MAX_CELL, _MAX_LINES = 4000, 40
_TITLE = re.compile(
    r"(?:KẾ HOẠCH|CHỈ THỊ|QUYẾT ĐỊNH|NGHỊ QUYẾT|CHƯƠNG TRÌNH|CÔNG ĐIỆN|PHỤ LỤC|ĐỀ ÁN|HƯỚNG DẪN|"
    r"THÔNG BÁO)\b"
)


class LooseTable(NamedTuple):
    """The rows of a loose table and the line after it."""

    rows: list[list[str]]
    end: int


def is_pipe_row(line: str) -> bool:
    """Tell whether a line is a whole Markdown table row."""
    if "|" not in line:
        return False
    bare = line.strip()
    if bare.startswith("|") and bare.endswith("|") and bare[1:-1].strip():
        return True
    return _OPEN_ROW.match(bare) is not None


def split_pipe_row(line: str) -> list[str]:
    """Return the cells of a Markdown row."""
    return [cell.strip().replace("\\|", "|") for cell in _SPLIT.split(line.strip().strip("|"))]


def read_loose_table(lines: Sequence[str], start: int) -> LooseTable:
    """Read a table whose every bar stands on a line of its own, from the bar at `start`.

    The first row tells the number of columns; an empty cell and the end of a row look the same,
    so a row also ends where the next cell looks like a row number.
    """
    cells: list[str] = []
    current: list[str] = []
    at = start + 1
    end = at
    while at < len(lines):
        bare = lines[at].strip()
        if bare == "|":
            cells.append("\n".join(current))
            current, end = [], at + 1
        elif not bare or _leaves_table(bare, current):
            break
        else:
            current.append(lines[at].rstrip())
        at += 1
    return LooseTable(_rows(cells), end)


def _leaves_table(line: str, cell: Sequence[str]) -> bool:
    """Tell whether a line can no longer belong to a cell: the document's title, or too much."""
    if len(cell) > _MAX_LINES or sum(map(len, cell)) > _MAX_CELL:
        return True
    return not cell and _TITLE.match(line.strip("*_# ")) is not None


def _rows(cells: Sequence[str]) -> list[list[str]]:
    rows: list[list[str]] = []
    row: list[str] = []
    for index, cell in enumerate(cells):
        columns = len(rows[0]) if rows else 0
        if cell.strip():
            row.append(cell)
        elif row and _row_ends(row, columns, cells, index):
            rows.append(row)
            row = []
        elif row or columns:
            row.append("")
    return [*rows, row] if any(cell.strip() for cell in row) else rows


def _row_ends(row: Sequence[str], columns: int, cells: Sequence[str], index: int) -> bool:
    if not columns or len(row) >= columns:
        return True
    following = cells[index + 1] if index + 1 < len(cells) else "1"
    return _ROW_HEAD.match(following) is not None
