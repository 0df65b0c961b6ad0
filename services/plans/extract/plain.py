"""Plain text and Markdown, read as blocks; numbers stay as printed, so no Markdown parser."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from services.plans.extract.blocks import DASH_CELL, Block, Reading
from services.plans.extract.markup import is_ruler, strip_markup
from services.plans.extract.noise import is_running_head, is_site_line, is_visitor_line
from services.plans.extract.pipes import is_pipe_row, read_loose_table, split_pipe_row
from services.plans.extract.wrapping import Wrapping, detect_wrapping, join_block

_GLUED_PAGE = re.compile(r"^(\d{1,3})\s+(?=\d{1,2}\.\s+\D)")
_COLUMNS = re.compile(r"\S {6,}\S")
_WIDE_GAP = re.compile(r" {6,}")
_BREAK = re.compile(r"<br\s*/?>|\n", re.IGNORECASE)
_CLOSING = re.compile(r"^[*_\s]*Nơi nhận\s?:", re.IGNORECASE)
_MOST_LINES = 150_000
"""Of a text file; what follows is cut off, as more blocks than are read are."""
_MIN_TABS = 2
_MIN_COLUMNS = 3

Notes = list[tuple[str, dict[str, str]]]


def read_plain(text: str) -> Reading:
    """Return the blocks of a normalised text or Markdown file."""
    notes: Notes = []
    every = text.split("\n", _MOST_LINES)
    if len(every) > _MOST_LINES:
        notes.append(("text-truncated", {"limit": str(len(text) - len(every.pop()))}))
    lines = _clean(every, notes)
    wrapping = detect_wrapping(list(_runs(lines)))
    blocks = list(_blocks(lines, wrapping))
    return Reading(tuple(_unglue(block, notes) for block in blocks), tuple(notes))


def _clean(lines: Sequence[str], notes: Notes) -> list[str]:
    kept: list[str] = []
    dropped = 0
    for line in lines:
        bare = line.strip()
        if is_visitor_line(bare):
            notes.append(("personal-data-removed", {}))
        elif is_site_line(bare) or is_running_head(bare):
            dropped += 1
        elif bare.endswith("|") and bare.count("|") == 1 and len(bare) > 1:
            kept.append(line.rstrip().removesuffix("|"))  # the last cell of a row cut in lines
        else:
            kept.append(line)
    if dropped:
        notes.append(("boilerplate-removed", {"count": str(dropped)}))
    return kept


def _is_row(line: str) -> bool:
    return line.strip() == "|" or is_pipe_row(line) or line.count("\t") >= _MIN_TABS


def _runs(lines: Sequence[str]) -> Iterator[list[str]]:
    """Yield the runs of non-blank lines that are no table rows."""
    run: list[str] = []
    for line in [*lines, ""]:
        if line.strip() and not _is_row(line):
            run.append(line)
        elif run:
            yield run
            run = []


def _blocks(lines: Sequence[str], wrapping: Wrapping) -> Iterator[Block]:
    table = 0
    at = 0
    while at < len(lines):
        line = lines[at]
        if line.strip() == "|":
            loose = read_loose_table(lines, at)
            table += 1
            yield from _loose_blocks(loose.rows, table, wrapping)
            at = loose.end
        elif _is_row(line):
            table += 1
            rows, at = _take_rows(lines, at)
            yield from _row_blocks(rows, table, wrapping)
        else:
            run, at = _take_run(lines, at)
            yield from _paragraphs(run, wrapping)


def _take_rows(lines: Sequence[str], at: int) -> tuple[list[list[str]], int]:
    """Collect table rows from line `at`; one blank line inside a table is a page break."""
    rows: list[list[str]] = []
    while at < len(lines):
        line = lines[at]
        if _is_row(line) and line.strip() != "|":
            cells = line.split("\t") if "\t" in line else split_pipe_row(line)
            if not all(is_ruler(cell) for cell in cells):
                rows.append(cells)
        elif line.strip() or at + 1 >= len(lines) or not _is_row(lines[at + 1]):
            break
        at += 1
    return rows, at


def _take_run(lines: Sequence[str], at: int) -> tuple[list[str], int]:
    run: list[str] = []
    while at < len(lines) and lines[at].strip() and not _is_row(lines[at]):
        run.append(lines[at])
        at += 1
    return run, max(at, at + (not run))


def _row_blocks(rows: Sequence[Sequence[str]], table: int, wrapping: Wrapping) -> Iterator[Block]:
    """Yield table rows, or the paragraphs of their cells where they set the end side by side."""
    if any(_CLOSING.match(cell) for row in rows for cell in row):
        for cell in (cell for row in rows for cell in row if cell.strip()):
            yield from _paragraphs([line for line in _BREAK.split(cell) if line.strip()], wrapping)
    else:
        yield from (_row_block(row, table) for row in rows)


def _row_block(cells: Sequence[str], table: int) -> Block:
    plain = [strip_markup(cell) for cell in cells]
    words = tuple(cell.text for cell in plain)
    return Block("", any(cell.strong for cell in plain), words, table)


def _loose_blocks(rows: Sequence[Sequence[str]], table: int, wrapping: Wrapping) -> Iterator[Block]:
    """Yield a loose table as rows, or as paragraphs where it only sets columns side by side."""
    columns = max((len(row) for row in rows), default=0)
    for row in rows:
        if columns >= _MIN_COLUMNS and len(rows) > 1:
            yield _row_block([cell.replace("\n", " ") for cell in row], table)
        else:
            for cell in row:
                yield from _paragraphs([line for line in cell.split("\n") if line], wrapping)


def _paragraphs(run: Sequence[str], wrapping: Wrapping) -> Iterator[Block]:
    for raw in join_block(_uncolumn(run), wrapping):
        plain = strip_markup(raw)
        if plain.text == DASH_CELL or (plain.text and not is_ruler(plain.text)):
            yield Block(plain.text, plain.strong, lead=plain.lead)


def _uncolumn(run: Sequence[str]) -> list[str]:
    """Take two columns set with blanks apart: letterheads and signatures of typed texts."""
    if not any(_COLUMNS.search(line.strip()) for line in run):
        return list(run)
    columns: list[list[str]] = [[], []]
    for line in run:
        first, *rest = _WIDE_GAP.split(line.strip(), maxsplit=1)
        indented = line.startswith(" " * 20) and not rest
        columns[1 if indented else 0].append(first)
        columns[1].extend(rest)
    return columns[0] + columns[1]


def _unglue(block: Block, notes: Notes) -> Block:
    """Drop a page number that stuck to a numbered heading (`2 1. …`)."""
    match = _GLUED_PAGE.match(block.text)
    if match is None:
        return block
    notes.append(("page-number-removed", {"page": match.group(1)}))
    return Block(block.text[match.end() :], block.strong, block.cells, block.table, block.repair)
