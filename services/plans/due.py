"""Deadlines: from the phrase of a plan to the last safe day, never invented (domain.md §3)."""

import calendar
import datetime as dt
import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final, Literal

Operator = Literal["before", "on", "by"]

LONGEST_PHRASE: Final = 300
_DAY = dt.timedelta(days=1)
_FIRST_YEAR, _LAST_YEAR = 1990, 2100


@dataclass(frozen=True, slots=True)
class Deadline:
    """A deadline as written (`phrase`) and as reckoned; without a date it only says how often.

    `year_from` tells where a year that the phrase lacks was taken: the plan's `title` or its
    `issue` date.
    """

    phrase: str
    operator: Operator | None = None
    stated_on: dt.date | None = None
    recurrence: str | None = None
    year_from: Literal["title", "issue"] | None = None

    @property
    def last_safe_day(self) -> dt.date | None:
        """The last day on which submitting is surely in time; "trước ngày X" excludes X itself."""
        if self.stated_on is None or self.operator is None:
            return None
        return self.stated_on - _DAY if self.operator == "before" else self.stated_on

    def to_json(self) -> dict[str, Any]:
        """Return the deadline as it is stored and shown: dates as `YYYY-MM-DD`."""
        last = self.last_safe_day
        return {
            "phrase": self.phrase,
            "operator": self.operator,
            "stated_on": self.stated_on and self.stated_on.isoformat(),
            "last_safe_day": last and last.isoformat(),
            "recurrence": self.recurrence,
            "year_from": self.year_from,
        }

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> "Deadline":
        """Return the deadline that `to_json` stored."""
        day = stored["stated_on"]
        return cls(
            phrase=stored["phrase"],
            operator=stored["operator"],
            stated_on=dt.date.fromisoformat(day) if day else None,
            recurrence=stored["recurrence"],
            year_from=stored["year_from"],
        )


@dataclass(frozen=True, slots=True)
class PlanTime:
    """When a plan runs: what its title says, and its date of issue."""

    issued_on: dt.date | None
    first_year: int | None = None
    last_year: int | None = None

    @classmethod
    def of(cls, title: str | None, issued_on: dt.date | None) -> "PlanTime":
        """Return the years that a title names: one "năm 2024", or a "giai đoạn 2021 - 2030"."""
        text = unicodedata.normalize("NFC", title or "").casefold()
        span = re.search(r"giai đoạn\s+(?:từ\s+)?(\d{4})\s*(?:-|–|đến)\s*(\d{4})", text)
        if span:
            return cls(issued_on, int(span[1]), int(span[2]))
        years = {int(year) for year in re.findall(r"năm\s+(\d{4})", text)}
        only = years.pop() if len(years) == 1 else None
        return cls(issued_on, only, only)


def reckon(
    deadline: Deadline, day: int | None, month: int | None, year: int | None, time: PlanTime
) -> Deadline:
    """Return `deadline` with its date, where day and month are stated and the year can be known.

    A missing year comes from the plan. Over several years the first instance not before the
    plan's issue is taken, and the deadline recurs. A day of no calendar gives no date.
    """
    if day is None or month is None:
        return deadline
    if year is not None:
        return replace(deadline, stated_on=_date(year, month, day))
    if time.first_year is not None and time.last_year is not None:
        found = _first(range(time.first_year, time.last_year + 1), month, day, time.issued_on)
        several = found is not None and time.last_year > time.first_year
        recurrence = deadline.recurrence or ("annual" if several else None)
        deadline = replace(deadline, recurrence=recurrence)
        return replace(deadline, stated_on=found, year_from="title") if found else deadline
    if time.issued_on is None:
        return deadline
    until = time.issued_on.year + (1 if deadline.recurrence == "annual" else 0)
    found = _first(range(time.issued_on.year, until + 1), month, day, time.issued_on)
    return replace(deadline, stated_on=found, year_from="issue") if found else deadline


def _first(years: range, month: int, day: int, not_before: dt.date | None) -> dt.date | None:
    dates = (_date(year, month, day) for year in years)
    return next((d for d in dates if d and (not_before is None or d >= not_before)), None)


def _date(year: int, month: int, day: int) -> dt.date | None:
    if not _FIRST_YEAR <= year <= _LAST_YEAR:
        return None
    try:
        return dt.date(year, month, day)
    except ValueError:
        return None


_NUMERIC = r"(\d{1,2})\s*(?:[/.-]|tháng)\s*(\d{1,2})(?:\s*(?:[/.-]|,?\s*năm)\s*(\d{4}))?"
_UNTIL: Final = (
    (re.compile(rf"(?:hoàn thành |xong )?trước (?:ngày )?{_NUMERIC}"), "before"),
    (re.compile(rf"vào (?:ngày )?{_NUMERIC}"), "on"),
    (re.compile(rf"(?:chậm nhất|muộn nhất)(?: (?:là|vào))?(?: ngày)? {_NUMERIC}"), "by"),
    (re.compile(rf"từ (?:ngày )?[\d/]+ đến (?:hết )?(?:ngày )?{_NUMERIC}"), "by"),
    (re.compile(rf"(?:hoàn thành )?(?:đến )?hết (?:ngày )?{_NUMERIC}"), "by"),
    # A column of deadlines often holds nothing but days.
    (re.compile(r"(?:đến |trong )?(?:ngày )?(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})"), "by"),
    (re.compile(r"(?:đến |trong )?(?:ngày )?(\d{1,2})/(\d{1,2})()"), "by"),
)
_BY = r"(?:hoàn thành )?(?:trong |chậm nhất |đến hết |hết )?"
_QUARTER = re.compile(rf"{_BY}quý (i{{1,3}}|iv|[1-4])(?:(?:/| năm |, năm )(\d{{4}}))?")
_MONTH = re.compile(
    rf"{_BY}(?:tháng (?=\d{{1,2}}\D)|(?=\d{{1,2}}/))(\d{{1,2}})(?:/|, năm | năm )(\d{{4}})"
)
_QUARTERS: Final = {"i": 1, "ii": 2, "iii": 3, "iv": 4, "1": 1, "2": 2, "3": 3, "4": 4}
_CYCLES: Final = (
    ("annual", re.compile(r"h[ằà]ng năm|mỗi năm|định kỳ năm")),
    ("quarter", re.compile(r"h[ằà]ng quý|mỗi quý|định kỳ quý")),
    ("monthly", re.compile(r"h[ằà]ng tháng|mỗi tháng|định kỳ tháng")),
    ("weekly", re.compile(r"h[ằà]ng tuần|mỗi tuần")),
    ("half-year", re.compile(r"(?:06|6|sáu) tháng")),
    ("nine-month", re.compile(r"(?:09|9|chín) tháng")),
    ("ongoing", re.compile(r"thường xuyên|liên tục")),
    ("ad_hoc", re.compile(r"đột xuất|khi có yêu cầu|theo yêu cầu")),
    ("periodic", re.compile(r"định kỳ")),
)


def of_period(period: str, time: PlanTime) -> Deadline | None:
    """Return the deadline of a work item's time line, None when the line is empty.

    A date is taken only when the whole line is one of the forms above; any other wording is kept
    as the phrase, without a date.
    """
    phrase = " ".join(period.split())[:LONGEST_PHRASE]
    if not phrase:
        return None
    text = unicodedata.normalize("NFC", phrase).casefold().strip(" .;")
    deadline = Deadline(phrase, recurrence=cycle_of(text))
    for form, operator in _UNTIL:
        found = form.fullmatch(text)
        if found:
            day, month, year = (int(part) if part else None for part in found.groups())
            return reckon(_with(deadline, operator), day, month, year, time)
    end = _period_end(text, time)
    return replace(_with(deadline, "by"), stated_on=end[0], year_from=end[1]) if end else deadline


def _with(deadline: Deadline, operator: str) -> Deadline:
    return replace(deadline, operator=operator)  # type: ignore[arg-type]  # from the table above


def _period_end(text: str, time: PlanTime) -> tuple[dt.date, Literal["title"] | None] | None:
    """Return the last day of a quarter or month, and where its year came from."""
    month, year = None, None
    if found := _QUARTER.fullmatch(text):
        month, year = 3 * _QUARTERS[found[1]], found[2]
    elif found := _MONTH.fullmatch(text):
        month, year = int(found[1]), found[2]
    if month is None or not 1 <= month <= 12:  # noqa: PLR2004 - months of a year
        return None
    if year is None and time.first_year != time.last_year:
        return None
    known = int(year) if year else time.first_year
    if known is None or not _FIRST_YEAR <= known <= _LAST_YEAR:
        return None
    last = dt.date(known, month, calendar.monthrange(known, month)[1])
    return last, None if year else "title"


def cycle_of(text: str) -> str | None:
    """Return how often a phrase says that something recurs, None if it does not say."""
    text = text.casefold()
    return next((cycle for cycle, sign in _CYCLES if sign.search(text)), None)


def phrase_in(sentence: str, day: int | None, month: int | None, recurrence: str | None) -> str:
    """Return the words of `sentence` that state the date, else the cycle, else all of it."""
    for sign in _signs(day, month, recurrence):
        found = sign.search(sentence)
        if found:
            return " ".join(found[0].split())
    return " ".join(sentence.split())[:LONGEST_PHRASE]


def _signs(day: int | None, month: int | None, recurrence: str | None) -> Iterator[re.Pattern[str]]:
    if day is not None:
        rest = rf"\s*(?:[/.-]|tháng)\s*0?{month}(?:\s*(?:[/.-]|,?\s*năm)\s*\d{{4}})?"
        date = rf"0?{day}" + (rest if month else "")
        word = r"(?:trước|vào|chậm nhất(?: là)?|muộn nhất)"
        yield re.compile(rf"{word}(?:\s+ngày)?\s+{date}(?!\d)", re.IGNORECASE)
        yield re.compile(rf"(?:ngày\s+)?(?<!\d){date}(?!\d)", re.IGNORECASE)
    for cycle, sign in _CYCLES:
        if cycle == recurrence:
            yield re.compile(sign.pattern, re.IGNORECASE)
