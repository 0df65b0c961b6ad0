from typing import Any

import pytest

from tests.contract.plans.conftest import Api, Known, Tell
from tests.contract.plans.sample import SAMPLE

Json = dict[str, Any]


def names(api: Api, draft: Json, **query: Any) -> dict[str, Json]:
    items = api.get(f"/plans/{draft['id']}/addressees", **query)["items"]
    return {one["name"]: one for one in items}


def decide(api: Api, draft: Json, status: int = 200, *, group: str = "", **body: Any) -> Any:
    """Say whom a name means; `group` is the body's `class`."""
    stated = body | ({"class": group} if group else {})
    return api.post(f"/plans/{draft['id']}/addressees", stated, status)


def test_each_name_tells_whom_it_means_and_where_it_is_used(
    api: Api, draft: Json, agencies: type[Known]
) -> None:
    found = names(api, draft)
    education = found["Sở Giáo dục và Đào tạo"]
    assert education["resolution"] == "agencies"
    assert [ref["id"] for ref in education["agencies"]] == [agencies.EDUCATION]
    assert (education["items"], education["roles"]) == (2, {"lead": 1, "executing": 1})
    assert found["Sở Y tế"]["roles"] == {"executing": 1, "coordinating": 1}
    communes = found["Ủy ban nhân dân các xã, phường"]
    assert (communes["resolution"], communes["class"], communes["count"]) == (
        "class",
        "communes",
        2,
    )
    assert names(api, draft, resolved="false") == {}
    assert names(api, draft, resolved="true") == found


def test_an_alias_or_a_slug_is_a_name_too(api: Api, draft: Json, tell: Tell) -> None:
    tell(12, "Sở Y tế và Dân số tỉnh", aliases=["Sở Y tế"])
    tell(13, "Đoàn Thanh niên Sông Lam", kind="front", slug="tinh-doan")
    found = names(api, draft)
    assert found["Sở Y tế"]["agencies"][0]["id"] == 12
    assert found["Tỉnh Đoàn"]["agencies"][0]["id"] == 13


def test_two_agencies_of_one_name_are_left_to_a_person(api: Api, draft: Json, tell: Tell) -> None:
    tell(12, "Sở Y tế tỉnh Sông Lam")
    tell(14, "Sở Y tế tỉnh Sông Hồng")
    health = names(api, draft)["Sở Y tế"]
    assert health["resolution"] == "unresolved"
    assert [ref["id"] for ref in health["candidates"]] == [14, 12]
    tell(15, "Sở Y tế")  # an exact name goes before one with a place
    assert names(api, draft)["Sở Y tế"]["agencies"][0]["id"] == 15


def test_resemblance_makes_a_candidate_and_never_a_resolution(
    api: Api, draft: Json, tell: Tell
) -> None:
    tell(12, "Sở Y tế dự phòng")
    health = names(api, draft)["Sở Y tế"]
    assert health["resolution"] == "unresolved"
    assert [ref["id"] for ref in health["candidates"]] == [12]


def test_an_abolished_department_is_offered_its_successors(api: Api, tell: Tell) -> None:
    tell(12, "Sở Y tế")
    tell(16, "Sở Nội vụ")
    draft = api.upload(SAMPLE.replace("2. Sở Y tế", "2. Sở LĐTBXH"))
    old = names(api, draft)["Sở LĐTBXH"]
    assert old["resolution"] == "unresolved"
    assert [ref["name"] for ref in old["candidates"]] == ["Sở Nội vụ", "Sở Y tế"]


def test_a_renamed_agency_is_found_by_its_new_name_only(api: Api, draft: Json, tell: Tell) -> None:
    tell(12, "Sở Y tế")
    tell(12, "Sở Sức khỏe")
    assert names(api, draft)["Sở Y tế"]["resolution"] == "unresolved"


def test_an_older_event_changes_nothing(api: Api, draft: Json, tell: Tell) -> None:
    tell(12, "Sở Y tế", version=9_000)
    tell(12, "Sở Sức khỏe", version=8_999)
    tell(12, "Sở Sức khỏe", version=9_000)
    assert names(api, draft)["Sở Y tế"]["resolution"] == "agencies"


def test_a_closed_agency_is_nobodys_meaning(api: Api, draft: Json, tell: Tell) -> None:
    tell(12, "Sở Y tế", active=False)
    assert names(api, draft)["Sở Y tế"]["resolution"] == "unresolved"


def test_a_decision_counts_for_the_whole_plan_and_is_remembered(
    api: Api, draft: Json, agencies: type[Known]
) -> None:
    later = api.upload(SAMPLE.replace("45/KH", "46/KH"))
    decided = decide(api, draft, name="Sở Y tế", agency_ids=[agencies.YOUTH])
    assert decided["decided"] is True
    parties = [
        party
        for item in api.get(f"/plans/{draft['id']}/items")["items"]
        for party in item["parties"]
        if party["addressee"] == "Sở Y tế"
    ]
    assert [p["agencies"][0]["id"] for p in parties] == [agencies.YOUTH] * 2
    assert names(api, later)["Sở Y tế"]["agencies"][0]["id"] == agencies.YOUTH


def test_a_decision_may_stay_with_one_plan(api: Api, draft: Json, agencies: type[Known]) -> None:
    later = api.upload(SAMPLE.replace("45/KH", "46/KH"))
    decide(api, draft, name="Sở Y tế", agency_ids=[agencies.YOUTH], remember=False)
    assert names(api, later)["Sở Y tế"]["agencies"][0]["id"] == agencies.HEALTH


def test_a_decision_is_the_owners_own(
    api: Api, draft: Json, agencies: type[Known], make_caller: Any
) -> None:
    decide(api, draft, name="Sở Y tế", agency_ids=[agencies.YOUTH])
    other = api.as_(make_caller("coordinator", agency_id=2, user_id=2))
    foreign = other.upload(SAMPLE)
    assert names(other, foreign)["Sở Y tế"]["agencies"][0]["id"] == agencies.HEALTH


def test_a_decision_can_be_taken_back(api: Api, draft: Json, agencies: type[Known]) -> None:
    later = api.upload(SAMPLE.replace("45/KH", "46/KH"))
    decide(api, draft, name="Sở Y tế", agency_ids=[agencies.YOUTH])
    back = decide(api, draft, name="Sở Y tế")
    assert (back["decided"], back["agencies"][0]["id"]) == (False, agencies.HEALTH)
    assert names(api, later)["Sở Y tế"]["decided"] is False


def test_taking_back_what_was_never_decided_changes_nothing(
    api: Api, draft: Json, agencies: type[Known]
) -> None:
    before = names(api, draft)
    decide(api, draft, name="Sở Y tế")
    assert names(api, draft) == before


def test_an_agency_without_a_readable_name_is_kept_and_found_by_none(
    api: Api, draft: Json, tell: Tell
) -> None:
    tell(12, "…", slug="-")
    assert names(api, draft)["Sở Y tế"]["resolution"] == "unresolved"


def test_a_name_can_mean_a_class(api: Api, draft: Json, agencies: type[Known]) -> None:
    decided = decide(api, draft, name="Sở Y tế", group="communes")
    assert (decided["resolution"], decided["class"], decided["count"]) == ("class", "communes", 2)


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({"agency_ids": [404]}, "/agency_ids"),
        ({"agency_ids": []}, "/agency_ids"),
        ({"group": "everybody"}, "/class"),
        ({"group": "communes", "agency_ids": [11]}, "/class"),
    ],
)
def test_a_wrong_decision_names_its_field(
    api: Api, draft: Json, agencies: type[Known], body: Json, pointer: str
) -> None:
    problem = decide(api, draft, 422, name="Sở Y tế", **body)
    assert problem["errors"][0]["pointer"] == pointer


def test_a_name_the_plan_does_not_use_is_not_found(
    api: Api, draft: Json, agencies: type[Known]
) -> None:
    decide(api, draft, 404, name="Sở Xây dựng", agency_ids=[agencies.HEALTH])
    for item in api.get(f"/plans/{draft['id']}/items")["items"]:
        api.patch(f"/plans/{draft['id']}/items/{item['id']}", {"parties": []}, item["version"])
    decide(api, draft, 404, name="Sở Y tế", agency_ids=[agencies.HEALTH])


def test_a_commune_addresses_only_what_lies_below_it(
    api: Api, tell: Tell, make_caller: Any
) -> None:
    tell(1, "UBND tỉnh Sông Lam", kind="committee")
    tell(12, "Sở Y tế", parent_id=1)
    tell(21, "UBND xã Tân Phú", kind="commune", parent_id=1)
    tell(31, "Ban Văn hóa xã Tân Phú", parent_id=21)
    tell(32, "Tổ Tuyên truyền xã Tân Phú", parent_id=31)
    own = api.as_(make_caller("coordinator", agency_id=21))
    text = SAMPLE.replace("3. Ủy ban nhân dân các xã, phường", "3. Các ban, ngành")
    below = names(own, own.upload(text))["Các ban, ngành"]
    assert [ref["id"] for ref in below["agencies"]] == [31, 32]
    above = names(api, api.upload(text))["Các ban, ngành"]
    assert [ref["id"] for ref in above["agencies"]] == [31, 12, 32]


def test_a_stand_in_for_a_class_serves_until_there_are_members(
    api: Api, draft: Json, tell: Tell
) -> None:
    name = "Ủy ban nhân dân các xã, phường"
    tell(50, name, kind="commune")
    found = names(api, draft)[name]
    assert (found["resolution"], found["agencies"][0]["id"]) == ("agencies", 50)
    tell(21, "Ủy ban nhân dân xã Tân Phú", kind="commune")
    found = names(api, draft)[name]
    assert (found["resolution"], [ref["id"] for ref in found["agencies"]]) == ("class", [21])


def test_names_come_in_pages(api: Api, draft: Json) -> None:
    everything = list(names(api, draft))
    first = api.get(f"/plans/{draft['id']}/addressees", limit=3)
    rest = api.get(f"/plans/{draft['id']}/addressees", limit=3, cursor=first["next"])
    assert [one["name"] for one in first["items"] + rest["items"]] == everything
    assert rest["next"] is None


FOREST = """UBND TỈNH LAM HẢI
Số: 77/KH-UBND
Lam Hải, ngày 05 tháng 11 năm 2026

KẾ HOẠCH
Phòng, chống cháy rừng năm 2027

I. TỔ CHỨC THỰC HIỆN

1. UBND xã Tân Thạnh: Phát quang đường băng cản lửa trước ngày 20/12/2026.
"""


def test_a_commune_whose_name_differs_by_a_mark_is_another(api: Api, tell: Tell) -> None:
    tell(51, "UBND xã Tân Thành", kind="commune")
    draft = api.upload(FOREST)
    assert names(api, draft)["UBND xã Tân Thạnh"]["agencies"] == []
    tell(52, "UBND xã Tân Thạnh", kind="commune")
    found = names(api, draft)["UBND xã Tân Thạnh"]["agencies"]
    assert [one["id"] for one in found] == [52]
    bare = api.upload(FOREST.replace("Tân Thạnh", "TAN THANH").replace("77/", "78/"))
    assert names(api, bare)["UBND xã TAN THANH"]["agencies"] == []  # may be either


def test_what_was_said_of_a_name_is_not_remembered_for_one_with_another_mark(
    api: Api, tell: Tell, agencies: type[Known]
) -> None:
    first = api.upload(FOREST)
    decide(api, first, name="UBND xã Tân Thạnh", agency_ids=[agencies.YOUTH])
    later = api.upload(FOREST.replace("Thạnh", "Thành").replace("77/", "78/"))
    assert names(api, later)["UBND xã Tân Thành"]["decided"] is False
    again = api.upload(FOREST.replace("77/", "79/"))
    assert names(api, again)["UBND xã Tân Thạnh"]["decided"] is True


def test_a_slip_in_the_marks_of_an_offices_name_is_no_other_office(
    api: Api, tell: Tell, agencies: type[Known]
) -> None:
    tell(agencies.HEALTH, "Sở Y tế", version=99)
    draft = api.upload(SAMPLE.replace("Sở Y tế", "Sở Y tê").replace("45/KH", "49/KH"))
    assert names(api, draft)["Sở Y tê"]["agencies"][0]["id"] == agencies.HEALTH


def test_two_communes_that_differ_by_a_mark_are_two_in_one_plan(api: Api, tell: Tell) -> None:
    second = "\n2. UBND xã Tân Thành: Tuần tra rừng phòng hộ trước ngày 15/12/2026.\n"
    draft = api.upload(FOREST + second)
    first, other = "UBND xã Tân Thạnh", "UBND xã Tân Thành"
    assert {first, other} <= names(api, draft).keys()
    tell(52, first, kind="commune")
    decide(api, draft, name=other, agency_ids=[52], remember=False)
    decide(api, draft, name=other)
    tell(51, other, kind="commune")
    found = names(api, draft)
    assert [one["id"] for one in found[first]["agencies"]] == [52]
    assert [one["id"] for one in found[other]["agencies"]] == [51]
    parties = [one["parties"] for one in api.get(f"/plans/{draft['id']}/items")["items"]]
    assert [one[0]["agencies"][0]["id"] for one in parties] == [52, 51]
