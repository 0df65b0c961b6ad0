"""What every reader hands on: paragraphs and table rows, not yet one text."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Block:
    """One paragraph, or one table row when `cells` is not empty.

    `table` numbers the tables of a document from 1 (0 outside of tables). `strong` marks a bold
    paragraph or a heading. `repair` names the finding that tells how the block was mended.
    """

    text: str
    strong: bool = False
    cells: tuple[str, ...] = ()
    table: int = 0
    repair: str | None = None


@dataclass(frozen=True, slots=True)
class Reading:
    """The blocks of one document and what was noticed on the way: (code, params) pairs."""

    blocks: tuple[Block, ...]
    notes: tuple[tuple[str, dict[str, str]], ...] = ()
