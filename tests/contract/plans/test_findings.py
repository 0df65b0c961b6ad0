"""What settles a finding: the act it names, or a reason why it may stand."""

from typing import Any

import pytest

from common.db import Database
from services.plans.model import Finding
from tests.contract.plans.conftest import Api, Known
from tests.contract.plans.sample import SAMPLE

Json = dict[str, Any]


def imported(api: Api, old: str, new: str) -> tuple[str, list[Json]]:
    """Return the path and the open findings of the sample with `old` replaced by `new`."""
    assert old in SAMPLE
    base = f"/plans/{api.upload(SAMPLE.replace(old, new))['id']}"
    return base, api.get(f"{base}/findings", open="true")["items"]


def of(findings: list[Json], code: str) -> Json:
    return next(one for one in findings if one["code"] == code)


def again(api: Api, base: str, finding: Json) -> Json:
    found = api.get(f"{base}/findings")["items"]
    return next(one for one in found if one["id"] == finding["id"])


def test_a_missing_number_is_typed_in(api: Api) -> None:
    base, findings = imported(api, "Số: 45/KH-UBND", "Số:     /KH-UBND")
    finding = of(findings, "number-blank")
    assert finding["remedy"]["action"] == "set_header"
    assert finding["remedy"]["field"] == "number"
    path = f"{base}/findings/{finding['id']}/apply"
    assert api.post(path, {}, 422)["errors"][0]["pointer"] == "/value"
    api.post(path, {"value": "x" * 101}, 422)
    applied = api.post(path, {"value": "45/KH-UBND"})
    assert applied["state"] == "resolved"
    assert api.get(base)["number"] == "45/KH-UBND"
    assert api.post(path, {"value": "46"}, 409)["type"].endswith("finding-resolved")


def test_a_missing_date_is_a_day_of_the_calendar(api: Api) -> None:
    base, findings = imported(api, "ngày 12 tháng 3 năm 2026", "ngày   tháng 3 năm 2026")
    finding = of(findings, "date-partial")
    path = f"{base}/findings/{finding['id']}/apply"
    api.post(path, {"value": "2026-02-30"}, 422)
    api.post(path, {"value": "2026-03-12"})
    assert api.get(base)["issued_on"] == "2026-03-12"


def test_correcting_the_header_settles_what_asked_for_it(api: Api) -> None:
    base, findings = imported(api, "Số: 45/KH-UBND", "Số:     /KH-UBND")
    api.patch(base, {"number": "45/KH-UBND"}, api.get(base)["version"])
    assert again(api, base, of(findings, "number-blank"))["state"] == "resolved"


def test_a_deadline_on_a_day_off_moves_to_the_friday_or_stays(api: Api) -> None:
    base, findings = imported(api, "trước ngày 15/11/2026", "chậm nhất ngày 15/11/2026")
    finding = of(findings, "day-off")
    remedy = finding["remedy"]
    assert (remedy["action"], remedy["value"]) == ("set_deadline", "2026-11-13")
    applied = api.post(f"{base}/findings/{finding['id']}/apply", {})
    assert applied["state"] == "resolved"
    item = api.get(f"{base}/items/{remedy['item']}")
    assert item["deadline"]["last_safe_day"] == "2026-11-13"
    assert item["corrected"] == ["deadline"]
    change = api.get(f"{base}/changes", limit=1)["items"][0]
    assert change["findings"] == [finding["id"]]
    api.post(f"{base}/changes/{change['id']}/undo")
    assert again(api, base, finding)["state"] == "open"
    kept = api.post(f"{base}/findings/{finding['id']}/resolve", {"note": "Đúng như văn bản"})
    assert (kept["state"], kept["note"]) == ("accepted", "Đúng như văn bản")


def test_an_impossible_date_is_typed_anew(api: Api) -> None:
    base, findings = imported(api, "30/6/2026", "31/6/2026")
    finding = of(findings, "date-impossible")
    path = f"{base}/findings/{finding['id']}/apply"
    api.post(path, {}, 422)
    api.post(path, {"value": "2026-06-30"})
    assert again(api, base, finding)["state"] == "resolved"


def test_an_abolished_agency_is_mapped_by_one_call(api: Api, agencies: type[Known]) -> None:
    base, findings = imported(api, "2. Sở Y tế", "2. Sở Lao động - Thương binh và Xã hội")
    finding = of(findings, "agency-obsolete")
    remedy = finding["remedy"]
    assert remedy["action"] == "map_addressee"
    assert Known.HEALTH in [one["id"] for one in remedy["candidates"]]
    path = f"{base}/findings/{finding['id']}/apply"
    assert api.post(path, {}, 422)["errors"][0]["pointer"] == "/agency_ids"
    api.post(path, {"agency_ids": [Known.HEALTH]})
    assert again(api, base, finding)["state"] == "resolved"
    names = api.get(f"{base}/addressees")["items"]
    mapped = next(one for one in names if one["name"] == remedy["addressee"])
    assert [one["id"] for one in mapped["agencies"]] == [Known.HEALTH]


def test_adding_an_item_settles_the_sentence_that_was_not_understood(
    api: Api, draft: Json, database: Database
) -> None:
    base = f"/plans/{draft['id']}"
    text = api.get(f"{base}/document")["text"]
    start = text.index("Giảm số vụ")
    with database.write() as session:
        session.add(unparsed(draft["id"], start, start + 30))
    finding = of(api.get(f"{base}/findings", open="true")["items"], "unparsed")
    assert finding["remedy"]["action"] == "add_item"
    assert api.post(f"{base}/findings/{finding['id']}/apply", {}, 409)["type"].endswith("no-remedy")
    api.post(f"{base}/items", {"span": finding["span"]}, 201)
    assert again(api, base, finding)["state"] == "resolved"


def unparsed(plan_id: int, start: int, end: int) -> Finding:
    return Finding(
        plan_id=plan_id,
        code="unparsed",
        severity="warning",
        message_vi="Câu chưa được hiểu.",
        message_en="A sentence was not understood.",
        span_start=start,
        span_end=end,
    )


def test_a_correction_settles_the_findings_it_names_and_no_others(api: Api) -> None:
    base, findings = imported(api, "30/6/2026", "31/6/2026")
    finding = of(findings, "date-impossible")
    item = api.get(f"{base}/items/{finding['remedy']['item']}")
    item = api.patch(f"{base}/items/{item['id']}", {"output": "x"}, item["version"])
    assert again(api, base, finding)["state"] == "open"
    body = {"output": "y", "settles": [finding["id"], 999]}
    api.patch(f"{base}/items/{item['id']}", body, item["version"])
    assert again(api, base, finding)["state"] == "resolved"


@pytest.mark.parametrize("code", ["no-such", "9999"])
def test_a_finding_of_another_plan_is_not_there(api: Api, draft: Json, code: str) -> None:
    other, findings = imported(api, "Số: 45/KH-UBND", "Số:     /KH-UBND")
    number = findings[0]["id"] if code == "no-such" else code
    api.post(f"/plans/{draft['id']}/findings/{number}/apply", {"value": "1"}, 404)
    assert other


def test_an_issued_plan_has_nothing_left_to_settle(
    api: Api, draft: Json, agencies: type[Known]
) -> None:
    base = f"/plans/{draft['id']}"
    api.post(f"{base}/items/accept", {"items": "all"})
    api.post(f"{base}/issue", {})
    findings = api.get(f"{base}/findings")["items"]
    assert findings
    assert all(one["remedy"] is None for one in findings)
    api.post(f"{base}/findings/{findings[0]['id']}/apply", {"value": "1"}, 409)


def as_sent(item: Json, **corrected: Any) -> Json:
    """Return what the form of an item sends: every field, corrected or not."""
    due = item["deadline"]
    names = ("phrase", "operator", "stated_on", "recurrence")
    stated = due and {name: due[name] for name in names}
    kept = {name: item[name] for name in ("text", "output", "bindingness")}
    return kept | {"deadline": stated} | corrected


def test_a_form_that_sends_the_deadline_as_it_was_settles_nothing(api: Api) -> None:
    base, findings = imported(api, "30/6/2026", "31/6/2026")
    finding = of(findings, "date-impossible")
    item = api.get(f"{base}/items/{finding['remedy']['item']}")
    path = f"{base}/items/{item['id']}"
    item = api.patch(path, as_sent(item, text="Tập huấn."), item["version"])
    assert again(api, base, finding)["state"] == "open"
    reworded = item["deadline"] | {"phrase": "trước ngày 31 tháng 6"}
    item = api.patch(path, as_sent(item | {"deadline": reworded}), item["version"])
    assert again(api, base, finding)["state"] == "open"
    moved = item["deadline"] | {"operator": "by", "stated_on": "2026-06-30"}
    api.patch(path, as_sent(item | {"deadline": moved}), item["version"])
    assert again(api, base, finding)["state"] == "resolved"


def test_a_deadline_sent_as_it_was_still_knows_where_its_year_came_from(api: Api) -> None:
    base, _ = imported(api, "trước ngày 30/6/2026", "trước ngày 30/6")
    item = next(one for one in api.get(f"{base}/items")["items"] if one["deadline"])
    assert item["deadline"]["year_from"] == "title"
    sent = api.patch(f"{base}/items/{item['id']}", as_sent(item, text="x"), item["version"])
    assert sent["corrected"] == ["text"]
    assert sent["deadline"] == item["deadline"]


def test_a_header_sent_as_it_was_settles_nothing_unless_it_answers(
    api: Api, draft: Json, database: Database
) -> None:
    base = f"/plans/{draft['id']}"
    with database.write() as session:
        session.add(inferred(draft["id"], draft["issuer"]))
    finding = of(api.get(f"{base}/findings", open="true")["items"], "issuer-inferred")
    header = {name: draft[name] for name in ("number", "issued_on", "issuer", "title")}
    api.patch(base, header, draft["version"])
    assert again(api, base, finding)["state"] == "open"
    api.post(f"{base}/findings/{finding['id']}/apply", {})
    assert again(api, base, finding)["state"] == "resolved"


def inferred(plan_id: int, issuer: str) -> Finding:
    return Finding(
        plan_id=plan_id,
        code="issuer-inferred",
        severity="warning",
        message_vi="Cơ quan ban hành được suy ra.",
        message_en="The issuer is inferred.",
        suggestion=issuer,
    )


def test_a_remedy_keeps_to_the_bounds_of_the_header(api: Api) -> None:
    base, findings = imported(api, "Số: 45/KH-UBND", "Số:     /KH-UBND")
    path = f"{base}/findings/{of(findings, 'number-blank')['id']}/apply"
    problem = api.post(path, {"value": "x" * 101}, 422)
    assert problem["errors"][0]["pointer"] == "/value"
    assert "100" in problem["errors"][0]["detail"]


def test_a_correction_settles_no_finding_of_another_place(api: Api) -> None:
    base, findings = imported(api, "30/6/2026", "31/6/2026")
    finding = of(findings, "date-impossible")
    items = api.get(f"{base}/items")["items"]
    other = next(one for one in items if one["id"] != finding["remedy"]["item"])
    body = {"output": "x", "settles": [finding["id"]]}
    problem = api.patch(f"{base}/items/{other['id']}", body, other["version"], 422)
    assert problem["errors"][0]["pointer"] == "/settles"
    assert again(api, base, finding)["state"] == "open"


def test_each_change_of_an_amending_document_waits_where_it_stands(api: Api) -> None:
    text = (
        "ỦY BAN NHÂN DÂN TỈNH LAM HẢI\n\nSố: 77/QĐ-UBND\n\nLam Hải, ngày 05 tháng 3 năm 2026\n\n"
        "QUYẾT ĐỊNH\n\nSửa đổi, bổ sung Kế hoạch số 15/KH-UBND về nghề muối\n\nĐiều 1. Nội dung\n\n"
        "1. Thay cụm từ “hộ” bằng “gia đình” tại Mục I.\n\n2. Nâng mục tiêu từ 50 hộ lên 80 hộ.\n\n"
    )
    plan = api.upload(text)["id"]
    waiting = api.get(f"/plans/{plan}/findings", open="true", severity="warning")["items"]
    changes = [one for one in waiting if "amendment-" in one["code"]]
    told = [(one["message"]["vi"], one["span"]) for one in changes]
    assert [message for message, _ in told] == [
        "Sửa đổi tại Mục I, 15/KH-UBND: thay “hộ” bằng “gia đình”.",
        "Sửa đổi tại mục tiêu, 15/KH-UBND: thay “50 hộ” bằng “80 hộ”.",
    ]
    read = api.get(f"/plans/{plan}/extract")["text"]
    shown = [read[start:end] for _, (start, end) in told]
    assert [line[:2] for line in shown] == ["1.", "2."]
