"""Tables of time: corrected days, steps of the ladder that were taken, summaries, incidents."""

import datetime as dt
from typing import Any

from sqlalchemy import Date, ForeignKey, Index, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from common.db import Document, Id, Instant
from services.tasks.model.tables import Base

NATIONWIDE = 0
"""Stands for no agency in keys, where NULL could not be unique."""


class CalendarDay(Base):
    """A day that differs from the rules, for the country or for what one agency assigns."""

    __tablename__ = "calendar_day"

    jurisdiction: Mapped[int] = mapped_column(Id, primary_key=True, autoincrement=False)
    day: Mapped[dt.date] = mapped_column(Date, primary_key=True)
    kind: Mapped[str] = mapped_column(String(10))  # holiday or workday
    basis: Mapped[str] = mapped_column(Text)  # the document that says so
    edition: Mapped[int] = mapped_column(Integer)


class CalendarChange(Base):
    """One change of the calendar: who, why, what stood before; its id is the edition."""

    __tablename__ = "calendar_change"
    __table_args__ = (Index("ix_calendar_change_jurisdiction", "jurisdiction", "edition"),)

    edition: Mapped[int] = mapped_column(Id, primary_key=True)
    jurisdiction: Mapped[int] = mapped_column(Id)
    at: Mapped[dt.datetime] = mapped_column(Instant)
    actor_id: Mapped[int] = mapped_column(Id)
    actor_name: Mapped[str] = mapped_column(Text)
    days: Mapped[list[dict[str, Any]]] = mapped_column(Document)
    before: Mapped[list[dict[str, Any]]] = mapped_column(Document)


class Escalation(Base):
    """A step of the ladder that was taken; its key is why nobody hears of it twice."""

    __tablename__ = "escalation"
    __table_args__ = (Index("ix_escalation_taken_on", "taken_on", "receiver", "agency_id"),)

    assignment_id: Mapped[int] = mapped_column(ForeignKey("assignment.id"), primary_key=True)
    step: Mapped[str] = mapped_column(String(20), primary_key=True)
    due_on: Mapped[dt.date] = mapped_column(Date, primary_key=True)  # a new day, a new ladder
    agency_id: Mapped[int] = mapped_column(Id, primary_key=True, autoincrement=False)
    level: Mapped[str] = mapped_column(String(20))
    receiver: Mapped[str] = mapped_column(String(10))
    taken_on: Mapped[dt.date] = mapped_column(Date)
    taken_at: Mapped[dt.datetime] = mapped_column(Instant)


class Scan(Base):
    """A day on which every step that was due has been taken."""

    __tablename__ = "scan"

    day: Mapped[dt.date] = mapped_column(Date, primary_key=True)
    finished_at: Mapped[dt.datetime] = mapped_column(Instant)


class Digest(Base):
    """A summary that one agency was sent; its key is why it is sent once."""

    __tablename__ = "digest"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    kind: Mapped[str] = mapped_column(String(10))
    key: Mapped[str] = mapped_column(String(20))  # the day, or the edition of the calendar
    agency_id: Mapped[int] = mapped_column(Id)
    made_at: Mapped[dt.datetime] = mapped_column(Instant)

    __table_args__ = (UniqueConstraint("kind", "key", "agency_id"),)


class Incident(Base):
    """Something that nobody was told, or could be told, until a person or an event mends it."""

    __tablename__ = "incident"
    __table_args__ = (
        UniqueConstraint("kind", "key"),
        Index("ix_incident_open", "resolved_at", "id"),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    kind: Mapped[str] = mapped_column(String(20))
    key: Mapped[str] = mapped_column(String(80))
    # No foreign keys: an incident may be about something we do not know, which is the incident.
    assignment_id: Mapped[int | None] = mapped_column(Id, index=True)
    agency_id: Mapped[int | None] = mapped_column(Id, index=True)
    detail: Mapped[str] = mapped_column(Text)
    opened_at: Mapped[dt.datetime] = mapped_column(Instant)
    resolved_at: Mapped[dt.datetime | None] = mapped_column(Instant)
    resolution: Mapped[str | None] = mapped_column(Text)


class ChaseRound(Base):
    """One act of chasing many: in which words, how many were told, how many passed by."""

    __tablename__ = "chase_round"
    __table_args__ = (Index("ix_chase_round_agency", "agency_id", "id"),)

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    at: Mapped[dt.datetime] = mapped_column(Instant)
    actor_id: Mapped[int] = mapped_column(Id)
    actor_name: Mapped[str] = mapped_column(Text)
    agency_id: Mapped[int] = mapped_column(Id)
    text: Mapped[str] = mapped_column(Text)
    chased: Mapped[int] = mapped_column(Integer)
    passed_by: Mapped[int] = mapped_column(Integer)
    sms_segments: Mapped[int] = mapped_column(Integer)
