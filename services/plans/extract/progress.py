"""How far the reading of one document is, told while it goes on.

The reading itself knows no clock: it tells often, and who listens passes over what comes too fast.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import TYPE_CHECKING, Final, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable


class Stage(StrEnum):
    """What is being done; the reading itself tells of those between waiting and saving."""

    WAITING = "waiting"  # for a parser that is free
    TEXT = "text"  # of a package of XML, in bytes
    PAGES = "pages"  # of a PDF: letters and lines
    ARRANGING = "arranging"  # of its pages into columns, tables and paragraphs
    UNDERSTANDING = "understanding"  # in steps
    SAVING = "saving"


class Tell(Protocol):
    """Takes how far a stage is: `done` of `total`, in whatever the stage counts."""

    def __call__(self, stage: Stage, done: int, total: int, /) -> None:
        """Tell it."""


_SHARES: Final[Mapping[Stage, tuple[int, int]]] = MappingProxyType(
    {
        Stage.WAITING: (0, 0),
        Stage.TEXT: (0, 50),
        Stage.PAGES: (0, 45),
        Stage.ARRANGING: (45, 65),
        Stage.UNDERSTANDING: (65, 95),
        Stage.SAVING: (95, 100),
    }
)
"""Where each stage begins and ends, in percent; measured on 300 pages of PDF and of DOCX."""


def percent(stage: Stage, done: int, total: int) -> int:
    """Return how much of the whole is done, from 0 to 100."""
    begin, end = _SHARES[stage]
    return begin + (end - begin) * min(max(done, 0), total) // total if total > 0 else begin


def silent(_stage: Stage, _done: int, _total: int, /) -> None:
    """Tell nobody."""


def steps(tell: Tell, count: int) -> Callable[[], None]:
    """Return what is called after each of `count` steps of understanding."""
    done = 0

    def next_step() -> None:
        nonlocal done
        done += 1
        tell(Stage.UNDERSTANDING, done, count)

    tell(Stage.UNDERSTANDING, 0, count)
    return next_step
