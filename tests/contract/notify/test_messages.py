"""The message log shows everybody what concerns them, and no more."""

from typing import Any

import pytest

from common import clock
from common.caller import Caller, Role
from common.db import Database
from common.events import AGENCY_CHANGED
from services.notify.channels import Outcome, Resend
from services.notify.model import ContactPoint, ContactState, Medium
from tests.contract.notify import story
from tests.contract.notify.conftest import Asker
from tests.contract.notify.scripted import Scripted
from tests.contract.notify.story import COMMITTEE, CULTURE, HEALTH

OFFICER = story.caller(agency_id=HEALTH)
STRANGER = story.caller(agency_id=CULTURE)
COORDINATOR = story.caller(Role.COORDINATOR, agency_id=COMMITTEE)
FOREIGN_COORDINATOR = story.caller(Role.COORDINATOR, agency_id=CULTURE)
ADMIN = story.caller(Role.ADMIN, agency_id=None)
NOBODY = story.caller(agency_id=None)


@pytest.fixture
def two(database: Database) -> Database:
    """Return a database with one message to each of two agencies."""
    story.settle_in(database)
    story.created(database)
    story.created(database, assignment_id=43, agency_id=CULTURE)
    return database


def _agencies(ask: Asker, caller: Caller, query: str = "") -> set[int]:
    return {message["agency"]["id"] for message in ask.items(f"/messages{query}", caller)}


@pytest.mark.parametrize(
    ("caller", "seen"),
    [
        (OFFICER, {HEALTH}),
        (STRANGER, {CULTURE}),
        (COORDINATOR, {HEALTH, CULTURE}),
        (story.caller(Role.LEADER, agency_id=COMMITTEE), {HEALTH, CULTURE}),
        (story.caller(Role.OFFICER, agency_id=COMMITTEE), set()),
        (FOREIGN_COORDINATOR, {CULTURE}),
        (ADMIN, {HEALTH, CULTURE}),
        (NOBODY, set()),
        (story.caller(Role.COORDINATOR, agency_id=None), set()),
    ],
)
def test_each_caller_sees_what_concerns_it(
    ask: Asker, two: Database, caller: Caller, seen: set[int]
) -> None:
    assert _agencies(ask, caller) == seen


def test_a_foreign_message_is_not_there(ask: Asker, two: Database) -> None:
    foreign = ask.items("/messages", STRANGER)[0]["id"]
    assert ask.response("GET", f"/messages/{foreign}", OFFICER).status_code == 404
    assert ask.get(f"/messages/{foreign}", STRANGER)["id"] == foreign
    assert ask.response("GET", f"/messages/{2**70}", ADMIN).status_code == 404


def test_the_administrator_sees_that_it_was_sent_but_not_the_text(
    ask: Asker, two: Database
) -> None:
    message = ask.items("/messages", ADMIN)[0]
    assert message["address"] == "sovanhoa@tinh.example"
    assert (message["subject"], message["body"]) == (None, None)


@pytest.mark.parametrize("caller", [OFFICER, COORDINATOR])
def test_those_it_concerns_read_the_text(ask: Asker, two: Database, caller: Caller) -> None:
    (message,) = ask.items(f"/messages?agency={HEALTH}", caller)
    assert message["subject"] == "Nhiệm vụ mới: mục III.4, 91/KH-UBND"
    assert story.DUTY in message["body"]


@pytest.mark.parametrize(
    ("query", "seen"),
    [
        ("?assignment=43", {CULTURE}),
        (f"?agency={HEALTH}", {HEALTH}),
        ("?channel=sms", set()),
        ("?channel=email", {HEALTH, CULTURE}),
        ("?state=due", {HEALTH, CULTURE}),
        ("?state=accepted", set()),
    ],
)
def test_filters_narrow_the_log(ask: Asker, two: Database, query: str, seen: set[int]) -> None:
    assert _agencies(ask, COORDINATOR, query) == seen


@pytest.mark.parametrize(
    "query", ["?state=lost", "?channel=pigeon", "?agency=x", f"?assignment={2**70}", "?plan=1"]
)
def test_a_filter_that_means_nothing_is_refused(ask: Asker, two: Database, query: str) -> None:
    assert ask.response("GET", f"/messages{query}", COORDINATOR).status_code == 422


def test_pages_follow_each_other_from_the_newest(ask: Asker, two: Database) -> None:
    first = ask.get("/messages?limit=1", COORDINATOR)
    second = ask.get(f"/messages?limit=1&cursor={first['next']}", COORDINATOR)
    assert [first["items"][0]["assignment_id"], second["items"][0]["assignment_id"]] == [43, 42]
    assert second["next"] is None


def test_the_log_needs_a_caller(ask: Asker, two: Database) -> None:
    assert ask.response("GET", "/messages").status_code == 401


def _send(database: Database, *outcomes: Outcome) -> Scripted:
    channel = Scripted(Resend.NEVER, *outcomes)
    desk = story.desk(Medium.EMAIL, channel, unknown_wait=clock.now() - clock.now())
    story.send_all(database, {Medium.EMAIL: desk})
    return channel


@pytest.fixture
def one(database: Database) -> Database:
    """Return a database with one message."""
    story.settle_in(database)
    story.created(database)
    return database


def _first(ask: Asker) -> dict[str, Any]:
    found: dict[str, Any] = ask.items("/messages", COORDINATOR)[0]
    return found


def test_a_message_shows_each_of_its_tries(ask: Asker, one: Database) -> None:
    _send(one, Outcome.permanent("550 no such user"))
    shown = ask.get(f"/messages/{_first(ask)['id']}", OFFICER)
    (tried,) = shown["tries"]
    assert (tried["no"], tried["outcome"], tried["detail"]) == (1, "permanent", "550 no such user")
    assert (tried["provider"], tried["address"]) == ("scripted", "soyte@tinh.example")


def test_a_rejected_message_is_sent_again_on_request(ask: Asker, one: Database) -> None:
    _send(one, Outcome.permanent("550 no such user"))
    assert _first(ask)["retryable"] is True
    shown = ask.post(f"/messages/{_first(ask)['id']}/retry", COORDINATOR)
    assert (shown["state"], shown["possible_duplicate"]) == ("due", False)
    assert len(_send(one).sent) == 1
    assert _first(ask)["state"] == "accepted"


def test_a_parked_message_of_unknown_outcome_goes_out_flagged(ask: Asker, one: Database) -> None:
    _send(one, Outcome.unknown("no answer"))
    assert _first(ask)["state"] == "parked"
    ask.post(f"/messages/{_first(ask)['id']}/retry", ADMIN)
    assert [message.flagged for message in _send(one).sent] == [True]


def test_the_same_request_again_sends_once(ask: Asker, one: Database) -> None:
    _send(one, Outcome.permanent("550"))
    path, key = f"/messages/{_first(ask)['id']}/retry", {"Idempotency-Key": "again-please"}
    first = ask.post(path, COORDINATOR, headers=key)
    assert ask.post(path, COORDINATOR, headers=key) == first


@pytest.mark.parametrize("sent", [True, False])
def test_a_message_under_way_or_arrived_is_not_sent_again(
    ask: Asker, one: Database, sent: bool
) -> None:
    if sent:
        _send(one)
    response = ask.response("POST", f"/messages/{_first(ask)['id']}/retry", COORDINATOR)
    assert response.status_code == 409
    assert response.get_json()["type"].endswith("not-retryable")


def test_a_message_whose_time_has_passed_is_not_sent_again(ask: Asker, database: Database) -> None:
    with clock.frozen(story.FRIDAY):
        story.settle_in(database)
        story.created(database)
        _send(database, Outcome.permanent("550"))
    response = ask.response("POST", f"/messages/{_first(ask)['id']}/retry", COORDINATOR)
    assert response.status_code == 409
    assert "time has passed" in response.get_json()["detail"]


@pytest.mark.parametrize(
    ("caller", "status"),
    [
        (OFFICER, 403),
        (story.caller(Role.LEADER, agency_id=COMMITTEE), 403),
        (FOREIGN_COORDINATOR, 404),
    ],
)
def test_not_everybody_may_send_again(
    ask: Asker, one: Database, caller: Caller, status: int
) -> None:
    _send(one, Outcome.permanent("550"))
    path = f"/messages/{_first(ask)['id']}/retry"
    assert ask.response("POST", path, caller).status_code == status


def test_an_unreached_agency_is_reached_once_it_has_a_contact(
    ask: Asker, database: Database
) -> None:
    story.hear(database, AGENCY_CHANGED, 1, story.agency(HEALTH))
    story.created(database)
    path = f"/messages/{_first(ask)['id']}/retry"
    refused = ask.response("POST", path, COORDINATOR)
    assert refused.status_code == 409
    assert refused.get_json()["type"].endswith(":no-contact")
    story.hear(database, AGENCY_CHANGED, 2, story.agency(HEALTH, email="so@tinh.example"))
    _send(database)
    assert [m["state"] for m in ask.items("/messages", OFFICER)] == ["accepted", "cancelled"]


def test_an_incident_may_be_looked_into_by_hand(ask: Asker, database: Database) -> None:
    story.hear(database, AGENCY_CHANGED, 1, story.agency(HEALTH))
    story.created(database)
    incident = _first(ask)["id"]
    with database.write() as session:
        # As if the sweeper had not come to it yet.
        point = ContactPoint(agency_id=HEALTH, medium=Medium.EMAIL, address="so@tinh.example")
        point.state = ContactState.ACTIVE
        session.add(point)
    shown = ask.post(f"/messages/{incident}/retry", COORDINATOR)
    assert shown["state"] == "cancelled"
    assert [m["state"] for m in ask.items("/messages", OFFICER)] == ["due", "cancelled"]


def test_a_message_whose_address_is_gone_is_not_sent_again(ask: Asker, one: Database) -> None:
    _send(one, Outcome.permanent("550"))
    story.hear(one, AGENCY_CHANGED, 2, story.agency(HEALTH))
    response = ask.response("POST", f"/messages/{_first(ask)['id']}/retry", COORDINATOR)
    assert response.status_code == 409
