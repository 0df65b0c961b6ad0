"""Every format that is read: bytes and a file name in, paragraphs and table rows out."""

from services.plans.extract.reading.files import read_file
from services.plans.extract.reading.kinds import MAX_BYTES, MEDIA_TYPES

__all__ = ["MAX_BYTES", "MEDIA_TYPES", "read_file"]
