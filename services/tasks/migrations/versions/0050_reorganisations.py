"""Reorganisations: what a decree moved, who took over; a completed duty leaves its place."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

from common.db import Instant

revision = "0050"
down_revision = "0040"
branch_labels = None
depends_on = None

# Written out, not taken from the models: those move on, this revision does not.
ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
DOCUMENT = sa.JSON().with_variant(JSONB(), "postgresql")
OPEN = "work_state NOT IN ('completed', 'withdrawn')"
NOT_WITHDRAWN = "work_state <> 'withdrawn'"


def upgrade() -> None:
    _place(OPEN)
    op.create_table(
        "reorganisation",
        sa.Column("id", ID, nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("event_id", sa.String(36), nullable=False),
        sa.Column("effective_on", sa.Date(), nullable=False),
        sa.Column("applied_at", Instant(), nullable=False),
        sa.Column("counts", DOCUMENT, nullable=False),
        sa.Column("reverted_at", Instant(), nullable=True),
        sa.Column("kept", DOCUMENT, nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reorganisation")),
    )
    _rows()
    _succession()


def _place(where: str) -> None:
    op.drop_index("uq_assignment_party", "assignment")
    op.create_index(
        "uq_assignment_party",
        "assignment",
        ["item_id", "agency_id"],
        unique=True,
        postgresql_where=sa.text(where),
        sqlite_where=sa.text(where),
    )


def _decree(table: str) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_{table}_reorganisation_id")
    return sa.ForeignKeyConstraint(["reorganisation_id"], ["reorganisation.id"], name=name)


def _rows() -> None:
    op.create_table(
        "reorganised_row",
        sa.Column("id", ID, nullable=False),
        sa.Column("reorganisation_id", ID, nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("row_id", ID, nullable=False),
        sa.Column("version", sa.Integer(), nullable=True),
        sa.Column("before", DOCUMENT, nullable=False),
        sa.Column("after", DOCUMENT, nullable=False),
        _decree("reorganised_row"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reorganised_row")),
    )
    columns = ["reorganisation_id", "kind", "row_id"]
    op.create_index("ix_reorganised_row_decree", "reorganised_row", columns)


def _succession() -> None:
    op.create_table(
        "succession",
        sa.Column("reorganisation_id", ID, nullable=False),
        sa.Column("agency_id", ID, nullable=False, autoincrement=False),
        sa.Column("heir_id", ID, nullable=False, autoincrement=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("ends", sa.Boolean(), nullable=False),
        sa.Column("field", sa.Text(), nullable=True),
        sa.Column("words", DOCUMENT, nullable=False),
        sa.Column("final_id", ID, nullable=True),
        _decree("succession"),
        sa.PrimaryKeyConstraint(
            "reorganisation_id", "agency_id", "heir_id", name=op.f("pk_succession")
        ),
    )
    op.create_index("ix_succession_agency", "succession", ["agency_id"])
    op.create_index("ix_succession_heir_id", "succession", ["heir_id"])
    op.create_table(
        "inherited",
        sa.Column("assignment_id", ID, nullable=False),
        sa.Column("reorganisation_id", ID, nullable=False),
        sa.Column("heir_id", ID, nullable=False),
        _decree("inherited"),
        sa.ForeignKeyConstraint(
            ["assignment_id"], ["assignment.id"], name=op.f("fk_inherited_assignment_id")
        ),
        sa.PrimaryKeyConstraint("assignment_id", name=op.f("pk_inherited")),
    )
    op.create_index("ix_inherited_reorganisation_id", "inherited", ["reorganisation_id"])
    op.create_index("ix_inherited_heir_id", "inherited", ["heir_id"])


def downgrade() -> None:
    for table in ("inherited", "succession", "reorganised_row", "reorganisation"):
        op.drop_table(table)
    _place(NOT_WITHDRAWN)
