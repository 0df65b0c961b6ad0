"""Dates as Vietnamese offices write them: `20/5/2022`, `ngày 20 tháng 5 năm 2022`, `15/11`."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterator, Sequence
from datetime import date
from typing import NamedTuple

from services.plans.extract.form import Operator, Span
from services.plans.extract.rhythms import EACH

_MIN_YEAR, _MAX_YEAR = 1930, 2100
_NO_LEAP = 2023

DATE = (
    r"(?:(?P<d1>\d{1,2})\s?[/.\-]\s?(?P<m1>\d{1,2})(?:\s?[/.\-]\s?(?P<y1>\d{4}))?(?![\d/])"
    r"|(?P<d2>\d{1,2}) tháng (?P<m2>\d{1,2})(?:,? năm (?P<y2>\d{4})| ?/ ?(?P<y3>\d{4}))?(?!\d)"
    r"|(?P<d3>\d{1,2})(?= (?:của )?(?:hàng|hằng|mỗi) (?:tháng|quý)"
    r"| (?:của )?tháng (?:cuối|đầu|sau|tiếp|kế|liền|báo cáo)|\s?\)))"
)
_LATEST = (
    r"(?:chậm nhất|muộn nhất|hạn chót|không quá|không muộn hơn|trễ nhất)"
    r"(?: là| vào| đến| trước)*(?: ngày)?"
)
_OPERATORS: tuple[tuple[str, Operator], ...] = (
    (r"(?:hoàn thành |xong |gửi )?trước(?: ngày)?", "before"),
    (_LATEST, "by"),
    (r"(?:đến hết|hết|đến|hạn(?: là| đến)?|thời hạn(?: là| đến)?)(?: ngày)", "by"),
    (r"vào(?: các)?(?: ngày)?", "on"),
    (r"(?:định kỳ )?ngày(?=\s+\d{1,2} (?:của )?(?:hàng|hằng|mỗi) (?:tháng|quý))", "on"),
)  # fmt: skip
# Alone a day counts only behind the period in which it comes again.
_DAY_ALONE = r"(?P<d4>\d{1,2})(?!\d|\s?[/.\-]\s?\d| tháng \d| (?:ngày|giờ|h)\b)"
_OF_PERIOD = re.compile(
    rf"(?:{EACH}|định kỳ|báo cáo) (?:tháng|quý)\b[^.;:]{{0,30}}$", re.IGNORECASE
)
_DUE = re.compile(
    "(?:"
    + "|".join(rf"(?P<o{i}>\b{source})" for i, (source, _) in enumerate(_OPERATORS))
    + rf")\s+(?:{DATE}|(?<=ngày ){_DAY_ALONE})",
    re.IGNORECASE,
)
_ZONE = 60
# Nearly all text has no date; this is told ten times faster than `_DUE` finds none.
_MAY_DATE = re.compile(
    r"\d\s?(?:[/.\-]\s?\d|\)|(?:của )?(?:tháng|hàng|hằng|mỗi)\s)|ngày \d", re.IGNORECASE
)
_AND_DATE = re.compile(rf"\s?(?:,|và|hoặc|;)\s(?:trước |vào )?(?:ngày )?{DATE}", re.IGNORECASE)
_ANY_DATE = re.compile(rf"ngày\s+{DATE}", re.IGNORECASE)
_ORDINAL = r"(?:\d{1,2}|IV|I{1,3})(?!\w)"
_JOIN = r"(?:,\s|\s(?:và|đến)\s|\s?[-–]\s?)"
_PERIOD_END = re.compile(
    r"(?P<op>trước|trong|chậm nhất(?: là)?(?: trong)?|xong(?: trong| trước)?|hoàn thành trong|hết)"
    rf"\s+(?P<what>tháng|quý)\s+(?P<n>{_ORDINAL})"
    rf"(?:(?:{_JOIN}(?:(?P=what)\s)?(?P<to>{_ORDINAL})){{0,3}}"
    r"\s?(?:/|,? năm\s)\s?(?P<y>\d{4})"
    rf"|(?:{_JOIN}(?P=what)\s(?P<last>{_ORDINAL})){{1,3}})?(?!\d|\s?/\s?\d)",
    re.IGNORECASE,
)
_MAY_PERIOD = re.compile(r"(?:tháng|quý)\s+[\dI]", re.IGNORECASE)
_QUARTERS = {"I": 1, "II": 2, "III": 3, "IV": 4}


class CalendarDay(NamedTuple):
    """A written day: any part may be missing; `date()` only when all are there and possible."""

    day: int | None
    month: int | None
    year: int | None

    def iso(self) -> str | None:
        """Return `YYYY-MM-DD`, or None when a part is missing or the day does not exist."""
        if self.day is None or self.month is None or self.year is None:
            return None
        try:
            return date(self.year, self.month, self.day).isoformat()
        except ValueError:
            return None

    def exists(self) -> bool:
        """Tell whether the day can be in a calendar (29/2 without a year can)."""
        probe = self._replace(year=self.year or 2024, month=self.month or 1)
        return probe.iso() is not None


class DueDate(NamedTuple):
    """A date after a due word, with the phrase that says so and its place in the text given."""

    phrase: str
    operator: Operator
    when: CalendarDay
    span: Span


def day_of(match: re.Match[str]) -> CalendarDay:
    """Return the day a match of `DATE` holds."""
    groups: dict[str, str | None] = match.groupdict()
    days = (groups.get(name) for name in ("d1", "d2", "d3", "d4"))
    day = next(one for one in days if one)
    month = groups["m1"] or groups["m2"]
    year = groups["y1"] or groups["y2"] or groups["y3"]
    written = int(year) if year else None
    if written is not None and not _MIN_YEAR <= written <= _MAX_YEAR:
        written = None
    return CalendarDay(int(day), int(month) if month else None, written)


def find_date(text: str) -> CalendarDay | None:
    """Return the first `ngày …` of `text` that has a day and a month."""
    match = _ANY_DATE.search(text)
    return day_of(match) if match else None


def find_due_dates(text: str) -> Iterator[DueDate]:
    """Yield the dates of `text` that follow a due word, and those joined to them by `và`.

    One of those joined may name the year of all: `trước 15/6 và 30/11/2026`.
    """
    at = 0
    if _MAY_DATE.search(text) is None:
        return
    while (match := _DUE.search(text, at)) is not None:
        before = text[max(0, match.start() - _ZONE) : match.start()]
        if match.group("d4") and not _OF_PERIOD.search(before):
            at = match.end()
            continue
        operator = next(op for i, (_, op) in enumerate(_OPERATORS) if match.group(f"o{i}"))
        joined = [DueDate(match.group(), operator, day_of(match), match.span())]
        at = match.end()
        while (more := _AND_DATE.match(text, at)) is not None:
            joined.append(DueDate(more.group().strip(" ,;"), operator, day_of(more), more.span()))
            at = more.end()
        yield from _with_year(joined)


def _with_year(joined: Sequence[DueDate]) -> Iterator[DueDate]:
    """Yield joined dates; if one alone names a year, it is that of those in order with it."""
    dated = [at for at, due in enumerate(joined) if due.when.year]
    for at, due in enumerate(joined):
        year = due.when.year
        if len(dated) == 1:
            first, second = sorted((at, dated[0]))
            if _is_before(joined[first].when, joined[second].when):
                year = joined[dated[0]].when.year
        yield due._replace(when=due.when._replace(year=year))


def _is_before(first: CalendarDay, second: CalendarDay) -> bool:
    """Tell whether in one year the first day comes before the second, or is it."""
    if first.month is None or second.month is None:
        return False
    return (first.month, first.day or 0) <= (second.month, second.day or 0)


def find_period_end(text: str) -> DueDate | None:
    """Return the last day of `trong tháng 12/2025` or `trong quý II, III năm 2026`, operator `by`.

    A period may name no year, as a date.
    """
    match = _PERIOD_END.search(text) if _MAY_PERIOD.search(text) else None
    if match is None:
        return None
    year = int(match.group("y")) if match.group("y") else None
    if year is not None and not _MIN_YEAR <= year < _MAX_YEAR:
        return None
    what, before = match.group("what").lower(), match.group("op").lower() == "trước"
    first = match.group("n")
    last = match.group("to") or match.group("last") or first
    month = _last_month(what, (first if before else last).upper())
    if month is None:
        return None
    if before:
        begin = month - 2 if what == "quý" else month
        return DueDate(match.group(), "before", CalendarDay(1, begin, year), match.span())
    return DueDate(match.group(), "by", CalendarDay(_days(month, year), month, year), match.span())


def _days(month: int, year: int | None) -> int:
    """Return how many days a month has, the fewest where its year is not known."""
    return monthrange(year or _NO_LEAP, month)[1]


def _last_month(what: str, number: str) -> int | None:
    value = _QUARTERS.get(number) or (int(number) if number.isdigit() else 0)
    month = value * 3 if what == "quý" else value
    return month if 1 <= month <= 12 else None  # noqa: PLR2004 - months of a year
