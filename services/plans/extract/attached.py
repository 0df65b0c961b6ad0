"""The head of an appendix that was sent without its plan: `(Kèm theo Kế hoạch số … của …)`."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from services.plans.extract.citations import find_citations
from services.plans.extract.labels import APPENDIX, BARE
from services.plans.extract.lines import Line

_SAID = re.compile(r"^\(?\s*(?:(?:Ban hành )?kèm theo|Kèm)\b", re.IGNORECASE)
_ISSUER = re.compile(r"\bcủa (?P<name>[^();]{4,120}?)[\s.;)]*$")
_SHORT_COMMITTEE = re.compile(r"^UBND\b|^Uỷ ban nhân dân\b")
_OF_THE_CHAIR = re.compile(r"^(?:Chủ tịch|Bộ trưởng|Giám đốc)\s+(?=UBND|Ủy ban|Uỷ ban|Bộ|Sở)")
_FIRST, _MOST_LINES, _MOST_WRAPPED = 3, 12, 3


class Attached(NamedTuple):
    """An appendix: its title, the document it belongs to, and the line that names that."""

    title: str | None
    number: str | None
    issued_on: str | None
    issuer: str | None
    said_at: int


def read_attached(lines: Sequence[Line]) -> Attached | None:
    """Return the head of an appendix; None for a document that begins with a head of its own."""
    first = next((at for at, line in enumerate(lines[:_FIRST]) if _is_appendix(line)), None)
    if first is None:
        return None
    for at in range(first + 1, min(len(lines), first + _MOST_LINES)):
        if lines[at].label.rank < BARE or lines[at].cells:
            return None
        if _SAID.match(lines[at].text):
            return _read(lines, first, at)
    return None


def _is_appendix(line: Line) -> bool:
    return line.label.rank == APPENDIX and line.text.lower().startswith("phụ lục")


def _read(lines: Sequence[Line], first: int, at: int) -> Attached | None:
    said, end = lines[at].text, at
    while said.startswith("(") and ")" not in said and end - at < _MOST_WRAPPED:
        end += 1
        if end == len(lines):
            return None
        said = f"{said} {lines[end].text}"
    cited = next(find_citations(said), None)
    if cited is None:
        return None
    named = [lines[first].body, *(line.text for line in lines[first + 1 : at])]
    title = " ".join(part.strip() for part in named if part.strip()) or None
    issuer = _ISSUER.search(said)
    return Attached(title, cited.number, cited.issued_on, _full(issuer), end)


def _full(found: re.Match[str] | None) -> str | None:
    if found is None:
        return None
    name = _OF_THE_CHAIR.sub("", found["name"].strip())
    return _SHORT_COMMITTEE.sub("Ủy ban nhân dân", name)
