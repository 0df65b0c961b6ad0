"""Where in a text the words of a search are."""

import functools
from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from typing import Final

from services.tasks.model import Word, spelled
from services.tasks.search.asked import Asked

MOST: Final = 50
"""Places told of one text."""


Marking = Callable[[str | None], list[list[int]]]


def marking(asked: Asked) -> Marking:
    """Return `marks` of `asked` for one page: what many rows of it say is looked at once."""
    return functools.cache(lambda text: marks(text, asked))


def marks(text: str | None, asked: Asked) -> list[list[int]]:
    """Return [start, end) of what `asked` finds in `text`, in characters, in order.

    The words in a row where the text has them so, else every word that one of them begins.
    Neighbouring words make one place.
    """
    words = list(spelled(text or ""))
    places = list(_phrases(words, asked.words)) or list(_single(words, asked.words))
    return [list(place) for place in islice(_joined(words, places), MOST)]


def _phrases(words: Sequence[Word], wanted: Sequence[str]) -> Iterator[int]:
    """Yield the indexes of the words of every whole occurrence."""
    size = len(wanted)
    for at in range(len(words) - size + 1):
        here = [word.text for word in words[at : at + size]]
        if here[:-1] == list(wanted[:-1]) and here[-1].startswith(wanted[-1]):
            yield from range(at, at + size)


def _single(words: Sequence[Word], wanted: Sequence[str]) -> Iterator[int]:
    for at, word in enumerate(words):
        if word.text.startswith(tuple(wanted)):
            yield at


def _joined(words: Sequence[Word], places: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Yield the places as spans; words that follow one another are one span."""
    start = end = last = -1
    for at in sorted(set(places)):
        if at == last + 1 and end >= 0:
            end = words[at].end
        else:
            if end >= 0:
                yield start, end
            start, end = words[at].start, words[at].end
        last = at
    if end >= 0:
        yield start, end
