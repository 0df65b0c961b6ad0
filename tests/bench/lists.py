"""A page of 50 out of 100,000 assignments through the gateway, beside its SQL alone."""

import time
from collections.abc import Iterator, Mapping, Sequence
from itertools import cycle, islice
from typing import Any, Final
from urllib.parse import urlencode

import psycopg
from sqlalchemy import event

from common.caller import Caller, Role
from common.db import Database
from services.tasks.assignments import Filters, list_assignments, sort_key
from tests.bench import load
from tests.bench.figures import Figure, Limit, Series, Target
from tests.bench.load import Load
from tests.bench.province import authorization
from tests.bench.rig import Rig

PAGE: Final = 50
CLIENTS: Final = 8
OPEN: Final = ("declined", "in_progress", "not_started", "on_hold", "returned", "submitted")
_DEEP: Final = 10
"""So many pages of 200 are turned to come to a page in the middle."""

Statement = tuple[str, Any]
"""SQL as the driver gets it, and its values."""


def measure(rig: Rig) -> Iterator[Figure]:
    """Measure one caller alone, whose latency is the path's, and several at once."""
    times = range(rig.size.repetitions)
    requests = _requests(rig)
    _through_gateway(rig, requests, CLIENTS)  # so that every process has met its first requests
    alone = [_through_gateway(rig, requests, 1) for _ in times]
    crowd = [_through_gateway(rig, requests, CLIENTS) for _ in times]
    statements = _statements(rig)
    url = rig.postgres_url("tasks")
    bare = [_by_sql(url, statements, rig.size.lists) for _ in times]
    of_all = f"list of {PAGE} out of {rig.province.assignments:,}"
    for percent, target in ((50, None), (99, Target(100, at_least=False))):
        limit = Limit(_latencies(f"its SQL by psycopg, p{percent}", bare, percent))
        yield Figure(_latencies(f"{of_all}, p{percent}", alone, percent), target, (limit,))
    yield Figure(_latencies(f"{of_all}, {CLIENTS} at once, p99", crowd, 99))
    rates = tuple(one.per_second for one in crowd)
    yield Figure(Series(f"{of_all}, {CLIENTS} at once", "/s", rates))


def _requests(rig: Rig) -> Sequence[bytes]:
    """Return the first page, one in the middle, one of a plan and one of open work."""
    client = rig.province.coordinator
    cursor = ""
    for _ in range(_DEEP):
        page = client.get("/assignments", params={"limit": 200, "cursor": cursor})
        cursor = page.raise_for_status().json()["next"]
    queries: Sequence[Mapping[str, object]] = (
        {},
        {"cursor": cursor},
        {"plan": 2},
        {"state": "open"},
    )
    headers = {"Authorization": authorization(client)}
    return [
        load.request("GET", f"/api/assignments?{urlencode(query)}", headers) for query in queries
    ]


def _through_gateway(rig: Rig, requests: Sequence[bytes], clients: int) -> Load:
    hands = [islice(cycle(requests), rig.size.lists) for _ in range(clients)]
    return load.run(rig.system.port, hands)


def _statements(rig: Rig) -> Sequence[Statement]:
    """Return the SQL of the same four pages, as the use case sends it."""
    database, caught = Database(rig.database_url("tasks")), list[Statement]()

    def catch(_connection: Any, _cursor: Any, text: str, values: Any, *_: Any) -> None:
        caught.append((text, values))

    with database.read() as session:
        agency_id = rig.province.committee_id
        caller = Caller(1, "coordinator", agency_id, frozenset({Role.COORDINATOR}))
        page = list_assignments(session, caller, Filters(), 200 * _DEEP, None)
        event.listen(database.engine, "before_cursor_execute", catch)
        for filters, after in (
            (Filters(), None),
            (Filters(), sort_key(page[-1])),
            (Filters(plan=2), None),
            (Filters(state=OPEN), None),
        ):
            list_assignments(session, caller, filters, PAGE, after)
    database.close()
    return caught


def _by_sql(url: str, statements: Sequence[Statement], count: int) -> Load:
    done = Load()
    begun = time.perf_counter()
    with psycopg.connect(url) as connection:
        for text, values in islice(cycle(statements), count):
            asked = time.perf_counter()
            connection.execute(text, values).fetchall()  # type: ignore[arg-type,unused-ignore]  # our own SQL
            connection.commit()
            done.latencies_s.append(time.perf_counter() - asked)
    done.seconds = time.perf_counter() - begun
    return done


def _latencies(name: str, loads: Sequence[Load], percent: int) -> Series:
    return Series(name, "ms", tuple(one.percentile_ms(percent) for one in loads))
