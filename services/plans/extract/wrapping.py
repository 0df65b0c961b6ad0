"""Lines of a text file joined to paragraphs: hard wrapping undone, nothing else joined."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from statistics import quantiles

from services.plans.extract.blocks import DASH_CELL
from services.plans.extract.folding import is_upper
from services.plans.extract.labels import BARE, DASH, LETTER, read_label
from services.plans.extract.markup import is_ruler, strip_markup
from services.plans.extract.signing import MARKS

_WRAP_LIMIT = 130
_MIN_PAIRS = 8
_MIN_CONTINUED = 0.3
_FULL_SHARE = 0.7
_MAX_LINES_A_BLOCK = 20
_TERMINAL = (".", ";", ":", "!", "?", "…", "./.", ".”", ".)", ";”")
_SIGNING = re.compile(
    rf"^[\s*#]*(?:(?:{MARKS})\.|PHÓ |CHỦ TỊCH|GIÁM ĐỐC|BỘ TRƯỞNG|THỨ TRƯỞNG|CHÁNH |"
    r"TRƯỞNG |CỤC TRƯỞNG|TỔNG CỤC|THỦ TƯỚNG|BÍ THƯ|CỘNG HÒA|CỘNG HOÀ|Độc lập|Số\s?:|Nơi nhận|"
    r"ĐẢNG CỘNG SẢN)"
)
_COUNCIL = re.compile(r"^[\s*#]*(?:(?:ỦY|UỶ) BAN NHÂN DÂN|HỘI ĐỒNG NHÂN DÂN|UBND)[\s*]*$")
_NUMBER_ALONE = re.compile(r"^[\s*]*Số\s?:[\s*]*$")
_YEAR_END = re.compile(r"(?:19|20)\d\d\s*$")
_YEAR_START = re.compile(r"^[-–]\s*(?:19|20)\d\d\b")
_GOES_ON = re.compile(r"(?:[,\-–]|\b(?:và|của|các|với|về|cho|theo|trong|tại))\s*$")
_HEADING_WORDS = 12
_HEAD_LINES = 3
_TITLE_LENGTH = 15
# Names and compounds that a dash joins; a line may break before it.
_SECOND_HALF = re.compile(r"[-–]\s*(?:Thương binh|Truyền hình|[a-zđàáâãèéêìíòóôõùúýăĩũơư])")
_KEYED = re.compile(r"^[\s*#]*[^\s:][^:]{2,60}:")


@dataclass(frozen=True, slots=True)
class Wrapping:
    """How a text file sets its paragraphs; `width` is the usual length of a full line."""

    wrapped: bool
    blank_separated: bool
    width: float


def detect_wrapping(blocks: Sequence[Sequence[str]]) -> Wrapping:
    """Tell from runs of non-blank lines whether paragraphs were cut at a fixed width."""
    pairs = [pair for block in blocks for pair in pairwise(block)]
    lengths = [len(first) for first, _ in pairs]
    if len(pairs) < _MIN_PAIRS:
        return Wrapping(wrapped=False, blank_separated=True, width=0)
    upper = quantiles(lengths, n=20)[-1]
    continued = sum(_continues(first, second) for first, second in pairs)
    wrapped = upper <= _WRAP_LIMIT and continued >= len(pairs) * _MIN_CONTINUED
    # Weighted by length: a few short blocks of a letterhead say nothing about the body.
    mean_lines = sum(len(block) ** 2 for block in blocks) / sum(map(len, blocks))
    return Wrapping(wrapped, mean_lines <= _MAX_LINES_A_BLOCK, quantiles(lengths, n=10)[-2])


def _continues(first: str, second: str) -> bool:
    start = second.lstrip("*_ ")[:1]
    return not _ends(first) and (start.islower() or start.isdigit())


def _ends(text: str) -> bool:
    return text.rstrip("*_ ").endswith(_TERMINAL)


def join_block(block: Sequence[str], wrapping: Wrapping) -> list[str]:
    """Return the paragraphs of one run of non-blank lines, markup kept."""
    paragraphs: list[_Paragraph] = []
    previous = ""
    for line in block:
        if is_ruler(line) and line.strip() != DASH_CELL:
            previous = ""
        elif previous and _belongs(paragraphs[-1], previous, line, wrapping):
            paragraphs[-1].add(line)
            previous = line
        else:
            paragraphs.append(_Paragraph())
            paragraphs[-1].add(line)
            previous = line
    return [" ".join(paragraph.lines) for paragraph in paragraphs]


@dataclass(slots=True)
class _Paragraph:
    """The lines of a paragraph so far, and whether bold was begun in them and not ended."""

    lines: list[str] = field(default_factory=list)
    bold: bool = False

    def add(self, line: str) -> None:
        self.lines.append(line.strip())
        self.bold ^= line.count("**") % 2 == 1

    @property
    def head(self) -> str:
        return " ".join(self.lines[:_HEAD_LINES])

    def is_whole(self, pattern: re.Pattern[str]) -> bool:
        """Tell whether a pattern matches the paragraph; it must be for short ones."""
        return len(self.lines) <= _HEAD_LINES and pattern.match(self.head) is not None


def _belongs(paragraph: _Paragraph, previous: str, line: str, wrapping: Wrapping) -> bool:
    """Tell whether `line` continues the paragraph that ends with `previous`."""
    if paragraph.is_whole(_NUMBER_ALONE):
        return True
    if previous.endswith("  ") or _SIGNING.match(line):
        return False
    if paragraph.bold:
        return True
    if not wrapping.wrapped or _SIGNING.match(paragraph.head) or paragraph.is_whole(_COUNCIL):
        return False
    return _continues_wrapped(previous, line, wrapping)


def _continues_wrapped(previous: str, line: str, wrapping: Wrapping) -> bool:
    plain = strip_markup(line).text
    label = read_label(plain)
    if label.rank != BARE:
        cut = _YEAR_END.search(previous) and _YEAR_START.match(plain)
        full = len(previous) >= wrapping.width * _FULL_SHARE
        halved = label.rank == DASH and full and _SECOND_HALF.match(plain)
        return bool(cut or halved) and not _ends(previous)
    if not wrapping.blank_separated and _is_heading_line(previous, plain):
        return False
    if is_upper(previous) and len(previous) > _TITLE_LENGTH and not is_upper(plain):
        return False
    if not _ends(previous):
        return not (_KEYED.match(line) and len(previous) < wrapping.width * _FULL_SHARE)
    return wrapping.blank_separated or len(previous) >= wrapping.width


def _is_heading_line(previous: str, line: str) -> bool:
    """Tell whether a short numbered line stands alone before a line that begins a sentence."""
    plain = strip_markup(previous).text
    if read_label(plain).rank > LETTER or not line[:1].isupper() or _GOES_ON.search(plain):
        return False
    if is_upper(plain):
        return not is_upper(line)
    return len(plain.split()) <= _HEADING_WORDS
