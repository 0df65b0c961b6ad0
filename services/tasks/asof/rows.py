"""Assignments at a past moment, as a table with the columns of `Assignment`.

What has not changed since is read from the assignment itself, and only the rest from its history:
the last entry up to the moment. Conditions on `Assignment` are asked of it by `of`.
"""

import datetime as dt
from collections.abc import Collection, Iterable, Mapping
from typing import Any, Final, TypeVar

from sqlalchemy import (
    Column,
    ColumnElement,
    Date,
    DateTime,
    Integer,
    Select,
    Subquery,
    and_,
    case,
    cast,
    false,
    func,
    literal,
    null,
    select,
    true,
    type_coerce,
    union_all,
)
from sqlalchemy.orm import Session, aliased
from sqlalchemy.sql.util import ClauseAdapter
from sqlalchemy.sql.visitors import iterate

from common.db import Instant, is_sqlite
from services.tasks.assignments.shape import COLUMNS
from services.tasks.model import (
    CLOSED,
    CLOSED_DAY,
    WITHOUT_DAY,
    Assignment,
    History,
    WorkState,
)

_A: Final = Assignment
_Element = TypeVar("_Element", bound=ColumnElement[Any])


def is_own(column: Any) -> bool:
    """Tell whether a column of `shape` is one of the assignment itself."""
    return getattr(column, "class_", None) is Assignment


_COLUMNS: Final = (*(one for one in COLUMNS if is_own(one)), _A.urgency)
_ALWAYS: Final = frozenset({"work_state", "review_state", "due_on"})
"""What every snapshot has said at its first level."""
_FIXED: Final = frozenset(
    {"plan_id", "item_id", "agency_id", "assigner_agency_id", "role", "bindingness"}
)
"""What an old snapshot does not say, and is most likely what it is now."""
_COUNTS: Final = frozenset({"extensions_granted"})
"""What a snapshot leaves out where it is nought."""
_OF_SUBMISSION: Final = frozenset({"submitted_on", "submitted_by_id", "standing_when_submitted"})


def as_it_was(
    session: Session,
    at: dt.datetime,
    names: Collection[str] | None = None,
    ids: Collection[int] | None = None,
) -> Subquery:
    """Return the assignments that existed at `at`, each as it was, with `told_in_part`.

    That is true of what an entry tells that is from before states were kept whole: what it does
    not say is taken from the assignment as it is now, or left empty. Only the columns `names` are
    read, and of the assignments `ids`, where they are given: to read all of a snapshot takes long.
    """
    columns = [one for one in _COLUMNS if names is None or one.key in names]
    which = true() if ids is None else _A.id.in_(ids)
    live = select(*columns, false().label("told_in_part")).where(_A.updated_at <= at, which)
    return union_all(live, _then(session, at, columns).where(which)).subquery("was")


def of(was: Subquery, condition: _Element) -> _Element:
    """Return a condition or column of `Assignment` as one of `was`."""
    adapted: _Element = ClauseAdapter(was).traverse(condition)
    return adapted


def columns_of(conditions: Iterable[ColumnElement[Any]]) -> set[str]:
    """Return the names of the columns of `Assignment` that `conditions` ask about."""
    parts = (part for one in conditions for part in iterate(one))
    return {one.key for one in parts if isinstance(one, Column) and _is_of_assignment(one)}


def _is_of_assignment(column: Column[Any]) -> bool:
    return column.table.description == Assignment.__tablename__


def _then(session: Session, at: dt.datetime, wanted: Iterable[Any]) -> Select[Any]:
    """Return what has changed since `at`, by the last entry up to it."""
    sqlite = is_sqlite(session)
    entry, is_last = _last_by_version(at) if sqlite else _last_of_each(at)
    told = _Told(entry, sqlite, at)
    columns = [told.column(one.key, one.type).label(one.key) for one in wanted]
    return (
        select(*columns, (~told.whole).label("told_in_part"))
        .select_from(_A)
        .join(entry, is_last)
        .where(_A.updated_at > at, _A.created_at <= at)
    )


def _last_of_each(at: dt.datetime) -> tuple[Any, ColumnElement[bool]]:
    """Return the last entry of an assignment up to `at`: PostgreSQL looks up one for each row.

    Told which by its version, it would read the whole of the history and join it.
    """
    mine = select(History.version, History.at, History.note, History.snapshot).where(
        History.assignment_id == _A.id, History.at <= at
    )
    last = mine.order_by(History.version.desc()).limit(1).correlate(Assignment)
    return last.lateral("entry"), true()


def _last_by_version(at: dt.datetime) -> tuple[Any, ColumnElement[bool]]:
    """Return what `_last_of_each` does for SQLite, which has no LATERAL."""
    entry = History.__table__.alias("entry")
    last = (
        select(func.max(History.version))
        .where(History.assignment_id == _A.id, History.at <= at)
        .correlate(Assignment)
        .scalar_subquery()
    )
    return entry, and_(entry.c.assignment_id == _A.id, entry.c.version == last)


class _Told:
    """What an entry's snapshot says, as columns with the types of the assignment's."""

    def __init__(self, entry: Any, is_sqlite: bool, at: dt.datetime) -> None:
        self._entry = entry.c
        self._is_sqlite = is_sqlite
        self._at = at
        self.whole = self._entry.snapshot["state"]["plan_id"].as_string().is_not(None)
        self._own: Mapping[str, Any] = {
            "id": _A.id,
            "version": self._entry.version,
            "created_at": _A.created_at,
            "updated_at": self._entry.at,
            "urgency": self._urgency(),
            "extension_state": func.coalesce(self._first("extension_state"), "none"),
            "grade": self._first("grade"),
            "last_note": self._note(History.note),
            "noted_at": self._note(History.at),
        }

    def column(self, name: str, type_: Any) -> ColumnElement[Any]:
        """Return the column `name` as the entry says it."""
        if name in self._own:
            own: ColumnElement[Any] = self._own[name]
            return own
        if name in _ALWAYS:
            return self._typed(self._first(name), type_)
        return self._kept(name, type_)

    def _kept(self, name: str, type_: Any) -> ColumnElement[Any]:
        said = self._typed(self._entry.snapshot["state"][name].as_string(), type_)
        now: ColumnElement[Any] = getattr(_A, name)
        if name in _FIXED:
            return func.coalesce(said, now)
        if name in _COUNTS:
            return func.coalesce(said, literal(0, type_))
        return case((self.whole, said), else_=self._guessed(name, now))

    def _guessed(self, name: str, now: ColumnElement[Any]) -> ColumnElement[Any]:
        """Return what an old entry leaves to be told by the assignment as it is now."""
        if name in _OF_SUBMISSION:
            handed_in = self._first("work_state").in_([WorkState.SUBMITTED, WorkState.COMPLETED])
            return case((handed_in, now), else_=null())
        if name == "acknowledged_at":  # set once, and never taken back
            return case((_A.acknowledged_at <= self._at, now), else_=null())
        return null()

    def _urgency(self) -> ColumnElement[Any]:
        day = self._typed(self._first("due_on"), _A.due_on.type)
        closed = self._first("work_state").in_(sorted(CLOSED))
        return case(
            (closed, literal(CLOSED_DAY, _A.urgency.type)),
            else_=func.coalesce(day, literal(WITHOUT_DAY, _A.urgency.type)),
        )

    def _note(self, column: Any) -> ColumnElement[Any]:
        """Return a column of the last progress note up to the moment."""
        noted = aliased(History)
        which = noted.assignment_id == _A.id, noted.at <= self._at, noted.action == "update"
        query = select(getattr(noted, column.key)).where(*which).order_by(noted.version.desc())
        return query.limit(1).correlate(Assignment).scalar_subquery()

    def _first(self, name: str) -> ColumnElement[str]:
        said: ColumnElement[str] = self._entry.snapshot[name].as_string()
        return said

    def _typed(self, text: ColumnElement[str], type_: Any) -> ColumnElement[Any]:
        """Return the text of a snapshot as a column of `type_`."""
        if isinstance(type_, Integer):
            return cast(text, Integer if self._is_sqlite else type_)
        if isinstance(type_, Date):
            return type_coerce(text, type_) if self._is_sqlite else cast(text, type_)
        if isinstance(type_, Instant):
            if self._is_sqlite:  # which keeps instants as text without T and Z
                return type_coerce(func.replace(func.replace(text, "T", " "), "Z", ""), type_)
            return type_coerce(cast(text, DateTime(timezone=True)), type_)
        return text
