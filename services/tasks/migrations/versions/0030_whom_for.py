"""Whom an act was done for; from which duty, and which stated day, an instance comes."""

import sqlalchemy as sa
from alembic import op

from common.db import Id

revision = "0030"
down_revision = "0080"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("assignment", sa.Column("submitted_for_id", Id, nullable=True))
    op.add_column("assignment", sa.Column("extension_for_id", Id, nullable=True))
    op.add_column(
        "plan_item", sa.Column("root_key", sa.String(100), nullable=False, server_default="")
    )
    op.add_column("plan_item", sa.Column("root_on", sa.Date(), nullable=True))
    op.execute(
        "UPDATE plan_item SET root_key = CASE WHEN key LIKE '%@' || period"
        " THEN substr(key, 1, length(key) - length(period) - 1) ELSE key END"
    )
    # The stated day of the first instance: what earlier releases made drifted from it.
    op.execute(
        "UPDATE plan_item SET root_on = (SELECT root.stated_on FROM plan_item AS root"
        " WHERE root.plan_id = plan_item.plan_id AND root.key = plan_item.root_key)"
        " WHERE period IS NOT NULL"
    )


def downgrade() -> None:
    op.drop_column("plan_item", "root_on")
    op.drop_column("plan_item", "root_key")
    op.drop_column("assignment", "extension_for_id")
    op.drop_column("assignment", "submitted_for_id")
