"""Who is told of an event, over which media, and what becomes of those nobody can reach."""

import datetime as dt
from typing import Any

import pytest

from common import clock, events
from common.db import Database
from services.notify.model import AssignmentCopy
from services.notify.recovery import sweep
from tests.contract.notify import story
from tests.contract.notify.story import COMMITTEE, CULTURE, HEALTH


def _told(database: Database) -> list[tuple[str, int, str]]:
    return [(m.kind, m.agency_id, m.medium) for m in story.sent_messages(database)]


def _hear_act(database: Database, action: str, state: str, actor: int, **changed: Any) -> None:
    data = story.act(action, state, actor, **changed)
    story.hear(database, events.ASSIGNMENT_STATE_CHANGED, 5, data)


@pytest.fixture
def settled(database: Database) -> Database:
    story.settle_in(database)
    return database


@pytest.fixture
def with_phone(database: Database) -> Database:
    story.settle_in(database, phone="0912 345 678")
    return database


def test_the_responsible_agency_is_told_of_a_new_assignment(settled: Database) -> None:
    story.created(settled)
    assert _told(settled) == [("created", HEALTH, "email")]


@pytest.mark.parametrize(
    ("action", "state", "kind"),
    [("submit", "submitted", "submitted"), ("decline",) + ("declined",) * 2],
)
def test_the_assigner_is_told_of_what_waits_for_it(
    settled: Database, action: str, state: str, kind: str
) -> None:
    _hear_act(settled, action, state, HEALTH)
    assert _told(settled) == [(kind, COMMITTEE, "email")]


@pytest.mark.parametrize(
    ("action", "state", "kind"),
    [
        ("return", "returned", "returned"),
        ("approve", "completed", "approved"),
        ("withdraw", "withdrawn", "withdrawn"),
    ],
)
def test_the_agency_is_told_of_what_the_assigner_decided(
    settled: Database, action: str, state: str, kind: str
) -> None:
    _hear_act(settled, action, state, COMMITTEE)
    assert _told(settled) == [(kind, HEALTH, "email")]


@pytest.mark.parametrize("action", ["accept", "start", "update", "hold", "resume"])
def test_everyday_acts_send_nothing(settled: Database, action: str) -> None:
    _hear_act(settled, action, "in_progress", HEALTH)
    assert _told(settled) == []


def test_nobody_is_told_of_its_own_act(settled: Database) -> None:
    _hear_act(settled, "submit", "submitted", COMMITTEE, agency_id=HEALTH)
    assert _told(settled) == []


def test_an_overdue_order_goes_by_mail_and_sms(with_phone: Database) -> None:
    story.hear(with_phone, events.ASSIGNMENT_ESCALATED, 3, story.overdue())
    assert _told(with_phone) == [("overdue", HEALTH, "email"), ("overdue", HEALTH, "sms")]


def test_an_overdue_request_is_never_pressed_by_sms(with_phone: Database) -> None:
    story.hear(with_phone, events.ASSIGNMENT_ESCALATED, 3, story.overdue(bindingness="request"))
    assert _told(with_phone) == [("overdue", HEALTH, "email")]


def test_a_reminder_goes_by_mail(with_phone: Database) -> None:
    story.hear(with_phone, events.ASSIGNMENT_ESCALATED, 3, story.due_soon())
    assert _told(with_phone) == [("due_soon", HEALTH, "email")]


def test_yellow_goes_by_sms_as_well(with_phone: Database) -> None:
    story.hear(with_phone, events.ASSIGNMENT_ESCALATED, 3, story.yellow())
    assert _told(with_phone) == [("due_soon", HEALTH, "email"), ("due_soon", HEALTH, "sms")]


def test_a_chase_carries_what_the_person_wrote(with_phone: Database) -> None:
    said = "Đề nghị báo cáo trước 16 giờ mai"
    act = story.act("chase", "in_progress", COMMITTEE, note=said) | {"note": said}
    story.hear(with_phone, events.ASSIGNMENT_STATE_CHANGED, 3, act)
    assert _told(with_phone) == [("chased", HEALTH, "email"), ("chased", HEALTH, "sms")]
    mail, sms = story.sent_messages(with_phone)
    assert said in mail.body
    assert "De nghi bao cao truoc 16 gio mai" in sms.body


@pytest.mark.parametrize("kind", ["day", "week", "calendar"])
def test_a_summary_goes_by_mail_to_the_agency_it_is_for(with_phone: Database, kind: str) -> None:
    counts = {
        "day": {"deep_red": 3, "review": 1, "extension": 0},
        "week": {},
        "calendar": {"assignments": 5},
    }[kind]
    event = story.hear(with_phone, events.DIGEST_MADE, 1, story.digest(kind, **counts))
    story.tell(with_phone, event)
    assert _told(with_phone) == [(f"digest_{kind}", COMMITTEE, "email")]
    (message,) = story.sent_messages(with_phone)
    assert message.assignment_id is None
    said = {"day": "3 nhiệm vụ", "week": "2 quá hạn", "calendar": "12/UBND-VX"}
    assert said[kind] in message.body


def test_an_agency_without_mail_is_told_by_sms(database: Database) -> None:
    story.hear(database, events.AGENCY_CHANGED, 1, story.agency(HEALTH, phone="0912345678"))
    story.created(database)
    (message,) = story.sent_messages(database)
    assert (message.medium, message.address, message.segments) == ("sms", "+84912345678", 1)
    assert message.body.isascii()


def test_the_same_event_again_plans_nothing_more(settled: Database) -> None:
    event = story.created(settled)
    story.tell(settled, event)
    assert len(story.sent_messages(settled)) == 1


def test_an_agency_writes_in_the_language_all_its_accounts_chose(settled: Database) -> None:
    story.hear(settled, events.ACCOUNT_CHANGED, 1, story.account(9, HEALTH, "en"))
    story.created(settled)
    story.hear(settled, events.ACCOUNT_CHANGED, 1, story.account(10, HEALTH, "vi"))
    story.created(settled, assignment_id=43)
    assert [message.language for message in story.sent_messages(settled)] == ["en", "vi"]


def test_a_message_keeps_what_it_said(settled: Database) -> None:
    story.created(settled)
    (message,) = story.sent_messages(settled)
    assert message.subject == "Nhiệm vụ mới: mục III.4, 91/KH-UBND"
    assert "UBND tỉnh Mẫu giao quý cơ quan" in message.body
    assert message.template.startswith("vi/created@")
    assert message.address == "soyte@tinh.example"


def test_an_agency_nobody_can_reach_is_an_incident_others_hear_of(database: Database) -> None:
    story.hear(database, events.AGENCY_CHANGED, 1, story.agency(HEALTH))
    story.created(database)
    (message,) = story.sent_messages(database)
    assert (message.medium, message.state, message.address) == ("none", "no_contact", None)
    assert [event["state"] for event in story.emitted(database)] == ["no_contact"]


def test_a_contact_named_later_reaches_the_agency_after_all(database: Database) -> None:
    story.hear(database, events.AGENCY_CHANGED, 1, story.agency(HEALTH))
    story.created(database)
    story.hear(database, events.AGENCY_CHANGED, 2, story.agency(HEALTH, email="so@tinh.example"))
    sweep(database, {})
    incident, message = story.sent_messages(database)
    assert (incident.state, incident.medium) == ("cancelled", "none")
    assert str(message.id) in (incident.reason or "")
    assert (message.state, message.address) == ("due", "so@tinh.example")


def test_an_agency_not_heard_of_yet_is_given_a_minute_to_appear(database: Database) -> None:
    with clock.frozen(story.FRIDAY):
        story.created(database)
        sweep(database, {})
    assert [m.state for m in story.sent_messages(database)] == ["due"]
    with clock.frozen(story.FRIDAY + dt.timedelta(seconds=1)):
        known = story.agency(HEALTH, email="so@tinh.example")
        story.hear(database, events.AGENCY_CHANGED, 1, known)
        sweep(database, {})
    assert _told(database) == [("created", HEALTH, "none"), ("created", HEALTH, "email")]
    assert [event["state"] for event in story.emitted(database)] == ["cancelled"]


def test_an_agency_that_appears_without_an_address_is_an_incident_at_once(
    database: Database,
) -> None:
    with clock.frozen(story.FRIDAY):
        story.created(database)
    with clock.frozen(story.FRIDAY + dt.timedelta(seconds=1)):
        story.hear(database, events.AGENCY_CHANGED, 1, story.agency(HEALTH))
        sweep(database, {})
    assert [m.state for m in story.sent_messages(database)] == ["no_contact"]


def test_an_agency_that_never_appears_becomes_an_incident(database: Database) -> None:
    with clock.frozen(story.FRIDAY):
        story.created(database)
    with clock.frozen(story.FRIDAY + dt.timedelta(seconds=61)):
        sweep(database, {})
    assert [m.state for m in story.sent_messages(database)] == ["no_contact"]


def test_a_text_no_sms_carries_is_refused_where_all_can_see_it(database: Database) -> None:
    name = "\u4e2d" * 190
    data = story.agency(COMMITTEE, phone="0912345678")
    story.hear(database, events.AGENCY_CHANGED, 1, data)
    reference = {"id": HEALTH, "slug": "x", "name": name}
    _hear_act(database, "submit", "submitted", HEALTH, agency=reference)
    (message,) = story.sent_messages(database)
    assert (message.state, message.medium) == ("rejected", "sms")
    assert "segments" in (message.reason or "")


def test_a_duty_of_any_length_and_kind_stays_one_sms(database: Database) -> None:
    story.hear(database, events.AGENCY_CHANGED, 1, story.agency(CULTURE, phone="0912345678"))
    story.created(database, agency_id=CULTURE, text="Tổ chức {hội thi} – 100% trường 😀 " * 100)
    (message,) = story.sent_messages(database)
    assert message.segments == 1


@pytest.mark.parametrize(
    ("kind", "last"),
    [
        ("due_soon", dt.datetime(2026, 5, 15, 17, 0, tzinfo=dt.UTC)),
        ("overdue", story.FRIDAY + dt.timedelta(days=3)),
        (events.ASSIGNMENT_CREATED, story.FRIDAY + dt.timedelta(days=7)),
    ],
)
def test_a_message_is_useful_only_for_so_long(
    settled: Database, kind: str, last: dt.datetime
) -> None:
    data = {
        "due_soon": story.due_soon(),
        "overdue": story.overdue(),
        events.ASSIGNMENT_CREATED: story.assignment(),
    }[kind]
    with clock.frozen(story.FRIDAY):
        is_step = kind in {"due_soon", "overdue"}
        story.hear(settled, events.ASSIGNMENT_ESCALATED if is_step else kind, 3, data)
    assert {message.expires_at for message in story.sent_messages(settled)} == {last}


def test_a_new_order_goes_by_mail_and_sms_and_to_partners_by_mail(with_phone: Database) -> None:
    story.created(with_phone)
    assert _told(with_phone) == [("created", HEALTH, "email"), ("created", HEALTH, "sms")]
    story.created(with_phone, assignment_id=43, role="coordinating")
    assert _told(with_phone)[2:] == [("created", HEALTH, "email")]


def test_a_blocker_is_told_to_who_can_resolve_it(database: Database) -> None:
    story.settle_in(database)
    raised = story.act("raise_blocker", "in_progress", HEALTH) | {"unblocker_agency_id": CULTURE}
    story.hear(database, events.ASSIGNMENT_STATE_CHANGED, 2, raised)
    (message,) = story.sent_messages(database)
    assert (message.agency_id, message.kind) == (CULTURE, "blocker_raised")


def test_a_day_that_was_moved_is_the_one_told_and_reminded_of(database: Database) -> None:
    story.settle_in(database)
    moved = dt.date(2026, 6, 1)
    granted = story.act("decide_extension", "in_progress", COMMITTEE) | {
        "due_on": moved,
        "decision": "grant",
    }
    story.hear(database, events.ASSIGNMENT_STATE_CHANGED, 2, granted)
    story.hear(database, events.ASSIGNMENT_ESCALATED, 2, story.due_soon() | {"due_on": moved})
    decided, reminder = story.sent_messages(database)
    assert "01/06/2026" in decided.body
    assert reminder.basis_day == moved
    with database.read() as session:
        assert session.get_one(AssignmentCopy, 42).last_safe_day == moved


def test_who_takes_a_duty_over_is_told_what_its_agency_was_not_told_yet(settled: Database) -> None:
    story.created(settled)
    moved = {"agency": story.reference(CULTURE), "from_agency_id": HEALTH}
    _hear_act(settled, "reorganise", "not_started", 0, **moved)
    assert _told(settled) == [("created", HEALTH, "email"), ("created", CULTURE, "email")]
    states = {m.agency_id: m.state for m in story.sent_messages(settled)}
    assert states == {HEALTH: "cancelled", CULTURE: states[CULTURE]}
    _hear_act(settled, "reorganise", "not_started", 0, **moved)
    assert len(_told(settled)) == 2


def test_a_revert_tells_the_agency_what_waited_for_it_before_and_nobody_twice(
    settled: Database,
) -> None:
    story.created(settled)
    there = {"agency": story.reference(CULTURE), "from_agency_id": HEALTH}
    back = {"agency": story.reference(HEALTH), "from_agency_id": CULTURE}
    _hear_act(settled, "reorganise", "not_started", 0, **there)
    for _ in range(2):
        _hear_act(settled, "reorganise", "not_started", 0, **back)
    states = [(m.agency_id, m.state, m.reason) for m in story.sent_messages(settled)]
    assert states == [(HEALTH, "due", None), (CULTURE, "cancelled", "agency 2 has the duty now")]


def test_what_has_left_before_a_reorganisation_stays_where_it_was_sent(settled: Database) -> None:
    data = story.act("reorganise", "not_started", 0, agency=story.reference(CULTURE))
    story.hear(settled, events.ASSIGNMENT_STATE_CHANGED, 5, data | {"from_agency_id": HEALTH})
    assert _told(settled) == []
