"""Sentences and clauses of a paragraph, with their places.

Whatever looks at one as a whole takes the square of its length, so none is longer than people
write: text without stops is cut at a blank.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from services.plans.extract.folding import UPPER

_SENTENCE: Final = re.compile(rf"[^.]+(?:\.(?!\s+[{UPPER}“(])[^.]*)*\.?")
_CLAUSE: Final = re.compile(r"[^;.]+(?:\.(?!\s)[^;.]*)*[;.]?")
_LONGEST: Final = 2_500


def sentences_of(text: str) -> Iterator[tuple[str, int]]:
    """Yield what stands between full stops that a capital follows, and where it starts."""
    for match in _SENTENCE.finditer(text):
        yield from _pieces(match.group(), match.start())


def clauses_of(text: str) -> Iterator[tuple[str, int]]:
    """Yield what stands between semicolons and full stops, and where it starts."""
    for match in _CLAUSE.finditer(text):
        yield from _pieces(match.group(), match.start())


def _pieces(text: str, start: int) -> Iterator[tuple[str, int]]:
    at = 0
    while len(text) - at > _LONGEST:
        cut = text.rfind(" ", at, at + _LONGEST) + 1
        end = cut if cut > at else at + _LONGEST
        yield text[at:end], start + at
        at = end
    yield text[at:], start + at
