"""What a plan asks for: its items, and the addressees who share their roles."""

from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship
from sqlalchemy.orm.attributes import flag_modified

from common.db import Document, Id
from services.plans.model.base import Base


class ItemKind(StrEnum):
    """Where in the document an item comes from."""

    DUTY = "duty"  # nhiệm vụ: a sentence under its addressee
    WORK_ITEM = "work_item"  # công việc: carries its own lead, partners and time
    REPORT = "report"  # yêu cầu báo cáo


class Bindingness(StrEnum):
    """Whether the addressee is ordered or asked; domain.md §2."""

    ORDER = "order"  # giao
    REQUEST = "request"  # đề nghị


class Review(StrEnum):
    """What the reviewer said of an item."""

    PENDING = "pending"
    ACCEPTED = "accepted"
    REJECTED = "rejected"


ROLES = ("lead", "executing", "coordinating")
"""Strongest first: an agency named twice in one item keeps the first."""

RESPONSIBLE = frozenset({"lead", "executing"})
KINDS = tuple(kind.value for kind in ItemKind)


class Addressee(Base):
    """A name that the plan uses for one agency or a class of them.

    What the reviewer decided lies in `agency_ids` or `group`; while both are empty the name is
    resolved at each reading. Issuing writes down the agencies that were found.
    """

    __tablename__ = "addressee"
    __table_args__ = (UniqueConstraint("plan_id", "key"),)

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    plan_id: Mapped[int] = mapped_column(ForeignKey("plan.id"))
    name: Mapped[str] = mapped_column(Text)  # as written
    key: Mapped[str] = mapped_column(String(300))  # folded; the same key is the same addressee
    agency_ids: Mapped[list[int] | None] = mapped_column(Document)
    group: Mapped[str | None] = mapped_column("class", String(100))


class Party(Base):
    """One addressee's role in one item."""

    __tablename__ = "party"
    __table_args__ = (Index("ix_party_addressee_id", "addressee_id"),)

    item_id: Mapped[int] = mapped_column(
        ForeignKey("plan_item.id", ondelete="CASCADE"), primary_key=True
    )
    addressee_id: Mapped[int] = mapped_column(ForeignKey(Addressee.id), primary_key=True)
    role: Mapped[str] = mapped_column(String(20))

    addressee: Mapped[Addressee] = relationship(lazy="raise")


class PlanItem(Base):
    """A duty, work item or report of a plan, as proposed and as corrected.

    `original` is the proposal that restoring brings back. An item that was merged or split stays,
    `superseded`, so that this can be undone; those made of it name it in `origins`. An item whose
    making was undone stays too, superseded and without origins: the changes speak of it. Items are
    listed as they stand in the document: by the start of their span, then by id.
    """

    __tablename__ = "plan_item"
    __table_args__ = (
        UniqueConstraint("plan_id", "key"),
        Index("ix_plan_item_order", "plan_id", "span_start", "id"),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    plan_id: Mapped[int] = mapped_column(ForeignKey("plan.id"))
    version: Mapped[int] = mapped_column()
    key: Mapped[str] = mapped_column(String(40))
    kind: Mapped[str] = mapped_column(String(10))
    label: Mapped[str] = mapped_column(String(100))  # its place in the document, as "III.4"
    text: Mapped[str] = mapped_column(Text)
    span_start: Mapped[int]
    span_end: Mapped[int]
    output: Mapped[str | None] = mapped_column(Text)
    bindingness: Mapped[str] = mapped_column(String(10))
    deadline: Mapped[dict[str, Any] | None] = mapped_column(Document)  # services.plans.due.Deadline
    review: Mapped[str] = mapped_column(String(10))
    reason: Mapped[str | None] = mapped_column(Text)  # why it was rejected
    superseded: Mapped[bool]
    origins: Mapped[list[int]] = mapped_column(Document)
    original: Mapped[dict[str, Any]] = mapped_column(Document)

    parties: Mapped[list[Party]] = relationship(
        cascade="all, delete-orphan", passive_deletes=True, lazy="raise"
    )

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - SQLAlchemy owns the name

    def touch(self) -> None:
        """Raise the version with the next flush, also when only the item's parties changed."""
        flag_modified(self, "review")
