"""How far an import is, while it runs: web processes are several, and each may be asked."""

import datetime as dt

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from common.db import Id, Instant
from services.plans.model.base import Base

LONGEST_TOKEN = 64


class ImportProgress(Base):
    """One import that runs, by its account and the token that its client gave it."""

    __tablename__ = "import_progress"

    user_id: Mapped[int] = mapped_column(Id, primary_key=True, autoincrement=False)
    token: Mapped[str] = mapped_column(String(LONGEST_TOKEN), primary_key=True)
    stage: Mapped[str] = mapped_column(String(20))
    done: Mapped[int]
    total: Mapped[int]
    since: Mapped[dt.datetime] = mapped_column(Instant)  # when the import began
