"""Paragraphs cut in two by a page break, joined again, each join told."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from services.plans.extract.blocks import Block
from services.plans.extract.folding import is_upper
from services.plans.extract.labels import BARE, is_numbered, read_label
from services.plans.extract.noise import is_page_number
from services.plans.extract.signing import MARKS

_TERMINAL = re.compile(r"[.:!?…][”\"’)\]]{0,9}$")
_TAIL = 12
_CUT_WORD = re.compile(
    r"(?:^|\s)(?:của|và|các|với|cho|về|theo|do|tại|trong|hoặc|là|những|từ|đến|để|bởi|trên|dưới|"
    r"như|giữa|được|số|ngày|tháng|năm|Bộ|Sở|Ban|Hội|Ủy ban|[-–])$"
)
_OPENING = re.compile(rf"^(?:Căn cứ|Nơi nhận|Kính gửi|Thực hiện|(?:{MARKS})\.|Số\s?:|V/v)")
_KEYED = re.compile(r"^[^\s:][^:]{2,60}:")
_MIN_CUT = 40
_LONGEST = 20_000
"""Of a paragraph that may still go on; some seven pages."""


def drop_page_numbers(blocks: Iterable[Block]) -> Iterator[Block]:
    """Yield the blocks that are more than a page number."""
    for block in blocks:
        if block.cells or not is_page_number(block.text):
            yield block


def join_pages(blocks: Iterable[Block]) -> list[Block]:
    """Return the blocks with halves of one paragraph joined; the join is noted in `repair`."""
    joined: list[Block] = []
    for block in blocks:
        fits = joined and len(joined[-1].text) <= _LONGEST
        code = _join_code(joined[-1], block) if fits else None
        if code is None:
            joined.append(block)
            continue
        first = joined[-1]
        text = f"{first.text} {block.text}"
        joined[-1] = replace(first, text=text, strong=first.strong and block.strong, repair=code)
    return joined


def _join_code(first: Block, second: Block) -> str | None:
    if first.aside or second.aside:
        return None
    if first.cells or second.cells or _TERMINAL.search(first.text[-_TAIL:]) or not second.text:
        return None
    if read_label(second.text).rank != BARE or _OPENING.match(second.text):
        return None
    start = second.text.lstrip("“\"'(*")[:1]
    if start.islower() and not is_upper(first.text):
        return "break-joined"
    if first.text.endswith(";") or is_upper(first.text) or is_upper(second.text):
        return None
    return "break-doubtful" if _doubtful(first, second) else None


def _doubtful(first: Block, second: Block) -> bool:
    """Tell whether a capital may go on a sentence: after a comma or a word that ends none."""
    if _CUT_WORD.search(first.text[-_TAIL:]) and len(first.text) >= _MIN_CUT:
        heading = is_numbered(read_label(first.text)) and first.strong
        return not heading or second.strong
    if first.text.endswith(",") and len(first.text) >= _MIN_CUT:
        return not _KEYED.match(second.text)
    headings = first.strong and second.strong and len(first.text) >= _MIN_CUT
    return headings and is_numbered(read_label(first.text)) and "," in first.text
