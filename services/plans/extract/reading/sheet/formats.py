"""Number formats: how a spreadsheet shows a value, in Vietnamese notation.

What is read is what people see: 0.95 under `0%` is 95%, 46203 under `dd/mm/yyyy` a day.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from types import MappingProxyType
from typing import Final, Literal

Kind = Literal["general", "number", "date", "month", "year", "day", "time", "text"]
_LONGEST: Final = 200
_LITERAL: Final = re.compile(r'"[^"]{0,60}"|\\.|_.|\*.|\[[^\]]{0,60}\]')
_CORE: Final = re.compile(r"[#0?](?:[#0?,]*(?:\.[#0?,]*)?)")
_DURATION: Final = re.compile(r"\[(?:h+|m+|s+)\]", re.IGNORECASE)
"""Hours, minutes or seconds that are counted on beyond a day."""
_CONDITION: Final = re.compile(r"\[[<>=][^\]]*\]")
"""What a value must be for the first section of a format to show it."""
_THOUSANDS: Final = re.compile(r"[#?]+0")
"""What follows the dot of `#.##0`: thousands as Vietnamese type them, where the file has commas."""
_MONEY: Final = frozenset({"₫", "đ", "đồng", "vnd", "vnđ", "$"})
"""Units that money has anyway; others (`triệu đồng`) are part of what is said."""
_MOST_DECIMALS: Final = 12
_SIGNIFICANT: Final = 15
"""Digits that a spreadsheet keeps of a number."""
_BEFORE_LEAP: Final = 60
"""Serial numbers of days count a 29 February 1900 that never was."""
_LAST_DAY: Final = 2_958_465
_EPOCHS: Final = (dt.date(1899, 12, 30), dt.date(1904, 1, 1))


@dataclass(frozen=True, slots=True)
class Form:
    """How a value is shown: decimals at least and at most, thousands set apart, a scale, a unit."""

    kind: Kind = "general"
    fixed: int = 0
    most: int = 0
    grouped: bool = False
    scale: int = 0  # of thousands, that the value is divided by
    percent: bool = False
    unit: str = ""


GENERAL: Final = Form()
_BUILT_IN: Final[Mapping[int, str]] = MappingProxyType(
    {
        1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00", 9: "0%", 10: "0.00%",
        14: "d/m/yyyy", 15: "d-mmm-yy", 16: "d-mmm", 17: "mmm-yy", 18: "h:mm", 19: "h:mm:ss",
        20: "h:mm", 21: "h:mm:ss", 22: "d/m/yyyy h:mm", 37: "#,##0", 38: "#,##0", 39: "#,##0.00",
        40: "#,##0.00", 41: "#,##0", 42: "#,##0", 43: "#,##0.00", 44: "#,##0.00", 45: "mm:ss",
        46: "h:mm:ss", 47: "mm:ss", 49: "@",
    }
)  # fmt: skip


def form_of(number: int, codes: Mapping[int, str]) -> Form:
    """Return the form of a format by its number; `codes` are those the workbook defines."""
    code = codes.get(number) or _BUILT_IN.get(number, "")
    return _parsed(code[:_LONGEST]) if code else GENERAL


def _parsed(code: str) -> Form:
    literals = [one.group() for one in _LITERAL.finditer(code)]
    bare = _LITERAL.sub(" ", code).split(";", 1)[0].strip().lower()
    if bare == "@":
        return Form("text")
    if any(map(_DURATION.fullmatch, literals)):
        return Form("time")
    core = _CORE.search(bare)
    if "general" in bare or "e+" in bare or "e-" in bare or ("/" in bare and core):
        return GENERAL
    if core is None:
        return Form(_calendar(bare))
    if any(map(_CONDITION.fullmatch, literals)):
        return GENERAL
    return _number(core.group(), percent="%" in bare, unit=_unit(literals))


def _number(core: str, *, percent: bool, unit: str) -> Form:
    """Return the form of a number by the digits of its format, as `#,##0.0`."""
    whole, _, decimals = core.rstrip(",").partition(".")
    scale = len(core) - len(core.rstrip(","))
    if "," not in whole and _THOUSANDS.match(decimals):
        whole, decimals = f"{whole},", "#" * _MOST_DECIMALS  # none of them is rounded away
    return Form(
        "number",
        fixed=min(decimals.count("0"), _MOST_DECIMALS),
        most=min(len(decimals.replace(",", "")), _MOST_DECIMALS),
        grouped="," in whole,
        scale=scale,
        percent=percent,
        unit=unit,
    )


def _calendar(bare: str) -> Kind:
    """Return what a format without digits shows of a day."""
    if "d" in bare:
        return "date" if "y" in bare else "day"
    if "y" in bare:
        return "month" if "m" in bare else "year"
    if "h" in bare or "s" in bare:
        return "time"
    return "month" if "m" in bare else "general"


def _unit(literals: list[str]) -> str:
    """Return the words that a format sets after a number, unless money has that unit anyway."""
    words = " ".join(one.strip('"') for one in literals if one.startswith('"')).strip()
    return "" if words.lower() in _MONEY or not words[:1].isalpha() else words


def shown(raw: str, form: Form, *, since_1904: bool = False) -> str:
    """Return a number as it is shown; what is none comes back as it is."""
    try:
        value = Decimal(f"{float(raw):.{_SIGNIFICANT}g}")
    except (ValueError, OverflowError):
        return raw
    if not value.is_finite():
        return raw
    if form.kind in {"date", "month", "year", "day"}:
        day = day_of(value, since_1904=since_1904)
        return _day_shown(day, form.kind) if day else _plain(value)
    if form.kind == "number":
        return _number_shown(value, form)
    return _plain(value)


def day_of(value: Decimal, *, since_1904: bool = False) -> dt.date | None:
    """Return the day of a serial number, None for one outside the calendar."""
    if not 1 <= value <= _LAST_DAY:
        return None
    days = int(value)
    if not since_1904 and days < _BEFORE_LEAP:
        days += 1
    return _EPOCHS[since_1904] + dt.timedelta(days)


def _day_shown(day: dt.date, kind: Kind) -> str:
    if kind == "month":
        return f"{day.month:02d}/{day.year}"
    if kind == "year":
        return str(day.year)
    return f"{day.day:02d}/{day.month:02d}" + ("" if kind == "day" else f"/{day.year}")


def _number_shown(value: Decimal, form: Form) -> str:
    scaled = value.scaleb((2 if form.percent else 0) - 3 * form.scale)
    try:
        rounded = scaled.quantize(Decimal(1).scaleb(-form.most), ROUND_HALF_UP)
    except InvalidOperation:  # more digits than anybody shows
        return _plain(value)
    text = f"{rounded:,f}" if form.grouped else f"{rounded:f}"
    whole, _, decimals = text.partition(".")
    kept = decimals[: form.fixed] + decimals[form.fixed :].rstrip("0")
    number = whole.replace(",", ".") + (f",{kept}" if kept else "")
    return number + ("%" if form.percent else "") + (f" {form.unit}" if form.unit else "")


def _plain(value: Decimal) -> str:
    """Return a number without a format: all its digits, a comma before the decimals."""
    if abs(value.adjusted()) > 2 * _SIGNIFICANT:
        return str(value)
    return f"{value:f}".replace(".", ",")
