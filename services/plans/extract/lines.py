"""The normalised text as numbered lines: one paragraph or table row each, with its place."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from typing import TYPE_CHECKING

from services.plans.extract.labels import NO_LABEL, Label, read_label
from services.plans.extract.romans import settle

if TYPE_CHECKING:
    from collections.abc import Sequence

    from services.plans.extract.blocks import Block
    from services.plans.extract.form import Span


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the text; `start` and `end` are its place, `index` its number from 0."""

    index: int
    start: int
    text: str
    label: Label
    strong: bool
    cells: tuple[str, ...]
    table: int
    repair: str | None
    aside: bool = False
    lead: int = 0

    @property
    def end(self) -> int:
        """Where the line ends in the text."""
        return self.start + len(self.text)

    @property
    def span(self) -> Span:
        """The place of the line in the text."""
        return (self.start, self.end)

    @property
    def body(self) -> str:
        """The words after the numbering mark."""
        return self.text[self.label.body_at :]

    @property
    def body_start(self) -> int:
        """Where those words start in the text."""
        return self.start + self.label.body_at


@dataclass(frozen=True, slots=True)
class Document:
    """The normalised text and its lines."""

    text: str
    lines: tuple[Line, ...]

    def line_at(self, offset: int) -> Line:
        """Return the line that holds character `offset`."""
        starts = [line.start for line in self.lines]
        return self.lines[max(0, bisect_right(starts, offset) - 1)]


def compose_lines(blocks: Sequence[Block]) -> Document:
    """Return the document made of `blocks`: a line each, table cells parted by tabs."""
    lines: list[Line] = []
    at = 0
    texts = ["\t".join(block.cells) if block.cells else block.text for block in blocks]
    read = (NO_LABEL if block.cells else read_label(block.text) for block in blocks)
    labels = settle(list(read))
    for index, (block, text, label) in enumerate(zip(blocks, texts, labels, strict=True)):
        lines.append(
            Line(
                index,
                at,
                text,
                label,
                block.strong,
                block.cells,
                block.table,
                block.repair,
                block.aside,
                block.lead,
            )
        )
        at += len(text) + 1
    return Document("\n".join(line.text for line in lines), tuple(lines))
