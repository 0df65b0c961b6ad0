"""Read one plan document: bytes and a file name in, quoted proposals out."""

from services.plans.extract.catalogue import CATALOGUE
from services.plans.extract.compose import read
from services.plans.extract.errors import UnreadableDocumentError
from services.plans.extract.form import Extract
from services.plans.extract.progress import Stage, Tell, percent, silent
from services.plans.extract.reading import MAX_BYTES, MEDIA_TYPES
from services.plans.extract.summary import summary

__all__ = [
    "CATALOGUE",
    "MAX_BYTES",
    "MEDIA_TYPES",
    "Extract",
    "Stage",
    "Tell",
    "UnreadableDocumentError",
    "percent",
    "read",
    "silent",
    "summary",
]
