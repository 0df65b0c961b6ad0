"""What is stuck in notify: each kind appears with its cause, and goes with it or with a reason."""

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select

from common import clock
from common.caller import Role
from common.config import Config, Environment
from common.db import Database
from common.events import AGENCY_CHANGED
from common.web.tokens import Minter
from services.notify.channels import Outcome, Resend
from services.notify.main import web
from services.notify.model import Medium, Message
from services.notify.recovery import sweep
from services.notify.sending import send_next
from tests.contract.notify import story
from tests.contract.notify.conftest import Asker
from tests.contract.notify.scripted import Scripted
from tests.contract.notify.story import COMMITTEE, CULTURE, FRIDAY, HEALTH

Json = dict[str, Any]
ADMIN = story.caller(Role.ADMIN, agency_id=None)
COORDINATOR = story.caller(Role.COORDINATOR, agency_id=COMMITTEE)
STRANGER = story.caller(Role.COORDINATOR, agency_id=CULTURE)
WHY = {"note": "Đã báo qua điện thoại"}


def stuck(ask: Asker, kind: str, who: Any = ADMIN) -> list[Json]:
    return ask.items(f"/stuck?kind={kind}", who)


@pytest.fixture
def rejected(database: Database) -> Database:
    """Return a database with a message to Sở Y tế that its provider refuses for good."""
    with clock.frozen(FRIDAY):
        story.settle_in(database)
        story.created(database)
        refusing = Scripted(Resend.NEVER, Outcome.permanent("no such mailbox"))
        while send_next(database, story.desk(Medium.EMAIL, refusing)):
            pass
    return database


def test_a_failed_send_is_tried_again_with_a_reason(ask: Asker, rejected: Database) -> None:
    (one,) = stuck(ask, "failed_send")
    assert (one["service"], one["retryable"], one["link"]) == ("notify", True, "/assignments/42")
    assert one["owner"] == {"agency_id": COMMITTEE, "name": "UBND tỉnh Mẫu"}
    assert "no such mailbox" in one["cause"]["vi"]
    assert "Sở Y tế" in one["cause"]["en"]
    with clock.frozen(FRIDAY):
        act = ask.post(f"/stuck/{one['id']}/retry", COORDINATOR, json=WHY)
    assert (act["action"], act["note"]) == ("retry", WHY["note"])
    assert act["by"]["id"] == COORDINATOR.user_id
    assert stuck(ask, "failed_send") == []
    (message,) = ask.items("/messages", ADMIN)
    assert message["state"] == "due"
    (logged,) = ask.items("/stuck/acts", COORDINATOR)
    assert (logged["item"], logged["cause"]) == (one["id"], one["cause"]["vi"])
    assert ask.items("/stuck/acts", STRANGER) == []


def test_a_settled_failure_is_gone_until_it_fails_again(ask: Asker, rejected: Database) -> None:
    (one,) = stuck(ask, "failed_send", COORDINATOR)
    with clock.frozen(FRIDAY):
        ask.post(f"/stuck/{one['id']}/resolve", COORDINATOR, json=WHY)
        assert stuck(ask, "failed_send") == []
        again = ask.response("POST", f"/stuck/{one['id']}/resolve", COORDINATOR, json=WHY)
        assert again.status_code == 404


@pytest.mark.parametrize("act", ["retry", "resolve"])
def test_a_foreign_failure_is_not_there(ask: Asker, rejected: Database, act: str) -> None:
    (one,) = stuck(ask, "failed_send")
    assert stuck(ask, "failed_send", STRANGER) == []
    reply = ask.response("POST", f"/stuck/{one['id']}/{act}", STRANGER, json=WHY)
    assert reply.status_code == 404


@pytest.mark.parametrize("body", [{}, {"note": "  "}, {"note": "x" * 501}])
def test_nothing_is_done_without_a_reason(ask: Asker, rejected: Database, body: Json) -> None:
    (one,) = stuck(ask, "failed_send")
    reply = ask.response("POST", f"/stuck/{one['id']}/resolve", ADMIN, json=body)
    assert reply.status_code == 422
    assert reply.get_json()["errors"][0]["pointer"] == "/note"


def test_an_agency_without_address_is_one_item_until_it_has_one(
    ask: Asker, database: Database
) -> None:
    with clock.frozen(FRIDAY):
        story.settle_in(database)
        story.hear(database, AGENCY_CHANGED, 9, story.agency(HEALTH))
        for number in (42, 43):
            story.created(database, assignment_id=number)
        sweep(database, {})
        (one,) = stuck(ask, "no_contact")
        assert one["link"] == f"/admin/agencies/{HEALTH}"
        assert "2 tin" in one["cause"]["vi"]
        refused = ask.response("POST", f"/stuck/{one['id']}/retry", ADMIN, json=WHY)
        assert refused.get_json()["type"].endswith("cannot-retry")
        story.hear(database, AGENCY_CHANGED, 10, story.agency(HEALTH, email="syt@example.vn"))
        assert stuck(ask, "no_contact") == []


def test_a_settled_agency_comes_back_with_the_next_message(ask: Asker, database: Database) -> None:
    with clock.frozen(FRIDAY):
        story.settle_in(database)
        story.hear(database, AGENCY_CHANGED, 9, story.agency(HEALTH))
        story.created(database)
        sweep(database, {})
        (one,) = stuck(ask, "no_contact", COORDINATOR)
        ask.post(f"/stuck/{one['id']}/resolve", COORDINATOR, json=WHY)
        assert stuck(ask, "no_contact") == []
    with clock.frozen(FRIDAY.replace(hour=3)):
        story.created(database, assignment_id=43)
        sweep(database, {})
        assert [again["id"] for again in stuck(ask, "no_contact")] == [one["id"]]


def test_a_missing_provider_is_one_item_for_administrators(ask: Asker, database: Database) -> None:
    with clock.frozen(FRIDAY):
        story.settle_in(database)
        for number in (42, 43):
            story.created(database, assignment_id=number)
        sweep(database, {})
        (one,) = stuck(ask, "failed_send")
        assert "2 tin" in one["cause"]["vi"]
        assert one["owner"] == {"agency_id": None, "name": None}
        assert stuck(ask, "failed_send", COORDINATOR) == []
        counts = ask.get("/stuck/counts", ADMIN)["counts"]
        assert counts["failed_send"] == 1


def test_a_settled_provider_comes_back_with_the_next_message(
    ask: Asker, database: Database
) -> None:
    with clock.frozen(FRIDAY):
        story.settle_in(database)
        story.created(database)
        sweep(database, {})
        (one,) = stuck(ask, "failed_send")
        ask.post(f"/stuck/{one['id']}/resolve", ADMIN, json=WHY)
        assert stuck(ask, "failed_send") == []
    with clock.frozen(FRIDAY.replace(hour=3)):
        story.created(database, assignment_id=43)
        sweep(database, {})
        assert [again["id"] for again in stuck(ask, "failed_send")] == [one["id"]]


def test_messages_whose_time_has_passed_wait_for_no_provider(
    ask: Asker, database: Database
) -> None:
    with clock.frozen(FRIDAY):
        story.settle_in(database)
        story.created(database)
        sweep(database, {})
        assert len(stuck(ask, "failed_send")) == 1
        with database.read() as session:
            end = session.scalars(select(Message.expires_at)).one()
    with clock.frozen(end):
        assert stuck(ask, "failed_send") == []


@pytest.mark.parametrize(
    ("settings", "count"),
    [
        ({"DONDOC_SMTP_HOST": "mail.example"}, 0),
        ({"DONDOC_FILE_CHANNEL_DIR": "outgoing"}, 0),
        ({"DONDOC_SMS_KIND": "kannel"}, 1),
        ({"DONDOC_SMS_KIND": "none"}, 1),
    ],
)
def test_a_provider_that_is_set_up_is_missing_no_longer(
    database: Database,
    minter: Minter,
    make_config: Callable[[str], Config],
    settings: dict[str, str],
    count: int,
) -> None:
    app = web(make_config("notify"), database, Environment(settings))
    ask = Asker(app.test_client(), minter)
    with clock.frozen(FRIDAY):
        story.settle_in(database)
        story.created(database)
        sweep(database, {})
        assert len(stuck(ask, "failed_send")) == count


def test_officers_do_not_see_the_console(ask: Asker, rejected: Database) -> None:
    officer = story.caller(Role.OFFICER, agency_id=HEALTH)
    assert ask.response("GET", "/stuck", officer).status_code == 403
