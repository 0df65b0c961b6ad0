"""An index of what waits for a decision of whoever gave it: the queue of reviews."""

import sqlalchemy as sa
from alembic import op

revision = "0081"
down_revision = "0031"
branch_labels = None
depends_on = None

WAITING = sa.text(
    "(review_state = 'pending' OR extension_state = 'requested' OR work_state = 'on_hold')"
)


def upgrade() -> None:
    op.create_index(
        "ix_assignment_waiting",
        "assignment",
        ["assigner_agency_id", "id"],
        postgresql_where=WAITING,
        sqlite_where=WAITING,
    )


def downgrade() -> None:
    op.drop_index("ix_assignment_waiting", "assignment")
