"""Where few events come each leaves at once; where many come, several share a turn."""

import pytest

from common.bus.pace import APART_S, MANY, Pace


def after(*counts: int, every_s: float = 0.25) -> float:
    """Return the rest after turns that sent so many, the last of which took no time."""
    pace, now = Pace(0.0), 0.0
    for count in counts:
        now += every_s
        pace.sent(count, now)
    return pace.rest_s(now, now)


def test_an_event_that_comes_alone_is_followed_by_no_rest() -> None:
    assert after(1) == 0
    assert after(*[MANY // 5] * 40) == 0


def test_after_many_events_the_next_turn_waits() -> None:
    assert after(MANY) == pytest.approx(APART_S)
    assert after(*[MANY // 4] * 40) == pytest.approx(APART_S)


def test_a_turn_that_took_long_is_rest_enough() -> None:
    pace = Pace(0.0)
    pace.sent(MANY, 0.5)
    assert pace.rest_s(0.5, 0.53) == pytest.approx(APART_S - 0.03)
    assert pace.rest_s(0.5, 0.9) == 0


def test_many_events_are_forgotten_when_few_follow() -> None:
    assert after(MANY, 1, 1, 1, 1, 1, 1, 1, 1, 1) == 0
    assert after(MANY, 1, every_s=5) == 0
