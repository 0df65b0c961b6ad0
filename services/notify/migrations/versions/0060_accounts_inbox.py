"""Notices for one account of an agency: who is mentioned, who monitors. 0 is everybody."""

import sqlalchemy as sa
from alembic import op

from common.db import Id

revision = "0060"
down_revision = "0010"
branch_labels = None
depends_on = None

UNIQUE = "uq_notice_event_id"


def upgrade() -> None:
    op.add_column("inbox_item", sa.Column("account_id", Id, nullable=False, server_default="0"))
    with op.batch_alter_table("notice") as table:
        table.add_column(sa.Column("account_id", Id, nullable=False, server_default="0"))
        table.drop_constraint(UNIQUE, type_="unique")
        table.create_unique_constraint(UNIQUE, ["event_id", "agency_id", "account_id"])


def downgrade() -> None:
    op.execute(
        sa.text(
            "DELETE FROM inbox_read WHERE item_id IN "
            "(SELECT id FROM inbox_item WHERE account_id <> 0)"
        )
    )
    op.execute(sa.text("DELETE FROM inbox_item WHERE account_id <> 0"))
    op.execute(sa.text("DELETE FROM notice WHERE account_id <> 0"))
    with op.batch_alter_table("notice") as table:
        table.drop_constraint(UNIQUE, type_="unique")
        table.create_unique_constraint(UNIQUE, ["event_id", "agency_id"])
        table.drop_column("account_id")
    with op.batch_alter_table("inbox_item") as table:
        table.drop_column("account_id")
