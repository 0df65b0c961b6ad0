"""Counts of assignments kept by the database, so that statistics need not count rows.

What is there already is counted here; from then on triggers note each change.
"""

import sqlalchemy as sa
from alembic import op

revision = "0080"
down_revision = "0050"
branch_labels = None
depends_on = None

# Written out, not taken from the models: those move on, this revision does not.
ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
CELL = """CASE
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
RUNNING = (
    "submitted_on IS NULL AND due_on IS NOT NULL AND work_state <> 'withdrawn' "
    "AND role <> 'coordinating' AND bindingness = 'order'"
)
KEYS = ("plan_id", "item_id", "agency_id", "assigner_agency_id")
WATCHED = "work_state, role, bindingness, due_on, submitted_on, acknowledged_at, " + ", ".join(KEYS)
INTO = f"INSERT INTO tally_delta ({', '.join(KEYS)}, cell, n)"
OLD, NEW = CELL.format(row="OLD"), CELL.format(row="NEW")


def _keys(row: str) -> str:
    return ", ".join(f"{row}.{name}" for name in KEYS)


def _noted(row: str, cell: str, n: int) -> str:
    found = f"SELECT {_keys(row)}, {cell} AS cell, {n}"
    return f"{INTO} SELECT * FROM ({found}) WHERE cell IS NOT NULL;"  # noqa: S608 - our own names


SQLITE = (
    f"CREATE TRIGGER tally_insert AFTER INSERT ON assignment BEGIN {_noted('NEW', NEW, 1)} END",
    f"CREATE TRIGGER tally_delete AFTER DELETE ON assignment BEGIN {_noted('OLD', OLD, -1)} END",
    (
        f"CREATE TRIGGER tally_update AFTER UPDATE OF {WATCHED} ON assignment "
        f"WHEN ({OLD}) IS NOT ({NEW}) OR ({_keys('OLD')}) <> ({_keys('NEW')}) "
        f"BEGIN {_noted('OLD', OLD, -1)} {_noted('NEW', NEW, 1)} END"
    ),
)
POSTGRESQL = (
    f"""CREATE FUNCTION note_tally() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
 old_cell text; new_cell text;
BEGIN
 IF TG_OP <> 'INSERT' THEN old_cell := {OLD}; END IF;
 IF TG_OP <> 'DELETE' THEN new_cell := {NEW}; END IF;
 IF TG_OP = 'UPDATE' THEN
  IF old_cell IS NOT DISTINCT FROM new_cell AND ({_keys("OLD")}) = ({_keys("NEW")}) THEN
   RETURN NULL;
  END IF;
 END IF;
 IF old_cell IS NOT NULL THEN {INTO} VALUES ({_keys("OLD")}, old_cell, -1); END IF;
 IF new_cell IS NOT NULL THEN {INTO} VALUES ({_keys("NEW")}, new_cell, 1); END IF;
 RETURN NULL;
END $$""",
    (
        "CREATE TRIGGER tally_change AFTER INSERT OR DELETE ON assignment "
        "FOR EACH ROW EXECUTE FUNCTION note_tally()"
    ),
    (
        f"CREATE TRIGGER tally_update AFTER UPDATE OF {WATCHED} ON assignment "
        "FOR EACH ROW EXECUTE FUNCTION note_tally()"
    ),
)
INDEXED = ("due_on", "assigner_agency_id", "agency_id", "plan_id", "item_id", "work_state")
TALLIED = ("plan_id", "assigner_agency_id", "agency_id", "month")
FACETS = {
    "agency": ("0", "0", "agency_id", "0"),
    "given": ("0", "assigner_agency_id", "agency_id", "0"),
    "both": ("plan_id", "assigner_agency_id", "agency_id", "0"),
    "period": ("plan_id", "assigner_agency_id", "0", "month"),
}
MONTHS = {
    "sqlite": "strftime('%Y%m', last_safe_day)",
    "postgresql": "to_char(last_safe_day, 'YYYYMM')",
}


def upgrade() -> None:
    op.create_table(
        "tally",
        sa.Column("facet", sa.String(length=10), nullable=False),
        *(sa.Column(name, ID, autoincrement=False, nullable=False) for name in TALLIED[:3]),
        sa.Column("month", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("cell", sa.String(length=24), nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("facet", *TALLIED, "cell", name="pk_tally"),
    )
    op.create_table(
        "tally_delta",
        sa.Column("id", ID, nullable=False),
        *(sa.Column(name, ID, nullable=False) for name in KEYS),
        sa.Column("cell", sa.String(length=24), nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_tally_delta"),
    )
    op.create_index(
        "ix_assignment_running",
        "assignment",
        list(INDEXED),
        postgresql_where=sa.text(RUNNING),
        sqlite_where=sa.text(RUNNING),
    )
    connection = op.get_bind()
    dialect = connection.dialect.name
    for facet, keys in FACETS.items():
        connection.execute(sa.text(_count(facet, keys, MONTHS[dialect])))
    for statement in SQLITE if dialect == "sqlite" else POSTGRESQL:
        connection.exec_driver_sql(statement)


def _count(facet: str, keys: tuple[str, ...], month: str) -> str:
    row = CELL.format(row="assignment")
    months = f"SELECT id, coalesce(CAST({month} AS INTEGER), 0) AS month FROM plan_item"  # noqa: S608 - our own names
    found = f"SELECT assignment.*, {row} AS cell FROM assignment"  # noqa: S608
    return (
        f"INSERT INTO tally (facet, {', '.join(TALLIED)}, cell, n) "  # noqa: S608
        f"SELECT '{facet}', {', '.join(keys)}, cell, count(*) FROM ({found}) AS counted "
        f"JOIN ({months}) AS item ON item.id = counted.item_id "
        "WHERE cell IS NOT NULL GROUP BY 2, 3, 4, 5, 6"
    )


def downgrade() -> None:
    connection = op.get_bind()
    if connection.dialect.name == "sqlite":
        for act in ("insert", "delete", "update"):
            op.execute(f"DROP TRIGGER tally_{act}")
    else:
        op.execute("DROP TRIGGER tally_update ON assignment")
        op.execute("DROP TRIGGER tally_change ON assignment")
        op.execute("DROP FUNCTION note_tally()")
    op.drop_index("ix_assignment_running", "assignment")
    op.drop_table("tally_delta")
    op.drop_table("tally")
