"""The page of all findings, written from the catalogue.

`python -m tests.contract.docs.findings_page > docs/reference/findings.md` writes it.
"""

import sys
from collections.abc import Iterator, Mapping
from typing import Final

from services.plans.extract.catalogue import TOPICS, Entry

_TITLES: Final = {
    "heading": "Head and end of the document",
    "references": "Documents that are cited",
    "structure": "Order, and what was left over",
    "addressees": "Whom the document addresses",
    "duties": "Duties and tasks",
    "deadlines": "Deadlines and reports",
    "targets": "Indicators and targets",
    "money": "Budget",
    "reading": "What was done to the text",
}
_OPENING: Final = """\
# Findings

What the reading of a document tells a reviewer, each code with its sentence. Written from the
catalogue (`services/plans/extract/catalogue/`) by `python -m tests.contract.docs.findings_page`; a
test compares.

A finding never changes a value. An **error** must be answered, or the item that holds it accepted,
before the plan can be issued: only what contradicts itself or could not be read is one. A
**warning** says that a value may be wrong; an **info** tells what was done, or what is worth
knowing. `{…}` is filled in for each finding.

A suggestion is a value that a program can use: by applying the finding
(`POST /api/plans/{id}/findings/{finding_id}/apply`) a date or a field of the head is set to it, and
the agencies it names come first among the candidates.
"""


def page() -> str:
    """Return the whole page."""
    parts = [_OPENING, *(_part(_TITLES[topic], entries) for topic, entries in TOPICS.items())]
    return "\n".join(parts)


def _part(title: str, entries: Mapping[str, Entry]) -> str:
    return "\n".join(_lines(title, entries)) + "\n"


def _lines(title: str, entries: Mapping[str, Entry]) -> Iterator[str]:
    yield f"## {title}\n"
    yield "| code | severity | sentence | suggestion |"
    yield "|---|---|---|---|"
    for code, entry in entries.items():
        said = f"{entry.en} · {entry.vi}"
        yield f"| `{code}` | {entry.severity} | {said} | {entry.suggests or ''} |"


if __name__ == "__main__":
    sys.stdout.write(page())
