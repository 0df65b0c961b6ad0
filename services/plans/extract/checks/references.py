"""The documents that a document cites: dates, years, kinds and notations that cannot be right."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Final

from services.plans.extract.citations import (
    NOTATIONS,
    Citation,
    find_citations,
    lacks_year,
    same_number_key,
)
from services.plans.extract.findings import Notebook
from services.plans.extract.form import Extract

_EARLIEST: Final = "1945-09-02"
_YEAR = re.compile(r"\b(20\d\d|19\d\d)\b")
_OWN_YEAR = re.compile(r"/((?:19|20)\d\d)/")
_OF_ASSEMBLY: Final = ("Luật", "Bộ luật", "Nghị quyết", "Pháp lệnh", "Hiến pháp")
_JUDGED: Final = frozenset(
    {kind for kinds in NOTATIONS.values() for kind in kinds} | {"Luật", "Bộ luật"}
)
_PARTY = re.compile(r"^(\d+[a-z]?)/([A-ZĐ][A-Za-zĐđ]*)-(TW|TU|HU|ĐU)$")
_STATE = re.compile(r"^(\d+[a-z]?)-([A-ZĐ][A-Za-zĐđ]*)/(TTg|CP|UBND|BYT|BTC|BNV)$")
_CARRIES_OUT = re.compile(
    r"^[^.;]{0,160}?\b(?:thực hiện|triển khai|thi hành|hướng dẫn|quy định chi tiết)"
    r"(?: (?:thực hiện|triển khai|thi hành))*\s*$"
)
_MOST_BETWEEN = 200


def check_references(extract: Extract, notebook: Notebook) -> None:
    """Note impossible and implausible dates, wrong kinds and notations, and acts out of order."""
    cited = [one for one in find_citations(extract.text) if one.number]
    latest = extract.issued_on or _end_of_plan(extract.title)
    _note_later(cited, extract, latest, notebook)
    seen: set[str] = set()
    dated = _dated_numbers(cited)
    for one in cited:
        _note_date(one, notebook)
        key = f"{one.kind}:{same_number_key(one.number or '')}"
        if key not in seen:
            _note_form(one, dated, notebook)
        seen.add(key)
    _note_two_dates(cited, notebook)
    for earlier, later in pairwise(cited):
        _note_order(earlier, later, extract.text, notebook)


def _end_of_plan(title: str | None) -> str | None:
    """Return the last day of the last year that the title names."""
    years: list[str] = _YEAR.findall(title or "")
    return f"{max(years)}-12-31" if years else None


def _note_later(
    cited: Sequence[Citation], extract: Extract, latest: str | None, notebook: Notebook
) -> None:
    seen: set[tuple[str, str]] = set()
    for one in cited:
        if one.number is None or one.issued_on is None or latest is None:
            continue
        if one.issued_on > latest and (one.number, one.issued_on) not in seen:
            seen.add((one.number, one.issued_on))
            code = "basis-after-plan" if extract.issued_on else "citation-date-implausible"
            notebook.note(code, one.span, number=one.number, date=one.issued_on)


def _note_date(one: Citation, notebook: Notebook) -> None:
    number = str(one.number)
    if one.dated and one.issued_on is None:
        notebook.note("citation-date-impossible", one.span, number=number, date=one.dated)
    if one.issued_on is None:
        return
    if one.issued_on < _EARLIEST:
        notebook.note("citation-date-implausible", one.span, number=number, date=one.issued_on)
    own = _OWN_YEAR.search(number)
    if own and own[1] != one.issued_on[:4]:
        notebook.note("citation-year-differs", one.span, number=number, date=one.issued_on)


def _note_form(one: Citation, dated: Mapping[str, str], notebook: Notebook) -> None:
    number = str(one.number)
    if lacks_year(number):
        with_year = _with_own_year(one) or dated.get(number)
        notebook.note("citation-year-missing", one.span, number=number, suggestion=with_year)
    right = _notation(number)
    if right:
        notebook.note("citation-notation", one.span, number=number, suggestion=right)
    kinds = _kinds_of(number)
    if one.kind in _JUDGED and kinds and one.kind not in kinds:
        only = kinds[0] if len(kinds) == 1 else None
        notebook.note(
            "citation-kind-mismatch", one.span, number=number, kind=one.kind, suggestion=only
        )


def _with_own_year(one: Citation) -> str | None:
    """Return the number with the year of its own date."""
    head, _, rest = str(one.number).partition("/")
    return f"{head}/{one.issued_on[:4]}/{rest}" if one.issued_on else None


def _dated_numbers(cited: Sequence[Citation]) -> Mapping[str, str]:
    """Return the numbers that are cited with their year, by what they are without it."""
    found: dict[str, str] = {}
    for number in (str(one.number) for one in cited):
        if _OWN_YEAR.search(number):
            found.setdefault(_OWN_YEAR.sub("/", number, count=1), number)
    return found


def _notation(number: str) -> str | None:
    """Return a number as its issuer writes it: the Party `28-CT/TW`, the state `23/CT-TTg`."""
    party = _PARTY.match(number)
    if party:
        return f"{party[1]}-{party[2]}/{party[3]}"
    state = _STATE.match(number)
    return f"{state[1]}/{state[2]}-{state[3]}" if state else None


def _kinds_of(number: str) -> tuple[str, ...]:
    """Return the kinds that a notation can belong to; none when it says nothing."""
    marks = re.split(r"[/\-&]", re.sub(r"^\d+[a-zA-Z]?[/-](?:\d{4}/)?", "", number))
    if any(re.fullmatch(r"QH\d{1,2}", mark) for mark in marks):
        return _OF_ASSEMBLY
    return NOTATIONS.get(marks[0], ())


def _note_two_dates(cited: Sequence[Citation], notebook: Notebook) -> None:
    dates: dict[str, dict[str, Citation]] = {}
    for one in cited:
        # Offices of every level restart their numbers each year: only central acts are unique.
        if one.issued_on and "UBND" not in str(one.number):
            key = f"{one.kind}:{same_number_key(str(one.number))}"
            dates.setdefault(key, {}).setdefault(one.issued_on, one)
    for known in dates.values():
        if len(known) > 1:
            last = list(known.values())[-1]
            said = ", ".join(sorted(known))
            notebook.note("citation-two-dates", last.span, number=str(last.number), dates=said)


def _note_order(earlier: Citation, later: Citation, text: str, notebook: Notebook) -> None:
    """Note an act that carries out another and is older than it."""
    between = text[earlier.span[1] : later.span[0]]
    if earlier.issued_on is None or later.issued_on is None or len(between) > _MOST_BETWEEN:
        return
    if earlier.issued_on < later.issued_on and _CARRIES_OUT.match(between):
        span = (earlier.span[0], later.span[1])
        notebook.note("citation-order", span, number=str(earlier.number), other=str(later.number))
