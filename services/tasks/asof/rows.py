"""Assignments at a past moment, as a table with the columns of `Assignment`.

What has not changed since is read from the assignment itself, and only the rest from its history:
the last entry up to the moment. Conditions on `Assignment` are asked of it by `of`.
"""

import datetime as dt
from collections.abc import Mapping
from typing import Any, Final, TypeVar

from sqlalchemy import (
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
    type_coerce,
    union_all,
)
from sqlalchemy.orm import Session, aliased
from sqlalchemy.sql.util import ClauseAdapter

from common.db import Instant
from services.tasks.assignments.shape import COLUMNS
from services.tasks.model import (
    CLOSED,
    CLOSED_DAY,
    WITHOUT_DAY,
    Assignment,
    History,
    WorkState,
)

NAME: Final = "was"
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


def as_it_was(session: Session, at: dt.datetime) -> Subquery:
    """Return the assignments that existed at `at`, each as it was, with `told_in_part`.

    That is true of what an entry tells that is from before states were kept whole: what it does
    not say is taken from the assignment as it is now, or left empty.
    """
    live = select(*_COLUMNS, false().label("told_in_part")).where(_A.updated_at <= at)
    return union_all(live, _then(session, at)).subquery(NAME)


def of(was: Subquery, condition: _Element) -> _Element:
    """Return a condition or column of `Assignment` as one of `was`."""
    adapted: _Element = ClauseAdapter(was).traverse(condition)
    return adapted


def _then(session: Session, at: dt.datetime) -> Select[Any]:
    """Return what has changed since `at`, by the last entry up to it."""
    older = aliased(History)
    last = (
        select(func.max(older.version))
        .where(older.assignment_id == _A.id, older.at <= at)
        .correlate(Assignment)
        .scalar_subquery()
    )
    told = _Told(session.get_bind().dialect.name == "sqlite", at)
    columns = [told.column(one.key, one.type).label(one.key) for one in _COLUMNS]
    entry = and_(History.assignment_id == _A.id, History.version == last)
    return (
        select(*columns, (~told.whole).label("told_in_part"))
        .select_from(_A)
        .join(History, entry)
        .where(_A.updated_at > at, _A.created_at <= at)
    )


class _Told:
    """What an entry's snapshot says, as columns with the types of the assignment's."""

    def __init__(self, is_sqlite: bool, at: dt.datetime) -> None:
        self._is_sqlite = is_sqlite
        self._at = at
        self.whole = History.snapshot["state"]["plan_id"].as_string().is_not(None)
        self._own: Mapping[str, Any] = {
            "id": _A.id,
            "version": History.version,
            "created_at": _A.created_at,
            "updated_at": History.at,
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
        said = self._typed(History.snapshot["state"][name].as_string(), type_)
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

    @staticmethod
    def _first(name: str) -> ColumnElement[str]:
        said: ColumnElement[str] = History.snapshot[name].as_string()
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
