"""Pages under change: no row twice, and none missed that stood throughout."""

import datetime as dt
from collections.abc import Iterator
from contextlib import ExitStack
from itertools import count
from pathlib import Path

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from common import clock
from common.caller import Role
from common.db import Database
from services.tasks.assignments import Filters, list_assignments, sort_key
from tests.unit.tasks.world import (
    FINANCE,
    HEALTH,
    NOON,
    TODAY,
    caller,
    do,
    issue,
    item,
    make_database,
)

DUE = st.none() | st.integers(-3, 3).map(lambda days: TODAY + dt.timedelta(days=days))


class Pages(RuleBasedStateMachine):
    """Somebody leafs through the list while others issue plans and withdraw duties."""

    def __init__(self, database: Database, plan_ids: Iterator[int]) -> None:
        super().__init__()
        self.database = database
        self.plan_ids = plan_ids
        self.stack = ExitStack()
        self.stack.enter_context(clock.frozen(NOON))
        # Each run has an assigner of its own, and so a list that begins empty.
        self.assigner = 1000 + next(plan_ids)
        self.reader = caller(self.assigner, Role.COORDINATOR)
        self.open: list[int] = []
        self.seen: list[int] = []
        self.stood: set[int] = set()
        self.after: list[object] | None = None
        self.ended = False

    def teardown(self) -> None:
        """Let the clock go on."""
        self.stack.close()

    @initialize(days=st.lists(DUE, max_size=8))
    def begin(self, days: list[dt.date | None]) -> None:
        """Fill the list."""
        self._issue(days)
        self.stood = set(self.open)

    @rule(days=st.lists(DUE, min_size=1, max_size=3))
    def more_arrive(self, days: list[dt.date | None]) -> None:
        """Issue another plan, before or after the page that is open."""
        self._issue(days)

    @precondition(lambda self: self.open)
    @rule(choice=st.integers(0, 1000))
    def one_goes(self, choice: int) -> None:
        """Withdraw one duty, read or not."""
        number = self.open.pop(choice % len(self.open))
        do(self.database, self.reader, number, "withdraw")
        self.stood.discard(number)

    @precondition(lambda self: not self.ended)
    @rule(limit=st.integers(1, 4))
    def turn_the_page(self, limit: int) -> None:
        """Read the next page."""
        filters = Filters(state=["not_started"])
        with self.database.read() as session:
            rows = list_assignments(session, self.reader, filters, limit, self.after)
        self.seen += [row.id for row in rows[:limit]]
        self.ended = len(rows) <= limit
        if not self.ended:
            self.after = sort_key(rows[limit - 1])

    @invariant()
    def nothing_is_repeated_or_missed(self) -> None:
        """What stood from the first page to the last was read exactly once."""
        assert len(self.seen) == len(set(self.seen))
        if self.ended:
            assert self.stood <= set(self.seen)

    def _issue(self, days: list[dt.date | None]) -> None:
        duties = [
            item(str(n), due=day, lead=[HEALTH if n % 2 else FINANCE]) for n, day in enumerate(days)
        ]
        self.open += issue(
            self.database, *duties, plan_id=next(self.plan_ids), assigner=self.assigner
        )


def test_pages_neither_repeat_nor_skip(tmp_path: Path) -> None:
    database = make_database(tmp_path)
    plan_ids = count(1)

    class Here(Pages):
        def __init__(self) -> None:
            super().__init__(database, plan_ids)

    run_state_machine_as_test(
        Here, settings=settings(max_examples=15, stateful_step_count=15, deadline=None)
    )
    database.close()
