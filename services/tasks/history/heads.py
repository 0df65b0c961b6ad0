"""Where histories end, for whoever goes on, and whether what is stored fits its hashes."""

from collections.abc import Iterable, Sequence
from typing import Any, Final

from sqlalchemy import ScalarSelect, select
from sqlalchemy.orm import Session

from services.tasks.history import chain
from services.tasks.history.entries import Deed, Step, hash_of
from services.tasks.model import Assignment, History, PlanItem

_PART: Final = 5_000


def head() -> ScalarSelect[str]:
    """Return the hash of an assignment's last entry, as a column beside `Assignment`."""
    return (
        select(History.hash)
        .where(History.assignment_id == Assignment.id, History.version == Assignment.version)
        .correlate(Assignment)
        .scalar_subquery()
    )


def heads(session: Session, ids: Iterable[int]) -> dict[int, str]:
    """Return the hash on which the next entry of each assignment in `ids` builds.

    Ask for it after the rows are locked, in a statement of its own: PostgreSQL reads a locked row
    anew, but not what was joined to it. It is asked in parts that both databases take as
    parameters: a change of the calendar may move any number of reviews.
    """
    numbers = list(ids)
    found: dict[int, str] = {}
    for start in range(0, len(numbers), _PART):
        found |= _heads(session, numbers[start : start + _PART])
    return found


def _heads(session: Session, ids: Sequence[int]) -> dict[int, str]:
    named = (Assignment.id, Assignment.plan_id, Assignment.agency_id, PlanItem.key)
    query = select(*named, head().label("head")).join(PlanItem, PlanItem.id == Assignment.item_id)
    found = session.execute(query.where(Assignment.id.in_(ids)))
    return {row.id: row.head or first(row, row.key) for row in found}


def first(work: Any, item_key: str) -> str:
    """Return what stands before the first entry of `work`, a new assignment or its columns.

    Also where an entry is missing that should be there: the chain goes on, and the verifier says
    which one is.
    """
    return chain.genesis(work.id, plan_id=work.plan_id, item_key=item_key, agency_id=work.agency_id)


def checked(session: Session, acts: Sequence[History]) -> dict[int, bool | None]:
    """Tell by version whether the hash of each of `acts` fits what it says and the act before.

    `acts` follow one another in one history. None for a first act that is too old to name its duty:
    only the verifier looks that up.
    """
    if not acts:
        return {}
    before = _before(session, acts[0])
    fits: dict[int, bool | None] = {}
    for act in acts:
        deed = Deed(act.at, act.actor_id, act.actor_name, act.actor_agency_id, act.note, act.cause)
        step = Step(act.assignment_id, act.version, act.action, act.snapshot, before or "")
        same = hash_of(deed, step, chain.stamp(act.at)) == act.hash
        fits[act.version] = None if before is None else same
        before = act.hash
    return fits


def _before(session: Session, act: History) -> str | None:
    """Return the hash before `act`; None if it cannot be told from what is stored with it."""
    if act.version > 1:
        query = select(History.hash).where(
            History.assignment_id == act.assignment_id, History.version == act.version - 1
        )
        return session.scalar(query) or ""
    state, key = act.snapshot.get("state"), act.snapshot.get("item_key")
    if not state or key is None:
        return None
    return chain.genesis(
        act.assignment_id, plan_id=state["plan_id"], item_key=key, agency_id=state["agency_id"]
    )
