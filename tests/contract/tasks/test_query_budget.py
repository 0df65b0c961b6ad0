"""What is asked often asks little of the database, however large the plan."""

import datetime as dt
from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import event

from common import clock
from common.db import Database
from services.tasks import escalation
from services.tasks.assignments import Act, perform
from services.tasks.model import Action
from tests.contract.tasks.client import Api
from tests.unit.tasks.world import (
    AGENCIES,
    COORDINATOR,
    EVIDENCE,
    NOON,
    OFFICER,
    TODAY,
    do,
    issue,
    item,
)


@pytest.fixture
def asked(database: Database) -> Iterator[list[str]]:
    """Collect the statements that are sent while the test runs."""
    statements: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        if not statement.startswith("BEGIN"):
            statements.append(statement)

    event.listen(database.engine, "before_cursor_execute", note)
    yield statements
    event.remove(database.engine, "before_cursor_execute", note)


@pytest.fixture
def ids(database: Database) -> list[int]:
    duties = [item(str(n), due=TODAY, executing=sorted(AGENCIES)) for n in range(12)]
    return issue(database, *duties)


@pytest.mark.parametrize(
    ("path", "query", "most"),
    [
        ("/assignments", {}, 2),
        # Three for the filters and the calendar; names, the next rows, duties if those do not
        # fill the page, and the page.
        ("/assignments", {"q": "tre em", "agency": "so-y-te", "period": "2026-05"}, 7),
        ("/assignments/exceptions", {}, 4),
        ("/reviews", {}, 2),
        ("/statistics", {}, 2),
        ("/assignments/1", {}, 6),
    ],
)
def test_a_read_takes_a_fixed_number_of_statements(
    api: Api, ids: list[int], asked: list[str], path: str, query: dict[str, str], most: int
) -> None:
    asked.clear()
    api.json(COORDINATOR, path, **query)
    assert 1 <= len(asked) <= most


@pytest.mark.parametrize(
    ("action", "most"),
    [("accept", 5), ("start", 5), ("update", 5), ("submit", 6), ("request_extension", 7)],
)
def test_an_act_takes_a_fixed_number_of_statements(
    database: Database, ids: list[int], asked: list[str], action: str, most: int
) -> None:
    """The calendars, the assignment, its new row, history and event; new acts ask for more."""
    body: dict[str, Any] = {"note": "x", "evidence": [EVIDENCE] if action == "submit" else []}
    if action == "request_extension":
        body["due_on"] = TODAY + dt.timedelta(days=9)
    with clock.frozen(NOON), database.write() as session:
        asked.clear()
        perform(session, ids[0], 1, Act(OFFICER, Action(action), NOON, **body))
        assert len(asked) <= most


def test_the_query_of_an_act_is_not_written_anew_for_each(
    database: Database, ids: list[int], asked: list[str]
) -> None:
    """A list in IN, or a text that is no parameter, would be put into it whenever it is asked."""
    for version, action in enumerate((Action.ACCEPT, Action.START), start=1):
        with clock.frozen(NOON), database.write() as session:
            perform(session, ids[0], version, Act(OFFICER, action, NOON))
    first, second = (statement for statement in asked if "calendar_day" in statement)
    assert first is second


def test_nothing_but_the_fanout_reads_who_a_whole_class_is(
    api: Api, database: Database, ids: list[int], asked: list[str]
) -> None:
    asked.clear()
    do(database, OFFICER, ids[0], "start")
    api.json(OFFICER, f"/assignments/{ids[0]}")
    with clock.frozen(NOON + dt.timedelta(days=1)):
        assert escalation.scan(database, escalation.DEFAULT, lambda: True)
    assert asked
    assert not [statement for statement in asked if "parties" in statement]
