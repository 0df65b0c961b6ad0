"""Ruling lines to tables: the same grid that DOCX and HTML tables give."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import pairwise
from typing import Final, NamedTuple

from services.plans.extract.reading.grid import Grid
from services.plans.extract.reading.pdf.shapes import Page, Rule, Word, joined, lines_of

_NEAR: Final = 3.0
_OPEN_SIDE: Final = 12.0
_MAX_RULES: Final = 3_000
_MAX_LINES: Final = 200
_MIN_CELLS: Final = 2


class Cell(NamedTuple):
    """A cell: its first row and column, how many of each it spans, and its words."""

    row: int
    column: int
    rows: int
    columns: int
    words: tuple[Word, ...]

    def text(self) -> str:
        """Return its words in reading order."""
        return joined([line.text for line in lines_of(self.words, 0)])


@dataclass(frozen=True)
class RuledTable:
    """A table of one page: its place, the upright lines it has, and its rows of cells."""

    top: float
    bottom: float
    columns: tuple[float, ...]
    cells: tuple[Cell, ...]
    height: int

    @cached_property
    def rows(self) -> list[list[tuple[str, int, int]]]:
        """The cells row by row as (text, columns spanned, rows spanned)."""
        rows: list[list[tuple[str, int, int]]] = [[] for _ in range(self.height)]
        for cell in self.cells:
            rows[cell.row].append((cell.text(), cell.columns, cell.rows))
        return rows

    def is_data(self) -> bool:
        """Tell a table of data from a frame or a letterhead with lines."""
        grid = Grid()
        for row in self.rows:
            grid.add_row(row)
        return grid.is_data() or grid.continues()


@dataclass(slots=True)
class _Frame:
    """Rules that touch each other."""

    level: list[Rule] = field(default_factory=list)
    upright: list[Rule] = field(default_factory=list)


def find_tables(page: Page) -> tuple[list[RuledTable], list[Word]]:
    """Return the tables of a page from top to bottom, and the words outside of them."""
    words = list(page.words)
    tables: list[RuledTable] = []
    for frame in _frames(page.rules[:_MAX_RULES]):
        grid = _grid_of(frame)
        if grid is None:
            continue
        inside = [word for word in words if _is_inside(word, *grid)]
        table = _table(frame, *grid, inside)
        if table.is_data():
            taken = set(map(id, inside))
            words = [word for word in words if id(word) not in taken]
            tables.append(table)
    return sorted(tables, key=lambda table: table.top), words


def _is_inside(word: Word, xs: Sequence[float], ys: Sequence[float]) -> bool:
    return xs[0] <= (word.x0 + word.x1) / 2 <= xs[-1] and ys[0] <= word.middle <= ys[-1]


def _frames(rules: Iterable[Rule]) -> list[_Frame]:
    """Return groups of rules that touch or cross each other."""
    merged = [*_merged(rule for rule in rules if rule.upright)]
    uprights = sorted(merged, key=lambda rule: rule.at)
    levels = list(_merged(rule for rule in rules if not rule.upright))
    places = [rule.at for rule in uprights]
    leader = list(range(len(uprights) + len(levels)))

    def lead(at: int) -> int:
        while leader[at] != at:
            leader[at] = leader[leader[at]]
            at = leader[at]
        return at

    for index, level in enumerate(levels, start=len(uprights)):
        first = bisect_left(places, level.start - _NEAR)
        for at in range(first, bisect_right(places, level.end + _NEAR)):
            if uprights[at].start - _NEAR <= level.at <= uprights[at].end + _NEAR:
                leader[lead(at)] = lead(index)
    frames: defaultdict[int, _Frame] = defaultdict(_Frame)
    for at, rule in enumerate([*uprights, *levels]):
        frame = frames[lead(at)]
        (frame.upright if rule.upright else frame.level).append(rule)
    return list(frames.values())


def _merged(rules: Iterable[Rule]) -> Iterator[Rule]:
    """Yield rules with those on one line and touching each other as one."""
    current: Rule | None = None
    for rule in sorted(rules, key=lambda one: (round(one.at / _NEAR), one.start)):
        if (
            current is not None
            and abs(rule.at - current.at) <= _NEAR
            and current.start <= rule.start <= current.end + _NEAR
        ):
            current = current._replace(end=max(current.end, rule.end))
            continue
        if current is not None:
            yield current
        current = rule
    if current is not None:
        yield current


def _grid_of(frame: _Frame) -> tuple[list[float], list[float]] | None:
    """Return the places of the upright and the level lines, None where they make no cells."""
    if not frame.upright or not frame.level:
        return None
    xs = _places(rule.at for rule in frame.upright)
    ys = _places(rule.at for rule in frame.level)
    # A table may be open at its sides, its top or its foot.
    left, right = min(r.start for r in frame.level), max(r.end for r in frame.level)
    top, foot = min(r.start for r in frame.upright), max(r.end for r in frame.upright)
    xs = _widened(xs, left, right)
    ys = _widened(ys, top, foot)
    fits = len(xs) <= _MAX_LINES and len(ys) <= _MAX_LINES
    return (xs, ys) if fits and (len(xs) - 1) * (len(ys) - 1) >= _MIN_CELLS else None


def _widened(places: list[float], first: float, last: float) -> list[float]:
    before = [first] if first < places[0] - _OPEN_SIDE else []
    after = [last] if last > places[-1] + _OPEN_SIDE else []
    return [*before, *places, *after]


def _places(values: Iterable[float]) -> list[float]:
    places: list[float] = []
    for value in sorted(values):
        if not places or value - places[-1] > _NEAR:
            places.append(value)
    return places


def _table(frame: _Frame, xs: list[float], ys: list[float], words: Sequence[Word]) -> RuledTable:
    owner = _owners(frame, xs, ys)
    inside: defaultdict[tuple[int, int], list[Word]] = defaultdict(list)
    for word in words:
        row = min(max(bisect_right(ys, word.middle) - 1, 0), len(ys) - 2)
        column = min(max(bisect_right(xs, (word.x0 + word.x1) / 2) - 1, 0), len(xs) - 2)
        inside[owner[row, column]].append(word)
    extents: dict[tuple[int, int], tuple[int, int]] = {}
    for (row, column), first in owner.items():
        below, beyond = extents.get(first, first)
        extents[first] = (max(below, row), max(beyond, column))
    cells = tuple(
        Cell(*first, below - first[0] + 1, beyond - first[1] + 1, tuple(inside.get(first, ())))
        for first, (below, beyond) in sorted(extents.items())
    )
    return RuledTable(ys[0], ys[-1], tuple(xs), cells, len(ys) - 1)


def _owners(
    frame: _Frame, xs: list[float], ys: list[float]
) -> dict[tuple[int, int], tuple[int, int]]:
    """Return for each place of the grid the first place of the cell it belongs to."""
    walls = _Walls(frame, xs, ys)
    owner: dict[tuple[int, int], tuple[int, int]] = {}
    for row in range(len(ys) - 1):
        for column in range(len(xs) - 1):
            here = (row, column)
            owner[here] = here
            if row and not walls.above(row, column):
                owner[here] = owner[row - 1, column]
            elif column and not walls.left_of(row, column):
                before = owner[row, column - 1]
                # Only a cell of this row goes on: one that came from above has its own width.
                owner[here] = before if before[0] == row else here
    return owner


class _Walls:
    """Which places of a grid are parted by a line."""

    def __init__(self, frame: _Frame, xs: list[float], ys: list[float]) -> None:
        self._rows = [(a + b) / 2 for a, b in pairwise(ys)]
        self._columns = [(a + b) / 2 for a, b in pairwise(xs)]
        self._upright = _by_place(frame.upright, xs)
        self._level = _by_place(frame.level, ys)

    def above(self, row: int, column: int) -> bool:
        """Tell whether a line parts a place from the one above it."""
        at = self._columns[column]
        return any(rule.start <= at <= rule.end for rule in self._level[row])

    def left_of(self, row: int, column: int) -> bool:
        """Tell whether a line parts a place from the one before it."""
        at = self._rows[row]
        return any(rule.start <= at <= rule.end for rule in self._upright[column])


def _by_place(rules: Iterable[Rule], places: list[float]) -> list[list[Rule]]:
    found: list[list[Rule]] = [[] for _ in places]
    for rule in rules:
        at = bisect_left(places, rule.at - _NEAR)
        if at < len(places):
            found[at].append(rule)
    return found
