"""Tables of what agencies hand in as files."""

import datetime as dt

from sqlalchemy import ForeignKey, Index, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from common.db import Id, Instant
from services.tasks.model.tables import Base, partial_index


class StoredObject(Base):
    """A content that may lie in the store; `touched_at` is when somebody last handed it in.

    Its row is the lock between who stores a content and who sweeps it away.
    """

    __tablename__ = "stored_object"

    sha256: Mapped[str] = mapped_column(String(64), primary_key=True)
    size: Mapped[int] = mapped_column(Integer)
    touched_at: Mapped[dt.datetime] = mapped_column(Instant, index=True)


class File(Base):
    """A file handed in for one assignment; until evidence names it, it is swept after a day."""

    __tablename__ = "file"
    __table_args__ = (
        UniqueConstraint("assignment_id", "sha256"),
        Index("ix_file_sha256", "sha256"),
        partial_index("ix_file_unclaimed", "uploaded_at", where="claimed_at IS NULL"),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    assignment_id: Mapped[int] = mapped_column(ForeignKey("assignment.id"))
    sha256: Mapped[str] = mapped_column(ForeignKey("stored_object.sha256"))
    name: Mapped[str] = mapped_column(Text)
    media_type: Mapped[str] = mapped_column(String(100))
    size: Mapped[int] = mapped_column(Integer)
    uploaded_at: Mapped[dt.datetime] = mapped_column(Instant)
    uploaded_by_id: Mapped[int] = mapped_column(Id)
    uploaded_by_name: Mapped[str] = mapped_column(Text)
    claimed_at: Mapped[dt.datetime | None] = mapped_column(Instant)
