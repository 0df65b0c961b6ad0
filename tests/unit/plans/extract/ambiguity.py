"""Repetitions of a regular expression that can match one text in very many ways.

Told from the pattern's tree alone, not by running it. A repetition is ambiguous where what it
repeats can be longer or shorter without any character that says where one round ends: `(a+)+`,
`(a|a)*`, `(a?)*`. Such a pattern takes twice the time for each further character of a text that
nearly matches.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Iterator
from typing import Any, Final

from .pumps import _NAMES, _PARSER, _REPEATS, _is_in

MANY: Final = 10
"""Rounds from which ambiguity is dear: two ways a round are a thousand in ten."""
_ALPHABET: Final = frozenset(
    " \n\t.,;:!?()[]{}-–—+*/|\\\"'“”«»_%<>=~•#&@$^`0189abcvxyzđưẵABCIVXYZĐƯẴ"
)
"""Of each kind of character some; two classes that share none of them share nothing here."""

Chars = frozenset[str]
Part = tuple[Any, Any]


def ambiguities(pattern: re.Pattern[str]) -> list[str]:
    """Return what is wrong with a pattern, one sentence for each ambiguous repetition."""
    tree = _PARSER.parse(pattern.pattern, pattern.flags & ~re.DEBUG)
    return list(_ambiguous(tree))


def _ambiguous(parts: Iterable[Part]) -> Iterator[str]:
    for name, value in parts:
        if name in _REPEATS:
            _, most, inner = value
            if most >= MANY and name is not _NAMES.POSSESSIVE_REPEAT:
                yield from _faults(list(inner))
        for inner in _within(name, value):
            yield from _ambiguous(inner)


def _within(name: Any, value: Any) -> list[Iterable[Part]]:
    """Return the sequences that a part is made of."""
    if name in _REPEATS:
        return [value[2]]
    if name is _NAMES.SUBPATTERN:
        return [value[3]]
    if name is _NAMES.BRANCH:
        return list(value[1])
    return [value[1]] if name in (_NAMES.ASSERT, _NAMES.ASSERT_NOT) else []


def _faults(body: list[Part]) -> Iterator[str]:
    """Yield what makes the rounds of a repetition indistinguishable."""
    body = _unwrapped(body)
    if _may_be_empty(body):
        yield "a round may be empty"
    yield from _endless(body)
    if len(body) == 1 and body[0][0] is _NAMES.BRANCH:
        yield from _shared([list(choice) for choice in body[0][1][1]])


def _endless(body: list[Part]) -> Iterator[str]:
    """Yield what in a round may be longer or shorter with nothing beside it that tells its end."""
    for at, (name, value) in enumerate(body):
        if _is_variable(name, value) and not _delimited(
            body[:at] + body[at + 1 :], _chars([(name, value)])
        ):
            yield "a part of a round ends nowhere"


def _is_variable(name: Any, value: Any) -> bool:
    if name is _NAMES.BRANCH:
        return any(_may_be_empty(choice) for choice in value[1])
    return name in _REPEATS and value[0] != value[1]


def _unwrapped(body: list[Part]) -> list[Part]:
    while len(body) == 1 and body[0][0] is _NAMES.SUBPATTERN:
        body = list(body[0][1][3])
    return body


def _shared(choices: list[list[Part]]) -> Iterator[str]:
    """Yield choices that match the same text, and those that may be longer or shorter."""
    for first, second in itertools.combinations(choices, 2):
        if len(first) == len(second) and all(
            one[0] not in _REPEATS and other[0] not in _REPEATS and _chars([one]) & _chars([other])
            for one, other in zip(first, second, strict=True)
        ):
            yield "two choices match the same text"
    for choice in choices:
        yield from _endless(choice)


def _delimited(parts: Iterable[Part], chars: Chars) -> bool:
    """Tell whether some part must match a character that is none of `chars`."""
    return any(_delimits(name, value, chars) for name, value in parts)


def _delimits(name: Any, value: Any, chars: Chars) -> bool:
    if name in _REPEATS:
        return bool(value[0]) and _delimited(value[2], chars)
    if name is _NAMES.SUBPATTERN:
        return _delimited(value[3], chars)
    if name is _NAMES.BRANCH:
        return all(_delimited(choice, chars) for choice in value[1])
    own = _chars([(name, value)])
    return bool(own) and not own & chars


def _may_be_empty(parts: Iterable[Part]) -> bool:
    return all(_is_optional(name, value) for name, value in parts)


def _is_optional(name: Any, value: Any) -> bool:
    if name in _REPEATS:
        return not value[0] or _may_be_empty(value[2])
    if name is _NAMES.SUBPATTERN:
        return _may_be_empty(value[3])
    if name is _NAMES.BRANCH:
        return any(_may_be_empty(choice) for choice in value[1])
    return name in (_NAMES.AT, _NAMES.ASSERT, _NAMES.ASSERT_NOT)


def _chars(parts: Iterable[Part]) -> Chars:
    """Return every character of the alphabet that parts may match anywhere, of either case."""
    found = frozenset[str]().union(*(_chars_of(name, value) for name, value in parts))
    return found | {char.swapcase() for char in found}


def _chars_of(name: Any, value: Any) -> Chars:
    if name is _NAMES.LITERAL:
        return frozenset(chr(value))
    if name is _NAMES.NOT_LITERAL:
        return _ALPHABET - {chr(value)}
    if name is _NAMES.ANY:
        return _ALPHABET - {"\n"}
    if name is _NAMES.IN:
        return _class(value)
    inner = _within(name, value) if name not in (_NAMES.ASSERT, _NAMES.ASSERT_NOT) else []
    return frozenset[str]().union(*(_chars(one) for one in inner))


def _class(choices: list[Any]) -> Chars:
    negated = choices[0][0] is _NAMES.NEGATE
    inside = choices[1:] if negated else choices
    literal = {chr(value) for name, value in inside if name is _NAMES.LITERAL}
    known = _ALPHABET | literal
    return frozenset(char for char in known if any(_is_in(char, x) for x in inside) != negated)
