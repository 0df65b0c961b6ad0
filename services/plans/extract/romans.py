"""Small roman numbers among letters: `i)` is the ninth letter, or the first where `ii)` follows."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from services.plans.extract.labels import BARE, LETTER, PAREN, Label

_BEFORE: Final = {"v": "iv", "x": "ix"}
"""The numbers of one letter that may also be letters, by the number before them."""


def settle(labels: Sequence[Label]) -> list[Label]:
    """Return the marks of a document with the lone letters that are numbers ranked as such.

    A list of them stands below letters, or above them where its first item is parted by `a)`. A
    mark above letters, as `2.` or `II.`, ends it.
    """
    settled = list(labels)
    first: int | None = None
    parted = False
    last, rank = "", PAREN
    for at, label in enumerate(labels):
        if not label.text or label.rank >= BARE or label.text.startswith("("):
            continue
        mark = label.text.rstrip(".) ")
        if label.rank < LETTER:
            first, last, rank = None, "", PAREN
        elif mark == "i":
            first, parted, last, rank = at, False, "", PAREN
        elif mark == "a" and first is not None:
            parted = True
        elif mark == "ii" and first is not None:
            rank = LETTER - 1 if parted else PAREN
            settled[first] = labels[first]._replace(rank=rank)
            settled[at], last, first = label._replace(rank=rank), mark, None
        elif label.rank == PAREN or (mark in _BEFORE and last == _BEFORE[mark]):
            settled[at], last = label._replace(rank=rank), mark
    return settled
