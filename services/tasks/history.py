"""The only writer of history: each act with the state it led to, chained to the act before.

An entry is never changed; the database refuses it (`services.tasks.model.append_only`).
"""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import orjson
from sqlalchemy import (
    ColumnElement,
    Insert,
    Integer,
    ScalarSelect,
    String,
    Text,
    cast,
    column,
    func,
    insert,
    literal,
    select,
)
from sqlalchemy.orm import Session

from common import later, observe
from common.caller import Caller
from common.db import Document, Id, is_sqlite
from services.tasks import chain
from services.tasks.model import Assignment, History, PlanItem

SEEN: Final = ("work_state", "review_state", "extension_state", "due_on")
"""What the snapshot says at its first level, with the grade, for whoever reads the history."""

STATE: Final = (
    "plan_id",
    "item_id",
    "agency_id",
    "assigner_agency_id",
    "role",
    "is_class",
    "bindingness",
    "acknowledged_at",
    "submitted_on",
    "submitted_by_id",
    "submitted_for_id",
    "standing_when_submitted",
    "review_since",
    "review_due_on",
    "extension_since",
    "extension_by_id",
    "extension_for_id",
    "extension_remind_on",
    "extension_escalate_on",
    "extensions_granted",
    "held_from",
    "held_since",
    "held_until",
    "unblocker_id",
    "blocked_since",
    "contribute_by",
    "monitor_id",
    "monitor_name",
    "assignee_id",
    "assignee_name",
    "inner_due_on",
    "replaces_id",
    "completed_at",
)
"""What it says under "state": all else that an assignment can be. What is empty is left out."""

_ADD: Final = insert(History)
_PART: Final = 5_000


@dataclass(frozen=True, slots=True)
class Deed:
    """What somebody did, when and why: to one assignment or to many at once."""

    at: dt.datetime
    actor_id: int
    actor_name: str
    actor_agency_id: int | None
    note: str | None = None
    cause: str | None = None
    """"request:…", "event:…" or "chase:…": what made it happen."""

    @classmethod
    def of(
        cls, caller: Caller, at: dt.datetime, note: str | None, cause: str | None = None
    ) -> "Deed":
        """Return a deed of `caller`, caused by the request that is answered unless told."""
        request_id = observe.bound_id("request_id")
        asked = f"request:{request_id}" if request_id else None
        return cls(at, caller.user_id, caller.username, caller.agency_id, note, cause or asked)

    def told(self, action: str) -> dict[str, Any]:
        """Return what an event says of it."""
        return {
            "action": action,
            "note": self.note,
            "actor_id": self.actor_id,
            "actor_name": self.actor_name,
            "actor_agency_id": self.actor_agency_id,
            "at": self.at,
        }


@dataclass(frozen=True, slots=True)
class Step:
    """One entry to be: the act as it is named, and the state it led to.

    `previous` is the hash before it: `head`, or for a new assignment `first`.
    """

    assignment_id: int
    version: int
    action: str
    snapshot: Mapping[str, Any]
    previous: str


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


def snapshot(work: Any, facts: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """Return `work`, an assignment or its columns, as JSON values, with what the act brought."""
    said: dict[str, Any] = {name: plain(getattr(work, name)) for name in SEEN}
    if work.grade:
        said["grade"] = work.grade
    said |= {name: plain(value) for name, value in (facts or {}).items()}
    state = ((name, getattr(work, name)) for name in STATE)
    return said | {"state": {name: plain(value) for name, value in state if value}}


def plain(value: Any) -> Any:
    """Return `value` as JSON has it: days as 2026-05-20, instants as they are hashed."""
    if isinstance(value, dt.datetime):
        return chain.stamp(value)
    if value is None or isinstance(value, int | list | dict):
        return value
    return str(value)


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
        same = _hash(deed, step, chain.stamp(act.at)) == act.hash
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


def append(session: Session, deed: Deed, step: Step) -> None:
    """Append one entry."""
    made = _row(deed, step) | {"hash": _hash(deed, step, chain.stamp(deed.at))}
    later.insert(session, _ADD, made)


def append_many(session: Session, deed: Deed, steps: Sequence[Step]) -> None:
    """Append an entry for each of `steps`, in one statement."""
    if not steps:
        return
    at = chain.stamp(deed.at)
    rows = [
        {
            "a": step.assignment_id,
            "v": step.version,
            "c": step.action,
            "s": step.snapshot,
            "h": _hash(deed, step, at),
        }
        for step in steps
    ]
    session.execute(_unpacked(session, deed, orjson.dumps(rows).decode()))


def _row(deed: Deed, step: Step) -> dict[str, Any]:
    return {
        "assignment_id": step.assignment_id,
        "version": step.version,
        "at": deed.at,
        "action": step.action,
        "actor_id": deed.actor_id,
        "actor_name": deed.actor_name,
        "actor_agency_id": deed.actor_agency_id,
        "note": deed.note,
        "cause": deed.cause,
        "snapshot": step.snapshot,
    }


def _hash(deed: Deed, step: Step, at: str) -> str:
    return chain.link(
        step.previous,
        {
            "assignment": step.assignment_id,
            "version": step.version,
            "at": at,
            "action": step.action,
            "actor": deed.actor_id,
            "actor_name": deed.actor_name,
            "actor_agency": deed.actor_agency_id,
            "note": deed.note,
            "cause": deed.cause,
            "snapshot": step.snapshot,
        },
    )


def _unpacked(session: Session, deed: Deed, rows: str) -> Insert:
    """Return the INSERT of `rows`, one JSON text that the database takes apart.

    What all rows share is sent once. Row by row, the fan-out of 66,420 took half as long again.
    """
    columns = History.__table__.columns
    shared = {
        name: literal(getattr(deed, name), columns[name].type)
        for name in ("at", "actor_id", "actor_name", "actor_agency_id", "note", "cause")
    }
    sqlite = is_sqlite(session)
    own, source = _of_sqlite(rows) if sqlite else _of_postgres(rows)
    values = {**own, **shared}
    return insert(History).from_select(list(values), select(*values.values()).select_from(source))


_Rows = tuple[dict[str, ColumnElement[Any]], Any]


def _of_sqlite(rows: str) -> _Rows:
    source = func.json_each(rows).table_valued("value", name="row")

    def part(name: str) -> ColumnElement[Any]:
        return func.json_extract(source.c.value, f"$.{name}")

    return _named({name: part(name) for name in "avcsh"}), source


def _of_postgres(rows: str) -> _Rows:
    source = (
        func.jsonb_to_recordset(cast(literal(rows, Text), Document))
        .table_valued(
            column("a", Id),
            column("v", Integer),
            column("c", String),
            column("s", Document),
            column("h", String),
            name="row",
        )
        .render_derived(with_types=True)
    )
    return _named(dict(source.c)), source


def _named(parts: Mapping[str, ColumnElement[Any]]) -> dict[str, ColumnElement[Any]]:
    return {
        "assignment_id": parts["a"],
        "version": parts["v"],
        "action": parts["c"],
        "snapshot": parts["s"],
        "hash": parts["h"],
    }
