"""Đôn đốc: a person's act, in the history, told to the agency; never to who has nothing to do."""

import pytest
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from common import clock, events
from common.caller import Caller, Role
from common.db import Database
from common.errors import InvalidInputError, NotAllowedError
from common.outbox import OUTBOX
from services.tasks import chasing
from services.tasks.model import ActionNotAvailableError, Assignment, History
from tests.unit.tasks.world import (
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

TEXT = "Đề nghị quý cơ quan báo cáo trước 16 giờ ngày mai."


def chase(
    database: Database, assignment_id: int, who: Caller = COORDINATOR, text: str = TEXT
) -> None:
    with database.write() as session, clock.frozen(NOON):
        whole = (
            joinedload(Assignment.plan),
            joinedload(Assignment.item),
            joinedload(Assignment.agency),
        )
        work = session.get_one(Assignment, assignment_id, options=whole)
        chasing.chase(session, work, who, NOON, text)


def test_a_chase_is_a_version_of_its_own_in_the_history_and_an_event(database: Database) -> None:
    (one,) = issue(database, item(due=TODAY))
    chase(database, one)
    chase(database, one, text="Lần thứ hai.")
    with database.read() as session:
        acts = session.scalars(select(History).order_by(History.version)).all()
        assert [(act.version, act.action, act.note) for act in acts] == [
            (1, "assign", None),
            (2, "chase", TEXT),
            (3, "chase", "Lần thứ hai."),
        ]
        told = session.scalars(
            select(OUTBOX.c.body).where(OUTBOX.c.type == events.ASSIGNMENT_STATE_CHANGED)
        ).all()
    first = events.decode(told[0])
    assert (first.version, first.data["action"], first.data["note"]) == (2, "chase", TEXT)
    assert first.data["from_state"] == first.data["work_state"] == "not_started"


@pytest.mark.parametrize("who", [OFFICER, caller(FINANCE, Role.COORDINATOR)])
def test_only_the_assigner_chases(database: Database, who: Caller) -> None:
    (one,) = issue(database, item())
    with pytest.raises(NotAllowedError):
        chase(database, one, who)


@pytest.mark.parametrize("state", ["submitted", "completed", "withdrawn", "declined"])
def test_nobody_is_pressed_for_what_is_not_theirs_to_do(database: Database, state: str) -> None:
    (one,) = issue(database, item())
    with clock.frozen(NOON):
        if state in {"submitted", "completed"}:
            do(database, OFFICER, one, "submit")
        if state == "completed":
            do(database, COORDINATOR, one, "approve")
        if state == "withdrawn":
            do(database, COORDINATOR, one, "withdraw")
        if state == "declined":
            do(database, OFFICER, one, "decline")
    with pytest.raises(ActionNotAvailableError):
        chase(database, one)


def test_a_coordinating_agency_is_not_pressed(database: Database) -> None:
    (one,) = issue(database, item(lead=[], coordinating=[FINANCE]))
    with pytest.raises(NotAllowedError):
        chase(database, one)


@pytest.mark.parametrize("text", ["", "  ", "a" * (chasing.LONGEST_TEXT + 1)])
def test_a_chase_says_something_and_not_too_much(database: Database, text: str) -> None:
    (one,) = issue(database, item())
    with pytest.raises(InvalidInputError):
        chase(database, one, text=text)
