"""The service's own copy of the agency registry, kept from `dondoc.agency.changed.v1`."""

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from common.db import Document, Id
from services.plans.model.base import Base


class Agency(Base):
    """An agency as the registry last told it; `version` 0 means told by an issue, not an event."""

    __tablename__ = "agency"

    id: Mapped[int] = mapped_column(Id, primary_key=True, autoincrement=False)
    slug: Mapped[str] = mapped_column(String(200))
    name: Mapped[str] = mapped_column(Text)
    kind: Mapped[str] = mapped_column(String(20))
    parent_id: Mapped[int | None] = mapped_column(Id)
    active: Mapped[bool]
    stand_in: Mapped[bool]  # named as a class ("UBND các xã"), so never one of its members
    version: Mapped[int]


class AgencyName(Base):
    """One name by which an agency is found, folded and cut into base, level and place.

    See `services.plans.names.Key`; empty strings stand for "not said", so that the primary key
    may hold them.
    """

    __tablename__ = "agency_name"
    __table_args__ = (Index("ix_agency_name_base", "base"),)

    agency_id: Mapped[int] = mapped_column(ForeignKey(Agency.id), primary_key=True)
    base: Mapped[str] = mapped_column(String(300), primary_key=True)
    level: Mapped[str] = mapped_column(String(20), primary_key=True)
    place: Mapped[str] = mapped_column(String(100), primary_key=True)


class Alias(Base):
    """What a reviewer of one agency once decided that an addressee's name means."""

    __tablename__ = "alias"

    owner_agency_id: Mapped[int] = mapped_column(Id, primary_key=True)
    key: Mapped[str] = mapped_column(String(300), primary_key=True)
    name: Mapped[str] = mapped_column(Text)  # as written in the plan that taught it
    agency_ids: Mapped[list[int] | None] = mapped_column(Document)
    group: Mapped[str | None] = mapped_column("class", String(100))
