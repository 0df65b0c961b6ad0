"""A year of a province: 24 agencies, 40 plans, a scan every morning, some of which die half-way.

What the year leaves is compared with a plain model: the statistics, and every step that was taken.
"""

import datetime as dt
import random
from collections import Counter
from pathlib import Path
from typing import Any

from sqlalchemy import select, update

from common import clock, events
from common.caller import Role
from common.db import Database
from common.outbox import OUTBOX
from services.tasks import asof, escalation, proof, statistics
from services.tasks.calendars import NATIONAL
from services.tasks.model import Agency, Assignment, Escalation, Incident, PlanItem
from services.tasks.statistics import cells
from tests.stateful.tasks import year
from tests.stateful.tasks.year import AGENCIES, COMMITTEE, DAY, FIRST, LAST, Duty
from tests.unit.tasks import world
from tests.unit.tasks.world import caller, deadline, do, fan_out, make_database, receive

LEADER = caller(COMMITTEE, Role.LEADER)


def at(day: dt.date, hour: int, minute: int = 0) -> dt.datetime:
    return dt.datetime(day.year, day.month, day.day, hour, minute, tzinfo=clock.VIETNAM)


def agencies() -> list[dict[str, Any]]:
    numbers = [COMMITTEE, *AGENCIES]
    return [{"id": n, "slug": f"co-quan-{n}", "name": f"Cơ quan {n}"} for n in numbers]


def issue(database: Database, number: int, duties: list[Duty]) -> None:
    items = [
        {
            "key": duty.key,
            "label": duty.key,
            "text": "Triển khai nhiệm vụ được giao",
            "output": None,
            "bindingness": duty.bindingness,
            "deadline": deadline(duty.due_on) if duty.due_on else None,
            "span": [0, 1],
            "parties": [{"role": duty.role, "agency_ids": [duty.agency_id]}],
        }
        for duty in duties
    ]
    data = dict(world.issued(*items, plan_id=number).data) | {"agencies": agencies()}
    made = events.make(events.PLAN_ISSUED, number, 2, data)
    receive(database, events.decode(events.encode(made)))
    fan_out(database)


class Province:
    """The year as it runs: the system beside the model."""

    def __init__(self, database: Database, seed: int) -> None:
        self.database = database
        self.plans = year.make(seed)
        self.duties = [duty for plan in self.plans for duty in plan]
        self.ids: dict[str, int] = {}
        self.chance = random.Random(seed)  # noqa: S311 - fates, no secrets
        self.deaths = 0
        self.evenings: dict[dt.datetime, dict[str, Any]] = {}
        # An agency that is closed while one of its duties turns red: nobody can be told.
        late = next(duty for duty in self.duties if _turns_red(duty))
        assert late.due_on
        self.closed_agency = late.agency_id
        self.closed_from, self.closed_until = late.due_on - DAY, late.due_on + 20 * DAY

    def run(self) -> None:
        day = FIRST
        while day <= LAST:
            self.morning(day)
            with clock.frozen(at(day, 10)):
                self.office_hours(day)
            if (day + DAY).day == 1:
                self.evening(at(day, 23))
            day += DAY

    def evening(self, moment: dt.datetime) -> None:
        """Remember what the statistics say."""
        with clock.frozen(moment), self.database.read() as session:
            self.evenings[moment] = statistics.statistics(session, LEADER, "agency")

    def morning(self, day: dt.date) -> None:
        """Scan, sometimes dying first; tell the model what is due."""
        if self.chance.random() < 0.15:
            self.die_in_scan(at(day, 7, 30))
        with clock.frozen(at(day, 7, 31)):
            escalation.scan(self.database, escalation.DEFAULT, lambda: True, size=3)
        if NATIONAL.is_working_day(day):
            for duty in self.duties:
                closed = duty.agency_id == self.closed_agency and self.is_closed(day)
                year.tell(duty, day, nobody_there=closed)

    def is_closed(self, day: dt.date) -> bool:
        """Tell whether the closed agency is so on the morning of `day`."""
        return self.closed_from < day <= self.closed_until

    def die_in_scan(self, moment: dt.datetime) -> None:
        turns = iter(range(self.chance.randrange(14)))

        def go_on() -> bool:
            if next(turns, None) is None:
                raise InterruptedError
            return True

        try:
            with clock.frozen(moment):
                escalation.scan(self.database, escalation.DEFAULT, go_on, size=3)
        except InterruptedError:
            self.deaths += 1

    def office_hours(self, day: dt.date) -> None:
        for number, plan in enumerate(self.plans, 1):
            if plan[0].given_on == day:
                issue(self.database, number, plan)
                self.learn_ids()
        if day in {self.closed_from, self.closed_until}:
            with self.database.write() as session:
                which = update(Agency).where(Agency.id == self.closed_agency)
                session.execute(which.values(active=day == self.closed_until))
        for duty in self.duties:
            for act in duty.acts(day):
                self.act(duty, act, day)

    def learn_ids(self) -> None:
        with self.database.read() as session:
            query = select(PlanItem.key, Assignment.id).join(
                Assignment, Assignment.item_id == PlanItem.id
            )
            self.ids = {row.key: row.id for row in session.execute(query)}

    def act(self, duty: Duty, act: str, day: dt.date) -> None:
        who = LEADER if act != "submit" else caller(duty.agency_id, Role.OFFICER)
        do(self.database, who, self.ids[duty.key], act)
        duty.state = {"submit": "submitted", "approve": "done", "withdraw": "withdrawn"}.get(
            act, "live"
        )
        duty.submitted_on = day if act == "submit" else duty.submitted_on
        if act == "return":
            duty.submitted_on = None


def _turns_red(duty: Duty) -> bool:
    if duty.due_on is None or duty.role == "coordinating" or duty.bindingness == "request":
        return False
    ended = [on for on in (duty.submit_on, duty.withdraw_on) if on]
    begun = duty.given_on < duty.due_on - 2 * DAY
    return begun and duty.due_on < LAST - 30 * DAY and not ended


def test_a_year_of_a_province_ends_as_the_model_says(tmp_path: Path) -> None:
    database = make_database(tmp_path)
    province = Province(database, seed=20260101)
    province.run()
    assert province.deaths > 20
    _compare_statistics(province)
    _compare_the_past(province)
    _compare_steps(province)
    _compare_messages(province)
    database.close()


def _compare_statistics(province: Province) -> None:
    with province.database.read() as session, clock.frozen(at(LAST, 23)):
        found = statistics.statistics(session, LEADER, "agency")
    wanted = year.cells(province.duties, LAST)
    assert {name: found["totals"][name] for name in cells.CELLS} == {
        name: wanted[name] for name in cells.CELLS
    }
    asked = found["totals"]["requests"]
    assert asked == {"done": wanted["requests_done"], "open": wanted["requests_open"]}
    assert sum(found["totals"]["coordinating"].values()) == wanted["coordinating"]
    for row in found["rows"]:
        own = [duty for duty in province.duties if duty.agency_id == row["agency"]["id"]]
        counted = year.cells(own, LAST)
        assert {name: row[name] for name in cells.CELLS} == {
            name: counted[name] for name in cells.CELLS
        }
    # A year in which nothing of a kind happened would prove nothing of it.
    assert all(wanted[name] > 0 for name in cells.CELLS)


def _compare_the_past(province: Province) -> None:
    """Each month's end is told as it was on that evening; and nothing was changed since."""
    with province.database.read() as session, clock.frozen(at(LAST, 23)):
        for evening, said in province.evenings.items():
            then = asof.past(session, evening)
            told = asof.statistics(session, LEADER, then, "agency")
            assert told["totals"] == said["totals"]
            key = lambda row: row["agency"]["id"]  # noqa: E731 - the order of equals is not told
            assert sorted(told["rows"], key=key) == sorted(said["rows"], key=key)
    assert len(province.evenings) == 12
    assert proof.verify(proof.read_database(province.database), print).findings == 0


def _compare_steps(province: Province) -> None:
    """No step early, none twice, none left out, none to nobody: each as the model has it."""
    with province.database.read() as session:
        taken = session.scalars(
            select(Escalation).where(Escalation.level != "review").order_by(Escalation.taken_on)
        ).all()
        missing = session.scalars(select(Incident)).all()
    by_id = {number: key for key, number in province.ids.items()}
    wanted = Counter(
        (duty.key, step, due_on, day) for duty in province.duties for step, due_on, day in duty.told
    )
    found = Counter((by_id[one.assignment_id], one.step, one.due_on, one.taken_on) for one in taken)
    assert found == wanted
    assert set(wanted.values()) == {1}
    assert {step for _, step, _, _ in wanted} == {step for step, _, _ in year.LADDER}
    assert all(one.agency_id == province.closed_agency for one in missing)
    assert missing
    assert not [one for one in missing if one.resolved_at is None]


def _compare_messages(province: Province) -> None:
    """Each step of the agency's was told once, on its day, in the morning of a working day."""
    with province.database.read() as session:
        rows = session.execute(
            select(OUTBOX.c.subject, OUTBOX.c.body).where(
                OUTBOX.c.type == events.ASSIGNMENT_ESCALATED
            )
        ).all()
    told = [events.decode(row.body) for row in rows]
    assert len({row.subject for row in rows}) == len(rows)
    days = Counter(clock.local(event.time).date() for event in told)
    own = [step for duty in province.duties for step in duty.told if "deep" not in step[0]]
    assert days == Counter(day for _, _, day in own)
    assert all(NATIONAL.is_working_day(day) for day in days)
    assert {clock.local(event.time).hour for event in told} == {7}
