"""Rows of a table that head the ones below: `I | SỞ Y TẾ`, whose tasks then name nobody."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

from services.plans.extract.folding import is_upper
from services.plans.extract.lines import Line
from services.plans.extract.names import has_verb, starts_with_agency
from services.plans.extract.tables import is_index

_MARK: Final = re.compile(r"(?:[IVXLC]{1,6}|[A-HĐ]|\d{1,2})[.)]\s+")
_LONGEST: Final = 120
_MOST_DIGITS: Final = 5


class Heading(NamedTuple):
    """A row with one text alone: its number, if it has one, and that text."""

    mark: str
    text: str

    @property
    def names_agency(self) -> bool:
        """Whether the text is the name of a body that can be given a duty, and nothing else."""
        name = self.text.capitalize() if is_upper(self.text) else self.text
        named = starts_with_agency(self.text) or starts_with_agency(name)
        return named and len(name) <= _LONGEST and not has_verb(name)


def heading_of(row: Line) -> Heading | None:
    """Return what a row says that has nothing beside its number but one text."""
    marks = [cell for cell in row.cells if is_index(cell)]
    texts = [cell for cell in row.cells if cell.strip() and not is_index(cell)]
    if len(texts) != 1:
        return None
    found = _MARK.match(texts[0])
    mark = marks[0] if marks else found.group().strip() if found else ""
    return Heading(mark.strip(" .)"), texts[0][found.end() if found else 0 :].strip(" .:"))


class Entry(NamedTuple):
    """A row that heads no others; `owner` is the agency of the heading it stands under, or "".

    `counted` where the next row has the next number: a heading would have rows of its own.
    """

    row: Line
    owner: str
    counted: bool


def entries(rows: Sequence[Line]) -> Iterator[Entry]:
    """Yield the rows of a table but for those that only name an agency."""
    owner: Heading | None = None
    for row, following in zip(rows, [*rows[1:], None], strict=True):
        heading = heading_of(row)
        if heading is not None and heading.names_agency:
            owner = heading
            continue
        if heading is not None and owner is not None and _is_beside(heading, owner):
            owner = None
        yield Entry(row, owner.text if owner else "", _counts_on(row, following))


def _is_beside(heading: Heading, owner: Heading) -> bool:
    """Tell whether a heading stands on the level of another: neither or both count in digits."""
    return heading.mark[:1].isdigit() == owner.mark[:1].isdigit()


def _counts_on(row: Line, following: Line | None) -> bool:
    number = _number(row)
    after = _number(following) if following else None
    return number is not None and (following is None or after == number + 1)


def _number(row: Line) -> int | None:
    first = next((cell.strip(" .)") for cell in row.cells if cell.strip()), "")
    return int(first) if first.isdecimal() and len(first) < _MOST_DIGITS else None
