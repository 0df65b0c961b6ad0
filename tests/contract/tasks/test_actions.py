"""The HTTP door of actions keeps the promises of its reference."""

from typing import Any

import pytest
from sqlalchemy import func, select

from common import clock
from common.caller import Role
from common.db import Database
from common.outbox import OUTBOX
from services.tasks.model import History
from tests.contract.tasks.client import Api
from tests.unit.tasks.world import (
    ADMIN,
    COORDINATOR,
    FINANCE,
    NOON,
    OFFICER,
    TODAY,
    caller,
    do,
    issue,
    item,
)

DOCUMENT = {"number": "12/BC-SYT", "issued_on": "2026-05-20", "sent_to": "UBND tỉnh"}


def test_an_assignment_goes_from_issue_to_completion(api: Api, database: Database) -> None:
    (one, _) = issue(database, item(coordinating=[FINANCE]))
    for who, action, body, state in (
        (OFFICER, "accept", {}, "not_started"),
        (OFFICER, "start", {}, "in_progress"),
        (OFFICER, "submit", {"evidence": [DOCUMENT]}, "submitted"),
        (COORDINATOR, "return", {"note": "Thiếu biểu mẫu"}, "returned"),
        (OFFICER, "submit", {"evidence": [DOCUMENT], "note": "Đã bổ sung"}, "submitted"),
        (COORDINATOR, "approve", {"note": "Tốt"}, "completed"),
    ):
        answer = api.act(who, one, action, body)
        assert answer.status_code == 200, answer.json
        assert answer.json
        assert answer.json["work_state"] == state
        assert answer.headers["ETag"] == f'"{answer.json["version"]}"'
    done = api.json(COORDINATOR, f"/assignments/{one}")
    assert (done["review_state"], done["grade"]) == ("approved", "satisfactory")
    assert done["available_actions"] == []
    assert [d["number"] for d in done["evidence"]] == ["12/BC-SYT", "12/BC-SYT"]
    assert [p["agency"]["slug"] for p in done["partners"]] == ["so-tai-chinh"]
    history = api.json(OFFICER, f"/assignments/{one}/history")
    assert [(h["version"], h["action"]) for h in history["items"]] == list(
        enumerate(("assign", "accept", "start", "submit", "return", "submit", "approve"), 1)
    )
    assert history["items"][3]["evidence"] == [DOCUMENT]
    assert history["items"][4]["note"] == "Thiếu biểu mẫu"
    assert history["items"][4]["cause"].startswith("request:")


def test_what_one_may_act_on_stays_hidden_from_another_of_the_same_role(
    api: Api, database: Database
) -> None:
    (one, other) = issue(database, item(coordinating=[FINANCE]))
    elsewhere, nowhere = caller(FINANCE, Role.OFFICER), caller(None, Role.OFFICER)
    for who, found in ((OFFICER, one), (elsewhere, other)):
        assert api.act(who, found, "accept", {}).status_code == 200
    for who, hidden in ((OFFICER, other), (elsewhere, one), (nowhere, one)):
        assert api.act(who, hidden, "start", {}).status_code == 404


def test_history_is_read_page_by_page(api: Api, database: Database) -> None:
    (one,) = issue(database, item())
    for _ in range(3):
        do(database, OFFICER, one, "update")
    page = api.json(OFFICER, f"/assignments/{one}/history", limit=3)
    rest = api.json(OFFICER, f"/assignments/{one}/history", limit=3, cursor=page["next"])
    assert [act["version"] for act in page["items"] + rest["items"]] == [1, 2, 3, 4]
    assert rest["next"] is None


def test_the_detail_has_the_shape_that_the_reference_promises(api: Api, database: Database) -> None:
    with clock.frozen(NOON):
        (one,) = issue(database, item(due=TODAY))
        found = api.json(OFFICER, f"/assignments/{one}")
    assert found["plan"] == {"id": 1, "number": "1/KH-UBND", "title": "Kế hoạch vì trẻ em"}
    assert found["agency"] == {"id": 2, "slug": "so-y-te", "name": "Sở Y tế"}
    assert found["assigner_agency"]["slug"] == "ubnd-tinh"
    assert (found["role"], found["bindingness"], found["label"]) == ("lead", "order", "III.a")
    assert (found["work_state"], found["review_state"]) == ("not_started", "none")
    assert found["extension_state"] == "none"
    assert found["standing"] == "due_soon"
    assert found["standing_reason"] == {"vi": "Hạn là hôm nay.", "en": "Due today."}
    assert found["deadline"]["last_safe_day"] == "2026-05-20"
    assert found["deadline"]["stated_on"] == "2026-05-21"
    assert found["version"] == 1
    assert found["told"] == {"count": 0, "last_at": None, "steps": []}
    assert found["span"] == [0, 10]


def test_an_unchanged_assignment_is_not_sent_twice(api: Api, database: Database) -> None:
    (one,) = issue(database, item())
    headers = {**api._headers(OFFICER), "If-None-Match": '"1"'}
    assert api.client.get(f"/assignments/{one}", headers=headers).status_code == 304


@pytest.mark.parametrize(
    ("action", "field", "who", "before"),
    [
        ("update", "/note", OFFICER, ()),
        ("submit", "/evidence", OFFICER, ()),
        ("decline", "/note", OFFICER, ()),
        ("return", "/note", COORDINATOR, ("submit",)),
        ("withdraw", "/note", COORDINATOR, ()),
    ],
)
def test_a_missing_field_is_named(
    api: Api, database: Database, action: str, field: str, who: Any, before: tuple[str, ...]
) -> None:
    (one,) = issue(database, item())
    for earlier in before:
        do(database, OFFICER, one, earlier)
    answer = api.act(who, one, action)
    assert answer.status_code == 422
    assert answer.json
    assert [error["pointer"] for error in answer.json["errors"]] == [field]


@pytest.mark.parametrize(
    ("action", "body", "pointer"),
    [
        ("submit", {"evidence": [{"file": "abc"}]}, "/evidence/0/file"),
        ("submit", {"evidence": [{"number": "1", "sent_to": "x"}]}, "/evidence/0/issued_on"),
        ("submit", {"evidence": [{**DOCUMENT, "issued_on": "20/5"}]}, "/evidence/0/issued_on"),
        ("submit", {"evidence": []}, "/evidence"),
        ("submit", {"evidence": [DOCUMENT] * 21}, "/evidence"),
        ("start", {"evidence": [DOCUMENT]}, "/evidence"),
        ("start", {"grade": "good"}, "/grade"),
        ("start", {"grade": "splendid"}, "/grade"),
        ("update", {"note": "a\x00b"}, "/note"),
        ("update", {"note": "  "}, "/note"),
        ("update", {"note": "x" * 4001}, "/note"),
        ("update", {"note": 7}, "/note"),
        ("start", {"colour": "red"}, "/colour"),
    ],
)
def test_a_wrong_body_is_refused_and_changes_nothing(
    api: Api, database: Database, action: str, body: dict[str, Any], pointer: str
) -> None:
    (one,) = issue(database, item())
    answer = api.act(OFFICER, one, action, body)
    assert answer.status_code == 422
    assert answer.json
    assert pointer in [error["pointer"] for error in answer.json["errors"]]
    assert api.json(OFFICER, f"/assignments/{one}")["version"] == 1


@pytest.mark.parametrize("grade", ["xuất sắc", "excellent"])
def test_a_grade_is_named_in_either_language(api: Api, database: Database, grade: str) -> None:
    (one,) = issue(database, item())
    do(database, OFFICER, one, "submit")
    api.act(COORDINATOR, one, "approve", {"grade": grade})
    assert api.json(OFFICER, f"/assignments/{one}")["grade"] == "excellent"


def test_a_stale_version_is_refused_before_the_state_is_judged(
    api: Api, database: Database
) -> None:
    (one,) = issue(database, item())
    do(database, OFFICER, one, "submit")
    answer = api.act(OFFICER, one, "start", If_Match='"1"')
    assert answer.status_code == 412
    assert answer.json
    assert answer.json["current_version"] == 2


def test_an_action_without_a_version_is_refused(api: Api, database: Database) -> None:
    (one,) = issue(database, item())
    assert api.post(OFFICER, one, "start").status_code == 428


def test_a_wrong_state_is_a_conflict(api: Api, database: Database) -> None:
    (one,) = issue(database, item())
    answer = api.act(COORDINATOR, one, "approve")
    assert answer.status_code == 409
    assert answer.json
    assert answer.json["type"].endswith("action-not-available")


def test_anothers_action_is_forbidden(api: Api, database: Database) -> None:
    (one,) = issue(database, item())
    assert api.act(OFFICER, one, "withdraw", {"note": "x"}).status_code == 403
    assert api.act(COORDINATOR, one, "start").status_code == 403
    assert api.act(ADMIN, one, "start").status_code == 403


def test_what_the_caller_may_not_see_is_not_found(api: Api, database: Database) -> None:
    (one,) = issue(database, item())
    stranger = caller(FINANCE, Role.OFFICER)
    assert api.act(stranger, one, "start").status_code == 404
    assert api.get(stranger, f"/assignments/{one}").status_code == 404
    assert api.get(stranger, f"/assignments/{one}/history").status_code == 404


@pytest.mark.parametrize("number", [0, 999, 2**63, 10**30])
def test_an_unknown_number_is_not_found(api: Api, number: int) -> None:
    assert api.get(ADMIN, f"/assignments/{number}").status_code == 404
    assert api.get(ADMIN, f"/assignments/{number}/history").status_code == 404
    assert api.act(OFFICER, number, "start", If_Match='"1"').status_code == 404


def test_an_unknown_action_is_not_found(api: Api, database: Database) -> None:
    (one,) = issue(database, item())
    assert api.act(OFFICER, one, "fly").status_code == 404


def test_a_repeated_key_has_one_effect(api: Api, database: Database) -> None:
    (one,) = issue(database, item())
    body = {"note": "Đã họp triển khai"}
    headers = {"If_Match": '"1"', "Idempotency_Key": "9f0c"}
    first = api.act(OFFICER, one, "update", body, **headers)
    again = api.act(OFFICER, one, "update", body, **headers)
    assert first.status_code == again.status_code == 200
    assert first.json == again.json
    assert api.json(OFFICER, f"/assignments/{one}")["version"] == 2


def test_notes_in_one_instant_are_versions_of_their_own(api: Api, database: Database) -> None:
    with clock.frozen(NOON):
        (one,) = issue(database, item(lead=[FINANCE], coordinating=[2]))[1:]
        for version in (2, 3):
            done = do(database, OFFICER, one, "update", note="Đã góp ý")
            assert done.version == version
    with database.read() as session:
        assert session.scalar(select(func.count()).where(History.assignment_id == one)) == 3


def test_every_act_is_told_with_its_version(database: Database) -> None:
    (one,) = issue(database, item())
    do(database, OFFICER, one, "accept")
    do(database, OFFICER, one, "decline", note="Giao nhầm")
    with database.read() as session:
        told = session.execute(
            select(OUTBOX.c.type, OUTBOX.c.subject, OUTBOX.c.version).order_by(OUTBOX.c.id)
        ).all()
    assert [(row.type.split(".")[2], row.subject, row.version) for row in told] == [
        ("created", str(one), 1),
        ("state_changed", str(one), 2),
        ("state_changed", str(one), 3),
    ]


def test_whoever_works_on_a_duty_has_received_it(database: Database) -> None:
    (one,) = issue(database, item())
    with clock.frozen(NOON):
        assert do(database, OFFICER, one, "start").acknowledged_at == NOON


def test_returned_work_is_judged_by_the_days_given_back(api: Api, database: Database) -> None:
    with clock.frozen(NOON):
        (one,) = issue(database, item(due=TODAY))
        do(database, OFFICER, one, "submit")
    week_later = NOON.replace(day=27)
    with clock.frozen(week_later):
        assert api.json(OFFICER, f"/assignments/{one}")["standing"] == "due_soon"
        do(database, COORDINATOR, one, "return")
        found = api.json(OFFICER, f"/assignments/{one}")
    assert found["due_on"] == "2026-05-29"
    assert found["deadline"]["last_safe_day"] == "2026-05-20"
    assert found["standing"] == "due_soon"
