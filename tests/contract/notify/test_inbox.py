"""An agency has one inbox; each of its accounts reads it for itself, in its own language."""

import pytest

from common import events
from common.caller import Caller
from common.db import Database
from tests.contract.notify import story
from tests.contract.notify.conftest import Asker
from tests.contract.notify.story import CULTURE, HEALTH

FIRST = story.caller(agency_id=HEALTH, user_id=9)
SECOND = story.caller(agency_id=HEALTH, user_id=10)
STRANGER = story.caller(agency_id=CULTURE, user_id=11)
NOBODY = story.caller(agency_id=None, user_id=12)


@pytest.fixture
def three(database: Database) -> Database:
    """Return a database with three notices for one agency, none of them sendable."""
    for number in (42, 43, 44):
        story.created(database, assignment_id=number)
    return database


def test_all_accounts_of_the_agency_see_its_notices(ask: Asker, three: Database) -> None:
    for caller in (FIRST, SECOND):
        assert [i["assignment_id"] for i in ask.items("/inbox", caller)] == [44, 43, 42]
    assert ask.get("/inbox", STRANGER) == {"items": [], "next": None, "unread": 0}
    assert ask.get("/inbox", NOBODY)["unread"] == 0


def test_each_account_reads_for_itself(ask: Asker, three: Database) -> None:
    item = ask.items("/inbox", FIRST)[0]["id"]
    assert ask.post(f"/inbox/{item}/read", FIRST) == {"unread": 2}
    assert ask.items("/inbox", FIRST)[0]["read_at"] is not None
    assert ask.items("/inbox", SECOND)[0]["read_at"] is None


def test_reading_twice_changes_nothing(ask: Asker, three: Database) -> None:
    item = ask.items("/inbox", FIRST)[0]["id"]
    ask.post(f"/inbox/{item}/read", FIRST)
    before = ask.items("/inbox", FIRST)[0]["read_at"]
    assert ask.post(f"/inbox/{item}/read", FIRST) == {"unread": 2}
    assert ask.items("/inbox", FIRST)[0]["read_at"] == before


def test_the_unread_can_be_had_alone(ask: Asker, three: Database) -> None:
    item = ask.items("/inbox", FIRST)[0]["id"]
    ask.post(f"/inbox/{item}/read", FIRST)
    assert [i["assignment_id"] for i in ask.items("/inbox?unread=true", FIRST)] == [43, 42]


def test_all_can_be_read_at_once(ask: Asker, three: Database) -> None:
    item = ask.items("/inbox", FIRST)[1]["id"]
    ask.post(f"/inbox/{item}/read", FIRST)
    assert ask.post("/inbox/read-all", FIRST) == {"unread": 0}
    assert ask.get("/inbox", SECOND)["unread"] == 3
    assert ask.post("/inbox/read-all", NOBODY) == {"unread": 0}


@pytest.mark.parametrize("caller", [STRANGER, NOBODY])
def test_a_foreign_notice_is_not_there(ask: Asker, three: Database, caller: Caller) -> None:
    item = ask.items("/inbox", FIRST)[0]["id"]
    assert ask.response("POST", f"/inbox/{item}/read", caller).status_code == 404
    assert ask.response("POST", f"/inbox/{2**70}/read", FIRST).status_code == 404
    assert ask.get("/inbox", FIRST)["unread"] == 3


def test_a_notice_is_shown_in_the_language_of_its_reader(ask: Asker, three: Database) -> None:
    story.hear(three, events.ACCOUNT_CHANGED, 1, story.account(9, HEALTH, "en"))
    assert ask.items("/inbox", FIRST)[0]["title"].startswith("New assignment")
    assert ask.items("/inbox", SECOND)[0]["title"].startswith("Nhiệm vụ mới")
    assert ask.items("/inbox?language=vi", FIRST)[0]["title"].startswith("Nhiệm vụ mới")


def test_pages_follow_each_other_from_the_newest(ask: Asker, three: Database) -> None:
    first = ask.get("/inbox?limit=2", FIRST)
    second = ask.get(f"/inbox?limit=2&cursor={first['next']}", FIRST)
    assert [i["assignment_id"] for i in first["items"] + second["items"]] == [44, 43, 42]
    assert second["next"] is None


def test_the_inbox_is_for_those_who_are_logged_in(ask: Asker, three: Database) -> None:
    assert ask.response("GET", "/inbox").status_code == 401
    assert ask.response("POST", "/inbox/read-all").status_code == 401
