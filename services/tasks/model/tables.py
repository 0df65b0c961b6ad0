"""Tables of the tasks service.

Agencies and plans are copies kept from events; what happens to an assignment is ours.
"""

import datetime as dt
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Date,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship

from common.db import NAMES, Document, Id, Instant
from services.tasks.model import append_only
from services.tasks.model.kinds import PlanKind
from services.tasks.model.states import CLOSED, ExtensionState, ReviewState, WorkState

WITHOUT_DAY = dt.date(9999, 12, 30)
CLOSED_DAY = dt.date(9999, 12, 31)
"""Places in the order of urgency: after every dated duty, and after everything open."""


WAITING = (
    "({of}review_state = 'pending' OR {of}extension_state = 'requested' "
    "OR {of}work_state = 'on_hold')"
)
"""Assignments that wait, or may wait one day, for a decision of whoever gave them."""


def partial_index(name: str, *columns: str, where: str, unique: bool = False) -> Index:
    """Return an index of the rows for which the SQL `where` holds, on either database."""
    which: ColumnElement[bool] = text(where)  # type: ignore[assignment]
    return Index(name, *columns, unique=unique, postgresql_where=which, sqlite_where=which)


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
    parent_id: Mapped[int | None] = mapped_column(Id, index=True)  # may be told before its parent
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
    kind: Mapped[str] = mapped_column(String(20), default=PlanKind.OTHER, index=True)
    # Those of its kind, copied here; None where nothing varies.
    rules: Mapped[dict[str, Any] | None] = mapped_column(Document)
    assigner_agency_id: Mapped[int] = mapped_column(Id)
    actor_id: Mapped[int] = mapped_column(Id)
    actor_name: Mapped[str] = mapped_column(Text)
    event_id: Mapped[str] = mapped_column(String(36))
    fanned_out_at: Mapped[dt.datetime | None] = mapped_column(Instant, index=True)


def _own_key(context: Any) -> str:
    """Return the key of the item that is being written: the root of what recurs not."""
    return str(context.get_current_parameters()["key"])


class PlanItem(Base):
    """A duty of a plan. `parties` is its fan-out, of which the first `fanned_out` are done.

    `parties` holds [role, agency id, whether named as one of a class], each agency once; of an
    instance of what recurs also the bindingness that the agency has by now.
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
    parties: Mapped[list[tuple[Any, ...]]] = mapped_column(
        Document, deferred=True, deferred_raiseload=True
    )
    party_count: Mapped[int] = mapped_column(Integer)
    fanned_out: Mapped[int] = mapped_column(Integer, default=0)
    # Of what recurs: this instance's period (2026, 2026-H1, 2026-Q2, 2026-05), and the day on
    # which the next one is made; None once it was, or where nothing follows.
    period: Mapped[str | None] = mapped_column(String(10))
    repeat_on: Mapped[dt.date | None] = mapped_column(Date, index=True)
    # The duty of the document that it is an instance of (its own key where nothing recurs), and
    # the day stated there: from that one all days are reckoned, or the 30th would become the 28th.
    root_key: Mapped[str] = mapped_column(String(100), default=_own_key)
    root_on: Mapped[dt.date | None] = mapped_column(Date)


class Assignment(Base):
    """One duty of one agency. Lateness is not here: standing is derived when it is read."""

    __tablename__ = "assignment"
    __table_args__ = (
        # Withdrawn ones stay beside the new: a duty can go to another agency and come back. So do
        # completed ones: an agency can take over what is open beside what it has done itself.
        partial_index(
            "uq_assignment_party",
            "item_id",
            "agency_id",
            where="work_state NOT IN ('completed', 'withdrawn')",
            unique=True,
        ),
        # One leads. Of "UBND các xã" each member leads in its own place, as a child of the duty.
        partial_index(
            "uq_assignment_lead",
            "item_id",
            where="role = 'lead' AND NOT is_class AND work_state <> 'withdrawn'",
            unique=True,
        ),
        Index("ix_assignment_item", "item_id"),
        Index("ix_assignment_urgency", "urgency", "id"),
        Index("ix_assignment_agency", "agency_id", "urgency", "id"),
        Index("ix_assignment_assigner", "assigner_agency_id", "urgency", "id"),
        Index("ix_assignment_plan", "plan_id", "urgency", "id"),
        Index("ix_assignment_state", "work_state", "urgency", "id"),
        Index("ix_assignment_review", "review_state", "review_since", "id"),
        partial_index(
            "ix_assignment_extension",
            "extension_state",
            "extension_since",
            where="extension_since IS NOT NULL",
        ),
        partial_index("ix_assignment_held", "held_until", where="held_until IS NOT NULL"),
        partial_index(
            "ix_assignment_waiting", "assigner_agency_id", "id", where=WAITING.format(of="")
        ),
        partial_index("ix_assignment_unblocker", "unblocker_id", where="unblocker_id IS NOT NULL"),
        partial_index("ix_assignment_assignee", "assignee_id", where="assignee_id IS NOT NULL"),
        partial_index("ix_assignment_replaces", "replaces_id", where="replaces_id IS NOT NULL"),
        partial_index("ix_assignment_monitor", "monitor_id", where="monitor_id IS NOT NULL"),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    plan_id: Mapped[int] = mapped_column(ForeignKey("plan.id"))
    item_id: Mapped[int] = mapped_column(ForeignKey("plan_item.id"))
    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"))
    assigner_agency_id: Mapped[int] = mapped_column(Id)
    role: Mapped[str] = mapped_column(String(20))
    is_class: Mapped[bool] = mapped_column(default=False)  # named as one of many: "UBND các xã"
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
    submitted_for_id: Mapped[int | None] = mapped_column(Id)  # for whom a deputy did
    # What the clock showed when it stopped: a fact of that day, which later calendars leave alone.
    standing_when_submitted: Mapped[str | None] = mapped_column(String(20))
    review_since: Mapped[dt.datetime | None] = mapped_column(Instant)
    review_due_on: Mapped[dt.date | None] = mapped_column(Date)
    # The last request for more time. `extension_since` is set only while somebody has to answer
    # it: the assigner is reminded on `extension_remind_on`, its superior on the day after that.
    extension_state: Mapped[str] = mapped_column(String(20), default=ExtensionState.NONE)
    extension_since: Mapped[dt.datetime | None] = mapped_column(Instant)
    extension_by_id: Mapped[int | None] = mapped_column(Id)
    extension_for_id: Mapped[int | None] = mapped_column(Id)
    extension_remind_on: Mapped[dt.date | None] = mapped_column(Date)
    extension_escalate_on: Mapped[dt.date | None] = mapped_column(Date)
    extensions_granted: Mapped[int] = mapped_column(Integer, default=0)
    held_from: Mapped[str | None] = mapped_column(String(20))  # the state to resume in
    held_since: Mapped[dt.datetime | None] = mapped_column(Instant)
    held_until: Mapped[dt.date | None] = mapped_column(Date)  # when the assigner looks again
    unblocker_id: Mapped[int | None] = mapped_column(Id)  # who can resolve the open blocker
    blocked_since: Mapped[dt.datetime | None] = mapped_column(Instant)
    contribute_by: Mapped[dt.date | None] = mapped_column(Date)  # of coordinating: never red
    # Inside the agency; outside of it the agency alone is answerable.
    assignee_id: Mapped[int | None] = mapped_column(Id)
    assignee_name: Mapped[str | None] = mapped_column(Text)
    inner_due_on: Mapped[dt.date | None] = mapped_column(Date)
    # Người theo dõi: of the assigner's agency; presses for the work and is not answerable for it.
    monitor_id: Mapped[int | None] = mapped_column(Id)
    monitor_name: Mapped[str | None] = mapped_column(Text)
    # The latest progress note, which lists show; all of them are in the history.
    last_note: Mapped[str | None] = mapped_column(Text)
    noted_at: Mapped[dt.datetime | None] = mapped_column(Instant)
    replaces_id: Mapped[int | None] = mapped_column(ForeignKey("assignment.id"))
    grade: Mapped[str | None] = mapped_column(String(20))
    completed_at: Mapped[dt.datetime | None] = mapped_column(Instant)
    created_at: Mapped[dt.datetime] = mapped_column(Instant)
    updated_at: Mapped[dt.datetime] = mapped_column(Instant)
    version: Mapped[int] = mapped_column(Integer)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - read once, by the mapper

    # To read: whoever writes sets the ids. Looked after for writing, each would cost every flush.
    plan: Mapped[Plan] = relationship(lazy="raise", viewonly=True)
    item: Mapped[PlanItem] = relationship(lazy="raise", viewonly=True)
    agency: Mapped[Agency] = relationship(lazy="raise", viewonly=True)

    @property
    def plan_rules(self) -> dict[str, Any] | None:
        """The rules of the plan's kind, where they vary; the plan must be loaded."""
        return self.plan.rules


class History(Base):
    """What was done to an assignment: by whom, why, and the state it led to.

    Only `services.tasks.history` appends; the database refuses to change or delete an entry.
    """

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
    hash: Mapped[str] = mapped_column(String(64))  # of this entry and the one before it


append_only.guard(History.metadata.tables["history"])


class Evidence(Base):
    """What shows that something was done: a document by its number, date and receiver, or a file.

    One of the two is there, or both. `proves` says what it shows; None is the output.
    """

    __tablename__ = "evidence"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    assignment_id: Mapped[int] = mapped_column(ForeignKey("assignment.id"), index=True)
    number: Mapped[str | None] = mapped_column(Text)
    issued_on: Mapped[dt.date | None] = mapped_column(Date)
    sent_to: Mapped[str | None] = mapped_column(Text)
    file_id: Mapped[int | None] = mapped_column(ForeignKey("file.id"))
    proves: Mapped[str | None] = mapped_column(Text)
    version: Mapped[int] = mapped_column(Integer)  # the assignment's, once submitted
    added_at: Mapped[dt.datetime] = mapped_column(Instant)
    added_by_id: Mapped[int] = mapped_column(Id)


class Extension(Base):
    """A request for more time with its answer; `state` is "lapsed" if the work ended before it."""

    __tablename__ = "extension"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    assignment_id: Mapped[int] = mapped_column(ForeignKey("assignment.id"), index=True)
    state: Mapped[str] = mapped_column(String(20))
    old_due_on: Mapped[dt.date] = mapped_column(Date)
    wanted_on: Mapped[dt.date] = mapped_column(Date)
    offered_on: Mapped[dt.date | None] = mapped_column(Date)
    granted_on: Mapped[dt.date | None] = mapped_column(Date)
    reason: Mapped[str] = mapped_column(Text)
    after_expiry: Mapped[bool]
    beyond_limit: Mapped[bool]  # more than the extensions that are usual
    asked_at: Mapped[dt.datetime] = mapped_column(Instant)
    asked_by_id: Mapped[int] = mapped_column(Id)
    asked_by_name: Mapped[str] = mapped_column(Text)
    answered_at: Mapped[dt.datetime | None] = mapped_column(Instant)
    answered_by_id: Mapped[int | None] = mapped_column(Id)
    answered_by_name: Mapped[str | None] = mapped_column(Text)
    answer: Mapped[str | None] = mapped_column(Text)


class Blocker(Base):
    """What keeps an agency from its work (vướng mắc), and who can resolve it."""

    __tablename__ = "blocker"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    assignment_id: Mapped[int] = mapped_column(ForeignKey("assignment.id"), index=True)
    text: Mapped[str] = mapped_column(Text)
    unblocker_id: Mapped[int] = mapped_column(ForeignKey("agency.id"))
    raised_at: Mapped[dt.datetime] = mapped_column(Instant)
    raised_by_id: Mapped[int] = mapped_column(Id)
    raised_by_name: Mapped[str] = mapped_column(Text)
    resolved_at: Mapped[dt.datetime | None] = mapped_column(Instant)
    resolved_by_id: Mapped[int | None] = mapped_column(Id)
    resolved_by_name: Mapped[str | None] = mapped_column(Text)
    resolution: Mapped[str | None] = mapped_column(Text)


class Account(Base):
    """Our copy of an account, kept from its events: whom work can be handed to."""

    __tablename__ = "account"

    id: Mapped[int] = mapped_column(Id, primary_key=True, autoincrement=False)
    username: Mapped[str] = mapped_column(String(100), index=True)
    agency_id: Mapped[int | None] = mapped_column(Id)  # may arrive before the agency
    active: Mapped[bool]
    # None until the account changes again, where it was learned before roles were kept.
    roles: Mapped[list[str] | None] = mapped_column(Document)
    version: Mapped[int] = mapped_column(Integer)


class Delegation(Base):
    """An account acts for another of its agency for a period (ủy quyền khi đi vắng)."""

    __tablename__ = "delegation"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    agency_id: Mapped[int] = mapped_column(Id)
    absent_id: Mapped[int] = mapped_column(Id, index=True)
    absent_name: Mapped[str] = mapped_column(Text)
    roles: Mapped[list[str]] = mapped_column(Document)
    deputy_id: Mapped[int] = mapped_column(Id, index=True)
    deputy_name: Mapped[str] = mapped_column(Text)
    starts_on: Mapped[dt.date] = mapped_column(Date)
    ends_on: Mapped[dt.date] = mapped_column(Date)
    reason: Mapped[str] = mapped_column(Text)
    created_at: Mapped[dt.datetime] = mapped_column(Instant)
    ended_at: Mapped[dt.datetime | None] = mapped_column(Instant)


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
