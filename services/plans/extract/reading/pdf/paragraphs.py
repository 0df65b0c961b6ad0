"""Lines of a page joined to the paragraphs that were set."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Final, NamedTuple

from services.plans.extract.blocks import Block
from services.plans.extract.folding import is_upper
from services.plans.extract.labels import BARE, DASH, is_numbered, read_label
from services.plans.extract.markup import is_ruler
from services.plans.extract.reading.emphasis import Part, weigh
from services.plans.extract.reading.pdf.shapes import TextLine, joined
from services.plans.extract.signing import MARKS

_INDENT: Final = 6.0
_LEADING: Final = 1.22
_CENTRED: Final = 8.0
_TERMINAL: Final = re.compile(r"[.:;!?…][”\"’)\]]*$")
_YEARS: Final = re.compile(r"^[-–]\s*(?:19|20)\d\d\b")
_SPACE: Final = 0.25
# What begins a line of its own in a letterhead or a signature.
_UNIT: Final = re.compile(
    r"(?:TỈNH|THÀNH|PHƯỜNG|XÃ|HUYỆN|QUẬN|THỊ|ĐẶC KHU|SỞ|BỘ|BAN|ỦY|UỶ|HỘI|CỤC|VĂN PHÒNG|CÔNG AN|"
    rf"CỘNG H|CHỦ|ĐẢNG|SỐ|{MARKS}|PHÓ|GIÁM|BÍ|THỨ|TRƯỞNG|CHÁNH)\b|\W"
)
# The motto is too wide for its column more often than not.
_BROKEN: Final = re.compile(r"^CỘNG H[ÒO][ÀA] XÃ HỘI(?: CHỦ(?: NGHĨA(?: VIỆT)?)?)?$|^Số\s?:$")
_MIN_FLUSH: Final = 0.05
_MIN_LINES: Final = 3


class Measure(NamedTuple):
    """How a page is set: its margins and the usual distance from line to line.

    `flush` tells that lines which go on stand at the left margin, and first lines do not.
    """

    left: float
    right: float
    leading: float
    flush: bool = False


def measure(lines: Sequence[TextLine]) -> Measure:
    """Return the margins and the leading of lines that are read one after another."""
    pitches = [
        (below.middle - above.middle) / above.size
        for above, below in pairwise(lines)
        if below.page == above.page and 0 < below.middle - above.middle < 3 * above.size
    ]
    # The smallest usual one: half of all distances may be those between paragraphs.
    usual = sorted(pitches)[len(pitches) // 4] if len(pitches) >= _MIN_LINES else 1.3
    left, right = min(one.x0 for one in lines), max(one.x1 for one in lines)
    at_margin = sum(one.x0 <= left + _INDENT for one in lines)
    return Measure(left, right, usual, len(lines) * _MIN_FLUSH <= at_margin < len(lines))


def paragraphs_of(lines: Sequence[TextLine], *, aside: bool = False) -> Iterator[Block]:
    """Yield the paragraphs of one flow; `aside` for a column of a letterhead or closing."""
    if not lines:
        return
    setting = measure(lines)
    current = [lines[0]]
    widest = max(line.x1 - line.x0 for line in lines)
    for line in lines[1:]:
        if _goes_on_aside(current, line, widest) if aside else _goes_on(current, line, setting):
            current.append(line)
        else:
            yield from _block(current)
            current = [line]
    yield from _block(current)


def _block(lines: Sequence[TextLine]) -> Iterator[Block]:
    text = joined([line.text for line in lines])
    if not is_ruler(text):
        parted = len({line.page for line in lines}) > 1
        strong = all(line.bold for line in lines)
        lead = 0 if strong else _lead(lines)
        yield Block(text, strong, repair="break-joined" if parted else None, lead=lead)


def _lead(lines: Sequence[TextLine]) -> int:
    parts = [Part(f"{word.text} ", bold=word.bold) for line in lines[:2] for word in line.words]
    return weigh(parts).lead


def _goes_on_aside(current: Sequence[TextLine], line: TextLine, widest: float) -> bool:
    """Tell whether a line of a narrow column continues the one before it."""
    before, text = current[-1].text, line.text
    if read_label(text).rank != BARE or _TERMINAL.search(before):
        return False
    if read_label(current[0].text).rank == DASH or _BROKEN.search(before):
        return True
    if is_upper(before) and is_upper(text) and not _UNIT.match(text):
        # A name too long for its column; the line before reaches as far as any.
        return current[-1].x1 - current[-1].x0 >= widest - 1
    return text[0].islower() or (text[0].isdigit() and not is_upper(before))


def _goes_on(current: Sequence[TextLine], line: TextLine, setting: Measure) -> bool:
    before = current[-1]
    ended = _TERMINAL.search(before.text) is not None
    if _is_apart(before, line, setting, ended=ended):
        return False
    if not ended and line.text[0].islower() and read_label(line.text).rank == BARE:
        # No paragraph begins so; a column may be narrower than its page.
        return not is_upper(before.text)
    if not _is_full(before, line, setting) or _is_labelled(line, current[0], setting, ended=ended):
        return False
    flush = line.x0 <= setting.left + _INDENT
    return flush or _hangs(current, line, setting, ended=ended)


def _is_apart(before: TextLine, line: TextLine, setting: Measure, *, ended: bool) -> bool:
    """Tell whether space, a page or a change of weight or case parts two lines."""
    if line.page == before.page:
        pitch = (line.middle - before.middle) / before.size
        if pitch > setting.leading * _LEADING:
            return True
    elif ended:
        return True
    turned = before.bold != line.bold
    return turned and (ended or is_upper(before.text) != is_upper(line.text))


def _hangs(current: Sequence[TextLine], line: TextLine, setting: Measure, *, ended: bool) -> bool:
    """Tell whether an indented line goes on a paragraph, rather than beginning one."""
    first, before = current[0], current[-1]
    if line.x0 > first.x0 + _SPACE * line.size:
        # Below the words of a numbered item, its number standing out to the left.
        level = len(current) == 1 or abs(line.x0 - before.x0) <= _INDENT
        return level and read_label(first.text).rank != BARE
    if _is_centred(before, setting) and _is_centred(line, setting):
        return not ended
    return not setting.flush and (not ended or not line.text[0].isupper())


def _is_full(before: TextLine, line: TextLine, setting: Measure) -> bool:
    """Tell whether the first word of `line` would not have fitted into the line before."""
    first = line.words[0]
    right = setting.right
    if _is_centred(before, setting):
        # A centred line grows on both sides.
        right -= max(0.0, before.x0 - setting.left)
        return before.x1 + (first.x1 - first.x0) / 2 > right - _INDENT
    return before.x1 + (first.x1 - first.x0) + before.size * _SPACE > right + 1


def _is_centred(line: TextLine, setting: Measure) -> bool:
    left, right = line.x0 - setting.left, setting.right - line.x1
    return left > _INDENT and abs(left - right) <= _CENTRED


def _is_labelled(line: TextLine, first: TextLine, setting: Measure, *, ended: bool) -> bool:
    """Tell whether a number or dash begins a paragraph, rather than being cut from a sentence."""
    label = read_label(line.text)
    if label.rank == BARE:
        return False
    flush = line.x0 <= setting.left + _INDENT
    if label.rank == DASH:
        return ended or not (flush and (_YEARS.match(line.text) or first.x0 > line.x0 + _INDENT))
    if is_numbered(label) and not ended:
        # `… Điều` / `12. …` never ends a line of a heading, but a sentence may break there.
        return not flush or first.x0 <= line.x0 + _INDENT
    return True
