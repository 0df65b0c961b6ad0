"""Reading costs as much more as a document is longer, whatever it repeats.

Calls are counted, not seconds: the count is the same on every machine.
"""

from __future__ import annotations

import cProfile

import orjson
import pytest

from services.plans.extract import read
from services.plans.names import body_of, class_of, key_of, nearest
from services.plans.names.keys import words

from .repeats import REPEATS, Repeat

LENGTH = 1_600
TIMES = 4
MOST = 1.5 * TIMES
"""Growth that is told from the square, sixteenfold; what is reckoned once makes it less."""


def _cost(repeat: Repeat, length: int) -> tuple[int, int]:
    """Return how many calls reading takes, and how long the answer is."""
    document = repeat.document(length)
    for remembered in (key_of, words, class_of, body_of, nearest):
        remembered.cache_clear()
    profile = cProfile.Profile(subcalls=False)
    extract = profile.runcall(read, document, repeat.name)
    return sum(entry.callcount for entry in profile.getstats()), len(
        orjson.dumps(extract.to_json())
    )


@pytest.mark.parametrize("name", REPEATS)
def test_the_cost_of_a_repeated_element_grows_with_its_number(name: str) -> None:
    repeat = REPEATS[name]
    calls, answer = _cost(repeat, LENGTH)
    more_calls, longer_answer = _cost(repeat, TIMES * LENGTH)
    assert more_calls <= MOST * calls
    assert longer_answer <= MOST * answer


def test_the_square_would_be_noticed() -> None:
    def square(length: int) -> int:
        profile = cProfile.Profile(subcalls=False)
        many = ["x"] * (length // 100)
        profile.runcall(lambda: [many.count("x") for _ in many for _ in many])
        return sum(entry.callcount for entry in profile.getstats())

    assert square(TIMES * LENGTH) > MOST * square(LENGTH)
