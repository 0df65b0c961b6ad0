"""Kinds of plans, and the rules by which the transition table varies for a kind."""

import sqlalchemy as sa
from alembic import op

from common.db import Document, Id, Instant

revision = "0031"
down_revision = "0090"
branch_labels = None
depends_on = None

_NOTATIONS = {
    "KH": "plan",
    "CTr": "programme",
    "CT": "directive",
    "QĐ": "decision",
    "NQ": "resolution",
    "CĐ": "telegram",
    "ĐA": "scheme",
    "PA": "scheme",
    "HD": "guideline",
    "TB": "notice",
    "KL": "notice",
}
"""The letters of a number, on the day of this script."""


def upgrade() -> None:
    kind = sa.Column("kind", sa.String(20), nullable=False, server_default="other")
    op.add_column("plan", kind)
    op.add_column("plan", sa.Column("rules", Document, nullable=True))
    op.create_index("ix_plan_kind", "plan", ["kind"])
    plan = sa.table("plan", sa.column("number", sa.Text()), sa.column("kind", sa.String(20)))
    for letters, name in _NOTATIONS.items():
        which = plan.c.number.contains(f"/{letters}-")
        op.execute(plan.update().where(which).values(kind=name))
    op.create_table(
        "variant",
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("rules", Document, nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("actor_id", Id, nullable=False),
        sa.Column("actor_name", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("kind", "version", name="pk_variant"),
    )


def downgrade() -> None:
    op.drop_table("variant")
    op.drop_index("ix_plan_kind", "plan")
    op.drop_column("plan", "rules")
    op.drop_column("plan", "kind")
