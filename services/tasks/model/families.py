"""What the issue or recall of a plan does to assignments of earlier ones, while it happens."""

import datetime as dt
from typing import Any

from sqlalchemy import ForeignKey, Index, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from common.db import Document, Id, Instant
from services.tasks.model.tables import Base


class Following(Base):
    """One change of plans, carried out in batches; how far it came is committed with each.

    Assignments are gone through by agency, then id: the cursor is the last that is done. `plan_id`
    is the later plan (None for a recall), whose own fan-out waits for the end; `plan_ids` are the
    earlier plan and its amendments, which may not be here yet.
    """

    __tablename__ = "following"
    __table_args__ = (Index("ix_following_done_at", "done_at", "id"),)

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    event_id: Mapped[str] = mapped_column(String(36), unique=True)
    kind: Mapped[str] = mapped_column(String(20))  # amends, corrects, replaces or recalled
    plan_id: Mapped[int | None] = mapped_column(Id, index=True)
    about: Mapped[dict[str, Any]] = mapped_column(Document)  # id, number, title of the earlier plan
    plan_ids: Mapped[list[int]] = mapped_column(Document)
    number: Mapped[str | None] = mapped_column(Text)  # of the document that does this
    reason: Mapped[str] = mapped_column(Text)
    actor_id: Mapped[int] = mapped_column(Id)
    actor_name: Mapped[str] = mapped_column(Text)
    actor_agency_id: Mapped[int] = mapped_column(Id)
    pairs: Mapped[list[dict[str, Any]]] = mapped_column(Document)
    removed: Mapped[list[dict[str, Any]]] = mapped_column(Document)
    received_at: Mapped[dt.datetime] = mapped_column(Instant)
    prepared_at: Mapped[dt.datetime | None] = mapped_column(Instant)
    after_agency_id: Mapped[int] = mapped_column(Id, default=0)
    after_id: Mapped[int] = mapped_column(Id, default=0)
    moved: Mapped[int] = mapped_column(Integer, default=0)
    done_at: Mapped[dt.datetime | None] = mapped_column(Instant)


class FollowedItem(Base):
    """An earlier item, and the one that stands for it now; None where it ends."""

    __tablename__ = "followed_item"

    following_id: Mapped[int] = mapped_column(ForeignKey("following.id"), primary_key=True)
    old_item_id: Mapped[int] = mapped_column(ForeignKey("plan_item.id"), primary_key=True)
    new_item_id: Mapped[int | None] = mapped_column(ForeignKey("plan_item.id"), index=True)
    same: Mapped[bool]  # work done for the earlier needs nothing more
