"""Files as evidence, comments, who monitors, the latest progress note.

The latest notes are taken from the history; roles of accounts come with their next event.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

from common.db import Instant

revision = "0060"
down_revision = "0021"
branch_labels = None
depends_on = None

# Written out, not taken from the models: those move on, this revision does not.
ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
DOCUMENT = sa.JSON().with_variant(JSONB(), "postgresql")
REFERENCE = (("number", sa.Text()), ("issued_on", sa.Date()), ("sent_to", sa.Text()))


def upgrade() -> None:
    _make_files()
    _make_comments()
    with op.batch_alter_table("evidence") as table:
        for name, type_ in REFERENCE:
            table.alter_column(name, existing_type=type_, nullable=True)
        table.add_column(sa.Column("file_id", ID))
        table.add_column(sa.Column("proves", sa.Text()))
        table.create_foreign_key("fk_evidence_file_id", "file", ["file_id"], ["id"])
    op.add_column("account", sa.Column("roles", DOCUMENT))
    op.add_column("assignment", sa.Column("monitor_id", ID))
    op.add_column("assignment", sa.Column("monitor_name", sa.Text()))
    op.add_column("assignment", sa.Column("last_note", sa.Text()))
    op.add_column("assignment", sa.Column("noted_at", Instant()))
    _index_where("ix_assignment_monitor", "assignment", "monitor_id", "monitor_id IS NOT NULL")
    _take_notes()


def downgrade() -> None:
    op.drop_index("ix_assignment_monitor", "assignment")
    for name in ("noted_at", "last_note", "monitor_name", "monitor_id"):
        op.drop_column("assignment", name)
    op.drop_column("account", "roles")
    op.execute(sa.text("DELETE FROM evidence WHERE number IS NULL"))
    with op.batch_alter_table("evidence") as table:
        table.drop_constraint("fk_evidence_file_id", type_="foreignkey")
        table.drop_column("proves")
        table.drop_column("file_id")
        for name, type_ in REFERENCE:
            table.alter_column(name, existing_type=type_, nullable=False)
    op.drop_table("comment")
    op.drop_table("file")
    op.drop_table("stored_object")


def _make_files() -> None:
    op.create_table(
        "stored_object",
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("touched_at", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("sha256", name="pk_stored_object"),
    )
    op.create_index("ix_stored_object_touched_at", "stored_object", ["touched_at"])
    op.create_table(
        "file",
        sa.Column("id", ID, nullable=False),
        sa.Column("assignment_id", ID, nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("media_type", sa.String(100), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("uploaded_at", Instant(), nullable=False),
        sa.Column("uploaded_by_id", ID, nullable=False),
        sa.Column("uploaded_by_name", sa.Text(), nullable=False),
        sa.Column("claimed_at", Instant()),
        sa.PrimaryKeyConstraint("id", name="pk_file"),
        sa.ForeignKeyConstraint(["assignment_id"], ["assignment.id"], name="fk_file_assignment_id"),
        sa.ForeignKeyConstraint(["sha256"], ["stored_object.sha256"], name="fk_file_sha256"),
        sa.UniqueConstraint("assignment_id", "sha256", name="uq_file_assignment_id"),
    )
    op.create_index("ix_file_sha256", "file", ["sha256"])
    _index_where("ix_file_unclaimed", "file", "uploaded_at", "claimed_at IS NULL")


def _make_comments() -> None:
    op.create_table(
        "comment",
        sa.Column("id", ID, nullable=False),
        sa.Column("assignment_id", ID, nullable=False),
        sa.Column("author_id", ID, nullable=False),
        sa.Column("author_name", sa.Text(), nullable=False),
        sa.Column("author_agency_id", ID),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("mentions", DOCUMENT, nullable=False),
        sa.Column("written_at", Instant(), nullable=False),
        sa.Column("edited_at", Instant()),
        sa.Column("deleted_at", Instant()),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_comment"),
        sa.ForeignKeyConstraint(
            ["assignment_id"], ["assignment.id"], name="fk_comment_assignment_id"
        ),
    )
    op.create_index("ix_comment_assignment", "comment", ["assignment_id", "id"])


def _index_where(name: str, table: str, column: str, where: str) -> None:
    op.create_index(
        name, table, [column], postgresql_where=sa.text(where), sqlite_where=sa.text(where)
    )


def _take_notes() -> None:
    op.execute(
        sa.text(
            "UPDATE assignment SET last_note = history.note, noted_at = history.at FROM history "
            "WHERE history.assignment_id = assignment.id AND history.version = "
            "(SELECT max(h.version) FROM history h "
            "WHERE h.assignment_id = assignment.id AND h.action = 'update')"
        )
    )
