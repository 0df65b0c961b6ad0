"""The tables of the plans service and of the library."""

import sqlalchemy as sa
from alembic import op

from common.db import Document, Id, Instant

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    _agencies()
    _plans()
    _items()
    _library()


def _agencies() -> None:
    op.create_table(
        "agency",
        sa.Column("id", Id, autoincrement=False, nullable=False),
        sa.Column("slug", sa.String(200), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("parent_id", Id, nullable=True),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("stand_in", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agency")),
    )
    op.create_table(
        "agency_name",
        sa.Column("agency_id", Id, nullable=False),
        sa.Column("base", sa.String(300), nullable=False),
        sa.Column("level", sa.String(20), nullable=False),
        sa.Column("place", sa.String(100), nullable=False),
        sa.ForeignKeyConstraint(
            ["agency_id"], ["agency.id"], name=op.f("fk_agency_name_agency_id")
        ),
        sa.PrimaryKeyConstraint("agency_id", "base", "level", "place", name=op.f("pk_agency_name")),
    )
    op.create_index("ix_agency_name_base", "agency_name", ["base"])
    op.create_table(
        "alias",
        sa.Column("owner_agency_id", Id, nullable=False),
        sa.Column("key", sa.String(300), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("agency_ids", Document, nullable=True),
        sa.Column("class", sa.String(100), nullable=True),
        sa.PrimaryKeyConstraint("owner_agency_id", "key", name=op.f("pk_alias")),
    )


def _plans() -> None:
    op.create_table(
        "plan",
        sa.Column("id", Id, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("owner_agency_id", Id, nullable=False),
        sa.Column("number", sa.String(100), nullable=True),
        sa.Column("issued_on", sa.Date(), nullable=True),
        sa.Column("issuer", sa.Text(), nullable=True),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("document_type", sa.String(100), nullable=True),
        sa.Column("marked_draft", sa.Boolean(), nullable=False),
        sa.Column("folded", sa.Text(), nullable=False),
        sa.Column("filename", sa.String(255), nullable=False),
        sa.Column("media_type", sa.String(100), nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("created_by", Id, nullable=False),
        sa.Column("created_by_name", sa.String(100), nullable=False),
        sa.Column("created_at", Instant(), nullable=False),
        sa.Column("changed_at", Instant(), nullable=False),
        sa.Column("issued_at", Instant(), nullable=True),
        sa.Column("issued_by", Id, nullable=True),
        sa.Column("issued_by_name", sa.String(100), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plan")),
        sa.UniqueConstraint("owner_agency_id", "sha256", name=op.f("uq_plan_owner_agency_id")),
    )
    op.create_index("ix_plan_state", "plan", ["state", "id"])
    op.create_table(
        "source",
        sa.Column("plan_id", Id, nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("extract", Document, nullable=False),
        sa.ForeignKeyConstraint(["plan_id"], ["plan.id"], name=op.f("fk_source_plan_id")),
        sa.PrimaryKeyConstraint("plan_id", name=op.f("pk_source")),
    )
    op.create_table(
        "finding",
        sa.Column("id", Id, nullable=False),
        sa.Column("plan_id", Id, nullable=False),
        sa.Column("code", sa.String(40), nullable=False),
        sa.Column("severity", sa.String(10), nullable=False),
        sa.Column("message_vi", sa.Text(), nullable=False),
        sa.Column("message_en", sa.Text(), nullable=False),
        sa.Column("span_start", sa.Integer(), nullable=True),
        sa.Column("span_end", sa.Integer(), nullable=True),
        sa.Column("suggestion", sa.Text(), nullable=True),
        sa.Column("resolved_at", Instant(), nullable=True),
        sa.Column("resolved_by", Id, nullable=True),
        sa.Column("resolved_by_name", sa.String(100), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["plan_id"], ["plan.id"], name=op.f("fk_finding_plan_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_finding")),
    )
    op.create_index("ix_finding_plan_id", "finding", ["plan_id", "id"])


def _items() -> None:
    op.create_table(
        "addressee",
        sa.Column("id", Id, nullable=False),
        sa.Column("plan_id", Id, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("key", sa.String(300), nullable=False),
        sa.Column("agency_ids", Document, nullable=True),
        sa.Column("class", sa.String(100), nullable=True),
        sa.ForeignKeyConstraint(["plan_id"], ["plan.id"], name=op.f("fk_addressee_plan_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_addressee")),
        sa.UniqueConstraint("plan_id", "key", name=op.f("uq_addressee_plan_id")),
    )
    op.create_table(
        "plan_item",
        sa.Column("id", Id, nullable=False),
        sa.Column("plan_id", Id, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(40), nullable=False),
        sa.Column("kind", sa.String(10), nullable=False),
        sa.Column("label", sa.String(100), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("span_start", sa.Integer(), nullable=False),
        sa.Column("span_end", sa.Integer(), nullable=False),
        sa.Column("output", sa.Text(), nullable=True),
        sa.Column("bindingness", sa.String(10), nullable=False),
        sa.Column("deadline", Document, nullable=True),
        sa.Column("review", sa.String(10), nullable=False),
        sa.Column("superseded", sa.Boolean(), nullable=False),
        sa.Column("origins", Document, nullable=False),
        sa.Column("original", Document, nullable=False),
        sa.ForeignKeyConstraint(["plan_id"], ["plan.id"], name=op.f("fk_plan_item_plan_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plan_item")),
        sa.UniqueConstraint("plan_id", "key", name=op.f("uq_plan_item_plan_id")),
    )
    op.create_index("ix_plan_item_order", "plan_item", ["plan_id", "span_start", "id"])
    op.create_table(
        "party",
        sa.Column("item_id", Id, nullable=False),
        sa.Column("addressee_id", Id, nullable=False),
        sa.Column("role", sa.String(20), nullable=False),
        sa.ForeignKeyConstraint(
            ["addressee_id"], ["addressee.id"], name=op.f("fk_party_addressee_id")
        ),
        sa.ForeignKeyConstraint(
            ["item_id"], ["plan_item.id"], name=op.f("fk_party_item_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("item_id", "addressee_id", name=op.f("pk_party")),
    )
    op.create_index("ix_party_addressee_id", "party", ["addressee_id"])


def _library() -> None:
    op.create_table(
        "outbox",
        sa.Column("id", Id, nullable=False),
        sa.Column("event_id", sa.String(36), nullable=False),
        sa.Column("type", sa.String(100), nullable=False),
        sa.Column("subject", sa.String(64), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("created_at", Instant(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("due_at", Instant(), nullable=True),
        sa.Column("parked_at", Instant(), nullable=True),
        sa.Column("error", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outbox")),
        sqlite_autoincrement=True,
    )
    put_off = sa.text("due_at IS NOT NULL")
    op.create_index(
        "ix_outbox_put_off",
        "outbox",
        ["due_at", "subject"],
        postgresql_where=put_off,
        sqlite_where=put_off,
    )
    op.create_index("ix_outbox_subject", "outbox", ["type", "subject", "version"], unique=True)
    op.create_table(
        "inbox",
        sa.Column("event_id", sa.String(36), nullable=False),
        sa.Column("consumer", sa.String(40), nullable=False),
        sa.Column("handled_at", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("event_id", "consumer", name=op.f("pk_inbox")),
    )
    op.create_index(op.f("ix_inbox_handled_at"), "inbox", ["handled_at"])
    op.create_table(
        "idempotency",
        sa.Column("caller", sa.String(40), nullable=False),
        sa.Column("key", sa.String(128), nullable=False),
        sa.Column("fingerprint", sa.String(64), nullable=False),
        sa.Column("status", sa.Integer(), nullable=False),
        sa.Column("headers", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("created_at", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("caller", "key", name=op.f("pk_idempotency")),
    )
    op.create_index(op.f("ix_idempotency_created_at"), "idempotency", ["created_at"])
