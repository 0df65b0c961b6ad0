"""Receipts come late, twice and in any order; the fold is the same."""

import itertools

import pytest
from sqlalchemy import func, select

from common.caller import Role
from common.db import Database
from services.notify.channels import Outcome, Resend
from services.notify.delivery import Signer
from services.notify.model import Attempt, DeliveryEvent, Medium, Message
from services.notify.sending import lease, record
from tests.contract.notify import story
from tests.contract.notify.conftest import Asker
from tests.contract.notify.scripted import Scripted
from tests.contract.notify.story import COMMITTEE

SECRET = "a cursor secret for tests"


@pytest.fixture
def sent(database: Database) -> Database:
    story.settle_in(database)
    story.created(database)
    story.send_all(database, {Medium.EMAIL: story.desk(Medium.EMAIL, Scripted(Resend.NEVER))})
    return database


def _token(database: Database) -> str:
    with database.read() as session:
        latest = session.scalars(select(Attempt.id).order_by(Attempt.id.desc())).first()
    assert latest is not None
    return Signer(SECRET).token(latest)


def _report(ask: Asker, token: str, report: int, reply: str = "") -> None:
    ask.get(f"/receipts/{token}?type={report}&reply={reply}&smsc=SIM")


def _message(database: Database) -> Message:
    (message,) = story.sent_messages(database)
    return message


def _reports(database: Database) -> int:
    with database.read() as session:
        return session.scalar(select(func.count()).select_from(DeliveryEvent)) or 0


@pytest.mark.parametrize(
    ("report", "state"),
    [(1, "delivered"), (2, "undelivered"), (4, "buffered"), (8, "relayed"), (16, "rejected")],
)
def test_kannel_reports_move_the_message(
    ask: Asker, sent: Database, report: int, state: str
) -> None:
    _report(ask, _token(sent), report)
    assert _message(sent).state == state
    assert [event["state"] for event in story.emitted(sent)] == ["accepted", state]


@pytest.mark.parametrize("order", sorted(set(itertools.permutations((1, 4, 8, 8)))))
def test_every_order_of_arrival_folds_alike(
    ask: Asker, sent: Database, order: tuple[int, ...]
) -> None:
    token = _token(sent)
    for report in order:
        _report(ask, token, report)
    assert _message(sent).state == "delivered"
    assert _reports(sent) == 3, "the repeated one is kept once"


def test_a_delivery_outweighs_an_expiry_the_carrier_reported(ask: Asker, sent: Database) -> None:
    token = _token(sent)
    for report in (1, 2):
        _report(ask, token, report)
    assert _message(sent).state == "delivered"


def test_codes_nobody_knows_are_kept_and_change_nothing(ask: Asker, sent: Database) -> None:
    _report(ask, _token(sent), 32)
    _report(ask, _token(sent), 16, "NACK/no SMSC")
    assert _message(sent).state == "accepted"
    assert _reports(sent) == 2


@pytest.mark.parametrize(("status", "state"), [("delivered", "delivered"), ("seen", "accepted")])
def test_a_json_gateway_reports_by_post(
    ask: Asker, sent: Database, status: str, state: str
) -> None:
    ask.post(f"/receipts/{_token(sent)}", json={"status": status, "id": "sms-1"})
    assert _message(sent).state == state
    assert _reports(sent) == 1


@pytest.mark.parametrize("token", ["MQ.forged", "MQ", "1", "%20"])
def test_a_forged_address_is_nothing(ask: Asker, sent: Database, token: str) -> None:
    assert ask.response("GET", f"/receipts/{token}?type=1").status_code == 404
    assert ask.response("POST", f"/receipts/{token}", json={"status": "x"}).status_code == 404
    assert _message(sent).state == "accepted"


def test_the_token_of_an_attempt_that_is_gone_is_nothing(ask: Asker, sent: Database) -> None:
    token = Signer(SECRET).token(4711)
    assert ask.response("GET", f"/receipts/{token}?type=1").status_code == 404


def test_another_secret_signs_other_tokens(ask: Asker, sent: Database) -> None:
    token = Signer("another").token(1)
    assert ask.response("GET", f"/receipts/{token}?type=1").status_code == 404


@pytest.mark.parametrize("query", ["", "?type=x", "?type=1&reply=" + "a" * 501, "?type=1&more=1"])
def test_a_report_that_cannot_be_read_is_told_why(ask: Asker, sent: Database, query: str) -> None:
    assert ask.response("GET", f"/receipts/{_token(sent)}{query}").status_code == 422


def test_a_receipt_settles_an_unknown_outcome(ask: Asker, database: Database) -> None:
    story.settle_in(database)
    story.created(database)
    lost = Scripted(Resend.NEVER, Outcome.unknown("no answer"))
    desks = {Medium.EMAIL: story.desk(Medium.EMAIL, lost)}
    story.send_all(database, desks)
    _report(ask, _token(database), 8)
    assert _message(database).state == "relayed"
    story.send_all(database, desks)
    assert len(lost.sent) == 1


def test_a_receipt_that_overtakes_the_answer_is_not_lost(ask: Asker, database: Database) -> None:
    story.settle_in(database)
    story.created(database)
    desk = story.desk(Medium.EMAIL, Scripted(Resend.NEVER))
    with database.write() as session:
        outgoing = lease(session, session.scalars(select(Message)).one(), desk)
    assert outgoing is not None
    _report(ask, _token(database), 1)
    assert _message(database).state == "sending"
    record(database, desk, outgoing, Outcome.accepted())
    assert _message(database).state == "delivered"
    assert [event["state"] for event in story.emitted(database)] == ["delivered"]


def test_an_old_failure_says_nothing_about_a_message_sent_again(ask: Asker, sent: Database) -> None:
    first = _token(sent)
    _report(ask, first, 2)
    coordinator = story.caller(Role.COORDINATOR, agency_id=COMMITTEE)
    ask.post(f"/messages/{_message(sent).id}/retry", coordinator)
    _report(ask, first, 4)
    assert _message(sent).state == "due"
    story.send_all(sent, {Medium.EMAIL: story.desk(Medium.EMAIL, Scripted(Resend.NEVER))})
    _report(ask, first, 2, "again")
    assert _message(sent).state == "accepted"
    _report(ask, first, 1)
    assert _message(sent).state == "delivered", "whichever copy it was, it is there"


def test_a_page_that_shows_receipts_changes_its_version(ask: Asker, sent: Database) -> None:
    token, officer = _token(sent), story.caller()
    _report(ask, token, 1)
    path = f"/messages/{_message(sent).id}"
    before = ask.response("GET", path, officer).headers["ETag"]
    _report(ask, token, 4)
    assert ask.response("GET", path, officer).headers["ETag"] != before
    assert [r["kind"] for r in ask.get(path, officer)["receipts"]] == ["delivered", "buffered"]
