"""Kept counts equal the rows after whatever is done to them; so do statistics of every scope."""

import contextlib
import datetime as dt
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import count
from pathlib import Path
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import joinedload

from common import clock
from common.caller import Caller, Role
from common.db import Database
from services.tasks.model import Assignment, PlanItem, WorkState, available_actions
from services.tasks.statistics import By, statistics, tallies
from services.tasks.statistics.cells import APART, CELLS
from tests.unit.tasks.world import (
    ADMIN,
    COMMITTEE,
    FINANCE,
    HEALTH,
    NOON,
    TODAY,
    caller,
    do,
    issue,
    item,
    make_database,
)

WHO = (caller(HEALTH, Role.OFFICER), caller(COMMITTEE, Role.COORDINATOR))
READERS = (ADMIN, *WHO, caller(HEALTH, Role.COORDINATOR))
DAYS = st.none() | st.integers(-4, 4).map(lambda n: TODAY + dt.timedelta(days=n))
CHANGES = st.fixed_dictionaries(
    {},
    optional={
        "agency_id": st.sampled_from((HEALTH, FINANCE)),
        "assigner_agency_id": st.sampled_from((COMMITTEE, HEALTH)),
        "acknowledged_at": st.sampled_from((None, NOON)),
        "bindingness": st.sampled_from(("order", "request")),
        "due_on": DAYS,
        "role": st.sampled_from(("executing", "coordinating")),
        "submitted_on": DAYS,
        "work_state": st.sampled_from(WorkState),
    },
)
"""What any writer may do to a row, now or in a later release."""


class Counts(RuleBasedStateMachine):
    """Plans are issued, people act, rows are rewritten and deleted, counts are added up."""

    def __init__(self, database: Database, plan_ids: Iterator[int]) -> None:
        super().__init__()
        self.database = database
        self.plan_ids = plan_ids
        self.at = NOON

    @initialize()
    def begin(self) -> None:
        """Have something to count."""
        self.issue(TODAY + dt.timedelta(days=1), "order", COMMITTEE)

    @rule(
        due=DAYS,
        bindingness=st.sampled_from(("order", "request")),
        assigner=st.sampled_from((COMMITTEE, HEALTH)),
    )
    def issue(self, due: dt.date | None, bindingness: str, assigner: int) -> None:
        """Give a duty to one that leads and one that coordinates."""
        duty = item(due=due, coordinating=[FINANCE], bindingness=bindingness)
        with clock.frozen(self.at):
            issue(self.database, duty, plan_id=next(self.plan_ids), assigner=assigner)

    @rule(who=st.sampled_from(WHO), which=st.integers(0), what=st.integers(0))
    def act(self, who: Caller, which: int, what: int) -> None:
        """Do what comes last among what is offered, or one before it."""
        chosen = self._one(which)
        if who.agency_id not in {chosen.agency_id, chosen.assigner_agency_id}:
            return
        simple = {"accept", "start", "update", "submit", "decline", "approve", "return", "withdraw"}
        offered = [one for one in available_actions(chosen, who) if one in simple]
        if offered:
            with clock.frozen(self.at):
                do(self.database, who, chosen.id, offered[what % len(offered)])

    @rule(which=st.integers(0), changes=CHANGES)
    def rewrite(self, which: int, changes: dict[str, Any]) -> None:
        """Change a row by a statement of its own."""
        if not changes:
            return
        # What the constraints of the table refuse leaves no trace in the counts either.
        with contextlib.suppress(IntegrityError), self.database.write() as session:
            chosen = update(Assignment).where(Assignment.id == self._one(which).id)
            session.execute(chosen.values(changes))

    @rule(size=st.integers(1, 5))
    def fold(self, size: int) -> None:
        """Add some of the notes up."""
        with self.database.write() as session:
            tallies.fold(session, size)

    @rule()
    def rebuild(self) -> None:
        """Count anew."""
        with self.database.write() as session:
            tallies.rebuild(session)

    @rule(days=st.integers(1, 3))
    def wait(self, days: int) -> None:
        """Let midnights pass, at which nothing is written."""
        self.at += dt.timedelta(days=days)

    @invariant()
    def kept_counts_are_those_of_the_rows(self) -> None:
        """No cell of any facet differs."""
        with self.database.read() as session:
            assert tallies.drift(session) == tallies.Drift(0, 0)

    @invariant()
    def statistics_equal_plain_counting(self) -> None:
        """Whoever asks, by whatever, gets what counting one row after the other gives."""
        with clock.frozen(self.at), self.database.read() as session:
            rows = session.execute(
                select(Assignment, PlanItem.last_safe_day).join(
                    PlanItem, PlanItem.id == Assignment.item_id
                )
            ).all()
            for reader in READERS:
                for by in ("agency", "plan", "period"):
                    found = statistics(session, reader, by)
                    assert _told(found, by) == _plain(rows, reader, by, clock.today())
                of_plan = [(row, day) for row, day in rows if row.plan_id == rows[0][0].plan_id]
                found = statistics(session, reader, "agency", plan=of_plan[0][0].plan_id)
                assert _told(found, "agency") == _plain(of_plan, reader, "agency", clock.today())
                own = [(row, day) for row, day in rows if row.agency_id == FINANCE]
                found = statistics(session, reader, "period", agency=str(FINANCE))
                assert _told(found, "period") == _plain(own, reader, "period", clock.today())

    def _one(self, which: int) -> Assignment:
        with self.database.read() as session:
            query = select(Assignment).options(joinedload(Assignment.plan))
            every = session.scalars(query.order_by(Assignment.id)).all()
        return every[which % len(every)]


def _sees(reader: Caller, row: Assignment) -> bool:
    if reader.has(Role.ADMIN) or row.agency_id == reader.agency_id:
        return True
    return reader.has(Role.COORDINATOR) and row.assigner_agency_id == reader.agency_id


def _cell(row: Assignment, today: dt.date) -> str:
    """Return the cell by the words of the rules."""
    done = row.work_state == WorkState.COMPLETED
    if row.role == "coordinating":
        return "coordinating_accepted" if row.acknowledged_at else "coordinating_waiting"
    if row.bindingness == "request":
        return "requests_done" if done else "requests_open"
    if row.due_on is None:
        return "done_no_deadline" if done else "open_no_deadline"
    in_time = (row.submitted_on or today) <= row.due_on
    if done:
        return "done_on_time" if in_time else "done_late"
    return "open_in_time" if in_time else "open_overdue"


def _plain(rows: Sequence[Any], reader: Caller, by: By, today: dt.date) -> Counter[Any]:
    """Return (key, cell) counted one row after the other."""
    counted: Counter[Any] = Counter()
    for row, day in rows:
        if _sees(reader, row) and row.work_state != WorkState.WITHDRAWN:
            month = f"{day:%Y-%m}" if day else None
            key = {"agency": row.agency_id, "plan": row.plan_id, "period": month}[by]
            counted[key, _cell(row, today)] += 1
    return counted


def _told(found: dict[str, Any], by: By) -> Counter[Any]:
    """Return what statistics tell in the same form."""
    counted: Counter[Any] = Counter()
    for row in found["rows"]:
        key = row["period"] if by == "period" else row[by]["id"]
        apart = {
            f"{kind}_{state}": n
            for kind in ("requests", "coordinating")
            for state, n in row[kind].items()
        }
        counted.update({(key, cell): row[cell] for cell in CELLS})
        counted.update({(key, cell): apart[cell] for cell in APART})
    return +counted


def test_counts_follow_the_rows(tmp_path: Path) -> None:
    database = make_database(tmp_path)
    plan_ids = count(1)

    class Here(Counts):
        """The machine over this database."""

        def __init__(self) -> None:
            super().__init__(database, plan_ids)

    run_state_machine_as_test(
        Here, settings=settings(max_examples=4, stateful_step_count=12, deadline=None)
    )
    database.close()
