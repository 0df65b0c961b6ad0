"""Assignments follow their plans: changes of plans that are being carried out."""

import sqlalchemy as sa
from alembic import op

from common.db import Document, Id, Instant

revision = "0020"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "following",
        sa.Column("id", Id, nullable=False),
        sa.Column("event_id", sa.String(36), nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("plan_id", Id, nullable=True),
        sa.Column("about", Document, nullable=False),
        sa.Column("plan_ids", Document, nullable=False),
        sa.Column("number", sa.Text(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("actor_id", Id, nullable=False),
        sa.Column("actor_name", sa.Text(), nullable=False),
        sa.Column("actor_agency_id", Id, nullable=False),
        sa.Column("pairs", Document, nullable=False),
        sa.Column("removed", Document, nullable=False),
        sa.Column("received_at", Instant(), nullable=False),
        sa.Column("prepared_at", Instant(), nullable=True),
        sa.Column("after_agency_id", Id, nullable=False),
        sa.Column("after_id", Id, nullable=False),
        sa.Column("moved", sa.Integer(), nullable=False),
        sa.Column("done_at", Instant(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_following"),
        sa.UniqueConstraint("event_id", name="uq_following_event_id"),
    )
    op.create_index("ix_following_done_at", "following", ["done_at", "id"])
    op.create_index("ix_following_plan_id", "following", ["plan_id"])
    op.create_table(
        "followed_item",
        sa.Column("following_id", Id, nullable=False),
        sa.Column("old_item_id", Id, nullable=False),
        sa.Column("new_item_id", Id, nullable=True),
        sa.Column("same", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["following_id"], ["following.id"], name="fk_followed_item_following_id"
        ),
        sa.ForeignKeyConstraint(
            ["old_item_id"], ["plan_item.id"], name="fk_followed_item_old_item_id"
        ),
        sa.ForeignKeyConstraint(
            ["new_item_id"], ["plan_item.id"], name="fk_followed_item_new_item_id"
        ),
        sa.PrimaryKeyConstraint("following_id", "old_item_id", name="pk_followed_item"),
    )
    op.create_index("ix_followed_item_new_item_id", "followed_item", ["new_item_id"])


def downgrade() -> None:
    op.drop_table("followed_item")
    op.drop_table("following")
