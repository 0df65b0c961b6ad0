"""The rows of a draft: items with their parties, and the addressees they share."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import ColumnElement, delete, exists, or_, select
from sqlalchemy.orm import Session

from common.errors import InvalidInputError, NotFoundError, StaleVersionError
from services.plans.folding import fold_words
from services.plans.model import Addressee, Change, Finding, Party, Plan, PlanItem, Review
from services.plans.names import NAMESAKE, key_among, key_of
from services.plans.proposals import Mention, Proposal

HEADER: Final = ("number", "issued_on", "issuer", "title", "document_type")


@dataclass(frozen=True, slots=True)
class Choice:
    """Which items a reviewer means: those of `ids`, else all that wait and fit the rest."""

    ids: tuple[int, ...] | None = None
    kind: str | None = None
    section: str | None = None
    """The label of a heading: what stands under it, at any depth."""
    without_findings: bool = False

    @property
    def everything(self) -> bool:
        """Whether all that waits is meant."""
        return self == Choice()


def set_header(plan: Plan, changes: Mapping[str, Any]) -> None:
    """Change the header fields that `changes` names, and what a search finds with them."""
    for name in HEADER:
        if name in changes:
            setattr(plan, name, changes[name])
    parts = (plan.number, plan.title, plan.issuer)
    plan.folded = fold_words(" ".join(part for part in parts if part))


def add_items(session: Session, plan_id: int, proposals: Sequence[Proposal]) -> list[PlanItem]:
    """Store `proposals` as pending items of the plan."""
    items = [_item(plan_id, proposal) for proposal in proposals]
    session.add_all(items)
    session.flush()
    mentions = [mention for proposal in proposals for mention in proposal.mentions]
    addressees = _addressees(session, plan_id, mentions)
    for item, proposal in zip(items, proposals, strict=True):
        session.add_all(_parties(item, proposal.mentions, addressees))
    session.flush()
    return items


def set_parties(session: Session, item: PlanItem, mentions: Sequence[Mention]) -> None:
    """Give `item` exactly the parties of `mentions`."""
    session.flush()
    session.execute(delete(Party).where(Party.item_id == item.id))
    addressees = _addressees(session, item.plan_id, mentions)
    session.add_all(_parties(item, mentions, addressees))
    session.flush()


def find_items(session: Session, plan_id: int, ids: Iterable[int]) -> list[PlanItem]:
    """Return the items of these ids; raises InvalidInputError naming those the plan lacks."""
    wanted = set(ids)
    items = session.scalars(
        select(PlanItem)
        .where(PlanItem.plan_id == plan_id, PlanItem.superseded.is_(False))
        .where(PlanItem.id.in_(wanted))
        .order_by(PlanItem.span_start, PlanItem.id)
    ).all()
    unknown = sorted(wanted - {item.id for item in items})
    if unknown:
        named = ", ".join(map(str, unknown[:10]))
        raise InvalidInputError.of("/items", f"the plan has no items {named}")
    return list(items)


def chosen_items(session: Session, plan_id: int, choice: Choice) -> list[PlanItem]:
    """Return the items meant; raises InvalidInputError naming ids that the plan lacks."""
    if choice.ids is not None:
        return find_items(session, plan_id, choice.ids)
    waiting = select(PlanItem).where(
        PlanItem.plan_id == plan_id,
        PlanItem.superseded.is_(False),
        PlanItem.review == Review.PENDING,
    )
    if choice.kind:
        waiting = waiting.where(PlanItem.kind == choice.kind)
    if choice.section:
        waiting = waiting.where(under(choice.section))
    if choice.without_findings:
        waiting = waiting.where(~flagged())
    return list(session.scalars(waiting))


def under(section: str) -> ColumnElement[bool]:
    """Return the predicate of items that stand under the heading `section`."""
    below = PlanItem.label.startswith(section + ".", autoescape=True)
    return or_(PlanItem.label == section, below)


def flagged() -> ColumnElement[bool]:
    """Return the predicate of items in whose place an error or warning is open."""
    return exists().where(
        Finding.plan_id == PlanItem.plan_id,
        Finding.resolved_at.is_(None),
        Finding.severity != "info",
        Finding.span_start < PlanItem.span_end,
        Finding.span_end > PlanItem.span_start,
    )


def find_item(
    session: Session, plan_id: int, item_id: int, expected_version: int | None = None
) -> PlanItem:
    """Return the item; raises NotFoundError, and StaleVersionError if another version was read."""
    item = session.scalar(
        select(PlanItem).where(
            PlanItem.id == item_id, PlanItem.plan_id == plan_id, PlanItem.superseded.is_(False)
        )
    )
    if item is None:
        raise NotFoundError
    if expected_version is not None and item.version != expected_version:
        raise StaleVersionError
    return item


def addressee_of(session: Session, plan_id: int, name: str) -> Addressee | None:
    """Return the plan's addressee of this name, however it is spelt."""
    known = _known(session, plan_id, [name])
    return known.get(_key_among(known, name))


def newest_change(session: Session, plan_id: int) -> int | None:
    """Return the id of the newest act on the plan that was not undone."""
    standing = select(Change.id).where(Change.plan_id == plan_id, Change.undone_at.is_(None))
    return session.scalar(standing.order_by(Change.id.desc()).limit(1))


def mentions_of(session: Session, items: Sequence[PlanItem]) -> dict[int, list[Mention]]:
    """Return the names and roles of each item, by item id."""
    found: dict[int, list[Mention]] = {item.id: [] for item in items}
    rows = session.execute(
        select(Party.item_id, Party.role, Addressee.name)
        .join(Addressee, Addressee.id == Party.addressee_id)
        .where(Party.item_id.in_(found))
        .order_by(Party.addressee_id)
    )
    for item_id, role, name in rows:
        found[item_id].append(Mention(role, name))
    return found


def _addressees(
    session: Session, plan_id: int, mentions: Iterable[Mention]
) -> dict[str, Addressee]:
    """Return the plan's addressees of all names as written, the missing ones added."""
    names = dict.fromkeys(mention.name for mention in mentions)
    known = _known(session, plan_id, names)
    found: dict[str, Addressee] = {}
    for name in names:
        key = _key_among(known, name)
        if key not in known:
            known[key] = Addressee(plan_id=plan_id, name=name, key=key)
            session.add(known[key])
        found[name] = known[key]
    session.flush()
    return found


def _known(session: Session, plan_id: int, names: Iterable[str]) -> dict[str, Addressee]:
    """Return the plan's addressees by key: those that the names could be, and maybe others."""
    keys = {str(key_of(name)) for name in names}
    fits = or_(Addressee.key.in_(keys), Addressee.key.contains(NAMESAKE))
    stored = session.scalars(select(Addressee).where(Addressee.plan_id == plan_id, fits))
    return {one.key: one for one in stored}


def _key_among(known: Mapping[str, Addressee], name: str) -> str:
    """Return the key of a name among those of the plan."""
    return key_among(str(key_of(name)), name, lambda key: known[key].name if key in known else None)


def _parties(
    item: PlanItem, mentions: Iterable[Mention], addressees: dict[str, Addressee]
) -> list[Party]:
    return [
        Party(item_id=item.id, addressee_id=addressees[m.name].id, role=m.role) for m in mentions
    ]


def _item(plan_id: int, proposal: Proposal) -> PlanItem:
    return PlanItem(
        plan_id=plan_id,
        key=proposal.key,
        kind=proposal.kind,
        label=proposal.label,
        text=proposal.text,
        span_start=proposal.span[0],
        span_end=proposal.span[1],
        output=proposal.output,
        bindingness=proposal.bindingness,
        deadline=proposal.deadline and proposal.deadline.to_json(),
        review=Review.PENDING,
        reason=None,
        superseded=False,
        origins=[],
        original=proposal.to_json(),
    )
