"""A plain model of one year of a province: what was assigned, what became of it, who is told when.

It knows no table and no query: dates, a few sentences of the domain, and loops.
"""

import datetime as dt
import random
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from services.tasks.calendars import NATIONAL

DAY = dt.timedelta(days=1)
FIRST, LAST = dt.date(2026, 1, 1), dt.date(2026, 12, 31)
COMMITTEE = 1
AGENCIES = range(2, 26)
PLANS = 40

LADDER = (
    ("reminder_7", -7, "owner"),
    ("yellow", -3, "owner"),
    ("reminder_1", -1, "owner"),
    ("red", 1, "head"),
    ("deep_red_3", 3, "assigner"),
    ("deep_red_5", 5, "assigner"),
)
GENTLE = {"reminder_7", "yellow", "reminder_1"}


@dataclass
class Duty:
    """One assignment and its fate: each `..._on` is the day of an act, None if it never comes."""

    key: str
    agency_id: int
    role: str
    bindingness: str
    given_on: dt.date
    due_on: dt.date | None
    submit_on: dt.date | None = None
    return_on: dt.date | None = None
    approve_on: dt.date | None = None
    withdraw_on: dt.date | None = None
    submitted_on: dt.date | None = None
    state: str = "live"
    told: list[tuple[str, dt.date, dt.date]] = field(default_factory=list)  # step, due day, day

    def acts(self, day: dt.date) -> Iterator[str]:
        """Yield what is done to the duty on `day`, in order."""
        for act, on in (
            ("submit", self.submit_on),
            ("return", self.return_on),
            ("approve", self.approve_on),
            ("withdraw", self.withdraw_on),
        ):
            if on == day:
                yield act

    def cell(self, today: dt.date) -> str:
        """Return the cell of the official statistics in which the duty is counted."""
        if self.state == "withdrawn":
            return "nowhere"
        if self.role == "coordinating":
            return "coordinating"
        done = "done" if self.state == "done" else "open"
        if self.bindingness == "request":
            return f"requests_{done}"
        if self.due_on is None:
            return f"{done}_no_deadline"
        late = (self.submitted_on or today) > self.due_on
        if done == "done":
            return "done_late" if late else "done_on_time"
        return "open_overdue" if late else "open_in_time"


def make(seed: int) -> list[list[Duty]]:
    """Return the duties of the year's plans, plan by plan."""
    chance = random.Random(seed)  # noqa: S311 - fates, no secrets
    return [_plan(chance, number) for number in range(1, PLANS + 1)]


def _plan(chance: random.Random, number: int) -> list[Duty]:
    given_on = FIRST + chance.randrange(300) * DAY
    return [
        _duty(chance, f"{number}-{n}", agency_id, given_on)
        for n, agency_id in enumerate(chance.sample(AGENCIES, 5))
    ]


def _duty(chance: random.Random, key: str, agency_id: int, given_on: dt.date) -> Duty:
    role = chance.choices(("lead", "executing", "coordinating"), (6, 3, 1))[0]
    due_on = given_on + chance.randrange(2, 70) * DAY if chance.random() < 0.8 else None
    duty = Duty(
        key=key,
        agency_id=agency_id,
        role=role,
        bindingness="request" if chance.random() < 0.15 else "order",
        given_on=given_on,
        due_on=None if role == "coordinating" else due_on,
    )
    if role != "coordinating":
        _fate(chance, duty)
    return duty


def _fate(chance: random.Random, duty: Duty) -> None:
    aim = duty.due_on or duty.given_on + 40 * DAY
    begin = max(duty.given_on + DAY, aim + chance.randrange(-12, 15) * DAY)
    lot = chance.random()
    if lot < 0.1:
        duty.withdraw_on = begin
    elif lot < 0.8:
        duty.submit_on = begin
        if chance.random() < 0.8:
            duty.approve_on = begin + chance.randrange(1, 12) * DAY
        elif chance.random() < 0.5 and duty.due_on and begin > duty.due_on:
            # Late work that is returned stays late; early work would get days back.
            duty.return_on = begin + 2 * DAY


def step_day(due_on: dt.date, days: int, to: str) -> dt.date:
    """Return the day of a step: before a day off if it comes before the deadline, else after."""
    if to == "assigner":
        day, left = due_on, days
        while left:
            day += DAY
            left -= NATIONAL.is_working_day(day)
        return day
    day = due_on + days * DAY
    while not NATIONAL.is_working_day(day):
        day += DAY if days > 0 else -DAY
    return day


def tell(duty: Duty, today: dt.date, *, nobody_there: bool) -> None:
    """Write down what anybody is told of `duty` on the morning of the working day `today`."""
    if duty.state != "live" or duty.due_on is None or duty.given_on >= today:
        return
    latest: dict[str, str] = {}
    for step, days, to in LADDER:
        if step not in GENTLE and duty.bindingness == "request":
            continue
        if step_day(duty.due_on, days, to) <= today and (
            step not in GENTLE or today <= duty.due_on
        ):
            latest[to] = step
    for to, step in latest.items():
        if nobody_there and to != "assigner":
            continue
        if not any(told[:2] == (step, duty.due_on) for told in duty.told):
            duty.told.append((step, duty.due_on, today))


def cells(duties: list[Duty], today: dt.date) -> Counter[str]:
    """Return how many duties each cell counts."""
    return Counter(duty.cell(today) for duty in duties)
