"""Targets in the middle of a duty or an aim: `phấn đấu năm 2027 kéo giảm ít nhất 10% số vụ`."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence

from services.plans.extract.due_phrases import is_timed
from services.plans.extract.findings import Notebook
from services.plans.extract.folding import fold_words
from services.plans.extract.form import Agency, Indicator, Span
from services.plans.extract.indicators import implied_year, numbered
from services.plans.extract.outline import Node, is_heading, kind_of
from services.plans.extract.plan_years import PlanYears
from services.plans.extract.sentences import clauses_of
from services.plans.extract.targets import Wording, read_targets

# A share is a target when the clause promises it or says by when; a striven-for count always is.
_SHARE = re.compile(r"\d\s?%")
_PROMISED = re.compile(
    r"phấn đấu|cam kết|ít nhất|tối thiểu|bảo đảm|đảm bảo|\bđạt\b|\bvượt\b|\bgiảm\b|\btăng\b|"
    r"\btiết kiệm\b|\bhoàn thành\b|\b20\d\d\b",
    re.IGNORECASE,
)
_STRIVEN = re.compile(
    r"phấn đấu.{0,60}?\d|(?:ít nhất|tối thiểu) \d[\d.]* .{0,60}?\bnăm 20\d\d", re.IGNORECASE
)
_INDEX = re.compile(r"\b(?:chỉ số|hệ số) .{1,80}?\d", re.IGNORECASE)
# What is paid is no target, unless paying, raising or saving it is the work.
_SPENDS = re.compile(
    r"giải ngân|\bthu (?:ngân sách|nội địa|hút)|tổng thu|tiết kiệm|huy động", re.IGNORECASE
)
_MONEY = re.compile(r"kinh phí|mức hỗ trợ|chi phí|ngân sách|lãi suất|\bvốn\b|mức phạt|mức thu")
_AIMS = re.compile(r"\b(?:muc dich|yeu cau)\b")
_LONGEST_TOPIC = 80


def read_duty_targets(
    roots: Sequence[Node], agencies: Sequence[Agency], years: PlanYears, notebook: Notebook
) -> Iterator[Indicator]:
    """Yield an indicator for each clause of a duty, or below an aim, that sets a value."""
    duties = (duty.span for agency in agencies for duty in agency.duties)
    spans = sorted([*duties, *_aims(roots, inside=False)])
    for node, path in numbered(roots):
        if not node.line.cells and _is_inside(node.line.span, spans):
            yield from _read_line(node, _label(path), years, notebook)


def _aims(nodes: Sequence[Node], *, inside: bool) -> Iterator[Span]:
    """Yield the lines of `Mục đích, yêu cầu`, but for goals of their own among them."""
    for node in nodes:
        below = inside
        if is_heading(node):
            topic = fold_words(node.title[:_LONGEST_TOPIC].partition(":")[0])
            kind = kind_of(node)
            below = kind == "text" and (inside or _AIMS.search(topic) is not None)
        if below:
            yield node.line.span
        yield from _aims(node.children, inside=below)


def _label(path: Sequence[str]) -> str:
    """Return a path as it is cited: `IV.11`, but `2.1` for what stands under `2`."""
    pairs = zip(path, [*path[1:], ""], strict=False)
    return ".".join(one for one, below in pairs if not below.startswith(f"{one}."))


def _is_inside(line: Span, spans: Sequence[Span]) -> bool:
    at = bisect_right(spans, (line[1], line[1])) - 1
    return at >= 0 and line[0] < spans[at][1]


def _sets_value(clause: str) -> bool:
    """Tell whether a clause promises a share, or says by when; an index or count is striven for."""
    if _STRIVEN.search(clause):
        return True
    if _SHARE.search(clause):
        return _PROMISED.search(clause) is not None or is_timed(clause)
    return _INDEX.search(clause) is not None and _PROMISED.search(clause) is not None


def _read_line(node: Node, label: str, years: PlanYears, notebook: Notebook) -> Iterator[Indicator]:
    body = node.line.body
    for clause, at in clauses_of(body):
        pays = _MONEY.search(clause) and not _SPENDS.search(clause)
        if pays or not _sets_value(clause):
            continue
        start = node.line.body_start + at
        scratch = Notebook()
        wording = Wording(label, clause, start, None, labelled=False, first_year=years.first)
        targets = read_targets(wording, scratch)
        if targets:
            notebook.take(scratch)
            dated = tuple(implied_year(targets, label, years.implied, notebook))
            span = (start, start + len(clause.rstrip()))
            yield Indicator(label, None, clause.strip(), span, dated)
