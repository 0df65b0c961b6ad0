"""Budget rows with lost or doubled cells, rebuilt where the sums leave exactly one way.

The rules are domain knowledge, not statistics: the years of a row add up to its total, children
to their parent, top rows to the grand total. More than one solution is no solution.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import product
from typing import NamedTuple, TypeAlias

Vector: TypeAlias = tuple[int, ...]
_MAX_WAYS = 4000
_MAX_CELLS = 40


class Row(NamedTuple):
    """The numbers of one row as printed; `parent` is the index of its parent row, or None."""

    numbers: tuple[int, ...]
    parent: int | None
    grand: bool


class Rebuilt(NamedTuple):
    """One value a year; `repaired` when the printed cells did not fit the columns."""

    vector: Vector
    repaired: bool


def rebuild(rows: Sequence[Row], years: int) -> list[Rebuilt | None]:
    """Return one vector for each row, None where no or several readings fit."""
    ways = [_candidates(row.numbers, years) for row in rows]
    ways = _within_families(rows, ways)
    ways = _within_total(rows, ways)
    return [way[0] if len(way) == 1 else _plain(way) for way in ways]


def _plain(ways: Sequence[Rebuilt]) -> Rebuilt | None:
    """Take the reading that keeps every cell, if there is just one such."""
    kept = [way for way in ways if not way.repaired]
    return kept[0] if len(kept) == 1 else None


def _candidates(numbers: tuple[int, ...], years: int) -> list[Rebuilt]:
    if not numbers or len(numbers) > _MAX_CELLS:
        return []
    found: dict[Vector, bool] = {}
    if len(numbers) == years:
        found[numbers] = False
    for vector, repaired in _fitted(numbers[:-1], years):
        if sum(vector) == numbers[-1]:
            found.setdefault(vector, repaired)
    return [Rebuilt(vector, repaired) for vector, repaired in found.items()]


def _fitted(rest: tuple[int, ...], years: int) -> Iterator[tuple[Vector, bool]]:
    """Yield `rest` as one value a year: as it is, with one cell dropped, or one repeated."""
    if len(rest) == years:
        yield rest, False
    elif len(rest) == years + 1:
        for at in range(len(rest)):
            yield rest[:at] + rest[at + 1 :], True
    elif rest and len(rest) == years - 1:
        for at in range(len(rest)):
            yield rest[: at + 1] + rest[at:], True


def _sum(vectors: Sequence[Vector]) -> Vector:
    return tuple(map(sum, zip(*vectors, strict=True)))


def _within_families(rows: Sequence[Row], ways: list[list[Rebuilt]]) -> list[list[Rebuilt]]:
    """Keep the readings of a parent and its children that add up, where any do."""
    kept = list(ways)
    for index in range(len(rows)):
        children = [at for at, row in enumerate(rows) if row.parent == index]
        if children:
            _consistent(kept, index, children)
    return kept


def _within_total(rows: Sequence[Row], ways: list[list[Rebuilt]]) -> list[list[Rebuilt]]:
    kept = list(ways)
    grand = [at for at, row in enumerate(rows) if row.grand]
    tops = [at for at, row in enumerate(rows) if row.parent is None and not row.grand]
    if len(grand) == 1 and tops:
        _consistent(kept, grand[0], tops)
    return kept


def _consistent(ways: list[list[Rebuilt]], whole: int, parts: Sequence[int]) -> None:
    """Narrow `ways` of `whole` and `parts` to the one combination that adds up."""
    involved = [whole, *parts]
    count = 1
    for at in involved:
        count *= len(ways[at])
    if not 0 < count <= _MAX_WAYS:
        return
    fitting = [
        chosen
        for chosen in product(*(ways[at] for at in involved))
        if _sum([way.vector for way in chosen[1:]]) == chosen[0].vector
    ]
    if len(fitting) == 1:
        for at, way in zip(involved, fitting[0], strict=True):
            ways[at] = [way]
