"""Sums of money in running text, in đồng."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import NamedTuple

from services.plans.extract.form import Span
from services.plans.extract.numbers import NUMBER, SCALES, parse_number

_SCALE = "|".join(SCALES)
_MONEY = re.compile(
    rf"(?<![\d.,])(?P<n>{NUMBER})\s*(?P<scale>{_SCALE})?(?:,?\s+(?P<n2>\d{{1,3}})\s*(?P<scale2>triệu|nghìn|ngàn))?"
    r"\s*(?:đồng|VNĐ|VND|đ(?![\wà-ỹ]))(?P<per>\s?/\s?[^\W\d_]+(?:/[^\W\d_]+)?)?",
    re.IGNORECASE,
)
# The unit of a table may be `1.000 đồng` or `tr.đ` too.
_OTHER_SCALES: Mapping[str, tuple[str, int]] = MappingProxyType(
    {
        "1.000": ("nghìn", 10**3), "1000": ("nghìn", 10**3), "ng": ("nghìn", 10**3),
        "1.000.000": ("triệu", 10**6), "tr": ("triệu", 10**6),
    }
)  # fmt: skip
_UNIT_SCALE = rf"(?:{_SCALE}|1\.000\.000|1\.?000|tr\.?|ng\.?)"
_CURRENCY = r"(?:đồng|đ|VNĐ|VND)(?!\w)"
_UNIT_WORDS = re.compile(r"(?:ĐVT|Đơn vị(?: tính)?)\s?:?\s?\(?$", re.IGNORECASE)
_BEFORE = 16
_UNIT = re.compile(
    rf"(?:ĐVT|Đơn vị(?: tính)?)\s*:?\s*(?:\(\s*)?(?P<scale>{_UNIT_SCALE})?\s*{_CURRENCY}|"
    rf"\(\s*(?P<in>{_UNIT_SCALE})\s*{_CURRENCY}\s*\)",
    re.IGNORECASE,
)


class Sum(NamedTuple):
    """One amount in đồng; `per` is `/năm`, `/người` … for a norm, else None."""

    value: int
    per: str | None
    span: Span


def find_sums(text: str) -> Iterator[Sum]:
    """Yield the sums of `text` that name their currency; `ĐVT: 1.000 đồng` is a unit, no sum."""
    for match in _MONEY.finditer(text):
        if _UNIT_WORDS.search(text, max(0, match.start() - _BEFORE), match.start()):
            continue
        value = _scaled(match.group("n"), match.group("scale"))
        if value is None:
            continue
        if match.group("n2") and match.group("scale"):
            value += _scaled(match.group("n2"), match.group("scale2")) or 0
        per = match.group("per")
        yield Sum(value, per.strip() if per else None, match.span())


def printed(value: int) -> str:
    """Return a sum as an office prints it: `2.292.000`."""
    return f"{value:,}".replace(",", ".")


def _scaled(number: str, scale: str | None) -> int | None:
    value = parse_number(number)
    return None if value is None else round(value * SCALES.get((scale or "").lower(), 1))


class MoneyUnit(NamedTuple):
    """The unit of a table: as printed, and how many đồng it is."""

    name: str
    factor: int


def find_unit(text: str) -> MoneyUnit | None:
    """Return the unit that `ĐVT: Nghìn đồng` or `(triệu đồng)` declares."""
    match = _UNIT.search(text)
    if match is None:
        return None
    scale = (match.group("scale") or match.group("in") or "").lower().rstrip(".")
    name, factor = _OTHER_SCALES.get(scale, (scale, SCALES.get(scale, 1)))
    return MoneyUnit(f"{name} đồng".strip(), factor)
