"""What is left over: sentences of the assigning part that nothing read holds."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable

from services.plans.extract.findings import Notebook
from services.plans.extract.form import Finding, Span
from services.plans.extract.lines import Line


def review_leftovers(
    closers: Iterable[Line], leftovers: Iterable[Line], claimed: Iterable[Span], notebook: Notebook
) -> None:
    """Note each sentence of the assigning part that no span of the extract holds."""
    spans = sorted(claimed)
    starts = [span[0] for span in spans]

    def is_claimed(line: Line) -> bool:
        at = bisect_right(starts, line.end) - 1
        return any(span[1] > line.start for span in spans[max(0, at - 2) : at + 1])

    for line in closers:
        if not is_claimed(line):
            notebook.note("closing-clause", line.span)
    for line in leftovers:
        if not is_claimed(line):
            notebook.note("unparsed", line.span)


def distinct(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Return the findings without repetitions of one code at one place."""
    kept: dict[tuple[str, Span | None, str], Finding] = {}
    for one in findings:
        kept.setdefault((one.code, one.span, one.message), one)
    return tuple(kept.values())
