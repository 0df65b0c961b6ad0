"""What a target is compared with: how things are now or were before, beside the value to reach.

`58% (năm 2025: 54%)`, `tăng 8% so với năm 2025`, `từ 40% năm 2025 lên 60%`: neither the year nor
the value of such words is one to reach.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from services.plans.extract.numbers import NUMBER

_BRACKETED = re.compile(r"\([^()]*\)")
_AT_PRESENT = re.compile(r"hiện|thực trạng|so với|năm (?:trước|ngoái)|cùng kỳ|ước")
_YEAR = re.compile(r"(?<![\d/])20\d\d\b(?!/)")
_COMPARED = re.compile(
    r"so với (?:(?:mức|tỷ lệ|con số|kết quả) )*"
    rf"(?:(?:{NUMBER})\s?(?:%|‰)(?: (?:của |trong )?(?:cùng kỳ )?năm (?:20\d\d|trước))?|"
    r"(?:cùng kỳ )?(?:của )?năm (?:20\d\d|trước) ?\([^()]*\))"
)
_BEFORE = re.compile(
    r"so với (?:cùng kỳ )?(?:năm )?[^,;.()]{2,40}|"
    r"\btừ [^,;.()]{1,40}? năm 20\d\d(?= (?:lên|xuống|còn|tăng|giảm))"
)


class Baseline(NamedTuple):
    """Words that say what a value is compared with, and where they start in the clause."""

    start: int
    words: str
    bracketed: bool


class Compared(NamedTuple):
    """A clause and what it is compared with, in order.

    Blanked with it, in `values` only values to reach are left, in `dates` only their years: `từ
    40% năm 2025 lên 60%` keeps its first value, which tells the direction, and loses its year.
    """

    values: str
    dates: str
    baselines: tuple[Baseline, ...]

    @property
    def relative(self) -> bool:
        """Whether a value may be one to add or to take away."""
        return any(not one.bracketed or "so với" in one.words for one in self.baselines)

    def baseline_of(self, start: int, end: int) -> str | None:
        """Return what a value at `start` is compared with: the words before `end`, the next value.

        Else those that stand in no bracket, which speak of all values of the clause.
        """
        own = [one.words for one in self.baselines if start <= one.start < end]
        shared = [one.words for one in self.baselines if not one.bracketed]
        return next(iter([*own, *shared]), None)


def set_apart(clause: str, first_year: int | None) -> Compared:
    """Return a clause without its baselines; before `first_year` of the plan all is history."""
    said: list[Baseline] = []

    def blank(match: re.Match[str]) -> str:
        words = match.group()
        bracketed = words.startswith("(")
        said.append(Baseline(match.start(), words[1:-1] if bracketed else words, bracketed))
        return " " * len(words)

    def blank_past(match: re.Match[str]) -> str:
        return blank(match) if _is_past(match.group(), first_year) else match.group()

    values = _BRACKETED.sub(blank_past, _COMPARED.sub(blank, clause))
    dates = _BEFORE.sub(blank, values)
    return Compared(values, dates, tuple(sorted(said)))


def _is_past(bracketed: str, first_year: int | None) -> bool:
    """Tell whether a bracket says how things are or were, not what is to be reached."""
    if _AT_PRESENT.search(bracketed):
        return True
    years = [int(year) for year in _YEAR.findall(bracketed)]
    return first_year is not None and bool(years) and max(years) < first_year
