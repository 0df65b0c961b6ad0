"""What was measured: repeated values, the limit beside them, the target, and how all is shown."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from statistics import median
from typing import Any, Final

PERCENT: Final = 100


@dataclass(frozen=True, slots=True)
class Series:
    """The values of one path, one for each repetition, in `unit`."""

    name: str
    unit: str
    values: tuple[float, ...]

    @property
    def middle(self) -> float:
        """The median of the repetitions."""
        return median(self.values)

    @property
    def spread(self) -> str:
        """The smallest and the largest value, as text."""
        return f"{_number(min(self.values))}–{_number(max(self.values))}"


@dataclass(frozen=True, slots=True)
class Target:
    """What was promised: at least or at most `value`."""

    value: float
    at_least: bool = True

    def judge(self, value: float) -> str:
        """Return "met" or "missed"."""
        met = value >= self.value if self.at_least else value <= self.value
        return "met" if met else "missed"

    def __str__(self) -> str:
        return f"{'≥' if self.at_least else '≤'} {self.value:g}"


@dataclass(frozen=True, slots=True)
class Limit:
    """What the same machine gives without us, and the share of it (in %) that was promised."""

    series: Series
    share: Target | None = None


@dataclass(frozen=True, slots=True)
class Figure:
    """One path of ours, its target, and its limits measured in the same run."""

    ours: Series
    target: Target | None = None
    limits: tuple[Limit, ...] = ()

    def share_of(self, limit: Limit) -> float:
        """Return ours as a percentage of `limit`: of a rate what is left, of a time the cost."""
        return PERCENT * self.ours.middle / limit.series.middle

    def to_json(self) -> dict[str, Any]:
        """Return the figure as JSON values."""
        return {
            **_series_json(self.ours),
            "target": str(self.target) if self.target else None,
            "verdict": self.target.judge(self.ours.middle) if self.target else None,
            "limits": [
                _series_json(limit.series)
                | {
                    "share_percent": round(self.share_of(limit), 1),
                    "target_percent": str(limit.share) if limit.share else None,
                    "verdict": limit.share.judge(self.share_of(limit)) if limit.share else None,
                }
                for limit in self.limits
            ],
        }


HEADINGS: Final = ("what", "median", "unit", "range", "ours is", "target", "")


def table(figures: Iterable[Figure]) -> str:
    """Return the figures as text, limits indented below what they belong to."""
    rows = [HEADINGS, *(row for figure in figures for row in _rows(figure))]
    widths = [max(len(row[column]) for row in rows) for column in range(len(HEADINGS))]
    return "\n".join(_line(row, widths) for row in rows)


def _rows(figure: Figure) -> Iterator[tuple[str, ...]]:
    yield _row(figure.ours, "", figure.target, figure.ours.middle)
    for limit in figure.limits:
        share = figure.share_of(limit)
        yield _row(limit.series, f"{_number(share)} %", limit.share, share, indent="  beside: ")


def _row(
    series: Series, share: str, target: Target | None, judged: float, indent: str = ""
) -> tuple[str, ...]:
    verdict = (
        (f"{target} %" if share else str(target), target.judge(judged)) if target else ("",) * 2
    )
    name = indent + series.name
    return (name, _number(series.middle), series.unit, series.spread, share, *verdict)


def _line(row: tuple[str, ...], widths: list[int]) -> str:
    """Return the cells side by side: names to the left, numbers to the right."""
    cells = [
        cell.rjust(width) if column in {1, 3, 4} else cell.ljust(width)
        for column, (cell, width) in enumerate(zip(row, widths, strict=True))
    ]
    return "  ".join(cells).rstrip()


def _series_json(series: Series) -> dict[str, Any]:
    values = [round(value, 3) for value in series.values]
    middle = round(series.middle, 3)
    return {"name": series.name, "unit": series.unit, "median": middle, "values": values}


def _number(value: float) -> str:
    """Return three figures that count, without exponent."""
    if value >= PERCENT:
        return f"{value:,.0f}"
    return f"{value:.1f}" if value >= 1 else f"{value:.3f}"
