"""Lines in reading order: the letterhead and the closing stand in two columns, the rest in one."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Final, NamedTuple

from services.plans.extract.reading.pdf.shapes import Gap, TextLine, Word, lines_of
from services.plans.extract.signing import MARKS

# What stands side by side in a document of an office (Decree 30/2020, appendix I).
_LETTERHEAD: Final = re.compile(
    r"CỘNG H[ÒO][ÀA] XÃ HỘI|Độc lập\s*[-–]|ĐẢNG CỘNG SẢN|^Số\s?:|\bngày\b.{1,6}\btháng\b"
)
_CLOSING: Final = re.compile(rf"Nơi nhận|\b(?:{MARKS})\.\s?[A-ZĐ]|CHỦ TỊCH|GIÁM ĐỐC|BÍ THƯ")
_TITLE: Final = re.compile(
    r"(?:KẾ HOẠCH|QUYẾT ĐỊNH|CHỈ THỊ|NGHỊ QUYẾT|CHƯƠNG TRÌNH|THÔNG BÁO|PHỤ LỤC|ĐỀ ÁN|Kính gửi)\b"
)
_GAP: Final = 0.7
_GUTTER: Final = 8.0
_INDENT: Final = 30.0
_PITCH: Final = 1.9
_CENTRED: Final = 10.0
_NOWHERE: Final = -1e6
_WIDER: Final = 1.8
_MIN_GAPS: Final = 3
_MIN_LINES: Final = 2
_MIN_FLOW: Final = 8
_MIN_SHARE: Final = 0.3


class Flow(NamedTuple):
    """Lines that are read one after another.

    `gap` lies between two columns, for lines that stand in one of them; `carried` marks columns
    that go on from the foot of the page before.
    """

    lines: list[TextLine]
    gap: Gap | None = None
    carried: bool = False


def flows_of(
    words: Sequence[Word], page: int, width: float, gap: Gap | None = None
) -> Iterator[Flow]:
    """Yield the flows of a page's words in reading order.

    `gap` is the one between the columns at the foot of the page before, where there were any.
    """
    lines = lines_of(words, page)
    centre = _centre(lines)
    at = 0
    if gap and lines:
        at = _carried(lines, gap)
        if at:
            yield from (Flow(side, gap, carried=True) for side in _sides(lines[:at], gap, page))
    single: list[TextLine] = []
    while at < len(lines):
        band, found = _band(lines, at, centre)
        if band and _is_columns(lines[at : at + band], found, width):
            if single:
                yield Flow(single)
            single = []
            yield from (Flow(side, found) for side in _sides(lines[at : at + band], found, page))
            at += band
        else:
            single.append(lines[at])
            at += 1
    if single:
        yield Flow(single)


def _carried(lines: Sequence[TextLine], gap: Gap) -> int:
    """Return how many lines at the head of a page go on the columns of the page before."""
    band = _Band(gap, [lines[0].middle] * 2, lines[0].x0, _NOWHERE, count=0)
    for line in lines:
        if not band.takes(line):
            break
    return band.count


def _centre(lines: Sequence[TextLine]) -> float:
    if not lines:
        return 0.0
    return (min(line.x0 for line in lines) + max(line.x1 for line in lines)) / 2


def _gaps(line: TextLine) -> Iterator[tuple[float, float]]:
    """Yield the gaps of a line that are wider than those its words have anyway."""
    gaps = [(a.x1, b.x0) for a, b in zip(line.words, line.words[1:], strict=False)]
    usual = median(b - a for a, b in gaps) if len(gaps) >= _MIN_GAPS else 0.0
    for a, b in gaps:
        if b - a > max(_GUTTER, _GAP * line.size, _WIDER * usual):
            yield a, b


@dataclass(slots=True)
class _Band:
    """Lines that leave one gap open, as they are followed down the page."""

    gap: Gap
    foot: list[float]
    edge: float
    centre: float
    count: int = 1

    def takes(self, line: TextLine) -> bool:
        """Take the line if it leaves the gap open and belongs to a column; tell whether it did."""
        opening = _opening(line, *self.gap)
        if opening is None:
            return False
        sides = {word.x0 >= opening[0] for word in line.words}
        pitch = _PITCH * line.size
        if len(sides) == 1:
            middle = (line.x0 + line.x1) / 2
            # Titles stand in the middle of the page, after the letterhead or the closing.
            if abs(middle - self.centre) <= _CENTRED or _TITLE.match(line.text):
                return False
            # A line on the left alone goes on its column only if it follows closely.
            if sides == {False} and (
                line.middle - self.foot[0] > pitch or line.x0 > self.edge + _INDENT
            ):
                return False
            if sides == {True} and line.middle - max(self.foot) > 2 * pitch:
                return False
        elif not any(a < opening[1] and b > opening[0] for a, b in _gaps(line)):
            return False
        for side in sides:
            self.foot[side] = line.middle
        self.edge = max(self.edge, line.x0) if False in sides else self.edge
        self.gap = opening
        self.count += 1
        return True


def _band(lines: Sequence[TextLine], start: int, centre: float) -> tuple[int, Gap]:
    """Return how many lines from `start` leave one gap open, and where that gap is.

    `centre` is the middle of the page's text.
    """
    best: tuple[int, Gap] = (0, (0.0, 0.0))
    first = lines[start]
    for gap in _gaps(first):
        band = _Band(gap, [first.middle, first.middle], first.x0, centre)
        for line in lines[start + 1 :]:
            if not band.takes(line):
                break
        if band.count > best[0]:
            best = (band.count, band.gap)
    return best


def _opening(line: TextLine, g0: float, g1: float) -> tuple[float, float] | None:
    """Return what a line leaves open of the gap, None if that is too little."""
    edge = 0.0
    openings: list[tuple[float, float]] = []
    for word in line.words:
        openings.append((edge, word.x0))
        edge = max(edge, word.x1)
    openings.append((edge, float("inf")))
    cut = [(max(a, g0), min(b, g1)) for a, b in openings]
    widest = max(cut, key=lambda pair: pair[1] - pair[0])
    return widest if widest[1] - widest[0] >= _GUTTER else None


def _sides(lines: Sequence[TextLine], gap: Gap, page: int) -> Iterator[list[TextLine]]:
    words = [word for line in lines for word in line.words]
    middle = sum(gap) / 2
    yield lines_of([word for word in words if word.x0 < middle], page)
    yield lines_of([word for word in words if word.x0 >= middle], page)


def _is_columns(lines: Sequence[TextLine], gap: Gap, width: float) -> bool:
    """Tell columns from a gap that justifying a line, or a tab, has left."""
    left, right = _sides(lines, gap, 0)
    if not left or not right or len(lines) < _MIN_LINES:
        return False
    texts = [line.text for line in (*left, *right)]
    if any(_LETTERHEAD.search(text) or _CLOSING.search(text) for text in texts):
        return True
    wide = all(
        max(line.x1 for line in side) - min(line.x0 for line in side) >= width * _MIN_SHARE
        for side in (left, right)
    )
    return wide and min(len(left), len(right)) >= _MIN_FLOW
