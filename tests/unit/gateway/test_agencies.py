import datetime as dt

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from common.errors import NotFoundError, StaleVersionError
from gateway.identity import agencies
from gateway.identity.agencies import InactiveAgencyError, UnfitAgencyError
from gateway.identity.model import Agency
from tests.unit.gateway.world import ADMIN, audited, told

NEW_YEAR = dt.date(2026, 1, 1)


def _names(*names: str) -> list[dict[str, str]]:
    return [{"name": name} for name in names]


def test_a_registered_agency_is_told_to_the_services_and_audited(session: Session) -> None:
    agency = agencies.create(session, ADMIN, {"name": "Công an tỉnh", "aliases": ["CA tỉnh"]})
    event = told(session)[-1]
    assert (event.type, event.subject, event.version) == (
        "dondoc.agency.changed.v1",
        str(agency.id),
        1,
    )
    assert event.data["kind"] == "police"
    assert event.data["aliases"] == ["CA tỉnh"]
    assert audited(session)[-1] == "agency.created"


def test_two_agencies_of_one_name_in_two_places_have_different_slugs(session: Session) -> None:
    first, second = (
        agencies.create(session, ADMIN, {"name": "UBND xã Tân Lập", "parent_id": parent}).slug
        for parent in (1, 2)
    )
    assert (first, second) == ("ubnd-xa-tan-lap", "ubnd-xa-tan-lap-2")


def test_bulk_finds_by_name_alias_and_slug_whatever_the_marks(session: Session) -> None:
    agencies.change(session, ADMIN, 1, 1, {"aliases": ["Y tế tỉnh"]})
    found = agencies.find_or_create(session, ADMIN, _names("SO Y TE", "y  te tinh", "so-y-te"))
    assert [(one.agency.id, one.created) for one in found] == [(1, False)] * 3


def test_bulk_registers_each_missing_name_once_and_repeating_it_changes_nothing(
    session: Session,
) -> None:
    wanted = _names("UBND xã A", "Sở Y tế", "ubnd  XÃ a", "UBND xã B")
    first = agencies.find_or_create(session, ADMIN, wanted)
    assert [one.created for one in first] == [True, False, False, True]
    events_before = len(told(session))
    again = agencies.find_or_create(session, ADMIN, wanted)
    assert [one.agency.id for one in again] == [one.agency.id for one in first]
    assert not any(one.created for one in again)
    assert len(told(session)) == events_before
    assert session.scalar(select(func.count()).select_from(Agency)) == 4


def test_bulk_tells_one_event_for_each_new_agency(session: Session) -> None:
    before = len(told(session))
    agencies.find_or_create(session, ADMIN, _names("UBND xã A", "UBND xã B", "Sở Y tế"))
    assert [event.data["slug"] for event in told(session)[before:]] == ["ubnd-xa-a", "ubnd-xa-b"]


def test_bulk_takes_a_stated_kind_before_the_guessed_one(session: Session) -> None:
    wanted = [{"name": "UBND các xã", "kind": "other"}]
    assert agencies.find_or_create(session, ADMIN, wanted)[0].agency.kind == "other"


def test_bulk_refuses_the_name_of_a_closed_agency_and_says_which(session: Session) -> None:
    agencies.change(session, ADMIN, 1, 1, {"active": False})
    with pytest.raises(InactiveAgencyError) as refusal:
        agencies.find_or_create(session, ADMIN, _names("Sở Tài chính", "Sở Y tế"))
    assert [error.pointer for error in refusal.value.errors] == ["/agencies/1/name"]


def test_bulk_prefers_the_active_one_of_two_with_the_same_name(session: Session) -> None:
    agencies.change(session, ADMIN, 1, 1, {"active": False})
    successor = agencies.create(session, ADMIN, {"name": "Sở Y tế"})
    found = agencies.find_or_create(session, ADMIN, _names("Sở Y tế", "so-y-te"))
    assert [one.agency.id for one in found] == [successor.id] * 2


def test_a_change_raises_the_version_and_tells_the_whole_state(session: Session) -> None:
    agency = agencies.change(session, ADMIN, 1, 1, {"phone": "02543852401"})
    assert agency.version == 2
    event = told(session)[-1]
    assert (event.version, event.data["phone"]) == (2, "02543852401")


def test_a_change_that_changes_nothing_is_not_told(session: Session) -> None:
    before = len(told(session))
    assert agencies.change(session, ADMIN, 1, 1, {"name": "Sở Y tế", "aliases": []}).version == 1
    assert len(told(session)) == before


def test_a_stale_version_is_refused(session: Session) -> None:
    agencies.change(session, ADMIN, 1, 1, {"phone": "02543852401"})
    with pytest.raises(StaleVersionError):
        agencies.change(session, ADMIN, 1, 1, {"phone": "02543852402"})


def test_a_new_name_is_found_and_keeps_its_slug(session: Session) -> None:
    agencies.change(session, ADMIN, 1, 1, {"name": "Sở Sức khỏe"})
    found = agencies.listed(session, {"q": "suc khoe"}, None, 10)
    assert [(agency.name, agency.slug) for agency in found] == [("Sở Sức khỏe", "so-y-te")]


def test_an_agency_cannot_stand_above_itself(session: Session) -> None:
    agencies.change(session, ADMIN, 1, 1, {"parent_id": 2})
    with pytest.raises(UnfitAgencyError) as refusal:
        agencies.change(session, ADMIN, 2, 1, {"parent_id": 1})
    assert refusal.value.errors[0].pointer == "/parent_id"


def test_an_unknown_parent_and_a_reversed_validity_are_refused(session: Session) -> None:
    with pytest.raises(UnfitAgencyError):
        agencies.create(session, ADMIN, {"name": "Chi cục", "parent_id": 99})
    days = {"valid_from": NEW_YEAR, "valid_to": NEW_YEAR.replace(year=2025)}
    with pytest.raises(UnfitAgencyError):
        agencies.change(session, ADMIN, 1, 1, days)


def test_lists_filter_and_go_on_behind_a_slug(session: Session) -> None:
    agencies.find_or_create(session, ADMIN, _names("UBND xã A", "UBND xã B"))
    slugs = [agency.slug for agency in agencies.listed(session, {"kind": "commune"}, None, 1)]
    assert slugs == ["ubnd-xa-a", "ubnd-xa-b"]
    rest = agencies.listed(session, {"kind": "commune"}, "ubnd-xa-a", 1)
    assert [agency.slug for agency in rest] == ["ubnd-xa-b"]
    agencies.change(session, ADMIN, 1, 1, {"parent_id": 2, "active": False})
    assert [one.id for one in agencies.listed(session, {"parent": 2}, None, 9)] == [1]
    assert 1 not in [one.id for one in agencies.listed(session, {"active": True}, None, 9)]


def test_an_agency_that_is_not_there_is_not_found(session: Session) -> None:
    with pytest.raises(NotFoundError):
        agencies.get(session, 99)
