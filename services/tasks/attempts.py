"""One row of many: tried in a savepoint, so that what fails leaves the others as they are."""

import contextlib
from collections.abc import Callable, Iterator
from typing import Any, Final

from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError

from common.db import is_taken
from common.errors import ConflictError, Problem, StaleVersionError

_CHANGED_MEANWHILE: Final = frozenset({"40P01", "55P03"})
"""PostgreSQL's codes for a deadlock and for a lock that did not come free."""


def attempt(session: Session, work: Callable[[], object]) -> Problem | None:
    """Do `work` in a savepoint; return why it did not succeed, None if it did."""
    try:
        with session.begin_nested():
            work()
    except Problem as problem:
        return problem
    except StaleDataError:
        return StaleVersionError()
    except DBAPIError as error:
        state = getattr(error.orig, "sqlstate", None)
        if state not in _CHANGED_MEANWHILE and not is_taken(error):
            raise
        return ConflictError("another request is changing this; try again", retry_after_s=1)
    return None


@contextlib.contextmanager
def taken_back(session: Session, *, wanted: bool = True) -> Iterator[None]:
    """Undo at the end whatever the block has written, if that is `wanted`."""
    if not wanted:
        yield
        return
    whole = session.begin_nested()
    try:
        yield
    finally:
        whole.rollback()


def told(problem: Problem) -> dict[str, Any]:
    """Return a problem as a request of its own would have been answered."""
    body: dict[str, Any] = {
        "type": f"urn:dondoc:problem:{problem.type}",
        "title": problem.title,
        "status": problem.status,
        "detail": problem.detail,
    }
    if problem.errors:
        body["errors"] = [{"pointer": e.pointer, "detail": e.detail} for e in problem.errors]
    return body | problem.members
