"""Numbers as printed: decimal comma, thousand dot, and the ones written in words."""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType

NUMBER = r"\d{1,3}(?:\.\d{3})+(?:,\d+)?|\d+(?:,\d+)?|\d+\.\d{1,2}(?!\d)"
SCALES: Mapping[str, int] = MappingProxyType(
    {"nghìn": 10**3, "ngàn": 10**3, "triệu": 10**6, "tỷ": 10**9, "tỉ": 10**9}
)
_THOUSANDS = re.compile(r"^\d{1,3}(?:\.\d{3})+(?:,\d+)?$")
_MAX_DIGITS = 18

WORDS = {
    "một": 1, "hai": 2, "ba": 3, "bốn": 4, "năm": 5, "sáu": 6, "bảy": 7, "tám": 8, "chín": 9,
    "mười": 10,
}  # fmt: skip


def parse_number(text: str) -> float | None:
    """Return the value of `9,5` (9.5), `1.000` (1000) or `98.5` (98.5); None for no number."""
    bare = text.strip()
    if not bare or len(bare) > _MAX_DIGITS:
        return None
    if _THOUSANDS.match(bare):
        bare = bare.replace(".", "")
    try:
        return float(bare.replace(",", "."))
    except ValueError:
        return None


def parse_money(text: str) -> int | None:
    """Return the whole number in a cell (`2.292.000`, `2 292 000`); None for anything else."""
    bare = text.strip()
    if re.fullmatch(r"\d{1,3}(?: \d{3})+", bare):
        bare = bare.replace(" ", "")
    if not re.fullmatch(r"\d{1,3}(?:[.,]\d{3})*|\d+", bare) or len(bare) > _MAX_DIGITS:
        return None
    return int(re.sub(r"[.,]", "", bare))
