"""What is stuck: who did what about it, the relay's sign of life, the broker's dead letters."""

import sqlalchemy as sa
from alembic import op

from common.db import Id, Instant

revision = "0020"
down_revision = "0060"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "stuck_act",
        sa.Column("id", Id, nullable=False),
        sa.Column("source", sa.String(20), nullable=False),
        sa.Column("key", Id, nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("action", sa.String(10), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("actor_id", Id, nullable=False),
        sa.Column("actor_name", sa.String(100), nullable=False),
        sa.Column("actor_agency_id", Id, nullable=True),
        sa.Column("cause", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stuck_act")),
    )
    op.create_index("ix_stuck_act_source", "stuck_act", ["source", "key", "at"])
    op.create_table(
        "heartbeat",
        sa.Column("name", sa.String(20), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_heartbeat")),
    )
    op.create_table(
        "dead_letter",
        sa.Column("id", Id, nullable=False),
        sa.Column("event_id", sa.String(64), nullable=False),
        sa.Column("type", sa.String(100), nullable=False),
        sa.Column("subject", sa.String(64), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("found_at", Instant(), nullable=False),
        sa.Column("wanted_at", Instant(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dead_letter")),
        sa.UniqueConstraint("event_id", name=op.f("uq_dead_letter_event_id")),
    )


def downgrade() -> None:
    for table in ("dead_letter", "heartbeat", "stuck_act"):
        op.drop_table(table)
