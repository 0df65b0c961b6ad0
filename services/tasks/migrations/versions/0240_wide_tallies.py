"""A tally has a column for each cell: statistics read one row of a key, not a dozen.

Nothing is counted here; what was kept is carried over. Until the end of the migration statistics
wait, and acts do not, since they only write notes.
"""

from typing import Any

import sqlalchemy as sa
from alembic import op

from common.db import Id

revision = "0240"
down_revision = "0081"
branch_labels = None
depends_on = None

KEYS = ("facet", "plan_id", "assigner_agency_id", "agency_id", "month")
CELLS = (
    "done_on_time",
    "done_late",
    "done_running",
    "done_no_deadline",
    "open_in_time",
    "open_overdue",
    "open_running",
    "open_no_deadline",
    "requests_done",
    "requests_open",
    "coordinating_accepted",
    "coordinating_waiting",
)
BEFORE = "tally_before"


def upgrade() -> None:
    _put_aside()
    counts = (sa.Column(cell, sa.Integer(), nullable=False) for cell in CELLS)
    op.create_table("tally", *_keys(), *counts, sa.PrimaryKeyConstraint(*KEYS, name="pk_tally"))
    sums = (f"sum(CASE WHEN cell = '{cell}' THEN n ELSE 0 END)" for cell in CELLS)
    op.execute(
        f"INSERT INTO tally ({', '.join((*KEYS, *CELLS))}) "  # noqa: S608 - our own names
        f"SELECT {', '.join((*KEYS, *sums))} FROM {BEFORE} GROUP BY {', '.join(KEYS)}"
    )
    op.drop_table(BEFORE)


def downgrade() -> None:
    _put_aside()
    op.create_table(
        "tally",
        *_keys(),
        sa.Column("cell", sa.String(length=24), nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint(*KEYS, "cell", name="pk_tally"),
    )
    for cell in CELLS:
        op.execute(
            f"INSERT INTO tally ({', '.join(KEYS)}, cell, n) "  # noqa: S608 - our own names
            f"SELECT {', '.join(KEYS)}, '{cell}', {cell} FROM {BEFORE} WHERE {cell} <> 0"
        )
    op.drop_table(BEFORE)


def _put_aside() -> None:
    """Rename the table, which on PostgreSQL also keeps a running worker from adding to it."""
    op.rename_table("tally", BEFORE)
    if op.get_bind().dialect.name == "postgresql":
        op.execute(f"ALTER INDEX pk_tally RENAME TO pk_{BEFORE}")


def _keys() -> list[sa.Column[Any]]:
    """Return the columns of the key, written out: models move on, this revision does not."""
    return [
        sa.Column("facet", sa.String(length=10), nullable=False),
        *(sa.Column(name, Id, autoincrement=False, nullable=False) for name in KEYS[1:4]),
        sa.Column("month", sa.Integer(), autoincrement=False, nullable=False),
    ]
