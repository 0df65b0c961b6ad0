"""Steps of the ladder, scans, summaries, incidents, rounds of chasing; firings become steps."""

import sqlalchemy as sa
from alembic import op

from common.db import Id, Instant

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "escalation",
        sa.Column("assignment_id", Id, nullable=False),
        sa.Column("step", sa.String(20), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("agency_id", Id, autoincrement=False, nullable=False),
        sa.Column("level", sa.String(20), nullable=False),
        sa.Column("receiver", sa.String(10), nullable=False),
        sa.Column("taken_on", sa.Date(), nullable=False),
        sa.Column("taken_at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(
            ["assignment_id"], ["assignment.id"], name=op.f("fk_escalation_assignment_id")
        ),
        sa.PrimaryKeyConstraint(
            "assignment_id", "step", "due_on", "agency_id", name=op.f("pk_escalation")
        ),
    )
    op.create_index("ix_escalation_taken_on", "escalation", ["taken_on", "receiver", "agency_id"])
    _take_over_firings()
    op.drop_table("firing")
    op.create_table(
        "scan",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("finished_at", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("day", name=op.f("pk_scan")),
    )
    op.create_table(
        "digest",
        sa.Column("id", Id, nullable=False),
        sa.Column("kind", sa.String(10), nullable=False),
        sa.Column("key", sa.String(20), nullable=False),
        sa.Column("agency_id", Id, nullable=False),
        sa.Column("made_at", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_digest")),
        sa.UniqueConstraint("kind", "key", "agency_id", name=op.f("uq_digest_kind")),
    )
    _create_incidents()
    _create_rounds()


def _create_rounds() -> None:
    op.create_table(
        "chase_round",
        sa.Column("id", Id, nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("actor_id", Id, nullable=False),
        sa.Column("actor_name", sa.Text(), nullable=False),
        sa.Column("agency_id", Id, nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("chased", sa.Integer(), nullable=False),
        sa.Column("passed_by", sa.Integer(), nullable=False),
        sa.Column("sms_segments", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_chase_round")),
    )
    op.create_index("ix_chase_round_agency", "chase_round", ["agency_id", "id"])


def _take_over_firings() -> None:
    """Keep who was told already, lest everybody hear of it again."""
    for kind, step, level, receiver in (
        ("due_soon", "yellow", "yellow", "owner"),
        ("overdue", "red", "red", "head"),
    ):
        op.execute(
            sa.text(
                "INSERT INTO escalation (assignment_id, step, due_on, agency_id, level, receiver, "
                "taken_on, taken_at) SELECT f.assignment_id, :step, f.due_on, a.agency_id, :level, "
                ":receiver, date(f.fired_at), f.fired_at FROM firing f "
                "JOIN assignment a ON a.id = f.assignment_id WHERE f.kind = :kind"
            ).bindparams(step=step, level=level, receiver=receiver, kind=kind)
        )


def _create_incidents() -> None:
    op.create_table(
        "incident",
        sa.Column("id", Id, nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("key", sa.String(80), nullable=False),
        sa.Column("assignment_id", Id, nullable=True),
        sa.Column("agency_id", Id, nullable=True),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.Column("opened_at", Instant(), nullable=False),
        sa.Column("resolved_at", Instant(), nullable=True),
        sa.Column("resolution", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_incident")),
        sa.UniqueConstraint("kind", "key", name=op.f("uq_incident_kind")),
    )
    op.create_index("ix_incident_open", "incident", ["resolved_at", "id"])
    op.create_index("ix_incident_assignment_id", "incident", ["assignment_id"])
    op.create_index("ix_incident_agency_id", "incident", ["agency_id"])


def downgrade() -> None:
    for table in ("chase_round", "incident", "digest", "scan", "escalation"):
        op.drop_table(table)
    op.create_table(
        "firing",
        sa.Column("assignment_id", Id, nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("fired_at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(
            ["assignment_id"], ["assignment.id"], name="fk_firing_assignment_id"
        ),
        sa.PrimaryKeyConstraint("assignment_id", "kind", "due_on", name="pk_firing"),
    )
