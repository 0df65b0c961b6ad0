"""Sentences outside the assigning part that say who leads what: `Giao Sở A chủ trì, phối hợp …`."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from itertools import accumulate

from services.plans.extract.casting import assign_roles, note_leads
from services.plans.extract.findings import Notebook
from services.plans.extract.folding import fold_words
from services.plans.extract.form import Span, WorkItem
from services.plans.extract.given_tasks import read_led
from services.plans.extract.labels import LETTER, ROMAN
from services.plans.extract.lines import Line
from services.plans.extract.normalise import shorten
from services.plans.extract.outline import Node, kind_of

_LEADS = "chủ trì"
_CHARGES = "Giao "
# What only says that the heading above is to be done.
_BARE = re.compile(
    r"(?:to chuc |trien khai )*(?:thuc hien|trien khai)?(?: (?:nhiem vu|noi dung|cong viec) nay)?"
)
_ELSEWHERE = frozenset({"budget", "report", "assigning"})
_FEWEST = 2
_MAX_TITLE = 240


def read_led_tasks(
    section: Sequence[Line], taken: Sequence[Span], notebook: Notebook
) -> Iterator[WorkItem]:
    """Yield the tasks of sentences that name who leads them, but for lines in spans `taken`.

    One must charge an agency (`Giao …`) or say more than who leads; what says no more is noted, for
    it may only describe. Who finds the money and who reports is told of parts of their own.
    """
    spans = _Taken(taken)
    free = {line.index for line in section if _may_lead(line) and not spans.holds(line)}
    for line, heading in _lines(section) if free else ():
        given = read_led(line.body) if line.index in free else None
        if given is None:
            continue
        title = given.title
        if _BARE.fullmatch(fold_words(title)) and heading is not None:
            title = heading.body.strip()
        if not title:
            continue
        if len(given.roles) < _FEWEST and not line.body.startswith(_CHARGES):
            notebook.note("unparsed", line.span)
            continue
        cast = assign_roles(given.roles)
        shown = shorten(title.rstrip(" .:"), _MAX_TITLE)
        note_leads(shown, cast, line.span, notebook)
        yield cast.item(shown, line.span)


def _may_lead(line: Line) -> bool:
    return not line.cells and (_LEADS in line.text or line.body.startswith(_CHARGES))


def _lines(section: Sequence[Line]) -> Iterator[tuple[Line, Line | None]]:
    """Yield the lines of the parts that set tasks, each with the heading above it."""
    heading: Line | None = None
    apart: int | None = None
    for line in section:
        if line.cells:
            continue
        rank = line.label.rank
        if line.label.text and rank <= LETTER:
            if apart is not None and rank <= apart:
                apart = None
            if apart is None and kind_of(Node(line, min(rank, ROMAN))) in _ELSEWHERE:
                apart = rank
        if apart is None:
            yield line, heading
        if line.label.text and rank <= LETTER:
            heading = line


class _Taken:
    """Spans of the text that belong to tasks already."""

    def __init__(self, spans: Sequence[Span]) -> None:
        ordered = sorted(spans)
        self._starts = [start for start, _ in ordered]
        self._ends = list(accumulate((end for _, end in ordered), max))

    def holds(self, line: Line) -> bool:
        """Tell whether a line overlaps one of them."""
        at = bisect_left(self._starts, line.end) - 1
        return at >= 0 and line.start < self._ends[at]
