"""What every reader hands on: paragraphs and table rows, not yet one text."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

Note: TypeAlias = tuple[str, dict[str, str]]
"""A finding about the whole document: its code and its parameters."""
DASH_CELL = "-"
"""A paragraph of one dash: in a table that lost its lines it marks a row below another."""


@dataclass(frozen=True, slots=True)
class Block:
    """One paragraph, or one table row when `cells` is not empty.

    `table` numbers the tables of a document from 1 (0 outside of tables). `strong` marks a bold
    paragraph or a heading. `repair` names the finding that tells how the block was mended. `aside`
    marks a footnote: kept for the reader of the text, no part of what it assigns. `lead` is the
    length of what is bold at the start of a paragraph that is not.
    """

    text: str
    strong: bool = False
    cells: tuple[str, ...] = ()
    table: int = 0
    repair: str | None = None
    aside: bool = False
    lead: int = 0


@dataclass(frozen=True, slots=True)
class Reading:
    """The blocks of one document and what was noticed on the way."""

    blocks: tuple[Block, ...]
    notes: tuple[Note, ...] = ()
