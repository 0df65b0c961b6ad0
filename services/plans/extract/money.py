"""Sums of money in running text, in đồng."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from services.plans.extract.form import Span
from services.plans.extract.numbers import NUMBER, SCALES, parse_number

_SCALE = "|".join(SCALES)
_MONEY = re.compile(
    rf"(?<![\d.,])(?P<n>{NUMBER})\s*(?P<scale>{_SCALE})?(?:,?\s+(?P<n2>\d{{1,3}})\s*(?P<scale2>triệu|nghìn|ngàn))?"
    r"\s*(?:đồng|VNĐ|VND|đ(?![\wà-ỹ]))(?P<per>\s?/\s?[^\W\d_]+(?:/[^\W\d_]+)?)?",
    re.IGNORECASE,
)
_UNIT = re.compile(
    rf"(?:ĐVT|Đơn vị(?: tính)?)\s*:?\s*(?:\(\s*)?(?P<scale>{_SCALE})?\s*đồng|"
    rf"\(\s*(?P<in>{_SCALE})\s*đồng\s*\)",
    re.IGNORECASE,
)


class Sum(NamedTuple):
    """One amount in đồng; `per` is `/năm`, `/người` … for a norm, else None."""

    value: int
    per: str | None
    span: Span


def find_sums(text: str) -> Iterator[Sum]:
    """Yield the sums of `text` that name their currency."""
    for match in _MONEY.finditer(text):
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
    scale = (match.group("scale") or match.group("in") or "").lower()
    return MoneyUnit(f"{scale} đồng".strip(), SCALES.get(scale, 1))
