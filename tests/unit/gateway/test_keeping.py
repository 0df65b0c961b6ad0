import pytest
from sqlalchemy.orm import Session

from common.caller import Caller, Role
from gateway.identity import agencies
from gateway.identity.keeping import KeptByAnotherError
from tests.unit.gateway.world import ADMIN


def _coordinator(agency_id: int | None) -> Caller:
    return Caller(9, "dieu-phoi", agency_id, frozenset({Role.COORDINATOR}))


def _agency(session: Session, name: str, parent: int | None = None, kind: str = "other") -> int:
    fields = {"name": name, "kind": kind, "parent_id": parent}
    return agencies.create(session, ADMIN, fields).id


def _redirects(session: Session, caller: Caller, agency_id: int) -> bool:
    """Tell whether `caller` may have the agency's messages sent elsewhere."""
    version = agencies.get(session, agency_id).version
    try:
        agencies.change(session, caller, agency_id, version, {"email": "khac@x.example"})
    except KeptByAnotherError:
        return False
    return True


def test_a_coordinator_keeps_the_own_agency_and_those_beneath_it(session: Session) -> None:
    committee = _agency(session, "UBND tỉnh A", kind="committee")
    commune = _agency(session, "UBND xã B", committee, "commune")
    school = _agency(session, "Trường C", commune)
    assert [_redirects(session, _coordinator(commune), at) for at in (commune, school)] == [
        True,
        True,
    ]
    assert _redirects(session, _coordinator(committee), school)


def test_a_coordinator_does_not_keep_what_stands_above_or_aside(session: Session) -> None:
    committee = _agency(session, "UBND tỉnh A", kind="committee")
    commune = _agency(session, "UBND xã B", committee, "commune")
    aside = _agency(session, "UBND xã D", committee, "commune")
    elsewhere = _agency(session, "UBND tỉnh E", kind="committee")
    for agency_id in (committee, aside, elsewhere):
        assert not _redirects(session, _coordinator(commune), agency_id)


def test_a_committees_office_keeps_what_its_committee_would(session: Session) -> None:
    committee = _agency(session, "UBND tỉnh A", kind="committee")
    office = _agency(session, "Văn phòng UBND tỉnh A", committee, "committee")
    commune = _agency(session, "UBND xã B", committee, "commune")
    for agency_id in (committee, office, commune):
        assert _redirects(session, _coordinator(office), agency_id)


def test_who_registered_an_agency_may_complete_its_entry(session: Session) -> None:
    wanted = [{"name": "UBND xã Mới"}]
    new = agencies.find_or_create(session, _coordinator(1), wanted)[0].agency
    other = agencies.create(session, _coordinator(1), {"name": "UBND xã Khác"})
    session.flush()
    for agency in (new, other):
        assert _redirects(session, _coordinator(1), agency.id)
        assert not _redirects(session, _coordinator(2), agency.id)


def test_nobody_reaches_further_by_what_the_own_entry_says(session: Session) -> None:
    committee = _agency(session, "UBND tỉnh A", kind="committee")
    department = _agency(session, "Sở B", committee, "department")
    elsewhere = _agency(session, "UBND tỉnh C", kind="committee")
    wishes: list[dict[str, object]] = [
        {"kind": "committee"},
        {"parent_id": elsewhere},
        {"name": "Văn phòng UBND tỉnh A"},
        {"aliases": ["UBND tỉnh A"]},
        {"email": "moi@x.example", "kind": "committee"},
    ]
    for fields in wishes:
        with pytest.raises(KeptByAnotherError):
            agencies.change(session, _coordinator(department), department, 1, fields)
    same = {"kind": "department", "parent_id": committee, "phone": "0254 385 2401"}
    assert agencies.change(session, _coordinator(department), department, 1, same).phone


def test_a_council_is_not_the_office_of_the_committee_it_stands_beneath(session: Session) -> None:
    committee = _agency(session, "UBND tỉnh A", kind="committee")
    council = _agency(session, "HĐND tỉnh A", committee, "committee")
    assert not _redirects(session, _coordinator(council), committee)


def test_an_agency_is_put_only_beneath_what_one_keeps(session: Session) -> None:
    committee = _agency(session, "UBND tỉnh A", kind="committee")
    commune = _agency(session, "UBND xã B", committee, "commune")
    school = _agency(session, "Trường C", commune)
    ours = _coordinator(commune)
    with pytest.raises(KeptByAnotherError):
        agencies.create(session, ours, {"name": "Văn phòng X", "parent_id": committee})
    with pytest.raises(KeptByAnotherError):
        agencies.change(session, ours, school, 1, {"parent_id": committee})
    new = agencies.create(session, ours, {"name": "Trạm Y tế", "parent_id": commune})
    assert agencies.change(session, ours, new.id, 1, {"parent_id": school}).parent_id == school


def test_an_administrator_keeps_every_entry_and_nobody_without_an_agency_any(
    session: Session,
) -> None:
    agency = agencies.create(session, ADMIN, {"name": "UBND xã Mới"}).id
    assert _redirects(session, ADMIN, agency)
    assert not _redirects(session, _coordinator(None), agency)


def test_nothing_is_changed_where_it_is_refused(session: Session) -> None:
    with pytest.raises(KeptByAnotherError):
        agencies.change(session, _coordinator(2), 1, 1, {"name": "Tên khác"})
    assert agencies.get(session, 1).name == "Sở Y tế"
