"""Tables of reorganisations: what a decree moved, who took over from whom."""

import datetime as dt
from typing import Any

from sqlalchemy import Date, ForeignKey, Index, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from common.db import Document, Id, Instant
from services.tasks.model.tables import Base


class Reorganisation(Base):
    """A decree that was applied here, in one transaction; its number is identity's."""

    __tablename__ = "reorganisation"

    id: Mapped[int] = mapped_column(Id, primary_key=True, autoincrement=False)
    title: Mapped[str] = mapped_column(Text)
    event_id: Mapped[str] = mapped_column(String(36))
    effective_on: Mapped[dt.date] = mapped_column(Date)
    applied_at: Mapped[dt.datetime] = mapped_column(Instant)
    counts: Mapped[dict[str, int]] = mapped_column(Document)
    reverted_at: Mapped[dt.datetime | None] = mapped_column(Instant)
    kept: Mapped[list[dict[str, Any]] | None] = mapped_column(Document)  # not put back, and why


class ReorganisedRow(Base):
    """One row that a decree changed: what it was, what it became, its version then."""

    __tablename__ = "reorganised_row"
    __table_args__ = (Index("ix_reorganised_row_decree", "reorganisation_id", "kind", "row_id"),)

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    reorganisation_id: Mapped[int] = mapped_column(ForeignKey("reorganisation.id"))
    kind: Mapped[str] = mapped_column(String(20))
    row_id: Mapped[int] = mapped_column(Id)
    version: Mapped[int | None] = mapped_column(Integer)
    before: Mapped[dict[str, Any]] = mapped_column(Document)
    after: Mapped[dict[str, Any]] = mapped_column(Document)


class Succession(Base):
    """Who took over from an agency, field by field; gone when the decree is reverted.

    `final_id` is the one that has everything by now, through later decrees; None where it was
    divided.
    """

    __tablename__ = "succession"
    __table_args__ = (Index("ix_succession_agency", "agency_id"),)

    reorganisation_id: Mapped[int] = mapped_column(
        ForeignKey("reorganisation.id"), primary_key=True
    )
    agency_id: Mapped[int] = mapped_column(Id, primary_key=True, autoincrement=False)
    heir_id: Mapped[int] = mapped_column(Id, primary_key=True, autoincrement=False, index=True)
    place: Mapped[int] = mapped_column(Integer)
    ends: Mapped[bool]
    field: Mapped[str | None] = mapped_column(Text)
    words: Mapped[list[str]] = mapped_column(Document)
    final_id: Mapped[int | None] = mapped_column(Id)


class Inherited(Base):
    """Closed work of an agency that was divided, and whose field it is of now."""

    __tablename__ = "inherited"

    assignment_id: Mapped[int] = mapped_column(ForeignKey("assignment.id"), primary_key=True)
    reorganisation_id: Mapped[int] = mapped_column(ForeignKey("reorganisation.id"), index=True)
    heir_id: Mapped[int] = mapped_column(Id, index=True)
