"""Reading plans: lists, findings, and the document with its marked places."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, select, tuple_
from sqlalchemy.orm import Session

from common.caller import Caller
from common.errors import NotFoundError
from services.plans import access, views
from services.plans.extract.folding import fold_words
from services.plans.model import Finding, Party, Plan, PlanItem, Source

Json = dict[str, Any]


def list_plans(
    session: Session,
    caller: Caller,
    filters: Mapping[str, Any],
    *,
    limit: int,
    after: Sequence[Any] | None,
) -> list[Json]:
    """Return up to `limit` + 1 plans the caller may see, newest first.

    `filters`: `state`, and `q`, whose words must all occur in number, title or issuer.
    """
    columns = [c for c in Plan.__table__.c if c.name != "folded"]
    statement = select(*columns).where(access.visible_to(caller)).order_by(Plan.id.desc())
    if "state" in filters:
        statement = statement.where(Plan.state == filters["state"])
    statement = statement.where(*_words_in(Plan.folded, filters.get("q", "")))
    if after is not None:
        statement = statement.where(Plan.id < after[0])
    return [views.summary(row) for row in session.execute(statement.limit(limit + 1))]


def list_items(
    session: Session,
    caller: Caller,
    plan_id: int,
    filters: Mapping[str, Any],
    *,
    limit: int,
    after: Sequence[Any] | None,
) -> list[Json]:
    """Return up to `limit` + 1 items as they stand in the document.

    `filters`: `review`, `kind`, and `addressee`, the id of a name.
    """
    plan = access.find(session, caller, plan_id)
    statement = (
        select(PlanItem)
        .where(PlanItem.plan_id == plan_id, PlanItem.superseded.is_(False))
        .order_by(PlanItem.span_start, PlanItem.id)
        .options(views.WITH_PARTIES)
    )
    for name in ("review", "kind"):
        if name in filters:
            statement = statement.where(getattr(PlanItem, name) == filters[name])
    if "addressee" in filters:
        statement = statement.where(
            PlanItem.parties.any(Party.addressee_id == filters["addressee"])
        )
    if after is not None:
        statement = statement.where(tuple_(PlanItem.span_start, PlanItem.id) > tuple_(*after))
    return views.items(session, plan, session.scalars(statement.limit(limit + 1)).all())


def show_items(session: Session, plan: Plan, ids: Sequence[int]) -> list[Json]:
    """Return the items of these ids as they are now, in document order."""
    items = session.scalars(
        select(PlanItem)
        .where(PlanItem.plan_id == plan.id, PlanItem.id.in_(ids), PlanItem.superseded.is_(False))
        .order_by(PlanItem.span_start, PlanItem.id)
        .options(views.WITH_PARTIES)
        .execution_options(populate_existing=True)
    ).all()
    return views.items(session, plan, items)


def show_item(session: Session, caller: Caller, plan_id: int, item_id: int) -> Json:
    """Return one item; raises NotFoundError."""
    found = show_items(session, access.find(session, caller, plan_id), [item_id])
    if not found:
        raise NotFoundError
    return found[0]


def list_findings(
    session: Session,
    caller: Caller,
    plan_id: int,
    filters: Mapping[str, Any],
    *,
    limit: int,
    after: Sequence[Any] | None,
) -> list[Json]:
    """Return up to `limit` + 1 findings in the order of reading.

    `filters`: `severity`, and `open`, whether they still wait for an answer.
    """
    access.find(session, caller, plan_id)
    statement = select(Finding).where(Finding.plan_id == plan_id).order_by(Finding.id)
    if "severity" in filters:
        statement = statement.where(Finding.severity == filters["severity"])
    if "open" in filters:
        waits = Finding.resolved_at.is_(None)
        statement = statement.where(waits if filters["open"] else ~waits)
    if after is not None:
        statement = statement.where(Finding.id > after[0])
    return [views.finding(one) for one in session.scalars(statement.limit(limit + 1))]


def source(session: Session, caller: Caller, plan_id: int) -> tuple[Plan, Source]:
    """Return a plan with the document it was read from."""
    plan = access.find(session, caller, plan_id)
    return plan, session.scalars(select(Source).where(Source.plan_id == plan_id)).one()


def document(session: Session, caller: Caller, plan_id: int) -> tuple[Plan, Json]:
    """Return the plan, and its normalised text with every marked place in it.

    A span has `kind`, `start`, `end` (characters of the text), and the `id` of the item or
    finding, or the `label` of what else is marked.
    """
    plan, stored = source(session, caller, plan_id)
    spans = [*_item_spans(session, plan_id), *_read_spans(stored.extract)]
    spans.sort(key=lambda span: (span["start"], -span["end"]))
    return plan, {"text": stored.text, "spans": spans}


def _item_spans(session: Session, plan_id: int) -> Iterator[Json]:
    items = session.execute(
        select(PlanItem.id, PlanItem.key, PlanItem.span_start, PlanItem.span_end).where(
            PlanItem.plan_id == plan_id, PlanItem.superseded.is_(False)
        )
    )
    for item_id, key, start, end in items:
        yield {"kind": "item", "start": start, "end": end, "id": item_id, "label": key}
    findings = session.execute(
        select(Finding.id, Finding.code, Finding.span_start, Finding.span_end).where(
            Finding.plan_id == plan_id, Finding.span_start.is_not(None)
        )
    )
    for finding_id, code, first, last in findings:
        yield {"kind": "finding", "start": first, "end": last, "id": finding_id, "label": code}


_MARKED = (
    ("agencies", "agency", "name"),
    ("legal_bases", "legal_basis", "number"),
    ("indicators", "indicator", "label"),
    ("recipients", "recipient", "text"),
)


def _read_spans(extract: Mapping[str, Any]) -> Iterator[Json]:
    for name, kind, label in _MARKED:
        for one in extract[name]:
            yield _span(kind, one["span"], one[label])
    yield from _sections(extract["sections"])


def _sections(sections: Sequence[Mapping[str, Any]]) -> Iterator[Json]:
    for one in sections:
        yield _span("section", one["span"], one["label"])
        yield from _sections(one["children"])


def _span(kind: str, span: Sequence[int], label: str | None) -> Json:
    return {"kind": kind, "start": span[0], "end": span[1], "id": None, "label": label}


def _words_in(column: Any, q: str) -> list[ColumnElement[bool]]:
    return [column.contains(word, autoescape=True) for word in fold_words(q).split()]
