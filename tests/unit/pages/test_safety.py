"""CSRF, redirects, cookies and headers."""

import io
import re
from typing import Any

import pytest

from gateway.pages.blueprint import ROUTES
from gateway.pages.numbers import whole, wholes
from gateway.pages.seal import Seal
from gateway.pages.site import STRANGERS_BODY
from gateway.pages.visit import safe_path
from tests.unit.pages.conftest import SECRET, World

FORMS = sorted({route.rule for route in ROUTES if route.method == "POST"})
PAGES = sorted({route.rule for route in ROUTES if route.method == "GET" and not route.open})


def filled(rule: str) -> str:
    return re.sub(r"<[^>]*>", "1", rule)


@pytest.mark.parametrize("rule", FORMS)
def test_a_form_without_its_token_is_refused_and_nothing_is_sent(world: World, rule: str) -> None:
    world.log_in("coordinator", "admin", "officer")
    response = world.browser.post(filled(rule), data={"csrf": "0" * 64})
    assert response.status_code == 403
    assert "Biểu mẫu đã cũ" in response.text
    sent = world.plans.calls + world.tasks.calls + world.notify.calls + world.identity.calls
    assert {call.method for call in sent} <= {"GET"}


def test_a_token_of_another_session_is_refused(world: World) -> None:
    world.log_in("officer")
    foreign = Seal(SECRET).csrf("another session")
    response = world.browser.post("/assignments/42/actions/start", data={"csrf": foreign})
    assert response.status_code == 403


def test_a_visitor_without_any_session_has_no_valid_token() -> None:
    seal = Seal(SECRET)
    assert not seal.fits(seal.csrf(""), "")
    assert not seal.fits("chữ có dấu", "a session")


@pytest.mark.parametrize("rule", PAGES)
def test_a_page_asks_to_log_in_first_and_remembers_where_one_was(world: World, rule: str) -> None:
    response = world.browser.get(filled(rule) + "?q=a")
    assert response.status_code == 303
    assert response.headers["Location"].startswith("/login?next=")


@pytest.mark.parametrize("rule", FORMS)
def test_a_form_needs_a_log_in(world: World, rule: str) -> None:
    if rule == "/login":
        return
    response = world.browser.post(filled(rule), data={"csrf": "x"})
    assert response.status_code == 303
    assert response.headers["Location"].startswith("/login")


@pytest.mark.parametrize(
    "target",
    [
        "https://example.org/",
        "//example.org/",
        "///example.org/",
        "/\\example.org",
        "\\\\example.org",
        "javascript:alert(1)",
        "/\t/example.org",
        "//[",
        "http://[example.org",
        "work",
        "",
    ],
)
def test_nobody_is_sent_to_another_site(target: str) -> None:
    assert safe_path(target) == "/"


def test_a_referrer_that_is_no_address_leads_home(world: World) -> None:
    world.log_in("officer")
    response = world.browser.post("/logout", headers={"Referer": "http://[example.org"})
    assert response.status_code == 403
    assert "next=/" in response.text


@pytest.mark.parametrize("key", ["a\r\nIf-Match: *", "khóa", "k" * 129])
def test_a_key_that_no_header_can_carry_is_not_sent_on(world: World, key: str) -> None:
    world.log_in("officer")
    world.post("/assignments/42/actions/start", {"key": key, "version": "3"})
    (call,) = [call for call in world.tasks.calls if call.method == "POST"]
    assert re.fullmatch("[0-9a-f]{32}", call.headers["Idempotency-Key"])


def test_a_path_of_this_site_is_kept() -> None:
    assert safe_path("/work?q=trẻ+em&state=open") == "/work?q=trẻ+em&state=open"


def test_every_page_carries_the_strict_policy(world: World) -> None:
    world.log_in("officer")
    for path in ("/inbox", "/assignments/42", "/work"):
        headers = world.browser.get(path).headers
        policy = headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "style-src 'self'" in policy
        assert "unsafe" not in policy
        assert ("script-src" in policy) == (path == "/work")
        assert headers["Cache-Control"] == "no-store"
        assert headers["X-Frame-Options"] == "DENY"


def test_the_list_may_run_our_script_which_may_speak_to_us_alone(world: World) -> None:
    world.log_in("officer")
    response = world.browser.get("/work")
    policy = response.headers["Content-Security-Policy"]
    assert policy.endswith("; script-src 'self'; connect-src 'self'")
    assert len(re.findall("<script", response.text)) == 1
    assert re.search(r'<script src="/static/note\.[0-9a-f]{12}\.js" defer></script>', response.text)
    assert not re.search(r"\s(?:on\w+|style)=", response.text)


def test_the_import_form_may_run_our_script_which_may_speak_to_us_alone(world: World) -> None:
    world.log_in("coordinator")
    response = world.browser.get("/plans")
    policy = response.headers["Content-Security-Policy"]
    assert policy.endswith("; script-src 'self'; connect-src 'self'")
    scripts = re.findall(r"<script[^>]*>", response.text)
    assert len(scripts) == 1
    assert re.fullmatch(r'<script src="/static/progress\.[0-9a-f]{12}\.js" defer>', scripts[0])
    assert not re.search(r"\s(?:on\w+|style)=", response.text)


def test_who_does_not_import_gets_no_script_with_the_plans(world: World) -> None:
    world.log_in("leader")
    response = world.browser.get("/plans")
    assert "script-src" not in response.headers["Content-Security-Policy"]
    assert "<script" not in response.text


@pytest.mark.parametrize("path", ["/inbox", "/assignments/42", "/login", "/dashboard"])
def test_no_page_holds_a_script_or_an_inline_style(world: World, path: str) -> None:
    world.log_in("officer", "coordinator")
    html = world.browser.get(path).text
    assert "<script" not in html
    assert " style=" not in html
    assert not re.search(r"\son\w+=", html)


def test_static_files_have_hashed_names_and_are_kept_for_ever(world: World) -> None:
    html = world.browser.get("/login").text
    found = re.search(r'href="(/static/style\.[0-9a-f]{12}\.css)"', html)
    assert found
    response = world.browser.get(found[1])
    assert response.status_code == 200
    assert response.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert response.headers["Content-Type"] == "text/css; charset=utf-8"


def test_what_was_typed_is_escaped(world: World) -> None:
    world.log_in("officer")
    html = world.browser.get("/work", query_string={"q": '"><script>alert(1)</script>'}).text
    assert "<script>" not in html
    assert "&lt;script&gt;" in html


def test_a_notice_is_shown_once_and_a_forged_one_never(world: World) -> None:
    world.log_in("officer")
    world.browser.set_cookie("dondoc_notice", Seal(SECRET).write(["Đã tiếp nhận nhiệm vụ."]))
    assert "Đã tiếp nhận nhiệm vụ." in world.read("/work")
    assert "Đã tiếp nhận nhiệm vụ." not in world.read("/work")
    world.browser.set_cookie("dondoc_notice", Seal("another secret").write(["Tin giả"]))
    assert "Tin giả" not in world.read("/work")


def test_a_strangers_form_is_refused_beyond_what_a_log_in_needs(world: World) -> None:
    def large() -> dict[str, Any]:
        return {"file": (io.BytesIO(b"x" * (STRANGERS_BODY + 1)), "a.pdf")}

    assert world.browser.post("/login", data=large()).status_code == 413
    world.log_in("coordinator")
    assert world.post("/plans", large()).status_code != 413


MONSTER = "9" * 5000


@pytest.mark.parametrize(
    "path",
    [
        f"/plans/3/document?from={MONSTER}",
        f"/plans/3/document?at=1-{MONSTER}",
        f"/plans/3/issue?from={MONSTER}",
    ],
)
def test_a_monstrous_number_in_an_address_is_none(world: World, path: str) -> None:
    world.log_in("coordinator")
    assert world.browser.get(path).status_code == 200


def test_a_monstrous_version_of_a_form_is_none(world: World) -> None:
    world.log_in("officer")
    world.post("/assignments/42/actions/start", {"version": MONSTER})
    (call,) = [call for call in world.tasks.calls if call.method == "POST"]
    assert "If-Match" not in call.headers


def test_a_number_is_read_of_at_most_eighteen_digits() -> None:
    assert [whole(text) for text in ("7", "", "-1", "seven", "9" * 19)] == [
        7,
        None,
        None,
        None,
        None,
    ]
    assert wholes(["1", "x", "2"]) == [1, 2]
