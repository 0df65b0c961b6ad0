"""What the import form is told while the browser waits."""

from io import BytesIO
from urllib.parse import parse_qs

import pytest

from tests.unit.pages.conftest import World

FAR = {"stage": "pages", "done": 120, "total": 300, "percent": 18, "since": "2026-11-22T09:00:00Z"}


@pytest.mark.parametrize(
    ("language", "doing", "said", "count"),
    [
        ("vi", "pages", "Đang đọc các trang…", "trang 120/300"),
        ("en", "arranging", "Setting columns, tables and paragraphs in order…", "page 120 of 300"),
        ("vi", "understanding", "Đang nhận ra nhiệm vụ, thời hạn, chỉ tiêu…", ""),
    ],
)
def test_progress_is_told_in_words(
    world: World, language: str, doing: str, said: str, count: str
) -> None:
    world.log_in("coordinator", language=language)
    world.plans.on("GET", "/plans/imports/abcdefgh", FAR | {"stage": doing})
    response = world.browser.get("/plans/imports/abcdefgh")
    assert response.get_json() == {"percent": 18, "said": said, "count": count}


def test_an_import_that_nothing_is_known_of_has_no_content(world: World) -> None:
    world.log_in("coordinator")
    response = world.browser.get("/plans/imports/abcdefgh")
    assert (response.status_code, response.data) == (204, b"")


def test_a_token_reaches_plans_as_one_segment(world: World) -> None:
    world.log_in("coordinator")
    world.browser.get("/plans/imports/..%3Fx%23y")
    assert world.plans.calls[-1].path == "/plans/imports/..%3Fx%23y"


def test_the_form_names_its_import_by_its_key(world: World) -> None:
    world.log_in("coordinator")
    world.plans.on("POST", "/plans/imports", {"id": 3})
    form = {"key": "a" * 32, "file": (BytesIO(b"x"), "a.txt")}
    assert world.post("/plans", form).headers["Location"] == "/plans/3"
    call = world.plans.asked("POST", "/plans/imports")[-1]
    assert parse_qs(call.query) == {"progress": ["a" * 32]}
    assert call.headers["Idempotency-Key"] == "a" * 32


def test_progress_is_for_those_who_are_logged_in(world: World) -> None:
    assert world.browser.get("/plans/imports/abcdefgh").status_code == 303
    assert not world.plans.calls
