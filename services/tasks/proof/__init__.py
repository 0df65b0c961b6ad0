"""Proving that no history was changed: chains are read, checked, anchored; nothing is written."""

from services.tasks.proof.anchors import Anchor, AnchorError, Comparison, read_anchor, read_marks
from services.tasks.proof.checking import Finding, Kind, check
from services.tasks.proof.exports import ExportError, read_export, write_export
from services.tasks.proof.reading import read_database
from services.tasks.proof.records import Chain, Entry
from services.tasks.proof.verifying import Summary, verify

__all__ = [
    "Anchor",
    "AnchorError",
    "Chain",
    "Comparison",
    "Entry",
    "ExportError",
    "Finding",
    "Kind",
    "Summary",
    "check",
    "read_anchor",
    "read_database",
    "read_export",
    "read_marks",
    "verify",
    "write_export",
]
