"""Notices and messages about many assignments at once name none."""

import sqlalchemy as sa
from alembic import op

from common.db import Id

revision = "0010"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _let_be_null(nullable=True)


def downgrade() -> None:
    op.execute(sa.text("DELETE FROM message WHERE assignment_id IS NULL"))
    op.execute(sa.text("DELETE FROM notice WHERE assignment_id IS NULL"))
    _let_be_null(nullable=False)


def _let_be_null(*, nullable: bool) -> None:
    for table in ("notice", "message"):
        with op.batch_alter_table(table) as changed:
            changed.alter_column("assignment_id", existing_type=Id, nullable=nullable)
