"""Who took over from agencies that were reorganised, and the plans that changed hands."""

import sqlalchemy as sa
from alembic import op

from common.db import Id

revision = "0010"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "successor",
        sa.Column("reorganisation_id", Id, nullable=False, autoincrement=False),
        sa.Column("agency_id", Id, nullable=False, autoincrement=False),
        sa.Column("heir_id", Id, nullable=False, autoincrement=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("field", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint(
            "reorganisation_id", "agency_id", "heir_id", name=op.f("pk_successor")
        ),
    )
    op.create_index("ix_successor_agency", "successor", ["agency_id"])
    op.create_table(
        "handed_over",
        sa.Column("reorganisation_id", Id, nullable=False, autoincrement=False),
        sa.Column("plan_id", Id, nullable=False, autoincrement=False),
        sa.Column("from_agency_id", Id, nullable=False),
        sa.Column("to_agency_id", Id, nullable=False),
        sa.PrimaryKeyConstraint("reorganisation_id", "plan_id", name=op.f("pk_handed_over")),
    )


def downgrade() -> None:
    op.drop_table("handed_over")
    op.drop_table("successor")
