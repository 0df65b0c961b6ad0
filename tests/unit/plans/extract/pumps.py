"""Strings that make a regular expression work hard: a start, and what to repeat after it.

They come from the pattern's own parts: for each repetition inside it, a text that leads there and
one that it may repeat. Where two repetitions can share the same characters, the time to fail grows
with the square of the length or worse.
"""

from __future__ import annotations

import importlib
import itertools
import pkgutil
import re
from collections.abc import Iterable, Iterator
from types import ModuleType
from typing import Any, Final

_PARSER: Final = importlib.import_module("re._parser")
_NAMES: Final = importlib.import_module("re._constants")
_REPEATS: Final = (_NAMES.MAX_REPEAT, _NAMES.MIN_REPEAT, _NAMES.POSSESSIVE_REPEAT)
_EVERYDAY: Final = (" ", "1", "a", "A", "Sở ", "1.", "- ", "a, ", "(", "1,", "à", "và ", "/", "|")
_SIGNS: Final = "xa1 -,.ế|"
_FEW: Final = 8
_MOST: Final = 12
"""Places of one pattern; a list of many words is no place to get lost in."""

Pump = tuple[str, str]


def patterns_of(package: ModuleType) -> dict[str, re.Pattern[str]]:
    """Return every pattern compiled in the modules of a package, by the name it has there."""
    found: dict[str, re.Pattern[str]] = {}
    for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
        for name, value in vars(importlib.import_module(module.name)).items():
            for number, pattern in enumerate(_patterns_in(value)):
                found[f"{module.name}.{name}.{number}"] = pattern
    return found


def _patterns_in(value: object) -> Iterator[re.Pattern[str]]:
    if isinstance(value, re.Pattern) and isinstance(value.pattern, str):
        yield value
    elif isinstance(value, dict):
        yield from _patterns_in(tuple(value.values()))
    elif isinstance(value, (tuple, list)):
        for one in value:
            yield from _patterns_in(one)


def pumps_of(pattern: re.Pattern[str]) -> set[Pump]:
    """Return starts and what to repeat after them."""
    parsed = _PARSER.parse(pattern.pattern, pattern.flags & ~re.DEBUG)
    pumps = [("", word) for word in _EVERYDAY]
    for start, unit in itertools.islice(_repeated(parsed, ""), _MOST):
        pumps += [(start, unit), (start, f"{unit} "), ("", start + unit)]
    return {(start, unit) for start, unit in pumps if unit}


def _repeated(parts: Iterable[Any], start: str) -> Iterator[Pump]:
    """Yield a pump for each repetition and each choice among `parts`."""
    for name, value in parts:
        if name in _REPEATS:
            _, most, inner = value
            if most > _FEW:
                yield start, _example(inner)
            yield from _repeated(inner, start)
        elif name is _NAMES.SUBPATTERN:
            yield from _repeated(value[3], start)
        elif name is _NAMES.BRANCH:
            for choice in value[1]:
                yield from _repeated(choice, start)
                yield start, _example(choice)
        elif name in (_NAMES.ASSERT, _NAMES.ASSERT_NOT):
            yield from _repeated(value[1], start)
        start += _example([(name, value)])


def _example(parts: Iterable[Any]) -> str:
    """Return a text that `parts` match, or nearly."""
    return "".join(_example_of(name, value) for name, value in parts)


def _example_of(name: Any, value: Any) -> str:
    match str(name):
        case "LITERAL":
            return chr(value)
        case "NOT_LITERAL" | "ANY":
            return "x" if value != ord("x") else "y"
        case "IN":
            return _sign_of(value)
        case "MAX_REPEAT" | "MIN_REPEAT" | "POSSESSIVE_REPEAT":
            return _example(value[2]) * max(1, int(value[0]))
        case "SUBPATTERN" | "BRANCH":
            return _example(value[3] if str(name) == "SUBPATTERN" else value[1][0])
        case _:
            return ""


def _sign_of(choices: list[Any]) -> str:
    """Return a character of a class, of a negated one too."""
    negated = choices[0][0] is _NAMES.NEGATE
    if not negated and choices[0][0] in (_NAMES.LITERAL, _NAMES.RANGE):
        first = choices[0][1]
        return chr(first if isinstance(first, int) else first[0])
    inside = choices[1:] if negated else choices
    fits = (sign for sign in _SIGNS if any(_is_in(sign, one) for one in inside) != negated)
    return next(fits, "~")


def _is_in(sign: str, choice: Any) -> bool:
    name, value = choice
    if name is _NAMES.LITERAL:
        return bool(chr(value) == sign)
    if name is _NAMES.RANGE:
        return bool(value[0] <= ord(sign) <= value[1])
    kinds = {
        _NAMES.CATEGORY_DIGIT: r"\d",
        _NAMES.CATEGORY_NOT_DIGIT: r"\D",
        _NAMES.CATEGORY_SPACE: r"\s",
        _NAMES.CATEGORY_NOT_SPACE: r"\S",
        _NAMES.CATEGORY_WORD: r"\w",
        _NAMES.CATEGORY_NOT_WORD: r"\W",
    }
    return re.match(kinds[value], sign) is not None
