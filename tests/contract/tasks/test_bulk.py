"""One act on many: a row for each, no row hinders another, sent twice it is done once."""

from typing import Any

import pytest
from sqlalchemy import func, insert, select, update
from sqlalchemy.exc import IntegrityError
from werkzeug.test import TestResponse

from common import clock
from common.db import Database
from common.errors import ConflictError
from services.tasks.attempts import attempt
from services.tasks.model import Assignment, History
from tests.contract.tasks.client import Api
from tests.unit.tasks.world import (
    ADMIN,
    COORDINATOR,
    EVIDENCE,
    FINANCE,
    NOON,
    OFFICER,
    do,
    issue,
    item,
)

GONE = 999


@pytest.fixture
def sent(database: Database) -> list[int]:
    """Three duties, of which the first two are submitted; the fourth is another agency's."""
    with clock.frozen(NOON):
        ids = issue(database, item("a"), item("b"), item("c"), item("d", lead=[FINANCE]))
        for number in ids[:2]:
            do(database, OFFICER, number, "submit")
    return ids


def ask(
    api: Api, who: Any, ids: list[int], versions: dict[int, int] | None = None, **body: Any
) -> TestResponse:
    """Send a round on `ids`, with version 1 unless another is given."""
    items = [{"id": one, "version": (versions or {}).get(one, 1)} for one in ids]
    headers = {"Idempotency-Key": body.pop("key", "round-1")}
    with clock.frozen(NOON):
        return api.send(who, "POST", "/assignments/bulk", {"items": items} | body, headers)


def rows(answer: TestResponse) -> dict[int, Any]:
    assert answer.status_code == 200, answer.json
    assert answer.json
    return {one["id"]: one for one in answer.json["items"]}


def version_of(database: Database, number: int) -> int:
    with database.read() as session:
        return session.get_one(Assignment, number).version


def test_each_row_is_done_or_says_why_not(api: Api, database: Database, sent: list[int]) -> None:
    asked = [sent[2], sent[0], GONE, sent[1]]
    answer = ask(api, COORDINATOR, asked, {sent[0]: 2}, action="approve", grade="good")
    assert answer.json
    assert (answer.json["done"], answer.json["failed"]) == (1, 3)
    assert [one["id"] for one in answer.json["items"]] == asked
    found = rows(answer)
    assert (found[sent[0]]["status"], found[sent[0]]["version"]) == (200, 3)
    assert found[sent[0]]["work_state"] == "completed"
    assert found[sent[0]]["problem"] is None
    assert found[sent[1]]["status"] == 412
    assert found[sent[1]]["problem"]["current_version"] == 2
    assert found[sent[1]]["version"] == 2
    assert found[sent[2]]["problem"]["type"] == "urn:dondoc:problem:action-not-available"
    assert (found[GONE]["status"], found[GONE]["text"]) == (404, None)
    assert [version_of(database, one) for one in sent[:3]] == [3, 2, 1]


def test_what_is_not_the_callers_is_not_there(api: Api, sent: list[int]) -> None:
    found = rows(ask(api, OFFICER, [sent[2], sent[3]], action="accept"))
    assert found[sent[2]]["status"] == 200
    assert (found[sent[3]]["status"], found[sent[3]]["agency"]) == (404, None)


def test_a_round_that_is_sent_twice_is_done_once(
    api: Api, database: Database, sent: list[int]
) -> None:
    first = ask(api, OFFICER, sent[2:], action="update", note="Đã họp")
    again = ask(api, OFFICER, sent[2:], action="update", note="Đã họp")
    assert again.json == first.json
    assert version_of(database, sent[2]) == 2
    other = ask(api, OFFICER, sent[2:], action="update", note="Khác")
    assert other.status_code == 422


def test_a_preview_tells_all_and_does_nothing(
    api: Api, database: Database, sent: list[int]
) -> None:
    def acts() -> int:
        with database.read() as session:
            return session.scalar(select(func.count()).select_from(History)) or 0

    before = acts()
    asked: dict[str, Any] = {"action": "return", "note": "Thiếu số liệu", "preview": True}
    found = rows(ask(api, COORDINATOR, sent[:3], dict.fromkeys(sent[:2], 2), **asked))
    assert [found[one]["status"] for one in sent[:3]] == [200, 200, 409]
    assert found[sent[0]]["work_state"] == "returned"
    assert acts() == before
    assert version_of(database, sent[0]) == 2


def test_a_field_that_an_action_needs_is_missed_in_every_row(api: Api, sent: list[int]) -> None:
    found = rows(ask(api, COORDINATOR, sent[:2], dict.fromkeys(sent[:2], 2), action="return"))
    assert {one["status"] for one in found.values()} == {422}
    assert found[sent[0]]["problem"]["errors"][0]["pointer"] == "/note"


def test_one_document_can_show_several_duties(api: Api, sent: list[int]) -> None:
    evidence = [EVIDENCE | {"issued_on": "2026-05-20"}]
    found = rows(ask(api, OFFICER, [sent[2]], action="submit", evidence=evidence))
    assert found[sent[2]]["work_state"] == "submitted"


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({"action": "approve", "items": []}, "/items"),
        ({"action": "approve", "items": [{"id": 1, "version": 1}] * 201}, "/items"),
        ({"action": "approve", "items": [{"id": 1}]}, "/items/0/version"),
        ({"action": "approve", "items": [{"id": 1, "version": 1}] * 2}, "/items/1/id"),
        ({"action": "explode", "items": [{"id": 1, "version": 1}]}, "/action"),
        ({"action": "approve", "items": [{"id": 1, "version": 0}]}, "/items/0/version"),
    ],
)
def test_a_wrong_round_is_refused_whole(api: Api, body: dict[str, Any], pointer: str) -> None:
    answer = api.send(COORDINATOR, "POST", "/assignments/bulk", body)
    assert answer.status_code == 422
    assert answer.json
    assert answer.json["errors"][0]["pointer"] == pointer


def test_an_administrator_acts_on_nothing(api: Api, sent: list[int]) -> None:
    assert ask(api, ADMIN, sent, action="accept").status_code == 403


def test_a_row_whose_place_another_took_meanwhile_hinders_no_other(
    database: Database, sent: list[int]
) -> None:
    table = Assignment.__table__
    with database.write() as session:
        same = dict(session.execute(select(table).where(table.c.id == sent[2])).mappings().one())
        del same["id"]
        problem = attempt(session, lambda: session.execute(insert(Assignment).values(same)))
        assert session.get_one(Assignment, sent[0]).version > 1  # the transaction goes on
    assert isinstance(problem, ConflictError)


def test_what_the_database_refuses_for_another_reason_is_not_called_a_conflict(
    database: Database, sent: list[int]
) -> None:
    wrong = update(Assignment).where(Assignment.id == sent[2]).values(work_state=None)
    with database.write() as session, pytest.raises(IntegrityError):
        attempt(session, lambda: session.execute(wrong))
