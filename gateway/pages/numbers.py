"""Numbers that a browser sends: each is read once, and a monstrous one is none."""

from collections.abc import Iterable
from typing import Final

MOST_DIGITS: Final = 18
"""More than any id, version or place needs; what is longer would not fit into 64 bits."""


def whole(text: str) -> int | None:
    """Return the number that `text` writes, None if it writes none of at most 18 digits."""
    return int(text) if text.isdecimal() and len(text) <= MOST_DIGITS else None


def wholes(texts: Iterable[str]) -> list[int]:
    """Return the numbers among `texts`, in their order."""
    return [number for text in texts if (number := whole(text)) is not None]
