"""The pages of families: what is confirmed, set side by side, counted before issuing, recalled."""

from typing import Any

import pytest

from tests.unit.pages import recorded, recorded_families
from tests.unit.pages.conftest import World

PATH = "/plans/3/relations"


@pytest.fixture
def coordinator(world: World) -> World:
    world.log_in("coordinator")
    return world


def test_a_suggestion_is_confirmed_with_one_button(coordinator: World) -> None:
    html = coordinator.read("/plans/3/family")
    assert "Chương trình số 7/CTr-UBND ngày 05/01/2025" in html
    assert 'value="implements:1"' in html
    coordinator.plans.on("POST", PATH, recorded_families.relation(), 201)
    answer = coordinator.post(PATH, {"relation": "implements:1"})
    assert answer.headers["Location"] == "/plans/3/family"
    assert coordinator.plans.body("POST", PATH) == {"kind": "implements", "plan_id": 1}


def test_nothing_chosen_is_said_and_not_asked(coordinator: World) -> None:
    answer = coordinator.post(PATH, {"relation": "amends:"})
    assert answer.status_code == 422
    assert "Chọn một kế hoạch" in answer.text
    assert not coordinator.plans.asked("POST", PATH)


def test_another_plan_is_looked_for_among_the_issued(coordinator: World) -> None:
    old = recorded.plan(id=5, state="issued", number="88/KH-UBND")
    coordinator.plans.on("GET", "/plans", recorded.listed(recorded.plan(), old))
    html = coordinator.read("/plans/3/family?q=88")
    assert 'value="replaces:5"' in html
    assert 'value="replaces:3"' not in html


def test_a_refused_relation_is_explained_on_the_page(coordinator: World) -> None:
    coordinator.plans.refuse("POST", PATH, 409, "relation-stands")
    answer = coordinator.post(PATH, {"relation": "amends:2"})
    assert answer.status_code == 409
    assert "bỏ quan hệ đó trước" in answer.text


def test_the_difference_marks_words_and_names_what_has_no_partner(coordinator: World) -> None:
    html = coordinator.read("/plans/3/difference")
    assert "30/6.</del>" in html
    assert "30/9.</ins>" in html
    assert "Mua túi sơ cứu.</ins>" in html
    assert "≥ 82,5 % (2026)" in html
    assert "≥ 82,5–90 % (2026)" in html


def test_items_are_abolished_from_the_page_of_the_difference(coordinator: World) -> None:
    path = f"{PATH}/9/abolished"
    assert f'action="{path}"' in coordinator.read("/plans/3/difference")
    coordinator.plans.on("POST", path, recorded_families.relation(removed=[33]))
    assert coordinator.post(path, {"items": "33"}).headers["Location"] == "/plans/3/difference"
    assert coordinator.plans.body("POST", path) == {"items": [33]}


def test_two_plans_that_give_the_same_are_said_to(coordinator: World) -> None:
    targets = {"added": [], "removed": [], "changed": [], "unchanged": 2}
    same = recorded_families.difference(added=[], removed=[], changed=[], targets=targets)
    coordinator.plans.on("GET", "/plans/3/difference", same)
    assert "Hai kế hoạch giao việc như nhau." in coordinator.read("/plans/3/difference")


def test_coverage_says_why_it_is_weaker_and_what_is_missing(coordinator: World) -> None:
    html = coordinator.read("/plans/3/coverage")
    assert "thời hạn muộn hơn" in html
    assert "giá trị thấp hơn, năm muộn hơn" in html
    assert "không có chỉ tiêu nào" in html
    assert "/plans/2/document?at=120-210" in html


def test_without_a_parent_the_page_says_what_to_do(coordinator: World) -> None:
    family = recorded_families.family(relations=[])
    coordinator.plans.on("GET", "/plans/3/relations", family)
    html = coordinator.read("/plans/3/coverage")
    assert "Chưa nối với kế hoạch cấp trên." in html
    assert not coordinator.plans.asked("GET", "/plans/3/coverage")


def test_a_parent_that_asks_nothing_of_this_agency_is_explained(coordinator: World) -> None:
    empty = recorded_families.coverage(duties=[], targets=[])
    coordinator.plans.on("GET", "/plans/3/coverage", empty)
    html = coordinator.read("/plans/3/coverage")
    assert "không giao nhiệm vụ nào cho cơ quan này" in html
    assert "không có chỉ tiêu bằng số" in html


def test_the_summary_before_issuing_counts_what_becomes_of_earlier_duties(
    coordinator: World,
) -> None:
    html = coordinator.read("/plans/3/issue")
    assert "Với kế hoạch 20/KH-UBND" in html
    assert "việc chuyển tiếp" in html


def test_the_summary_says_what_a_correction_may_not_move(coordinator: World) -> None:
    left = "a correction leaves deadline, parties as issued; make it an amendment"
    said = {"code": "correction-moves", "label": "III.3", "message": left}
    found = recorded_families.consequences(kind="corrects", hindrances=[said])
    coordinator.plans.on("GET", "/plans/3/consequences", found)
    html = coordinator.read("/plans/3/issue")
    assert "Đính chính chỉ sửa câu chữ:" in html
    assert "III.3 đính chính không đổi được: Thời hạn, Cơ quan; hãy chọn “sửa đổi" in html
    assert "as issued" not in html


def test_a_draft_that_changes_nothing_shows_no_consequences(coordinator: World) -> None:
    none: dict[str, Any] = {
        "kind": None,
        "plan": None,
        "totals": {},
        "agencies": [],
        "hindrances": [],
    }
    coordinator.plans.on("GET", "/plans/3/consequences", none)
    assert "việc chuyển tiếp" not in coordinator.read("/plans/3/issue")


def test_a_recall_names_its_document_and_is_meant(coordinator: World) -> None:
    plan = recorded.plan(state="issued", available_actions=["recall"])
    coordinator.plans.on("GET", "/plans/3", plan)
    coordinator.plans.on("POST", "/plans/3/recall", plan)
    assert "Thu hồi kế hoạch" in coordinator.read("/plans/3/family")
    typed = {
        "number": "70/QĐ-UBND",
        "issued_on": "01/04/2026",
        "reason": "Trùng",
        "version": "4",
    }
    assert coordinator.post("/plans/3/recall", typed).status_code == 422
    coordinator.post("/plans/3/recall", typed | {"sure": "yes"})
    assert coordinator.plans.body("POST", "/plans/3/recall") == {
        "number": "70/QĐ-UBND",
        "issued_on": "2026-04-01",
        "reason": "Trùng",
    }
    assert coordinator.plans.asked("POST", "/plans/3/recall")[-1].headers["If-Match"] == '"4"'


def test_an_issued_plan_is_not_reviewed_for_being_recallable(coordinator: World) -> None:
    plan = recorded.plan(state="amended", available_actions=["recall"])
    coordinator.plans.on("GET", "/plans/3", plan)
    html = coordinator.read("/plans/3")
    assert "Rà soát:" not in html
    assert "Nhiệm vụ của kế hoạch này" in html
