from typing import Any

import pytest

from tests.contract.plans.conftest import Api
from tests.contract.plans.sample import SAMPLE

Json = dict[str, Any]


@pytest.fixture
def items(api: Api, draft: Json) -> list[Json]:
    found: list[Json] = api.get(f"/plans/{draft['id']}/items")["items"]
    return found


def path(draft: Json, item: Json | None = None, action: str = "") -> str:
    return f"/plans/{draft['id']}/items" + (f"/{item['id']}" if item else "") + action


def test_items_are_listed_as_they_stand_with_their_parties(items: list[Json]) -> None:
    assert [item["label"] for item in items] == ["II.1", "II.1", "II.2", "II.3", "II.4", "III"]
    first = items[0]
    assert [(p["role"], p["addressee"]) for p in first["parties"]] == [
        ("lead", "Sở Giáo dục và Đào tạo"),
        ("coordinating", "Sở Y tế"),
    ]
    assert items[2]["deadline"]["last_safe_day"] == "2026-06-29"
    assert items[4]["bindingness"] == "request"
    assert items[5]["kind"] == "report"


def test_a_span_points_at_the_items_words_in_the_document(
    api: Api, draft: Json, items: list[Json]
) -> None:
    document = api.get(f"/plans/{draft['id']}/document")
    for item in items[:5]:
        assert document["text"][slice(*item["span"])].strip("- \n") == item["text"]
    marked = [span["id"] for span in document["spans"] if span["kind"] == "item"]
    assert marked == [item["id"] for item in items]
    assert {span["kind"] for span in document["spans"]} >= {"agency", "section", "finding"}


def test_pages_neither_skip_nor_repeat(api: Api, draft: Json, items: list[Json]) -> None:
    seen, cursor = [], None
    while True:
        query = {"limit": 2} | ({"cursor": cursor} if cursor else {})
        page = api.get(path(draft), **query)
        seen += [item["id"] for item in page["items"]]
        cursor = page["next"]
        if not cursor:
            break
    assert seen == [item["id"] for item in items]


def test_items_are_filtered_by_review_kind_and_addressee(
    api: Api, draft: Json, items: list[Json]
) -> None:
    api.post(path(draft, action="/accept"), {"items": [items[0]["id"]]})
    assert [i["id"] for i in api.get(path(draft), review="accepted")["items"]] == [items[0]["id"]]
    assert [i["id"] for i in api.get(path(draft), kind="report")["items"]] == [items[5]["id"]]
    names = api.get(f"/plans/{draft['id']}/addressees")["items"]
    health = next(name["id"] for name in names if name["name"] == "Sở Y tế")
    found = api.get(path(draft), addressee=health)["items"]
    assert [i["id"] for i in found] == [items[0]["id"], items[2]["id"]]


def test_accepting_all_leaves_rejected_items_rejected(
    api: Api, draft: Json, items: list[Json]
) -> None:
    api.post(path(draft, action="/reject"), {"items": [items[0]["id"]]})
    plan = api.post(path(draft, action="/accept"), {"items": "all"})
    assert (plan["counts"]["accepted"], plan["counts"]["rejected"]) == (5, 1)
    assert plan["version"] > draft["version"]


def test_a_rejected_item_can_be_accepted_after_all(
    api: Api, draft: Json, items: list[Json]
) -> None:
    api.post(path(draft, action="/reject"), {"items": "all"})
    plan = api.post(path(draft, action="/accept"), {"items": [items[0]["id"]]})
    assert (plan["counts"]["accepted"], plan["counts"]["rejected"]) == (1, 5)


def test_unknown_items_are_named(api: Api, draft: Json) -> None:
    problem = api.post(path(draft, action="/accept"), {"items": [987]}, status=422)
    assert problem["errors"] == [{"pointer": "/items", "detail": "the plan has no items 987"}]


@pytest.mark.parametrize("items", ["some", [], None, 7, ["a"], [True]])
def test_a_choice_is_all_or_ids(api: Api, draft: Json, items: Any) -> None:
    problem = api.post(path(draft, action="/accept"), {"items": items}, status=422)
    assert problem["errors"][0]["pointer"].startswith("/items")


def test_accepting_honours_the_version_that_was_read(api: Api, draft: Json) -> None:
    stale = {"If-Match": f'"{draft["version"] + 5}"'}
    api.post(path(draft, action="/accept"), {"items": "all"}, status=412, headers=stale)
    api.post(
        path(draft, action="/accept"),
        {"items": "all"},
        headers={"If-Match": f'"{draft["version"]}"'},
    )


def test_a_correction_keeps_the_original_beside_it(
    api: Api, draft: Json, items: list[Json]
) -> None:
    item = items[0]
    changes = {
        "text": "Mở lớp dạy bơi.",
        "output": "Báo cáo kết quả lớp học",
        "bindingness": "request",
        "deadline": {
            "phrase": "trước 01/9/2026",
            "operator": "before",
            "stated_on": "2026-09-01",
        },
        "parties": [
            {"role": "executing", "addressee": "Sở Y tế, Sở Nội vụ"},
            {"role": "coordinating", "addressee": "Sở GD&ĐT"},
        ],
    }
    corrected = api.patch(path(draft, item), changes, item["version"])
    assert corrected["text"] == "Mở lớp dạy bơi."
    assert corrected["deadline"]["last_safe_day"] == "2026-08-31"
    assert [(p["role"], p["addressee"]) for p in corrected["parties"]] == [
        ("executing", "Sở Y tế"),
        ("executing", "Sở Nội vụ"),
        ("coordinating", "Sở Giáo dục và Đào tạo"),
    ]
    assert corrected["original"]["text"] == item["text"]
    assert corrected["version"] > item["version"]
    assert api.get(path(draft, item)) == corrected


def test_restoring_brings_the_reading_back(api: Api, draft: Json, items: list[Json]) -> None:
    item = items[2]
    changes: Json = {"text": "x", "deadline": None, "output": "y", "parties": []}
    api.patch(path(draft, item), changes, item["version"])
    api.post(path(draft, action="/accept"), {"items": [item["id"]]})
    (restored,) = api.post(path(draft, item, "/restore"))["items"]
    assert {**restored, "version": 0} == {**item, "version": 0}


def test_a_stale_correction_is_refused(api: Api, draft: Json, items: list[Json]) -> None:
    api.patch(path(draft, items[0]), {"text": "một"}, items[0]["version"])
    problem = api.patch(path(draft, items[0]), {"text": "hai"}, items[0]["version"], status=412)
    assert problem["type"] == "urn:dondoc:problem:stale-version"
    api.patch(path(draft, items[0]), {"text": "hai"}, None, status=428)


@pytest.mark.parametrize(
    ("changes", "pointer"),
    [
        ({"text": "  "}, "/text"),
        ({"text": "a\x00b"}, "/text"),
        ({"bindingness": "maybe"}, "/bindingness"),
        ({"deadline": {"phrase": "hết quý", "stated_on": "2026-09-30"}}, "/deadline/operator"),
        ({"deadline": {"operator": "by"}}, "/deadline/phrase"),
        ({"parties": [{"role": "boss", "addressee": "Sở Y tế"}]}, "/parties/0/role"),
        ({"title": "x"}, "/title"),
    ],
)
def test_a_wrong_correction_names_its_field(
    api: Api, draft: Json, items: list[Json], changes: Json, pointer: str
) -> None:
    problem = api.patch(path(draft, items[0]), changes, items[0]["version"], status=422)
    assert [error["pointer"] for error in problem["errors"]] == [pointer]


def test_items_of_another_plan_are_not_found(api: Api, draft: Json, items: list[Json]) -> None:
    other = api.upload(SAMPLE.replace("45/KH", "46/KH"))
    api.get(path(other, items[0]), status=404)
    api.get(path(other) + "/999", status=404)
    api.patch(path(other, items[0]), {"text": "x"}, 1, status=404)
    api.post(path(other, items[0], "/restore"), status=404)


def test_the_header_is_corrected_and_found_by_it(api: Api, draft: Json) -> None:
    changes = {"number": "99/KH-UBND", "issued_on": "2026-04-01", "title": "Phòng chống đuối nước"}
    plan = api.patch(f"/plans/{draft['id']}", changes, draft["version"])
    assert {name: plan[name] for name in changes} == changes
    assert plan["issuer"] == draft["issuer"]
    assert [p["id"] for p in api.get("/plans", q="duoi NUOC 99")["items"]] == [plan["id"]]
    assert api.get("/plans", q="lấn biển")["items"] == []
    api.patch(f"/plans/{draft['id']}", changes, draft["version"], status=412)


def test_a_title_cannot_be_taken_away(api: Api, draft: Json) -> None:
    api.patch(f"/plans/{draft['id']}", {"title": None}, draft["version"], status=422)


def test_a_finding_is_answered_once_with_a_reason(api: Api, draft: Json) -> None:
    finding = draft["findings"][0]
    answer = f"/plans/{draft['id']}/findings/{finding['id']}/resolve"
    api.post(answer, {"note": " "}, status=422)
    resolved = api.post(answer, {"note": "Giữ nguyên ngày này"})
    assert resolved["note"] == "Giữ nguyên ngày này"
    assert resolved["resolved_by"] == {"id": 1, "name": "user-1"}
    assert api.post(answer, {"note": "lại"}, status=409)["type"].endswith("finding-resolved")
    still = api.get(f"/plans/{draft['id']}/findings", open="true")["items"]
    assert finding["id"] not in [one["id"] for one in still]
    answered = api.get(f"/plans/{draft['id']}/findings", open="false", severity="info")["items"]
    assert [one["id"] for one in answered] == [finding["id"]]
    api.post(f"/plans/{draft['id']}/findings/9999/resolve", {"note": "x"}, status=404)


def test_findings_come_in_pages(api: Api) -> None:
    draft = api.upload(SAMPLE.replace("Số: 45/KH-UBND", "Số:     /KH-UBND"))
    assert len(draft["findings"]) > 1
    page = api.get(f"/plans/{draft['id']}/findings", limit=1)
    ids = [page["items"][0]["id"]]
    while page["next"]:
        page = api.get(f"/plans/{draft['id']}/findings", limit=1, cursor=page["next"])
        ids.append(page["items"][0]["id"])
    assert ids == [finding["id"] for finding in draft["findings"]]
