"""Tables that lost their lines: one cell a paragraph, put back into rows by their numbers."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from services.plans.extract.blocks import DASH_CELL, Block
from services.plans.extract.folding import fold_words
from services.plans.extract.labels import ARABIC, DASH, ROMAN, read_label
from services.plans.extract.row_fitting import fit_row
from services.plans.extract.signing import MARKS
from services.plans.extract.tables import is_total

_FIRST_COLUMN = frozenset({"stt", "tt", "so tt", "so thu tu"})
_COLUMN_WORDS = re.compile(
    r"chu tri|phoi hop|dau moi|thuc hien|thoi gian|thoi han|tien do|san pham|ket qua|noi dung|"
    r"nhiem vu|cong viec|kinh phi|ghi chu|don vi|co quan|chi tieu|muc tieu|hoan thanh|"
    r"nam \d{4}|^\d{4}$"
)
_LEAD, _PARTNER = re.compile(r".{0,10}chu tri"), re.compile(r".{0,10}phoi hop")
_SPAN = re.compile(r"^(?!.*(?:chu tri|phoi hop)).*(?:co quan|don vi|phan cong|trach nhiem)")
_NUMBER = re.compile(r"^(\d{1,3})[.)]?$")
_GROUP = re.compile(r"^(?:[IVX]{1,5}|[A-H])[.)]?$")
_CLOSING = re.compile(rf"Nơi nhận|Trên đây|(?:{MARKS})\.|Ghi chú")
_MIN_COLUMNS, _MAX_COLUMNS = 3, 12
_MAX_TITLE, _MAX_CELL = 90, 1500
_MIN_TITLED = 2


class _Header(NamedTuple):
    columns: tuple[str, ...]
    end: int


def restore_tables(blocks: Sequence[Block]) -> tuple[list[Block], bool]:
    """Return the blocks with flattened tables as rows, and whether any was found."""
    restored: list[Block] = []
    table = max((block.table for block in blocks), default=0)
    found = False
    at = 0
    while at < len(blocks):
        header = _header(blocks, at)
        rows, end = _rows(blocks, header) if header else ([], at)
        if header is None or not rows:
            if blocks[at].text != DASH_CELL:
                restored.append(blocks[at])
            at += 1
            continue
        found, table = True, table + 1
        restored.append(Block("", strong=True, cells=header.columns, table=table))
        restored.extend(Block("", cells=row, table=table) for row in rows)
        at = end
    return restored, found


def _header(blocks: Sequence[Block], at: int) -> _Header | None:
    """Return the column titles that start at `at`: `STT`, some titles, then the number 1."""
    if blocks[at].cells or fold_words(blocks[at].text) not in _FIRST_COLUMN:
        return None
    titles: list[str] = []
    for index in range(at, min(len(blocks), at + _MAX_COLUMNS + 1)):
        block = blocks[index]
        if block.cells or len(block.text) > _MAX_TITLE:
            return None
        if titles and (_starts_row(block, 1) or _GROUP.match(block.text)):
            fits = len(titles) >= _MIN_COLUMNS and reads_like_titles(titles)
            return _Header(_unspanned(titles), index) if fits else None
        titles.append(block.text)
    return None


def reads_like_titles(titles: Sequence[str]) -> bool:
    """Tell whether at least two texts are what columns of plans are called."""
    titled = sum(1 for title in titles if _COLUMN_WORDS.search(fold_words(title)))
    return titled >= _MIN_TITLED


def _unspanned(titles: Sequence[str]) -> tuple[str, ...]:
    """Return titles with the two of a second row (`Chủ trì`, `Phối hợp`) in place of their span."""
    *above, lead, partner = titles
    if not (_LEAD.match(fold_words(lead)) and _PARTNER.match(fold_words(partner))):
        return tuple(titles)
    spans = [at for at, title in enumerate(above) if _SPAN.search(fold_words(title))]
    if len(spans) != 1:
        return tuple(titles)
    return (*above[: spans[0]], lead, partner, *above[spans[0] + 1 :])


def _starts_row(block: Block, number: int) -> bool:
    match = _NUMBER.match(block.text)
    if match:
        return int(match.group(1)) == number
    label = read_label(block.text)
    return label.rank == ARABIC and label.text.rstrip(".)") in (str(number), f"0{number}")


def _rows(blocks: Sequence[Block], header: _Header) -> tuple[list[tuple[str, ...]], int]:
    """Collect rows from the end of the header; the numbers 1, 2, 3 … start them."""
    rows: list[tuple[str, ...]] = []
    current: list[str] = []
    number = 1
    at = header.end
    width = len(header.columns)
    while at < len(blocks) and not blocks[at].cells:
        block = blocks[at]
        opened = _opening(block, current, number, width)
        if opened:
            if current:
                rows.append(fit_row(current, header.columns))
            current = opened
            number = _following(blocks, at, number)
        elif _ends_table(block, current, width):
            break
        else:
            current.append(block.text)
        at += 1
    if current:
        rows.append(fit_row(current, header.columns))
    return rows, at


def _opening(block: Block, current: Sequence[str], number: int, width: int) -> list[str]:
    """Return the cells with which a block starts a row; none where it goes on the row before."""
    if _starts_row(block, number):
        return list(_row_start(block))
    if _GROUP.match(block.text) and _full(current, width):
        return [block.text]
    if current and is_total(block.text) and len(block.text) <= _MAX_TITLE:
        return [block.text, ""]
    return [DASH_CELL] if block.text == DASH_CELL and len(current) > _MIN_TITLED else []


def _following(blocks: Sequence[Block], at: int, number: int) -> int:
    """Return the number of the next row; a group of rows may count from 1 again."""
    if _starts_row(blocks[at], number):
        return number + 1
    again = _GROUP.match(blocks[at].text) and at + 2 < len(blocks)
    return 1 if again and _starts_row(blocks[at + 2], 1) else number


def _full(current: Sequence[str], width: int) -> bool:
    return not current or len(current) >= width - 1


def _row_start(block: Block) -> Iterator[str]:
    label = read_label(block.text)
    if _NUMBER.match(block.text):
        yield block.text
    else:
        yield label.text
        yield block.text[label.body_at :]


def _ends_table(block: Block, current: Sequence[str], width: int) -> bool:
    """Tell whether a paragraph stands after the table: a heading, or more than the row holds."""
    if len(block.text) > _MAX_CELL or len(current) >= width + 4:
        return True
    label = read_label(block.text)
    heading = label.rank <= ROMAN and len(label.text) > 1
    full = len(current) >= width - 1
    if full and label.rank == ARABIC and not _NUMBER.match(block.text) and current[0].isdigit():
        return True
    ended = block.text.endswith("./.") and len(current) >= width
    closing = ended or _CLOSING.match(block.text) is not None
    return heading or closing or (len(current) >= width and label.rank != DASH and block.strong)
