"""Tables of the tasks service.

Agencies and plans are copies kept from events; what happens to an assignment is ours.
"""

import datetime as dt
from typing import Any

from sqlalchemy import Date, ForeignKey, Index, Integer, MetaData, String, Text, UniqueConstraint
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship

from common.db import NAMES, Document, Id, Instant
from services.tasks.model.states import CLOSED, ReviewState, WorkState

LARGEST_ID = 2**63 - 1
"""No database numbers its rows beyond this."""

WITHOUT_DAY = dt.date(9999, 12, 30)
CLOSED_DAY = dt.date(9999, 12, 31)
"""Places in the order of urgency: after every dated duty, and after everything open."""


class Base(DeclarativeBase):
    """Root of this service's tables."""

    metadata = MetaData(naming_convention=NAMES)


class Agency(Base):
    """What we know of an agency; `version` 0 if only a plan has named it so far."""

    __tablename__ = "agency"

    id: Mapped[int] = mapped_column(Id, primary_key=True, autoincrement=False)
    slug: Mapped[str] = mapped_column(String(100), index=True)
    name: Mapped[str] = mapped_column(Text)
    kind: Mapped[str | None] = mapped_column(String(20))
    active: Mapped[bool] = mapped_column(default=True)
    version: Mapped[int] = mapped_column(Integer, default=0)
    folded: Mapped[str] = mapped_column(Text)


class Plan(Base):
    """An issued plan; `fanned_out_at` is None while assignments are still to be made."""

    __tablename__ = "plan"

    id: Mapped[int] = mapped_column(Id, primary_key=True, autoincrement=False)
    number: Mapped[str | None] = mapped_column(Text)
    title: Mapped[str] = mapped_column(Text)
    issuer: Mapped[str | None] = mapped_column(Text)
    issued_on: Mapped[dt.date | None] = mapped_column(Date)
    assigner_agency_id: Mapped[int] = mapped_column(Id)
    actor_id: Mapped[int] = mapped_column(Id)
    actor_name: Mapped[str] = mapped_column(Text)
    event_id: Mapped[str] = mapped_column(String(36))
    fanned_out_at: Mapped[dt.datetime | None] = mapped_column(Instant, index=True)


class PlanItem(Base):
    """A duty of a plan. `parties` is its fan-out, of which the first `fanned_out` are done.

    `parties` holds [role, agency id] pairs, each agency once.
    """

    __tablename__ = "plan_item"
    __table_args__ = (UniqueConstraint("plan_id", "key"),)

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    plan_id: Mapped[int] = mapped_column(ForeignKey("plan.id"))
    key: Mapped[str] = mapped_column(String(100))
    label: Mapped[str] = mapped_column(Text)
    text: Mapped[str] = mapped_column(Text)
    output: Mapped[str | None] = mapped_column(Text)
    bindingness: Mapped[str] = mapped_column(String(20))
    span_start: Mapped[int] = mapped_column(Integer)
    span_end: Mapped[int] = mapped_column(Integer)
    phrase: Mapped[str | None] = mapped_column(Text)  # None: the item states no deadline
    operator: Mapped[str | None] = mapped_column(String(20))
    stated_on: Mapped[dt.date | None] = mapped_column(Date)
    last_safe_day: Mapped[dt.date | None] = mapped_column(Date)
    recurrence: Mapped[str | None] = mapped_column(String(20))
    folded: Mapped[str] = mapped_column(Text)
    # Read by the fan-out alone: of a class of 3,321 communes it is 60 KB, in every joined row.
    parties: Mapped[list[tuple[str, int]]] = mapped_column(
        Document, deferred=True, deferred_raiseload=True
    )
    party_count: Mapped[int] = mapped_column(Integer)
    fanned_out: Mapped[int] = mapped_column(Integer, default=0)


class Assignment(Base):
    """One duty of one agency. Lateness is not here: standing is derived when it is read."""

    __tablename__ = "assignment"
    __table_args__ = (
        UniqueConstraint("item_id", "agency_id"),
        Index("ix_assignment_urgency", "urgency", "id"),
        Index("ix_assignment_agency", "agency_id", "urgency", "id"),
        Index("ix_assignment_assigner", "assigner_agency_id", "urgency", "id"),
        Index("ix_assignment_plan", "plan_id", "urgency", "id"),
        Index("ix_assignment_state", "work_state", "urgency", "id"),
        Index("ix_assignment_review", "review_state", "review_since", "id"),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    plan_id: Mapped[int] = mapped_column(ForeignKey("plan.id"))
    item_id: Mapped[int] = mapped_column(ForeignKey("plan_item.id"))
    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"))
    assigner_agency_id: Mapped[int] = mapped_column(Id)
    role: Mapped[str] = mapped_column(String(20))
    bindingness: Mapped[str] = mapped_column(String(20))
    work_state: Mapped[str] = mapped_column(String(20), default=WorkState.NOT_STARTED)
    review_state: Mapped[str] = mapped_column(String(20), default=ReviewState.NONE)
    # The day standing is judged by: the deadline's last safe day, later when on-time work was
    # returned; None where nothing falls due (no deadline, or only coordinating).
    due_on: Mapped[dt.date | None] = mapped_column(Date)
    urgency: Mapped[dt.date] = mapped_column(Date)  # how lists are sorted; see `urgency_of`
    acknowledged_at: Mapped[dt.datetime | None] = mapped_column(Instant)
    submitted_on: Mapped[dt.date | None] = mapped_column(Date)  # a day in Viet Nam
    submitted_by_id: Mapped[int | None] = mapped_column(Id)
    # What the clock showed when it stopped: a fact of that day, which later calendars leave alone.
    standing_when_submitted: Mapped[str | None] = mapped_column(String(20))
    review_since: Mapped[dt.datetime | None] = mapped_column(Instant)
    review_due_on: Mapped[dt.date | None] = mapped_column(Date)
    grade: Mapped[str | None] = mapped_column(String(20))
    completed_at: Mapped[dt.datetime | None] = mapped_column(Instant)
    created_at: Mapped[dt.datetime] = mapped_column(Instant)
    updated_at: Mapped[dt.datetime] = mapped_column(Instant)
    version: Mapped[int] = mapped_column(Integer)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - read once, by the mapper

    plan: Mapped[Plan] = relationship(lazy="raise")
    item: Mapped[PlanItem] = relationship(lazy="raise")
    agency: Mapped[Agency] = relationship(lazy="raise")


class History(Base):
    """What was done to an assignment: by whom, why, and the state it led to."""

    __tablename__ = "history"
    __table_args__ = (UniqueConstraint("assignment_id", "version"),)

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    assignment_id: Mapped[int] = mapped_column(ForeignKey("assignment.id"))
    version: Mapped[int] = mapped_column(Integer)
    at: Mapped[dt.datetime] = mapped_column(Instant)
    action: Mapped[str] = mapped_column(String(20))
    actor_id: Mapped[int] = mapped_column(Id)
    actor_name: Mapped[str] = mapped_column(Text)
    actor_agency_id: Mapped[int | None] = mapped_column(Id)
    note: Mapped[str | None] = mapped_column(Text)
    cause: Mapped[str | None] = mapped_column(String(100))  # "request:…" or "event:…"
    snapshot: Mapped[dict[str, Any]] = mapped_column(Document)


class Evidence(Base):
    """A document that shows the output: its number, its date, and to whom it was sent."""

    __tablename__ = "evidence"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    assignment_id: Mapped[int] = mapped_column(ForeignKey("assignment.id"), index=True)
    number: Mapped[str] = mapped_column(Text)
    issued_on: Mapped[dt.date] = mapped_column(Date)
    sent_to: Mapped[str] = mapped_column(Text)
    version: Mapped[int] = mapped_column(Integer)  # the assignment's, once submitted
    added_at: Mapped[dt.datetime] = mapped_column(Instant)
    added_by_id: Mapped[int] = mapped_column(Id)


class Firing(Base):
    """A deadline event that was sent; its key is why it is never sent twice."""

    __tablename__ = "firing"

    assignment_id: Mapped[int] = mapped_column(ForeignKey("assignment.id"), primary_key=True)
    kind: Mapped[str] = mapped_column(String(20), primary_key=True)
    due_on: Mapped[dt.date] = mapped_column(Date, primary_key=True)
    fired_at: Mapped[dt.datetime] = mapped_column(Instant)


class Told(Base):
    """A message about an assignment that notify has settled."""

    __tablename__ = "told"

    message_id: Mapped[int] = mapped_column(Id, primary_key=True, autoincrement=False)
    # No foreign key: the message may be known here before its assignment's copy is restored.
    assignment_id: Mapped[int] = mapped_column(Id, index=True)
    agency_id: Mapped[int | None] = mapped_column(Id)
    kind: Mapped[str] = mapped_column(String(100))
    channel: Mapped[str] = mapped_column(String(20))
    state: Mapped[str] = mapped_column(String(20))
    at: Mapped[dt.datetime] = mapped_column(Instant)


def urgency_of(work_state: str, due_on: dt.date | None) -> dt.date:
    """Return the sort key of lists: dated work first, then undated, closed work last."""
    if work_state in CLOSED:
        return CLOSED_DAY
    return due_on or WITHOUT_DAY
