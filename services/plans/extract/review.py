"""What a reviewer must look at beyond single values: names, doubles and sentences left over."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Sequence

from services.plans.extract.findings import Notebook
from services.plans.extract.folding import fold_words
from services.plans.extract.form import Agency, Finding, Span
from services.plans.extract.lines import Line
from services.plans.extract.names import split_names

_OPEN = re.compile(
    r"liên quan|khác\b|tổ chức (?:thành viên|xã hội)|cơ quan, đơn vị|các cơ quan\b", re.IGNORECASE
)
# Departments and levels abolished in 2025 (decree 150/2025/NĐ-CP, two-tier local government).
_OBSOLETE = re.compile(
    r"\bso (?:lao dong|ldtbxh|ldtb|thong tin va truyen thong|tttt|ke hoach va dau tu|khdt|"
    r"giao thong van tai|gtvt|"
    r"nong nghiep va (?:phat trien|ptnt)|tai nguyen va moi truong)|\bban dan toc\b|"
    r"\b(?:ubnd|uy ban nhan dan) (?:cac |cap )?(?:huyen|quan|thi xa)\b|\bphong lao dong"
)
_MIN_DUPLICATE = 40


def review_agencies(agencies: Sequence[Agency], notebook: Notebook) -> None:
    """Note open sets, several agencies in one entry, abolished ones, and duties given twice."""
    seen: dict[str, str] = {}
    for agency in agencies:
        name = agency.name
        if _OBSOLETE.search(fold_words(name)):
            notebook.note("agency-obsolete", agency.span, name=name)
        if _OPEN.search(name):
            notebook.note("agency-open-set", agency.span, name=name)
        elif agency.group is None and len(split_names(name)) > 1:
            notebook.note("agency-several", agency.span, name=name)
        for duty in agency.duties:
            key = fold_words(duty.text)
            if len(key) >= _MIN_DUPLICATE and key in seen:
                notebook.note("duplicate-duty", duty.span, name=seen[key])
            seen.setdefault(key, name)


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
