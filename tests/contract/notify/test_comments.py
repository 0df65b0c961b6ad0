"""Comments and reminders' copies reach the inbox of whom they are for, and nobody's mailbox."""

from typing import Any

import pytest
from sqlalchemy import func, select

from common import events
from common.caller import Caller
from common.db import Database
from services.notify.model import Message
from tests.contract.notify import story
from tests.contract.notify.conftest import Asker
from tests.contract.notify.story import COMMITTEE, CULTURE, FRIDAY, HEALTH

WRITER = story.caller(agency_id=HEALTH, user_id=9)
COLLEAGUE = story.caller(agency_id=HEALTH, user_id=10)
CHIEF = story.caller(agency_id=COMMITTEE, user_id=11)
CLERK = story.caller(agency_id=COMMITTEE, user_id=12)
STRANGER = story.caller(agency_id=CULTURE, user_id=13)


def comment(database: Database, *mentioned: Caller, by: Caller = WRITER) -> events.Event:
    """Let notify hear of a comment."""
    data = story.assignment() | {
        "comment_id": 5,
        "note": "Nhờ xem giúp số liệu",
        "actor_id": by.user_id,
        "actor_name": by.username,
        "actor_agency_id": by.agency_id,
        "at": FRIDAY,
        "mentioned": [{"id": one.user_id, "agency_id": one.agency_id} for one in mentioned],
    }
    return story.hear(database, events.COMMENT_ADDED, 1, data)


def kinds(ask: Asker, who: Caller) -> list[str]:
    return [found["kind"] for found in ask.items("/inbox", who)]


@pytest.mark.parametrize(
    ("by", "told", "silent"), [(WRITER, CHIEF, COLLEAGUE), (CHIEF, WRITER, CLERK)]
)
def test_the_other_side_reads_of_a_comment(
    ask: Asker, database: Database, by: Caller, told: Caller, silent: Caller
) -> None:
    comment(database, by=by)
    assert kinds(ask, told) == ["commented"]
    assert kinds(ask, by) == kinds(ask, silent) == kinds(ask, STRANGER) == []


def test_who_is_mentioned_reads_so_and_no_colleague(ask: Asker, database: Database) -> None:
    comment(database, COLLEAGUE, CLERK)
    assert kinds(ask, COLLEAGUE) == ["mentioned"]
    assert kinds(ask, CLERK) == ["mentioned", "commented"]
    assert kinds(ask, CHIEF) == ["commented"]
    assert kinds(ask, WRITER) == []
    (found,) = ask.items("/inbox", COLLEAGUE)
    assert "Nhờ xem giúp số liệu" in found["text"]
    assert WRITER.username in found["title"]


def test_a_personal_notice_is_read_by_its_reader_alone(ask: Asker, database: Database) -> None:
    comment(database, COLLEAGUE)
    (found,) = ask.items("/inbox", COLLEAGUE)
    assert ask.response("POST", f"/inbox/{found['id']}/read", WRITER).status_code == 404
    assert ask.get("/inbox", COLLEAGUE)["unread"] == 1
    ask.post(f"/inbox/{found['id']}/read", COLLEAGUE)
    assert ask.get("/inbox", COLLEAGUE)["unread"] == 0


def test_a_comment_heard_twice_is_told_once(ask: Asker, database: Database) -> None:
    story.tell(database, comment(database, CLERK))
    assert kinds(ask, CLERK) == ["mentioned", "commented"]


def test_a_comment_is_no_letter(database: Database) -> None:
    story.hear(database, events.AGENCY_CHANGED, 1, story.agency(COMMITTEE, email="a@example.test"))
    comment(database, CLERK)
    with database.read() as session:
        assert session.scalar(select(func.count()).select_from(Message)) == 0


def _reminder(database: Database, **changed: Any) -> None:
    story.hear(database, events.ASSIGNMENT_ESCALATED, 1, story.overdue(**changed))


def test_who_monitors_reads_a_copy_of_the_reminder(ask: Asker, database: Database) -> None:
    _reminder(database, monitor_id=CLERK.user_id)
    assert kinds(ask, CLERK) == ["overdue"]
    assert kinds(ask, CHIEF) == []
    assert kinds(ask, WRITER) == ["overdue"]
    with database.read() as session:
        assert session.scalar(select(func.count()).select_from(Message)) == 1


def test_without_a_monitor_there_is_no_copy(ask: Asker, database: Database) -> None:
    _reminder(database)
    assert kinds(ask, CLERK) == []
