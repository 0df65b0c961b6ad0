"""An abolished addressee over HTTP: proposed by field, with its reason, settled by choosing."""

from tests.contract.plans.conftest import Api, Tell
from tests.contract.plans.sample import SAMPLE
from tests.contract.plans.test_addressees import decide, names

OLD = "Sở Thông tin và Truyền thông"


def test_the_successor_by_field_comes_first_with_reason_and_basis(api: Api, tell: Tell) -> None:
    tell(17, "Sở Khoa học và Công nghệ")
    tell(18, "Sở Văn hóa, Thể thao và Du lịch")
    text = SAMPLE.replace(
        "2. Sở Y tế", f"2. {OLD}\n\n- Chỉ đạo các cơ quan báo chí đưa tin.\n\n3. X"
    )
    draft = api.upload(text)
    found = api.get(f"/plans/{draft['id']}/findings")["items"]
    (obsolete,) = [one for one in found if one["code"] == "agency-obsolete"]
    assert obsolete["suggestion"] == "Sở Văn hóa, Thể thao và Du lịch"
    assert "Điều 8 khoản 8" in obsolete["message"]["vi"]
    remedy = obsolete["remedy"]
    assert (remedy["action"], remedy["addressee"]) == ("map_addressee", OLD)
    assert [one["id"] for one in remedy["candidates"]] == [18, 17]


def test_a_chosen_successor_settles_the_finding_and_is_known_to_the_next_plan(
    api: Api, tell: Tell
) -> None:
    tell(18, "Sở Văn hóa, Thể thao và Du lịch")
    text = SAMPLE.replace("2. Sở Y tế", f"2. {OLD}")
    draft = api.upload(text)
    decide(api, draft, name=OLD, agency_ids=[18])
    found = api.get(f"/plans/{draft['id']}/findings")["items"]
    assert [one["state"] for one in found if one["code"] == "agency-obsolete"] == ["resolved"]
    later = api.upload(text.replace("2. ", "4. ") + "\n")
    assert names(api, later)[OLD]["agencies"][0]["id"] == 18


def test_a_body_of_a_district_leads_to_those_of_the_communes(api: Api, tell: Tell) -> None:
    tell(19, "Phòng Văn hóa – Xã hội xã Tân Bình")
    tell(20, "Phòng Kinh tế xã Tân Bình")
    district = "Phòng Giáo dục và Đào tạo huyện Sông Thượng"
    draft = api.upload(SAMPLE.replace("2. Sở Y tế", f"2. {district}"))
    found = api.get(f"/plans/{draft['id']}/findings")["items"]
    (obsolete,) = [one for one in found if one["code"] == "agency-obsolete"]
    assert [one["id"] for one in obsolete["remedy"]["candidates"]] == [19]
