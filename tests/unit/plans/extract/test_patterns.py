"""No pattern of the reading is a trap: none takes long on a paragraph made to make it work."""

from __future__ import annotations

import re
import time

import pytest

from services.plans import extract, names
from services.plans.extract import normalise

from .pumps import Pump, patterns_of, pumps_of

SIZE = 1_000
"""Characters; a trap would take minutes on them, what takes their square milliseconds."""
LONGEST_S = 1.0
SHORT_S = 0.005
BEFORE_PARAGRAPHS = ("reading", "plain", "pipes", "noise", "wrapping", "markup", "normalise")
"""Modules that see lines as they came; all others see them with single blanks, no endless word."""

PATTERNS = patterns_of(extract) | patterns_of(names)


def _seconds(pattern: re.Pattern[str], text: str) -> float:
    begun = time.process_time()
    for _ in pattern.finditer(text):
        pass
    return time.process_time() - begun


def _text(pump: Pump, *, settled: bool) -> str:
    start, unit = pump
    text = normalise.normalise(start + unit * (SIZE // len(unit)) + "\x01")
    return normalise.broken(normalise.one_line(text)) if settled else text


def test_there_are_patterns_to_try() -> None:
    assert len(PATTERNS) > 200


@pytest.mark.parametrize("name", PATTERNS)
def test_a_pattern_is_no_trap(name: str) -> None:
    pattern = PATTERNS[name]
    settled = name.removeprefix("services.plans.extract.").split(".")[0] not in BEFORE_PARAGRAPHS
    times = {pump: _seconds(pattern, _text(pump, settled=settled)) for pump in pumps_of(pattern)}
    worst = max(times, key=times.__getitem__)
    assert times[worst] < LONGEST_S, worst


def test_a_trap_would_be_noticed() -> None:
    trap = re.compile(r"(?:\w+\s?){2,30}[.;]x")
    assert any(_seconds(trap, "a" * 22) > SHORT_S for _ in range(3))
