"""The decrees that were reverted: one that comes only after its revert moves nothing."""

import sqlalchemy as sa
from alembic import op

from common.db import Id

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "reverted_decree",
        sa.Column("reorganisation_id", Id, nullable=False, autoincrement=False),
        sa.PrimaryKeyConstraint("reorganisation_id", name=op.f("pk_reverted_decree")),
    )


def downgrade() -> None:
    op.drop_table("reverted_decree")
