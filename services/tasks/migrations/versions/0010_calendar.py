"""Days that an administrator corrected, and every change of them."""

import sqlalchemy as sa
from alembic import op

from common.db import Document, Id, Instant

revision = "0010"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "calendar_day",
        sa.Column("jurisdiction", Id, autoincrement=False, nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("kind", sa.String(10), nullable=False),
        sa.Column("basis", sa.Text(), nullable=False),
        sa.Column("edition", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("jurisdiction", "day", name=op.f("pk_calendar_day")),
    )
    op.create_table(
        "calendar_change",
        sa.Column("edition", Id, nullable=False),
        sa.Column("jurisdiction", Id, nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("actor_id", Id, nullable=False),
        sa.Column("actor_name", sa.Text(), nullable=False),
        sa.Column("days", Document, nullable=False),
        sa.Column("before", Document, nullable=False),
        sa.PrimaryKeyConstraint("edition", name=op.f("pk_calendar_change")),
    )
    op.create_index(
        "ix_calendar_change_jurisdiction", "calendar_change", ["jurisdiction", "edition"]
    )


def downgrade() -> None:
    op.drop_table("calendar_change")
    op.drop_table("calendar_day")
