"""Đôn đốc in bulk: shown before it is done; then in the history of each duty, told, counted."""

from typing import Any

import pytest
from sqlalchemy import func, select

from common import clock, events
from common.caller import Caller, Role
from common.db import Database
from common.outbox import OUTBOX
from services.tasks.model import History
from tests.contract.tasks.client import Api
from tests.unit.tasks.world import (
    COORDINATOR,
    FINANCE,
    FRONT,
    HEALTH,
    NOON,
    OFFICER,
    TODAY,
    caller,
    do,
    issue,
    item,
)


def chase(api: Api, who: Caller, **body: Any) -> Any:
    with clock.frozen(NOON):
        return api.send(who, "POST", "/chases", body, {"Idempotency-Key": "once"})


def acts(database: Database) -> int:
    with database.read() as session:
        query = select(func.count()).where(History.action == "chase")
        return session.scalar(query) or 0


def test_a_preview_tells_who_reads_what_and_changes_nothing(api: Api, database: Database) -> None:
    one, two = issue(
        database,
        item("a", due=TODAY),
        item("b", lead=[FRONT], bindingness="request"),
    )
    shown = chase(api, COORDINATOR, assignments=[one, two], preview=True).json
    assert (shown["chased"], shown["agencies"], shown["sms_segments"]) == (2, 2, 1)
    by_id = {row["assignment_id"]: row for row in shown["items"]}
    assert "Đề nghị Sở Y tế khẩn trương hoàn thành nhiệm vụ mục III.a" in by_id[one]["text"]
    assert "20/05/2026" in by_id[one]["text"]
    assert by_id[two]["text"].startswith("Trân trọng đề nghị")
    assert acts(database) == 0


def test_a_round_is_logged_for_each_duty_told_and_counted(api: Api, database: Database) -> None:
    one, two = issue(database, item("a", due=TODAY), item("b", due=TODAY, lead=[FINANCE]))
    text = "{agency}: mục {label}, chậm {days_late} ngày"
    sent = chase(api, COORDINATOR, assignments=[one, two], text=text).json
    assert (sent["sent"], sent["chased"], acts(database)) == (True, 2, 2)
    again = chase(api, COORDINATOR, assignments=[one, two], text=text).json
    assert (again["id"], acts(database)) == (sent["id"], 2)  # the same key: the same act
    with database.read() as session:
        told = session.scalars(
            select(OUTBOX.c.body).where(OUTBOX.c.type == events.ASSIGNMENT_STATE_CHANGED)
        ).all()
        causes = session.scalars(select(History.cause).where(History.action == "chase")).all()
    assert {events.decode(body).data["note"] for body in told} == {
        "Sở Y tế: mục III.a, chậm 0 ngày",
        "Sở Tài chính: mục III.b, chậm 0 ngày",
    }
    assert set(causes) == {f"chase:{sent['id']}"}
    (log,) = api.json(COORDINATOR, "/chases")["items"]
    assert (log["text"], log["chased"], log["sms_segments"]) == (text, 2, 2)


def test_who_has_handed_in_is_passed_by_and_the_reason_told(api: Api, database: Database) -> None:
    one, two = issue(database, item("a", due=TODAY), item("b", due=TODAY))
    with clock.frozen(NOON):
        do(database, OFFICER, one, "submit")
    sent = chase(api, COORDINATOR, assignments=[one, two]).json
    assert (sent["chased"], sent["passed_by"], acts(database)) == (1, 1, 1)
    problems = {row["assignment_id"]: row["problem"] for row in sent["items"]}
    assert "submitted" in problems[one]
    assert problems[two] is None


@pytest.mark.parametrize(
    ("who", "status"), [(caller(FINANCE, Role.COORDINATOR), 422), (OFFICER, 403)]
)
def test_nobody_chases_what_another_agency_assigned(
    api: Api, database: Database, who: Caller, status: int
) -> None:
    (one,) = issue(database, item(due=TODAY))
    assert chase(api, who, assignments=[one]).status_code == status
    assert acts(database) == 0


def test_a_text_with_an_unknown_place_is_refused_before_anybody_reads_it(
    api: Api, database: Database
) -> None:
    (one,) = issue(database, item(due=TODAY, lead=[HEALTH]))
    refused = chase(api, COORDINATOR, assignments=[one], text="Kính gửi {ten}")
    assert refused.status_code == 422
    assert refused.json["errors"][0]["pointer"] == "/text"
    assert "{ten}" in refused.json["errors"][0]["detail"]
