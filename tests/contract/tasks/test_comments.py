"""Comments: who reads and writes them, whom they mention, how long they can be changed."""

import datetime as dt
from typing import Any

import pytest
from sqlalchemy import insert, select

from common import clock, events
from common.caller import Caller, Role
from common.db import Database
from common.outbox import OUTBOX
from services.tasks.model import Account
from tests.contract.tasks.client import Api
from tests.unit.tasks.world import (
    ADMIN,
    COMMITTEE,
    COORDINATOR,
    FINANCE,
    FRONT,
    HEALTH,
    NOON,
    OFFICER,
    caller,
    issue,
    item,
    receive,
)

STRANGER = caller(FINANCE, Role.OFFICER)


def hire(database: Database, number: int, username: str, agency_id: int | None, role: Role) -> None:
    """Let tasks hear of an account."""
    data = {"id": number, "username": username, "agency_id": agency_id, "roles": [role]}
    data |= {"language": "vi", "active": True}
    event = events.make(events.ACCOUNT_CHANGED, number, 1, data)
    receive(database, events.decode(events.encode(event)))


def path(assignment_id: int, comment_id: int | None = None) -> str:
    found = f"/assignments/{assignment_id}/comments"
    return found if comment_id is None else f"{found}/{comment_id}"


def say(api: Api, who: Caller, assignment_id: int, text: str = "Đã nhận được công văn.") -> Any:
    answer = api.send(who, "POST", path(assignment_id), {"text": text})
    assert answer.status_code == 201, answer.json
    return answer.json


def told(database: Database) -> list[dict[str, Any]]:
    """Return the data of every comment's event."""
    query = select(OUTBOX.c.body).where(OUTBOX.c.type == events.COMMENT_ADDED)
    with database.read() as session:
        bodies = session.scalars(query.order_by(OUTBOX.c.id)).all()
    return [dict(events.decode(body).data) for body in bodies]


def test_both_sides_read_what_each_says(api: Api, database: Database) -> None:
    (one,) = issue(database, item())
    say(api, OFFICER, one, "Chưa có số liệu của huyện.")
    say(api, COORDINATOR, one, "Hỏi Chi cục Thống kê.")
    for who in (OFFICER, COORDINATOR, ADMIN):
        texts = [found["text"] for found in api.json(who, path(one))["items"]]
        assert texts == ["Hỏi Chi cục Thống kê.", "Chưa có số liệu của huyện."]
    assert api.json(OFFICER, f"/assignments/{one}")["comments"] == 2


def test_a_comment_is_no_act(api: Api, database: Database) -> None:
    (one,) = issue(database, item())
    before = api.json(OFFICER, f"/assignments/{one}")
    say(api, OFFICER, one, "Đã xong.")
    after = api.json(OFFICER, f"/assignments/{one}")
    assert (after["version"], after["work_state"]) == (before["version"], before["work_state"])
    assert len(api.json(OFFICER, f"/assignments/{one}/history")["items"]) == 1


def test_a_foreign_agency_finds_nothing(api: Api, database: Database) -> None:
    (one,) = issue(database, item())
    made = say(api, OFFICER, one)
    assert api.get(STRANGER, path(one)).status_code == 404
    assert api.send(STRANGER, "POST", path(one), {"text": "x"}).status_code == 404
    assert api.send(STRANGER, "DELETE", path(one, made["id"]), None).status_code == 404
    headers = {"If-Match": '"1"'}
    answer = api.send(STRANGER, "PATCH", path(one, made["id"]), {"text": "x"}, headers)
    assert answer.status_code == 404
    assert len(told(database)) == 1


def test_an_administrator_reads_and_does_not_write(api: Api, database: Database) -> None:
    (one,) = issue(database, item())
    assert api.send(ADMIN, "POST", path(one), {"text": "x"}).status_code == 403


@pytest.mark.parametrize("text", ["", "   ", "x" * 2001, "\x00"])
def test_a_text_says_something_within_bounds(api: Api, database: Database, text: str) -> None:
    (one,) = issue(database, item())
    answer = api.send(OFFICER, "POST", path(one), {"text": text})
    assert answer.status_code == 422
    assert answer.json is not None
    assert answer.json["errors"][0]["pointer"] == "/text"


def test_a_repeated_request_is_one_comment(api: Api, database: Database) -> None:
    (one,) = issue(database, item())
    key = {"Idempotency-Key": "k1"}
    first = api.send(OFFICER, "POST", path(one), {"text": "x"}, key)
    again = api.send(OFFICER, "POST", path(one), {"text": "x"}, key)
    assert first.json == again.json
    assert len(told(database)) == 1


# ─── mentions ────────────────────────────────────────────────────────────────


def test_a_mention_is_told_to_whom_it_names(api: Api, database: Database) -> None:
    (one,) = issue(database, item())
    hire(database, 31, "lan", COMMITTEE, Role.COORDINATOR)
    hire(database, 32, "minh.2", HEALTH, Role.OFFICER)
    say(api, OFFICER, one, "Nhờ @lan và @Minh.2. Thư: x@lan")
    (data,) = told(database)
    assert data["mentioned"] == [
        {"id": 31, "agency_id": COMMITTEE},
        {"id": 32, "agency_id": HEALTH},
    ]
    assert (data["actor_id"], data["note"][:4]) == (OFFICER.user_id, "Nhờ ")
    assert api.json(OFFICER, path(one))["items"][0]["mentions"] == ["lan", "minh.2"]


def test_who_mentions_himself_is_not_told(api: Api, database: Database) -> None:
    (one,) = issue(database, item())
    hire(database, OFFICER.user_id, "me", HEALTH, Role.OFFICER)
    say(api, OFFICER, one, "@me sẽ làm")
    assert told(database)[0]["mentioned"] == []


@pytest.mark.parametrize(
    ("agency_id", "role"),
    [
        (FINANCE, Role.OFFICER),
        (COMMITTEE, Role.OFFICER),
        (FRONT, Role.LEADER),
        (None, Role.ADMIN),
    ],
)
def test_only_who_may_see_the_assignment_is_mentioned(
    api: Api, database: Database, agency_id: int | None, role: Role
) -> None:
    (one,) = issue(database, item())
    hire(database, 31, "lan", agency_id, role)
    answer = api.send(OFFICER, "POST", path(one), {"text": "hỏi @lan"})
    assert answer.status_code == 422
    assert answer.json is not None
    assert "@lan" in answer.json["errors"][0]["detail"]
    assert told(database) == []


def test_roles_that_were_not_kept_are_learned_from_the_same_version(
    api: Api, database: Database
) -> None:
    (one,) = issue(database, item())
    with database.write() as session:
        known = {"id": 31, "username": "lan", "agency_id": COMMITTEE}
        session.execute(insert(Account).values(**known, active=True, version=1))
    say(api, OFFICER, one, "hỏi @lan")  # whoever may be a coordinator is taken for one
    hire(database, 31, "lan", COMMITTEE, Role.OFFICER)
    assert api.send(OFFICER, "POST", path(one), {"text": "hỏi @lan"}).status_code == 422


def test_mentions_are_few(api: Api, database: Database) -> None:
    (one,) = issue(database, item())
    text = " ".join(f"@u{number}" for number in range(11))
    assert api.send(OFFICER, "POST", path(one), {"text": text}).status_code == 422


# ─── changing and deleting ───────────────────────────────────────────────────


def edit(api: Api, who: Caller, one: int, made: Any, text: str) -> Any:
    headers = {"If-Match": f'"{made["version"]}"'}
    return api.send(who, "PATCH", path(one, made["id"]), {"text": text}, headers)


def test_a_comment_can_be_changed_for_a_quarter_of_an_hour(api: Api, database: Database) -> None:
    with clock.frozen(NOON):
        (one,) = issue(database, item())
        made = say(api, OFFICER, one, "hom nay")
    with clock.frozen(NOON + dt.timedelta(minutes=14)):
        answer = edit(api, OFFICER, one, made, "hôm nay")
        assert (answer.status_code, answer.json["text"]) == (200, "hôm nay")
        assert answer.json["edited_at"] is not None
        assert edit(api, OFFICER, one, made, "cũ").status_code == 412
    with clock.frozen(NOON + dt.timedelta(minutes=16)):
        assert edit(api, OFFICER, one, answer.json, "muộn").status_code == 409
    assert len(told(database)) == 1


def test_a_change_adds_no_mention(api: Api, database: Database) -> None:
    (one,) = issue(database, item())
    hire(database, 31, "lan", COMMITTEE, Role.COORDINATOR)
    made = say(api, OFFICER, one)
    answer = edit(api, OFFICER, one, made, "hỏi @lan")
    assert answer.status_code == 422


def test_only_the_author_changes_or_deletes(api: Api, database: Database) -> None:
    (one,) = issue(database, item())
    made = say(api, OFFICER, one)
    assert edit(api, COORDINATOR, one, made, "khác").status_code == 403
    assert api.send(COORDINATOR, "DELETE", path(one, made["id"]), None).status_code == 403


def test_a_deleted_comment_leaves_its_place(api: Api, database: Database) -> None:
    (one,) = issue(database, item())
    made = say(api, OFFICER, one, "nhầm")
    for _ in range(2):
        assert api.send(OFFICER, "DELETE", path(one, made["id"]), None).status_code == 200
    (left,) = api.json(COORDINATOR, path(one))["items"]
    assert (left["text"], left["author"]["name"]) == ("", OFFICER.username)
    assert left["deleted_at"] is not None
    assert edit(api, OFFICER, one, left, "lại").status_code == 409


def test_a_comment_of_another_assignment_is_not_found(api: Api, database: Database) -> None:
    one, two = issue(database, item("a"), item("b"))
    made = say(api, OFFICER, one)
    assert api.send(OFFICER, "DELETE", path(two, made["id"]), None).status_code == 404
