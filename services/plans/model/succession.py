"""Who took over from agencies that were reorganised, and the plans that changed hands with them."""

from sqlalchemy import Index, Text
from sqlalchemy.orm import Mapped, mapped_column

from common.db import Id
from services.plans.model.base import Base


class Successor(Base):
    """One that took over from an agency, perhaps of one field; gone when the decree is reverted."""

    __tablename__ = "successor"
    __table_args__ = (Index("ix_successor_agency", "agency_id"),)

    reorganisation_id: Mapped[int] = mapped_column(Id, primary_key=True, autoincrement=False)
    agency_id: Mapped[int] = mapped_column(Id, primary_key=True, autoincrement=False)
    heir_id: Mapped[int] = mapped_column(Id, primary_key=True, autoincrement=False)
    place: Mapped[int]
    field: Mapped[str | None] = mapped_column(Text)


class HandedOver(Base):
    """A plan whose owner ended: who it belonged to, and to whom it went."""

    __tablename__ = "handed_over"

    reorganisation_id: Mapped[int] = mapped_column(Id, primary_key=True, autoincrement=False)
    plan_id: Mapped[int] = mapped_column(Id, primary_key=True, autoincrement=False)
    from_agency_id: Mapped[int] = mapped_column(Id)
    to_agency_id: Mapped[int] = mapped_column(Id)


class RevertedDecree(Base):
    """A decree that was reverted: should it come only then, it moves nothing."""

    __tablename__ = "reverted_decree"

    reorganisation_id: Mapped[int] = mapped_column(Id, primary_key=True, autoincrement=False)
