"""Families of plans: what a plan does to an earlier one, under which it stands, and its recall."""

import datetime as dt
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from common.db import Document, Id, Instant
from services.plans.model.base import Base


class RelationKind(StrEnum):
    """What one plan is to another; domain.md §8 (Điều 18)."""

    AMENDS = "amends"  # sửa đổi, bổ sung
    CORRECTS = "corrects"  # đính chính: wording alone
    REPLACES = "replaces"  # thay thế
    IMPLEMENTS = "implements"  # triển khai: `other` is the parent plan


CHANGING = (RelationKind.AMENDS, RelationKind.CORRECTS, RelationKind.REPLACES)
"""Kinds by which an issued plan is changed; a plan has at most one of them."""


class Relation(Base):
    """A relation that a person confirmed, of `plan_id` to the issued plan `other_id`.

    `removed` are items of the other plan that an amendment abolishes. `pairs` is written when the
    plan is issued: [item, item of the other family, whether they ask for the same].
    """

    __tablename__ = "relation"
    __table_args__ = (
        UniqueConstraint("plan_id", "kind", "other_id"),
        Index("ix_relation_other_id", "other_id", "kind"),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    plan_id: Mapped[int] = mapped_column(ForeignKey("plan.id"))
    other_id: Mapped[int] = mapped_column(ForeignKey("plan.id"))
    kind: Mapped[str] = mapped_column(String(20))
    confirmed_at: Mapped[dt.datetime] = mapped_column(Instant)
    confirmed_by: Mapped[int] = mapped_column(Id)
    confirmed_by_name: Mapped[str] = mapped_column(String(100))
    removed: Mapped[list[int]] = mapped_column(Document)
    pairs: Mapped[list[tuple[int, int, bool]] | None] = mapped_column(Document)


class Recall(Base):
    """The document by which an issued plan was recalled (thu hồi), and who entered it."""

    __tablename__ = "recall"

    plan_id: Mapped[int] = mapped_column(ForeignKey("plan.id"), primary_key=True)
    number: Mapped[str] = mapped_column(String(100))
    issued_on: Mapped[dt.date]
    reason: Mapped[str] = mapped_column(Text)
    recalled_at: Mapped[dt.datetime] = mapped_column(Instant)
    recalled_by: Mapped[int] = mapped_column(Id)
    recalled_by_name: Mapped[str] = mapped_column(String(100))
