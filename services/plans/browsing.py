"""Reading plans: lists, items, findings, and the stored document."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from sqlalchemy import ColumnElement, select, tuple_
from sqlalchemy.orm import Session

from common.caller import Caller
from common.errors import NotFoundError
from services.plans import access, drafts, views
from services.plans.folding import fold_words
from services.plans.model import Finding, Party, Plan, PlanItem, PlanState, Source
from services.plans.names import key_of
from services.plans.registry import Registry
from services.plans.remedies import Cabinet

Json = dict[str, Any]
_WITHHELD: Final[Json] = {"note": None, "resolved_by": None}
"""What others than its reviewers are not told of a finding: who answered it, and why."""


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

    `filters`: `review`, `kind`, `addressee` (the id of a name), `section` (the label of a
    heading), `start` (from this place of the text on), and `flagged` (with or without open errors
    and warnings).
    """
    plan = access.find(session, caller, plan_id)
    statement = (
        select(PlanItem)
        .where(PlanItem.plan_id == plan_id, PlanItem.superseded.is_(False))
        .where(access.item_visible_to(caller))
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
    if "section" in filters:
        statement = statement.where(drafts.under(filters["section"]))
    if "start" in filters:
        statement = statement.where(PlanItem.span_end > filters["start"])
    if "flagged" in filters:
        statement = statement.where(drafts.flagged() if filters["flagged"] else ~drafts.flagged())
    if after is not None:
        statement = statement.where(tuple_(PlanItem.span_start, PlanItem.id) > tuple_(*after))
    return views.items(session, plan, session.scalars(statement.limit(limit + 1)).all())


def show_items(session: Session, caller: Caller, plan: Plan, ids: Sequence[int]) -> list[Json]:
    """Return the items of these ids as they are now, in document order."""
    items = session.scalars(
        select(PlanItem)
        .where(PlanItem.plan_id == plan.id, PlanItem.id.in_(ids), PlanItem.superseded.is_(False))
        .where(access.item_visible_to(caller))
        .order_by(PlanItem.span_start, PlanItem.id)
        .options(views.WITH_PARTIES)
        .execution_options(populate_existing=True)
    ).all()
    return views.items(session, plan, items)


def show_item(session: Session, caller: Caller, plan_id: int, item_id: int) -> Json:
    """Return one item; raises NotFoundError."""
    found = show_items(session, caller, access.find(session, caller, plan_id), [item_id])
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
    plan = access.find(session, caller, plan_id)
    statement = select(Finding).where(Finding.plan_id == plan_id).order_by(Finding.id)
    if "severity" in filters:
        statement = statement.where(Finding.severity == filters["severity"])
    if "open" in filters:
        waits = Finding.resolved_at.is_(None)
        statement = statement.where(waits if filters["open"] else ~waits)
    if after is not None:
        statement = statement.where(Finding.id > after[0])
    found = session.scalars(statement.limit(limit + 1)).all()
    shown = _show_findings(session, plan, found)
    return shown if access.may_review(caller, plan) else [one | _WITHHELD for one in shown]


def _show_findings(session: Session, plan: Plan, found: Sequence[Finding]) -> list[Json]:
    """Return findings with what settles each; of an issued plan nothing is left to settle."""
    if plan.state != PlanState.DRAFT or not found:
        return [views.finding(one, None) for one in found]
    cabinet = Cabinet(session, plan.id)
    shown = [(one, cabinet.remedy(one) if one.resolved_at is None else None) for one in found]
    named = {one.addressee: one.value for _, one in shown if one and one.addressee}
    registry = Registry(session, plan.owner_agency_id)
    candidates = {name: registry.candidates(key_of(name), told) for name, told in named.items()}
    return [views.finding(one, remedy, candidates) for one, remedy in shown]


def source(session: Session, caller: Caller, plan_id: int) -> tuple[Plan, Source]:
    """Return a plan with the document it was read from."""
    plan = access.find(session, caller, plan_id)
    return plan, session.scalars(select(Source).where(Source.plan_id == plan_id)).one()


def _words_in(column: Any, q: str) -> list[ColumnElement[bool]]:
    return [column.contains(word, autoescape=True) for word in fold_words(q).split()]
