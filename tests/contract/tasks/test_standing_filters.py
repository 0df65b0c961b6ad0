"""The conditions of the database and the rule in Python tell the same standing."""

from collections.abc import Sequence

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from common.db import Database
from services.tasks.model import Assignment
from services.tasks.standing import (
    Standing,
    Thresholds,
    is_review_overdue,
    review_overdue,
    standing_of,
    stands,
)
from tests.contract.tasks.rows import WORKS, Work, fill
from tests.unit.tasks.world import TODAY


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(WORKS, st.integers(0, 6))
def test_filters_find_what_the_rule_says(
    database: Database, works: Sequence[Work], days_on: int
) -> None:
    fill(database, works)
    thresholds = Thresholds.on(TODAY.replace(day=TODAY.day + days_on))
    numbered = list(enumerate(works, 1))
    with database.read() as session:
        for standing in Standing:
            found = session.scalars(select(Assignment.id).where(stands([standing], thresholds)))
            assert set(found) == {n for n, w in numbered if standing_of(w, thresholds) is standing}
        waiting = session.scalars(select(Assignment.id).where(review_overdue(thresholds)))
        assert set(waiting) == {n for n, w in numbered if is_review_overdue(w, thresholds)}
        assert session.scalars(select(Assignment.id).where(stands([], thresholds))).all() == []
