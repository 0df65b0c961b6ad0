import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import insert

from common import events
from common.db import Database
from common.events import Event
from services.plans.model import Agency, Finding
from tests.contract.plans.conftest import COORDINATOR_AGENCY, Api, Known, Tell
from tests.contract.plans.sample import SAMPLE

Json = dict[str, Any]
Emitted = Callable[[], list[Event]]


def accept_all(api: Api, draft: Json) -> None:
    api.post(f"/plans/{draft['id']}/items/accept", {"items": "all"})


def issue(api: Api, draft: Json, status: int = 200, **body: Any) -> Any:
    return api.post(f"/plans/{draft['id']}/issue", body, status)


def shares(item: Json) -> dict[str, list[int]]:
    """Return the agency ids of an event's item, by role."""
    return {party["role"]: party["agency_ids"] for party in item["parties"]}


def test_an_issued_plan_tells_every_agency_its_duties(
    api: Api, draft: Json, agencies: type[Known], emitted: Emitted
) -> None:
    accept_all(api, draft)
    plan = issue(api, draft)
    assert plan["state"] == "issued"
    assert plan["issued_by"] == {"id": 1, "name": "user-1"}
    assert plan["available_actions"] == ["recall"]
    (event,) = emitted()
    assert (event.type, event.subject) == (events.PLAN_ISSUED, str(draft["id"]))
    assert event.version == plan["version"]
    told = event.data
    assert told["plan"]["number"] == "45/KH-UBND"
    assert told["issued_on"] == dt.date(2026, 3, 12)
    assert told["assigner_agency_id"] == COORDINATOR_AGENCY
    by_key = {item["key"]: shares(item) for item in told["items"]}
    communes = [agencies.TAN_PHUOC, agencies.TAN_PHU]
    assert by_key == {
        "duty-1": {"lead": [agencies.EDUCATION], "coordinating": [agencies.HEALTH]},
        "duty-2": {"executing": [agencies.EDUCATION]},
        "duty-3": {"executing": [agencies.HEALTH]},
        "duty-4": {"executing": communes},
        "duty-5": {"executing": [agencies.YOUTH]},
        "report-1": {"executing": [agencies.EDUCATION, agencies.HEALTH, *communes]},
    }
    due = {item["key"]: item["deadline"] for item in told["items"]}
    assert due["duty-1"] is None
    assert due["duty-3"]["last_safe_day"] == dt.date(2026, 6, 29)
    named = {ref["id"] for ref in told["agencies"]}
    assert named == {11, 12, 13, 21, 22}


def test_issuing_again_changes_and_tells_nothing(
    api: Api, draft: Json, agencies: type[Known], emitted: Emitted
) -> None:
    accept_all(api, draft)
    plan = issue(api, draft)
    accept_all(api, draft)
    assert issue(api, draft) == plan
    assert api.upload(SAMPLE)["state"] == "issued"
    assert len(emitted()) == 1


def test_pending_items_stand_in_the_way(api: Api, draft: Json, agencies: type[Known]) -> None:
    problem = issue(api, draft, 409)
    assert problem["type"] == "urn:dondoc:problem:plan-not-ready"
    (reason,) = problem["reasons"]
    assert (reason["code"], reason["count"]) == ("items-pending", 6)


def test_a_plan_without_accepted_items_has_nothing_to_tell(
    api: Api, draft: Json, agencies: type[Known]
) -> None:
    api.post(f"/plans/{draft['id']}/items/reject", {"items": "all"})
    assert issue(api, draft, 409)["reasons"][0]["code"] == "no-items"


def test_rejected_items_are_not_issued_nor_their_names_asked_for(
    api: Api, draft: Json, tell: Tell, emitted: Emitted
) -> None:
    tell(11, "Sở Giáo dục và Đào tạo")
    items = api.get(f"/plans/{draft['id']}/items")["items"]
    keep = items[1]["id"]
    api.post(f"/plans/{draft['id']}/items/accept", {"items": [keep]})
    api.post(f"/plans/{draft['id']}/items/reject", {"items": "all"})
    issue(api, draft)
    assert [item["key"] for item in emitted()[0].data["items"]] == ["duty-2"]


@pytest.fixture
def error(database: Database, draft: Json) -> int:
    """Return the id of an error finding of the draft."""
    with database.write() as session:
        finding = Finding(
            plan_id=draft["id"],
            code="date-impossible",
            severity="error",
            message_vi="Ngày 31/4 không có.",
            message_en="There is no 31 April.",
            span_start=0,
            span_end=5,
        )
        session.add(finding)
        session.flush()
        return finding.id


def accept_each(api: Api, draft: Json, *, confirm_findings: bool = True) -> None:
    ids = [item["id"] for item in api.get(f"/plans/{draft['id']}/items")["items"]]
    body = {"items": ids, "confirm_findings": confirm_findings}
    api.post(f"/plans/{draft['id']}/items/accept", body)


def test_an_open_error_outside_the_accepted_items_stands_in_the_way(
    api: Api, draft: Json, agencies: type[Known], error: int
) -> None:
    accept_each(api, draft)
    (reason,) = issue(api, draft, 409)["reasons"]
    assert (reason["code"], reason["finding"]) == ("finding-open", error)
    api.post(f"/plans/{draft['id']}/findings/{error}/resolve", {"note": "In nhầm, đã đối chiếu"})
    issue(api, draft)


def test_an_error_without_a_place_is_confirmed_by_no_single_item(
    api: Api, draft: Json, agencies: type[Known], error: int, database: Database
) -> None:
    with database.write() as session:
        session.get_one(Finding, error).span_start = None
    accept_each(api, draft)
    issue(api, draft, 409)


def test_an_error_inside_an_accepted_item_is_confirmed_with_it_only_when_asked(
    api: Api, draft: Json, agencies: type[Known], error: int, database: Database
) -> None:
    item = api.get(f"/plans/{draft['id']}/items")["items"][0]
    with database.write() as session:
        finding = session.get_one(Finding, error)
        finding.span_start, finding.span_end = item["span"]
    accept_each(api, draft, confirm_findings=False)
    issue(api, draft, 409)
    accept_each(api, draft)
    issue(api, draft)


def test_accepting_all_again_changes_nothing(api: Api, draft: Json, agencies: type[Known]) -> None:
    accept_all(api, draft)
    before = api.get(f"/plans/{draft['id']}")
    accept_all(api, draft)
    assert api.get(f"/plans/{draft['id']}") == before


def test_accepting_all_confirms_the_errors_too_when_asked(
    api: Api, draft: Json, agencies: type[Known], error: int
) -> None:
    api.post(f"/plans/{draft['id']}/items/accept", {"items": "all", "confirm_findings": True})
    findings = api.get(f"/plans/{draft['id']}/findings", severity="error")["items"]
    assert findings[0]["resolved_by"] == {"id": 1, "name": "user-1"}
    issue(api, draft)


def test_a_plan_without_number_and_date_can_be_issued(
    api: Api, agencies: type[Known], emitted: Emitted
) -> None:
    bare = SAMPLE.replace("Số: 45/KH-UBND", "").replace("ngày 12 tháng 3 năm 2026", "")
    draft = api.upload(bare)
    assert draft["number"] is None
    accept_all(api, draft)
    issue(api, draft)
    assert emitted()[0].data["plan"]["number"] is None


def test_names_without_an_agency_are_listed(api: Api, draft: Json, tell: Tell) -> None:
    tell(12, "Sở Y tế")
    accept_all(api, draft)
    problem = issue(api, draft, 409, create_missing_agencies=True)
    assert problem["type"] == "urn:dondoc:problem:agencies-missing"
    assert problem["names"] == [
        "Sở Giáo dục và Đào tạo",
        "Ủy ban nhân dân các xã, phường",
        "Tỉnh Đoàn",
    ]
    assert problem["agencies"][1] == {
        "name": "Ủy ban nhân dân các xã, phường",
        "kind": "other",
        "class": "communes",
    }
    listed = api.get(f"/plans/{draft['id']}/addressees", resolved="false")["items"]
    assert [one["name"] for one in listed] == problem["names"]


def test_agencies_registered_for_the_issue_are_taken_ahead_of_their_events(
    api: Api, draft: Json, tell: Tell, emitted: Emitted
) -> None:
    accept_all(api, draft)
    names = [
        one["name"]
        for one in api.get(f"/plans/{draft['id']}/addressees", resolved="false")["items"]
    ]
    given = {
        name: {"id": 100 + n, "slug": f"s-{n}", "name": name, "kind": "department"}
        for n, name in enumerate(names)
    }
    issue(api, draft, agencies=given, create_missing_agencies=True)
    told = emitted()[0].data
    assert {ref["name"] for ref in told["agencies"]} == set(names)
    tell(100, "Sở Giáo dục, Đào tạo và Thanh niên")  # the event comes later and wins
    name = api.get(f"/plans/{draft['id']}/items")["items"][0]["parties"][0]["agencies"][0]["name"]
    assert name == "Sở Giáo dục, Đào tạo và Thanh niên"


def test_an_agency_for_a_name_the_plan_lacks_is_refused(
    api: Api, draft: Json, agencies: type[Known]
) -> None:
    accept_all(api, draft)
    given = {"Sở Xây dựng": {"id": 5, "slug": "x", "name": "Sở Xây dựng", "kind": "department"}}
    problem = issue(api, draft, 422, agencies=given)
    assert problem["errors"][0]["pointer"] == "/agencies/Sở Xây dựng"


def test_what_names_meant_is_frozen_with_the_plan(
    api: Api, draft: Json, agencies: type[Known], tell: Tell
) -> None:
    accept_all(api, draft)
    issue(api, draft)
    before = api.get(f"/plans/{draft['id']}/items")["items"]
    tell(23, "Ủy ban nhân dân xã Tân Lập", kind="commune")
    tell(agencies.HEALTH, "Sở Y tế tỉnh Sông Lam", active=False)
    assert api.get(f"/plans/{draft['id']}/items")["items"] == before


def test_an_issued_plan_is_changed_no_more(api: Api, draft: Json, agencies: type[Known]) -> None:
    accept_all(api, draft)
    plan = issue(api, draft)
    item = api.get(f"/plans/{draft['id']}/items")["items"][0]
    path = f"/plans/{draft['id']}"
    refused = [
        api.patch(path, {"number": "1"}, plan["version"], 409),
        api.patch(f"{path}/items/{item['id']}", {"text": "x"}, item["version"], 409),
        api.post(f"{path}/items/reject", {"items": "all"}, 409),
        api.post(f"{path}/items/accept", {"items": [item["id"]]}, 409),
        api.post(f"{path}/items/{item['id']}/restore", status=409),
        api.post(f"{path}/items", {"span": [0, 5]}, 409),
        api.post(f"{path}/addressees", {"name": "Sở Y tế", "agency_ids": [12]}, 409),
    ]
    assert {problem["type"] for problem in refused} == {"urn:dondoc:problem:plan-issued"}


def test_issuing_honours_the_version_that_was_read(
    api: Api, draft: Json, agencies: type[Known]
) -> None:
    accept_all(api, draft)
    stale = {"If-Match": f'"{draft["version"]}"'}
    api.post(f"/plans/{draft['id']}/issue", {}, 412, headers=stale)
    version = api.get(f"/plans/{draft['id']}")["version"]
    api.post(f"/plans/{draft['id']}/issue", {}, headers={"If-Match": f'"{version}"'})


def test_an_open_name_beside_a_named_one_needs_no_agency(
    api: Api, agencies: type[Known], emitted: Emitted
) -> None:
    text = SAMPLE.replace("2. Sở Y tế", "2. Sở Y tế và các đơn vị có liên quan")
    draft = api.upload(text)
    accept_all(api, draft)
    issue(api, draft)
    items = {item["key"]: shares(item) for item in emitted()[0].data["items"]}
    assert items["duty-3"] == {"executing": [agencies.HEALTH]}
    (open_name,) = [
        one
        for one in api.get(f"/plans/{draft['id']}/addressees")["items"]
        if one["resolution"] == "open"
    ]
    assert open_name["name"] == "các đơn vị có liên quan"


def test_every_agency_of_the_plan_stands_behind_co_quan_don_vi(
    api: Api, agencies: type[Known], emitted: Emitted
) -> None:
    text = SAMPLE.replace(
        "Các sở, ban, ngành và Ủy ban nhân dân các xã, phường báo cáo",
        "Các cơ quan, đơn vị, địa phương báo cáo",
    )
    draft = api.upload(text)
    accept_all(api, draft)
    issue(api, draft)
    report = emitted()[0].data["items"][-1]
    assert shares(report) == {"executing": [11, 12, 22, 21, 13]}


def test_co_quan_don_vi_alone_needs_an_agency_of_its_own(api: Api, emitted: Emitted) -> None:
    start, end = SAMPLE.index("1. Sở Giáo dục"), SAMPLE.index("III. CHẾ ĐỘ")
    text = SAMPLE[:start] + "1. Các cơ quan, đơn vị\n\n- Tổ chức dạy bơi.\n\n" + SAMPLE[end:]
    draft = api.upload(text.replace("Các sở, ban, ngành và Ủy ban nhân dân các xã, phường", ""))
    accept_all(api, draft)
    name = "Các cơ quan, đơn vị"
    assert issue(api, draft, 409)["names"] == [name]
    issue(api, draft, agencies={name: {"id": 5, "slug": "x", "name": name, "kind": "other"}})
    assert shares(emitted()[0].data["items"][0]) == {"executing": [5]}


def test_an_agency_named_twice_in_an_item_keeps_its_strongest_role(
    api: Api, draft: Json, agencies: type[Known], emitted: Emitted
) -> None:
    item = api.get(f"/plans/{draft['id']}/items")["items"][0]
    parties = [
        {"role": "coordinating", "addressee": "các sở, ban, ngành"},
        {"role": "lead", "addressee": "Sở Y tế"},
    ]
    api.patch(f"/plans/{draft['id']}/items/{item['id']}", {"parties": parties}, item["version"])
    accept_all(api, draft)
    issue(api, draft)
    first = shares(emitted()[0].data["items"][0])
    assert first == {"lead": [agencies.HEALTH], "coordinating": [agencies.EDUCATION]}


def test_an_item_nobody_leads_is_told_without_parties(
    api: Api, draft: Json, agencies: type[Known], emitted: Emitted
) -> None:
    item = api.get(f"/plans/{draft['id']}/items")["items"][0]
    api.patch(f"/plans/{draft['id']}/items/{item['id']}", {"parties": []}, item["version"])
    accept_all(api, draft)
    issue(api, draft)
    assert emitted()[0].data["items"][0]["parties"] == []


def test_a_class_of_agencies_about_to_be_created_is_not_missing(api: Api, draft: Json) -> None:
    listed = api.get(f"/plans/{draft['id']}/addressees", resolved="false")["items"]
    names = [one["name"] for one in listed]
    # Its departments are among those that will be created; its communes are not.
    assert "Sở Y tế" in names
    assert "Các sở, ban, ngành và Ủy ban nhân dân các xã, phường" not in names
    assert "Ủy ban nhân dân các xã, phường" in names


def test_twenty_items_for_3321_communes_leave_in_one_event(
    api: Api, database: Database, tell: Tell, emitted: Emitted
) -> None:
    tell(11, "Sở Giáo dục và Đào tạo")
    communes = [
        {
            "id": 1000 + n,
            "slug": f"xa-{n}",
            "name": f"Ủy ban nhân dân xã số {n}",
            "kind": "commune",
            "parent_id": None,
            "active": True,
            "stand_in": False,
            "version": 1,
        }
        for n in range(3321)
    ]
    with database.write() as session:
        session.execute(insert(Agency), communes)
    duties = "\n\n".join(f"- Tổ chức tuyên truyền đợt {n} tại địa bàn." for n in range(1, 21))
    head = "KẾ HOẠCH\nTuyên truyền năm 2026\n\nII. TỔ CHỨC THỰC HIỆN\n\n"
    text = f"{head}1. Ủy ban nhân dân các xã, phường\n\n{duties}\n"
    draft = api.upload(text)
    assert draft["counts"]["items"] == 20
    accept_all(api, draft)
    issue(api, draft)
    (event,) = emitted()
    assert len(event.data["agencies"]) == 3321
    assert sum(len(shares(item)["executing"]) for item in event.data["items"]) == 20 * 3321
