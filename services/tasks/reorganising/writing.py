"""Writing a reorganisation: rows changed in groups, each remembered, each act in the history."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from types import SimpleNamespace
from typing import Any, Final

from sqlalchemy import Table, insert, select, update
from sqlalchemy.orm import Session

from common import clock, events
from common.events import Event
from common.outbox import emit_many
from services.tasks import announcing, history
from services.tasks.model import (
    REORGANISE,
    Agency,
    Assignment,
    Base,
    Plan,
    PlanItem,
    ReorganisedRow,
    WorkState,
)
from services.tasks.reorganising.planning import parts

ASSIGNMENT: Final = "assignment"
MERGED: Final = "merged"
_A: Final = Assignment.__table__

Changes = Mapping[int, tuple[Any, dict[str, Any]]]
"""By number: the assignment's present columns, and those that change."""


class Writer:
    """Writes for one decree and remembers what it changed."""

    def __init__(self, session: Session, event: Event, note: str) -> None:
        self.session = session
        self.at = clock.now()
        self._decree = event.data["id"]
        self._event = event
        self._note = note
        self._rows: list[dict[str, Any]] = []

    @property
    def actor(self) -> tuple[int, str]:
        """Who applied the decree."""
        return self._event.data["actor_id"], self._event.data["actor_name"]

    @property
    def note(self) -> str:
        """What the history says of it."""
        return self._note

    def change_assignments(
        self, changes: Changes, facts: Mapping[int, Mapping[str, Any]], *, remember: bool = True
    ) -> None:
        """Write new columns, versions, history and events of assignments, whose rows are locked."""
        if not changes:
            return
        heads = history.heads(self.session, sorted(changes))
        for number, (row, values) in changes.items() if remember else ():
            self.remember(ASSIGNMENT, number, row, values, row.version + 1)
        self._update(changes)
        self._record(changes, facts, heads)
        self._announce(changes)

    def change(self, table: type[Base], kind: str, row: Any, **values: Any) -> None:
        """Write new columns of one row of another table and remember what it was."""
        self.change_all(table, kind, [row], **values)

    def change_all(self, table: type[Base], kind: str, rows: Sequence[Any], **values: Any) -> None:
        """Write the same new columns into rows of another table that has an `id`."""
        for row in rows:
            self.remember(kind, row.id, row, values)
        of = _table(table)
        for some in parts([row.id for row in rows]):
            self.session.execute(update(of).where(of.c.id.in_(some)).values(**values))
        self.session.expire_all()

    def note_merged(self, merged: Mapping[int, Sequence[int]]) -> None:
        """Note which duties became one, by the one that stays."""
        for stays, others in merged.items():
            for other in others:
                self.remember(MERGED, other, None, {})
                self._rows[-1]["after"] = {"into": stays}

    def remember(
        self,
        kind: str,
        row_id: int,
        row: Any,
        values: Mapping[str, Any],
        version: int | None = None,
    ) -> None:
        """Note what a row was and became."""
        self._rows.append(
            {
                "reorganisation_id": self._decree,
                "kind": kind,
                "row_id": row_id,
                "version": version,
                "before": {name: history.plain(getattr(row, name)) for name in values},
                "after": {name: history.plain(value) for name, value in values.items()},
            }
        )

    def finish(self) -> None:
        """Store what was remembered."""
        for some in parts(range(len(self._rows)), 1000):
            self.session.execute(insert(ReorganisedRow), [self._rows[i] for i in some])

    def _update(self, changes: Changes) -> None:
        """Update in groups of the same new values; what leaves a place goes before who takes it."""
        groups: defaultdict[tuple[tuple[str, Any], ...], list[int]] = defaultdict(list)
        for number, (_, values) in changes.items():
            groups[tuple(sorted(values.items()))].append(number)
        for shared, numbers in sorted(groups.items(), key=_freeing_first):
            for some in parts(sorted(numbers)):
                self.session.execute(
                    update(_table(Assignment))
                    .where(_A.c.id.in_(some))
                    .values(**dict(shared), updated_at=self.at, version=_A.c.version + 1)
                )
        self.session.expire_all()

    def _record(
        self,
        changes: Changes,
        facts: Mapping[int, Mapping[str, Any]],
        heads: Mapping[int, str],
    ) -> None:
        actor_id, actor_name = self.actor
        deed = history.Deed(
            at=self.at,
            actor_id=actor_id,
            actor_name=actor_name,
            actor_agency_id=self._event.data["actor_agency_id"],
            note=self._note,
            cause=f"event:{self._event.id}",
        )
        said = {"reorganisation_id": self._decree}
        steps = [
            history.Step(
                assignment_id=number,
                version=row.version + 1,
                action=REORGANISE,
                snapshot=history.snapshot(after(row, values), said | dict(facts.get(number, {}))),
                previous=heads[number],
            )
            for number, (row, values) in changes.items()
        ]
        for start in range(0, len(steps), 1000):
            history.append_many(self.session, deed, steps[start : start + 1000])

    def _announce(self, changes: Changes) -> None:
        now = {number: after(row, values) for number, (row, values) in changes.items()}
        items = _by_id(self.session, PlanItem, {work.item_id for work in now.values()})
        plans = _by_id(self.session, Plan, {work.plan_id for work in now.values()})
        known = _by_id(self.session, Agency, {work.agency_id for work in now.values()})
        emit_many(
            self.session,
            events.ASSIGNMENT_STATE_CHANGED,
            (
                (
                    number,
                    work.version + 1,
                    self._told(work, changes[number][0], plans, items, known),
                )
                for number, work in now.items()
            ),
        )

    def _told(
        self,
        work: Any,
        before: Any,
        plans: Mapping[int, Plan],
        items: Mapping[int, PlanItem],
        known: Mapping[int, Agency],
    ) -> dict[str, Any]:
        said: dict[str, Any] = announcing.created(
            work.id,
            role=work.role,
            plan=plans[work.plan_id],
            item=items[work.item_id],
            agency=known[work.agency_id],
        )
        actor_id, actor_name = self.actor
        states = ("bindingness", "due_on", "work_state", "review_state", "extension_state")
        return (
            said
            | {name: getattr(work, name) for name in states}
            | {
                "assigner_agency_id": work.assigner_agency_id,
                "action": REORGANISE,
                "from_agency_id": before.agency_id,
                "from_state": before.work_state,
                "note": self._note,
                "actor_id": actor_id,
                "actor_name": actor_name,
                "actor_agency_id": self._event.data["actor_agency_id"],
                "at": self.at,
            }
        )


def after(row: Any, values: Mapping[str, Any]) -> Any:
    """Return the columns of `row` with `values` over them."""
    return SimpleNamespace(**{**row._asdict(), **values})


def _freeing_first(group: tuple[tuple[tuple[str, Any], ...], Any]) -> int:
    """Return the place of a group: what ends, then what moves, then what a revert opens again."""
    state = dict(group[0]).get("work_state")
    if state is None:
        return 1
    return 0 if state == WorkState.WITHDRAWN else 2


def _table(table: type[Base]) -> Table:
    found = table.__table__
    assert isinstance(found, Table)  # noqa: S101 - narrows the type
    return found


def _by_id(session: Session, table: type[Any], ids: Iterable[int]) -> dict[int, Any]:
    found: dict[int, Any] = {}
    for some in parts(sorted(ids)):
        found |= {one.id: one for one in session.scalars(select(table).where(table.id.in_(some)))}
    return found


def parsed(name: str, value: Any) -> Any:
    """Return the value of an assignment's or other row's column `name` from its JSON."""
    if value is None or name not in _DATED:
        return value
    return dt.date.fromisoformat(value) if _DATED[name] else dt.datetime.fromisoformat(value)


_DATED: Final[Mapping[str, bool]] = {
    "due_on": True,
    "urgency": True,
    "review_due_on": True,
    "held_until": True,
    "extension_remind_on": True,
    "extension_escalate_on": True,
    "review_since": False,
    "extension_since": False,
    "held_since": False,
    "blocked_since": False,
    "ended_at": False,
    "resolved_at": False,
    "answered_at": False,
}
"""Columns that hold a day (True) or an instant (False)."""
