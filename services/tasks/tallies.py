"""Keeping the counts of `services.tasks.model.tallies`: adding up, making anew, comparing.

Each is one transaction that sees one state of the database: what a change noted and the change
itself are seen together or not at all.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import (
    ColumnElement,
    Integer,
    Select,
    String,
    cast,
    delete,
    extract,
    func,
    literal,
    literal_column,
    select,
    union_all,
)
from sqlalchemy.orm import Session

from common.db import Id, insert_into, is_sqlite
from services.tasks.model import ALL, CELL, Assignment, PlanItem, Tally, TallyDelta

AGENCY: Final = "agency"
GIVEN: Final = "given"
BOTH: Final = "both"
PERIOD: Final = "period"
"""Facets, as `Tally` tells them."""

BATCH: Final = 5_000
_LOCK: Final = 5_280_027
"""Names the advisory lock of whoever writes tallies."""

_KEYS: Final = ("plan_id", "assigner_agency_id", "agency_id", "month")
_KNOWN: Final[Mapping[str, frozenset[str]]] = {
    AGENCY: frozenset({"agency_id"}),
    GIVEN: frozenset({"assigner_agency_id", "agency_id"}),
    BOTH: frozenset({"plan_id", "assigner_agency_id", "agency_id"}),
    PERIOD: frozenset({"plan_id", "assigner_agency_id", "month"}),
}
_NO_ID: Final = literal(ALL, Id)


@dataclass(frozen=True, slots=True)
class Drift:
    """Where the kept counts differ from the rows: how many cells, and by how much in all."""

    cells: int
    assignments: int


def cell() -> ColumnElement[str]:
    """Return where an assignment is counted, as a column beside `Assignment`."""
    return literal_column(CELL.format(row=Assignment.__tablename__), String)


def month() -> ColumnElement[int]:
    """Return the month in which an item falls due, as a column beside `PlanItem`; 0 for none."""
    day = PlanItem.last_safe_day
    number = extract("year", day) * 100 + extract("month", day)
    return func.coalesce(cast(number, Integer), 0)


def fold(session: Session, size: int = BATCH) -> int:
    """Add up to `size` deltas to the tallies; returns how many, 0 when none is left.

    Nothing is added while another worker does so, or while all is counted anew.
    """
    if not _is_alone(session):
        return 0
    query = select(TallyDelta.id).order_by(TallyDelta.id).limit(size)
    ids = session.scalars(query.with_for_update(skip_locked=True)).all()
    if ids:
        for facet in _KNOWN:
            _add(session, _deltas(facet).where(TallyDelta.id.in_(ids)), facet)
        _run(session, delete(TallyDelta).where(TallyDelta.id.in_(ids)))
    return len(ids)


def rebuild(session: Session) -> None:
    """Count every assignment anew; nobody has to wait for it.

    On PostgreSQL it fails, to be tried again, if a worker was adding deltas up as it began.
    """
    _see_one_state(session)
    _is_alone(session)
    _run(session, delete(TallyDelta))
    _run(session, delete(Tally))
    for facet in _KNOWN:
        _add(session, _rows(facet), facet)


def drift(session: Session) -> Drift:
    """Compare every kept count with the rows, which takes seconds for a million."""
    _see_one_state(session)
    differing = union_all(*(_difference(facet) for facet in _KNOWN)).subquery()
    total = func.coalesce(func.sum(func.abs(differing.c.n)), 0)
    cells, assignments = session.execute(select(func.count(differing.c.n), total)).one()
    return Drift(cells, int(assignments))


def _is_alone(session: Session) -> bool:
    """Keep others, until the end of the transaction, from writing tallies; False if one does so.

    Else to add up would wait for a recount, longer than a worker's statement may wait.
    """
    if is_sqlite(session):
        return True  # whoever writes there is alone
    return bool(session.scalar(select(func.pg_try_advisory_xact_lock(_LOCK))))


def _see_one_state(session: Session) -> None:
    """Let every statement see the database as it is now; to be said first in a transaction."""
    if session.get_bind().dialect.name == "postgresql":
        session.connection(execution_options={"isolation_level": "REPEATABLE READ"})


def _run(session: Session, statement: Any) -> None:
    session.execute(statement, execution_options={"synchronize_session": False})


def _keys(facet: str, of: Any) -> list[ColumnElement[int]]:
    """Return the columns of a tally's key as `of` has them, those that it does not know `ALL`."""
    return [_column(of, name, known=name in _KNOWN[facet]).label(name) for name in _KEYS]


def _column(of: Any, name: str, *, known: bool) -> ColumnElement[int]:
    if not known:
        return _NO_ID
    found: ColumnElement[int] = month() if name == "month" else getattr(of, name)
    return found


def _rows(facet: str, n: int = 1) -> Select[Any]:
    one = literal(n, Integer).label("n")
    columns: list[Any] = [*_keys(facet, Assignment), cell().label("cell"), one]
    found = select(*columns).join_from(Assignment, PlanItem, PlanItem.id == Assignment.item_id)
    return found.where(cell().is_not(None))


def _deltas(facet: str, n: int = 1) -> Select[Any]:
    number = (TallyDelta.n * n).label("n")
    columns: list[Any] = [*_keys(facet, TallyDelta), TallyDelta.cell, number]
    return select(*columns).join_from(TallyDelta, PlanItem, PlanItem.id == TallyDelta.item_id)


def _tallies(facet: str, n: int = 1) -> Select[Any]:
    columns: list[Any] = [getattr(Tally, name) for name in (*_KEYS, "cell")]
    return select(*columns, (Tally.n * n).label("n")).where(Tally.facet == facet)


def _difference(facet: str) -> Select[Any]:
    """Return what the rows say less what was kept, for each key where that is not 0."""
    every = union_all(_rows(facet), _tallies(facet, -1), _deltas(facet, -1)).subquery()
    by = [every.c[name] for name in (*_KEYS, "cell")]
    total = func.sum(every.c.n)
    return select(total.label("n")).group_by(*by).having(total != 0)


def _add(session: Session, contributions: Select[Any], facet: str) -> None:
    """Add to the tallies, in the order of their keys: so that two workers cannot deadlock."""
    found = contributions.subquery()
    by = [found.c[name] for name in (*_KEYS, "cell")]
    summed = select(literal(facet, String), *by, func.sum(found.c.n)).group_by(*by).order_by(*by)
    statement = insert_into(session, Tally).from_select(["facet", *_KEYS, "cell", "n"], summed)
    total = Tally.n + statement.excluded.n
    _run(
        session,
        statement.on_conflict_do_update(
            index_elements=["facet", *_KEYS, "cell"], set_={"n": total}
        ),
    )
