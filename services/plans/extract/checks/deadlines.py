"""Due dates: impossible ones, days off, years left out, and words that leave the day in doubt."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import groupby
from operator import attrgetter
from typing import NamedTuple

from common.workdays import is_holiday, is_working_day, last_working_day
from services.plans.extract.dates import CalendarDay, DueDate, find_due_dates, find_period_end
from services.plans.extract.due_phrases import find_relative
from services.plans.extract.findings import Notebook
from services.plans.extract.form import Extract, Span
from services.plans.extract.rhythms import EACH, HALF_YEAR, NINE_MONTHS

_RECURS = re.compile(
    rf"(?:{EACH}|các) (?:tuần|tháng|quý|năm)|định kỳ|{HALF_YEAR}|{NINE_MONTHS}|báo cáo năm|"
    r"tháng cuối|\bquý\b",
    re.IGNORECASE,
)
_PLAN_YEAR = re.compile(r"\b(20\d\d)\b")
_AROUND = 90
_DAY = timedelta(days=1)


class _Due(NamedTuple):
    """A due date with its place in the text, and whether the words around it make it recur."""

    when: CalendarDay
    phrase: str
    operator: str
    span: Span
    recurs: bool


def check_deadlines(extract: Extract, notebook: Notebook) -> None:
    """Note what is wrong with, or in doubt about, each due date."""
    found = list(dict.fromkeys(_dues(extract)))
    for one in found:
        _note_day(one, extract, notebook)
    _note_relative(extract, notebook)
    _note_before(found, notebook)
    _note_operators(found, notebook)


def _dues(extract: Extract) -> Iterator[_Due]:
    text = extract.text
    for agency in extract.agencies:
        for duty in agency.duties:
            if duty.deadline is not None:
                said = text[slice(*duty.span)]
                first = next(find_due_dates(said), None) or find_period_end(said)
                yield from _placed(text, duty.span[0], [first] if first else [])
    for span, reports in groupby(extract.report_requirements, key=attrgetter("span")):
        stated = {(one.day, one.month, one.year) for one in reports}
        dues = find_due_dates(text[slice(*span)])
        yield from _placed(text, span[0], [due for due in dues if due.when in stated])
    for item in extract.work_items:
        at = text.find(item.period, *item.span) if item.period else -1
        if at >= 0 and item.period:
            yield from _placed(text, at, list(find_due_dates(item.period)))


def _placed(text: str, offset: int, dues: list[DueDate]) -> Iterator[_Due]:
    for due in dues:
        start, end = offset + due.span[0], offset + due.span[1]
        around = text[text.rfind("\n", max(0, start - _AROUND), start) + 1 or start : start]
        after = text[end : end + _AROUND].partition("\n")[0]
        recurs = due.when.month is None or _RECURS.search(around + after) is not None
        yield _Due(due.when, due.phrase.strip(), due.operator, (start, end), recurs)


def _note_day(one: _Due, extract: Extract, notebook: Notebook) -> None:
    if not one.when.exists():
        notebook.note("date-impossible", one.span, phrase=one.phrase)
    elif one.when.year is None:
        if not one.recurs:
            day = _implied(one.when, extract)
            notebook.note("deadline-year-missing", one.span, phrase=one.phrase, suggestion=day)
    else:
        _note_day_off(one, date(one.when.year, one.when.month or 1, one.when.day or 1), notebook)


def _note_relative(extract: Extract, notebook: Notebook) -> None:
    """Note the deadlines that are counted from something else: no day can be reckoned."""
    duties = (duty for agency in extract.agencies for duty in agency.duties)
    undated = [one.span for one in duties if one.deadline is not None and one.deadline.day is None]
    timed = [
        _place_of_period(extract.text, one.period, one.span)
        for one in extract.work_items
        if one.period and find_relative(one.period)
    ]
    for start, end in (*undated, *timed):
        due = find_relative(extract.text[start:end])
        if due is not None:
            span = (start + due.span[0], start + due.span[1])
            notebook.note("deadline-relative", span, phrase=due.phrase)


def _place_of_period(text: str, period: str, row: tuple[int, int]) -> tuple[int, int]:
    """Return where a period stands, as its row may tell of other times; the row if it was cut."""
    at = text.find(period, *row)
    return (at, at + len(period)) if at >= 0 else row


def _note_day_off(one: _Due, day: date, notebook: Notebook) -> None:
    if not is_working_day(day):
        safe = last_working_day(day - _DAY if one.operator == "before" else day)
        code = "day-off-holiday" if is_holiday(day) else "day-off"
        notebook.note(code, one.span, phrase=one.phrase, suggestion=safe.isoformat())


def _implied(when: CalendarDay, extract: Extract) -> str | None:
    """Return the date in the one year that the title names, else None."""
    years = set(_PLAN_YEAR.findall(extract.title or ""))
    return when._replace(year=int(years.pop())).iso() if len(years) == 1 else None


def _note_before(found: list[_Due], notebook: Notebook) -> None:
    """Note once that `trước ngày X` does not say whether X itself is in time."""
    before = [one for one in found if one.operator == "before" and one.when.day is not None]
    if before:
        first = before[0]
        notebook.note("deadline-before", first.span, phrase=first.phrase, count=str(len(before)))


def _note_operators(found: list[_Due], notebook: Notebook) -> None:
    """Note one day that is due by words of different meaning."""
    by_day: dict[CalendarDay, _Due] = {}
    for one in found:
        known = by_day.setdefault(one.when, one)
        if (one.operator == "before") != (known.operator == "before"):
            notebook.note(
                "deadline-operators-differ", one.span, phrase=one.phrase, other=known.phrase
            )
