"""What no view has answered is a page too, in the visitor's language."""

from typing import Any

import pytest

from common.errors import TooManyRequestsError
from gateway.clients import NoAnswerError
from tests.unit.pages.conftest import World

PAGE = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"}


def test_an_address_that_there_is_not_is_told_as_a_page(world: World) -> None:
    world.log_in("officer")
    response = world.browser.get("/khong-co", headers=PAGE)
    assert response.status_code == 404
    assert "Không có gì ở đây mà bạn được xem." in response.text
    assert "style-src 'self'" in response.headers["Content-Security-Policy"]


def test_the_address_of_a_form_opened_as_a_page_leads_on(world: World) -> None:
    world.log_in("coordinator")
    response = world.browser.get("/chase/preview", headers=PAGE)
    assert response.status_code == 405
    assert 'href="/"' in response.text


def test_a_program_gets_no_page_for_a_wrong_address(world: World) -> None:
    response = world.browser.get("/khong-co", headers={"Accept": "*/*"})
    assert response.status_code == 404
    assert (response.json or {})["type"] == "urn:dondoc:problem:not-found"


def test_a_fault_of_ours_is_told_as_a_page_that_changed_nothing(world: World) -> None:
    world.log_in("officer")
    world.tasks.on("GET", "/assignments/42", {"not": "an assignment"})
    response = world.browser.get("/assignments/42")
    assert response.status_code == 500
    assert "Có lỗi ở phía hệ thống. Chưa có gì thay đổi" in response.text


def test_a_form_that_is_too_large_is_told_as_a_page(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    world.log_in("officer")
    monkeypatch.setitem(world.app.config, "MAX_CONTENT_LENGTH", 1_000)
    response = world.post("/assignments/42/actions/update", {"note": "a" * 2_000})
    assert response.status_code == 413
    assert "lớn quá mức cho phép" in response.text


def test_while_nobody_can_say_who_it_is_the_page_says_so(world: World) -> None:
    world.log_in("officer")
    world.identity.on("GET", "/sessions/current", away)
    response = world.browser.get("/work")
    assert response.status_code == 503
    assert "Một phần của hệ thống tạm ngừng" in response.text
    assert "Đăng xuất" not in response.text


def test_too_many_requests_are_told_as_a_page(world: World) -> None:
    world.log_in("officer")
    world.tasks.on("GET", "/assignments", limited)
    response = world.browser.get("/work")
    assert response.status_code == 429
    assert "Chờ một lát" in response.text


@pytest.mark.parametrize("typed", ["99/99/2026", "mai"])
def test_a_wrong_day_of_an_item_comes_back_to_be_mended(world: World, typed: str) -> None:
    world.log_in("coordinator")
    errors = [{"pointer": "/deadline/stated_on", "detail": "Not a valid date."}]
    world.plans.refuse("PATCH", "/plans/3/items/11", 422, "invalid-input", errors=errors)
    form = {"text": "Khám sàng lọc", "operator": "before", "stated_on": typed}
    response = world.post("/plans/3/items/11", form)
    assert response.status_code == 422
    assert f'value="{typed}"' in response.text
    assert "Ngày chưa đúng." in response.text


def test_a_header_that_was_refused_keeps_what_was_typed(world: World) -> None:
    world.log_in("coordinator")
    errors = [{"pointer": "/issued_on", "detail": "Not a valid date."}]
    world.plans.refuse("PATCH", "/plans/3", 422, "invalid-input", errors=errors)
    form = {"title": "Tên mới", "number": "9/KH-UBND", "issued_on": "31/02/2026", "issuer": ""}
    html = world.post("/plans/3", form).text
    for kept in (">Tên mới</textarea>", 'value="9/KH-UBND"', 'value="31/02/2026"'):
        assert kept in html


def away(_call: Any) -> Any:
    raise NoAnswerError("identity is away")


def limited(_call: Any) -> Any:
    raise TooManyRequestsError
