"""One agency is registered once, whatever way its name is written."""

import threading

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from common.db import Database
from gateway.identity import agencies
from gateway.identity.model import Agency
from gateway.identity.namesakes import AgencyExistsError
from tests.unit.gateway.world import ADMIN


def _create(session: Session, name: str, **fields: object) -> Agency:
    return agencies.create(session, ADMIN, {"name": name, **fields})


@pytest.mark.parametrize(
    ("known", "same"),
    [
        ("Sở Y tế", "Sở Y tế"),
        ("Sở Y tế", "SO  Y TE"),
        ("Sở Văn hóa và Du lịch", "Sở Văn hoá - Du lịch"),
        ("UBND xã Tân Lập", "Ủy ban nhân dân xã Tân Lập"),
        ("Sở Giáo dục và Đào tạo", "Sở GD&ĐT"),
        ("Sở GDĐT", "Sở Giáo dục và Đào tạo"),
        ("Sở Giáo dục và Đào tạo", "so gd&đt"),
        ("Sở Lao động - Thương binh và Xã hội", "so lđtb&xh"),
        ("Hội LHPN tỉnh", "Hội Liên hiệp Phụ nữ Việt Nam tỉnh"),
        ("UBND xã Dân Tiến", "Ủy ban nhân dân xã Dân Tiến"),
    ],
)
def test_a_name_that_is_registered_is_refused_and_the_agency_named(
    session: Session, known: str, same: str
) -> None:
    agency = agencies.find_or_create(session, ADMIN, [{"name": known}])[0].agency
    with pytest.raises(AgencyExistsError) as refusal:
        _create(session, same)
    assert refusal.value.members["agency"] == {
        "id": agency.id,
        "slug": agency.slug,
        "name": known,
    }
    assert known in refusal.value.detail
    assert [error.pointer for error in refusal.value.errors] == ["/name"]
    assert agencies.find_or_create(session, ADMIN, [{"name": same}])[0].agency is agency


@pytest.mark.parametrize(
    ("known", "other"),
    [
        ("UBND xã Tân Thành", "UBND xã Tân Thạnh"),
        ("UBND xã Tân Thành", "Ủy ban nhân dân xã Tân Thạnh"),
        ("UBND xã Tân Thanh", "UBND xã Tân Thành"),
        ("HĐND xã Đông Hội", "Hội đồng nhân dân xã Đồng Hới"),
        ("UBND xã Tân Lập", "UBND phường Tân Lập"),
    ],
)
def test_names_that_differ_by_marks_are_two_agencies(
    session: Session, known: str, other: str
) -> None:
    first = _create(session, known)
    second = _create(session, other)
    found = agencies.find_or_create(session, ADMIN, [{"name": known}, {"name": other}])
    assert [one.agency for one in found] == [first, second]


def test_names_that_differ_by_marks_are_registered_both_by_one_bulk(session: Session) -> None:
    wanted = [{"name": "UBND xã Tân Thành"}, {"name": "UBND xã Tân Thạnh"}]
    found = agencies.find_or_create(session, ADMIN, wanted)
    assert [one.created for one in found] == [True, True]


def test_an_alias_is_a_name_and_a_slug_that_outlived_its_name_is_none(session: Session) -> None:
    agencies.change(session, ADMIN, 1, 1, {"name": "Sở Sức khỏe", "aliases": ["SSK"]})
    with pytest.raises(AgencyExistsError):
        _create(session, "ssk")
    assert _create(session, "Sở Y tế").slug == "so-y-te-2"


def test_a_slug_finds_its_agency_where_no_name_does(session: Session) -> None:
    agencies.change(session, ADMIN, 1, 1, {"name": "Sở Sức khỏe"})
    assert agencies.find_or_create(session, ADMIN, [{"name": "so-y-te"}])[0].agency.id == 1
    new = _create(session, "Sở Y tế")
    assert agencies.find_or_create(session, ADMIN, [{"name": "so-y-te"}])[0].agency is new


def test_a_parent_that_one_of_two_does_not_state_keeps_them_not_apart(session: Session) -> None:
    _create(session, "Trạm Y tế", parent_id=1)
    with pytest.raises(AgencyExistsError):
        _create(session, "Trạm Y tế")
    with pytest.raises(AgencyExistsError):
        _create(session, "Trạm Y tế", parent_id=1)
    assert _create(session, "Trạm Y tế", parent_id=2).id


def test_a_closed_agency_leaves_its_name_free(session: Session) -> None:
    agencies.change(session, ADMIN, 1, 1, {"active": False})
    assert _create(session, "Sở Y tế").active
    assert not _create(session, "Sở Y tế", active=False).active


@pytest.mark.parametrize("change", [{"name": "so y te"}, {"active": True}, {"parent_id": None}])
def test_no_change_makes_an_agency_anothers_namesake(
    session: Session, change: dict[str, object]
) -> None:
    states: dict[str, dict[str, object]] = {
        "name": {"name": "Sở Sức khỏe"},
        "active": {"name": "Sở Y tế", "active": False},
        "parent_id": {"name": "Trạm Y tế", "parent_id": 1},
    }
    other = agencies.create(session, ADMIN, states[next(iter(change))])
    _create(session, "Trạm Y tế", parent_id=2)
    with pytest.raises(AgencyExistsError):
        agencies.change(session, ADMIN, other.id, 1, change)


def test_of_two_that_are_namesakes_already_each_can_be_changed(session: Session) -> None:
    agencies.found(session, {"name": "Sở Y tế"})
    same = {"name": "Sở Y tế", "phone": "0912345678"}
    assert agencies.change(session, ADMIN, 3, 1, same).version == 2
    assert agencies.change(session, ADMIN, 3, 2, {"name": "Sở Y tế huyện"}).version == 3


def test_of_two_that_register_one_name_at_once_one_is_refused(database: Database) -> None:
    outcomes: list[str] = []
    ready = threading.Barrier(2)

    def register() -> None:
        ready.wait(5)
        try:
            with database.write() as session:
                _create(session, "Công an tỉnh")
            outcomes.append("made")
        except AgencyExistsError:
            outcomes.append("refused")

    threads = [threading.Thread(target=register) for _ in range(2)]
    for one in threads:
        one.start()
    for one in threads:
        one.join(30)
    assert sorted(outcomes) == ["made", "refused"]
    with database.read() as session:
        query = select(func.count()).where(Agency.name == "Công an tỉnh")
        assert session.scalar(query) == 1
