"""Events obey their schema on the way out and are understood, or refused, on the way in."""

import datetime as dt
from typing import Any

import pytest

from common import events
from common.events import envelope
from common.events.schemas import SCHEMAS

AGENCY = {
    "id": 3,
    "slug": "so-y-te",
    "name": "Sở Y tế",
    "aliases": [],
    "kind": "department",
    "parent_id": None,
    "email": None,
    "phone": None,
    "active": True,
}


def test_event_survives_the_wire() -> None:
    event = events.make(events.AGENCY_CHANGED, 3, 2, AGENCY)
    seen = events.decode(events.encode(event))
    assert seen == event
    assert (seen.subject, seen.version) == ("3", 2)


def test_data_against_the_schema_are_refused_before_they_leave() -> None:
    with pytest.raises(events.EventError, match="kind"):
        events.make(events.AGENCY_CHANGED, 3, 1, AGENCY | {"kind": "club"})


MESSAGE = {
    "id": 1,
    "assignment_id": 7,
    "agency_id": None,
    "kind": "reminder",
    "channel": "email",
    "state": "sent",
    "at": dt.datetime(2026, 5, 20, 3, tzinfo=dt.UTC),
}
BAD = (
    {"id": "x"},
    {"id": None},
    {"at": "yesterday"},
    {"agency_id": [1]},
)


def test_a_batch_makes_what_one_after_the_other_is() -> None:
    batch = envelope.Batch(events.MESSAGE_SETTLED)
    for number in (1, 2, 2, 3):
        data = MESSAGE | {"id": number, "unknown": "left out"}
        made, alone = batch.make(number, 1, data), _alone(data)
        assert made.data == alone
        assert list(made.data) == list(alone)
        assert made.subject == str(number)


def _alone(data: dict[str, Any]) -> dict[str, Any]:
    """Return the data of an event as its schema alone makes and checks it."""
    schema = SCHEMAS[events.MESSAGE_SETTLED]
    dumped: dict[str, Any] = schema.dump(data)
    if wrong := schema.validate(dumped):
        raise events.EventError(wrong)
    return dumped


@pytest.mark.parametrize("bad", BAD)
def test_a_batch_refuses_what_is_refused_alone(bad: dict[str, Any]) -> None:
    """Also after it has passed what is equal but not the same, and each time anew."""
    batch = envelope.Batch(events.MESSAGE_SETTLED)
    batch.make(1, 1, MESSAGE)
    with pytest.raises((events.EventError, TypeError, ValueError)) as refused:
        _alone(MESSAGE | bad)
    for _ in range(2):
        with pytest.raises(type(refused.value)):
            batch.make(1, 1, MESSAGE | bad)


@pytest.mark.parametrize("name", ["id", "kind", "at"])
def test_a_batch_misses_what_is_missing(name: str) -> None:
    batch = envelope.Batch(events.MESSAGE_SETTLED)
    batch.make(1, 1, MESSAGE)
    with pytest.raises(events.EventError, match=name):
        batch.make(2, 1, {key: value for key, value in MESSAGE.items() if key != name})


def test_what_is_remembered_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(envelope, "REMEMBERED", 20)
    batch = envelope.Batch(events.MESSAGE_SETTLED)
    for number in range(1, 100):
        data = MESSAGE | {
            "id": number,
            "at": dt.datetime(2026, 5, 20, 3, number % 60, tzinfo=dt.UTC),
        }
        assert batch.make(number, 1, data).data == _alone(data)
        assert len(batch._known) <= 20


def test_numbers_crowd_out_nothing_that_comes_again() -> None:
    batch = envelope.Batch(events.MESSAGE_SETTLED)
    for number in range(1, 100):
        batch.make(number, 1, MESSAGE | {"id": number})
    assert len(batch._known) < len(MESSAGE)


def test_what_does_not_say_what_it_is_is_never_taken_for_another() -> None:
    class Kind(str):
        __slots__ = ()
        __repr__ = object.__repr__

    batch = envelope.Batch(events.MESSAGE_SETTLED)
    batch.make(1, 1, MESSAGE | {"kind": Kind(MESSAGE["kind"])})
    assert not [said for said in batch._known if said[0] == "kind"]


def test_field_added_later_is_tolerated() -> None:
    event = events.make(events.AGENCY_CHANGED, 3, 1, AGENCY)
    later = events.encode(event).replace('"kind"', '"colour":"red","kind"')
    assert "colour" not in events.decode(later).data


@pytest.mark.parametrize(
    "body", ["", "{", "[]", "{}", '{"type":"dondoc.unknown.v9"}', '{"type":[]}', b"\xff"]
)
def test_what_is_no_event_is_refused(body: str | bytes) -> None:
    with pytest.raises(events.EventError):
        events.decode(body)


@pytest.mark.parametrize("event_type", sorted(events.SCHEMAS))
def test_type_is_named_by_noun_verb_and_version(event_type: str) -> None:
    product, _noun, _verb, version = event_type.split(".")
    assert product == "dondoc"
    assert version.startswith("v")
