"""Which item stands for which once a plan is changed: period by period where a duty recurs."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Any, Final

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from common import clock
from services.tasks.fanout.repeating import instance
from services.tasks.model import OPEN, Assignment, FollowedItem, Following, PlanItem, spell

WHOLE: Final = frozenset({"replaces", "recalled"})
"""Kinds of change that concern every open duty of the earlier plans."""
CORRECTS: Final = "corrects"

Root = tuple[int | None, str]
"""A plan, and the key of one of its duties."""


def prepare(session: Session, one: Following) -> None:
    """Find the items that the change names by key, each with its instances; stop their repeating.

    A correction is written into them at once.
    """
    plans = {pair["plan_id"] for pair in one.pairs} | {gone["plan_id"] for gone in one.removed}
    old = _instances(session, plans)
    new = _instances(session, {one.plan_id} if one.plan_id else set())
    for pair in one.pairs:
        earlier = old[pair["plan_id"], pair["from_key"]]
        successor = next(iter(new[one.plan_id, pair["key"]]), None)
        for item, heir in _heirs(session, earlier, successor):
            _follow(session, one, item, heir, same=pair["same"])
        if one.kind == CORRECTS:
            for item in earlier:
                _correct(item, pair)
    for gone in one.removed:
        for item in old[gone["plan_id"], gone["key"]]:
            _follow(session, one, item, None, same=False)
    one.prepared_at = clock.now()
    session.flush()
    _stop_repeating(session, one)


def _instances(session: Session, plan_ids: set[int]) -> defaultdict[Root, list[PlanItem]]:
    """Return the instances of each duty of some plans, the first one first."""
    found: defaultdict[Root, list[PlanItem]] = defaultdict(list)
    query = select(PlanItem).where(PlanItem.plan_id.in_(plan_ids)).order_by(PlanItem.id)
    for item in session.scalars(query):
        found[item.plan_id, item.root_key].append(item)
    return found


def _heirs(
    session: Session, earlier: Sequence[PlanItem], successor: PlanItem | None
) -> Iterator[tuple[PlanItem, PlanItem | None]]:
    """Yield each instance with what stands for it.

    That of the successor's own period goes on in the successor. Another that is still open keeps
    its period and its day: an amendment for 2027 does not forgive the report of 2026.
    """
    present = _present(earlier, successor) if successor else None
    for item in earlier:
        if successor is None or item is present:
            yield item, successor
        elif _is_open(session, item):
            yield item, _kept(session, item, successor)


def _present(earlier: Sequence[PlanItem], successor: PlanItem) -> PlanItem | None:
    """Return the instance that the successor is; the last where the two count other periods."""
    last = _last(earlier)
    if last is None or last.recurrence != successor.recurrence or not successor.period:
        return last
    return next((item for item in earlier if item.period == successor.period), None)


def _last(items: Sequence[PlanItem]) -> PlanItem | None:
    """Return the instance from which the next is made, or that of the last period.

    By its number that is not told: one kept for an earlier period is made after the present one.
    """
    dated = all(item.last_safe_day for item in items)
    return max(
        items,
        key=lambda item: (
            item.repeat_on is not None,
            str(item.last_safe_day) if dated else item.period or "",
            item.id,
        ),
        default=None,
    )


def _is_open(session: Session, item: PlanItem) -> bool:
    still = select(Assignment.id).where(
        Assignment.item_id == item.id, Assignment.work_state.in_(sorted(OPEN))
    )
    return session.scalar(still.limit(1)) is not None


def _kept(session: Session, item: PlanItem, successor: PlanItem) -> PlanItem:
    """Return a new item for an earlier period: the later wording, the day that ran already."""
    parties = session.scalars(select(PlanItem.parties).where(PlanItem.id == successor.id)).one()
    made = instance(successor, item.period or str(item.id), parties)
    for name in ("phrase", "operator", "stated_on", "last_safe_day", "recurrence", "root_on"):
        setattr(made, name, getattr(item, name))
    made.fanned_out = made.party_count  # who has it comes over; nobody is given it anew
    session.add(made)
    session.flush()
    return made


def _follow(
    session: Session, one: Following, item: PlanItem, successor: PlanItem | None, *, same: bool
) -> None:
    session.add(
        FollowedItem(
            following_id=one.id,
            old_item_id=item.id,
            new_item_id=successor.id if successor else None,
            same=same,
        )
    )


def _correct(item: PlanItem, pair: dict[str, Any]) -> None:
    bar = item.folded.rsplit(" |", 2)[1:]  # number and title of the plan
    item.label, item.text = pair["label"], pair["text"]
    item.folded = " |".join([spell(item.text, item.output, item.label), *bar])


def _stop_repeating(session: Session, one: Following) -> None:
    """Let what ended, or goes on in a later plan, recur no more under the earlier one."""
    if one.kind == CORRECTS:
        return
    followed = select(FollowedItem.old_item_id).where(FollowedItem.following_id == one.id)
    which = PlanItem.plan_id.in_(one.plan_ids) if one.kind in WHOLE else PlanItem.id.in_(followed)
    session.execute(
        update(PlanItem).where(which, PlanItem.repeat_on.is_not(None)).values(repeat_on=None)
    )
