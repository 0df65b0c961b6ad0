"""The first tables: copies of agencies and plans, assignments with all that happens to them.

The last three are the library's, which every service has: idempotency, inbox, outbox.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

from common.db import Instant

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

# Written out, not taken from the models: those move on, this revision does not.
ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
DOCUMENT = sa.JSON().with_variant(JSONB(), "postgresql")


def upgrade() -> None:
    op.create_table(
        "agency",
        sa.Column("id", ID, autoincrement=False, nullable=False),
        sa.Column("slug", sa.String(length=100), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("kind", sa.String(length=20)),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("folded", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_agency"),
    )
    op.create_index("ix_agency_slug", "agency", ["slug"])
    op.create_table(
        "plan",
        sa.Column("id", ID, autoincrement=False, nullable=False),
        sa.Column("number", sa.Text()),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("issuer", sa.Text()),
        sa.Column("issued_on", sa.Date()),
        sa.Column("assigner_agency_id", ID, nullable=False),
        sa.Column("actor_id", ID, nullable=False),
        sa.Column("actor_name", sa.Text(), nullable=False),
        sa.Column("event_id", sa.String(length=36), nullable=False),
        sa.Column("fanned_out_at", Instant()),
        sa.PrimaryKeyConstraint("id", name="pk_plan"),
    )
    op.create_index("ix_plan_fanned_out_at", "plan", ["fanned_out_at"])
    op.create_table(
        "told",
        sa.Column("message_id", ID, autoincrement=False, nullable=False),
        sa.Column("assignment_id", ID, nullable=False),
        sa.Column("agency_id", ID),
        sa.Column("kind", sa.String(length=100), nullable=False),
        sa.Column("channel", sa.String(length=20), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("message_id", name="pk_told"),
    )
    op.create_index("ix_told_assignment_id", "told", ["assignment_id"])
    op.create_table(
        "plan_item",
        sa.Column("id", ID, nullable=False),
        sa.Column("plan_id", ID, nullable=False),
        sa.Column("key", sa.String(length=100), nullable=False),
        sa.Column("label", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("output", sa.Text()),
        sa.Column("bindingness", sa.String(length=20), nullable=False),
        sa.Column("span_start", sa.Integer(), nullable=False),
        sa.Column("span_end", sa.Integer(), nullable=False),
        sa.Column("phrase", sa.Text()),
        sa.Column("operator", sa.String(length=20)),
        sa.Column("stated_on", sa.Date()),
        sa.Column("last_safe_day", sa.Date()),
        sa.Column("recurrence", sa.String(length=20)),
        sa.Column("folded", sa.Text(), nullable=False),
        sa.Column("parties", DOCUMENT, nullable=False),
        sa.Column("party_count", sa.Integer(), nullable=False),
        sa.Column("fanned_out", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["plan_id"], ["plan.id"], name="fk_plan_item_plan_id"),
        sa.PrimaryKeyConstraint("id", name="pk_plan_item"),
        sa.UniqueConstraint("plan_id", "key", name="uq_plan_item_plan_id"),
    )
    op.create_table(
        "assignment",
        sa.Column("id", ID, nullable=False),
        sa.Column("plan_id", ID, nullable=False),
        sa.Column("item_id", ID, nullable=False),
        sa.Column("agency_id", ID, nullable=False),
        sa.Column("assigner_agency_id", ID, nullable=False),
        sa.Column("role", sa.String(length=20), nullable=False),
        sa.Column("bindingness", sa.String(length=20), nullable=False),
        sa.Column("work_state", sa.String(length=20), nullable=False),
        sa.Column("review_state", sa.String(length=20), nullable=False),
        sa.Column("due_on", sa.Date()),
        sa.Column("urgency", sa.Date(), nullable=False),
        sa.Column("acknowledged_at", Instant()),
        sa.Column("submitted_on", sa.Date()),
        sa.Column("submitted_by_id", ID),
        sa.Column("standing_when_submitted", sa.String(length=20)),
        sa.Column("review_since", Instant()),
        sa.Column("review_due_on", sa.Date()),
        sa.Column("grade", sa.String(length=20)),
        sa.Column("completed_at", Instant()),
        sa.Column("created_at", Instant(), nullable=False),
        sa.Column("updated_at", Instant(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name="fk_assignment_agency_id"),
        sa.ForeignKeyConstraint(["item_id"], ["plan_item.id"], name="fk_assignment_item_id"),
        sa.ForeignKeyConstraint(["plan_id"], ["plan.id"], name="fk_assignment_plan_id"),
        sa.PrimaryKeyConstraint("id", name="pk_assignment"),
        sa.UniqueConstraint("item_id", "agency_id", name="uq_assignment_item_id"),
    )
    op.create_index("ix_assignment_agency", "assignment", ["agency_id", "urgency", "id"])
    op.create_index("ix_assignment_assigner", "assignment", ["assigner_agency_id", "urgency", "id"])
    op.create_index("ix_assignment_plan", "assignment", ["plan_id", "urgency", "id"])
    op.create_index("ix_assignment_review", "assignment", ["review_state", "review_since", "id"])
    op.create_index("ix_assignment_state", "assignment", ["work_state", "urgency", "id"])
    op.create_index("ix_assignment_urgency", "assignment", ["urgency", "id"])
    op.create_table(
        "evidence",
        sa.Column("id", ID, nullable=False),
        sa.Column("assignment_id", ID, nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("issued_on", sa.Date(), nullable=False),
        sa.Column("sent_to", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("added_at", Instant(), nullable=False),
        sa.Column("added_by_id", ID, nullable=False),
        sa.ForeignKeyConstraint(
            ["assignment_id"], ["assignment.id"], name="fk_evidence_assignment_id"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_evidence"),
    )
    op.create_index("ix_evidence_assignment_id", "evidence", ["assignment_id"])
    op.create_table(
        "firing",
        sa.Column("assignment_id", ID, nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("fired_at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(
            ["assignment_id"], ["assignment.id"], name="fk_firing_assignment_id"
        ),
        sa.PrimaryKeyConstraint("assignment_id", "kind", "due_on", name="pk_firing"),
    )
    op.create_table(
        "history",
        sa.Column("id", ID, nullable=False),
        sa.Column("assignment_id", ID, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("action", sa.String(length=20), nullable=False),
        sa.Column("actor_id", ID, nullable=False),
        sa.Column("actor_name", sa.Text(), nullable=False),
        sa.Column("actor_agency_id", ID),
        sa.Column("note", sa.Text()),
        sa.Column("cause", sa.String(length=100)),
        sa.Column("snapshot", DOCUMENT, nullable=False),
        sa.ForeignKeyConstraint(
            ["assignment_id"], ["assignment.id"], name="fk_history_assignment_id"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_history"),
        sa.UniqueConstraint("assignment_id", "version", name="uq_history_assignment_id"),
    )
    op.create_table(
        "idempotency",
        sa.Column("caller", sa.String(length=40), nullable=False),
        sa.Column("key", sa.String(length=128), nullable=False),
        sa.Column("fingerprint", sa.String(length=64), nullable=False),
        sa.Column("status", sa.Integer(), nullable=False),
        sa.Column("headers", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("created_at", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("caller", "key", name="pk_idempotency"),
    )
    op.create_index("ix_idempotency_created_at", "idempotency", ["created_at"])
    op.create_table(
        "inbox",
        sa.Column("event_id", sa.String(length=36), nullable=False),
        sa.Column("consumer", sa.String(length=40), nullable=False),
        sa.Column("handled_at", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("event_id", "consumer", name="pk_inbox"),
    )
    op.create_index("ix_inbox_handled_at", "inbox", ["handled_at"])
    op.create_table(
        "outbox",
        sa.Column("id", ID, nullable=False),
        sa.Column("event_id", sa.String(length=36), nullable=False),
        sa.Column("type", sa.String(length=100), nullable=False),
        sa.Column("subject", sa.String(length=64), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("created_at", Instant(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("due_at", Instant()),
        sa.Column("parked_at", Instant()),
        sa.Column("error", sa.Text()),
        sa.PrimaryKeyConstraint("id", name="pk_outbox"),
        sqlite_autoincrement=True,
    )
    op.create_index(
        "ix_outbox_put_off",
        "outbox",
        ["due_at", "subject"],
        postgresql_where=sa.text("due_at IS NOT NULL"),
        sqlite_where=sa.text("due_at IS NOT NULL"),
    )
    op.create_index("ix_outbox_subject", "outbox", ["type", "subject", "version"], unique=True)


def downgrade() -> None:
    op.drop_table("outbox")
    op.drop_table("inbox")
    op.drop_table("idempotency")
    op.drop_table("history")
    op.drop_table("firing")
    op.drop_table("evidence")
    op.drop_table("assignment")
    op.drop_table("plan_item")
    op.drop_table("told")
    op.drop_table("plan")
    op.drop_table("agency")
