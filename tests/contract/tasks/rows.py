"""Assignments written straight into the tables, in any state, for counting and filtering."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from hypothesis import strategies as st
from sqlalchemy import delete, insert

from common.db import Database
from services.tasks.model import (
    REVIEWED,
    Agency,
    Assignment,
    Bindingness,
    PartyRole,
    Plan,
    PlanItem,
    ReviewState,
    WorkState,
    urgency_of,
)
from services.tasks.standing import Standing, Thresholds, review_due, standing_of
from tests.unit.tasks.world import COMMITTEE, NOON, TODAY


@dataclass(frozen=True)
class Work:
    """What standing and statistics look at; days are counted from today."""

    role: PartyRole = PartyRole.LEAD
    bindingness: Bindingness = Bindingness.ORDER
    work_state: WorkState = WorkState.NOT_STARTED
    due: int | None = None
    submitted: int | None = None
    assigner_agency_id: int = COMMITTEE

    @property
    def due_on(self) -> dt.date | None:
        """The last safe day; a coordinating agency has none."""
        if self.due is None or self.role is PartyRole.COORDINATING:
            return None
        return TODAY + dt.timedelta(days=self.due)

    @property
    def submitted_on(self) -> dt.date | None:
        """The day of submission, of work that was submitted."""
        if self.work_state not in {WorkState.SUBMITTED, WorkState.COMPLETED}:
            return None
        return TODAY + dt.timedelta(days=self.submitted or 0)

    @property
    def standing_when_submitted(self) -> Standing | None:
        """What the clock showed that day."""
        if self.submitted_on is None:
            return None
        running = Work(self.role, self.bindingness, WorkState.IN_PROGRESS, self.due)
        return standing_of(running, Thresholds.on(self.submitted_on))

    @property
    def review_state(self) -> ReviewState:
        """The review that goes with the state."""
        waits = self.work_state in {WorkState.SUBMITTED, WorkState.DECLINED}
        return ReviewState.PENDING if waits else ReviewState.NONE

    @property
    def review_due_on(self) -> dt.date | None:
        """The reviewer's last day."""
        return review_due(self.submitted_on or TODAY) if self.review_state == "pending" else None


WORKS = st.lists(
    st.builds(
        Work,
        role=st.sampled_from(PartyRole),
        bindingness=st.sampled_from(Bindingness),
        work_state=st.sampled_from(WorkState),
        due=st.none() | st.integers(-12, 12),
        submitted=st.integers(-12, 0),
    ).filter(lambda work: work.role in REVIEWED or work.work_state in {"not_started", "withdrawn"}),
    max_size=30,
)


def fill(database: Database, works: Sequence[Work]) -> None:
    """Replace every assignment by `works`: number n is the only one of agency n, from 1 on."""
    with database.write() as session:
        for table in (Assignment, Agency, PlanItem, Plan):
            session.execute(delete(table))
        session.execute(insert(Plan), [_plan()])
        session.execute(insert(PlanItem), [_item()])
        numbered = list(enumerate(works, 1))
        if numbered:
            session.execute(insert(Agency), [_agency(number) for number, _ in numbered])
            session.execute(insert(Assignment), [_row(*pair) for pair in numbered])


def _plan() -> dict[str, Any]:
    return {
        "id": 1,
        "title": "Kế hoạch",
        "assigner_agency_id": COMMITTEE,
        "actor_id": 1,
        "actor_name": "coordinator",
        "event_id": "1",
    }


def _item() -> dict[str, Any]:
    return {
        "id": 1,
        "plan_id": 1,
        "key": "a",
        "label": "a",
        "text": "a",
        "bindingness": "order",
        "span_start": 0,
        "span_end": 1,
        "folded": " a",
        "parties": [],
        "party_count": 0,
        "fanned_out": 0,
    }


def _agency(number: int) -> dict[str, Any]:
    name = f"agency-{number}"
    return {"id": number, "slug": name, "name": name, "folded": "", "active": True, "version": 1}


def _row(number: int, work: Work) -> dict[str, Any]:
    accepted = work.due is not None and work.due % 2 == 0
    return {
        "id": number,
        "plan_id": 1,
        "item_id": 1,
        "agency_id": number,
        "assigner_agency_id": COMMITTEE,
        "role": work.role,
        "is_class": True,  # all of them share one duty
        "bindingness": work.bindingness,
        "work_state": work.work_state,
        "review_state": work.review_state,
        "due_on": work.due_on,
        "urgency": urgency_of(work.work_state, work.due_on),
        "acknowledged_at": NOON if accepted else None,
        "submitted_on": work.submitted_on,
        "standing_when_submitted": work.standing_when_submitted,
        "review_due_on": work.review_due_on,
        "created_at": NOON,
        "updated_at": NOON,
        "version": 1,
    }
