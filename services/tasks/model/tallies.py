"""Counts of assignments that the database keeps itself, so that statistics need not count rows.

A trigger notes each change of an assignment's cell as a `TallyDelta`, in the transaction that makes
it and whoever makes it; `services.tasks.statistics.tallies` adds the deltas up. Nobody waits for a
row of another, since deltas are only ever added. Migration 0080 has the same statements; one that
has to rebuild the table `assignment` makes them again (docs/decisions/027-statistics-at-scale.md).
"""

from typing import Final

from sqlalchemy import DDL, Index, Integer, String, Table, event, text
from sqlalchemy.orm import Mapped, mapped_column

from common.db import Id
from services.tasks.model.tables import Assignment, Base

ALL: Final = 0
"""Stands for every plan, agency or month in the key of a tally, where its facet knows no other."""

CELL: Final = """CASE
 WHEN {row}.work_state = 'withdrawn' THEN NULL
 WHEN {row}.role = 'coordinating' THEN
  CASE WHEN {row}.acknowledged_at IS NULL THEN 'coordinating_waiting'
   ELSE 'coordinating_accepted' END
 WHEN {row}.bindingness = 'request' THEN
  CASE WHEN {row}.work_state = 'completed' THEN 'requests_done' ELSE 'requests_open' END
 WHEN {row}.work_state = 'completed' THEN
  CASE WHEN {row}.due_on IS NULL THEN 'done_no_deadline'
   WHEN {row}.submitted_on IS NULL THEN 'done_running'
   WHEN {row}.submitted_on <= {row}.due_on THEN 'done_on_time' ELSE 'done_late' END
 WHEN {row}.due_on IS NULL THEN 'open_no_deadline'
 WHEN {row}.submitted_on IS NULL THEN 'open_running'
 WHEN {row}.submitted_on <= {row}.due_on THEN 'open_in_time' ELSE 'open_overdue' END"""
"""Where an assignment is counted, by its columns alone: NULL for nowhere.

Of what runs, in time or late is not said: that changes at midnight without anybody's act.
"""

RUNNING: Final = (
    "{of}submitted_on IS NULL AND {of}due_on IS NOT NULL AND {of}work_state <> 'withdrawn' "
    "AND {of}role <> 'coordinating' AND {of}bindingness = 'order'"
)
"""Assignments in the cells "done_running" and "open_running": the day decides where they count."""

_TABLE: Final = Assignment.metadata.tables["assignment"]
_INDEXED: Final = (
    "due_on",
    "assigner_agency_id",
    "agency_id",
    "plan_id",
    "item_id",
    "work_state",
)
Index(
    "ix_assignment_running",
    *(_TABLE.c[name] for name in _INDEXED),
    postgresql_where=text(RUNNING.format(of="")),
    sqlite_where=text(RUNNING.format(of="")),
)


class Tally(Base):
    """How many assignments are in each cell of `CELL`, which has a column of its name.

    `facet` says of what: "agency"; "given", of an agency by who gave it; "both", of a plan and an
    agency; "period", of a plan and the month in which its items fall due (year * 100 + month, 0 for
    none). Columns of the key that a facet does not know are `ALL`.
    """

    __tablename__ = "tally"

    facet: Mapped[str] = mapped_column(String(10), primary_key=True)
    plan_id: Mapped[int] = mapped_column(Id, primary_key=True, autoincrement=False)
    assigner_agency_id: Mapped[int] = mapped_column(Id, primary_key=True, autoincrement=False)
    agency_id: Mapped[int] = mapped_column(Id, primary_key=True, autoincrement=False)
    month: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    done_on_time: Mapped[int]
    done_late: Mapped[int]
    done_running: Mapped[int]
    done_no_deadline: Mapped[int]
    open_in_time: Mapped[int]
    open_overdue: Mapped[int]
    open_running: Mapped[int]
    open_no_deadline: Mapped[int]
    requests_done: Mapped[int]
    requests_open: Mapped[int]
    coordinating_accepted: Mapped[int]
    coordinating_waiting: Mapped[int]


KEPT: Final = tuple(one.name for one in Tally.__table__.columns if not one.primary_key)
"""The cells of `CELL`, as they are kept."""


class TallyDelta(Base):
    """A change that is not in `Tally` yet: `n` assignments more (or, below 0, fewer) in a cell."""

    __tablename__ = "tally_delta"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    plan_id: Mapped[int] = mapped_column(Id)
    item_id: Mapped[int] = mapped_column(Id)
    agency_id: Mapped[int] = mapped_column(Id)
    assigner_agency_id: Mapped[int] = mapped_column(Id)
    cell: Mapped[str] = mapped_column(String(24))
    n: Mapped[int] = mapped_column(Integer)


_KEYS: Final = ("plan_id", "item_id", "agency_id", "assigner_agency_id")
_WATCHED: Final = (
    "work_state, role, bindingness, due_on, submitted_on, acknowledged_at, " + ", ".join(_KEYS)
)
_INTO: Final = f"INSERT INTO tally_delta ({', '.join(_KEYS)}, cell, n)"
_OLD, _NEW = CELL.format(row="OLD"), CELL.format(row="NEW")


def _keys(row: str) -> str:
    return ", ".join(f"{row}.{name}" for name in _KEYS)


def _noted(row: str, cell: str, n: int) -> str:
    found = f"SELECT {_keys(row)}, {cell} AS cell, {n}"
    return f"{_INTO} SELECT * FROM ({found}) WHERE cell IS NOT NULL;"  # noqa: S608 - our own names


SQLITE: Final = (
    f"CREATE TRIGGER tally_insert AFTER INSERT ON assignment BEGIN {_noted('NEW', _NEW, 1)} END",
    f"CREATE TRIGGER tally_delete AFTER DELETE ON assignment BEGIN {_noted('OLD', _OLD, -1)} END",
    (
        f"CREATE TRIGGER tally_update AFTER UPDATE OF {_WATCHED} ON assignment "
        f"WHEN ({_OLD}) IS NOT ({_NEW}) OR ({_keys('OLD')}) <> ({_keys('NEW')}) "
        f"BEGIN {_noted('OLD', _OLD, -1)} {_noted('NEW', _NEW, 1)} END"
    ),
)
POSTGRESQL: Final = (
    f"""CREATE FUNCTION note_tally() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
 old_cell text; new_cell text;
BEGIN
 IF TG_OP <> 'INSERT' THEN old_cell := {_OLD}; END IF;
 IF TG_OP <> 'DELETE' THEN new_cell := {_NEW}; END IF;
 IF TG_OP = 'UPDATE' THEN
  IF old_cell IS NOT DISTINCT FROM new_cell AND ({_keys("OLD")}) = ({_keys("NEW")}) THEN
   RETURN NULL;
  END IF;
 END IF;
 IF old_cell IS NOT NULL THEN {_INTO} VALUES ({_keys("OLD")}, old_cell, -1); END IF;
 IF new_cell IS NOT NULL THEN {_INTO} VALUES ({_keys("NEW")}, new_cell, 1); END IF;
 RETURN NULL;
END $$""",
    (
        "CREATE TRIGGER tally_change AFTER INSERT OR DELETE ON assignment "
        "FOR EACH ROW EXECUTE FUNCTION note_tally()"
    ),
    (
        f"CREATE TRIGGER tally_update AFTER UPDATE OF {_WATCHED} ON assignment "
        "FOR EACH ROW EXECUTE FUNCTION note_tally()"
    ),
)


def _watch(table: Table) -> None:
    """Have `create_all` make the triggers as the migration does."""
    for dialect, statements in (("sqlite", SQLITE), ("postgresql", POSTGRESQL)):
        for statement in statements:
            made = DDL(statement).execute_if(dialect=dialect)  # type: ignore[no-untyped-call]
            event.listen(table, "after_create", made)


_watch(_TABLE)
