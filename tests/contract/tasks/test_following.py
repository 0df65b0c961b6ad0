"""Assignments follow their plans: carried over, withdrawn, corrected, each once."""

import datetime as dt
from typing import Any

import orjson
import pytest
from sqlalchemy import select

from common import events
from common.db import Database
from common.outbox import OUTBOX
from services.tasks import following
from services.tasks.model import (
    Assignment,
    Decision,
    Extension,
    Following,
    History,
    PlanItem,
)
from tests.contract.tasks.client import Api
from tests.unit.tasks.families import change, changing, follow, recalled
from tests.unit.tasks.world import (
    COMMUNE,
    COORDINATOR,
    FINANCE,
    FRONT,
    HEALTH,
    OFFICER,
    do,
    issue,
    issued,
    item,
    receive,
)

DUE = dt.date(2027, 6, 30)
LATER = dt.date(2027, 9, 30)


def state(database: Database) -> list[tuple[int, int, str, str, str]]:
    """Return (plan, agency, item, role, work state) of every assignment, by id."""
    with database.read() as session:
        query = (
            select(
                Assignment.plan_id,
                Assignment.agency_id,
                PlanItem.key,
                Assignment.role,
                Assignment.work_state,
            )
            .join(PlanItem, PlanItem.id == Assignment.item_id)
            .order_by(Assignment.id)
        )
        return [(row[0], row[1], row[2], row[3], row[4]) for row in session.execute(query)]


def acts(database: Database, assignment_id: int) -> list[History]:
    with database.read() as session:
        query = select(History).where(History.assignment_id == assignment_id)
        return list(session.scalars(query.order_by(History.version)))


def told(database: Database) -> list[dict[str, Any]]:
    """Return the data of the events by which agencies hear of a change of plans."""
    with database.read() as session:
        query = select(OUTBOX.c.body).where(OUTBOX.c.type == events.ASSIGNMENT_STATE_CHANGED)
        bodies = [orjson.loads(body)["data"] for body in session.scalars(query)]
    return [data for data in bodies if data.get("followed")]


def get(database: Database, assignment_id: int) -> Assignment:
    with database.read() as session:
        return session.get_one(Assignment, assignment_id)


def test_a_duty_goes_on_under_the_plan_that_replaces_its_own(database: Database) -> None:
    (one,) = issue(database, item("a", due=DUE))
    do(database, OFFICER, one, "start")
    change(database, item("x", due=LATER, text="Tập huấn lại"), pairs={"x": "a"})
    assert state(database) == [(2, HEALTH, "x", "lead", "in_progress")]
    moved = get(database, one)
    assert (moved.due_on, moved.urgency, moved.version) == (LATER, LATER, 3)
    assert [act.action for act in acts(database, one)] == ["assign", "start", "carry"]
    last = acts(database, one)[-1]
    assert last.note == "2/KH-UBND thay thế 1/KH-UBND. / 2/KH-UBND replaces 1/KH-UBND."
    assert last.snapshot["from_plan_id"] == 1
    assert last.snapshot["old_due_on"] == "2027-06-30"
    assert (last.cause or "").startswith("event:")


def test_what_has_no_successor_is_withdrawn_and_what_is_new_is_given(database: Database) -> None:
    issue(database, item("a"), item("b", lead=[FINANCE]))
    change(database, item("x"), item("y", lead=[COMMUNE]), pairs={"x": "a"}, same=["x"])
    assert state(database) == [
        (2, HEALTH, "x", "lead", "not_started"),
        (1, FINANCE, "b", "lead", "withdrawn"),
        (2, COMMUNE, "y", "lead", "not_started"),
    ]


def test_an_agency_that_the_successor_leaves_out_is_withdrawn_and_a_new_one_added(
    database: Database,
) -> None:
    issue(database, item("a", lead=[], executing=[HEALTH, FINANCE]))
    change(database, item("x", lead=[], executing=[FINANCE, FRONT]), pairs={"x": "a"})
    assert state(database) == [
        (1, HEALTH, "a", "executing", "withdrawn"),
        (2, FINANCE, "x", "executing", "not_started"),
        (2, FRONT, "x", "executing", "not_started"),
    ]


def test_what_was_completed_is_not_asked_for_again_after_a_second_change(
    database: Database,
) -> None:
    (one,) = issue(database, item("a"))
    do(database, OFFICER, one, "submit")
    do(database, COORDINATOR, one, "approve")
    change(database, item("x"), pairs={"x": "a"}, same=["x"])
    change(database, item("y"), pairs={"y": "x"}, same=["y"], plan_id=3, old_id=2)
    assert state(database) == [(1, HEALTH, "a", "lead", "completed")]
    # The third asks for something else.
    change(database, item("z"), pairs={"z": "y"}, plan_id=4, old_id=3)
    assert state(database)[1:] == [(4, HEALTH, "z", "lead", "not_started")]


def test_a_partner_that_becomes_answerable_begins_anew(database: Database) -> None:
    issue(database, item("a", coordinating=[FINANCE]))
    change(database, item("x", lead=[FINANCE], coordinating=[HEALTH]), pairs={"x": "a"})
    assert state(database) == [
        (1, HEALTH, "a", "lead", "withdrawn"),
        (1, FINANCE, "a", "coordinating", "withdrawn"),
        (2, FINANCE, "x", "lead", "not_started"),
        (2, HEALTH, "x", "coordinating", "not_started"),
    ]


def test_completed_work_stays_and_is_asked_again_only_in_other_words(database: Database) -> None:
    issue(database, item("a"), item("b"))
    for one in (1, 2):
        do(database, OFFICER, one, "submit")
        do(database, COORDINATOR, one, "approve")
    change(database, item("x"), item("y"), pairs={"x": "a", "y": "b"}, same=["x"])
    assert state(database) == [
        (1, HEALTH, "a", "lead", "completed"),
        (1, HEALTH, "b", "lead", "completed"),
        (2, HEALTH, "y", "lead", "not_started"),
    ]


def test_an_amendment_touches_only_what_it_speaks_of(database: Database) -> None:
    issue(database, item("a", due=DUE), item("b"), item("c"))
    change(
        database,
        item("x", due=LATER),
        item("y", lead=[FINANCE]),
        kind="amends",
        pairs={"x": "a"},
        removed=["c"],
    )
    assert state(database) == [
        (2, HEALTH, "x", "lead", "not_started"),
        (1, HEALTH, "b", "lead", "not_started"),
        (1, HEALTH, "c", "lead", "withdrawn"),
        (2, FINANCE, "y", "lead", "not_started"),
    ]


def test_a_correction_changes_the_words_and_moves_nothing(database: Database, api: Api) -> None:
    (one,) = issue(database, item("a", due=DUE, text="Tập huấn sơ cứu"))
    do(database, OFFICER, one, "start")
    change(
        database,
        item("x", due=LATER, text="Tập huấn sơ cấp cứu"),
        kind="corrects",
        pairs={"x": "a"},
    )
    assert state(database) == [(1, HEALTH, "a", "lead", "in_progress")]
    shown = api.json(OFFICER, f"/assignments/{one}")
    assert (shown["text"], shown["due_on"]) == ("Tập huấn sơ cấp cứu", "2027-06-30")
    assert acts(database, one)[-1].action == "correct"
    found = api.json(OFFICER, "/assignments", q="sơ cấp cứu")["items"]
    assert [row["id"] for row in found] == [one]


def test_a_day_that_was_granted_stays_while_the_plans_own_day_does(database: Database) -> None:
    (one,) = issue(database, item("a", due=DUE))
    do(database, OFFICER, one, "request_extension", due_on=LATER)
    do(database, COORDINATOR, one, "decide_extension", decision=Decision.GRANT)
    change(database, item("x", due=DUE), pairs={"x": "a"})
    assert get(database, one).due_on == LATER


def test_a_moved_day_ends_an_open_request_for_another(database: Database) -> None:
    (one,) = issue(database, item("a", due=DUE))
    do(database, OFFICER, one, "request_extension", due_on=LATER)
    change(database, item("x", due=dt.date(2027, 8, 31)), pairs={"x": "a"})
    moved = get(database, one)
    assert (moved.extension_state, moved.extension_since) == ("none", None)
    with database.read() as session:
        assert session.scalars(select(Extension.state)).all() == ["lapsed"]


def test_a_recall_withdraws_all_that_is_open(database: Database) -> None:
    issue(database, item("a", coordinating=[FINANCE]), item("b"))
    do(database, OFFICER, 3, "submit")
    do(database, COORDINATOR, 3, "approve")
    receive(database, recalled())
    follow(database)
    assert [row[-1] for row in state(database)] == ["withdrawn", "withdrawn", "completed"]
    last = acts(database, 1)[-1]
    assert (last.action, last.actor_name) == ("withdraw", "coordinator")
    assert "Trùng kế hoạch khác" in (last.note or "")


def test_each_agency_is_told_once_of_all_its_duties(database: Database) -> None:
    issue(database, *[item(key, coordinating=[FINANCE]) for key in "abc"])
    receive(database, recalled())
    follow(database, 2)
    heard = told(database)
    assert len(heard) == 6
    first = [(d["agency"]["id"], d["followed"]["duties"]) for d in heard if d["followed"]["first"]]
    assert first == [(HEALTH, 3), (FINANCE, 3)]


@pytest.mark.parametrize("batch", [1, 2, 3, 5, 100])
def test_batches_of_any_size_lead_to_the_same(database: Database, batch: int) -> None:
    everyone = [HEALTH, FINANCE, FRONT, COMMUNE]
    issue(database, *[item(key, lead=[], executing=everyone) for key in "abc"])
    receive(
        database,
        changing(
            item("x", lead=[], executing=everyone[:3]),
            item("y", lead=[], executing=everyone),
            pairs={"x": "a", "y": "b"},
        ),
    )
    follow(database, batch)
    rows = state(database)
    assert len(rows) == 12
    assert sum(row[-1] == "withdrawn" for row in rows) == 5
    assert len(told(database)) == 12
    assert sum(data["followed"]["first"] for data in told(database)) == 4


def test_a_batch_that_was_cut_off_leaves_no_trace(database: Database) -> None:
    issue(database, *[item(key, lead=[], executing=[HEALTH, FINANCE]) for key in "ab"])
    receive(database, recalled())

    def cut_off() -> None:
        with database.write() as session:
            following.move_batch(session, 3)
            raise InterruptedError

    with pytest.raises(InterruptedError):
        cut_off()
    assert {row[-1] for row in state(database)} == {"not_started"}
    follow(database, 3)
    assert {row[-1] for row in state(database)} == {"withdrawn"}
    assert len(told(database)) == 4


def test_a_change_delivered_twice_is_carried_out_once(database: Database) -> None:
    issue(database, item("a"))
    again = changing(item("x"), pairs={"x": "a"})
    for _ in range(2):
        receive(database, again)
        follow(database)
    called = recalled(2)
    for _ in range(2):
        receive(database, called)
        follow(database)
    with database.read() as session:
        assert len(session.scalars(select(Following)).all()) == 2
    assert state(database) == [(2, HEALTH, "x", "lead", "withdrawn")]
    assert get(database, 1).version == 3


def test_a_change_waits_for_the_plan_that_it_changes(database: Database) -> None:
    receive(database, changing(item("x"), pairs={"x": "a"}))
    receive(database, recalled(2))
    follow(database)
    assert state(database) == []
    issue(database, item("z"), plan_id=9)
    receive(database, issued(item("a")))
    follow(database)
    assert state(database) == [
        (9, HEALTH, "z", "lead", "not_started"),
        (2, HEALTH, "x", "lead", "withdrawn"),
    ]


def test_who_acts_meanwhile_is_told_to_read_again(database: Database, api: Api) -> None:
    (one,) = issue(database, item("a"))
    change(database, item("x"), pairs={"x": "a"})
    answer = api.post(OFFICER, one, "start", If_Match='"1"', Idempotency_Key="k")
    assert answer.status_code == 412
    assert api.act(OFFICER, one, "start").status_code == 200


def test_an_amended_duty_is_found_under_its_new_plan(database: Database, api: Api) -> None:
    (one,) = issue(database, item("a"))
    change(database, item("x", text="Việc đã sửa"), kind="amends", pairs={"x": "a"})
    found = api.json(COORDINATOR, "/assignments", plan=2)["items"]
    assert [(row["id"], row["plan"]["number"], row["text"]) for row in found] == [
        (one, "2/KH-UBND", "Việc đã sửa")
    ]
    history = api.json(OFFICER, f"/assignments/{one}/history")["items"]
    assert [act["action"] for act in history] == ["assign", "carry"]
