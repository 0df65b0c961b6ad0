from typing import Any

import pytest

from common.caller import Caller
from tests.contract.plans.conftest import Api, Known
from tests.contract.plans.sample import SAMPLE

Json = dict[str, Any]
READS = ("", "/items", "/findings", "/document", "/extract", "/sections")
REVIEWERS_READS = ("/addressees", "/changes", "/distribution")
WRITES = (
    "/items/accept",
    "/items/reject",
    "/items/merge",
    "/items",
    "/items/1/split",
    "/items/1/restore",
    "/addressees",
    "/findings/1/resolve",
    "/findings/1/apply",
    "/changes/1/undo",
    "/issue",
)
BODY = {
    "/items/accept": {"items": "all"},
    "/items/reject": {"items": "all"},
    "/items/merge": {"items": [1, 2]},
    "/items": {"span": [0, 5]},
    "/items/1/split": {"at": 5},
    "/addressees": {"name": "Sở Y tế"},
    "/findings/1/resolve": {"note": "x"},
}
"""What each change asks for; the others take an empty body."""


@pytest.fixture
def outsider(make_caller: Any) -> Caller:
    caller: Caller = make_caller("coordinator", "leader", "officer", agency_id=2, user_id=2)
    return caller


def test_a_foreign_draft_is_not_there(api: Api, draft: Json, outsider: Caller) -> None:
    other = api.as_(outsider)
    for part in (*READS, *REVIEWERS_READS):
        other.get(f"/plans/{draft['id']}{part}", 404)
    other.patch(f"/plans/{draft['id']}", {"number": "1"}, 1, 404)
    for part in WRITES:
        other.post(f"/plans/{draft['id']}{part}", BODY.get(part), 404)
    other.delete(f"/plans/{draft['id']}", status=404)
    assert other.get("/plans")["items"] == []


@pytest.mark.parametrize("role", ["officer", "head"])
def test_officers_of_the_agency_see_no_drafts(
    api: Api, draft: Json, make_caller: Any, role: str
) -> None:
    api.as_(make_caller(role)).get(f"/plans/{draft['id']}", 404)


@pytest.mark.parametrize(("role", "agency_id"), [("leader", 1), ("admin", None), ("admin", 7)])
def test_leaders_and_administrators_read_and_change_nothing(
    api: Api, draft: Json, make_caller: Any, role: str, agency_id: int | None
) -> None:
    reader = api.as_(make_caller(role, agency_id=agency_id, user_id=3))
    for part in (*READS, *REVIEWERS_READS):
        reader.get(f"/plans/{draft['id']}{part}")
    assert reader.get(f"/plans/{draft['id']}")["available_actions"] == []
    for part in WRITES:
        reader.post(f"/plans/{draft['id']}{part}", BODY.get(part), 403)
    reader.delete(f"/plans/{draft['id']}", status=403)


@pytest.mark.parametrize("part", REVIEWERS_READS)
def test_officers_never_see_how_a_plan_was_reviewed(
    api: Api, draft: Json, make_caller: Any, part: str
) -> None:
    api.as_(make_caller("officer", agency_id=1)).get(f"/plans/{draft['id']}{part}", 403)


def test_the_coordinator_is_told_what_can_be_done(api: Api, draft: Json) -> None:
    assert "issue" in draft["available_actions"]


def test_an_issued_plan_is_everybodys(
    api: Api, draft: Json, agencies: type[Known], make_caller: Any, outsider: Caller
) -> None:
    api.post(f"/plans/{draft['id']}/items/accept", {"items": "all"})
    api.post(f"/plans/{draft['id']}/issue", {})
    officer = api.as_(make_caller("officer", agency_id=12, user_id=9))
    for part in READS:
        officer.get(f"/plans/{draft['id']}{part}")
    assert [plan["id"] for plan in officer.get("/plans", state="issued")["items"]] == [draft["id"]]
    api.as_(outsider).post(f"/plans/{draft['id']}/issue", {}, 403)


def test_without_a_token_nothing_opens(api: Api, draft: Json) -> None:
    answer = api.client.get(f"/plans/{draft['id']}")
    assert answer.status_code == 401


def test_plans_come_newest_first_in_pages(api: Api) -> None:
    made = [api.upload(SAMPLE.replace("45/KH", f"{n}/KH"))["id"] for n in (1, 2, 3)]
    first = api.get("/plans", limit=2)
    rest = api.get("/plans", limit=2, cursor=first["next"])
    assert [plan["id"] for plan in first["items"] + rest["items"]] == made[::-1]
    assert api.get("/plans", state="issued")["items"] == []
    assert api.get("/plans", state="lost", status=422)["errors"]


def test_the_file_comes_back_as_it_was_sent_and_never_runs(api: Api) -> None:
    html = f"<html><body><p>{SAMPLE.replace(chr(10), '</p><p>')}</p></body></html>"
    draft = api.upload(html, "kế hoạch.html")
    raw = api.get(f"/plans/{draft['id']}/document", original=1)
    assert raw == html.encode()
    assert api.last is not None
    assert api.last.content_type == "text/html"
    assert api.last.headers["Content-Disposition"].startswith("attachment; filename*=UTF-8''k%E1")
    assert api.last.headers["Content-Security-Policy"] == "sandbox"
    assert api.last.headers["X-Content-Type-Options"] == "nosniff"


def test_the_reading_is_shown_whole(api: Api, draft: Json) -> None:
    extract = api.get(f"/plans/{draft['id']}/extract")
    document = api.get(f"/plans/{draft['id']}/document")
    assert extract["text"] == document["text"]
    assert {"agencies", "indicators", "budget", "findings"} <= extract.keys()


def test_how_an_issued_plan_was_reviewed_stays_with_its_issuer(
    api: Api, draft: Json, agencies: type[Known], make_caller: Any
) -> None:
    base = f"/plans/{draft['id']}"
    items = api.get(f"{base}/items")["items"]
    rejected = items[0]["id"]
    api.post(f"{base}/items/reject", {"items": [rejected], "reason": "trùng, xem hồ sơ nội bộ"})
    finding = draft["findings"][0]
    note = {"note": "theo chỉ đạo riêng"}
    api.post(f"{base}/findings/{finding['id']}/resolve", note)
    api.post(f"{base}/items/accept", {"items": "all"})
    api.post(f"{base}/issue", {})
    for roles in (("coordinator", "leader"), ("officer",)):
        other = api.as_(make_caller(*roles, agency_id=Known.HEALTH, user_id=9))
        other.get(f"{base}/changes", 404 if "leader" in roles else 403)
        shown = other.get(f"{base}/items")["items"]
        assert [one["id"] for one in shown] == [one["id"] for one in items[1:]]
        other.get(f"{base}/items/{rejected}", 404)
        assert other.get(base)["counts"]["items"] == len(items) - 1
        spans = other.get(f"{base}/document")["spans"]
        assert rejected not in {one["id"] for one in spans if one["kind"] == "item"}
        told = {one["id"]: one for one in other.get(f"{base}/findings")["items"]}
        assert (told[finding["id"]]["note"], told[finding["id"]]["resolved_by"]) == (None, None)
    for roles, agency in ((("leader",), 1), (("admin",), None)):
        own = api.as_(make_caller(*roles, agency_id=agency, user_id=3))
        assert own.get(f"{base}/changes")["items"]
        assert own.get(f"{base}/items/{rejected}")["reason"] == "trùng, xem hồ sơ nội bộ"
        told = {one["id"]: one for one in own.get(f"{base}/findings")["items"]}
        assert told[finding["id"]]["note"] == "theo chỉ đạo riêng"
