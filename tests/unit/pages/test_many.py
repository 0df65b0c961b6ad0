"""Searching, acting on many, and sheets: what the pages ask and what they show."""

from io import BytesIO
from typing import Any

import pytest

from gateway.pages.present import hits_in
from tests.unit.pages import recorded
from tests.unit.pages.conftest import World

REPORT = {
    "dry_run": True,
    "rows": 3,
    "changed": 1,
    "unchanged": 1,
    "failed": 1,
    "left": 7,
    "changes": [{"row": 3, "id": 42, "acts": ["hand_over", "update"]}],
    "problems": [
        {"row": 4, "id": 43, "column": "Q", "key": "inner_due_on", "title": "Hạn trong đơn vị",
         "detail": "write a day, as 31/12/2026", "type": None, "status": None},
        {"row": 5, "id": 44, "column": None, "key": None, "title": None, "detail": "not now",
         "type": "urn:dondoc:problem:action-not-available", "status": 409},
    ],
}  # fmt: skip


def found(text: str, *places: list[int]) -> dict[str, Any]:
    marks = {"text": list(places)} if places else {}
    return recorded.assignment(text=text) | {"found": {"rank": "phrase", "marks": marks}}


@pytest.mark.parametrize(
    ("text", "places", "limit", "parts"),
    [
        ("Bảo vệ trẻ em", [[7, 13]], 160, ["Bảo vệ ", "[trẻ em]", ""]),
        ("trẻ em\n trẻ em", [[0, 6], [8, 14]], 160, ["", "[trẻ em]", " ", "[trẻ em]", ""]),
        ("a " * 100 + "trẻ em", [[200, 206]], 100, None),
    ],
)
def test_hits_are_marked_and_in_sight(
    text: str, places: list[list[int]], limit: int, parts: list[str] | None
) -> None:
    shown = [
        f"[{p}]" if hit else p for hit, p in hits_in(found(text, *places), "text", text, limit)
    ]
    assert parts is None or shown == parts
    assert "[trẻ em]" in shown
    assert len("".join(shown)) <= limit + 10


def test_a_text_is_never_markup(world: World) -> None:
    world.log_in("officer")
    world.tasks.on("GET", "/assignments", recorded.listed(found("<b>trẻ em</b>", [3, 9])))
    html = world.read("/work?q=tre+em")
    assert '&lt;b&gt;<mark class="hit">trẻ em</mark>&lt;/b&gt;' in html


def test_what_is_found_can_be_sorted_two_ways(world: World) -> None:
    world.log_in("officer")
    world.tasks.on("GET", "/assignments", recorded.listed(found("trẻ em")))
    assert "sort=urgency" in world.read("/work?q=tre+em")
    world.read("/work?q=tre+em&sort=urgency")
    assert world.tasks.query("/assignments")["sort"] == ["urgency"]
    assert "sort=urgency" not in world.read("/work")


def bulk_row(number: int, problem: dict[str, Any] | None, **more: Any) -> dict[str, Any]:
    known = recorded.assignment()
    return {
        "id": number,
        "status": problem["status"] if problem else 200,
        "problem": problem,
        **{name: known[name] for name in ("label", "text", "agency", "plan")},
        "version": 4,
        "work_state": "submitted",
        "available_actions": ["approve", "return"],
    } | more


STALE = {"type": "urn:dondoc:problem:stale-version", "status": 412, "detail": "changed"}


def test_ticked_work_is_confirmed_in_one_call(world: World) -> None:
    world.log_in("coordinator")
    told = {"action": "approve", "preview": False, "done": 2, "failed": 0, "items": []}
    world.tasks.on("POST", "/assignments/bulk", told)
    form = {"pick": ["42:3", "43:9", "x", "1:2:3"], "do": "approve", "grade": "good", "key": "k"}
    answer = world.post("/bulk", form | {"back": "/review", "note": "Tốt"})
    assert (answer.status_code, answer.headers["Location"]) == (303, "/review")
    assert world.tasks.body("POST", "/assignments/bulk") == {
        "action": "approve",
        "grade": "good",
        "note": "Tốt",
        "items": [{"id": 42, "version": 3}, {"id": 43, "version": 9}],
    }
    assert world.tasks.asked("POST", "/assignments/bulk")[-1].headers["Idempotency-Key"] == "k"


def test_what_failed_is_told_and_can_be_tried_again(world: World) -> None:
    world.log_in("coordinator")
    gone = {"type": "urn:dondoc:problem:not-found", "status": 404, "detail": "nothing"}
    rows = [
        bulk_row(42, None),
        bulk_row(43, STALE),
        bulk_row(44, gone, text=None, agency=None, plan=None, available_actions=None),
    ]
    told = {"action": "approve", "preview": False, "done": 1, "failed": 2, "items": rows}
    world.tasks.on("POST", "/assignments/bulk", told)
    form = {"pick": ["42:3", "43:3", "44:1"], "do": "approve", "back": "/review"}
    html = world.post("/bulk", form).text
    assert "Có người vừa thay đổi" in html
    assert "Nhiệm vụ số 44" in html
    assert 'name="pick" value="43:4"' in html
    assert 'value="44:' not in html


@pytest.mark.parametrize(
    "form", [{"do": "approve"}, {"do": "withdraw", "pick": "42:3"}, {"pick": "42:3"}]
)
def test_nothing_is_done_without_a_tick_and_a_known_act(world: World, form: dict[str, Any]) -> None:
    world.log_in("coordinator")
    answer = world.post("/bulk", form | {"back": "//evil.example"})
    assert (answer.status_code, answer.headers["Location"]) == (303, "/")
    assert not world.tasks.asked("POST", "/assignments/bulk")


def test_a_sheet_is_tried_first_and_then_done(world: World) -> None:
    world.log_in("coordinator")
    world.tasks.on("POST", "/assignments/imports", REPORT)
    html = world.post("/assignments/import", {"file": (BytesIO(b"x"), "a.xlsx"), "do": "preview"})
    call = world.tasks.asked("POST", "/assignments/imports")[-1]
    assert (call.query, "Idempotency-Key" in call.headers) == ("dry_run=true", False)
    assert "dòng 4, cột Q" in html.text
    assert "Còn 7 dòng" in html.text
    assert "Ghi ngày như 31/12/2026." in html.text
    assert "Nhiệm vụ đã sang trạng thái khác" in html.text
    assert "Phân công trong đơn vị" in html.text
    form = {"file": (BytesIO(b"x"), "a.xlsx"), "do": "import", "key": "k"}
    world.post("/assignments/import", form)
    call = world.tasks.asked("POST", "/assignments/imports")[-1]
    assert (call.query, call.headers["Idempotency-Key"]) == ("dry_run=false", "k")


def test_a_file_has_to_be_chosen(world: World) -> None:
    world.log_in("coordinator")
    assert world.post("/assignments/import", {"do": "import"}).status_code == 422
    assert "Tệp XLSX" in world.read("/assignments/import")


def test_what_is_no_sheet_is_told(world: World) -> None:
    world.log_in("coordinator")
    world.tasks.refuse("POST", "/assignments/imports", 422, "unreadable-sheet")
    answer = world.post("/assignments/import", {"file": (BytesIO(b"x"), "a"), "do": "preview"})
    assert "giữ nguyên hàng thứ hai" in answer.text


def test_all_of_the_page_are_accepted_without_ticking_each(world: World) -> None:
    world.log_in("officer")
    world.tasks.on("POST", "/assignments/bulk", {"items": [], "done": 2, "failed": 0})
    form = {"do": "accept:all", "pick": [], "shown": ["42:3", "43:1"], "back": "/work"}
    answer = world.post("/bulk", form)
    assert answer.headers["Location"] == "/work"
    assert world.tasks.body("POST", "/assignments/bulk") == {
        "action": "accept",
        "items": [{"id": 42, "version": 3}, {"id": 43, "version": 1}],
    }


def test_all_of_the_page_can_be_tried_again_after_a_refusal(world: World) -> None:
    world.log_in("officer")
    world.tasks.refuse("POST", "/assignments/bulk", 409, "conflict")
    form = {"do": "accept:all", "shown": ["42:3", "43:1"], "back": "/work"}
    html = world.post("/bulk", form).text
    assert 'name="pick" value="42:3"' in html
    assert 'name="pick" value="43:1"' in html


@pytest.mark.parametrize("row", ["", "42", "42:", ":3", "42:x", "9" * 19 + ":3", "42:3:1"])
def test_what_names_no_row_is_passed_over(world: World, row: str) -> None:
    world.log_in("officer")
    world.post("/bulk", {"do": "accept", "pick": [row], "back": "/work"})
    assert not world.tasks.asked("POST", "/assignments/bulk")


def test_what_is_only_shown_is_not_done_by_the_button_for_the_ticked(world: World) -> None:
    world.log_in("officer")
    world.post("/bulk", {"do": "accept", "shown": ["42:3"], "back": "/work"})
    assert not world.tasks.asked("POST", "/assignments/bulk")


@pytest.mark.parametrize(
    ("who", "path", "called"),
    [
        ("officer", "/work", "/assignments"),
        ("coordinator", "/assignments", "/assignments"),
        ("coordinator", "/chase", "/assignments"),
        ("coordinator", "/review", "/reviews"),
    ],
)
def test_two_instances_of_a_duty_are_told_apart_by_their_periods(
    world: World, who: str, path: str, called: str
) -> None:
    world.log_in(who)
    more = {"available_actions": ["chase"], "waits_for": "review", "decide_by": None}
    rows = [
        recorded.assignment(id=number, period=period, **more)
        | {"waiting_since": "2026-11-20T02:00:00+00:00"}
        for number, period in ((1, "2026"), (2, "2027"))
    ]
    world.tasks.on("GET", called, recorded.listed(*rows))
    html = world.read(path)
    assert "mục III.3 · kỳ năm 2026" in html
    assert "mục III.3 · kỳ năm 2027" in html
