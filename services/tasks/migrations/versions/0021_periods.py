"""Duties that recur: the period of an instance, and when the next one is made."""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("plan_item", sa.Column("period", sa.String(10), nullable=True))
    op.add_column("plan_item", sa.Column("repeat_on", sa.Date(), nullable=True))
    op.create_index("ix_plan_item_repeat_on", "plan_item", ["repeat_on"])


def downgrade() -> None:
    op.drop_index("ix_plan_item_repeat_on", "plan_item")
    with op.batch_alter_table("plan_item") as table:
        table.drop_column("repeat_on")
        table.drop_column("period")
