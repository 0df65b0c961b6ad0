"""Statistics before and after a reorganisation, as recorded and folded; who reads the archive."""

import datetime as dt
from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import func, select

from common import clock
from common.caller import Caller, Role
from common.db import Database
from common.errors import NotFoundError
from services.tasks import assignments
from services.tasks.model import Agency, Assignment
from services.tasks.scope import Scope, inherited_by, visible_to
from services.tasks.statistics import statistics
from tests.unit.tasks import decrees
from tests.unit.tasks.decrees import apply, decision, heir, rule
from tests.unit.tasks.world import (
    ADMIN,
    COMMITTEE,
    COORDINATOR,
    HEALTH,
    NOON,
    caller,
    do,
    issue,
    item,
    receive,
)

LABOUR, HOME, NEXT = 11, 12, 13
TEXTS = ("Phòng, chống xâm hại trẻ em", "Việc làm cho lao động nữ", "Tổng hợp, báo cáo")
SPLIT = rule(LABOUR, heir(HEALTH, "trẻ em"), heir(HOME, "lao động"))


@pytest.fixture(autouse=True)
def noon(database: Database) -> Iterator[None]:
    with clock.frozen(NOON):
        with database.write() as session:
            for one in (LABOUR, HOME, NEXT):
                session.add(Agency(id=one, slug=f"a-{one}", name=f"Cơ quan {one}", folded=""))
        yield


def done(database: Database) -> list[int]:
    """Complete a duty of each text, and leave one open."""
    due = dt.date(2026, 6, 30)
    numbers = issue(
        database, *(item(f"k{n}", lead=[LABOUR], text=t, due=due) for n, t in enumerate(TEXTS))
    )
    for number in numbers:
        do(database, caller(LABOUR, Role.OFFICER), number, "submit")
        do(database, COORDINATOR, number, "approve", grade="good")
    return numbers + issue(database, item(lead=[LABOUR], text=TEXTS[0]), plan_id=2)


def by_agency(database: Database, who: Caller = ADMIN, **asked: Any) -> dict[int, tuple[int, int]]:
    """Return (done in time, total) of each agency."""
    with database.read() as session:
        rows = statistics(session, who, "agency", **asked)["rows"]
    return {one["agency"]["id"]: (one["done_on_time"], one["total"]) for one in rows}


def test_what_an_agency_did_is_counted_beneath_its_heir_when_folded(database: Database) -> None:
    done(database)
    before = by_agency(database)
    apply(database, rule(LABOUR, heir(HOME)))
    assert by_agency(database) == {LABOUR: (3, 3), HOME: (0, 1)}
    assert by_agency(database, succession="folded") == {HOME: before[LABOUR]}


def test_of_a_divided_agency_work_is_counted_by_its_field(database: Database) -> None:
    done(database)
    apply(database, SPLIT, decisions=[decision("proposals", LABOUR)])
    folded = by_agency(database, succession="folded")
    assert folded == {HEALTH: (1, 2), HOME: (1, 1), LABOUR: (1, 1)}


def test_a_later_decree_carries_it_on_and_a_revert_takes_it_back(database: Database) -> None:
    done(database)
    apply(database, SPLIT, decisions=[decision("proposals", LABOUR)])
    apply(database, rule(HOME, heir(NEXT)), number=2)
    assert by_agency(database, succession="folded")[NEXT] == (1, 1)
    receive(database, decrees.reverted(2))
    receive(database, decrees.reverted(1))
    assert by_agency(database, succession="folded") == by_agency(database)


def test_totals_are_the_same_either_way_and_one_agency_has_all_of_its_own(
    database: Database,
) -> None:
    done(database)
    apply(database, rule(LABOUR, heir(HOME)))
    with database.read() as session:
        for by in ("agency", "plan", "period"):
            plain = statistics(session, ADMIN, by)["totals"]
            folded = statistics(session, ADMIN, by, succession="folded")["totals"]
            assert folded == plain
        asked = {"agency": str(HOME), "succession": "folded"}
        assert statistics(session, ADMIN, "plan", **asked)["totals"]["total"] == 4  # type: ignore[arg-type]
    assert by_agency(database, agency=str(HOME), succession="folded") == {HOME: (3, 4)}


def test_people_of_the_heir_read_what_was_closed_and_change_nothing(database: Database) -> None:
    numbers = done(database)
    stranger = caller(HEALTH, Role.OFFICER)
    apply(database, rule(LABOUR, heir(HOME)))
    officer = caller(HOME, Role.OFFICER)
    with database.read() as session:
        shown = assignments.get_assignment(session, officer, numbers[0])
        assert (shown["work_state"], shown["available_actions"]) == ("completed", [])
        with pytest.raises(NotFoundError):
            assignments.get_assignment(session, stranger, numbers[0])
    assert by_agency(database, officer, succession="folded") == {HOME: (3, 4)}
    assert by_agency(database, officer) == {HOME: (0, 1)}


@pytest.mark.parametrize("role", [Role.OFFICER, Role.COORDINATOR])
def test_each_reader_counts_and_lists_once_what_is_seen_and_what_was_taken_over(
    database: Database, role: Role
) -> None:
    """Also what the ended agency had given, to others and to itself, as far as it is closed."""
    done(database)
    given = item("g", lead=[LABOUR]), item("h", lead=[HEALTH])
    for number, holder in zip(
        issue(database, *given, plan_id=3, assigner=LABOUR), (LABOUR, HEALTH), strict=True
    ):
        do(database, caller(holder, Role.OFFICER), number, "submit")
        do(database, caller(LABOUR, Role.LEADER), number, "approve", grade="good")
    apply(database, SPLIT, decisions=[decision("proposals", LABOUR)])
    (still_open,) = issue(database, item(lead=[COMMITTEE]), plan_id=4)
    with database.write() as session:
        session.get_one(Assignment, still_open).assigner_agency_id = LABOUR
    for heir_id in (HOME, HEALTH):
        who = caller(heir_id, role)
        seen = visible_to(who) | inherited_by(who)
        with database.read() as session:
            rows = session.scalar(select(func.count()).select_from(Assignment).where(seen))
            found = statistics(session, who, "plan", succession="folded")
            inherited = set(session.scalars(select(Assignment.id).where(inherited_by(who))))
            filters = assignments.Filters(whose=Scope.INHERITED)
            listed = assignments.list_assignments(session, who, filters, 50, None)
        assert found["totals"]["total"] == rows
        assert inherited
        assert sorted(row.id for row in listed) == sorted(inherited)
