"""PDFium's paths as ruling lines: strokes and thin bars, also those inside of drawings."""

from __future__ import annotations

import ctypes
from collections.abc import Callable, Iterator
from itertools import pairwise
from typing import Any, Final, NamedTuple

from pypdfium2 import raw

from services.plans.extract.reading.pdf.native import handle_of, kind_of, object_at, object_of
from services.plans.extract.reading.pdf.shapes import Rule

MAX_OBJECTS: Final = 20_000
MAX_SEGMENTS: Final = 400
_MAX_DEPTH: Final = 6
_THIN: Final = 3.0
_MIN_RULE: Final = 6.0
_DRAWN: Final = frozenset({raw.FPDF_PAGEOBJ_PATH, raw.FPDF_PAGEOBJ_FORM})

Turn = Callable[[float, float], tuple[float, float]]


class _Matrix(NamedTuple):
    a: float = 1.0
    b: float = 0.0
    c: float = 0.0
    d: float = 1.0
    e: float = 0.0
    f: float = 0.0

    def point(self, x: float, y: float) -> tuple[float, float]:
        return self.a * x + self.c * y + self.e, self.b * x + self.d * y + self.f

    def within(self, outer: _Matrix) -> _Matrix:
        e, f = outer.point(self.e, self.f)
        return _Matrix(
            self.a * outer.a + self.b * outer.c,
            self.a * outer.b + self.b * outer.d,
            self.c * outer.a + self.d * outer.c,
            self.c * outer.b + self.d * outer.d,
            e,
            f,
        )


def rules_of(page: Any, turn: Turn) -> Iterator[Rule]:
    """Yield the straight upright and level strokes of a page, thin bars included."""
    count = min(raw.FPDFPage_CountObjects(page), MAX_OBJECTS)
    handle = handle_of(page)
    # Nearly all objects of a page are words, if not letters.
    drawings = [
        (drawn, kind)
        for at in range(count)
        if (kind := kind_of(drawn := object_at(handle, at))) in _DRAWN
    ]
    for drawn, kind in drawings:
        yield from _rules_of(object_of(drawn), kind, _Matrix(), turn)


def _rules_of(drawn: Any, kind: int, outer: _Matrix, turn: Turn, depth: int = 0) -> Iterator[Rule]:
    matrix = _matrix_of(drawn).within(outer)
    if kind == raw.FPDF_PAGEOBJ_PATH:
        yield from _strokes(drawn, matrix, outer, turn)
    elif depth < _MAX_DEPTH:
        for at in range(min(raw.FPDFFormObj_CountObjects(drawn), MAX_OBJECTS)):
            inner = raw.FPDFFormObj_GetObject(drawn, at)
            inner_kind = raw.FPDFPageObj_GetType(inner)
            if inner_kind in _DRAWN:
                yield from _rules_of(inner, inner_kind, matrix, turn, depth + 1)


def _matrix_of(drawn: Any) -> _Matrix:
    found = raw.FS_MATRIX()
    if not raw.FPDFPageObj_GetMatrix(drawn, ctypes.byref(found)):
        return _Matrix()
    return _Matrix(found.a, found.b, found.c, found.d, found.e, found.f)


def _strokes(path: Any, matrix: _Matrix, outer: _Matrix, turn: Turn) -> Iterator[Rule]:
    """Yield the lines of a path: by its box where that is thin, else edge by edge."""
    xa, ya, xb, yb = _bounds(path, outer, turn)
    if yb - ya <= _THIN:
        if xb - xa >= _MIN_RULE:
            yield Rule(upright=False, at=(ya + yb) / 2, start=xa, end=xb)
    elif xb - xa <= _THIN:
        if yb - ya >= _MIN_RULE:
            yield Rule(upright=True, at=(xa + xb) / 2, start=ya, end=yb)
    elif _is_stroked(path):
        yield from _edges(list(_points(path, lambda x, y: turn(*matrix.point(x, y)))))


def _bounds(path: Any, outer: _Matrix, turn: Turn) -> tuple[float, float, float, float]:
    left, bottom, right, top = (ctypes.c_float() for _ in range(4))
    raw.FPDFPageObj_GetBounds(path, left, bottom, right, top)
    xa, ya = turn(*outer.point(left.value, bottom.value))
    xb, yb = turn(*outer.point(right.value, top.value))
    return min(xa, xb), min(ya, yb), max(xa, xb), max(ya, yb)


def _is_stroked(path: Any) -> bool:
    mode, stroke = ctypes.c_int(), ctypes.c_int()
    found = raw.FPDFPath_GetDrawMode(path, ctypes.byref(mode), ctypes.byref(stroke))
    return bool(found and stroke.value)


def _points(path: Any, place: Turn) -> Iterator[tuple[float, float, bool]]:
    """Yield the corners of a path as shown, and whether each begins a new figure."""
    x, y = ctypes.c_float(), ctypes.c_float()
    first: tuple[float, float] | None = None
    for at in range(min(raw.FPDFPath_CountSegments(path), MAX_SEGMENTS)):
        segment = raw.FPDFPath_GetPathSegment(path, at)
        raw.FPDFPathSegment_GetPoint(segment, ctypes.byref(x), ctypes.byref(y))
        moved = raw.FPDFPathSegment_GetType(segment) == raw.FPDF_SEGMENT_MOVETO
        point = place(x.value, y.value)
        if moved or first is None:
            first = point
        yield (*point, moved)
        if raw.FPDFPathSegment_GetClose(segment):
            yield (*first, False)


def _edges(points: list[tuple[float, float, bool]]) -> Iterator[Rule]:
    for (xa, ya, _), (xb, yb, moved) in pairwise(points):
        if moved:
            continue
        if abs(ya - yb) <= 1 and abs(xa - xb) >= _MIN_RULE:
            yield Rule(upright=False, at=(ya + yb) / 2, start=min(xa, xb), end=max(xa, xb))
        elif abs(xa - xb) <= 1 and abs(ya - yb) >= _MIN_RULE:
            yield Rule(upright=True, at=(xa + xb) / 2, start=min(ya, yb), end=max(ya, yb))
