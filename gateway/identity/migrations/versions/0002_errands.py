"""Errands: what a migration asks for once. The first: tell every account and agency anew.

Services have gained copies of both since an older system told of them. Runs after 0003, beside
which it was written.
"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    table = op.create_table(
        "errand",
        sa.Column("name", sa.String(40), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_errand")),
    )
    op.bulk_insert(table, [{"name": "announce"}])
