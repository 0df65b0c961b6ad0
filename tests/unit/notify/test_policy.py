"""The table of who is told over which media covers every kind, and says what it should."""

import datetime as dt
from typing import Any

import pytest

from common import clock, events
from services.notify.model import Medium
from services.notify.policy import (
    RULES,
    Kind,
    Party,
    day_of,
    expires_at,
    kind_of,
    media,
    recipient,
    why_moot,
)

MAIL, PHONE = {Medium.EMAIL: "a@b.example"}, {Medium.SMS: "+84912345678"}
NOW = dt.datetime(2026, 5, 8, 2, 0, tzinfo=dt.UTC)


def test_every_kind_has_a_rule() -> None:
    assert set(RULES) == set(Kind)


@pytest.mark.parametrize(
    ("event_type", "data", "kind"),
    [
        (events.ASSIGNMENT_CREATED, {}, Kind.CREATED),
        (events.ASSIGNMENT_ESCALATED, {"level": "red"}, Kind.OVERDUE),
        (events.ASSIGNMENT_ESCALATED, {"level": "yellow"}, Kind.DUE_SOON),
        (events.ASSIGNMENT_STATE_CHANGED, {"action": "submit"}, Kind.SUBMITTED),
        (events.ASSIGNMENT_STATE_CHANGED, {"action": "accept"}, None),
    ],
)
def test_events_call_for_kinds(event_type: str, data: dict[str, str], kind: Kind | None) -> None:
    assert kind_of(event_type, data) is kind


@pytest.mark.parametrize("kind", list(Kind))
def test_a_side_is_not_told_of_its_own_act(kind: Kind) -> None:
    rule = RULES[kind]
    data: dict[str, Any] = {"assigner_agency_id": 1, "agency": {"id": 2}}
    data["unblocker_agency_id"] = 4
    told = {Party.ASSIGNER: 1, Party.RESPONSIBLE: 2, Party.UNBLOCKER: 4}[rule.to]
    assert recipient(rule, data) == told
    assert recipient(rule, data | {"actor_agency_id": told}) is None
    assert recipient(rule, data | {"actor_agency_id": 3}) == told


@pytest.mark.parametrize(
    ("is_request", "contacts", "chosen"),
    [
        (False, MAIL | PHONE, (Medium.EMAIL, Medium.SMS)),
        (False, MAIL, (Medium.EMAIL,)),
        (False, PHONE, (Medium.SMS,)),
        (True, MAIL | PHONE, (Medium.EMAIL,)),
        (True, PHONE, (Medium.SMS,)),
        (False, {}, (Medium.NONE,)),
    ],
)
def test_media_follow_the_rule_and_else_any_contact(
    is_request: bool, contacts: dict[Medium, str], chosen: tuple[Medium, ...]
) -> None:
    assert media(RULES[Kind.OVERDUE], gently=is_request, contacts=contacts) == chosen


@pytest.mark.parametrize(
    ("change", "first", "kind"),
    [
        ("replaces", True, Kind.CHANGED),
        ("amends", True, Kind.CHANGED),
        ("corrects", True, Kind.CHANGED),
        ("recalled", True, Kind.RECALLED),
        ("recalled", False, None),
    ],
)
@pytest.mark.parametrize("action", ["withdraw", "carry"])
def test_a_change_of_plans_is_told_once_to_an_agency(
    change: str, first: bool, kind: Kind | None, action: str
) -> None:
    data = {"action": action, "followed": {"kind": change, "first": first}}
    assert kind_of(events.ASSIGNMENT_STATE_CHANGED, data) is kind


def test_who_decides_on_more_time_tells_the_other_side() -> None:
    data = {"action": "decide_extension", "agency": {"id": 2}, "assigner_agency_id": 1}
    changed = events.ASSIGNMENT_STATE_CHANGED
    assert kind_of(changed, data | {"actor_agency_id": 1}) is Kind.EXTENSION_DECIDED
    assert kind_of(changed, data | {"actor_agency_id": 2}) is Kind.EXTENSION_ANSWERED


def test_who_was_telephoned_is_not_written_to() -> None:
    data = {"action": "chase", "agency": {"id": 2}}
    changed = events.ASSIGNMENT_STATE_CHANGED
    assert kind_of(changed, data | {"channel": "system"}) is Kind.CHASED
    assert kind_of(changed, data | {"channel": "phone"}) is None


def test_the_day_that_counts_is_the_one_moved_since() -> None:
    plan, moved = dt.date(2026, 5, 15), dt.date(2026, 6, 1)
    assert day_of({"deadline": {"last_safe_day": plan}}) == plan
    assert day_of({"deadline": {"last_safe_day": plan}, "due_on": moved}) == moved
    assert day_of({"deadline": None}) is None


def test_a_reminder_is_useful_until_its_day_ends_in_viet_nam() -> None:
    ends = expires_at(RULES[Kind.DUE_SOON], dt.date(2026, 5, 15))
    assert ends == dt.datetime(2026, 5, 15, 17, 0, tzinfo=dt.UTC)


def test_a_reminder_without_a_day_is_useful_today() -> None:
    with clock.frozen(NOW):
        assert expires_at(RULES[Kind.DUE_SOON], None).date() == dt.date(2026, 5, 9)


@pytest.mark.parametrize(
    ("kind", "state", "moot"),
    [
        (Kind.OVERDUE, "in_progress", False),
        (Kind.OVERDUE, "submitted", True),
        (Kind.OVERDUE, "on_hold", True),
        (Kind.OVERDUE, "declined", False),
        (Kind.CREATED, "in_progress", False),
        (Kind.CREATED, "withdrawn", True),
        (Kind.SUBMITTED, "submitted", False),
        (Kind.SUBMITTED, "completed", True),
        (Kind.RETURNED, "submitted", True),
        (Kind.APPROVED, "completed", False),
        (Kind.WITHDRAWN, "withdrawn", False),
    ],
)
def test_a_message_is_moot_once_the_work_moved_on(kind: Kind, state: str, moot: bool) -> None:
    day = dt.date(2026, 5, 15)
    reason = why_moot(RULES[kind], work_state=state, last_safe_day=day, basis_day=day)
    assert (reason is not None) is moot


def test_only_reminders_depend_on_the_deadline_they_name() -> None:
    days = {"last_safe_day": dt.date(2026, 6, 30), "basis_day": dt.date(2026, 5, 15)}
    moot = {k for k, r in RULES.items() if why_moot(r, work_state="in_progress", **days)}
    assert {Kind.DUE_SOON, Kind.OVERDUE} <= moot
    assert Kind.CREATED not in moot
