"""The whole life of an assignment: one lead, extensions, holds, blockers, reassignment, deputies.

Leads that share an item with another are members of a class: plans had no other way to give it
to several. The unique constraint on item and agency makes way for an index that leaves withdrawn
assignments out, so that a duty can come back to an agency that it was taken from.
"""

import json

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

from common.db import Instant

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

# Written out, not taken from the models: those move on, this revision does not.
ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
DOCUMENT = sa.JSON().with_variant(JSONB(), "postgresql")
COLUMNS = (
    ("extension_since", Instant()),
    ("extension_by_id", ID),
    ("extension_remind_on", sa.Date()),
    ("extension_escalate_on", sa.Date()),
    ("held_from", sa.String(length=20)),
    ("held_since", Instant()),
    ("held_until", sa.Date()),
    ("unblocker_id", ID),
    ("blocked_since", Instant()),
    ("contribute_by", sa.Date()),
    ("assignee_id", ID),
    ("assignee_name", sa.Text()),
    ("inner_due_on", sa.Date()),
    ("replaces_id", ID),
)
NOT_WITHDRAWN = "work_state <> 'withdrawn'"
INDEXES = (
    ("uq_assignment_party", ["item_id", "agency_id"], NOT_WITHDRAWN),
    ("uq_assignment_lead", ["item_id"], f"role = 'lead' AND NOT is_class AND {NOT_WITHDRAWN}"),
    (
        "ix_assignment_extension",
        ["extension_state", "extension_since"],
        "extension_since IS NOT NULL",
    ),
    ("ix_assignment_held", ["held_until"], "held_until IS NOT NULL"),
    ("ix_assignment_unblocker", ["unblocker_id"], "unblocker_id IS NOT NULL"),
    ("ix_assignment_assignee", ["assignee_id"], "assignee_id IS NOT NULL"),
    ("ix_assignment_replaces", ["replaces_id"], "replaces_id IS NOT NULL"),
)


def upgrade() -> None:
    with op.batch_alter_table("assignment") as table:
        table.add_column(
            sa.Column("is_class", sa.Boolean(), nullable=False, server_default=sa.false())
        )
        table.add_column(
            sa.Column(
                "extension_state", sa.String(length=20), nullable=False, server_default="none"
            )
        )
        table.add_column(
            sa.Column("extensions_granted", sa.Integer(), nullable=False, server_default="0")
        )
        for name, type_ in COLUMNS:
            table.add_column(sa.Column(name, type_))
        table.create_foreign_key("fk_assignment_replaces_id", "assignment", ["replaces_id"], ["id"])
        table.drop_constraint("uq_assignment_item_id", type_="unique")
    _name_classes()
    op.create_index("ix_assignment_item", "assignment", ["item_id"])
    for name, columns, where in INDEXES:
        op.create_index(
            name,
            "assignment",
            columns,
            unique=name.startswith("uq"),
            postgresql_where=sa.text(where),
            sqlite_where=sa.text(where),
        )
    _create_tables()


def _name_classes() -> None:
    """Mark the leads that share an item, of assignments made and of those still to be made."""
    connection = op.get_bind()
    connection.execute(
        sa.text(
            "UPDATE assignment SET is_class = true WHERE role = 'lead' AND item_id IN ("
            "SELECT item_id FROM assignment WHERE role = 'lead' AND work_state <> 'withdrawn' "
            "GROUP BY item_id HAVING count(*) > 1)"
        )
    )
    items = sa.table(
        "plan_item",
        sa.column("id", ID),
        sa.column("parties", DOCUMENT),
        sa.column("party_count", sa.Integer()),
        sa.column("fanned_out", sa.Integer()),
    )
    waiting = sa.select(items.c.id, items.c.parties).where(items.c.fanned_out < items.c.party_count)
    for item_id, stored in connection.execute(waiting).all():
        parties = json.loads(stored) if isinstance(stored, str) else stored
        many = sum(role == "lead" for role, *_ in parties) > 1
        marked = [[role, agency, many and role == "lead"] for role, agency, *_ in parties]
        change = sa.update(items).where(items.c.id == item_id).values(parties=marked)
        connection.execute(change)


def _create_tables() -> None:
    op.create_table(
        "extension",
        sa.Column("id", ID, nullable=False),
        sa.Column("assignment_id", ID, nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("old_due_on", sa.Date(), nullable=False),
        sa.Column("wanted_on", sa.Date(), nullable=False),
        sa.Column("offered_on", sa.Date()),
        sa.Column("granted_on", sa.Date()),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("after_expiry", sa.Boolean(), nullable=False),
        sa.Column("beyond_limit", sa.Boolean(), nullable=False),
        sa.Column("asked_at", Instant(), nullable=False),
        sa.Column("asked_by_id", ID, nullable=False),
        sa.Column("asked_by_name", sa.Text(), nullable=False),
        sa.Column("answered_at", Instant()),
        sa.Column("answered_by_id", ID),
        sa.Column("answered_by_name", sa.Text()),
        sa.Column("answer", sa.Text()),
        sa.ForeignKeyConstraint(
            ["assignment_id"], ["assignment.id"], name="fk_extension_assignment_id"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_extension"),
    )
    op.create_index("ix_extension_assignment_id", "extension", ["assignment_id"])
    op.create_table(
        "blocker",
        sa.Column("id", ID, nullable=False),
        sa.Column("assignment_id", ID, nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("unblocker_id", ID, nullable=False),
        sa.Column("raised_at", Instant(), nullable=False),
        sa.Column("raised_by_id", ID, nullable=False),
        sa.Column("raised_by_name", sa.Text(), nullable=False),
        sa.Column("resolved_at", Instant()),
        sa.Column("resolved_by_id", ID),
        sa.Column("resolved_by_name", sa.Text()),
        sa.Column("resolution", sa.Text()),
        sa.ForeignKeyConstraint(
            ["assignment_id"], ["assignment.id"], name="fk_blocker_assignment_id"
        ),
        sa.ForeignKeyConstraint(["unblocker_id"], ["agency.id"], name="fk_blocker_unblocker_id"),
        sa.PrimaryKeyConstraint("id", name="pk_blocker"),
    )
    op.create_index("ix_blocker_assignment_id", "blocker", ["assignment_id"])
    op.create_table(
        "account",
        sa.Column("id", ID, autoincrement=False, nullable=False),
        sa.Column("username", sa.String(length=100), nullable=False),
        sa.Column("agency_id", ID),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_account"),
    )
    op.create_index("ix_account_username", "account", ["username"])
    op.create_table(
        "delegation",
        sa.Column("id", ID, nullable=False),
        sa.Column("agency_id", ID, nullable=False),
        sa.Column("absent_id", ID, nullable=False),
        sa.Column("absent_name", sa.Text(), nullable=False),
        sa.Column("roles", DOCUMENT, nullable=False),
        sa.Column("deputy_id", ID, nullable=False),
        sa.Column("deputy_name", sa.Text(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("created_at", Instant(), nullable=False),
        sa.Column("ended_at", Instant()),
        sa.PrimaryKeyConstraint("id", name="pk_delegation"),
    )
    op.create_index("ix_delegation_absent_id", "delegation", ["absent_id"])
    op.create_index("ix_delegation_deputy_id", "delegation", ["deputy_id"])


def downgrade() -> None:
    for table in ("delegation", "account", "blocker", "extension"):
        op.drop_table(table)
    for name, _, _ in INDEXES:
        op.drop_index(name, "assignment")
    op.drop_index("ix_assignment_item", "assignment")
    with op.batch_alter_table("assignment") as table:
        table.drop_constraint("fk_assignment_replaces_id", type_="foreignkey")
        for name in ("is_class", "extension_state", "extensions_granted"):
            table.drop_column(name)
        for name, _ in COLUMNS:
            table.drop_column(name)
        table.create_unique_constraint("uq_assignment_item_id", ["item_id", "agency_id"])
