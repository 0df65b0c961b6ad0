"""What reviewers did to a draft, each act with what was before and after it."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from common.db import Document, Id, Instant
from services.plans.model.base import Base


class Change(Base):
    """One act of a reviewer; it stays when it is undone, and when the plan is issued.

    `before` and `after` hold what `services.plans.changes` needs to show the difference and to
    bring it back.
    """

    __tablename__ = "change"
    __table_args__ = (
        Index("ix_change_plan_id", "plan_id", "id"),
        Index("ix_change_item_id", "item_id", "id"),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    plan_id: Mapped[int] = mapped_column(ForeignKey("plan.id"))
    at: Mapped[dt.datetime] = mapped_column(Instant)
    actor_id: Mapped[int] = mapped_column(Id)
    actor_name: Mapped[str] = mapped_column(String(100))
    action: Mapped[str] = mapped_column(String(20))
    item_id: Mapped[int | None] = mapped_column(Id)  # when it is about one item
    note: Mapped[str | None] = mapped_column(Text)
    before: Mapped[dict[str, Any]] = mapped_column(Document)
    after: Mapped[dict[str, Any]] = mapped_column(Document)
    undone_at: Mapped[dt.datetime | None] = mapped_column(Instant)
    undone_by: Mapped[int | None] = mapped_column(Id)
    undone_by_name: Mapped[str | None] = mapped_column(String(100))


def names_in(side: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return whom names meant on one side of an act; the first acts stored could name but one."""
    if "addressee" in side:
        return [side["addressee"]]
    return list(side.get("names", ()))
