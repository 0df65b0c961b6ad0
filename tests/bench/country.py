"""A country's worth of work: departments, communes, plans, two years of duties.

Nothing is random: the same count on the same day gives the same work. Nine of ten assignments come
of duties of every commune, the others of duties that departments share. Past work is mostly closed,
one in thirty is late; of what is to come a sixth is done.
"""

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

from common import clock
from services.tasks.model import spell, urgency_of

COMMITTEE: Final = 1
DEPARTMENTS: Final = range(101, 125)
COMMUNES: Final = range(1001, 1001 + 3321)
PLANS: Final = 40
VARIANTS: Final = 20
"""So many ways in which assignments that are due on the same day have come along."""

_DAY: Final = dt.timedelta(days=1)
_PARTIES: Final = 4  # departments that share a duty: one leads, three coordinate
_PAST_DAYS, _SPAN_DAYS = 600, 730
_ABOUT: Final = (
    "chuyển đổi số",
    "trẻ em",
    "đất đai",
    "y tế cơ sở",
    "an toàn thực phẩm",
    "việc làm",
)
Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Duty:
    """An item of a plan, given to the agencies numbered from `first` to `last`."""

    id: int
    plan_id: int
    is_class: bool
    bindingness: str
    due_on: dt.date | None
    first: int
    last: int

    @property
    def agency_ids(self) -> range:
        """Whose duty it is."""
        return range(self.first, self.last + 1)


@dataclass(frozen=True)
class Country:
    """Everything for `assignments` assignments, as it stands on the day `today`."""

    assignments: int
    today: dt.date

    def agencies(self) -> Iterator[Row]:
        """Yield who works."""
        yield _agency(COMMITTEE, "ubnd-tinh", "Ủy ban nhân dân tỉnh", "committee")
        for n in DEPARTMENTS:
            yield _agency(n, f"so-{n}", f"Sở chuyên ngành số {n}", "department")
        for n in COMMUNES:
            yield _agency(n, f"xa-{n}", f"Ủy ban nhân dân xã số {n}", "commune")

    def names(self) -> Iterator[Row]:
        """Yield what they are called, as it is searched."""
        for one in self.agencies():
            yield {"agency_id": one["id"], "folded": one["folded"].strip(), "current": True}

    def plans(self) -> Iterator[Row]:
        """Yield the plans: of four, three come from the committee and one from a department."""
        issued_on = self.today - (_PAST_DAYS + 70) * _DAY
        for n in range(1, PLANS + 1):
            yield {
                "id": n,
                "number": f"{n}/KH-UBND",
                "title": _title(n),
                "issuer": "Ủy ban nhân dân tỉnh",
                "issued_on": issued_on,
                "assigner_agency_id": COMMITTEE if n % 4 else DEPARTMENTS[n % len(DEPARTMENTS)],
                "actor_id": 7,
                "actor_name": "coordinator",
                "event_id": f"seed-{n}",
                "fanned_out_at": _moment(issued_on, 0),
            }

    @cached_property
    def duties(self) -> tuple[Duty, ...]:
        """The items: first those of all communes, then those of departments."""
        classes = self.assignments * 9 // 10 // len(COMMUNES)
        left = self.assignments - classes * len(COMMUNES)
        shared = -(-left // _PARTIES)
        return tuple(
            self._duty(n, classes, min(_PARTIES, left - _PARTIES * (n - classes - 1)))
            for n in range(1, classes + shared + 1)
        )

    def _duty(self, n: int, classes: int, parties: int) -> Duty:
        of_all = n <= classes
        first = COMMUNES[0] if of_all else DEPARTMENTS[n % (len(DEPARTMENTS) - _PARTIES)]
        return Duty(
            id=n,
            plan_id=1 + n % PLANS,
            is_class=of_all,
            bindingness="request" if n % 30 == 7 else "order",
            due_on=None if n % 12 == 11 else self._day(n * 337 % _SPAN_DAYS),
            first=first,
            last=COMMUNES[-1] if of_all else first + parties - 1,
        )

    def _day(self, number: int) -> dt.date:
        return self.today + (number - _PAST_DAYS) * _DAY

    def items(self) -> Iterator[Row]:
        """Yield the duties as items of plans."""
        for duty in self.duties:
            about = _ABOUT[duty.id % len(_ABOUT)]
            text = (
                f"Rà soát, thống kê và báo cáo kết quả thực hiện nhiệm vụ số {duty.id} về {about}"
            )
            yield {
                "id": duty.id,
                "plan_id": duty.plan_id,
                "key": f"k{duty.id}",
                "label": f"II.{duty.id}",
                "text": f"{text}; tuyên truyền, phổ biến đến từng thôn, tổ dân phố.",
                "output": "Báo cáo kết quả",
                "bindingness": duty.bindingness,
                "span_start": 0,
                "span_end": 100,
                "phrase": "trước ngày" if duty.due_on else None,
                "operator": "before" if duty.due_on else None,
                "stated_on": duty.due_on and duty.due_on + _DAY,
                "last_safe_day": duty.due_on,
                "folded": spell(
                    text,
                    "Báo cáo kết quả",
                    f"II.{duty.id}",
                    f"{duty.plan_id}/KH-UBND",
                    _title(duty.plan_id),
                ),
                "parties": [(role_of(duty, one), one, duty.is_class) for one in duty.agency_ids],
                "party_count": len(duty.agency_ids),
                "fanned_out": len(duty.agency_ids),
            }

    def patterns(self) -> Iterator[tuple[Row, list[Row]]]:
        """Yield, for each day on which work can be due, how it may stand, and the acts so far.

        Both have "day" (`WITHOUT_DAY` for none), "coordinating" and "variant"; the acts have
        "theirs" where the actor belongs to the agency. What differs among duties is left out.
        """
        for variant in range(VARIANTS):
            # Two of three agencies that coordinate have accepted.
            yield self._pattern(None, variant, 500 if variant % 3 else 999, coordinating=True)
        days = {duty.due_on for duty in self.duties}
        for n, due_on in enumerate(sorted(days, key=lambda day: day or dt.date.min)):
            for variant in range(VARIANTS):
                dice = (n * 7_919 + variant * 1_000 // VARIANTS) % 1_000
                yield self._pattern(due_on, variant, dice)

    def _pattern(
        self, due_on: dt.date | None, variant: int, dice: int, *, coordinating: bool = False
    ) -> tuple[Row, list[Row]]:
        state = _state(dice, due_on, self.today)
        given = min(due_on or self.today, self.today) - 60 * _DAY
        acted = self._acted(due_on, dice)
        path = _PATHS[state]
        _, work_state, review_state = path[-1]
        last = _moment(acted, len(path)) if len(path) > 1 else _moment(given, 1)
        day = urgency_of("", due_on)
        place = {"day": day, "coordinating": int(coordinating), "variant": variant}
        row = {
            "work_state": work_state,
            "review_state": review_state,
            "due_on": due_on,
            "urgency": urgency_of(work_state, due_on),
            "acknowledged_at": last if len(path) > 1 else None,
            "created_at": _moment(given, 1),
            "updated_at": last,
            "version": len(path),
            **self._facts(state, due_on, acted, last),
        }
        acts = [
            _act(version, step, due_on, given if version == 1 else acted)
            for version, step in enumerate(path, start=1)
        ]
        return place | row, [place | act for act in acts]

    def _acted(self, due_on: dt.date | None, dice: int) -> dt.date:
        """Return the day of the last acts: one of six is up to two weeks late."""
        late = 1 + dice % 14 if dice % 6 == 0 else -(dice % 20)
        return min((due_on or self.today) + late * _DAY, self.today - (1 + dice % 10) * _DAY)

    def _facts(
        self, state: str, due_on: dt.date | None, acted: dt.date, last: dt.datetime
    ) -> dict[str, Any]:
        """Return the columns that only some states fill."""
        submitted = state in {"submitted", "completed"}
        pending = state in {"submitted", "declined"}
        held = state == "on_hold"
        late = due_on is not None and acted > due_on
        standing = "overdue" if late else "on_track"
        return {
            "submitted_on": acted if submitted else None,
            "submitted_by_id": 7 if submitted else None,
            "standing_when_submitted": standing if submitted and due_on else None,
            "review_since": last if pending else None,
            "review_due_on": acted + 5 * _DAY if pending else None,
            "held_from": "in_progress" if held else None,
            "held_since": last if held else None,
            "held_until": self.today + 30 * _DAY if held else None,
            "grade": "good" if state == "completed" else None,
            "completed_at": last if state == "completed" else None,
        }


def role_of(duty: Duty, agency_id: int) -> str:
    """Return what the agency is in the duty."""
    if duty.is_class:
        return "executing"
    return "lead" if agency_id == duty.first else "coordinating"


def _agency(number: int, slug: str, name: str, kind: str) -> Row:
    return {"id": number, "slug": slug, "name": name, "kind": kind, "folded": spell(name)}


def _title(plan_id: int) -> str:
    return f"Kế hoạch về {_ABOUT[plan_id % len(_ABOUT)]} số {plan_id}"


_PAST: Final = (
    (930, "completed"),
    (945, "withdrawn"),
    (955, "submitted"),
    (958, "declined"),
    (962, "on_hold"),
    (968, "returned"),
    (988, "in_progress"),
    (994, "accepted"),
    (1000, "given"),
)
_COMING: Final = (
    (160, "completed"),
    (170, "withdrawn"),
    (200, "submitted"),
    (203, "declined"),
    (208, "on_hold"),
    (220, "returned"),
    (500, "in_progress"),
    (750, "accepted"),
    (1000, "given"),
)
"""Of a thousand assignments, up to which number they are in which state."""


def _state(dice: int, due_on: dt.date | None, today: dt.date) -> str:
    shares = _PAST if due_on is not None and due_on < today else _COMING
    return next(state for limit, state in shares if dice < limit)


_ASSIGN: Final = ("assign", "not_started", "none")
_SUBMIT: Final = ("submit", "submitted", "pending")
_PATHS: Final[Mapping[str, tuple[tuple[str, str, str], ...]]] = {
    "given": (_ASSIGN,),
    "accepted": (_ASSIGN, ("accept", "not_started", "none")),
    "in_progress": (_ASSIGN, ("update", "in_progress", "none")),
    "submitted": (_ASSIGN, _SUBMIT),
    "completed": (_ASSIGN, _SUBMIT, ("approve", "completed", "approved")),
    "returned": (_ASSIGN, _SUBMIT, ("return", "returned", "returned")),
    "declined": (_ASSIGN, ("decline", "declined", "pending")),
    "on_hold": (_ASSIGN, ("hold", "on_hold", "none")),
    "withdrawn": (_ASSIGN, ("withdraw", "withdrawn", "none")),
}
"""How each state is come to: action, work state and review state of every act."""


def _act(
    version: int, step: tuple[str, str, str], due_on: dt.date | None, day: dt.date
) -> dict[str, Any]:
    action, work_state, review_state = step
    return {
        "version": version,
        "at": _moment(day, version),
        "action": action,
        "theirs": action in {"accept", "update", "submit", "decline"},
        "note": None if version == 1 else "Đã rà soát, có báo cáo kèm theo.",
        "cause": "event:seed" if version == 1 else "request:seed",
        "snapshot": {
            "work_state": work_state,
            "review_state": review_state,
            "extension_state": "none",
            "due_on": due_on.isoformat() if due_on else None,
        },
    }


def _moment(day: dt.date, version: int) -> dt.datetime:
    """Return a moment of the working day, the later the higher the version."""
    return dt.datetime.combine(day, dt.time(8 + version), clock.VIETNAM).astimezone(dt.UTC)
