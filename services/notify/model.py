"""What notify keeps: copies of agencies and assignments, notices, messages and their attempts.

A *notice* is one event for one agency. A *message* is a notice on its way over one channel. An
*attempt* is one try at a provider; a *delivery event* is what the provider says later.

            ┌────────── lasting failure ─────────> rejected
    due ─> sending ──── taken by the provider ───> accepted ─> buffered, relayed,
     ↑ ↑       │                                               undelivered, delivered
     │ └ temporary failure (retries spent: parked)
     │         └─────── answer lost ─────────────> unknown
     └─ resend of an unknown, if the channel may (else: parked) ────┘

Before a try, a message may also end as expired, cancelled, suppressed or no_contact.
"""

import datetime as dt
from enum import StrEnum
from typing import Any, Final

from sqlalchemy import Date, ForeignKey, Index, MetaData, String, Text, UniqueConstraint
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from common.db import NAMES, Document, Id, Instant


class Medium(StrEnum):
    """How a message reaches its reader; NONE while no contact is known."""

    EMAIL = "email"
    SMS = "sms"
    NONE = "none"


class State(StrEnum):
    """Where a message stands: the fold of what was done and of what providers reported."""

    DUE = "due"
    SENDING = "sending"
    UNKNOWN = "unknown"
    ACCEPTED = "accepted"
    BUFFERED = "buffered"
    RELAYED = "relayed"
    UNDELIVERED = "undelivered"
    DELIVERED = "delivered"
    REJECTED = "rejected"
    PARKED = "parked"
    EXPIRED = "expired"
    CANCELLED = "cancelled"
    SUPPRESSED = "suppressed"
    NO_CONTACT = "no_contact"


SETTLED: Final = frozenset(State) - {State.DUE, State.SENDING, State.UNKNOWN}
"""States that are told to others: an end, or one that a person must look at."""

RETRYABLE: Final = frozenset(
    {State.PARKED, State.REJECTED, State.UNDELIVERED, State.SUPPRESSED, State.NO_CONTACT}
)
"""States from which a person may send again."""

RANKS: Final = {
    State.ACCEPTED: 0,
    State.BUFFERED: 1,
    State.RELAYED: 2,
    State.REJECTED: 3,
    State.UNDELIVERED: 4,
    State.DELIVERED: 5,
}
"""Receipts fold by rank, never by arrival: late, repeated and unordered ones change nothing."""


EVERYBODY: Final = 0
"""Stands for all accounts of an agency in keys, where NULL could not be unique."""


class ContactState(StrEnum):
    """Whether an address may be written to."""

    ACTIVE = "active"
    INVALID = "invalid"  # not an address; kept so that the registry's owner can be told
    RETIRED = "retired"  # the agency has another one now


class Base(DeclarativeBase):
    """Tables of the notify service."""

    metadata = MetaData(naming_convention=NAMES)


class Agency(Base):
    """Our copy of an agency, kept from its events."""

    __tablename__ = "agency"

    id: Mapped[int] = mapped_column(Id, primary_key=True, autoincrement=False)
    slug: Mapped[str] = mapped_column(String(200))
    name: Mapped[str] = mapped_column(Text)
    active: Mapped[bool]
    version: Mapped[int]


class ContactPoint(Base):
    """An address of an agency, snapshotted into each attempt that uses it."""

    __tablename__ = "contact_point"
    __table_args__ = (UniqueConstraint("agency_id", "medium", "address"),)

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"))
    medium: Mapped[str] = mapped_column(String(10))
    address: Mapped[str] = mapped_column(String(320))
    state: Mapped[str] = mapped_column(String(10))
    reason: Mapped[str | None] = mapped_column(Text)


class Account(Base):
    """Our copy of an account: whose inbox it reads, and in which language."""

    __tablename__ = "account"

    id: Mapped[int] = mapped_column(Id, primary_key=True, autoincrement=False)
    agency_id: Mapped[int | None] = mapped_column(Id, index=True)  # may arrive before the agency
    language: Mapped[str] = mapped_column(String(2))
    active: Mapped[bool]
    version: Mapped[int]


class AssignmentCopy(Base):
    """The state of an assignment as last heard, asked before each send."""

    __tablename__ = "assignment_copy"

    id: Mapped[int] = mapped_column(Id, primary_key=True, autoincrement=False)
    version: Mapped[int]
    work_state: Mapped[str] = mapped_column(String(20))
    last_safe_day: Mapped[dt.date | None] = mapped_column(Date)


class Notice(Base):
    """One event for one agency, or for one account of it; `context` is what templates say of it."""

    __tablename__ = "notice"
    __table_args__ = (UniqueConstraint("event_id", "agency_id", "account_id"),)

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    event_id: Mapped[str] = mapped_column(String(36))
    kind: Mapped[str] = mapped_column(String(20))
    agency_id: Mapped[int] = mapped_column(Id)
    account_id: Mapped[int] = mapped_column(Id, default=EVERYBODY)
    assignment_id: Mapped[int | None] = mapped_column(Id)  # none: a summary of many
    assigner_agency_id: Mapped[int] = mapped_column(Id)
    context: Mapped[dict[str, Any]] = mapped_column(Document)
    created_at: Mapped[dt.datetime] = mapped_column(Instant)


class Message(Base):
    """A notice on its way over one channel; text, language and template are snapshots."""

    __tablename__ = "message"
    __table_args__ = (
        Index("ix_message_work", "state", "medium", "not_before", "id"),
        Index("ix_message_agency", "agency_id", "id"),
        Index("ix_message_assigner", "assigner_agency_id", "id"),
        Index("ix_message_assignment", "assignment_id", "id"),
    )
    id: Mapped[int] = mapped_column(Id, primary_key=True)
    natural_key: Mapped[str] = mapped_column(String(120), unique=True)
    notice_id: Mapped[int] = mapped_column(ForeignKey("notice.id"), index=True)
    kind: Mapped[str] = mapped_column(String(20))
    agency_id: Mapped[int] = mapped_column(Id)
    assignment_id: Mapped[int | None] = mapped_column(Id)  # none: a summary of many
    assigner_agency_id: Mapped[int] = mapped_column(Id)
    medium: Mapped[str] = mapped_column(String(10))
    step: Mapped[int]
    address: Mapped[str | None] = mapped_column(String(320))
    language: Mapped[str] = mapped_column(String(2))
    template: Mapped[str] = mapped_column(String(60))  # name@digest of its source
    subject: Mapped[str] = mapped_column(Text)
    body: Mapped[str] = mapped_column(Text)
    segments: Mapped[int | None]
    basis_day: Mapped[dt.date | None] = mapped_column(Date)  # the deadline that the text names
    state: Mapped[str] = mapped_column(String(20))
    reason: Mapped[str | None] = mapped_column(Text)
    flagged: Mapped[bool]  # sent again after an unknown outcome: the reader may hold it twice
    not_before: Mapped[dt.datetime] = mapped_column(Instant)
    expires_at: Mapped[dt.datetime] = mapped_column(Instant)
    lease_until: Mapped[dt.datetime | None] = mapped_column(Instant)
    attempts: Mapped[int]  # in all
    tries: Mapped[int]  # since planned, or since a person sent it again
    created_at: Mapped[dt.datetime] = mapped_column(Instant)
    settled_at: Mapped[dt.datetime | None] = mapped_column(Instant)
    version: Mapped[int] = mapped_column()
    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - SQLAlchemy's own name and type


class Attempt(Base):
    """One try at a provider, written before the call; open until the outcome is known."""

    __tablename__ = "attempt"
    __table_args__ = (UniqueConstraint("message_id", "no"),)

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    message_id: Mapped[int] = mapped_column(ForeignKey("message.id"))
    no: Mapped[int]
    provider: Mapped[str] = mapped_column(String(20))
    address: Mapped[str] = mapped_column(String(320))
    started_at: Mapped[dt.datetime] = mapped_column(Instant)
    ended_at: Mapped[dt.datetime | None] = mapped_column(Instant)
    outcome: Mapped[str | None] = mapped_column(String(20))
    provider_ref: Mapped[str | None] = mapped_column(String(200))
    detail: Mapped[str | None] = mapped_column(Text)


class DeliveryEvent(Base):
    """What a provider reported about an attempt; rows are added, never changed."""

    __tablename__ = "delivery_event"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    message_id: Mapped[int] = mapped_column(ForeignKey("message.id"), index=True)
    attempt_id: Mapped[int] = mapped_column(ForeignKey("attempt.id"))
    dedupe_key: Mapped[str] = mapped_column(String(64), unique=True)
    source: Mapped[str] = mapped_column(String(20))
    kind: Mapped[str] = mapped_column(String(20))  # a State, or "unmapped"
    raw: Mapped[dict[str, Any]] = mapped_column(Document)
    received_at: Mapped[dt.datetime] = mapped_column(Instant)


class InboxItem(Base):
    """A notice in an agency's in-app inbox, seen by all of its accounts or by one."""

    __tablename__ = "inbox_item"
    __table_args__ = (Index("ix_inbox_item_agency", "agency_id", "id"),)

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    notice_id: Mapped[int] = mapped_column(ForeignKey("notice.id"), unique=True)
    agency_id: Mapped[int] = mapped_column(Id)
    account_id: Mapped[int] = mapped_column(Id, default=EVERYBODY)
    created_at: Mapped[dt.datetime] = mapped_column(Instant)


class InboxRead(Base):
    """That an account has read an item."""

    __tablename__ = "inbox_read"

    item_id: Mapped[int] = mapped_column(ForeignKey("inbox_item.id"), primary_key=True)
    user_id: Mapped[int] = mapped_column(Id, primary_key=True, autoincrement=False)
    read_at: Mapped[dt.datetime] = mapped_column(Instant)
