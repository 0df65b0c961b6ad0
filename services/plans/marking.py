"""The document with every marked place in it."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from common.caller import Caller
from services.plans import access, browsing
from services.plans.model import Finding, Plan, PlanItem

Json = dict[str, Any]


def document(session: Session, caller: Caller, plan_id: int) -> tuple[Plan, Json]:
    """Return the plan, and its normalised text with every marked place in it.

    A span has `kind`, `start`, `end` (characters of the text), and the `id` of the item or
    finding, or the `label` of what else is marked; `of` tells an item's kind or a finding's
    severity, `state` how it was reviewed.
    """
    plan, stored = browsing.source(session, caller, plan_id)
    spans = [*_item_spans(session, caller, plan_id, stored.text), *_finding_spans(session, plan_id)]
    spans += _read_spans(stored.extract)
    spans.sort(key=lambda span: (span["start"], -span["end"]))
    return plan, {"text": stored.text, "spans": spans}


def _item_spans(session: Session, caller: Caller, plan_id: int, text: str) -> Iterator[Json]:
    items = session.scalars(
        select(PlanItem)
        .where(PlanItem.plan_id == plan_id, PlanItem.superseded.is_(False))
        .where(access.item_visible_to(caller))
    )
    for one in items:
        span = (one.span_start, one.span_end)
        yield _span("item", span, one.key, one.id, of=one.kind, state=one.review)
        place = _phrase(text, span, one.deadline)
        if place and one.deadline:
            yield _span("deadline", place, one.deadline["phrase"], one.id)


def _phrase(
    text: str, span: tuple[int, int], deadline: Mapping[str, Any] | None
) -> tuple[int, int] | None:
    """Return where an item's deadline is written, however its blanks and lines are broken."""
    words = deadline["phrase"].split() if deadline else []
    if not words:
        return None
    found = re.compile(r"\s+".join(map(re.escape, words))).search(text, *span)
    whole = found and found.span() == span
    return found.span() if found and not whole else None


def _finding_spans(session: Session, plan_id: int) -> Iterator[Json]:
    findings = session.scalars(
        select(Finding).where(Finding.plan_id == plan_id, Finding.span_start.is_not(None))
    )
    for one in findings:
        span = (int(one.span_start or 0), int(one.span_end or 0))
        yield _span("finding", span, one.code, one.id, of=one.severity, state=one.state.value)


_MARKED: Final = (
    ("agencies", "agency", "name"),
    ("legal_bases", "legal_basis", "number"),
    ("indicators", "indicator", "label"),
    ("recipients", "recipient", "text"),
)


def _read_spans(extract: Mapping[str, Any]) -> Iterator[Json]:
    for name, kind, label in _MARKED:
        for one in extract[name]:
            yield _span(kind, one["span"], one[label])
    for one in extract["indicators"]:
        for target in one["targets"]:
            yield _span("target", target["span"], target["text"])
    budget: Json = extract["budget"] or {"lines": (), "norms": ()}
    # A plan read before its tables were kept apart has the lines of one.
    for table in budget.get("tables") or [budget]:
        for one in table["lines"]:
            yield _span("budget", one["span"], one["label"])
    for one in budget["norms"]:
        yield _span("budget", one["span"], one["text"])
    for one in extract.get("amendments", ()):
        yield _span("amendment", one["span"], one["place"])
    yield from _sections(extract["sections"])


def _sections(sections: Sequence[Mapping[str, Any]]) -> Iterator[Json]:
    for one in sections:
        yield _span("section", one["span"], one["label"])
        yield from _sections(one["children"])


def _span(
    kind: str,
    span: Sequence[int],
    label: str | None,
    identity: int | None = None,
    *,
    of: str | None = None,
    state: str | None = None,
) -> Json:
    return {
        "kind": kind,
        "start": span[0],
        "end": span[1],
        "id": identity,
        "label": label,
        "of": of,
        "state": state,
    }
