"""The records of a CSV file, none of which swallows those below it (RFC 4180, 2).

A quote that begins a value and does not end, as typing and careless programs leave it, would take
all that follows into one cell. Such a line is read as it stands, its quotes as characters.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Generator, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

from services.plans.extract.errors import UnreadableDocumentError

_MOST_LOOKED: Final = 30_000_000
"""Characters that are looked at for where such quotes end, each time all that follow at worst;
beyond them no quote of the file is taken for one."""
_FEWEST_MARKS: Final = 2
"""Delimiters in a line that may be a row of a table; a line of prose has one easily."""
_SURELY_ROWS: Final = 3
"""Lines that divide alike, as prose hardly does; two of them need a number besides."""
_NUMBER: Final = re.compile(r'"?(?:\d{1,4}(?:\.\d{1,3}){0,3}|[IVX]{1,6}|[a-z])[.)]?"?')


@dataclass(slots=True)
class Records:
    """Divides a text into records; `stray` are the lines whose quotes were let stand.

    Lines are counted from `first`, the number that the text's own first line has in its file.
    """

    text: str
    delimiter: str
    first: int = 1
    stray: list[int] = field(default_factory=list)

    def read(self) -> Iterator[list[str]]:
        """Yield the values of each record.

        Raises `UnreadableDocumentError` for a value longer than `csv.field_size_limit`.
        """
        lines = list(io.StringIO(self.text, newline=""))
        at = 0
        while at < len(lines) and len(self.stray) * len(self.text) < _MOST_LOOKED:
            at = yield from self._until_stray(lines, at)
        yield from self._as_it_stands(lines, at, len(lines))

    def _until_stray(self, lines: Sequence[str], start: int) -> Generator[list[str], None, int]:
        """Yield records up to a line with a stray quote, with it; return which line is next."""
        reader = csv.reader(_from(lines, start), delimiter=self.delimiter)
        at = start
        try:
            for values in reader:
                after = start + reader.line_num
                if after > at + 1 and self._is_stray(lines[at:after]):
                    break
                yield values
                at = after
            else:
                return at
        except csv.Error as error:
            if not self._holds_rows(lines[at : start + reader.line_num]):
                raise _too_long(at + self.first) from error
        yield from self._as_it_stands(lines, at, at + 1)
        return at + 1

    def _is_stray(self, lines: Sequence[str]) -> bool:
        """Tell whether a quote that makes one record of lines should not do so."""
        try:
            list(csv.reader(lines, delimiter=self.delimiter, strict=True))
        except csv.Error:  # it does not end, or where no value does
            return True
        return self._holds_rows(lines)

    def _holds_rows(self, lines: Sequence[str]) -> bool:
        """Tell whether lines are rows of their own, rather than the lines of one value."""
        filled = [line for line in lines if not line.isspace()]
        marks = {line.count(self.delimiter) for line in filled}
        if len(filled) == 1 or len(marks) != 1 or min(marks) < _FEWEST_MARKS:
            return False
        begun = filled[1].partition(self.delimiter)[0].strip()
        return len(filled) >= _SURELY_ROWS or _NUMBER.fullmatch(begun) is not None

    def _as_it_stands(self, lines: Sequence[str], start: int, end: int) -> Iterator[list[str]]:
        """Yield a record for each of some lines, quotes being characters like others."""
        self.stray.extend(at + self.first for at in range(start, end) if '"' in lines[at])
        chosen = _from(lines, start, end)
        reader = csv.reader(chosen, delimiter=self.delimiter, quoting=csv.QUOTE_NONE)
        try:
            yield from reader
        except csv.Error as error:
            raise _too_long(start + self.first + reader.line_num - 1) from error


def _from(lines: Sequence[str], start: int, end: int | None = None) -> Iterator[str]:
    """Return lines by their places; a slice would copy the rest of the file each time."""
    return map(lines.__getitem__, range(start, len(lines) if end is None else end))


def _too_long(line: int) -> UnreadableDocumentError:
    limit = csv.field_size_limit()
    return UnreadableDocumentError(
        f"A value that begins on line {line} of the CSV file is longer than {limit} characters. "
        "Shorten it; if it begins with a quote that does not end, remove the quote.",
        f"Ô bắt đầu ở dòng {line} của tệp CSV dài hơn {limit} ký tự. Hãy rút ngắn; nếu ô mở đầu "
        "bằng dấu ngoặc kép không có dấu đóng, hãy bỏ dấu đó.",
    )
