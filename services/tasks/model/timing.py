"""Tables of time: what an administrator corrected in the calendar."""

import datetime as dt
from typing import Any

from sqlalchemy import Date, Index, Integer, String, Text
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
