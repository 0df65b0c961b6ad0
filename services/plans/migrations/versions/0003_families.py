"""Families of plans: relations between plans, and recalls."""

import sqlalchemy as sa
from alembic import op

from common.db import Document, Id, Instant

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "relation",
        sa.Column("id", Id, nullable=False),
        sa.Column("plan_id", Id, nullable=False),
        sa.Column("other_id", Id, nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("confirmed_at", Instant(), nullable=False),
        sa.Column("confirmed_by", Id, nullable=False),
        sa.Column("confirmed_by_name", sa.String(100), nullable=False),
        sa.Column("removed", Document, nullable=False),
        sa.Column("pairs", Document, nullable=True),
        sa.ForeignKeyConstraint(["plan_id"], ["plan.id"], name=op.f("fk_relation_plan_id")),
        sa.ForeignKeyConstraint(["other_id"], ["plan.id"], name=op.f("fk_relation_other_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_relation")),
        sa.UniqueConstraint("plan_id", "kind", "other_id", name=op.f("uq_relation_plan_id")),
    )
    op.create_index("ix_relation_other_id", "relation", ["other_id", "kind"])
    op.create_table(
        "recall",
        sa.Column("plan_id", Id, nullable=False),
        sa.Column("number", sa.String(100), nullable=False),
        sa.Column("issued_on", sa.Date(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("recalled_at", Instant(), nullable=False),
        sa.Column("recalled_by", Id, nullable=False),
        sa.Column("recalled_by_name", sa.String(100), nullable=False),
        sa.ForeignKeyConstraint(["plan_id"], ["plan.id"], name=op.f("fk_recall_plan_id")),
        sa.PrimaryKeyConstraint("plan_id", name=op.f("pk_recall")),
    )
