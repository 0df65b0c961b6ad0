"""One act on many assignments: each guarded, done and told of by itself; a preview does nothing.

What fails for one assignment is told in its row and hinders no other.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from sqlalchemy.orm import Session

from common import clock
from common.errors import InvalidInputError, Problem
from services.tasks import calendars
from services.tasks.assignments import Act, perform
from services.tasks.assignments.shape import joined, shown
from services.tasks.attempts import attempt, taken_back, told
from services.tasks.model import Assignment
from services.tasks.scope import reachable_by
from services.tasks.standing import Thresholds


@dataclass(frozen=True, slots=True)
class Choice:
    """An assignment to act on, as the caller read it."""

    id: int
    version: int


def act_on_many(
    session: Session, act: Act, chosen: Sequence[Choice], *, preview: bool = False
) -> dict[str, Any]:
    """Do `act` on each of `chosen`; returns a row for each, in the order given, and counts.

    A preview does the same and takes it back, so it tells what would come of it just now. Raises
    InvalidInputError for an assignment named twice.
    """
    _check(chosen)
    with taken_back(session, wanted=preview):
        done: dict[int, Problem | None] = {}
        # In order of id, whoever asks: two rounds at once wait for each other, and never both.
        for one in sorted(chosen, key=lambda one: one.id):
            done[one.id] = attempt(session, partial(perform, session, one.id, one.version, act))
        about = _about(session, act, chosen)
    failed = sum(problem is not None for problem in done.values())
    return {
        "action": act.action,
        "preview": preview,
        "done": len(done) - failed,
        "failed": failed,
        "items": [_row(one, done[one.id], about.get(one.id)) for one in chosen],
    }


def _check(chosen: Sequence[Choice]) -> None:
    seen: set[int] = set()
    for number, one in enumerate(chosen):
        if one.id in seen:
            raise InvalidInputError.of(f"/items/{number}/id", f"{one.id} is named twice")
        seen.add(one.id)


def _about(session: Session, act: Act, chosen: Sequence[Choice]) -> Mapping[int, dict[str, Any]]:
    """Return those that the caller may see, as they are now, by id."""
    wanted = [one.id for one in chosen]
    query = joined(Assignment).where(Assignment.id.in_(wanted), reachable_by(act.caller))
    thresholds = Thresholds.on(clock.today(), calendars.load(session))
    return {row.id: shown(row, act.caller, thresholds) for row in session.execute(query)}


def _row(one: Choice, problem: Problem | None, about: Mapping[str, Any] | None) -> dict[str, Any]:
    names = ("version", "work_state", "review_state", "label", "text", "agency", "plan")
    known = {name: about[name] if about else None for name in (*names, "available_actions")}
    status = problem.status if problem else 200
    return {"id": one.id, "status": status, "problem": told(problem) if problem else None} | known


def choices(items: Sequence[Mapping[str, int]]) -> list[Choice]:
    """Return the items of a body as choices."""
    return [Choice(one["id"], one["version"]) for one in items]
