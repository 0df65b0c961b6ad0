"""Budget rows with lost or doubled cells, rebuilt where the sums leave exactly one way.

The rules are domain knowledge, not statistics: the years of a row add up to its total, children
to their parent, top rows to the grand total. More than one solution is no solution.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import combinations, islice
from typing import Final, NamedTuple, TypeAlias

Vector: TypeAlias = tuple[int, ...]
_MAX_CELLS: Final = 40
_MOST_WAYS: Final = 80
_MOST_STEPS: Final = 20_000
_MOST_PARTS: Final = 200
_ROUNDS: Final = 3


class Row(NamedTuple):
    """The numbers of one row as printed; `parent` is the index of its parent row, or None.

    `grid` is its reading by columns where it has a cell for each, an empty one as 0; `stated` is
    the total in the column that the header names, in the grid or at that end of the numbers.
    """

    numbers: tuple[int, ...]
    parent: int | None
    grand: bool
    grid: Vector | None = None
    stated: int | None = None
    total_first: bool = False


@dataclass(frozen=True, slots=True)
class Rebuilt:
    """One value a year.

    `repaired`: the printed cells did not fit the columns. `verified`: a sum confirms the values.
    """

    vector: Vector
    repaired: bool
    verified: bool = False


class Whole(NamedTuple):
    """A row and those that should add up to it, by index."""

    row: int
    parts: tuple[int, ...]


def rebuild(rows: Sequence[Row], years: int) -> list[Rebuilt | None]:
    """Return one vector for each row, None where no or several readings fit."""
    ways = [list(_ways(row, years)) for row in rows]
    sums = wholes(rows)
    for _ in range(_ROUNDS):
        for one in sums:
            _narrow(ways, one)
    chosen = [way[0] if len(way) == 1 else _plain(way) for way in ways]
    return _confirmed(chosen, sums)


def wholes(rows: Sequence[Row]) -> list[Whole]:
    """Return what should add up: children to their parent, top rows to the one grand total."""
    below: defaultdict[int, list[int]] = defaultdict(list)
    for at, row in enumerate(rows):
        if row.parent is not None:
            below[row.parent].append(at)
    found = [Whole(at, tuple(parts)) for at, parts in sorted(below.items())]
    grand = [at for at, row in enumerate(rows) if row.grand]
    tops = tuple(at for at, row in enumerate(rows) if row.parent is None and not row.grand)
    if len(grand) == 1 and tops:
        found.append(Whole(grand[0], tops))
    return found


def agrees(vectors: Sequence[Vector | None], whole: Whole) -> bool | None:
    """Tell whether the parts add up to the whole; None where one of them was not read."""
    total = vectors[whole.row]
    parts = [vectors[at] for at in whole.parts]
    known = [part for part in parts if part is not None]
    if total is None or len(known) < len(parts):
        return None
    return tuple(map(sum, zip(*known, strict=True))) == total


def _confirmed(chosen: list[Rebuilt | None], sums: Sequence[Whole]) -> list[Rebuilt | None]:
    """Mark what sums confirm; a repair that a sum contradicts is none."""
    vectors = [one.vector if one else None for one in chosen]
    held = {one: agrees(vectors, one) for one in sums}
    confirmed = {at for one, holds in held.items() if holds for at in (one.row, *one.parts)}
    denied = {at for one, holds in held.items() if holds is False for at in (one.row, *one.parts)}
    return [
        None
        if one is None or (one.repaired and at in denied)
        else replace(one, verified=one.verified or at in confirmed)
        for at, one in enumerate(chosen)
    ]


def _plain(ways: Sequence[Rebuilt]) -> Rebuilt | None:
    """Take the reading that keeps every cell, if there is just one such."""
    kept = [way for way in ways if not way.repaired]
    return kept[0] if len(kept) == 1 else None


def _ways(row: Row, years: int) -> Iterator[Rebuilt]:
    """Yield the readings of one row; one that its own total confirms as printed is the only."""
    numbers = row.numbers
    if not numbers or len(numbers) > _MAX_CELLS:
        return
    plain: dict[Vector, None] = {}
    if row.grid is not None:
        if row.stated is not None and sum(row.grid) == row.stated:
            yield Rebuilt(row.grid, repaired=False, verified=True)
            return
        plain[row.grid] = None
    rest, total = (numbers[1:], numbers[0]) if row.total_first else (numbers[:-1], numbers[-1])
    if len(rest) == years and sum(rest) == total:
        yield Rebuilt(rest, repaired=False, verified=True)
        return
    if len(numbers) == years:
        plain.setdefault(numbers)
    yield from (Rebuilt(vector, repaired=False) for vector in plain)
    blanks = row.grid is None
    readings = islice(_fitted(rest, total, years, blanks=blanks), _MOST_WAYS + 1)
    fitted = dict.fromkeys(vector for vector in readings if vector not in plain)
    if len(fitted) <= _MOST_WAYS:
        yield from (Rebuilt(vector, repaired=True, verified=True) for vector in fitted)


def _fitted(rest: Vector, total: int, years: int, *, blanks: bool) -> Iterator[Vector]:
    """Yield `rest` as one value a year that sums to `total`: one dropped, or the lost put back.

    What a lost cell held must be what the total lacks; where it lacks nothing the lost ones were
    empty, unless the row shows its empty cells (`blanks` is false).
    """
    lacking = total - sum(rest)
    if len(rest) == years + 1:
        yield from (rest[:at] + rest[at + 1 :] for at in range(len(rest)) if rest[at] == -lacking)
    elif rest and len(rest) == years - 1 and lacking > 0:
        yield from ((*rest[:at], lacking, *rest[at:]) for at in range(years))
    elif blanks and rest and len(rest) < years and lacking == 0:
        for places in combinations(range(years), len(rest)):
            values = dict(zip(places, rest, strict=True))
            yield tuple(values.get(at, 0) for at in range(years))


def _narrow(ways: list[list[Rebuilt]], whole: Whole) -> None:
    """Keep of `ways` the one combination in which the parts add up to the whole, if it is one."""
    counts = [len(ways[at]) for at in (whole.row, *whole.parts)]
    if not all(counts) or max(counts) == 1 or len(counts) > _MOST_PARTS:
        return
    found: list[tuple[Rebuilt, ...]] = []
    budget = [_MOST_STEPS]
    for total in ways[whole.row]:
        parts = [ways[at] for at in whole.parts]
        found.extend((total, *rest) for rest in _summing(parts, total.vector, budget))
        if len(found) > 1 or not budget[0]:
            return
    if len(found) == 1:
        for at, way in zip((whole.row, *whole.parts), found[0], strict=True):
            ways[at] = [way]


def _summing(
    parts: Sequence[list[Rebuilt]], left: Vector, budget: list[int]
) -> Iterator[tuple[Rebuilt, ...]]:
    """Yield the choices of `parts` that add up to `left`; `budget` bounds the steps of all."""
    if not parts:
        if not any(left):
            yield ()
        return
    for way in parts[0]:
        if not budget[0]:
            return
        budget[0] -= 1
        below = tuple(a - b for a, b in zip(left, way.vector, strict=True))
        if min(below) >= 0:
            yield from ((way, *rest) for rest in _summing(parts[1:], below, budget))
