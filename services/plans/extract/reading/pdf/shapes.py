"""What lies on a page: words, lines of words, and ruling lines.

Every length is in points; `x` grows to the right and `y` downwards from the top of the page as it
is shown, so that reading order is ascending order.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from services.plans.extract.reading.legacy import Encoding

Gap = tuple[float, float]
"""The empty space between two columns: where it begins and where it ends."""


class Word(NamedTuple):
    """Characters without a blank; `encoding` is set where its font was a legacy one."""

    text: str
    x0: float
    y0: float
    x1: float
    y1: float
    bold: bool = False
    encoding: Encoding | None = None

    @property
    def size(self) -> float:
        """Height of its font."""
        return self.y1 - self.y0

    @property
    def middle(self) -> float:
        """Height of its middle on the page."""
        return (self.y0 + self.y1) / 2


class Rule(NamedTuple):
    """A ruling line along x or y: its place across, and where it starts and ends."""

    upright: bool
    at: float
    start: float
    end: float


@dataclass(frozen=True)
class TextLine:
    """Words of one line, from left to right."""

    words: tuple[Word, ...]
    page: int

    @cached_property
    def text(self) -> str:
        """Its words with a blank between each."""
        return " ".join(word.text for word in self.words)

    @property
    def x0(self) -> float:
        """Left edge."""
        return self.words[0].x0

    @cached_property
    def x1(self) -> float:
        """Right edge."""
        return max(word.x1 for word in self.words)

    @cached_property
    def size(self) -> float:
        """Height of its largest word."""
        return max(word.size for word in self.words)

    @cached_property
    def middle(self) -> float:
        """Height of its middle on the page."""
        return sum(word.middle for word in self.words) / len(self.words)

    @cached_property
    def bold(self) -> bool:
        """Whether nearly all of its letters are bold."""
        letters = sum(len(word.text) for word in self.words)
        return sum(len(word.text) for word in self.words if word.bold) >= letters * 0.9


@dataclass(frozen=True)
class Page:
    """One page: its number from 0, size, words in the order of the file, and ruling lines."""

    index: int
    width: float
    height: float
    words: tuple[Word, ...]
    rules: tuple[Rule, ...]


def lines_of(words: Iterable[Word], page: int) -> list[TextLine]:
    """Return words as lines from top to bottom; a word joins the line whose middle it meets."""
    lines: list[list[Word]] = []
    middle = 0.0
    size = 0.0
    for word in sorted(words, key=lambda one: one.y0 + one.y1):
        here = (word.y0 + word.y1) / 2
        if lines and here - middle <= min(word.y1 - word.y0, size) * _SAME_LINE:
            lines[-1].append(word)
        else:
            lines.append([word])
            middle, size = here, word.y1 - word.y0
    return [TextLine(tuple(sorted(line, key=lambda one: one.x0)), page) for line in lines]


def joined(texts: Sequence[str]) -> str:
    """Return lines as one paragraph; a number cut after its dash or stroke gets no blank."""
    text = ""
    for part in texts:
        tight = len(text) > 1 and text[-1] in "-/" and text[-2].isalnum() and part[:1].isalnum()
        text = f"{text}{part}" if tight or not text else f"{text} {part}"
    return text


_SAME_LINE = 0.45
