"""Every act of a reviewer is kept, shown, and undone while it is the newest."""

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select

from common.db import Database
from common.web.idempotency import IDEMPOTENCY
from tests.contract.plans.conftest import Api, Known
from tests.contract.plans.sample import SAMPLE

Json = dict[str, Any]


@pytest.fixture
def items(api: Api, draft: Json) -> list[Json]:
    found: list[Json] = api.get(f"/plans/{draft['id']}/items")["items"]
    return found


@pytest.fixture
def base(draft: Json) -> str:
    return f"/plans/{draft['id']}"


def state(api: Api, base: str) -> Json:
    """Return all that a reviewer can change, without versions."""
    items = [one | {"version": 0} for one in api.get(f"{base}/items")["items"]]
    plan = api.get(base)
    header = {name: plan[name] for name in ("number", "issued_on", "issuer", "title", "counts")}
    findings = api.get(f"{base}/findings")["items"]
    return {"items": items, "header": header, "findings": findings}


def newest(api: Api, base: str) -> Json:
    found: Json = api.get(f"{base}/changes", limit=1)["items"][0]
    return found


def test_a_fresh_draft_has_no_changes(api: Api, base: str) -> None:
    assert api.get(f"{base}/changes")["items"] == []


def test_a_correction_is_kept_with_before_after_who_and_when(
    api: Api, base: str, items: list[Json]
) -> None:
    item = items[2]
    changes: Json = {"text": "Tập huấn.", "parties": [{"role": "lead", "addressee": "Sở Nội vụ"}]}
    corrected = api.patch(f"{base}/items/{item['id']}", changes, item["version"])
    assert corrected["corrected"] == ["text", "parties"]
    change = newest(api, base)
    assert (change["action"], change["item"], change["count"]) == ("correct", item["id"], 1)
    assert change["by"] == {"id": 1, "name": "user-1"}
    assert change["at"]
    told = {one["field"]: (one["before"], one["after"]) for one in change["differences"]}
    assert told["text"] == (item["text"], "Tập huấn.")
    assert told["parties"][1] == [{"role": "lead", "addressee": "Sở Nội vụ"}]
    assert api.get(f"{base}/changes", item=item["id"])["items"] == [change]
    assert api.get(f"{base}/changes", item=items[0]["id"])["items"] == []


def test_each_act_is_undone_and_all_is_as_it_was(
    api: Api, base: str, items: list[Json], agencies: type[Known]
) -> None:
    ids = [item["id"] for item in items]
    acts: list[Callable[[], Any]] = [
        lambda: api.post(f"{base}/items/accept", {"items": [ids[0]]}),
        lambda: api.post(f"{base}/items/accept", {"items": "all"}),
        lambda: api.post(f"{base}/items/reject", {"items": [ids[1]], "reason": "thừa"}),
        lambda: api.patch(
            f"{base}/items/{ids[2]}",
            {"deadline": None, "output": "x"},
            api.get(f"{base}/items/{ids[2]}")["version"],
        ),
        lambda: api.post(f"{base}/items/{ids[1]}/split", {"at": 20}, 201),
        lambda: api.post(f"{base}/items/merge", {"items": ids[:2]}, 201),
        lambda: api.post(f"{base}/items", {"span": [0, 15]}, 201),
        lambda: api.post(f"{base}/items/{ids[3]}/restore"),
        lambda: api.post(f"{base}/addressees", {"name": "Sở Y tế", "agency_ids": [Known.YOUTH]}),
    ]
    for act in acts:
        before = state(api, base)
        act()
        change = newest(api, base)
        assert change["undoable"]
        assert state(api, base) != before or change["action"] == "restore"
        api.post(f"{base}/changes/{change['id']}/undo")
        assert state(api, base) == before
        undone = api.get(f"{base}/changes", limit=1)["items"][0]
        assert undone["undone_by"] == {"id": 1, "name": "user-1"}
        assert not undone["undoable"]
    assert api.get(f"{base}/changes", standing="true")["items"] == []


def test_acts_are_undone_one_after_another_from_the_newest(
    api: Api, base: str, items: list[Json]
) -> None:
    before = state(api, base)
    api.post(f"{base}/items/{items[1]['id']}/split", {"at": 20}, 201)
    parts = api.get(f"{base}/items")["items"][1:3]
    api.post(f"{base}/items/{parts[0]['id']}/split", {"at": 5}, 201)
    api.post(f"{base}/items/accept", {"items": "all"})
    ids = [one["id"] for one in api.get(f"{base}/changes")["items"]]
    problem = api.post(f"{base}/changes/{ids[-1]}/undo", status=409)
    assert problem["type"].endswith("not-newest-change")
    for change_id in ids:
        api.post(f"{base}/changes/{change_id}/undo")
    assert state(api, base) == before
    api.post(f"{base}/changes/{ids[0]}/undo", status=409)


def test_an_act_that_changes_nothing_is_none(api: Api, base: str) -> None:
    api.post(f"{base}/items/accept", {"items": "all"})
    api.post(f"{base}/items/accept", {"items": "all"})
    assert len(api.get(f"{base}/changes")["items"]) == 1


def test_a_header_and_a_remembered_name_come_back(
    api: Api, draft: Json, base: str, agencies: type[Known]
) -> None:
    before = state(api, base)
    header = {"number": "99/KH", "issued_on": "2026-01-02", "title": "Khác"}
    api.patch(base, header, draft["version"])
    told = {one["field"] for one in newest(api, base)["differences"]}
    assert told == {"number", "issued_on", "title"}
    for agency in (Known.HEALTH, Known.YOUTH):
        api.post(f"{base}/addressees", {"name": "Sở Y tế", "agency_ids": [agency]})
    for _ in range(3):
        standing = api.get(f"{base}/changes", standing="true", limit=1)["items"]
        api.post(f"{base}/changes/{standing[0]['id']}/undo")
    assert state(api, base) == before
    other = api.upload(SAMPLE.replace("45/KH", "46/KH"))
    names = api.get(f"/plans/{other['id']}/addressees")["items"]
    assert not any(name["decided"] for name in names)


def decided(api: Api, text: str, name: str) -> list[int]:
    """Return whom `name` means in a new draft, by what the agency remembers."""
    other = api.upload(text)
    names = api.get(f"/plans/{other['id']}/addressees")["items"]
    return [one["id"] for found in names if found["name"] == name for one in found["agencies"]]


def test_undoing_a_choice_for_one_plan_leaves_what_the_agency_remembers(
    api: Api, base: str, agencies: type[Known]
) -> None:
    choose = f"{base}/addressees"
    api.post(choose, {"name": "Sở Y tế", "agency_ids": [Known.YOUTH]})
    api.post(choose, {"name": "Sở Y tế", "agency_ids": [Known.HEALTH], "remember": False})
    api.post(f"{base}/changes/{newest(api, base)['id']}/undo")
    assert decided(api, SAMPLE.replace("45/KH", "46/KH"), "Sở Y tế") == [Known.YOUTH]


def test_undoing_a_choice_leaves_what_another_plan_taught_since(
    api: Api, base: str, agencies: type[Known]
) -> None:
    api.post(f"{base}/addressees", {"name": "Sở Y tế", "agency_ids": [Known.YOUTH]})
    other = api.upload(SAMPLE.replace("45/KH", "46/KH"))
    body = {"name": "Sở Y tế", "agency_ids": [Known.EDUCATION]}
    api.post(f"/plans/{other['id']}/addressees", body)
    api.post(f"{base}/changes/{newest(api, base)['id']}/undo")
    assert decided(api, SAMPLE.replace("45/KH", "47/KH"), "Sở Y tế") == [Known.EDUCATION]


def test_a_party_given_by_its_agency_is_in_the_log_and_undone(
    api: Api, base: str, items: list[Json], agencies: type[Known]
) -> None:
    parties = [{"role": "lead", "agency_id": Known.YOUTH}]
    path = f"{base}/items/{items[0]['id']}"
    api.patch(path, {"parties": parties}, items[0]["version"])
    change = newest(api, base)
    told = {one["field"]: (one["before"], one["after"]) for one in change["differences"]}
    assert told["agency_ids"] == (None, [Known.YOUTH])
    api.post(f"{base}/changes/{change['id']}/undo")
    choice = {"name": "Tỉnh Đoàn Sông Lam", "agency_ids": [Known.HEALTH], "remember": False}
    parties = [{"role": "lead", "addressee": "Tỉnh Đoàn Sông Lam"}]
    corrected = api.patch(path, {"parties": parties}, api.get(path)["version"])
    api.post(f"{base}/addressees", choice)
    parties = [{"role": "lead", "agency_id": Known.YOUTH}]
    problem = api.patch(path, {"parties": parties}, corrected["version"], 422)
    assert "Tỉnh Đoàn Sông Lam" in problem["errors"][0]["detail"]


def test_a_rejection_keeps_its_reason_until_it_is_accepted(
    api: Api, base: str, items: list[Json]
) -> None:
    one = [items[0]["id"]]
    api.post(f"{base}/items/reject", {"items": one, "reason": "trùng mục sau"})
    assert api.get(f"{base}/items/{one[0]}")["reason"] == "trùng mục sau"
    assert newest(api, base)["note"] == "trùng mục sau"
    api.post(f"{base}/items/accept", {"items": one})
    assert api.get(f"{base}/items/{one[0]}")["reason"] is None


@pytest.mark.parametrize(
    ("part", "labels"),
    [
        ({"kind": "report"}, ["III"]),
        ({"section": "II"}, ["II.1", "II.1", "II.2", "II.3", "II.4"]),
        ({"section": "II.1"}, ["II.1", "II.1"]),
        ({"kind": "duty", "section": "III"}, []),
    ],
)
def test_a_part_of_all_is_accepted(api: Api, base: str, part: Json, labels: list[str]) -> None:
    api.post(f"{base}/items/accept", {"items": "all"} | part)
    accepted = api.get(f"{base}/items", review="accepted")["items"]
    assert [item["label"] for item in accepted] == labels


def test_items_without_findings_are_accepted_and_the_others_wait(api: Api) -> None:
    draft = api.upload(SAMPLE.replace("30/6/2026", "31/6/2026"))
    base = f"/plans/{draft['id']}"
    flagged = api.get(f"{base}/items", flagged="true")["items"]
    assert [one["code"] for one in flagged[0]["findings"]] == ["date-impossible"]
    counts = api.get(base)["counts"]
    plan = api.post(f"{base}/items/accept", {"items": "all", "without_findings": True})
    assert plan["counts"]["accepted"] == counts["pending_without_findings"]
    waiting = api.get(f"{base}/items", review="pending")["items"]
    assert [one["id"] for one in waiting] == [one["id"] for one in flagged]


def test_a_part_belongs_to_all_alone(api: Api, base: str, items: list[Json]) -> None:
    body = {"items": [items[0]["id"]], "kind": "duty"}
    problem = api.post(f"{base}/items/accept", body, 422)
    assert problem["errors"][0]["pointer"] == "/kind"


def test_accepting_everything_answers_no_error_unless_told_to(api: Api) -> None:
    draft = api.upload(SAMPLE.replace("30/6/2026", "31/6/2026"))
    base = f"/plans/{draft['id']}"
    api.post(f"{base}/items/accept", {"items": "all"})
    problem = api.post(f"{base}/issue", {}, 409)
    (reason,) = problem["reasons"]
    assert reason["code"] == "finding-open"
    assert reason["finding_code"] == "date-impossible"
    assert reason["pointer"] == f"{base}/findings/{reason['finding']}"
    text = api.get(f"{base}/document")["text"]
    assert "31/6/2026" in text[slice(*reason["span"])]


def test_nothing_is_undone_after_issue_and_the_log_stays(
    api: Api, base: str, agencies: type[Known]
) -> None:
    api.post(f"{base}/items/accept", {"items": "all"})
    api.post(f"{base}/issue", {})
    change = newest(api, base)
    assert (change["action"], change["undoable"]) == ("accept", False)
    problem = api.post(f"{base}/changes/{change['id']}/undo", status=409)
    assert problem["type"].endswith("plan-issued")
    api.delete(base, status=409)


def test_a_party_may_be_named_by_its_agency(
    api: Api, base: str, items: list[Json], agencies: type[Known]
) -> None:
    parties = [{"role": "lead", "agency_id": Known.YOUTH}]
    path = f"{base}/items/{items[0]['id']}"
    corrected = api.patch(path, {"parties": parties}, items[0]["version"])
    (party,) = corrected["parties"]
    assert party["addressee"] == "Tỉnh Đoàn Sông Lam"
    assert [one["id"] for one in party["agencies"]] == [Known.YOUTH]
    unknown = [{"role": "lead", "agency_id": 987}]
    problem = api.patch(path, {"parties": unknown}, corrected["version"], 422)
    assert problem["errors"][0]["pointer"] == "/parties/0/agency_id"
    both = [{"role": "lead", "agency_id": Known.YOUTH, "addressee": "Sở Y tế"}]
    api.patch(path, {"parties": both}, corrected["version"], 422)


def test_a_discarded_draft_leaves_nothing_and_may_be_imported_again(
    api: Api, draft: Json, base: str, items: list[Json]
) -> None:
    api.post(f"{base}/items/{items[1]['id']}/split", {"at": 20}, 201)
    api.delete(base, version=draft["version"], status=412)
    api.delete(base, version=api.get(base)["version"], status=204)
    api.get(base, 404)
    assert api.get("/plans")["items"] == []
    again = api.upload(SAMPLE)
    assert again["counts"]["pending"] == len(items)


def test_no_kept_answer_quotes_a_discarded_draft(
    api: Api, draft: Json, base: str, items: list[Json], database: Database
) -> None:
    keys = [{"Idempotency-Key": f"key-{n}"} for n in range(4)]
    again = api.upload(SAMPLE.replace("45/KH", "46/KH"), headers=keys[0])
    other = f"/plans/{again['id']}"
    texts = {"texts": ["Một.", "Hai."]}
    item = api.get(f"{other}/items")["items"][0]
    api.post(f"{other}/items/{item['id']}/split", texts, 201, headers=keys[1])
    api.post(f"{other}/items/accept", {"items": "all"}, headers=keys[2])
    api.post(f"{base}/items/accept", {"items": "all"}, headers=keys[3])
    api.delete(other)
    with database.read() as session:
        kept = session.scalars(select(IDEMPOTENCY.c.key)).all()
    assert kept == ["key-3"]
    assert api.upload(SAMPLE.replace("45/KH", "46/KH"), headers=keys[0])["counts"]["pending"] == 6


def test_the_headings_tell_how_much_is_left_below_them(api: Api, base: str) -> None:
    api.post(f"{base}/items/accept", {"items": "all", "section": "II.1"})
    found = api.get(f"{base}/sections")["items"]
    told = {one["label"]: (one["items"], one["pending"]) for one in found}
    assert told == {
        "II": (5, 3), "II.1": (2, 0), "II.2": (1, 1), "II.3": (1, 1), "II.4": (1, 1), "III": (1, 1),
    }  # fmt: skip
    assert found[0]["title"] == "TỔ CHỨC THỰC HIỆN"
    text = api.get(f"{base}/document")["text"]
    assert text[found[0]["span"][0] :].startswith("II. TỔ CHỨC")


def test_the_list_begins_at_a_place_of_the_document(api: Api, base: str, items: list[Json]) -> None:
    place = items[2]["span"][0]
    shown = api.get(f"{base}/items", **{"from": place})["items"]
    assert [one["id"] for one in shown] == [one["id"] for one in items[2:]]


def test_who_would_be_told_is_reckoned_before_issuing(
    api: Api, base: str, items: list[Json], agencies: type[Known]
) -> None:
    api.post(f"{base}/items/reject", {"items": [items[4]["id"]]})
    new = {"parties": [{"role": "lead", "addressee": "Trạm Thủy văn"}]}
    api.patch(f"{base}/items/{items[1]['id']}", new, items[1]["version"])
    found = api.get(f"{base}/distribution")["items"]
    told = {one["id"]: (one["items"], one["roles"]) for one in found}
    assert told[Known.EDUCATION] == (2, {"lead": 1, "executing": 1})
    assert told[None] == (1, {"lead": 1})
    assert Known.YOUTH not in told
    assert found[-1]["name"] == "Trạm Thủy văn"
    commune = next(one for one in found if one["id"] == Known.TAN_PHU)
    assert "Ủy ban nhân dân các xã, phường" in commune["names"]


def test_what_is_marked_tells_its_kind_and_state(api: Api, base: str, items: list[Json]) -> None:
    api.post(f"{base}/items/accept", {"items": [items[2]["id"]]})
    document = api.get(f"{base}/document")
    spans = [one for one in document["spans"] if one["id"] == items[2]["id"]]
    marked = {one["kind"]: document["text"][one["start"] : one["end"]] for one in spans}
    assert marked["deadline"].endswith("trước ngày 30/6/2026")
    item = next(one for one in spans if one["kind"] == "item")
    assert (item["of"], item["state"]) == ("duty", "accepted")
    assert {"legal_basis", "recipient"} <= {one["kind"] for one in document["spans"]}


def test_rows_of_every_budget_table_and_amendments_are_marked(api: Api) -> None:
    text = (
        "ỦY BAN NHÂN DÂN TỈNH LAM HẢI\n\nSố: 9/KH-UBND\n\nLam Hải, ngày 05 tháng 3 năm 2026\n\n"
        "KẾ HOẠCH\n\nSửa đổi Kế hoạch số 5/KH-UBND về nghề muối\n\nI. NỘI DUNG\n\n"
        "1. Bãi bỏ khoản 4 Mục II.\n\nII. KINH PHÍ\n\nĐVT: triệu đồng\n\n"
        "STT\tNội dung\tKinh phí\n1\tMua bạt\t70\n\nPhụ lục\n\nĐVT: triệu đồng\n\n"
        "STT\tNội dung\tKinh phí\n1\tMua cân\t20\n"
    )
    draft = api.upload(text, "sua-doi.txt")
    spans = api.get(f"/plans/{draft['id']}/document")["spans"]
    marked = {(one["kind"], one["label"]) for one in spans}
    assert {("budget", "Mua bạt"), ("budget", "Mua cân")} <= marked
    assert ("amendment", "khoản 4 Mục II") in marked


@pytest.mark.parametrize(
    ("part", "body"),
    [
        ("/items/accept", {"items": "all"}),
        ("/items/reject", {"items": "all"}),
        ("/items/merge", {"items": [1, 2]}),
        ("/items", {"span": [0, 15]}),
        ("/items/1/split", {"at": 20}),
        ("/items/1/restore", {}),
        ("/addressees", {"name": "Sở Y tế", "class": "communes"}),
        ("/findings/1/resolve", {"note": "x"}),
        ("/findings/1/apply", {}),
        ("/changes/1/undo", {}),
        ("/issue", {}),
    ],
)
def test_every_change_honours_the_version_that_was_read(
    api: Api, base: str, part: str, body: Json
) -> None:
    problem = api.post(base + part, body, 412, headers={"If-Match": '"987"'})
    assert problem["type"].endswith("stale-version")


def test_an_act_sent_twice_is_done_once(api: Api, base: str, items: list[Json]) -> None:
    key = {"Idempotency-Key": "once"}
    for _ in range(2):
        api.post(f"{base}/items/{items[1]['id']}/split", {"at": 20}, 201, headers=key)
    assert len(api.get(f"{base}/changes")["items"]) == 1
