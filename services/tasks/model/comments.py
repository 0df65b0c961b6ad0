"""The table of what people say about an assignment."""

import datetime as dt

from sqlalchemy import ForeignKey, Index, Integer, Text
from sqlalchemy.orm import Mapped, mapped_column

from common.db import Document, Id, Instant
from services.tasks.model.tables import Base


class Comment(Base):
    """A remark; a deleted one stays as a place without text. It changes no state."""

    __tablename__ = "comment"
    __table_args__ = (Index("ix_comment_assignment", "assignment_id", "id"),)

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    assignment_id: Mapped[int] = mapped_column(ForeignKey("assignment.id"))
    author_id: Mapped[int] = mapped_column(Id)
    author_name: Mapped[str] = mapped_column(Text)
    author_agency_id: Mapped[int | None] = mapped_column(Id)
    text: Mapped[str] = mapped_column(Text)
    mentions: Mapped[list[str]] = mapped_column(Document)  # usernames, as they were then
    written_at: Mapped[dt.datetime] = mapped_column(Instant)
    edited_at: Mapped[dt.datetime | None] = mapped_column(Instant)
    deleted_at: Mapped[dt.datetime | None] = mapped_column(Instant)
    version: Mapped[int] = mapped_column(Integer)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - read once, by the mapper
