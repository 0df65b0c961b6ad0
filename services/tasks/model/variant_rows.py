"""The rules of kinds of plans as they were set, one row for each time."""

import datetime as dt
from typing import Any

from sqlalchemy import Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from common.db import Document, Id, Instant
from services.tasks.model.tables import Base


class VariantRow(Base):
    """The rules of a kind from `version` on; the last one holds, earlier ones say what held."""

    __tablename__ = "variant"

    kind: Mapped[str] = mapped_column(String(20), primary_key=True)
    version: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    rules: Mapped[dict[str, Any]] = mapped_column(Document)
    at: Mapped[dt.datetime] = mapped_column(Instant)
    actor_id: Mapped[int] = mapped_column(Id)
    actor_name: Mapped[str] = mapped_column(Text)
