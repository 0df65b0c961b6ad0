"""What reviewers change is kept: acts, reasons, and how a finding was closed."""

import sqlalchemy as sa
from alembic import op

from common.db import Document, Id, Instant

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "change",
        sa.Column("id", Id, nullable=False),
        sa.Column("plan_id", Id, nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("actor_id", Id, nullable=False),
        sa.Column("actor_name", sa.String(100), nullable=False),
        sa.Column("action", sa.String(20), nullable=False),
        sa.Column("item_id", Id, nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("before", Document, nullable=False),
        sa.Column("after", Document, nullable=False),
        sa.Column("undone_at", Instant(), nullable=True),
        sa.Column("undone_by", Id, nullable=True),
        sa.Column("undone_by_name", sa.String(100), nullable=True),
        sa.ForeignKeyConstraint(["plan_id"], ["plan.id"], name=op.f("fk_change_plan_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_change")),
    )
    op.create_index("ix_change_plan_id", "change", ["plan_id", "id"])
    op.create_index("ix_change_item_id", "change", ["item_id", "id"])
    op.add_column("plan_item", sa.Column("reason", sa.Text(), nullable=True))
    op.add_column("finding", sa.Column("outcome", sa.String(10), nullable=True))
    # Until now every answer was a reason why the finding may stand.
    op.execute("UPDATE finding SET outcome = 'accepted' WHERE resolved_at IS NOT NULL")
