"""The money of a plan: total, sources, norms, and the lines of its table."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from services.plans.extract.budget_table import read_budget_tables
from services.plans.extract.budget_text import read_listed, says_total
from services.plans.extract.budget_totals import Agreement, Stated, agreement_of, compare
from services.plans.extract.findings import Notebook
from services.plans.extract.form import Budget, BudgetNorm, BudgetTable
from services.plans.extract.lines import Line
from services.plans.extract.money import Sum, find_sums, printed
from services.plans.extract.normalise import shorten
from services.plans.extract.number_words import find_worded_sums
from services.plans.extract.outline import Node, kind_of

_NAMED = re.compile(r"kinh phí|dự toán|nhu cầu vốn|nguồn vốn", re.IGNORECASE)
_SOURCE = re.compile(
    r"ngân sách|nguồn (?:vốn|kinh phí|lực|thu|hợp pháp|xã hội|tài trợ|sự nghiệp|chi)|huy động|"
    r"xã hội h[oó][aá]|"
    r"tài trợ|viện trợ|lồng ghép|hợp pháp khác",
    re.IGNORECASE,
)
_IN_WORDS = re.compile(r"bằng chữ", re.IGNORECASE)
_MAX_SOURCE = 240
_MAX_NORM = 1_000
_NEAR_WORDS = 40
_BEFORE = 200
_STATED_RANK, _COMPUTED_RANK, _NAMED_RANK = 3, 2, 1


class _Candidate(NamedTuple):
    rank: int
    value: int
    span: tuple[int, int]


def read_budget(roots: Sequence[Node], lines: Sequence[Line], notebook: Notebook) -> Budget | None:
    """Return what the document says about money, None when it says nothing."""
    section = [line for node in _budget_nodes(roots) for line in _text_lines(node)]
    tables = read_budget_tables(lines, notebook)
    candidates = list(_candidates(section, inside=True))
    if not candidates:
        candidates = [c for c in _candidates(lines, inside=False) if c.rank == _STATED_RANK]
    if not candidates:
        candidates = list(_worded_candidates(section))
    tabled = agreement_of(tables)
    total = _choose(candidates, tabled, notebook)
    _check_words(lines, tables, notebook)
    if not section and not tables and total is None:
        return None
    said = frozenset(one.value for line in section for one in find_sums(line.text))
    stated = Stated(total, said) if candidates else Stated(None, said)
    checks = tuple(compare(tables, tabled, stated, notebook))
    main = next((one for one in tables if one.total == total), tables[0] if tables else None)
    return Budget(
        unit=main.unit if main else "đồng" if total else None,
        total=total,
        sources=tuple(_sources(section)),
        lines=main.lines if main else tuple(read_listed(section)),
        norms=tuple(_norms(section)),
        checks=(*_table_checks(tables), *checks),
        tables=tuple(tables),
    )


def _table_checks(tables: Sequence[BudgetTable]) -> Iterator[str]:
    """Yield what was said of each table, with its title where there are several."""
    for number, table in enumerate(tables, start=1):
        named = f"Bảng {number}{f' ({table.title})' if table.title else ''}: "
        yield from (f"{named if len(tables) > 1 else ''}{check}" for check in table.checks)


def tells_money(line: Line) -> bool:
    """Tell whether a line of a section on money is read as a sum, a norm or a source."""
    sums = any(find_sums(line.text)) or any(find_worded_sums(line.text))
    return sums or _SOURCE.search(line.body) is not None


def _budget_nodes(roots: Sequence[Node]) -> Iterator[Node]:
    for node in roots:
        if node.line.label.text and kind_of(node) == "budget":
            yield node
        else:
            yield from _budget_nodes(node.children)


def _text_lines(node: Node) -> list[Line]:
    return [inner.line for inner in node.walk() if not inner.line.cells]


def _candidates(lines: Sequence[Line], *, inside: bool) -> Iterator[_Candidate]:
    for line in lines:
        if line.cells:
            continue
        sums = list(find_sums(line.text))
        named = bool(sums) and _NAMED.search(line.text) is not None
        for one in sums:
            rank = _rank(line.text, one, named=named, inside=inside)
            if one.per is None and rank:
                span = (line.start + one.span[0], line.start + one.span[1])
                yield _Candidate(rank, one.value, span)


def _rank(text: str, one: Sum, *, named: bool, inside: bool) -> int:
    """Return how well founded a sum of a line is; `named` tells that the line speaks of money."""
    before = text[max(0, one.span[0] - _BEFORE) : one.span[0]]
    if says_total(before):
        return _STATED_RANK
    if before.rstrip().endswith("=") and named:
        return _COMPUTED_RANK
    return _NAMED_RANK if inside and _NAMED.search(before) else 0


def _worded_candidates(section: Sequence[Line]) -> Iterator[_Candidate]:
    """Yield sums that a section on money states in words alone."""
    for line in section:
        for one in find_worded_sums(line.text):
            span = (line.start + one.span[0], line.start + one.span[1])
            stated = says_total(line.text[max(0, one.span[0] - _BEFORE) : one.span[0]])
            yield _Candidate(_STATED_RANK if stated else _NAMED_RANK, one.value, span)


def _choose(candidates: Sequence[_Candidate], tabled: Agreement, notebook: Notebook) -> int | None:
    """Return the largest of the best-founded sums, else the total of the tables.

    One that is not called a total, and is not that of tables, is noted.
    """
    if not candidates:
        if tabled.total is not None and not tabled.settled:
            notebook.note("budget-total-inferred", None, total=printed(tabled.total))
        return tabled.total
    best = max(candidates)
    if best.rank < _STATED_RANK and best.value not in tabled.sums:
        notebook.note("budget-total-inferred", best.span, total=printed(best.value))
    return best.value


def _check_words(lines: Sequence[Line], tables: Sequence[BudgetTable], notebook: Notebook) -> None:
    """Note sums whose words say another value than the figures they stand behind.

    `(Bằng chữ: …)` in a paragraph of its own speaks of the total of the table before it.
    """
    for line in lines:
        for words in find_worded_sums(line.text):
            before = line.text[max(0, words.span[0] - _BEFORE) : words.span[0]]
            figures = [one for one in find_sums(before) if one.per is None]
            near = figures and len(before) - figures[-1].span[1] <= _NEAR_WORDS
            tabled = _total_above(line, tables) if _IN_WORDS.search(before) else None
            stated = figures[-1].value if near else tabled
            if stated is not None and stated != words.value:
                notebook.note(
                    "budget-words-differ",
                    (line.start + words.span[0], line.start + words.span[1]),
                    words=printed(words.value),
                    figures=printed(stated),
                    suggestion=str(words.value),
                )


def _total_above(line: Line, tables: Sequence[BudgetTable]) -> int | None:
    """Return the total of the table that a line stands in or below, else of the first."""
    at = bisect_right(tables, line.start, key=lambda table: table.span[0])
    return tables[max(0, at - 1)].total if tables else None


def _sources(section: Sequence[Line]) -> Iterator[str]:
    for line in section[1:]:
        if _SOURCE.search(line.body) and not any(find_sums(line.body)):
            yield line.body.strip().rstrip(".;")[:_MAX_SOURCE]


def _norms(section: Sequence[Line]) -> Iterator[BudgetNorm]:
    for line in section:
        for one in find_sums(line.text):
            if one.per:
                said = shorten(line.body.strip(), _MAX_NORM)
                yield BudgetNorm(said, one.value, f"đồng{one.per}", line.span)
