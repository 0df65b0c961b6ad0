"""Log-in, log-out, language, and the first page."""

import pytest

from tests.unit.pages import recorded
from tests.unit.pages.conftest import World


def opened(world: World) -> None:
    world.identity.on(
        "POST", "/sessions", {"token": world.token} | recorded.session(["officer"], 7), status=201
    )


def test_logging_in_sets_a_guarded_cookie_and_leads_back(world: World) -> None:
    opened(world)
    world.read("/login")
    form = {"username": "so-y-te", "password": " mật khẩu ", "next": "/work?state=returned"}
    response = world.post("/login", form)
    assert response.status_code == 303
    assert response.headers["Location"] == "/work?state=returned"
    cookie = next(c for c in response.headers.getlist("Set-Cookie") if "dondoc_session" in c)
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    assert "Secure" not in cookie
    assert world.identity.body("POST", "/sessions") == {
        "username": "so-y-te",
        "password": " mật khẩu ",
    }


def test_behind_https_the_cookie_is_secure(world: World) -> None:
    opened(world)
    world.read("/login")
    response = world.browser.post(
        "/login", data={"csrf": world.csrf()}, base_url="https://localhost"
    )
    cookies = [c for c in response.headers.getlist("Set-Cookie") if "dondoc_session" in c]
    assert all("Secure" in cookie for cookie in cookies)


def test_a_wrong_password_comes_back_with_the_name_kept(world: World) -> None:
    world.identity.refuse("POST", "/sessions", 401, "bad-credentials")
    world.read("/login")
    response = world.post("/login", {"username": "so-y-te", "password": "sai"})
    assert response.status_code == 401
    assert 'value="so-y-te"' in response.text
    assert 'value="sai"' not in response.text
    assert "Tên đăng nhập hoặc mật khẩu không đúng" in response.text


def test_too_many_attempts_are_told(world: World) -> None:
    world.identity.refuse("POST", "/sessions", 429, "too-many-requests")
    world.read("/login")
    response = world.post("/login", {"username": "so-y-te", "password": "sai"})
    assert response.status_code == 429
    assert "Chờ một lát" in response.text


def test_logging_in_never_leads_to_another_site(world: World) -> None:
    opened(world)
    world.read("/login")
    form = {"username": "a", "password": "b", "next": "https://example.org/"}
    assert world.post("/login", form).headers["Location"] == "/"


def test_logging_out_ends_the_session_here_and_there(world: World) -> None:
    world.log_in("officer")
    world.identity.on("DELETE", "/sessions/current", None, status=204)
    response = world.post("/logout")
    assert response.headers["Location"] == "/login"
    assert world.identity.asked("DELETE", "/sessions/current")
    assert world.browser.get_cookie("dondoc_session") is None


def test_an_ended_session_leads_to_the_log_in_and_back(world: World) -> None:
    world.log_in("officer")
    world.identity.refuse("GET", "/sessions/current", 401, "not-authenticated")
    response = world.browser.get("/work?state=returned")
    assert response.headers["Location"] == "/login?next=/work%3Fstate%3Dreturned"


@pytest.mark.parametrize(
    ("role", "path"),
    [("officer", "/work"), ("coordinator", "/dashboard"), ("admin", "/admin/agencies")],
)
def test_everybody_starts_where_their_work_is(world: World, role: str, path: str) -> None:
    world.log_in(role)
    assert world.browser.get("/").headers["Location"] == path


def test_the_language_is_one_click_away_and_stays(world: World) -> None:
    world.log_in("officer")
    assert "Việc của đơn vị" in world.read("/work")
    response = world.browser.get("/language/en?next=/work")
    assert response.headers["Location"] == "/work"
    html = world.read("/work")
    assert "Our work" in html
    assert '<html lang="en">' in html


def test_an_unknown_language_changes_nothing(world: World) -> None:
    world.browser.get("/language/xx?next=/login")
    assert '<html lang="vi">' in world.read("/login")


def test_without_a_choice_the_accounts_language_is_spoken(world: World) -> None:
    world.log_in("officer")
    world.browser.delete_cookie("dondoc_language")
    session = recorded.session(["officer"], 7)
    session["user"]["language"] = "en"
    world.identity.on("GET", "/sessions/current", session)
    assert "Our work" in world.read("/work")
