"""No pattern of the reading repeats what can be parted in many ways, told from its tree."""

from __future__ import annotations

import re

import pytest

from services.plans import extract, names

from .ambiguity import ambiguities
from .pumps import patterns_of

PATTERNS = patterns_of(extract) | patterns_of(names)


@pytest.mark.parametrize("name", PATTERNS)
def test_no_repetition_is_ambiguous(name: str) -> None:
    assert ambiguities(PATTERNS[name]) == []


@pytest.mark.parametrize(
    "trap",
    [
        r"(a+)+$",
        r"(?:\w+\s?){2,30}[.;]",
        r"(?:ab|\wb)*c",
        r"(?:aa?)*b",
        r"(?:a|aa)+b",
        r"(?:a?)*b",
        r"(?:,\s*)*(?:\s*x*)*$",
        r"x(?:(?:ab?)+)*y",
        r"(?:\s*-?\s*)+z",
        r"(?=(?:[0-9]+[0-9.]*)+:)",
        r"(?:a+|b)*c",
    ],
)
def test_a_trap_is_noticed(trap: str) -> None:
    assert ambiguities(re.compile(trap))


@pytest.mark.parametrize(
    "sound",
    [
        r"\w+(?:\s\w+)*",
        r"(?: [^\W\d_]+){0,20}",
        r"(?:\d+[.,])*\d+",
        r"(?:a|b|cd)*",
        r"(?:ab|cd?){3}",
        r"(?:(?:a+)b)*",
    ],
)
def test_what_can_be_parted_in_one_way_is_none(sound: str) -> None:
    assert not ambiguities(re.compile(sound))
