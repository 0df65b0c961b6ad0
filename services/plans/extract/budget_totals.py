"""How the totals of several budget tables fit together: the same money, or parts of a sum."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from services.plans.extract.findings import Notebook
from services.plans.extract.form import BudgetTable
from services.plans.extract.money import printed

_FEWEST_PARTS = 2


@dataclass(frozen=True, slots=True)
class Agreement:
    """What the tables of a document say together, in đồng.

    `total` is the one they agree on, `settled` if nothing contradicts it, else that of the first.
    `added` are the sums of tables that may be parts of one; `confirmed` the totals that are a row
    of another table or one of the parts of such a sum.
    """

    totals: frozenset[int]
    total: int | None = None
    settled: bool = True
    added: frozenset[int] = frozenset()
    confirmed: frozenset[int] = frozenset()

    @property
    def sums(self) -> frozenset[int]:
        """The totals of the tables, and what they add up to."""
        return self.totals | self.added


class Stated(NamedTuple):
    """What the text says in đồng: its total, None where it states none, and all its sums."""

    total: int | None
    sums: frozenset[int]


def agreement_of(tables: Sequence[BudgetTable]) -> Agreement:
    """Return how the totals of tables fit together.

    All the same: one money shown in several ways. One the sum of the others: a summary and its
    parts. One a row of another: the parts of that row.
    """
    totals = [table.total for table in tables if table.total is not None]
    distinct = list(dict.fromkeys(totals))
    if len(distinct) < _FEWEST_PARTS:
        return Agreement(frozenset(distinct), distinct[0] if distinct else None)
    added = {sum(totals), sum(distinct)}
    largest = max(distinct)
    if largest * 2 in added:  # one of them is what the others add up to
        return Agreement(frozenset(distinct), largest, confirmed=frozenset(distinct))
    shown = _shown_elsewhere(tables)
    loose = [total for total in distinct if total not in shown]
    first = loose[0] if loose else distinct[0]
    settled = len(loose) == 1
    return Agreement(frozenset(distinct), first, settled, frozenset(added), frozenset(shown))


def _shown_elsewhere(tables: Sequence[BudgetTable]) -> set[int]:
    """Return the totals of tables that are an amount in a row of another table."""
    where: set[int] = set()
    for table in tables:
        amounts: set[int] = set()
        for line in table.lines:
            amounts.update(line.amounts.values())
            amounts.update([line.total] if line.total is not None else [])
        where |= amounts - {table.total}
    return {table.total for table in tables if table.total in where}


def compare(
    tables: Sequence[BudgetTable], agreement: Agreement, stated: Stated, notebook: Notebook
) -> Iterator[str]:
    """Yield what the totals of the tables agree with; note those that agree with nothing."""
    total = stated.total if stated.total is not None else agreement.total
    explained = agreement.confirmed
    if stated.total in agreement.added:
        yield f"Tổng các bảng cộng lại khớp với văn bản: {printed(stated.total or 0)} đồng."
        explained = agreement.totals
    for number, table in enumerate(tables):
        if table.total is None or total is None:
            continue
        named = f"bảng {number + 1}" if len(tables) > 1 else "bảng"
        if table.total == total:
            yield from _agreeing(named, total, number, stated)
        elif table.total in explained:
            continue
        elif table.total in stated.sums:
            own = printed(table.total)
            yield f"Tổng của {named} ({own} đồng) là một số khác ghi trong văn bản."
        elif number or stated.total is None:
            title = table.title or str(number + 1)
            notebook.note("budget-table-apart", table.span, title=title, sum=printed(table.total))
        else:
            sums = {"table": printed(table.total), "text": printed(total)}
            notebook.note("budget-disagrees", table.span, **sums)
            yield f"Tổng của {named} là {sums['table']} đồng, văn bản ghi {sums['text']} đồng."


def _agreeing(named: str, total: int, number: int, stated: Stated) -> Iterator[str]:
    if stated.total is not None:
        yield f"Tổng của {named} khớp với văn bản: {printed(total)} đồng."
    elif number:
        yield f"Tổng của {named} khớp với các bảng khác: {printed(total)} đồng."
