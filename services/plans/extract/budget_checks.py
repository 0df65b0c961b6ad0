"""Whether the sums of a budget table agree, and what no sum confirms."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Final, NamedTuple

from services.plans.extract.budget_rows import RowView
from services.plans.extract.findings import Notebook
from services.plans.extract.money import find_sums
from services.plans.extract.repair import Rebuilt, Row, Vector, Whole, agrees, wholes

_LEAP: Final = 10
"""A row whose value grows or falls tenfold from a year to the next is worth a second look."""
_FEW: Final = 3
_TIMES = re.compile(r"(?<![\d.,])(\d{1,4})\s[^\d()x×]{1,40}[x×]\s*$")
_WHOLE: Final = ("tổng",)


class Read(NamedTuple):
    """A table as read: its rows as printed and as rebuilt, its columns, and đồng in a unit."""

    views: Sequence[RowView]
    rows: Sequence[Row]
    rebuilt: Sequence[Rebuilt | None]
    keys: tuple[str, ...]
    factor: int
    yearly: bool

    def vectors(self) -> list[Vector | None]:
        """Return the values of each row by column."""
        return [one.vector if one else None for one in self.rebuilt]


def check_sums(table: Read, notebook: Notebook) -> None:
    """Note sums that disagree, leaps between years, and rows that nothing confirms."""
    vectors = table.vectors()
    wrong = [one for one in wholes(table.rows) if agrees(vectors, one) is False]
    # Where many sums disagree the rows are not what their marks say: they stay unconfirmed.
    if len(wrong) <= _FEW:
        for whole in wrong:
            _note_whole(table, whole, notebook)
    for at, one in enumerate(table.rebuilt):
        if one is not None:
            _note_row(table, at, one, notebook)
    _note_unverified(table, notebook)


def _note_whole(table: Read, whole: Whole, notebook: Notebook) -> None:
    vectors = table.vectors()
    sums = [
        sum(vector[at] for part in whole.parts if (vector := vectors[part]))
        for at in range(len(table.keys or _WHOLE))
    ]
    printed = vectors[whole.row] or ()
    named = zip(table.keys or _WHOLE, sums, printed, strict=True)
    wrong = [key for key, total, stated in named if total != stated]
    view = table.views[whole.row]
    notebook.note(
        "budget-total-mismatch" if table.rows[whole.row].grand else "budget-parent-mismatch",
        view.line.span,
        label=view.label,
        years=", ".join(wrong),
        suggestion="; ".join(str(total * table.factor) for total in sums),
    )


def _note_row(table: Read, at: int, one: Rebuilt, notebook: Notebook) -> None:
    view, stated = table.views[at], table.rows[at].stated
    if stated is not None and stated != sum(one.vector) and not one.repaired:
        total = str(sum(one.vector) * table.factor)
        notebook.note(
            "budget-row-mismatch",
            view.line.span,
            label=view.label,
            total=total,
            stated=str(stated * table.factor),
            suggestion=total,
        )
    said = _norm(view.label)
    sums = {value * table.factor for value in one.vector}
    if not table.yearly:
        sums.add(sum(one.vector) * table.factor)
    if said is not None and table.keys and said not in sums:
        notebook.note("budget-norm-mismatch", view.line.span, label=view.label, sum=str(said))
    leap = next(_leaps(one.vector, table.keys), None) if table.yearly else None
    if leap:
        notebook.note(
            "budget-outlier", view.line.span, label=view.label, first=leap[0], second=leap[1]
        )


def _norm(label: str) -> int | None:
    """Return the sum that a label reckons: `(12 lớp x 3 triệu đồng/năm)` is 36 million."""
    for one in find_sums(label):
        times = _TIMES.search(label[: one.span[0]])
        if times:
            return int(times[1]) * one.value
    return None


def _leaps(vector: Vector, years: Sequence[str]) -> Iterator[tuple[str, str]]:
    for (before, year), (after, following) in pairwise(zip(vector, years, strict=False)):
        if before and after and not before < after * _LEAP < before * _LEAP * _LEAP:
            yield year, following


def _note_unverified(table: Read, notebook: Notebook) -> None:
    """Note once how many rows no sum confirms."""
    loose = [
        view
        for view, one in zip(table.views, table.rebuilt, strict=True)
        if one is not None and not one.verified
    ]
    if loose:
        notebook.note(
            "budget-unverifiable", loose[0].line.span, count=str(len(loose)), label=loose[0].label
        )
