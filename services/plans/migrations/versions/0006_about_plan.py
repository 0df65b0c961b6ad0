"""Findings that compare a draft with another plan name it, not only in their sentence."""

import sqlalchemy as sa
from alembic import op

from common.db import Id

revision = "0006"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("finding", sa.Column("about_plan_id", Id, nullable=True))
    # A draft with one parent: its comparison speaks of that one. With several, nothing tells which,
    # and the reviewer answers those findings by hand.
    parents = "FROM relation WHERE relation.plan_id = finding.plan_id AND kind = 'implements'"
    op.execute(
        f"UPDATE finding SET about_plan_id = (SELECT other_id {parents}) "  # noqa: S608 - no input
        "WHERE code IN ('weaker-than-parent', 'not-taken-up') "
        f"AND (SELECT count(*) {parents}) = 1"
    )
