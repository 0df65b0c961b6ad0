"""An administrator varies the life of assignments by kind of plan, within what stays sound."""

from typing import Any

import pytest
from sqlalchemy import select

from common import clock, events
from common.caller import Role
from common.db import Database
from services.tasks.model import Assignment, Plan, VariantRow
from tests.contract.tasks.client import Api
from tests.unit.tasks.world import (
    ADMIN,
    COORDINATOR,
    HEALTH,
    NOON,
    OFFICER,
    TODAY,
    caller,
    do,
    fan_out,
    issue,
    issued,
    item,
    receive,
)

HEAD = caller(HEALTH, Role.HEAD)
PLAIN: dict[str, Any] = {
    "off": [],
    "needs": [],
    "head_submits": False,
    "max_extensions": 2,
    "extension_days": 0,
    "beyond": "label",
    "review_days": 3,
}


def put(api: Api, kind: str, version: int | None = None, **changed: Any) -> Any:
    """Set rules for a kind; on the present version unless one is given."""
    if version is None:
        version = api.json(ADMIN, f"/variants/{kind}")["version"]
    headers = {"If-Match": f'"{version}"'}
    return api.send(ADMIN, "PUT", f"/variants/{kind}", PLAIN | changed, headers)


def actions(api: Api, one: int, who: Any = OFFICER) -> list[str]:
    found: list[str] = api.json(who, f"/assignments/{one}")["available_actions"]
    return found


@pytest.fixture
def one(database: Database) -> int:
    """Return the number of a duty of a plan, 1/KH-UBND."""
    with clock.frozen(NOON):
        return issue(database, item(due=TODAY.replace(day=29)))[0]


def test_rules_hold_for_open_work_of_their_kind_and_for_plans_to_come(
    api: Api, database: Database, one: int
) -> None:
    with clock.frozen(NOON):
        assert "decline" in actions(api, one)
        answer = put(api, "plan", off=["decline"])
        assert (answer.status_code, answer.headers["ETag"]) == (200, '"1"')
        assert answer.json == {"plans": 1, "assignments": 1, "by_state": {"not_started": 1}}
        (later,) = issue(database, item(), plan_id=2)
        for number in (one, later):
            assert "decline" not in actions(api, number)
            assert api.act(OFFICER, number, "decline", {"note": "x"}).status_code == 409
        put(api, "plan")
        assert "decline" in actions(api, one)


def test_kinds_without_rules_of_their_own_have_the_default_ones(
    api: Api, database: Database, one: int
) -> None:
    directive = dict(issued(item(), plan_id=2).data) | {"document_type": "Chỉ thị"}
    receive(
        database, events.decode(events.encode(events.make(events.PLAN_ISSUED, 2, 2, directive)))
    )
    fan_out(database)
    with database.read() as session:
        assert list(session.scalars(select(Plan.kind).order_by(Plan.id))) == ["plan", "directive"]
        other = session.scalars(select(Assignment.id).where(Assignment.plan_id == 2)).one()
    put(api, "directive", off=["hold"])
    put(api, "default", off=["reassign"])
    assert not {"reassign"} & {*actions(api, one, COORDINATOR)}
    assert "hold" in actions(api, one, COORDINATOR)
    assert "reassign" in actions(api, other, COORDINATOR)
    assert "hold" not in actions(api, other, COORDINATOR)
    shown = {row["kind"]: row for row in api.json(ADMIN, "/variants")["items"]}
    assert (shown["plan"]["version"], shown["plan"]["rules"]["off"]) == (0, ["reassign"])
    assert (shown["directive"]["version"], shown["directive"]["rules"]["off"]) == (1, ["hold"])


def test_more_is_asked_for_where_the_rules_say_so(api: Api, database: Database, one: int) -> None:
    with clock.frozen(NOON):
        needs = [{"action": "approve", "fields": [name]} for name in ("grade", "note")]
        put(api, "plan", needs=needs, head_submits=True, review_days=5)
        assert "submit" not in actions(api, one)
        document = {"number": "1/BC", "issued_on": "2026-05-20", "sent_to": "UBND"}
        assert api.act(OFFICER, one, "submit", {"evidence": [document]}).status_code == 403
        api.done(HEAD, one, "submit", {"evidence": [document]})
        found = api.json(COORDINATOR, f"/assignments/{one}")
        assert found["review_due_on"] == "2026-05-27"
        assert found["action_needs"] == {"approve": ["grade", "note"]}
        refused = api.act(COORDINATOR, one, "approve", {"note": "Đạt yêu cầu"})
        assert refused.status_code == 422
        assert refused.json
        assert [error["pointer"] for error in refused.json["errors"]] == ["/grade"]
        api.done(COORDINATOR, one, "approve", {"note": "Đạt yêu cầu", "grade": "good"})


def test_limits_of_extensions_label_or_refuse(api: Api, database: Database, one: int) -> None:
    wanted = {"due_on": "2026-06-20", "note": "Chờ số liệu"}
    with clock.frozen(NOON):
        put(api, "default", extension_days=20)  # nine days are left
        api.done(OFFICER, one, "request_extension", wanted)
        (asked,) = api.json(OFFICER, f"/assignments/{one}")["extensions"]
        assert asked["beyond_limit"] is True
        do(database, COORDINATOR, one, "decide_extension", decision="refuse", note="Không")
        put(api, "default", max_extensions=0, beyond="refuse")
        assert "request_extension" not in actions(api, one)
        assert api.act(OFFICER, one, "request_extension", wanted).status_code == 409


@pytest.mark.parametrize(
    ("changed", "rule", "pointer"),
    [
        ({"off": ["approve"]}, "answered", "/off"),
        ({"off": ["start", "update"]}, "reachable", "/off"),
        ({"needs": [{"action": "start", "fields": ["grade"]}]}, "given", "/needs/start"),
        ({"max_extensions": 11}, "bounded", "/max_extensions"),
    ],
)
def test_rules_with_which_work_could_not_go_on_are_refused_by_name(
    api: Api, database: Database, changed: dict[str, Any], rule: str, pointer: str
) -> None:
    answer = put(api, "plan", **changed)
    assert answer.status_code == 422
    assert answer.json["type"].endswith(":unsound-variant")
    assert answer.json["rule"] == rule
    assert answer.json["errors"][0]["pointer"] == pointer
    with database.read() as session:
        assert session.scalars(select(VariantRow)).all() == []


def test_a_preview_counts_and_changes_nothing(api: Api, database: Database, one: int) -> None:
    with clock.frozen(NOON):
        do(database, OFFICER, one, "start")
    tried = api.send(ADMIN, "POST", "/variants/plan/previews", PLAIN | {"off": ["hold"]})
    assert tried.json == {"plans": 1, "assignments": 1, "by_state": {"in_progress": 1}}
    same = api.send(ADMIN, "POST", "/variants/plan/previews", PLAIN)
    assert same.json == {"plans": 0, "assignments": 0, "by_state": {}}
    assert "hold" in actions(api, one, COORDINATOR)


def test_of_two_who_read_the_same_rules_the_second_is_refused(api: Api) -> None:
    assert put(api, "plan", 0, off=["hold"]).status_code == 200
    assert put(api, "plan", 0, off=["chase"]).status_code == 412
    assert put(api, "plan", 1, off=["chase"]).status_code == 200


@pytest.mark.parametrize("who", [OFFICER, COORDINATOR, caller(1, Role.LEADER)])
def test_administrators_alone_see_and_set_rules(api: Api, who: Any) -> None:
    assert api.get(who, "/variants").status_code == 403
    assert api.send(who, "PUT", "/variants/plan", PLAIN, {"If-Match": '"0"'}).status_code == 403


def test_there_are_no_other_kinds(api: Api) -> None:
    assert api.get(ADMIN, "/variants/khong-co").status_code == 404
