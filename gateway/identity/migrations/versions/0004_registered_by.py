"""Which agency's coordinators registered an agency: they keep its entry."""

import sqlalchemy as sa
from alembic import op

from common.db import Id

revision = "0004"
down_revision = "0002b"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # No foreign key: SQLite would copy the whole table for it, and agencies are never deleted.
    op.add_column("agency", sa.Column("registered_by", Id, nullable=True))


def downgrade() -> None:
    op.drop_column("agency", "registered_by")
