"""Times that name no day of the calendar: `chậm nhất 20 ngày kể từ ngày ký`, `thứ Năm hằng tuần`.

They are kept as written, with their operator: the day is known only when something else happens,
or comes again each week.
"""

from __future__ import annotations

import re
from typing import Final

from services.plans.extract.dates import CalendarDay, DueDate, find_due_dates, find_period_end
from services.plans.extract.form import Operator
from services.plans.extract.numbers import WORDS
from services.plans.extract.rhythms import EACH

_NO_DAY: Final = CalendarDay(None, None, None)
_LATEST: Final = "(?:chậm nhất|muộn nhất|trễ nhất|hạn chót)"
_SPAN: Final = (
    rf"(?:\d{{1,3}}|{'|'.join(WORDS)})(?:\s?\([^()]{{1,20}}\))?"
    r" (?:phút|giờ|tiếng|ngày(?: làm việc)?|tuần|tháng)\b"
)
_SINCE: Final = (
    r",? (?:(?:kể |tính )?từ|sau khi|sau|tính đến|trước khi|trước)(?: [^\s.;:,()]+){1,14}"
)
# A duration alone is a limit after these words; after the others only one that is counted from
# something, as `không quá 05 ngày` may be how long a procedure takes.
_RELATIVE = re.compile(
    rf"\b(?:trong (?:vòng|thời hạn)|{_LATEST}(?: là)?(?: trong| sau| trước)?(?: vòng| thời hạn)?)"
    rf"(?: (?:không quá|tối đa|{_LATEST}))?(?: là)? {_SPAN}(?:{_SINCE})?"
    rf"|\b(?:trong thời gian|không quá|tối đa|sau)(?: (?:không quá|tối đa))? {_SPAN}{_SINCE}",
    re.IGNORECASE,
)
_MAY_RELATE = re.compile(r" (?:phút|giờ|tiếng|ngày|tuần|tháng)\b", re.IGNORECASE)
_WEEK = re.compile(
    r"\b(?P<op>trước|vào|trong|chậm nhất(?: là)?(?: trong)?|xong trong) tuần "
    r"(?:thứ \w+|đầu(?: tiên)?|cuối(?: cùng)?|\d)(?: của)? tháng \d{1,2}"
    r"(?:\s?(?:/|năm )\s?\d{4})?",
    re.IGNORECASE,
)
_WHEN: Final = rf"(?:(?:trước|vào|lúc|{_LATEST}(?: là| vào| trước)?) )"
_HOUR: Final = r"\d{1,2}\s?(?:giờ|h)(?:\s?\d{2})?(?: phút)?"
_WEEKDAY: Final = (
    rf"{_WHEN}?(?:{_HOUR},? )?(?:(?:ngày|sáng|chiều) ){{0,3}}"
    r"(?:thứ (?:hai|ba|tư|năm|sáu|bảy|[2-7])|chủ nhật)\b"
)
_DAILY: Final = rf"{_WHEN}{_HOUR}"
_RHYTHMIC = re.compile(
    rf"\b{EACH} tuần,? {_WEEKDAY}|\b{_WEEKDAY},? (?:của )?{EACH} tuần\b"
    rf"|\b{EACH} ngày,? {_DAILY}|\b{_DAILY},? {EACH} ngày\b",
    re.IGNORECASE,
)
_BEFORE = re.compile(r"\btrước\b", re.IGNORECASE)
_AT_MOST = re.compile(_LATEST, re.IGNORECASE)


def find_relative(text: str) -> DueDate | None:
    """Return the first time that is counted from something else, or is a week of a month."""
    if _MAY_RELATE.search(text) is None and "tuần" not in text:
        return None
    match = _RELATIVE.search(text)
    if match is not None:
        return DueDate(match.group(), "by", _NO_DAY, match.span())
    week = _WEEK.search(text)
    if week is None:
        return None
    operator: Operator = "before" if week.group("op").lower() == "trước" else "by"
    return DueDate(week.group(), operator, _NO_DAY, week.span())


def is_timed(text: str) -> bool:
    """Tell whether `text` says by when something is due, as a day or not."""
    dated = next(find_due_dates(text), None) or find_period_end(text)
    return dated is not None or find_relative(text) is not None


def find_rhythmic(text: str) -> DueDate | None:
    """Return the first weekday of each week, or hour of each day, by which something is due."""
    match = _RHYTHMIC.search(text)
    if match is None:
        return None
    words = match.group()
    latest: Operator = "by" if _AT_MOST.search(words) else "on"
    return DueDate(words, "before" if _BEFORE.search(words) else latest, _NO_DAY, match.span())
