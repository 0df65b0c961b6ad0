"""What is bold in a paragraph: all of it, or how much of its beginning."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import takewhile
from typing import Final, NamedTuple

from services.plans.extract.normalise import one_line

_MIN_SHARE: Final = 0.9
_MIN_LEAD: Final = 3
_MAX_LEAD: Final = 200


class Part(NamedTuple):
    """Text of a paragraph that is bold or is not."""

    text: str
    bold: bool


class Weight(NamedTuple):
    """Whether a paragraph is bold as a whole, else the length of its bold beginning."""

    strong: bool
    lead: int


def weigh(parts: Sequence[Part], mark: int = 0) -> Weight:
    """Return what is bold of a paragraph; `mark` is the length of the number set before it."""
    total = sum(len(part.text.strip()) for part in parts)
    bold = sum(len(part.text.strip()) for part in parts if part.bold)
    if bold >= total * _MIN_SHARE > 0:
        return Weight(strong=True, lead=0)
    first = takewhile(lambda part: part.bold or not part.text.strip(), parts)
    length = len(one_line("".join(part.text for part in first)))
    fits = _MIN_LEAD <= length <= _MAX_LEAD
    return Weight(strong=False, lead=mark + length if fits else 0)
