"""The closed catalogue of findings: code, severity, sentence in Vietnamese and in English.

An `error` keeps a plan from being issued: only what contradicts itself or was not read is one.
A `warning` says that a value may be wrong, an `info` what the reading did or what a reviewer may
want to know.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from services.plans.extract.catalogue import (
    addressees,
    deadlines,
    duties,
    heading,
    money,
    reading_notes,
    references,
    structure,
    targets,
)
from services.plans.extract.catalogue.entry import Entry

TOPICS: Final[Mapping[str, Mapping[str, Entry]]] = MappingProxyType(
    {
        "heading": heading.ENTRIES,
        "references": references.ENTRIES,
        "structure": structure.ENTRIES,
        "addressees": addressees.ENTRIES,
        "duties": duties.ENTRIES,
        "deadlines": deadlines.ENTRIES,
        "targets": targets.ENTRIES,
        "money": money.ENTRIES,
        "reading": reading_notes.ENTRIES,
    }
)
"""The entries by what they speak of, in the order in which a reviewer reads."""

CATALOGUE: Final[Mapping[str, Entry]] = MappingProxyType(
    {code: entry for entries in TOPICS.values() for code, entry in entries.items()}
)

TOPIC_OF: Final[Mapping[str, str]] = MappingProxyType(
    {code: topic for topic, entries in TOPICS.items() for code in entries}
)

__all__ = ["CATALOGUE", "TOPICS", "TOPIC_OF", "Entry"]
