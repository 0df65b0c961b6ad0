"""Keeping the counts of `services.tasks.model.tallies`: adding up, making anew, comparing.

Each is one transaction that sees one state of the database: what a change noted and the change
itself are seen together or not at all.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import (
    ColumnElement,
    CompoundSelect,
    Integer,
    Select,
    String,
    Subquery,
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
from services.tasks.model import ALL, CELL, KEPT, Assignment, PlanItem, Tally, TallyDelta
from services.tasks.statistics.cells import pivoted

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
_CELL: Final = literal_column(CELL.format(row=Assignment.__tablename__), String)
"""Where an assignment is counted, as a column beside `Assignment`."""


@dataclass(frozen=True, slots=True)
class Drift:
    """Where the kept counts differ from the rows: how many cells, and by how much in all."""

    cells: int
    assignments: int


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


def _rows(facet: str) -> Select[Any]:
    columns: list[Any] = [*_keys(facet, Assignment), _CELL.label("cell")]
    found = select(*columns, literal(1, Integer).label("n"))
    joined = found.join_from(Assignment, PlanItem, PlanItem.id == Assignment.item_id)
    return joined.where(_CELL.is_not(None))


def _deltas(facet: str, sign: int = 1) -> Select[Any]:
    number = (TallyDelta.n * sign).label("n")
    columns: list[Any] = [*_keys(facet, TallyDelta), TallyDelta.cell, number]
    return select(*columns).join_from(TallyDelta, PlanItem, PlanItem.id == TallyDelta.item_id)


def _tallies(facet: str, sign: int) -> Iterator[Select[Any]]:
    """Yield a query for each cell, of those where anything is counted in it."""
    keys: list[Any] = [getattr(Tally, name) for name in _KEYS]
    for name in KEPT:
        count = getattr(Tally, name)
        found = select(*keys, literal(name, String).label("cell"), (count * sign).label("n"))
        yield found.where(Tally.facet == facet, count != 0)


def _difference(facet: str) -> Select[Any]:
    """Return what the rows say less what was kept, for each key and cell where that is not 0."""
    found = _by_cell(union_all(_rows(facet), *_tallies(facet, -1), _deltas(facet, -1)))
    return select(found.c.n).where(found.c.n != 0)


def _add(session: Session, contributions: Select[Any], facet: str) -> None:
    """Add to the tallies, in the order of their keys: so that two workers cannot deadlock."""
    # Summed by cell first: what is left to be told apart, a dozen times a row, is little.
    found = pivoted(_by_cell(contributions), _KEYS, KEPT).subquery()
    columns = [found.c[name] for name in (*_KEYS, *KEPT)]
    chosen = select(literal(facet, String), *columns).order_by(*columns[: len(_KEYS)])
    statement = insert_into(session, Tally).from_select(["facet", *_KEYS, *KEPT], chosen)
    totals = {name: getattr(Tally, name) + statement.excluded[name] for name in KEPT}
    _run(
        session,
        statement.on_conflict_do_update(index_elements=["facet", *_KEYS], set_=totals),
    )


def _by_cell(contributions: Select[Any] | CompoundSelect[Any]) -> Subquery:
    """Return contributions as one row for each key and cell."""
    found = contributions.subquery()
    by = [found.c[name] for name in (*_KEYS, "cell")]
    total = cast(func.sum(found.c.n), Integer).label("n")
    return select(*by, total).group_by(*by).subquery()
