"""Decrees that reorganise agencies."""

import sqlalchemy as sa
from alembic import op

from common.db import Document, Id, Instant

revision = "0003"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "reorganisation",
        sa.Column("id", Id, nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("basis", Document, nullable=False),
        sa.Column("effective_on", sa.Date(), nullable=False),
        sa.Column("new_agencies", Document, nullable=False),
        sa.Column("changes", Document, nullable=False),
        sa.Column("decisions", Document, nullable=False),
        sa.Column("status", sa.String(10), nullable=False),
        sa.Column("created_at", Instant(), nullable=False),
        sa.Column("created_by", sa.Text(), nullable=False),
        sa.Column("applied_at", Instant(), nullable=True),
        sa.Column("applied_by", sa.Text(), nullable=True),
        sa.Column("made", Document, nullable=False),
        sa.Column("touched", Document, nullable=False),
        sa.Column("reverted_at", Instant(), nullable=True),
        sa.Column("reverted_by", sa.Text(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("kept", Document, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reorganisation")),
    )
    op.create_index(op.f("ix_reorganisation_status"), "reorganisation", ["status"])


def downgrade() -> None:
    op.drop_table("reorganisation")
