"""Tables of tasks: a row each, with columns for lead, partners, time and result."""

from __future__ import annotations

import re
from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import replace

from services.plans.extract.casting import assign_roles, note_leads
from services.plans.extract.crossed_tables import (
    crossed_items,
    crossing_of,
    heads_agencies,
    read_key,
)
from services.plans.extract.findings import Notebook
from services.plans.extract.form import WorkItem
from services.plans.extract.lines import Line
from services.plans.extract.role_lines import RoleKey, RoleLine
from services.plans.extract.row_groups import Entry, entries
from services.plans.extract.tables import Table, is_index, is_total, read_tables

_PERFORMERS = (
    r"chu tri,? (?:va )?phoi hop|"
    r"(?:co quan|don vi|bo phan|trach nhiem|phan cong|nguoi) .{0,20}thuc hien|"
    r"phan cong|phu trach|trach nhiem"
)
_PERIOD = r"thoi gian|thoi han|tien do|lo trinh|hoan thanh|thoi diem|ket thuc|\bhan\b"
_TITLE = r"noi dung|nhiem vu|cong viec|hoat dong|dau viec|ten (?:de an|nhiem vu)|giai phap|van ban"
_COLUMNS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("lead", re.compile(r"(?:^| )chu tri$")),  # also below "Cơ quan thực hiện" as its span
    # Who leads an office looks after a task, and does not do it.
    ("performers", re.compile(rf"^(?!.*lanh dao).*(?:{_PERFORMERS})")),
    ("lead", re.compile(r"chu tri|dau moi")),
    ("coordinating", re.compile(r"phoi hop")),
    ("period", re.compile(rf"^(?!.*bat dau).*(?:{_PERIOD})")),
    ("output", re.compile(r"san pham|ket qua|dau ra")),
    ("title", re.compile(_TITLE)),
)
_PARTIES = frozenset({"lead", "coordinating", "performers"})
_YEAR = re.compile(r"^(?:nam )?20\d\d$")
_MAX_YEARS = 2
_DITTO = re.compile(r"(?:[-–]?\s?nt\s?[-–]?|[\"“”″〃]|như trên|-\s?//\s?-|//)$", re.IGNORECASE)


def read_task_tables(lines: Sequence[Line], notebook: Notebook) -> Iterator[WorkItem]:
    """Yield a task for each row of the tables that have a task column and someone responsible."""
    tables = list(read_tables(lines))
    key = read_key(lines) if any(map(heads_agencies, tables)) else {}
    for table in tables:
        crossing = crossing_of(table, key)
        columns = _columns(table, crossing.agencies if crossing else ())
        rows = list(entries(table.rows))
        if crossing is not None and not _PARTIES & columns.keys():
            for entry in rows:
                yield from crossed_items(entry, columns, crossing, key, notebook)
        elif _holds_tasks(table, columns, rows):
            above: Line | None = None
            for entry in rows:
                row = _without_dittos(entry.row, above)
                yield from _item(entry._replace(row=row), columns, notebook)
                above = row


def _without_dittos(row: Line, above: Line | None) -> Line:
    """Return a row with what the row above says in place of `nt` and other marks of repetition."""
    if above is None or not any(_DITTO.match(cell.strip()) for cell in row.cells):
        return row
    before = (*above.cells, *("" for _ in row.cells))
    cells = tuple(
        over if _DITTO.match(cell.strip()) else cell
        for cell, over in zip(row.cells, before, strict=False)
    )
    return replace(row, cells=cells)


def _columns(table: Table, apart: Container[int]) -> dict[str, int]:
    """Return which column holds what, but for those set apart; the first that fits wins."""
    found: dict[str, int] = {}
    for at, title in enumerate(table.columns):
        if at in apart:
            continue
        key = next(
            (key for key, pattern in _COLUMNS if key not in found and pattern.search(title)), None
        )
        if key:
            found[key] = at
    return found


def _holds_tasks(table: Table, columns: Mapping[str, int], rows: Sequence[Entry]) -> bool:
    years = sum(1 for title in table.columns if _YEAR.match(title))
    named = "lead" in columns or "coordinating" in columns
    timed = "period" in columns or "output" in columns
    given = "performers" in columns or any(entry.owner for entry in rows)
    return "title" in columns and years <= _MAX_YEARS and (named or (timed and given))


def _item(entry: Entry, columns: Mapping[str, int], notebook: Notebook) -> Iterator[WorkItem]:
    """Yield the task of a row; who does it is its owner where no column says so."""
    row, owner, counted = entry
    cells = row.cells
    said = {key: cells[at].strip() for key, at in columns.items() if at < len(cells)}
    title = said.pop("title", "")
    filled = [key for key, value in said.items() if value and value != title]
    if not title or is_index(title) or is_total(title) or not (filled or owner or counted):
        return
    roles = [RoleLine(_role(key), said[key], 0) for key in filled]
    if owner and not {"lead", "performers"} & set(filled):
        roles.append(RoleLine("lead", owner, 0))
    cast = assign_roles(roles)
    note_leads(title, cast, row.span, notebook)
    yield cast.item(title, row.span)


def _role(key: str) -> RoleKey:
    keys: dict[str, RoleKey] = {
        "lead": "lead", "coordinating": "coordinating", "performers": "performers",
        "period": "period", "output": "output",
    }  # fmt: skip
    return keys[key]
