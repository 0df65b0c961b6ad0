"""How values are shown: days, moments, deadlines in words, standings as shape, word and colour."""

import datetime as dt
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from common import clock
from gateway.pages.language import Language, mark
from gateway.pages.wording import RECURRENCES, STANDINGS, WEEKDAYS, WORK_STATES

_HOUR_MIN: Final = 60
_DAY_MIN: Final = 24 * _HOUR_MIN
_MEGABYTE: Final = 1024 * 1024
_ISO_DAY: Final = re.compile(r"\d{4}-\d\d-\d\d")
_BLANKS: Final = re.compile(r"\s+")
_BEFORE: Final = 60
"""Characters shown before the first hit of a text that begins far ahead of it."""
_DUTY: Final = re.compile(r"^(?:Nội dung|Duty) \(.*\): “(.+)”$", re.MULTILINE)
_ROMAN: Final = {"Q1": "I", "Q2": "II", "Q3": "III", "Q4": "IV"}
_PERIODS: Final = {
    "": mark("kỳ năm %(year)s"),
    "Q": mark("kỳ quý %(number)s/%(year)s"),
    "0": mark("kỳ tháng %(number)s/%(year)s"),
    "1": mark("kỳ tháng %(number)s/%(year)s"),
}
"""A period by how its part of the year begins."""
_HALVES: Final = {
    "H1": mark("kỳ 6 tháng đầu năm %(year)s"),
    "H2": mark("kỳ 6 tháng cuối năm %(year)s"),
}
_RESULTS: Final = frozenset({"on_time", "late", "not_evaluated"})


@dataclass(frozen=True, slots=True)
class Badge:
    """A standing to show: `shape` names the CSS class (shape and colour), `words` tell it."""

    shape: str
    words: str


def day(value: str | dt.date | None) -> str:
    """Return a day as dd/mm/yyyy, from a date or its ISO text; an empty string for none.

    What is no day stays as it is: a form shows again what was typed into it.
    """
    if not value:
        return ""
    try:
        found = value if isinstance(value, dt.date) else dt.date.fromisoformat(value[:10])
    except ValueError:
        return str(value)
    return found.strftime("%d/%m/%Y")


def suggested(words: str) -> str:
    """Return what a finding suggests: a day as people write it, anything else as it is."""
    return day(words) if _ISO_DAY.fullmatch(words) else words


def read_day(typed: str) -> str:
    """Return a day typed as dd/mm/yyyy in ISO form, anything else as it is: the API judges it."""
    try:
        return dt.datetime.strptime(typed, "%d/%m/%Y").replace(tzinfo=dt.UTC).date().isoformat()
    except ValueError:
        return typed


def moment(value: str | dt.datetime | None) -> str:
    """Return an instant as HH:MM dd/mm/yyyy in Viet Nam; an empty string for none."""
    if not value:
        return ""
    found = value if isinstance(value, dt.datetime) else dt.datetime.fromisoformat(value)
    return clock.local(found).strftime("%H:%M %d/%m/%Y")


def age(value: str | dt.datetime, language: Language) -> str:
    """Return how long ago an instant was, in the largest unit that is not zero."""
    then = value if isinstance(value, dt.datetime) else dt.datetime.fromisoformat(value)
    minutes = max(0, int((clock.now() - then).total_seconds() // 60))
    if minutes >= _DAY_MIN:
        return language.count("%(n)s ngày trước", minutes // _DAY_MIN)
    if minutes >= _HOUR_MIN:
        return language.count("%(n)s giờ trước", minutes // _HOUR_MIN)
    return language.count("%(n)s phút trước", minutes) if minutes else language.say("vừa xong")


def size(octets: int) -> str:
    """Return the size of a file as people say it: "640 KB", "1.2 MB"."""
    if octets >= _MEGABYTE:
        return f"{octets / _MEGABYTE:.1f} MB"
    return f"{max(1, round(octets / 1024))} KB"


def weekday(value: str, language: Language) -> str:
    """Return the day of the week of an ISO day in words."""
    return language.say(WEEKDAYS[dt.date.fromisoformat(value).weekday()])


def badge(assignment: Mapping[str, Any], language: Language) -> Badge:
    """Return how the assignment stands; once completed, its result."""
    state = str(assignment["work_state"])
    if state == "withdrawn":
        return Badge("no_deadline", language.say(WORK_STATES[state]))
    result = assignment.get("result")
    shape = str(result if result in _RESULTS else assignment["standing"])
    return Badge(shape, language.say(STANDINGS.get(shape, shape)))


def late_by(days: int, language: Language) -> str:
    """Return a delay in words."""
    return language.count("%(n)s ngày", days)


def deadline_in_words(deadline: Mapping[str, Any] | None, language: Language) -> str:
    """Return the deadline as an order states it: "trước ngày 25/11/2026"; "" if there is none."""
    if not deadline:
        return ""
    stated = deadline.get("stated_on")
    if not stated:
        return str(deadline.get("phrase") or "")
    form = {
        "before": language.say("trước ngày %(day)s", day=day(stated)),
        "on": language.say("vào ngày %(day)s", day=day(stated)),
        "by": language.say("chậm nhất ngày %(day)s", day=day(stated)),
    }
    return form.get(str(deadline.get("operator")), day(stated))


def recurrence_in_words(recurrence: str | None, beside: str | None, language: Language) -> str:
    """Return how often a duty comes again; "" where it does not, or the text `beside` says it."""
    known = RECURRENCES.get(recurrence or "", recurrence)
    words = language.say(known) if known else ""
    return "" if words.casefold() in (beside or "").casefold() else words


def period_in_words(period: str, language: Language) -> str:
    """Return which instance of a recurring duty it is, of `2026`, `2026-H1`, `-Q2` or `-05`."""
    year, _, part = period.partition("-")
    form = _HALVES.get(part) or _PERIODS.get(part[:1])
    if not year.isdecimal() or form is None:
        return period
    return language.say(form, year=year, number=_ROMAN.get(part, part.lstrip("0")))


def duty_in(letter: str) -> str:
    """Return the sentence that a letter about one duty quotes; "" where it quotes none.

    The titles of the letters of one plan are alike: which duty it is, only its sentence tells.
    """
    found = _DUTY.search(letter)
    return found[1] if found else ""


def shorten(text: str, limit: int = 160) -> str:
    """Return `text` on one line, cut at a word before `limit` characters with an ellipsis."""
    line = " ".join(text.split())
    if len(line) <= limit:
        return line
    return line[: limit + 1].rsplit(" ", 1)[0].rstrip(",;:.") + "…"


def hits_in(
    assignment: Mapping[str, Any], name: str, text: str, limit: int
) -> Iterator[tuple[bool, str]]:
    """Yield the parts of `text`, and whether the search found each: shortened, around the first.

    `name` is the text's among the marks of what was found; without a search it is one part.
    """
    places = ((assignment.get("found") or {}).get("marks") or {}).get(name)
    if not places:
        yield False, shorten(text, limit)
        return
    start = _start(text, places[0][0], limit)
    end = len(text) if len(text) - start <= limit else text.rfind(" ", start, start + limit)
    end = end if end > start else min(len(text), start + limit)
    at = start
    if start:
        yield False, "…"
    for first, last in places:
        if first >= end:
            break
        yield False, _BLANKS.sub(" ", text[at:first])
        yield True, _BLANKS.sub(" ", text[first : min(last, end)])
        at = min(last, end)
    yield False, _BLANKS.sub(" ", text[at:end]) + ("…" if end < len(text) else "")


def _start(text: str, first: int, limit: int) -> int:
    """Return from where a text is shown so that its first hit is in sight: a word's beginning."""
    if first < limit - _BEFORE:
        return 0
    return text.rfind(" ", 0, first - _BEFORE) + 1
