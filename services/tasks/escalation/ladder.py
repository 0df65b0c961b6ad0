"""The escalation ladder as configuration: who is told what, and how many days from the deadline.

The default is domain practice, not law; an office that does otherwise names a file of its own.
"""

import datetime as dt
import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Any, Final

from common.config import ConfigError
from services.tasks.calendars import Calendar

MOST_STEPS: Final = 20
FARTHEST_DAYS: Final = 90
_NAME = re.compile(r"[a-z][a-z0-9_]{0,19}")
_DAY: Final = dt.timedelta(days=1)
_LONGEST_REST: Final = 30
"""No public holiday is longer, in days; a bound for a search, not a rule."""


class Level(StrEnum):
    """How grave a step is; it decides the words."""

    REMINDER = "reminder"  # nhắc việc
    YELLOW = "yellow"  # vàng
    RED = "red"  # đỏ
    DEEP_RED = "deep_red"  # đỏ đặc biệt
    REVIEW = "review"  # quá hạn nghiệm thu: the assigner's own delay
    EXTENSION = "extension"  # an extension that nobody has decided


GENTLE: Final = frozenset({Level.REMINDER, Level.YELLOW})
"""Levels that a request may reach: there is no superior to tell."""


class Receiver(StrEnum):
    """Who is told: by role, found when it is sent."""

    OWNER = "owner"  # who does the work, in the agency that has it
    HEAD = "head"  # the head of that agency
    ASSIGNER = "assigner"  # the level that assigned: its exception list


@dataclass(frozen=True, slots=True)
class Step:
    """One rung. `days` counts from the last safe day, negative before it.

    Steps before the day move to the working day before when they fall on a day off, later ones to
    the next; `working` counts working days (after the day only).
    """

    name: str
    level: Level
    days: int
    to: Receiver
    sms: bool = False
    working: bool = False

    def day(self, due_on: dt.date, calendar: Calendar) -> dt.date:
        """Return the working day on which the step is taken for work due on `due_on`."""
        if self.working:
            return calendar.add_working_days(due_on, self.days)
        aim = due_on + self.days * _DAY
        return calendar.on_or_before(aim) if self.days <= 0 else calendar.on_or_after(aim)

    def latest_due(self, today: dt.date, calendar: Calendar) -> dt.date:
        """Return the latest last safe day for which the step's day has come by `today`."""
        due_on = today + (_LONGEST_REST - self.days) * _DAY
        while self.day(due_on, calendar) > today:
            due_on -= _DAY
        return due_on


@dataclass(frozen=True, slots=True)
class Window:
    """The last safe days for which `step` is the one to take: the latest of its receiver's."""

    step: Step
    first: dt.date | None
    last: dt.date


DEFAULT_STEPS: Final = (
    Step("reminder_7", Level.REMINDER, -7, Receiver.OWNER),
    Step("yellow", Level.YELLOW, -3, Receiver.OWNER, sms=True),
    Step("reminder_1", Level.REMINDER, -1, Receiver.OWNER),
    # The last safe day is in time to its end, so the deadline has come when it is over.
    Step("red", Level.RED, 1, Receiver.HEAD, sms=True),
    Step("deep_red_3", Level.DEEP_RED, 3, Receiver.ASSIGNER, working=True),
    Step("deep_red_5", Level.DEEP_RED, 5, Receiver.ASSIGNER, working=True),
)


@dataclass(frozen=True, slots=True)
class Ladder:
    """The steps in order of their days, and the hours in which anybody is told of one."""

    steps: Sequence[Step] = DEFAULT_STEPS
    opens: dt.time = dt.time(7, 30)
    closes: dt.time = dt.time(20, 0)
    week_day: int = field(default=0)  # of the weekly summary; 0 is Monday

    def is_open(self, local: dt.datetime) -> bool:
        """Tell whether `local`, a moment in Viet Nam, is outside the quiet hours."""
        return self.opens <= local.time() < self.closes

    def windows(self, today: dt.date, calendar: Calendar) -> list[Window]:
        """Return for each step the last safe days that call for it today, not for a later one."""
        latest = [step.latest_due(today, calendar) for step in self.steps]
        return [
            Window(step, self._first(number, latest, today), latest[number])
            for number, step in enumerate(self.steps)
        ]

    def _first(self, number: int, latest: Sequence[dt.date], today: dt.date) -> dt.date | None:
        step = self.steps[number]
        later = (n for n, one in enumerate(self.steps) if n > number and one.to is step.to)
        overtaken = next((latest[n] + _DAY for n in later), None)
        # What announces a day says nothing once the day is over.
        return max(overtaken or today, today) if step.days <= 0 else overtaken


DEFAULT: Final = Ladder()


def read(path: Path | None) -> Ladder:
    """Return the ladder of a TOML file, or the default; raises ConfigError naming what is wrong."""
    if path is None:
        return DEFAULT
    try:
        stated = tomllib.loads(path.read_text("utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise ConfigError(f"the ladder {path} cannot be read: {error}") from error
    try:
        return parse(stated)
    except (KeyError, TypeError, ValueError) as error:
        raise ConfigError(f"the ladder {path}: {error}") from error


def parse(stated: Mapping[str, Any]) -> Ladder:
    """Return the ladder that `stated` describes; raises ValueError, KeyError or TypeError."""
    unknown = stated.keys() - {"opens", "closes", "week_day", "step"}
    if unknown:
        raise ValueError(f"unknown settings {sorted(unknown)}; see docs/reference/escalation.md")
    steps = [_step(one) for one in stated.get("step", ())] or list(DEFAULT_STEPS)
    _check(steps)
    ladder = Ladder(
        steps=tuple(sorted(steps, key=lambda step: (step.days, step.name))),
        opens=_time(stated.get("opens", DEFAULT.opens)),
        closes=_time(stated.get("closes", DEFAULT.closes)),
        week_day=int(stated.get("week_day", 0)),
    )
    if ladder.opens >= ladder.closes:
        raise ValueError("opens must be before closes")
    if ladder.week_day not in range(7):
        raise ValueError("week_day must be 0 (Monday) to 6")
    return ladder


def _step(stated: Mapping[str, Any]) -> Step:
    unknown = stated.keys() - {"name", "level", "days", "to", "sms", "working"}
    if unknown:
        raise ValueError(f"a step has unknown settings {sorted(unknown)}")
    return Step(
        name=str(stated["name"]),
        level=Level(stated["level"]),
        days=int(stated["days"]),
        to=Receiver(stated["to"]),
        sms=bool(stated.get("sms", False)),
        working=bool(stated.get("working", False)),
    )


def _check(steps: Sequence[Step]) -> None:
    names = [step.name for step in steps]
    if len(set(names)) < len(names):
        raise ValueError("two steps have one name")
    if len(steps) > MOST_STEPS:
        raise ValueError(f"has more than {MOST_STEPS} steps")
    for step in steps:
        _check_step(step)


def _check_step(step: Step) -> None:
    if not _NAME.fullmatch(step.name):
        raise ValueError(f"step {step.name!r}: a name is small letters, digits and _, at most 20")
    if abs(step.days) > FARTHEST_DAYS:
        raise ValueError(f"step {step.name}: days must be within {FARTHEST_DAYS} of the deadline")
    if step.working and step.days <= 0:
        raise ValueError(f"step {step.name}: working days are counted after the deadline only")
    if step.level in {Level.REVIEW, Level.EXTENSION}:
        raise ValueError(f"step {step.name}: {step.level} follows its own days")
    if (step.level in GENTLE) != (step.days <= 0):
        raise ValueError(
            f"step {step.name}: reminder and yellow come before the day, red and deep_red after it"
        )


def _time(value: Any) -> dt.time:
    return value if isinstance(value, dt.time) else dt.time.fromisoformat(str(value))
