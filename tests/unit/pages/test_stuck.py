"""The page of stuck items: counts, causes, who must act, and its two acts."""

from typing import Any

import pytest

from tests.unit.pages import recorded
from tests.unit.pages.conftest import World

Json = dict[str, Any]
ITEM: Json = recorded.stuck()
SILENT: Json = recorded.stuck(
    id="tasks.relay.0",
    service="tasks",
    kind="relay_silent",
    since="2026-05-20T04:00:00Z",
    owner={"agency_id": None, "name": None},
    cause={"vi": "Bộ chuyển im lặng", "en": "The relay is silent"},
    link=None,
    retryable=False,
    cursor="2026-05-20T04:00:00Z~tasks.relay.0",
)
ACT: Json = {
    "item": "notify.message.3",
    "kind": "failed_send",
    "action": "resolve",
    "at": "2026-05-19T05:00:00Z",
    "by": {"id": 1, "name": "quan-tri"},
    "cause": "Tin SMS gửi Sở Tài chính bị từ chối",
    "note": "Đã báo qua điện thoại",
}


@pytest.fixture
def admin(world: World) -> World:
    """Return the pages as an administrator sees them, with two stuck items and one act."""
    world.log_in("admin", agency_id=None)
    # Somebody of whom no other test has asked: what the header tells is remembered for a while.
    session = recorded.session(("admin",), None)
    session["user"]["id"] = 7_100
    world.identity.on("GET", "/sessions/current", session)
    for name in ("identity", "plans", "tasks", "notify"):
        script = getattr(world, name)
        items = [one for one in (ITEM, SILENT) if one["service"] == name]
        counts = {one["kind"]: 1 for one in items}
        acts = [ACT] if name == "notify" else []
        script.on("GET", "/stuck", {"items": items, "next": None, "away": []})
        script.on("GET", "/stuck/counts", {"counts": counts, "away": []})
        script.on("GET", "/stuck/acts", {"items": acts, "away": []})
    return world


def form(do: str, note: str) -> Json:
    return {"item": ITEM["id"], "do": do, "note": note}


def test_it_tells_what_is_stuck_the_oldest_first_and_who_must_act(admin: World) -> None:
    html = admin.read("/admin/stuck")
    assert html.index("Bộ chuyển im lặng") < html.index("Tin email gửi Sở Y tế bị từ chối")
    assert "người vận hành hệ thống" in html
    assert "UBND tỉnh Hòa Giang" in html
    assert "Đã báo qua điện thoại" in html
    assert html.count('value="retry"') == 1
    assert html.count('value="resolve"') == 2


def test_the_header_of_every_page_tells_how_much_is_stuck(admin: World) -> None:
    html = admin.read("/admin/stuck")
    assert "đang kẹt: </span>2</span>" in html


def test_a_filter_asks_for_one_kind(admin: World) -> None:
    admin.read("/admin/stuck?kind=relay_silent")
    assert admin.tasks.query("/stuck")["kind"] == ["relay_silent"]
    admin.read("/admin/stuck?kind=nonsense")
    assert "kind" not in admin.tasks.query("/stuck")


def test_an_item_is_tried_again_with_its_reason(admin: World) -> None:
    path = "/stuck/notify.message.12/retry"
    admin.notify.on("POST", path, ACT)
    answer = admin.post("/admin/stuck", form("retry", "Đã sửa địa chỉ"))
    assert answer.status_code == 303
    assert admin.notify.body("POST", path) == {"note": "Đã sửa địa chỉ"}


def test_a_refusal_is_told_beside_what_was_typed(admin: World) -> None:
    path = "/stuck/notify.message.12/resolve"
    admin.notify.refuse("POST", path, 409, "not-retryable")
    answer = admin.post("/admin/stuck", form("resolve", "Gọi lại sau"))
    assert answer.status_code == 409
    assert "Gọi lại sau" in answer.text


@pytest.mark.parametrize(
    ("item", "do"),
    [
        ("notify.message.12", "delete"),
        ("", "retry"),
        ("a.b.1", "retry"),
        ("notify/x", "retry"),
        ("notify.a/../b", "retry"),
    ],
)
def test_nonsense_asks_nothing(admin: World, item: str, do: str) -> None:
    answer = admin.post("/admin/stuck", {"item": item, "do": do, "note": "x"})
    assert answer.headers["Location"] == "/admin/stuck"
    assert not [call for call in admin.notify.calls if call.method == "POST"]
