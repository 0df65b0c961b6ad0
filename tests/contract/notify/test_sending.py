"""A message leaves once, late never, and an unknown outcome is never blindly repeated."""

import dataclasses
import datetime as dt
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from pathlib import Path

import pytest
from prometheus_client import REGISTRY
from sqlalchemy import select

from common import clock, events
from common.db import Database
from services.notify import recovery, sending
from services.notify.channels import Outcome, Outgoing, Resend
from services.notify.model import SETTLED, Attempt, Medium, Message, State
from tests.contract.notify import story
from tests.contract.notify.rigs import Rig, json_rig, kannel_rig, smtp_rig
from tests.contract.notify.scripted import Scripted
from tests.contract.notify.servers import certificate
from tests.contract.notify.story import COMMITTEE, HEALTH

MINUTE = dt.timedelta(minutes=1)


@pytest.fixture
def settled(database: Database) -> Database:
    with clock.frozen(story.FRIDAY):
        story.settle_in(database)
        story.created(database)
    return database


def _only(database: Database) -> Message:
    (message,) = story.sent_messages(database)
    return message


def _at(moment: dt.timedelta, act: Callable[[], object]) -> None:
    with clock.frozen(story.FRIDAY + moment):
        act()


def _run(database: Database, channel: Scripted, moment: dt.timedelta) -> None:
    """Send and sweep once, `moment` after the message was planned."""
    desks = {Medium.EMAIL: story.desk(Medium.EMAIL, channel, unknown_wait=5 * MINUTE)}
    _at(moment, lambda: story.send_all(database, desks))


def _attempts(database: Database) -> Sequence[Attempt]:
    with database.read() as session:
        return session.scalars(select(Attempt).order_by(Attempt.no)).all()


def test_an_accepted_message_is_sent_once(settled: Database) -> None:
    channel = Scripted(Resend.NEVER)
    for minutes in (0, 10, 1000):
        _run(settled, channel, minutes * MINUTE)
    assert len(channel.sent) == 1
    assert _only(settled).state == "accepted"
    assert [(a.no, a.outcome, a.provider_ref) for a in _attempts(settled)] == [
        (1, "accepted", "ref-1")
    ]


def test_each_try_is_counted_by_what_came_of_it(settled: Database) -> None:
    def tries(outcome: str) -> float:
        labels = {"medium": "email", "outcome": outcome}
        return REGISTRY.get_sample_value("dondoc_send_tries_total", labels) or 0.0

    accepted, temporary = tries("accepted"), tries("temporary")
    channel = Scripted(Resend.NEVER, Outcome.temporary("452 full"))
    for minutes in (0, 16):
        _run(settled, channel, minutes * MINUTE)
    assert (tries("accepted"), tries("temporary")) == (accepted + 1, temporary + 1)


def test_a_certain_failure_is_tried_again_under_the_same_reference(settled: Database) -> None:
    channel = Scripted(Resend.NEVER, Outcome.temporary("452 full"), Outcome.temporary("452 full"))
    for minutes in (0, 16, 32, 48):
        _run(settled, channel, minutes * MINUTE)
    assert _only(settled).state == "accepted"
    assert [attempt.no for attempt in _attempts(settled)] == [1, 2, 3]
    assert len({message.reference for message in channel.sent}) == 1
    assert not any(message.flagged for message in channel.sent)


def test_retries_wait_and_the_wait_grows(settled: Database) -> None:
    channel = Scripted(Resend.NEVER, Outcome.temporary("busy"))
    _run(settled, channel, dt.timedelta())
    waited = _only(settled).not_before - story.FRIDAY
    assert dt.timedelta() <= waited <= dt.timedelta(seconds=10)
    longest = [max(sending.wait_s(tries) for _ in range(200)) for tries in (1, 4, 30)]
    assert longest[0] <= 10 < longest[1] <= 80 < longest[2] <= 900


def test_a_provider_that_asks_for_a_pause_gets_it(settled: Database) -> None:
    _run(settled, Scripted(Resend.NEVER, Outcome.temporary("429", 1200.0)), dt.timedelta())
    assert _only(settled).not_before == story.FRIDAY + 20 * MINUTE


def test_after_many_failures_a_person_must_look(
    settled: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sending, "MAX_TRIES", 3)
    channel = Scripted(Resend.NEVER, *[Outcome.temporary("away")] * 9)
    for minutes in range(0, 90, 16):
        _run(settled, channel, minutes * MINUTE)
    assert len(channel.sent) == 3
    assert _only(settled).state == "parked"
    assert [event["state"] for event in story.emitted(settled)] == ["parked"]


def test_a_lasting_refusal_ends_at_once(settled: Database) -> None:
    channel = Scripted(Resend.NEVER, Outcome.permanent("550 no such user"))
    for minutes in (0, 60):
        _run(settled, channel, minutes * MINUTE)
    assert len(channel.sent) == 1
    assert (_only(settled).state, _only(settled).reason) == ("rejected", "550 no such user")


def test_an_unknown_outcome_of_a_gateway_without_memory_is_parked(settled: Database) -> None:
    channel = Scripted(Resend.NEVER, Outcome.unknown("no answer"))
    _run(settled, channel, dt.timedelta())
    assert _only(settled).state == "unknown"
    for minutes in (4, 6, 60):
        _run(settled, channel, minutes * MINUTE)
    assert len(channel.sent) == 1
    assert _only(settled).state == "parked"


def test_an_unknown_letter_is_sent_again_flagged_and_only_so_often(settled: Database) -> None:
    channel = Scripted(Resend.FLAGGED, *[Outcome.unknown("no answer")] * 9)
    for minutes in range(0, 60, 6):
        _run(settled, channel, minutes * MINUTE)
    assert [message.flagged for message in channel.sent] == [False, True, True]
    assert len({message.reference for message in channel.sent}) == 1
    assert _only(settled).state == "parked"


def test_an_unknown_outcome_of_a_provider_that_dedupes_is_simply_repeated(
    settled: Database,
) -> None:
    channel = Scripted(Resend.SAFE, Outcome.unknown("no answer"))
    for minutes in (0, 1, 2):
        _run(settled, channel, minutes * MINUTE)
    assert [message.flagged for message in channel.sent] == [False, False]
    assert _only(settled).state == "accepted"


def test_an_unknown_outcome_is_not_repeated_by_another_provider(settled: Database) -> None:
    _run(settled, Scripted(Resend.SAFE, Outcome.unknown("no answer")), dt.timedelta())
    another = Scripted(Resend.SAFE)
    another.name = "another"
    for minutes in (1, 10):
        _run(settled, another, minutes * MINUTE)
    assert not another.sent
    assert _only(settled).state == "parked"


def test_an_error_of_our_own_leaves_the_outcome_unknown_and_the_loop_alive(
    settled: Database,
) -> None:
    class Broken(Scripted):
        def send(self, message: Outgoing) -> Outcome:
            raise RuntimeError(f"a bug met by message {message.message_id}")

    _run(settled, Broken(Resend.NEVER), dt.timedelta())
    assert (_only(settled).state, _only(settled).reason) == (
        "unknown",
        "our own error: RuntimeError",
    )


def _lease(database: Database, channel: Scripted) -> Outgoing:
    """Take the message as a sender does that dies before it calls or records."""
    with database.write() as session, clock.frozen(story.FRIDAY):
        message = session.scalars(select(Message)).one()
        outgoing = sending.lease(session, message, story.desk(Medium.EMAIL, channel))
    assert outgoing is not None
    return outgoing


@pytest.mark.parametrize(
    ("resend", "flags", "end"),
    [
        (Resend.NEVER, [], "parked"),
        (Resend.FLAGGED, [True], "accepted"),
        (Resend.SAFE, [False], "accepted"),
    ],
)
def test_a_sender_that_died_leaves_an_unknown_outcome(
    settled: Database, resend: Resend, flags: list[bool], end: str
) -> None:
    channel = Scripted(resend)
    _lease(settled, channel)
    _run(settled, channel, dt.timedelta(seconds=14))
    assert _only(settled).state == "sending", "its lease of 15 s still holds"
    for seconds in (16, 120, 700):
        _run(settled, channel, dt.timedelta(seconds=seconds))
    assert _attempts(settled)[0].outcome == "unknown"
    assert [message.flagged for message in channel.sent] == flags
    assert _only(settled).state == end


def test_an_answer_after_the_lease_was_lost_is_still_heard(settled: Database) -> None:
    channel = Scripted(Resend.NEVER)
    outgoing = _lease(settled, channel)
    for minutes in (1, 7):
        _run(settled, channel, minutes * MINUTE)
    assert _only(settled).state == "parked"
    desk = story.desk(Medium.EMAIL, channel)
    sending.record(settled, desk, outgoing, Outcome.accepted("late"))
    assert (_only(settled).state, _attempts(settled)[0].provider_ref) == ("accepted", "late")


def test_an_answer_to_an_attempt_that_was_repeated_changes_nothing(settled: Database) -> None:
    channel = Scripted(Resend.SAFE)
    outgoing = _lease(settled, channel)
    for minutes in (1, 2, 3):
        _run(settled, channel, minutes * MINUTE)
    desk = story.desk(Medium.EMAIL, channel)
    sending.record(settled, desk, outgoing, Outcome.permanent("late"))
    assert _only(settled).state == "accepted"


def test_a_message_that_comes_too_late_is_not_sent(settled: Database) -> None:
    channel = Scripted(Resend.NEVER)
    _run(settled, channel, dt.timedelta(days=7))
    assert not channel.sent
    assert _only(settled).state == "expired"


def test_a_reminder_is_not_sent_once_the_work_was_submitted(database: Database) -> None:
    with clock.frozen(story.FRIDAY):
        story.settle_in(database)
        story.hear(database, events.ASSIGNMENT_ESCALATED, 3, story.overdue())
        data = story.act("submit", "submitted", HEALTH)
        story.hear(database, events.ASSIGNMENT_STATE_CHANGED, 4, data)
    channel = Scripted(Resend.NEVER)
    _run(database, channel, dt.timedelta())
    assert {m.kind: m.state for m in story.sent_messages(database) if m.medium == "email"} == {
        "overdue": "cancelled",
        "submitted": "accepted",
    }


def test_a_reminder_of_another_deadline_is_not_sent(database: Database) -> None:
    with clock.frozen(story.FRIDAY):
        story.settle_in(database)
        story.hear(database, events.ASSIGNMENT_ESCALATED, 3, story.due_soon())
        later = story.assignment()["deadline"] | {"last_safe_day": dt.date(2026, 6, 30)}
        data = story.act("update", "in_progress", HEALTH, deadline=later)
        story.hear(database, events.ASSIGNMENT_STATE_CHANGED, 4, data)
    _run(database, Scripted(Resend.NEVER), dt.timedelta())
    assert (_only(database).state, _only(database).reason) == (
        "cancelled",
        "the deadline was changed",
    )


def test_news_that_was_overtaken_before_it_left_is_not_sent(database: Database) -> None:
    with clock.frozen(story.FRIDAY):
        story.settle_in(database)
        approved = story.act("approve", "completed", COMMITTEE)
        story.hear(database, events.ASSIGNMENT_STATE_CHANGED, 6, approved)
        submitted = story.act("submit", "submitted", HEALTH)
        story.hear(database, events.ASSIGNMENT_STATE_CHANGED, 5, submitted)
    _run(database, Scripted(Resend.NEVER), dt.timedelta())
    assert {m.kind: m.state for m in story.sent_messages(database)} == {
        "approved": "accepted",
        "submitted": "cancelled",
    }


def test_a_message_goes_to_the_address_that_holds_when_it_leaves(settled: Database) -> None:
    moved = story.agency(HEALTH, email="moi@tinh.example")
    story.hear(settled, events.AGENCY_CHANGED, 2, moved)
    channel = Scripted(Resend.NEVER)
    _run(settled, channel, dt.timedelta())
    assert [message.address for message in channel.sent] == ["moi@tinh.example"]
    assert _attempts(settled)[0].address == "moi@tinh.example"


def test_a_contact_that_vanished_is_an_incident_until_there_is_one_again(
    settled: Database,
) -> None:
    channel = Scripted(Resend.NEVER)
    story.hear(settled, events.AGENCY_CHANGED, 2, story.agency(HEALTH))
    _run(settled, channel, dt.timedelta())
    assert _only(settled).state == "no_contact"
    with clock.frozen(story.FRIDAY + MINUTE):
        known = story.agency(HEALTH, email="moi@tinh.example")
        story.hear(settled, events.AGENCY_CHANGED, 3, known)
    _run(settled, channel, 2 * MINUTE)
    assert _only(settled).state == "accepted"


def test_a_medium_without_a_provider_is_suppressed_where_all_can_see_it(
    settled: Database,
) -> None:
    with clock.frozen(story.FRIDAY):
        recovery.sweep(settled, {})
    assert (_only(settled).state, _only(settled).reason) == (
        "suppressed",
        "no provider of email is set up",
    )


def test_the_link_leads_to_the_assignment(settled: Database) -> None:
    channel = Scripted(Resend.NEVER)
    desk = story.desk(Medium.EMAIL, channel, link_to=lambda number: f"https://x.example/{number}")
    _at(dt.timedelta(), lambda: sending.send_next(settled, desk))
    (message,) = channel.sent
    assert "https://x.example/42" in message.body
    assert 'href="https://x.example/42"' in (message.html or "")


def test_two_senders_never_take_the_same_message(settled: Database) -> None:
    first, second = Scripted(Resend.NEVER), Scripted(Resend.NEVER)
    _lease(settled, first)
    _run(settled, second, dt.timedelta())
    assert not second.sent


@pytest.mark.parametrize("kind", ["smtp", "kannel", "json", "json-dedupes"])
def test_no_real_provider_holds_two_copies_without_the_second_being_flagged(
    database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    monkeypatch.setattr(sending, "MAX_TRIES", 4)
    rigs: dict[str, Callable[[], AbstractContextManager[Rig]]] = {
        "smtp": lambda: smtp_rig(certificate(tmp_path)),
        "kannel": kannel_rig,
        "json": lambda: json_rig(dedupes=False),
        "json-dedupes": lambda: json_rig(dedupes=True),
    }
    medium = Medium.EMAIL if kind == "smtp" else Medium.SMS
    field = "email" if kind == "smtp" else "phone"
    with rigs[kind]() as rig:
        desks = {medium: dataclasses.replace(story.desk(medium, rig.channel), unknown_wait=MINUTE)}
        with clock.frozen(story.FRIDAY):
            for number, address in enumerate(rig.addresses.values(), 100):
                data = story.agency(number) | {field: address}
                story.hear(database, events.AGENCY_CHANGED, 1, data)
                story.created(database, assignment_id=number, agency_id=number)
        for minutes in range(0, 100, 16):
            with clock.frozen(story.FRIDAY + minutes * MINUTE):
                story.send_all(database, desks)
        for message in story.sent_messages(database):
            copies = rig.copies(_as_sent(message))
            assert copies <= 1 or message.flagged, f"{message.address}: {message.state}"
            assert message.state in SETTLED
            if message.state == State.ACCEPTED:
                assert copies >= 1


def _as_sent(message: Message) -> Outgoing:
    return Outgoing(
        message_id=message.id,
        attempt_id=0,
        reference=message.natural_key,
        address=message.address or "",
        language=message.language,
        subject="",
        body="",
        html=None,
        created_at=message.created_at,
        flagged=False,
    )
