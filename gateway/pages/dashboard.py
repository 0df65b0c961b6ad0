"""Bảng điều hành: the official four cells, what needs someone now, agencies as a heat table."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from flask import Response

from common import clock
from gateway.pages.language import mark
from gateway.pages.listing import link
from gateway.pages.site import Route
from gateway.pages.visit import Visit

EXCEPTIONS: Final = 10
AGENCIES: Final = 60
"""Rows of the heat table: those with most overdue come first, and a page stays under 60 KB."""
PLANS: Final = 8
_SHADES: Final = 3
_FEW: Final = 6
"""A table whose greatest count is smaller is not shaded to the darkest."""

COUNTED: Final = {"role": "lead,executing", "bindingness": "order"}
"""What the official statistics count; the lists behind the cells count the same."""


@dataclass(frozen=True, slots=True)
class Column:
    """A cell of the statistics: its words, its tint, and the filter of the list behind it."""

    name: str
    words: str
    tint: str
    state: str
    standing: str


COLUMNS: Final = (
    Column("open_overdue", mark("quá hạn"), "late", "open", "overdue,critical"),
    Column("open_in_time", mark("trong hạn"), "calm", "open", "on_track,due_soon"),
    Column("open_no_deadline", mark("không hạn"), "calm", "open", "no_deadline"),
    Column("done_on_time", mark("xong đúng hạn"), "good", "completed", "on_track"),
    Column("done_late", mark("xong quá hạn"), "soon", "completed", "overdue"),
    Column("done_no_deadline", mark("xong, không hạn"), "good", "completed", "no_deadline"),
)
_BY_NAME: Final = {column.name: column for column in COLUMNS}


def show_dashboard(visit: Visit) -> Response:
    """Show all plans together, or the one chosen."""
    tasks, caller = visit.clients.tasks, visit.caller
    plan, as_of = visit.argument("plan"), visit.argument("as_of")
    day = as_of or None
    by_agency = tasks.get(caller, "/statistics", by="agency", plan=plan or None, as_of=day)
    by_plan = tasks.get(caller, "/statistics", by="plan", as_of=day)
    late = _late(visit, plan) if not as_of else {"items": [], "next": None}
    kept = {name: value for name, value in (("plan", plan), ("as_of", as_of)) if value}
    # Agencies that are only asked, or only coordinate, have nothing in the cells.
    counted = [row for row in by_agency["rows"] if row["total"]]
    return visit.page(
        "dashboard.html",
        section="/dashboard",
        figures=by_agency,
        cells={name: _cell(by_agency["totals"], column, kept) for name, column in _BY_NAME.items()},
        columns=COLUMNS,
        heat=_heat(counted[:AGENCIES], kept),
        left_out=max(0, len(counted) - AGENCIES),
        plans=[row["plan"] for row in by_plan["rows"]][:PLANS],
        chosen=plan,
        kept=kept,
        as_of=as_of,
        today=clock.today().isoformat(),
        late=late["items"],
        late_path=link("/assignments", kept, state="open", standing="overdue,critical"),
    )


def _late(visit: Visit, plan: str) -> Any:
    """Return what has to be looked at now; of a past day there is nothing to be done."""
    return visit.clients.tasks.get(
        visit.caller, "/assignments/exceptions", plan=plan or None, limit=EXCEPTIONS
    )


def _cell(totals: Mapping[str, Any], column: Column, kept: Mapping[str, str]) -> dict[str, Any]:
    """Return one of the totals with its share in per cent and the list behind it."""
    share = round(100 * totals[column.name] / totals["total"]) if totals["total"] else 0
    return {"count": totals[column.name], "share": share, "path": _behind(column, kept)}


def _behind(column: Column, kept: Mapping[str, str]) -> str:
    return link("/assignments", {**kept, **COUNTED}, state=column.state, standing=column.standing)


def _heat(rows: Sequence[Mapping[str, Any]], kept: Mapping[str, str]) -> list[dict[str, Any]]:
    """Return a row for each agency: its counts shaded against the greatest of their column."""
    most = {column.name: max((row[column.name] for row in rows), default=0) for column in COLUMNS}
    return [
        {
            "agency": row["agency"],
            "cells": [_shaded(row, column, most[column.name], kept) for column in COLUMNS],
            "on_time": _on_time(row),
        }
        for row in rows
    ]


def _shaded(
    row: Mapping[str, Any], column: Column, most: int, kept: Mapping[str, str]
) -> dict[str, Any]:
    count = row[column.name]
    shade = f"{column.tint}{math.ceil(_SHADES * count / max(most, _FEW))}" if count else ""
    of_agency = {**kept, "agency": row["agency"]["slug"]}
    return {"count": count, "shade": shade, "path": _behind(column, of_agency)}


def _on_time(row: Mapping[str, Any]) -> int | None:
    """Return the per cent of dated, finished work that was done in time; None without any."""
    done = row["done_on_time"] + row["done_late"]
    return round(100 * row["done_on_time"] / done) if done else None


ROUTES: Final = (Route("GET", "/dashboard", show_dashboard),)
