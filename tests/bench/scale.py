"""How reading, counting and acting grow from 10,000 to 1,000,000 assignments, on one machine.

Through the door of tasks as the gateway calls it, in this process: what grows is the database's
part, and a hop more would hide it.
"""

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from typing import Any, Final, Self

from flask.testing import FlaskClient
from sqlalchemy import func, select

from common import clock
from common.caller import Caller, Role
from common.config import Config, Environment
from common.db import Database
from common.migrate import upgrade
from common.web.tokens import Minter, generate_key_pair
from dondoc.serve import settle
from services.tasks.assignments import Act, perform
from services.tasks.main import SCRIPTS, web
from services.tasks.model import REVIEWED, Action, Assignment
from services.tasks.statistics import tallies
from tests.bench.country import COMMITTEE, COMMUNES
from tests.bench.figures import Figure, Limit, Series, Target
from tests.bench.filling import fill
from tests.bench.load import percentile
from tests.bench.rig import Rig
from tests.bench.searches import SEARCHES

ROUNDS: Final = 5
"""Repetitions of acts, in one database after the other, so that all have the machine's moods."""

ASKED: Final = 40
"""Requests of a kind in a repetition: of twenty, a p95 would be nearly the slowest."""

_ADMIN: Final = Caller(1, "admin", None, frozenset({Role.ADMIN}))
_COORDINATOR: Final = Caller(2, "coordinator", COMMITTEE, frozenset({Role.COORDINATOR}))
_BEGUN: Final = ("not_started", "in_progress")
_REPORT: Final = "Đã rà soát xong đợt một, đang tổng hợp số liệu của các thôn."

Query = Mapping[str, object]


@dataclass
class Place:
    """A database of so many assignments, and tasks' web application over it."""

    assignments: int
    database: Database
    client: FlaskClient
    minter: Minter
    duties: Iterator[Assignment] = field(default_factory=lambda: iter(()))

    @classmethod
    def made(cls, rig: Rig, assignments: int) -> Self:
        """Make and fill the database."""
        database = Database(rig.database_url(f"scale-{assignments}"))
        upgrade(database, SCRIPTS)
        fill(database, assignments)
        private_key, public_key = generate_key_pair()
        config = Config("tasks", str(database.url), public_key, "a cursor secret")
        client = web(config, database, Environment({})).test_client()
        return cls(assignments, database, client, Minter(private_key))

    def asked_ms(self, who: Caller, path: str, queries: Sequence[Query]) -> list[float]:
        """Return how long each answer took; the first are asked twice, and counted once."""
        headers = {"Authorization": f"Bearer {self.minter.mint(who, 'tasks')}"}
        for query in queries[:5]:
            self.client.get(path, query_string=query, headers=headers)
        return [self._one_ms(path, query, headers) for query in queries]

    def _one_ms(self, path: str, query: Query, headers: Mapping[str, str]) -> float:
        begun = time.perf_counter()
        answer = self.client.get(path, query_string=query, headers=headers)
        took = time.perf_counter() - begun
        assert answer.status_code == 200, answer.json
        return took * 1000

    def act(self, count: int) -> float:
        """Do `count` acts on duties that are nowhere near each other; returns acts a second."""
        begun = time.perf_counter()
        done = 0
        while done < count:
            duty = next(self.duties)
            for version, act in enumerate(_acts(duty), start=duty.version):
                with self.database.write() as session:
                    perform(session, duty.id, version, act)
                done += 1
        return done / (time.perf_counter() - begun)

    def find_duties(self, count: int) -> None:
        """Choose duties for `act`, in an order that has nothing to do with where they lie."""
        chosen = (
            select(Assignment)
            .where(Assignment.role.in_(sorted(REVIEWED)), Assignment.work_state.in_(_BEGUN))
            .order_by(func.md5(func.concat(Assignment.id)))
            .limit(count)
        )
        with self.database.read() as session:
            self.duties = iter(session.scalars(chosen).all())


def _acts(duty: Assignment) -> Iterator[Act]:
    """Yield a life's last acts: a report, the submission, its approval."""
    officer = Caller(3, "officer", duty.agency_id, frozenset({Role.OFFICER}))
    reviewer = Caller(4, "reviewer", duty.assigner_agency_id, frozenset({Role.COORDINATOR}))
    evidence = {"number": "12/BC", "issued_on": clock.today(), "sent_to": "Ủy ban nhân dân tỉnh"}
    now = clock.now()
    yield Act(officer, Action.UPDATE, now, note=_REPORT)
    yield Act(officer, Action.SUBMIT, now, evidence=[evidence])
    yield Act(reviewer, Action.APPROVE, now)


LISTS: Final[Mapping[str, Callable[[int], Query]]] = {
    "list of an agency": lambda n: {"agency": _commune(n)},
    "list of an agency, open": lambda n: {"agency": _commune(n), "state": "open"},
    "list of a plan": lambda n: {"plan": 1 + n % 40},
    "list of all, open": lambda _: {"state": "open"},
}
STATISTICS: Final[Mapping[str, tuple[Caller, Query]]] = {
    "statistics of all by agency": (_ADMIN, {"by": "agency"}),
    "statistics of all by month": (_ADMIN, {"by": "period"}),
    "statistics of what a committee gave, by agency": (_COORDINATOR, {"by": "agency"}),
    "statistics of what a committee gave, by plan": (_COORDINATOR, {"by": "plan"}),
    "statistics of a plan by agency": (_COORDINATOR, {"by": "agency", "plan": 3}),
}


def _commune(number: int) -> int:
    return COMMUNES[number * 97 % len(COMMUNES)]


def measure(rig: Rig) -> Iterator[Figure]:
    """Measure the smallest, the middle and the largest database side by side."""
    with ExitStack() as stack:
        places = [Place.made(rig, count) for count in rig.size.growth]
        for place in places:
            stack.callback(place.database.close)
        settle()  # as a process of the service does
        yield from _acts_of(rig, places)
        for name, query in LISTS.items():
            queries = [query(n) for n in range(ASKED)]
            asked = (_COORDINATOR, "/assignments", queries)
            yield _grown(f"{name}, p95", rig, places, asked, 100)
        for name, (who, one) in SEARCHES.items():
            asked = (who, "/assignments", [one] * ASKED)
            yield _grown(f"search, {name}, p95", rig, places, asked, 200)
        for name, (who, one) in STATISTICS.items():
            yield _grown(f"{name}, p95", rig, places, (who, "/statistics", [one] * ASKED), 150)
        for place in places:
            _check(place)


def _acts_of(rig: Rig, places: Sequence[Place]) -> Iterator[Figure]:
    """Measure acts in all of them by turns; the rate in the smallest is what the others keep."""
    for place in places:
        place.find_duties(rig.size.acts * (ROUNDS + 1) // 3 + ROUNDS + 1)
        place.act(rig.size.acts // 3)  # so that statements are compiled, and pages read
    rounds = [[place.act(rig.size.acts) for place in places] for _ in range(ROUNDS)]
    rates = [
        Series(f"status change at {place.assignments:,}", "/s", tuple(column))
        for place, column in zip(places, zip(*rounds, strict=True), strict=True)
    ]
    smallest, *others = rates
    for rate in others:
        yield Figure(rate, limits=(Limit(smallest, Target(80)),))


def _grown(
    name: str,
    rig: Rig,
    places: Sequence[Place],
    asked: tuple[Caller, str, Sequence[Query]],
    most_ms: float,
) -> Figure:
    """Return the p95 in the largest database, and what it is in the smaller ones."""
    taken = [
        [percentile(place.asked_ms(*asked), 95) for place in places]
        for _ in range(rig.size.repetitions)
    ]
    *smaller, largest = [
        Series(f"{name}, at {place.assignments:,}", "ms", tuple(column))
        for place, column in zip(places, zip(*taken, strict=True), strict=True)
    ]
    limits = tuple(Limit(series) for series in reversed(smaller))
    return Figure(largest, Target(most_ms, at_least=False), limits)


def _check(place: Place) -> None:
    """See that the kept counts are those of the rows after all these acts, or the rest is idle."""
    with place.database.read() as session:
        found: Any = tallies.drift(session)
    assert found == tallies.Drift(0, 0), found
