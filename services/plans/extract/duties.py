"""One duty: its role, the partners it names, its deadline and how often it recurs."""

from __future__ import annotations

import re
from typing import NamedTuple

from services.plans.extract.dates import DueDate, find_due_dates, find_period_end
from services.plans.extract.due_phrases import find_relative, find_rhythmic
from services.plans.extract.form import Deadline, Duty, Recurrence, Role, Span
from services.plans.extract.names import name_end, split_names, starts_with_agency
from services.plans.extract.rhythms import EACH, HALF_YEAR, NINE_MONTHS

_LEADS = re.compile(r"\b(?:[Cc]hủ trì|[Ll]à (?:cơ quan|đơn vị) (?:thường trực|đầu mối|chủ trì))\b")
_PARTNERS = re.compile(
    r"\b[Pp]h[ốơ]i h[ợơ]p(?: chặt chẽ| tốt| thường xuyên)?(?:,? (?:chỉ đạo|hướng dẫn|thống nhất))?"
    r"(?:,? (?:với|cùng|cùng với))?\s+"
)
_JOINS = re.compile(
    r"\s*(?:[Tt]hường xuyên |[Cc]hủ động |[Tt]ích cực |[Tt]iếp tục )*(?:[Pp]hối hơ?ợ?p|"
    r"[Tt]ham gia)\b"
)
_OUTPUT = re.compile(
    r"(?:sản phẩm|kết quả đầu ra|sản phẩm đầu ra)\s*:\s*([^.;]{3,160})", re.IGNORECASE
)
_RECURRENCES: tuple[tuple[re.Pattern[str], Recurrence], ...] = (
    (re.compile(rf"\b{EACH} tuần\b", re.IGNORECASE), "weekly"),
    (re.compile(rf"\b{EACH} tháng\b", re.IGNORECASE), "monthly"),
    (re.compile(rf"\b(?:{EACH}|định kỳ) quý\b", re.IGNORECASE), "quarter"),
    (re.compile(rf"{HALF_YEAR}\b|\bnửa năm\b", re.IGNORECASE), "half-year"),
    (re.compile(rf"{NINE_MONTHS}\b", re.IGNORECASE), "nine-month"),
    (re.compile(rf"\b{EACH} năm\b|\bmột năm một lần\b", re.IGNORECASE), "annual"),
    (re.compile(r"\bđịnh kỳ\b", re.IGNORECASE), "periodic"),
    (re.compile(r"^\s*[Tt]hường xuyên\b"), "ongoing"),
    (re.compile(r"\bđột xuất\b|\bkhi có yêu cầu\b", re.IGNORECASE), "ad_hoc"),
)
_RECURRING = ("tuần", "quý", "kỳ", "tháng", "năm", "thường xuyên", "đột xuất", "yêu cầu")
"""Of these each has one; no pattern matches without."""
_INDICATORS = re.compile(
    r"[Cc]hỉ tiêu(?: số)?:?\s+(\d{1,3}(?:\.\d{1,2})*(?:(?:\s?,\s?|\s?;\s?|\s+và\s+|\s?[-–]\s?|"
    r"\s+đến\s+)"
    r"(?:(?:các )?chỉ tiêu (?:số )?)?\d{1,3}(?:\.\d{1,2})*(?![\d%]|,\d|\s?%))*)(?!\d|\s?%)"
)
_MAX_RANGE = 60
_ROLE_ZONE = 90


class Cited(NamedTuple):
    """Numbers of indicators a duty names, by the part its agency has in them."""

    lead: tuple[str, ...]
    coordinating: tuple[str, ...]


def make_duty(text: str, span: Span) -> Duty:
    """Return the duty that `text` states."""
    return Duty(
        text=text,
        span=span,
        role=role_of(text),
        deadline=_deadline(text),
        recurrence=recurrence_of(text),
        output=_output(text),
        coordinating=partners_of(text),
    )


def role_of(text: str) -> Role:
    """Return the role the addressee has by the first words of the duty."""
    if _LEADS.search(text[:_ROLE_ZONE]):
        return "lead"
    return "coordinating" if _JOINS.match(text) else "executing"


def partners_of(text: str) -> tuple[str, ...]:
    """Return the agencies after `phối hợp với`, as written."""
    match = _PARTNERS.search(text, 0, _ROLE_ZONE * 2)
    if match is None or not starts_with_agency(text, match.end()):
        return ()
    return split_names(text[match.end() : name_end(text, match.end(), stop='.:“"')])


def recurrence_of(text: str) -> Recurrence | None:
    """Return how often a duty recurs by its own words."""
    small = text.lower()
    if not any(word in small for word in _RECURRING):
        return None
    return next((name for pattern, name in _RECURRENCES if pattern.search(text)), None)


def _output(text: str) -> str | None:
    match = _OUTPUT.search(text)
    return match.group(1).strip() if match else None


def _deadline(text: str) -> Deadline | None:
    due = (
        next(find_due_dates(text), None)
        or find_period_end(text)
        or find_relative(text)
        or find_rhythmic(text)
    )
    return to_deadline(due) if due else None


def to_deadline(due: DueDate) -> Deadline:
    """Return the deadline form of a due date."""
    day = due.when
    return Deadline(due.phrase.strip(), due.operator, day.iso(), day.day, day.month, day.year)


def cited_indicators(text: str) -> Cited:
    """Return the indicator numbers a duty names; a range is spelt out."""
    lead: list[str] = []
    coordinating: list[str] = []
    for match in _INDICATORS.finditer(text):
        sentence = text[text.rfind(". ", 0, match.start()) + 1 : match.start()]
        joins = _JOINS.match(sentence.lstrip()) is not None and not _LEADS.search(sentence)
        (coordinating if joins else lead).extend(_numbers(match.group(1)))
    return Cited(tuple(dict.fromkeys(lead)), tuple(dict.fromkeys(coordinating)))


def _numbers(written: str) -> list[str]:
    numbers: list[str] = []
    for part in re.split(r"\s?[,;]\s?|\s+và\s+", written):
        found: list[str] = re.findall(r"\d+(?:\.\d+)*", part)
        if len(found) == 2 and all(n.isdigit() for n in found):  # noqa: PLR2004 - from, to
            first, last = map(int, found)
            numbers.extend(str(n) for n in range(first, min(last, first + _MAX_RANGE) + 1))
        else:
            numbers.extend(found)
    return numbers
