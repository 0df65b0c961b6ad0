"""Print how well our own documents are read: `python -m tests.samples [--wrong]`."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path

from .score import ASIDE, PLANS, documents, mean, score, wrong

KINDS = (
    "header", "signer", "agency", "force", "duties", "cited", "targets", "work", "roles",
    "reports", "report by", "budget", "ALL",
)  # fmt: skip


def main(arguments: list[str]) -> None:
    """Print a row for each document and a mean for each folder; with `--wrong`, what is wrong.

    The set aside is never explained: who knows its mistakes would build for them.
    """
    _line("document", dict.fromkeys(KINDS))
    for title, folder in (("development", PLANS), ("aside", ASIDE)):
        rows = _table(title, folder)
        sys.stdout.write(f"{title}: mean ALL {mean(row['ALL'] for row in rows.values()):.3f}\n\n")
    if "--wrong" in arguments:
        _explain(PLANS)


def _table(title: str, folder: Path) -> dict[str, dict[str, float]]:
    rows = {path.name: score(path) for path in documents(folder)}
    for name, row in rows.items():
        _line(name, row)
    _line(f"mean {title}", {kind: _over(rows, kind) for kind in KINDS})
    return rows


def _over(rows: Mapping[str, Mapping[str, float]], kind: str) -> float | None:
    """Return the mean of a kind over the documents that have it."""
    values = [row[kind] for row in rows.values() if kind in row]
    return mean(values) if values else None


def _line(name: str, row: Mapping[str, float | None]) -> None:
    cells = [f"{kind[:7]:>7}" if name == "document" else _cell(row.get(kind)) for kind in KINDS]
    sys.stdout.write(f"{name:38.38} {' '.join(cells)}\n")


def _cell(value: float | None) -> str:
    return f"{'-':>7}" if value is None else f"{value:7.2f}"


def _explain(folder: Path) -> None:
    for path in documents(folder):
        sys.stdout.write(f"{path.name}\n")
        for kind, bag in wrong(path).items():
            sys.stdout.writelines(f"  {kind:10} {fact} x{count}\n" for fact, count in bag.items())


if __name__ == "__main__":
    main(sys.argv[1:])
