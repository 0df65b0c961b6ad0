"""The cells of a row that lost its lines, set under the columns they fit best.

Cells keep their order; one may go on the cell before, and columns may stay empty. Each placing has
a worth, and the best sum wins: a small shortest-path search over cells and columns.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Literal

from services.plans.extract.folding import fold_words
from services.plans.extract.names import starts_with_agency
from services.plans.extract.numbers import parse_money
from services.plans.extract.tables import is_total

Kind = Literal["index", "agency", "period", "value", "text"]

_PERIOD_TITLE = re.compile(r"thoi (?:gian|han|diem)|tien do|hoan thanh|lo trinh")
_AGENCY_TITLE = re.compile(
    r"chu tri|phoi hop|dau moi|tham muu|(?:co quan|don vi|bo phan)(?! tinh)|thuc hien|phu trach"
)
_VALUE_TITLE = re.compile(r"kinh phi|nam 20\d\d|^20\d\d$|muc tieu nam|don vi tinh|so luong|dvt")
_PERIODS = re.compile(
    r"^(?:thường xuyên|liên tục|định kỳ|đột xuất|hằng|hàng|cả năm|quý|tháng|năm|giai đoạn|trước|"
    r"trong|từ|đến|chậm nhất|muộn nhất|theo|sau|ngay sau|khi có|vào dịp|"
    r"(?:đầu|giữa|cuối) (?:năm|quý|tháng|kỳ))\b|20\d\d|\d/\d|"
    r"^(?:\d{1,3} )?(?:giờ|ngày|tuần|tháng)(?: làm việc)?(?:$|/| một lần| (?:kể|tính) từ)",
    re.IGNORECASE,
)
_LONGEST_PERIOD = 90
_YEAR = re.compile(r"\b20\d\d\b")
_FEWEST_YEARS = 2
_FITS, _CLASHES, _STRAYS = 2.0, -2.0, -1.0
_MERGED, _MERGED_BULLET, _MERGED_ON, _SKIPPED = -0.8, -0.3, -0.1, -0.7


def fit_row(cells: Sequence[str], columns: Sequence[str]) -> tuple[str, ...]:
    """Return `cells` as one for each column; what cannot be placed goes on the last.

    Numbers are never run together, nor set under years by guess: a row with more of them than
    columns, or fewer than years, is returned as it is.
    """
    if _lacks_years(cells, columns):
        return tuple(cells)
    kinds = [_kind(at, title) for at, title in enumerate(columns)]
    places = _best_places(cells, kinds)
    numbers = [at for cell, at in zip(cells, places, strict=True) if parse_money(cell) is not None]
    if len(set(numbers)) < len(numbers):
        return tuple(cells)
    fitted = [""] * len(columns)
    for cell, at in zip(cells, places, strict=True):
        fitted[at] = f"{fitted[at]} {cell}".strip()
    return tuple(fitted)


def _lacks_years(cells: Sequence[str], columns: Sequence[str]) -> bool:
    """Tell whether a row of a budget has too few numbers to fill its years."""
    years = sum(1 for title in columns if _YEAR.search(title))
    if years < _FEWEST_YEARS or any("chi tieu" in fold_words(title) for title in columns):
        return False
    numbers = sum(1 for cell in cells[1:] if parse_money(cell) is not None)
    return 0 < numbers < years + sum(1 for title in columns if is_total(title))


def _kind(at: int, title: str) -> Kind:
    """Return what a column holds by its title; the first numbers the rows."""
    folded = fold_words(title)
    if at == 0:
        return "index"
    if _PERIOD_TITLE.search(folded):
        return "period"
    if _VALUE_TITLE.search(folded):
        return "value"
    return "agency" if _AGENCY_TITLE.search(folded) else "text"


def _best_places(cells: Sequence[str], kinds: Sequence[Kind]) -> list[int]:
    """Return the column of each cell; the number stands first, the words of the task next."""
    if len(cells) <= 2:  # noqa: PLR2004 - a number and a heading: a group
        return list(range(len(cells)))
    last = len(kinds) - 1
    best: list[dict[int, tuple[float, list[int]]]] = [{0: (0.0, [0])}, {1: (0.0, [0, 1])}]
    for index in range(2, len(cells)):
        reached: dict[int, tuple[float, list[int]]] = {}
        for at, (worth, path) in best[-1].items():
            for to in range(at, last + 1):
                total = worth + _worth(cells[index], cells[index - 1], kinds[to], to - at)
                if to not in reached or total > reached[to][0]:
                    reached[to] = (total, [*path, to])
        best.append(reached)
    return max((_closed(found, at, last) for at, found in best[-1].items()), key=lambda x: x[0])[1]


def _closed(found: tuple[float, list[int]], at: int, last: int) -> tuple[float, list[int]]:
    """Count the columns left empty at the end; a remarks column often is."""
    return found[0] + _SKIPPED / 2 * (last - at), found[1]


def _worth(cell: str, before: str, kind: Kind, step: int) -> float:
    """Return how well a cell stands in a column, `step` columns after the cell before it."""
    if step == 0:
        joined = cell[:1].islower() or before.endswith((",", ";", ":"))
        bullet = cell.startswith(("-", "+", "•"))
        cost = _MERGED_ON if joined else _MERGED_BULLET if bullet else _MERGED
        return _standing(cell, kind) / 2 + cost
    return _standing(cell, kind) + _SKIPPED * (step - 1)


def _standing(cell: str, kind: Kind) -> float:
    bare = cell.lstrip("-+• ")
    agency = starts_with_agency(bare)
    period = len(cell) <= _LONGEST_PERIOD and _PERIODS.search(bare) is not None
    if kind == "agency":
        return _FITS if agency else _CLASHES
    if kind == "period":
        return _FITS if period and not agency else _CLASHES
    if kind == "value":
        return _FITS if bare[:1].isdigit() or bare[:1] in "≥≤<>%" else _CLASHES
    return _STRAYS if agency or period else 1.0
