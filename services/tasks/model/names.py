"""The names of agencies, one row each, as they are searched."""

from sqlalchemy import ForeignKey, Text
from sqlalchemy.orm import Mapped, mapped_column

from services.tasks.model.tables import Base

# Compared byte by byte, so that a beginning is a range of the index under any locale.
_BYTES = Text().with_variant(Text(collation="C"), "postgresql")


class AgencyName(Base):
    """A name of an agency in the words of `spell`; `current` if it is the one it bears now.

    Others are abbreviations, and the names of those it took over from.
    """

    __tablename__ = "agency_name"

    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"), primary_key=True)
    folded: Mapped[str] = mapped_column(_BYTES, primary_key=True, index=True)
    current: Mapped[bool]
