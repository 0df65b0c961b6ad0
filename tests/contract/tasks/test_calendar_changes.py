"""A corrected calendar: shown before it is made; deadlines stay; each agency hears of it once."""

import datetime as dt
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from common import clock, events
from common.caller import Caller
from common.config import Config, Environment
from common.db import Database
from common.errors import StaleVersionError
from common.outbox import OUTBOX
from common.web.tokens import Minter
from services.tasks import calendar_changes
from services.tasks.calendars import NATIONAL
from services.tasks.escalation import ladder as escalation
from services.tasks.main import web
from services.tasks.model import Assignment, CalendarChange
from tests.contract.tasks.client import Api
from tests.unit.tasks.world import (
    ADMIN,
    COMMITTEE,
    COORDINATOR,
    FINANCE,
    HEALTH,
    NOON,
    OFFICER,
    do,
    issue,
    item,
)

DUE = dt.date(2026, 5, 28)  # a Thursday; three days before it is a Monday
MONDAY = dt.date(2026, 5, 25)


def change(agency_id: int | None = None, kind: str = "holiday") -> dict[str, Any]:
    """Return the body that makes the Monday a day off."""
    days = [{"day": MONDAY.isoformat(), "kind": kind, "basis": "Công văn số 12/UBND-VX"}]
    return {"agency_id": agency_id, "days": days}


def send(api: Api, method: str, path: str, body: Any, who: Caller = ADMIN) -> Any:
    with clock.frozen(NOON):
        known = api.get(ADMIN, "/calendar/days").headers["ETag"]
        headers = {"If-Match": known} if method == "PUT" else {}
        return api.send(who, method, path, body, headers)


def digests(database: Database) -> list[dict[str, Any]]:
    with database.read() as session:
        bodies = session.scalars(select(OUTBOX.c.body).where(OUTBOX.c.type == events.DIGEST_MADE))
        return [dict(events.decode(body).data) for body in bodies]


def test_a_preview_names_what_would_move_and_changes_nothing(api: Api, database: Database) -> None:
    issue(database, item("a", due=DUE), item("b", due=DUE, lead=[FINANCE]), item("c"))
    before = api.json(ADMIN, "/calendar/days")
    shown = send(api, "POST", "/calendar/previews", change()).json
    assert (shown["assignments"], shown["agencies"]) == (2, 2)
    (day,) = shown["days"]
    assert day["due_on"] == "2026-05-28"
    assert day["working_days_left"] == {"before": 6, "after": 5}
    assert day["steps"] == [{"step": "yellow", "before": "2026-05-25", "after": "2026-05-22"}]
    assert api.json(ADMIN, "/calendar/days") == before
    assert digests(database) == []


def test_a_change_is_versioned_and_each_agency_hears_of_it_once(
    api: Api, database: Database
) -> None:
    one, _, _ = issue(
        database, item("a", due=DUE), item("b", due=DUE), item("c", due=DUE, lead=[FINANCE])
    )
    before = api.json(ADMIN, "/calendar/days")["calendar"]
    send(api, "PUT", "/calendar/days", change())
    after = api.json(ADMIN, "/calendar/days")
    assert after["calendar"] == f"{before}.1"
    assert [(day["day"], day["kind"]) for day in after["days"]] == [("2026-05-25", "holiday")]
    assert {row["agency"]["id"]: row["counts"] for row in digests(database)} == {
        HEALTH: {"assignments": 2},
        FINANCE: {"assignments": 1},
    }
    with clock.frozen(NOON):
        detail = api.json(COORDINATOR, f"/assignments/{one}")
    assert detail["standing_rules"]["calendar"] == f"{before}.1"
    assert "5 working days" in detail["standing_reason"]["en"]
    assert detail["due_on"] == "2026-05-28"


def test_a_correction_can_be_taken_back(api: Api, database: Database) -> None:
    issue(database, item(due=DUE))
    send(api, "PUT", "/calendar/days", change())
    taken_back = send(api, "PUT", "/calendar/days", change(kind="as_ruled")).json
    assert taken_back["days"][0]["working_days_left"] == {"before": 5, "after": 6}


def test_an_agencys_own_day_moves_what_it_assigned_alone(api: Api, database: Database) -> None:
    issue(database, item("a", due=DUE))
    issue(database, item("b", due=DUE), plan_id=2, assigner=FINANCE)
    shown = send(api, "PUT", "/calendar/days", change(COMMITTEE)).json
    assert (shown["assignments"], shown["days"][0]["assigner_agency_id"]) == (1, COMMITTEE)


def test_the_reviewers_last_day_moves_with_the_calendar(api: Api, database: Database) -> None:
    (one,) = issue(database, item(due=DUE))
    with clock.frozen(NOON):
        do(database, OFFICER, one, "submit")
    assert send(api, "PUT", "/calendar/days", change()).json["reviews"] == 1
    with database.read() as session:
        assert session.get_one(Assignment, one).review_due_on == MONDAY + dt.timedelta(days=1)


def test_a_change_of_what_was_changed_meanwhile_is_refused(api: Api) -> None:
    stale = {"If-Match": '"0"'}
    assert api.send(ADMIN, "PUT", "/calendar/days", change(), stale).status_code == 200
    refused = api.send(ADMIN, "PUT", "/calendar/days", change(kind="as_ruled"), stale)
    assert refused.status_code == 412
    assert api.send(ADMIN, "PUT", "/calendar/days", change()).status_code == 428


def test_only_an_administrator_changes_the_calendar(api: Api) -> None:
    assert send(api, "PUT", "/calendar/days", change(), COORDINATOR).status_code == 403


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        (change(agency_id=99), "/agency_id"),
        ({"days": change()["days"] * 2}, "/days"),
        ({"days": []}, "/days"),
        (change(kind="maybe"), "/days/0/kind"),
    ],
)
def test_a_wrong_change_names_the_field(api: Api, body: Any, pointer: str) -> None:
    refused = send(api, "PUT", "/calendar/days", body)
    assert refused.status_code == 422
    assert refused.json["errors"][0]["pointer"] == pointer


def test_of_two_who_read_the_same_calendar_the_second_is_refused(database: Database) -> None:
    issue(database, item(due=DUE))
    wanted = calendar_changes.Change([{"day": MONDAY, "kind": "holiday", "basis": "Quyết định"}])
    with database.write() as session:
        # The first one's row; its days are not to be seen by the second yet.
        first = {"jurisdiction": 0, "at": NOON, "actor_id": 1, "actor_name": "x"}
        session.add(CalendarChange(edition=1, days=[], before=[], **first))
    with pytest.raises(StaleVersionError), database.write() as session:
        calendar_changes.apply(session, ADMIN, wanted, 0)


def test_a_step_far_from_its_deadline_is_seen_to_move(database: Database) -> None:
    due = dt.date(2026, 1, 5)
    far = {"name": "far", "level": "deep_red", "days": 90, "to": "assigner", "working": True}
    ladder = escalation.parse({"step": [far]})
    (step,) = ladder.steps
    issue(database, item(due=due))
    moved = {"day": step.day(due, NATIONAL), "kind": "holiday", "basis": "Quyết định"}
    with database.read() as session, clock.frozen(NOON):
        shown = calendar_changes.preview(session, calendar_changes.Change([moved]), ladder)
        assert calendar_changes.preview(session, calendar_changes.Change([moved]))["days"] == []
    assert shown["assignments"] == 1


def test_an_offices_own_ladder_is_what_a_preview_speaks_of(
    database: Database, minter: Minter, make_config: Callable[[str], Config], tmp_path: Path
) -> None:
    path = tmp_path / "ladder.toml"
    path.write_text('[[step]]\nname = "own"\nlevel = "yellow"\ndays = -3\nto = "owner"\n', "utf-8")
    own = web(make_config("tasks"), database, Environment({"DONDOC_LADDER": str(path)}))
    issue(database, item(due=DUE))
    found = send(Api(own.test_client(), minter), "POST", "/calendar/previews", change()).json
    assert [step["step"] for day in found["days"] for step in day["steps"]] == ["own"]
