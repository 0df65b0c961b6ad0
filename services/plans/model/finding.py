"""What a reviewer must look at."""

import datetime as dt
from enum import StrEnum
from typing import Final

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from common.db import Id, Instant
from services.plans.model.base import Base

COMPARISON: Final = ("weaker-than-parent", "not-taken-up")
"""Codes of what comparing with a parent plan found; they go when the relation to it goes."""


class FindingState(StrEnum):
    """Whether a finding still waits, and how it was closed."""

    OPEN = "open"
    RESOLVED = "resolved"  # what it names was put right
    ACCEPTED = "accepted"  # it stands, for the reason in the note


class Finding(Base):
    """One finding of the reading, open until it is put right or accepted with a reason."""

    __tablename__ = "finding"
    __table_args__ = (Index("ix_finding_plan_id", "plan_id", "id"),)

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    plan_id: Mapped[int] = mapped_column(ForeignKey("plan.id"))
    code: Mapped[str] = mapped_column(String(40))
    severity: Mapped[str] = mapped_column(String(10))
    message_vi: Mapped[str] = mapped_column(Text)
    message_en: Mapped[str] = mapped_column(Text)
    span_start: Mapped[int | None]
    span_end: Mapped[int | None]
    suggestion: Mapped[str | None] = mapped_column(Text)
    resolved_at: Mapped[dt.datetime | None] = mapped_column(Instant)
    resolved_by: Mapped[int | None] = mapped_column(Id)
    resolved_by_name: Mapped[str | None] = mapped_column(String(100))
    note: Mapped[str | None] = mapped_column(Text)
    outcome: Mapped[str | None] = mapped_column(String(10))  # how it was closed; none while open
    about_plan_id: Mapped[int | None] = mapped_column(Id)  # another plan of which it speaks

    @property
    def state(self) -> FindingState:
        """Whether it waits, and else how it was closed."""
        return FindingState(self.outcome) if self.outcome else FindingState.OPEN
