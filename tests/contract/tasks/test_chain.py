"""Every act is chained to the one before it, whoever writes it, and nothing can be unwritten."""

import ast
import datetime as dt
from collections.abc import Sized
from pathlib import Path

import pytest
from sqlalchemy import delete, event, text, update
from sqlalchemy.exc import DatabaseError

from common import clock
from common.db import Database
from services.tasks import calendar_changes, chases, history
from services.tasks.history.chain import link
from services.tasks.model import Assignment, History
from services.tasks.proof import Finding, read_database, verify
from tests.contract.tasks.client import Api
from tests.unit.tasks.decrees import apply, heir, rule
from tests.unit.tasks.families import change
from tests.unit.tasks.world import (
    ADMIN,
    COMMUNE,
    COORDINATOR,
    FINANCE,
    HEALTH,
    NOON,
    OFFICER,
    TODAY,
    do,
    issue,
    item,
)

ROOT = Path(__file__).parents[3]
A_DAY = dt.timedelta(days=1)


def found(database: Database) -> list[Finding]:
    """Return what the verifier finds."""
    told: list[Finding] = []
    summary = verify(read_database(database), told.append)
    assert summary.findings == len(told)
    return told


def acts(database: Database, assignment_id: int) -> list[str]:
    chains = {one.assignment: one for one in read_database(database)}
    return [entry.said["action"] for entry in chains[assignment_id].entries]


def test_a_life_of_many_acts_is_one_chain(database: Database) -> None:
    with clock.frozen(NOON):
        one, two = issue(database, item(due=TODAY + 9 * A_DAY, coordinating=[FINANCE]))
        for action in ("accept", "start", "update"):
            do(database, OFFICER, one, action)
        do(database, OFFICER, one, "request_extension", due_on=TODAY + 12 * A_DAY)
        do(database, COORDINATOR, one, "decide_extension", decision="grant")
        do(database, OFFICER, one, "raise_blocker", agency="so-tai-chinh")
        do(database, OFFICER, one, "submit")
        do(database, COORDINATOR, one, "approve", grade="good")
        do(database, COORDINATOR, two, "reassign", agency="xa-an-binh")
    assert acts(database, one)[-2:] == ["submit", "approve"]
    assert found(database) == []


def test_a_plan_that_is_followed_leaves_whole_chains(database: Database) -> None:
    issue(database, item("a", due=TODAY), item("b", lead=[FINANCE], executing=[COMMUNE]))
    do(database, OFFICER, 1, "start")
    change(database, item("x", due=TODAY + 40 * A_DAY), pairs={"x": "a"}, removed=["b"])
    assert acts(database, 1) == ["assign", "start", "carry"]
    assert acts(database, 2) == ["assign", "withdraw"]
    assert found(database) == []


def test_a_round_of_chasing_leaves_whole_chains(database: Database) -> None:
    numbers = issue(database, *(item(key, due=TODAY) for key in "abc"))
    with database.write() as session:
        chases.send(session, chases.Round(COORDINATOR, numbers, None))
    assert [acts(database, one) for one in numbers] == [["assign", "chase"]] * 3
    assert found(database) == []


def test_a_change_of_the_calendar_is_an_act_of_each_review_it_moves(database: Database) -> None:
    with clock.frozen(NOON):
        (one,) = issue(database, item(due=TODAY))
        do(database, OFFICER, one, "submit")
        day = {"day": TODAY + A_DAY, "kind": "holiday", "basis": "12/CĐ-TTg"}
        with database.write() as session:
            calendar_changes.apply(session, ADMIN, calendar_changes.Change([day]), 0)
    assert acts(database, one) == ["assign", "submit", "reckon"]
    assert found(database) == []


def test_any_number_of_heads_is_asked_for_in_parts_that_a_database_takes(
    database: Database,
) -> None:
    ids = issue(database, item(), item("b", lead=[FINANCE]))
    asked: list[int] = []

    def note(_c: object, _k: object, _s: str, parameters: Sized, *_rest: object) -> None:
        asked.append(len(parameters))

    with database.read() as session:
        few = history.heads(session, ids)
        event.listen(database.engine, "before_cursor_execute", note)
        many = history.heads(session, [*range(100, 70_000), *ids])
    assert few == many
    assert len(few) == len(ids)
    assert max(asked) < 2**15


def _age(database: Database, assignment_id: int) -> None:
    """Let the first entry be one from before states were kept whole: it names no duty."""
    (one,) = (one for one in read_database(database) if one.assignment == assignment_id)
    said = dict(one.entries[0].said)
    names = ("work_state", "review_state", "extension_state", "due_on")
    said["snapshot"] = {name: said["snapshot"][name] for name in names}
    with database.engine.begin() as connection:
        connection.execute(text("DROP TRIGGER history_no_update"))
        connection.execute(
            update(History)
            .where(History.assignment_id == assignment_id, History.version == 1)
            .values(snapshot=said["snapshot"], hash=link(one.genesis(), said))
        )


def test_an_old_duty_that_decrees_moved_was_given_to_who_had_it_first(database: Database) -> None:
    with clock.frozen(NOON):
        (one,) = issue(database, item(due=TODAY + 9 * A_DAY))
        _age(database, one)
        assert found(database) == []
        apply(database, rule(HEALTH, heir(FINANCE)))
        change(database, item("x", due=TODAY + 40 * A_DAY, lead=[FINANCE]), pairs={"x": "a"})
        apply(database, rule(FINANCE, heir(COMMUNE)), number=2)
    with database.read() as session:
        assert session.get_one(Assignment, one).agency_id == COMMUNE
    assert acts(database, one) == ["assign", "reorganise", "carry", "reorganise"]
    assert found(database) == []


@pytest.mark.parametrize(
    "statement", [update(History).values(note="x"), delete(History)], ids=["update", "delete"]
)
def test_the_database_refuses_to_change_what_was_done(
    database: Database, statement: object
) -> None:
    issue(database, item())
    with pytest.raises(DatabaseError, match="append-only"), database.write() as session:
        session.execute(statement)  # type: ignore[call-overload]


def test_an_act_on_work_without_history_is_done_and_told_of(database: Database) -> None:
    """Rows put straight into the table: the chain goes on, the verifier says what is missing."""
    (one,) = issue(database, item())
    with database.engine.begin() as connection:
        connection.execute(text("DROP TRIGGER history_no_delete"))
        connection.execute(delete(History))
    do(database, OFFICER, one, "start")
    assert [(finding.kind, finding.version) for finding in found(database)] == [("missing", 1)]


def test_each_act_is_shown_with_its_hash_and_whether_it_fits(api: Api, database: Database) -> None:
    (one,) = issue(database, item())
    for action in ("accept", "start", "update"):
        do(database, OFFICER, one, action)
    path = f"/assignments/{one}/history"
    first = api.json(OFFICER, path, limit=2)
    rest = api.json(OFFICER, path, limit=2, cursor=first["next"])
    assert [act["checked"] for act in first["items"] + rest["items"]] == [True] * 4
    assert len({act["hash"] for act in first["items"] + rest["items"]}) == 4
    assert "state" not in first["items"][0]
    with database.engine.begin() as connection:
        connection.execute(text("DROP TRIGGER history_no_update"))
        connection.execute(text("UPDATE history SET note = 'x' WHERE version = 3"))
    shown = api.json(OFFICER, path)["items"]
    assert [act["checked"] for act in shown] == [True, True, False, True]


def test_only_one_module_writes_history() -> None:
    named = {
        path.relative_to(ROOT).as_posix()
        for path in (ROOT / "services/tasks").rglob("*.py")
        if "migrations" not in path.parts
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Call) and _writes_history(node)
    }
    assert named == {"services/tasks/history/writing.py"}


def _writes_history(call: ast.Call) -> bool:
    """Tell whether a call inserts, updates or deletes `History`, or makes an object of it."""
    function = call.func
    name = getattr(function, "attr", getattr(function, "id", ""))
    of = [getattr(one, "id", getattr(one, "attr", "")) for one in call.args]
    if name == "History":
        return True
    return name.lstrip("_") in {"insert", "update", "delete", "insert_into", "insert_select"} and (
        "History" in of
    )


def test_everything_an_assignment_can_be_is_in_its_snapshot() -> None:
    """A new column belongs into `history.STATE`, or here with the reason why not."""
    apart = {
        "id": "the chain is about it",
        "version": "the entry has it",
        "created_at": "the instant of the first entry",
        "updated_at": "the instant of the last entry",
        "urgency": "follows from state and day",
        "last_note": "the note of an entry",
        "noted_at": "the instant of that entry",
    }
    kept = {*history.SEEN, *history.STATE, "grade"}
    assert set(Assignment.__table__.columns.keys()) == kept | set(apart)
