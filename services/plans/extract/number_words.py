"""Numbers written in Vietnamese words: `hai tỷ hai trăm chín mươi hai triệu` is 2 292 000 000.

Each number has groups of three digits, the largest first, each followed by its scale. Anything
that is no number by that grammar (`hai ba`, `triệu nghìn`) is none: nothing is guessed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final, NamedTuple

from services.plans.extract.form import Span
from services.plans.extract.numbers import SCALES

_DIGITS: Final = {
    "không": 0, "một": 1, "mốt": 1, "hai": 2, "ba": 3, "bốn": 4, "tư": 4, "năm": 5, "lăm": 5,
    "nhăm": 5, "sáu": 6, "bảy": 7, "bẩy": 7, "tám": 8, "chín": 9,
}  # fmt: skip
_SCALES: Final = {word: value for word, value in SCALES.items() if value < 10**9}
_BILLION: Final = frozenset(SCALES) - frozenset(_SCALES)
_ODD: Final = frozenset({"lẻ", "linh"})
_AFTER_TENS: Final = frozenset({"mốt", "tư", "lăm", "nhăm"})
_HALF: Final = "rưỡi"
_WORD: Final = "|".join(
    sorted([*_DIGITS, *_SCALES, *_BILLION, *_ODD, "mười", "mươi", "trăm", _HALF], key=len)[::-1]
)
_RUN = re.compile(
    rf"(?<!\w)(?P<words>(?:{_WORD})(?:[\s,]+(?:{_WORD}))*)(?:\s+chẵn)?\s+đồng\b", re.IGNORECASE
)
_MOST_WORDS: Final = 60


class Worded(NamedTuple):
    """A sum of money in words: its value in đồng and its place."""

    value: int
    span: Span


def find_worded_sums(text: str) -> Iterator[Worded]:
    """Yield the sums that `text` writes in words before `đồng`."""
    if "đồng" not in text.lower():
        return
    for match in _RUN.finditer(text):
        value = parse_words(match["words"])
        if value is not None:
            yield Worded(value, match.span())


def parse_words(text: str) -> int | None:
    """Return the whole number that `text` is, None if it is none."""
    words = text.lower().replace(",", " ").split()
    if not 0 < len(words) <= _MOST_WORDS:
        return None
    return _parse(words)


def _parse(words: list[str]) -> int | None:
    """Read what stands before the last `tỷ` as billions, the rest below a billion."""
    at = next((i for i in reversed(range(len(words))) if words[i] in _BILLION), None)
    if at is None:
        return _below_billion(words)
    high = _parse(words[:at]) if words[:at] else None
    low = _rest(words[at + 1 :], 10**9)
    return None if high is None or low is None else high * 10**9 + low


def _rest(words: list[str], scale: int) -> int | None:
    """Read what follows a scale: nothing, `rưỡi` for its half, or a smaller number."""
    if not words:
        return 0
    if words == [_HALF]:
        return scale // 2
    value = _below_billion(words)
    return value if value is not None and value < scale else None


def _below_billion(words: list[str]) -> int | None:
    at = next((i for i, word in enumerate(words) if word in _SCALES), None)
    if at is None:
        return _group(words)
    scale = _SCALES[words[at]]
    high, low = _group(words[:at]), _rest(words[at + 1 :], scale)
    return None if high is None or low is None else high * scale + low


def _group(words: list[str]) -> int | None:
    """Read three digits: `hai trăm`, `hai trăm lẻ năm`, `chín mươi hai`, `trăm rưỡi`."""
    if "trăm" not in words:
        return _tens(words)
    at = words.index("trăm")
    hundreds = _digit(words[:at])
    rest = words[at + 1 :]
    if rest == [_HALF]:
        low: int | None = 50
    elif rest and rest[0] in _ODD:
        low = _digit(rest[1:])
    else:
        low = _tens(rest) if rest else 0
    return None if hundreds is None or low is None else hundreds * 100 + low


def _tens(words: list[str]) -> int | None:
    if words and words[0] in _ODD:
        return _digit(words[1:])
    if words and words[0] == "mười":
        unit = _unit(words[1:])
        return None if unit is None else 10 + unit
    if len(words) > 1 and words[1] == "mươi":
        ten, unit = _digit(words[:1]), _unit(words[2:])
        return None if ten is None or unit is None else ten * 10 + unit
    return _digit(words)


def _unit(words: list[str]) -> int | None:
    if not words:
        return 0
    return _DIGITS.get(words[0]) if len(words) == 1 else None


def _digit(words: list[str]) -> int | None:
    """Read one digit by its name as it stands alone; `lăm` and `mốt` only follow tens."""
    if len(words) != 1 or words[0] in _AFTER_TENS:
        return None
    return _DIGITS.get(words[0])
