"""Relations, differences and what issuing and recalling say of earlier plans."""

from collections.abc import Callable
from typing import Any

import pytest

from common import events
from common.caller import Caller
from common.events import Event
from tests.contract.plans.conftest import Api, Known
from tests.contract.plans.family import (
    AMENDMENT,
    CORRECTION,
    REPLACEMENT,
    accepted,
    issued,
    related,
)
from tests.contract.plans.sample import SAMPLE

Json = dict[str, Any]
Emitted = Callable[[], list[Event]]


def issue(api: Api, draft: Json, status: int = 200) -> Any:
    return api.post(f"/plans/{draft['id']}/issue", {}, status)


@pytest.fixture
def old(api: Api, agencies: type[Known]) -> Json:
    """Return the sample, issued."""
    return issued(api)


@pytest.mark.parametrize(
    ("text", "kind"),
    [(REPLACEMENT, "replaces"), (AMENDMENT, "amends"), (CORRECTION, "corrects")],
)
def test_the_words_of_a_draft_suggest_what_it_changes(
    api: Api, old: Json, text: str, kind: str
) -> None:
    draft = api.upload(text)
    (found,) = api.get(f"/plans/{draft['id']}/relations")["suggestions"]
    assert (found["kind"], found["plan"]["id"]) == (kind, old["id"])
    document = api.get(f"/plans/{draft['id']}/document")["text"]
    assert "45/KH-UBND" in document[slice(*found["span"])]
    assert [f["code"] for f in draft["findings"] if f["code"] == "changes-plan"] == ["changes-plan"]


@pytest.mark.parametrize(
    "stated",
    [
        "thay thế Kế hoạch số 45/KH-UBND ngày 13/3/2026 của Ủy ban nhân dân tỉnh Sông Lam",
        "thay thế Kế hoạch số 45/KH-UBND ngày 12/3/2026 của Ủy ban nhân dân tỉnh Núi Hồng",
        "thay thế Kế hoạch số 145/KH-UBND ngày 12/3/2026 của Ủy ban nhân dân tỉnh Sông Lam",
    ],
)
def test_another_date_issuer_or_number_means_another_plan(api: Api, old: Json, stated: str) -> None:
    said = "thay thế Kế hoạch số 45/KH-UBND ngày 12/3/2026 của Ủy ban nhân dân tỉnh Sông Lam"
    assert said in REPLACEMENT
    draft = api.upload(REPLACEMENT.replace(said, stated))
    assert api.get(f"/plans/{draft['id']}/relations")["suggestions"] == []


def test_a_confirmed_relation_says_who_and_settles_its_finding(api: Api, old: Json) -> None:
    draft = related(api, REPLACEMENT, "replaces", old)
    shown = api.get(f"/plans/{draft['id']}/relations")
    (one,) = shown["relations"]
    assert (one["kind"], one["plan"]["number"]) == ("replaces", "45/KH-UBND")
    assert one["confirmed_by"] == {"id": 1, "name": "user-1"}
    assert shown["suggestions"] == []
    findings = api.get(f"/plans/{draft['id']}/findings")["items"]
    assert [f["state"] for f in findings if f["code"] == "changes-plan"] == ["resolved"]
    assert api.get(f"/plans/{old['id']}/relations")["followers"] == []


def test_confirming_twice_keeps_one_relation_and_another_change_is_refused(
    api: Api, old: Json
) -> None:
    draft = related(api, REPLACEMENT, "replaces", old)
    path = f"/plans/{draft['id']}/relations"
    api.post(path, {"kind": "replaces", "plan_id": old["id"]}, 201)
    assert len(api.get(path)["relations"]) == 1
    problem = api.post(path, {"kind": "amends", "plan_id": old["id"]}, 409)
    assert problem["type"].endswith("relation-stands")
    api.delete(f"{path}/{api.get(path)['relations'][0]['id']}")
    api.post(path, {"kind": "amends", "plan_id": old["id"]}, 201)


def test_only_its_issuer_changes_a_plan(
    api: Api, old: Json, make_caller: Callable[..., Caller]
) -> None:
    other = api.as_(make_caller("coordinator", agency_id=Known.HEALTH))
    draft = other.upload(REPLACEMENT)
    path = f"/plans/{draft['id']}/relations"
    assert other.get(path)["suggestions"] == []
    problem = other.post(path, {"kind": "replaces", "plan_id": old["id"]}, 422)
    assert problem["errors"][0]["pointer"] == "/plan_id"


def test_a_draft_is_no_plan_to_change(api: Api, draft: Json) -> None:
    other = api.upload(REPLACEMENT)
    path = f"/plans/{other['id']}/relations"
    api.post(path, {"kind": "replaces", "plan_id": draft["id"]}, 422)
    api.post(path, {"kind": "replaces", "plan_id": other["id"]}, 422)


def test_the_difference_names_what_is_added_removed_changed_and_equal(api: Api, old: Json) -> None:
    draft = related(api, REPLACEMENT, "replaces", old)
    found = api.get(f"/plans/{draft['id']}/difference")
    assert found["to"]["id"] == old["id"]
    assert [one["text"] for one in found["added"]] == ["Lập đội cứu hộ ở mỗi thôn."]
    assert [one["text"] for one in found["removed"]] == [
        "Bố trí người trực tại bến sông trong mùa mưa."
    ]
    (changed,) = found["changed"]
    assert set(changed["fields"]) == {"text", "deadline"}
    assert ["gone", "30/6/2026."] in changed["words"]
    assert ["new", "30/9/2026."] in changed["words"]
    assert found["unchanged"] == 4


def test_a_plan_compared_with_itself_differs_in_nothing(api: Api, old: Json) -> None:
    found = api.get(f"/plans/{old['id']}/difference", to=old["id"])
    assert (found["added"], found["removed"], found["changed"]) == ([], [], [])
    assert found["unchanged"] == 6
    api.get(f"/plans/{old['id']}/difference", 422)


def test_a_replacement_tells_which_duties_go_on(
    api: Api, old: Json, agencies: type[Known], emitted: Emitted
) -> None:
    draft = related(api, REPLACEMENT, "replaces", old)
    preview = api.get(f"/plans/{draft['id']}/consequences")
    by_agency = {one["id"]: one for one in preview["agencies"]}
    assert preview["kind"] == "replaces"
    assert by_agency[agencies.TAN_PHU] == {
        "id": agencies.TAN_PHU,
        "name": "Ủy ban nhân dân xã Tân Phú",
        "carried": 1,
        "withdrawn": 1,
        "created": 1,
        "corrected": 0,
    }
    issue(api, draft)
    relation = emitted()[-1].data["relation"]
    pairs = {pair["key"]: (pair["from_key"], pair["same"]) for pair in relation["pairs"]}
    assert relation["kind"] == "replaces"
    assert pairs["duty-3"] == ("duty-3", False)
    assert pairs["duty-1"] == ("duty-1", True)
    assert relation["removed"] == [{"plan_id": old["id"], "key": "duty-4"}]
    assert api.get(f"/plans/{old['id']}")["state"] == "replaced"
    (follower,) = api.get(f"/plans/{old['id']}/relations")["followers"]
    assert follower["plan"]["id"] == draft["id"]


def test_an_amendment_leaves_what_it_does_not_speak_of(
    api: Api, old: Json, emitted: Emitted
) -> None:
    draft = related(api, AMENDMENT, "amends", old)
    found = api.get(f"/plans/{draft['id']}/difference")
    assert (len(found["added"]), len(found["changed"]), len(found["kept"])) == (1, 1, 5)
    assert found["removed"] == []
    issue(api, draft)
    relation = emitted()[-1].data["relation"]
    assert [pair["from_key"] for pair in relation["pairs"]] == ["duty-3"]
    assert relation["removed"] == []
    assert api.get(f"/plans/{old['id']}")["state"] == "amended"
    assert api.get(f"/plans/{draft['id']}/difference") == found | {
        "plan": found["plan"] | {"state": "issued"},
        "to": found["to"] | {"state": "amended"},
    }


def test_a_reviewer_names_the_items_that_an_amendment_abolishes(
    api: Api, old: Json, emitted: Emitted
) -> None:
    draft = related(api, AMENDMENT, "amends", old)
    (relation,) = api.get(f"/plans/{draft['id']}/relations")["relations"]
    path = f"/plans/{draft['id']}/relations/{relation['id']}/abolished"
    api.post(path, {"items": [10**9]}, 422)
    item = api.get(f"/plans/{old['id']}/items")["items"][1]
    assert api.post(path, {"items": [item["id"]]})["removed"] == [item["id"]]
    removed = api.get(f"/plans/{draft['id']}/difference")["removed"]
    assert [one["id"] for one in removed] == [item["id"]]
    issue(api, draft)
    assert emitted()[-1].data["relation"]["removed"] == [{"plan_id": old["id"], "key": "duty-2"}]


def test_a_replacement_of_an_amended_plan_takes_over_its_amendments(
    api: Api, old: Json, emitted: Emitted
) -> None:
    amendment = related(api, AMENDMENT, "amends", old)
    issue(api, amendment)
    draft = related(api, REPLACEMENT, "replaces", old)
    issue(api, draft)
    relation = emitted()[-1].data["relation"]
    assert relation["plan_ids"] == [old["id"], amendment["id"]]
    pairs = {pair["key"]: (pair["plan_id"], pair["from_key"]) for pair in relation["pairs"]}
    assert pairs["duty-3"] == (amendment["id"], "duty-1")
    assert {"plan_id": amendment["id"], "key": "duty-2"} in relation["removed"]
    assert api.get(f"/plans/{amendment['id']}")["state"] == "replaced"


def test_a_correction_changes_wording_alone(api: Api, old: Json, emitted: Emitted) -> None:
    draft = related(api, CORRECTION, "corrects", old)
    issue(api, draft)
    told = emitted()[-1].data
    assert told["items"] == []
    texts = {pair["from_key"]: pair["text"] for pair in told["relation"]["pairs"]}
    assert texts["duty-3"].startswith("Tập huấn sơ cấp cứu")
    assert api.get(f"/plans/{old['id']}")["state"] == "issued"


@pytest.mark.parametrize(
    ("before", "after", "field"),
    [
        ("trước ngày 30/6/2026", "trước ngày 30/9/2026", "deadline"),
        ("2. Sở Y tế", "2. Sở Giáo dục và Đào tạo", "added"),
        ("- Bố trí người trực", "- Bố trí thuyền cứu sinh ở mọi nơi, cấp áo phao", "added"),
    ],
)
def test_a_correction_that_moves_anything_is_refused_and_says_what(
    api: Api, old: Json, before: str, after: str, field: str
) -> None:
    draft = related(api, CORRECTION.replace(before, after), "corrects", old)
    problem = issue(api, draft, 409)
    assert problem["type"].endswith("plan-not-ready")
    moved = [one for one in problem["reasons"] if one["code"] == "correction-moves"]
    assert field in {name for one in moved for name in one["fields"]}


def test_a_plan_replaced_meanwhile_is_not_changed_again(api: Api, old: Json) -> None:
    late = related(api, AMENDMENT, "amends", old)
    issue(api, related(api, REPLACEMENT, "replaces", old))
    (reason,) = issue(api, late, 409)["reasons"]
    assert reason["code"] == "relation-stale"
    api.post(f"/plans/{late['id']}/relations", {"kind": "replaces", "plan_id": old["id"]}, 409)


RECALL = {"number": "70/QĐ-UBND", "issued_on": "2026-04-01", "reason": "Trùng kế hoạch khác"}


def recall(api: Api, plan: Json, status: int = 200, **changes: Any) -> Any:
    headers = {"If-Match": f'"{plan["version"]}"'}
    return api.post(f"/plans/{plan['id']}/recall", RECALL | changes, status, headers=headers)


def test_a_recalled_plan_says_by_which_document(api: Api, old: Json, emitted: Emitted) -> None:
    assert old["available_actions"] == ["recall"]
    plan = recall(api, old)
    assert (plan["state"], plan["available_actions"]) == ("recalled", [])
    told = emitted()[-1]
    assert (told.type, told.version) == (events.PLAN_RECALLED, plan["version"])
    assert (told.data["plan_ids"], told.data["reason"]) == ([old["id"]], RECALL["reason"])
    shown = api.get(f"/plans/{old['id']}/relations")["recall"]
    assert (shown["number"], shown["issued_on"]) == ("70/QĐ-UBND", "2026-04-01")
    assert recall(api, plan, 409)["type"].endswith("plan-not-in-force")


def test_a_recall_takes_the_amendments_with_it(api: Api, old: Json, emitted: Emitted) -> None:
    amendment = related(api, AMENDMENT, "amends", old)
    issue(api, amendment)
    recall(api, api.get(f"/plans/{old['id']}"), issued_on="2026-06-20")
    assert api.get(f"/plans/{amendment['id']}")["state"] == "recalled"
    assert emitted()[-1].data["plan_ids"] == [old["id"], amendment["id"]]


def test_only_the_issuer_recalls_and_what_is_wrong_is_named(
    api: Api, old: Json, make_caller: Callable[..., Caller]
) -> None:
    recall(api.as_(make_caller("leader", agency_id=Known.HEALTH)), old, 403)
    recall(api.as_(make_caller("officer", agency_id=1)), old, 403)
    api.post(f"/plans/{old['id']}/recall", RECALL, 428)
    recall(api, old | {"version": 1}, 412)
    for day in ("2026-03-11", "2999-01-01"):
        problem = recall(api, old, 422, issued_on=day)
        assert problem["errors"][0]["pointer"] == "/issued_on"
    recall(api.as_(make_caller("leader", agency_id=1)), old)


def test_a_discarded_draft_takes_its_relations_along(api: Api, old: Json) -> None:
    draft = related(api, REPLACEMENT, "replaces", old)
    api.delete(f"/plans/{draft['id']}")
    assert api.get(f"/plans/{old['id']}/relations")["followers"] == []


def test_a_draft_that_changes_nothing_has_no_consequences(api: Api, old: Json) -> None:
    draft = accepted(api, SAMPLE.replace("45/KH", "99/KH"))
    found = api.get(f"/plans/{draft['id']}/consequences")
    assert (found["kind"], found["agencies"]) == (None, [])


@pytest.mark.parametrize(
    ("text", "kind"), [(AMENDMENT, "amends"), (CORRECTION, "corrects")], ids=["amends", "corrects"]
)
def test_what_changes_a_plan_is_not_changed_itself_but_the_plan_is(
    api: Api, old: Json, text: str, kind: str
) -> None:
    change = related(api, text, kind, old)
    issue(api, change)
    draft = accepted(api, SAMPLE.replace("45/KH-UBND", "63/KH-UBND"))
    path = f"/plans/{draft['id']}/relations"
    for wanted in ("amends", "corrects", "replaces", "implements"):
        problem = api.post(path, {"kind": wanted, "plan_id": change["id"]}, 422)
        assert problem["errors"][0]["pointer"] == "/plan_id"
        assert f"45/KH-UBND (plan {old['id']})" in problem["errors"][0]["detail"]


def test_words_that_cite_an_amendment_suggest_the_amended_plan(api: Api, old: Json) -> None:
    issue(api, related(api, AMENDMENT, "amends", old))
    draft = api.upload(REPLACEMENT.replace("số 45/KH-UBND ngày 12/3", "số 61/KH-UBND ngày 11/6"))
    (found,) = api.get(f"/plans/{draft['id']}/relations")["suggestions"]
    assert (found["kind"], found["plan"]["id"]) == ("replaces", old["id"])


def test_a_recall_leaves_an_amendment_recalled_before_its_own_recall(
    api: Api, old: Json, emitted: Emitted
) -> None:
    amendment = related(api, AMENDMENT, "amends", old)
    recall(api, issue(api, amendment), issued_on="2026-06-20", reason="Ban hành nhầm")
    recall(api, api.get(f"/plans/{old['id']}"), issued_on="2026-07-01", number="80/QĐ-UBND")
    shown = api.get(f"/plans/{amendment['id']}/relations")["recall"]
    assert (shown["number"], shown["reason"]) == ("70/QĐ-UBND", "Ban hành nhầm")
    assert emitted()[-1].data["plan_ids"] == [old["id"]]


def test_a_recalled_amendment_has_nothing_in_force(api: Api, old: Json, emitted: Emitted) -> None:
    amendment = related(api, AMENDMENT, "amends", old)
    recall(api, issue(api, amendment), issued_on="2026-06-20")
    draft = related(api, REPLACEMENT, "replaces", old)
    found = api.get(f"/plans/{draft['id']}/difference")
    olds = [*found["removed"], *(one["before"] for one in found["changed"])]
    assert {one["plan_id"] for one in olds} <= {old["id"]}
    # What the amendment had replaced stays ended: the new plan's clause is new.
    assert "Tập huấn sơ cứu" in " ".join(one["text"] for one in found["added"])
    issue(api, draft)
    assert emitted()[-1].data["relation"]["plan_ids"] == [old["id"]]
    assert api.get(f"/plans/{amendment['id']}")["state"] == "recalled"


def test_relations_are_in_the_log_and_undone_in_turn(api: Api, old: Json) -> None:
    draft = related(api, AMENDMENT, "amends", old)
    base = f"/plans/{draft['id']}"

    def undo() -> None:
        newest = api.get(f"{base}/changes", standing="true", limit=1)["items"][0]
        api.post(f"{base}/changes/{newest['id']}/undo")

    def settled() -> str:
        found = api.get(f"{base}/findings")["items"]
        return next(str(one["state"]) for one in found if one["code"] == "changes-plan")

    (relation,) = api.get(f"{base}/relations")["relations"]
    item = api.get(f"/plans/{old['id']}/items")["items"][1]["id"]
    api.post(f"{base}/relations/{relation['id']}/abolished", {"items": [item]})
    api.delete(f"{base}/relations/{relation['id']}")
    acts = api.get(f"{base}/changes", limit=3)["items"]
    assert [one["action"] for one in acts] == ["unrelate", "abolish", "relate"]
    told = [(one["field"], one["before"], one["after"]) for one in acts[2]["differences"]]
    assert told == [("relation", None, "amends")]
    undo()
    (back,) = api.get(f"{base}/relations")["relations"]
    assert back | {"id": 0} == relation | {"id": 0, "removed": [item]}
    undo()
    assert api.get(f"{base}/relations")["relations"][0]["removed"] == []
    assert settled() == "resolved"
    undo()
    assert api.get(f"{base}/relations")["relations"] == []
    assert settled() == "open"


def test_confirming_one_plan_settles_nothing_said_of_a_longer_number(api: Api, old: Json) -> None:
    issued(api, SAMPLE.replace("45/KH-UBND", "145/KH-UBND"))
    both = REPLACEMENT.replace(
        "Kế hoạch này thay thế",
        "Kế hoạch này thay thế Kế hoạch số 145/KH-UBND ngày 12/3/2026 của Ủy ban nhân dân tỉnh "
        "Sông Lam.\n\nKế hoạch này thay thế",
    )
    draft = related(api, both, "replaces", old)
    found = api.get(f"/plans/{draft['id']}/findings", limit=200)["items"]
    asked = [one for one in found if one["code"] == "changes-plan"]
    states = {"145/" in one["message"]["vi"]: one["state"] for one in asked}
    assert states == {True: "open", False: "resolved"}
