"""One act on many assignments: each guarded, done and told of by itself; a preview does nothing.

What fails for one assignment is told in its row and hinders no other.
"""

import contextlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError

from common import clock
from common.errors import ConflictError, InvalidInputError, Problem, StaleVersionError
from services.tasks import calendars
from services.tasks.assignments import Act, perform
from services.tasks.assignments.shape import joined, shown
from services.tasks.model import Assignment
from services.tasks.scope import reachable_by
from services.tasks.standing import Thresholds

_CHANGED_MEANWHILE: Final = frozenset({"40P01", "55P03"})
"""PostgreSQL's codes for a deadlock and for a lock that did not come free."""


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
    with _taken_back(session) if preview else contextlib.nullcontext():
        done: dict[int, Problem | None] = {}
        # In order of id, whoever asks: two rounds at once wait for each other, and never both.
        for one in sorted(chosen, key=lambda one: one.id):
            done[one.id] = _try(session, act, one)
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


def _try(session: Session, act: Act, one: Choice) -> Problem | None:
    """Act on one assignment in a savepoint; return why it did not work, None if it did."""
    try:
        with session.begin_nested():
            perform(session, one.id, one.version, act)
    except Problem as problem:
        return problem
    except StaleDataError:
        return StaleVersionError()
    except DBAPIError as error:
        if getattr(error.orig, "sqlstate", None) not in _CHANGED_MEANWHILE:
            raise
        return ConflictError("another request is changing this; try again", retry_after_s=1)
    return None


@contextlib.contextmanager
def _taken_back(session: Session) -> Iterator[None]:
    """Undo at the end whatever the block has written."""
    whole = session.begin_nested()
    try:
        yield
    finally:
        whole.rollback()


def _about(session: Session, act: Act, chosen: Sequence[Choice]) -> Mapping[int, dict[str, Any]]:
    """Return those that the caller may see, as they are now, by id."""
    wanted = [one.id for one in chosen]
    query = joined(Assignment).where(Assignment.id.in_(wanted), reachable_by(act.caller))
    thresholds = Thresholds.on(clock.today(), calendars.load(session))
    return {row.id: shown(row, act.caller, thresholds) for row in session.execute(query)}


def _row(one: Choice, problem: Problem | None, about: Mapping[str, Any] | None) -> dict[str, Any]:
    names = ("version", "work_state", "review_state", "label", "text", "agency", "plan")
    known = {name: about[name] if about else None for name in (*names, "available_actions")}
    told = _problem(problem) if problem else None
    return {"id": one.id, "status": problem.status if problem else 200, "problem": told} | known


def _problem(problem: Problem) -> dict[str, Any]:
    """Return a problem as a request of its own would have been answered."""
    told: dict[str, Any] = {
        "type": f"urn:dondoc:problem:{problem.type}",
        "title": problem.title,
        "status": problem.status,
        "detail": problem.detail,
    }
    if problem.errors:
        told["errors"] = [{"pointer": e.pointer, "detail": e.detail} for e in problem.errors]
    return told | problem.members


def choices(items: Sequence[Mapping[str, int]]) -> list[Choice]:
    """Return the items of a body as choices."""
    return [Choice(one["id"], one["version"]) for one in items]
