"""PostgreSQL's driver, without what SQLAlchemy asks of it and does not use."""

from collections.abc import Sequence
from typing import Any, overload

import psycopg
from psycopg.pq.abc import PGresult

Description = tuple[str, int, None, None, None, None, None]
"""A column as PEP 249 describes it, as far as SQLAlchemy reads it: its name, its type's number."""


class Columns(Sequence[Description]):
    """The columns of a result, each described when it is asked for."""

    def __init__(self, result: PGresult) -> None:
        self._result = result

    def __len__(self) -> int:
        return self._result.nfields

    @overload
    def __getitem__(self, index: int) -> Description: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[Description]: ...
    def __getitem__(self, index: int | slice) -> Description | Sequence[Description]:
        """Return one column, or those of a slice; raises IndexError as lists do."""
        if isinstance(index, slice):
            return [self[place] for place in range(*index.indices(len(self)))]
        place = range(len(self))[index]
        name = self._result.fname(place) or b""
        return (name.decode(), self._result.ftype(place), None, None, None, None, None)


class Cursor(psycopg.Cursor[tuple[Any, ...]]):
    """A cursor that describes its columns only when somebody looks at them.

    SQLAlchemy asks for the description after each statement and then looks at it only for one it
    has not met before. psycopg looks up the type of each column to make it: for an assignment
    with all around it, seventy times.
    """

    @property
    def description(self) -> Any:
        """Return the columns of the result, None where the statement gives none."""
        result = self.pgresult
        return Columns(result) if result is not None and result.nfields else None
