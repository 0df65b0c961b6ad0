"""Rungs and pauses."""

from common.bus import retry
from common.bus.retry import RUNGS


def test_each_failure_climbs_one_rung_and_the_last_gives_up() -> None:
    seconds = [rung.delay.total_seconds() for rung in RUNGS]
    assert seconds == [5, 30, 300]
    assert [retry.rung_after(attempts, RUNGS) for attempts in range(4)] == [*RUNGS, None]


def test_pauses_double_up_to_half_a_minute_with_jitter() -> None:
    for failures, ceiling_s in ((0, 0.5), (1, 1.0), (3, 4.0), (6, 30.0), (10_000, 30.0)):
        pauses = {retry.pause(failures).total_seconds() for _ in range(50)}
        assert ceiling_s / 2 <= min(pauses) <= max(pauses) <= ceiling_s
        assert len(pauses) > 1
