"""Which agency stands above which, for those who look after what is beneath them."""

import sqlalchemy as sa
from alembic import op

from common.db import Id

revision = "0090"
down_revision = "0220"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("agency", sa.Column("parent_id", Id, nullable=True))
    # What is known is asked for again: identity tells every agency once after this upgrade.
    op.execute("UPDATE agency SET version = 0")
    op.create_index(op.f("ix_agency_parent_id"), "agency", ["parent_id"])


def downgrade() -> None:
    op.drop_index(op.f("ix_agency_parent_id"), "agency")
    op.drop_column("agency", "parent_id")
