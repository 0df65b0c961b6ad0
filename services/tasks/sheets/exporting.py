"""A list as a file: all of it that its filters leave, within bounds."""

from collections.abc import Iterator
from typing import Any, Final

from sqlalchemy.orm import Session

from common import clock
from common.caller import Caller
from common.errors import InvalidInputError
from services.tasks import calendars
from services.tasks.assignments import Filters, list_assignments, shown, sort_key
from services.tasks.sheets.columns import Shown
from services.tasks.sheets.writing import write_sheet
from services.tasks.standing import Thresholds

MOST: Final = 50_000
_PAGE: Final = 1_000


def export(session: Session, caller: Caller, filters: Filters) -> bytes:
    """Return the list as an XLSX file, in its order.

    Raises InvalidInputError if it is longer than 50,000 rows.
    """
    return write_sheet(_rows(session, caller, filters))


def _rows(session: Session, caller: Caller, filters: Filters) -> Iterator[Shown]:
    thresholds = Thresholds.on(clock.today(), calendars.load(session))
    after: list[Any] | None = None
    count = 0
    while True:
        rows = list_assignments(session, caller, filters, _PAGE, after)
        page = rows[:_PAGE]
        count += len(page)
        if count > MOST or (count == MOST and len(rows) > _PAGE):
            raise InvalidInputError.of(
                "?", f"more than {MOST} assignments; narrow the list, by plan or agency"
            )
        yield from (shown(row, caller, thresholds) for row in page)
        if len(rows) <= _PAGE:
            return
        after = sort_key(page[-1])
