"""The plan, and the document it was read from."""

import datetime as dt
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, Index, LargeBinary, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.orm.attributes import flag_modified

from common import clock
from common.db import Document, Id, Instant
from services.plans.model.base import Base


class PlanState(StrEnum):
    """A plan's life; nothing issued is edited in place (domain.md §8)."""

    DRAFT = "draft"  # bản nháp
    ISSUED = "issued"  # đã ban hành
    AMENDED = "amended"  # đã sửa đổi: stands with its amendments
    REPLACED = "replaced"  # đã thay thế
    RECALLED = "recalled"  # đã thu hồi


IN_FORCE = (PlanState.ISSUED, PlanState.AMENDED)
"""States in which a plan can be changed by another, or recalled."""


class Plan(Base):
    """A plan document under review, or issued and frozen; `version` counts every change."""

    __tablename__ = "plan"
    __table_args__ = (
        UniqueConstraint("owner_agency_id", "sha256"),
        Index("ix_plan_state", "state", "id"),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    version: Mapped[int] = mapped_column()
    state: Mapped[str] = mapped_column(String(10))
    owner_agency_id: Mapped[int] = mapped_column(Id)  # assigns the duties when issued
    number: Mapped[str | None] = mapped_column(String(100))
    issued_on: Mapped[dt.date | None]  # as the document says, not when it was issued here
    issuer: Mapped[str | None] = mapped_column(Text)
    title: Mapped[str] = mapped_column(Text)
    document_type: Mapped[str | None] = mapped_column(String(100))
    marked_draft: Mapped[bool]  # the document calls itself a draft
    folded: Mapped[str] = mapped_column(Text)  # number, title and issuer, for searching
    filename: Mapped[str] = mapped_column(String(255))
    media_type: Mapped[str] = mapped_column(String(100))
    sha256: Mapped[str] = mapped_column(String(64))
    created_by: Mapped[int] = mapped_column(Id)
    created_by_name: Mapped[str] = mapped_column(String(100))
    created_at: Mapped[dt.datetime] = mapped_column(Instant)
    changed_at: Mapped[dt.datetime] = mapped_column(Instant)
    issued_at: Mapped[dt.datetime | None] = mapped_column(Instant)
    issued_by: Mapped[int | None] = mapped_column(Id)
    issued_by_name: Mapped[str | None] = mapped_column(String(100))

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - SQLAlchemy owns the name

    def touch(self) -> None:
        """Raise the version with the next flush, also when only the plan's items changed."""
        self.changed_at = clock.now()
        flag_modified(self, "changed_at")  # the clock may stand still


class Source(Base):
    """What was imported and what was read from it; apart, since lists never need it."""

    __tablename__ = "source"

    plan_id: Mapped[int] = mapped_column(ForeignKey(Plan.id), primary_key=True)
    content: Mapped[bytes] = mapped_column(LargeBinary)
    text: Mapped[str] = mapped_column(Text)  # normalised; every span counts its characters
    extract: Mapped[dict[str, Any]] = mapped_column(Document)  # extract.md's object without `text`
