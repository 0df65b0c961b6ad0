"""What a row asks for: its editable cells beside what holds now, as acts."""

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from services.tasks.model import Action
from services.tasks.sheets.columns import BY_KEY, Shown, Value, day_column
from services.tasks.sheets.reading import Line, Sheet

_KEPT: Final = ("due_on", "contribute_by", "assignee", "inner_due_on", "last_note")
"""Cells that show what holds; emptied, they say nothing that could be done."""


@dataclass(frozen=True, slots=True)
class Change:
    """An act that a row means: its body, and the column that each field of it came from."""

    action: Action
    body: Mapping[str, Any]
    columns: Mapping[str, str]


def changes(sheet: Sheet, line: Line, now: Shown) -> tuple[list[Change], dict[str, str]]:
    """Return the acts that lead from `now` to the row, and what is wrong with cells by key."""
    differing = {
        key: line.values.get(key)
        for key in _KEPT
        if key in sheet.cells and not _same(line.values.get(key), BY_KEY[key].of(now))
    }
    if _cut_short(differing, line, now):
        del differing["inner_due_on"]
    wrong = dict(_wrong(differing, now))
    if wrong:
        return [], wrong
    return list(_acts(differing, line, now)), {}


def _cut_short(differing: Mapping[str, Value], line: Line, now: Shown) -> bool:
    """Tell whether the day inside the agency differs only because the deadline now bounds it.

    A row that moved the deadline before that day did so itself; sent again it asks for nothing.
    """
    inner, day = line.values.get("inner_due_on"), now["due_on"]
    return (
        "inner_due_on" in differing
        and line.values.get("version") != now["version"]
        and line.values.get("due_on") == day == BY_KEY["inner_due_on"].of(now)
        and isinstance(inner, dt.date)
        and isinstance(day, dt.date)
        and inner > day
    )


def _wrong(differing: Mapping[str, Value], now: Shown) -> Iterator[tuple[str, str]]:
    for key, value in differing.items():
        if value is None:
            yield key, "cannot be emptied here; leave what was exported, or act on the page"
        elif key in {"due_on", "contribute_by"} and key != day_column(now["role"]):
            right = BY_KEY[day_column(now["role"])].title
            yield key, f"the day of this agency stands in “{right}”; leave this cell empty"


def _acts(differing: Mapping[str, Value], line: Line, now: Shown) -> Iterator[Change]:
    """Yield the acts; the deadline first, which bounds the day inside the agency."""
    day = day_column(now["role"])
    if day in differing:
        body = {"due_on": differing[day], "note": line.values.get("reason")}
        yield Change(Action.SET_DEADLINE, body, {"due_on": day, "note": "reason"})
    if "assignee" in differing or "inner_due_on" in differing:
        held = {key: BY_KEY[key].of(now) for key in ("assignee", "inner_due_on")}
        held.update(differing)
        yield Change(
            Action.HAND_OVER,
            {"assignee": held["assignee"], "due_on": held["inner_due_on"]},
            {"assignee": "assignee", "due_on": "inner_due_on"},
        )
    if "last_note" in differing:
        yield Change(Action.UPDATE, {"note": differing["last_note"]}, {"note": "last_note"})


def _same(cell: Value, now: Value) -> bool:
    """Tell whether a cell says what holds; programs turn line ends and blanks about."""
    if isinstance(now, dt.date) or isinstance(cell, dt.date):
        return cell == now
    return " ".join(str(cell or "").split()) == " ".join(str(now or "").split())
