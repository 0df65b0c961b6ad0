"""The rows that a decree changes, with what they were: so that a revert restores exactly those."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from sqlalchemy.orm import Session

from gateway.identity import accounts, agencies
from gateway.identity.model import Account, Agency

Row = Account | Agency


class Rows:
    """Changes rows and remembers each: its columns before and after, its version afterwards."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._touched: dict[tuple[str, int], tuple[Row, dict[str, Any]]] = {}
        self._made: set[tuple[str, int]] = set()

    def add(self, row: Row) -> None:
        """Remember a row that was made: what it was before is nothing."""
        self._touched[_key(row)] = (row, {})
        self._made.add(_key(row))

    def set(self, row: Row, **values: Any) -> None:
        """Set columns of `row`; the first value met of each is what it was before."""
        _, before = self._touched.setdefault(_key(row), (row, {}))
        for name, value in values.items():
            if getattr(row, name) != value:
                before.setdefault(name, plain(getattr(row, name)))
            setattr(row, name, value)

    @property
    def agencies(self) -> list[Agency]:
        """The agencies among the rows."""
        return [row for row, _ in self._touched.values() if isinstance(row, Agency)]

    def finish(self) -> list[dict[str, Any]]:
        """Write the rows, tell them to the services, and return what was done to each."""
        self._session.flush()
        rows = [row for row, _ in self._touched.values()]
        tell(self._session, rows)
        return [
            {
                "table": table,
                "id": row_id,
                "version": row.version,
                "made": (table, row_id) in self._made,
                "before": before,
                "after": {name: plain(getattr(row, name)) for name in before},
            }
            for (table, row_id), (row, before) in self._touched.items()
        ]


def tell(session: Session, rows: Sequence[Row]) -> None:
    """Tell the services the present state of `rows`, which are flushed."""
    agencies.tell_many(session, [row for row in rows if isinstance(row, Agency)])
    accounts.tell_many(session, [row for row in rows if isinstance(row, Account)])


def plain(value: Any) -> Any:
    """Return a column's value as JSON has it."""
    return value.isoformat() if isinstance(value, dt.date) else value


def of_plain(name: str, value: Any) -> Any:
    """Return the value of column `name` from its JSON."""
    if name in {"valid_from", "valid_to"} and value is not None:
        return dt.date.fromisoformat(value)
    return value


def _key(row: Row) -> tuple[str, int]:
    return row.__tablename__, row.id
