"""Tables with a column for each agency: a mark where a task's row crosses it, or its own part."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Final, Literal, NamedTuple

from services.plans.extract.casting import Cast, note_leads
from services.plans.extract.findings import Notebook
from services.plans.extract.folding import fold_words
from services.plans.extract.form import WorkItem
from services.plans.extract.lines import Line
from services.plans.extract.names import clean_name, has_verb, starts_with_agency
from services.plans.extract.row_groups import Entry
from services.plans.extract.tables import Table, is_index, is_total

Part = Literal["lead", "coordinating", "performers"]

_LEAD: Final[Part] = "lead"
_PARTNER: Final[Part] = "coordinating"
_DOER: Final[Part] = "performers"
_LEADS: Final = ("ct", "c", "chủ trì", "đầu mối", "●", "★")
_JOINS: Final = ("ph", "p", "phối hợp", "tham gia", "○")
_DOES: Final = ("x", "(x)", "v", "+", "✓", "✔", "√", "th", "thực hiện")
_MARKS: Final[Mapping[str, Part]] = MappingProxyType(
    dict.fromkeys(_LEADS, _LEAD) | dict.fromkeys(_JOINS, _PARTNER) | dict.fromkeys(_DOES, _DOER)
)
"""Marks in small letters; a legend of the document comes first."""
_KEY: Final = re.compile(r"(?:ký hiệu|ghi chú|chú thích|quy ước)\b", re.IGNORECASE)
_KEYED: Final = re.compile(
    r"(?<![^\s(“\"])[“\"(]?(?P<mark>[^\s:;,()“”\"]{1,4})[”\")]?\s?(?:[:=–-]|là)\s?"
    r"(?:(?:cơ quan|đơn vị)\s)?(?P<role>chủ trì|phối hợp|thực hiện|tham gia)",
    re.IGNORECASE,
)
_LONGEST_KEY: Final = 400
# Titles of columns that begin like agencies and hold their names.
_GENERIC: Final = re.compile(
    r"(?:đơn vị|cơ quan|lãnh đạo|địa phương|thành viên|bộ phận|nhóm|đồng chí)\b", re.IGNORECASE
)
_LONGEST_NAME: Final = 120
_FEWEST: Final = 2
_SHORTEST_PART: Final = 12


class Crossing(NamedTuple):
    """The columns that agencies head; `marked` where marks stand in them, else their parts."""

    agencies: Mapping[int, str]
    marked: bool


def read_key(lines: Sequence[Line]) -> Mapping[str, Part]:
    """Return what marks mean by the document's own legend: `Ký hiệu: X - chủ trì; o - phối hợp`."""
    said = (line.text[:_LONGEST_KEY] for line in lines if _KEY.search(line.text[:_LONGEST_KEY]))
    return {
        match["mark"]: _MARKS[match["role"].lower()]
        for text in said
        for match in _KEYED.finditer(text)
    }


def heads_agencies(table: Table) -> bool:
    """Tell whether at least two columns are headed by agencies."""
    return len(_named(table)) >= _FEWEST


def crossing_of(table: Table, key: Mapping[str, Part]) -> Crossing | None:
    """Return which columns agencies head, if two do and hold nothing but marks, or their parts."""
    named = _named(table)
    if len(named) < _FEWEST:
        return None
    cells = {at: [cell for row in table.rows if (cell := _cell(row, at))] for at in named}
    marked = {at for at in named if all(_part(cell, key) for cell in cells[at])}
    if len(marked) >= _FEWEST and any(cells[at] for at in marked):
        return Crossing({at: named[at] for at in sorted(marked)}, marked=True)
    parts = [at for at in named if cells[at] and all(map(_is_part, cells[at]))]
    if len(parts) < _FEWEST:
        return None
    return Crossing({at: named[at] for at in parts}, marked=False)


def crossed_items(
    entry: Entry,
    columns: Mapping[str, int],
    crossing: Crossing,
    key: Mapping[str, Part],
    notebook: Notebook,
) -> Iterator[WorkItem]:
    """Yield the task of a row, or where cells say what each agency does, one for each of them."""
    row = entry.row
    title = _cell(row, _title_at(row, columns, crossing))
    if not title or is_index(title) or is_total(title):
        return
    period, output = (
        _cell(row, columns[name]) if name in columns else "" for name in ("period", "output")
    )
    crossed = {at: cell for at in crossing.agencies if (cell := _cell(row, at))}
    if not crossing.marked:
        for at, cell in crossed.items():
            whole = f"{title.rstrip(' .:')}: {cell}"
            cast = Cast(performers=[crossing.agencies[at]], period=period or None)
            yield cast.item(whole, row.span)
        return
    if not (crossed or period):
        return
    cast = _cast(crossed, crossing, key)
    cast.period, cast.output = period or None, output or None
    note_leads(title, cast, row.span, notebook)
    yield cast.item(title, row.span)


def _cast(crossed: Mapping[int, str], crossing: Crossing, key: Mapping[str, Part]) -> Cast:
    """Return who does a row; a mere cross beside the mark of one who leads is a partner's."""
    cast = Cast()
    for at, cell in crossed.items():
        part = _part(cell, key) or _DOER
        names: list[str] = getattr(cast, part)
        names.append(crossing.agencies[at])
    if cast.lead and cast.performers:
        cast.coordinating.extend(cast.performers)
        cast.performers = []
    return cast


def _named(table: Table) -> dict[int, str]:
    return {at: name for at in range(len(table.columns)) if (name := _agency(table, at))}


def _agency(table: Table, at: int) -> str:
    """Return the agency that heads a column, "" for none; the lowest of its titles decides."""
    for row in reversed(table.header):
        title = _cell(row, at)
        if title:
            name = clean_name(title)
            named = starts_with_agency(name) and not _GENERIC.match(name) and not has_verb(name)
            return name if named and len(name) <= _LONGEST_NAME else ""
    return ""


def _cell(row: Line, at: int) -> str:
    return row.cells[at].strip() if 0 <= at < len(row.cells) else ""


def _part(cell: str, key: Mapping[str, Part]) -> Part | None:
    bare = cell.strip(" .;")
    return key.get(bare) or _MARKS.get(bare.lower())


def _is_part(cell: str) -> bool:
    """Tell whether a cell says what is to be done: words, no amount and no agency's name."""
    worded = len(fold_words(cell)) >= _SHORTEST_PART and cell[:1].isalpha()
    return worded and not starts_with_agency(cell)


def _title_at(row: Line, columns: Mapping[str, int], crossing: Crossing) -> int:
    """Return the column of the task: the one titled so, else the first with words."""
    if "title" in columns:
        return columns["title"]
    taken = {*columns.values(), *crossing.agencies}
    free = (at for at, cell in enumerate(row.cells) if at not in taken and not is_index(cell))
    return next((at for at in free if _cell(row, at)), -1)
