"""Events obey their schema on the way out and are understood, or refused, on the way in."""

import pytest

from common import events

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
