"""Đăng nhập: log-in and out, the choice of language, and the way to one's first page."""

from typing import Final

from flask import Response

from common.errors import UnavailableError
from gateway.clients.service import RefusedError
from gateway.pages.navigation import home
from gateway.pages.problems import explain
from gateway.pages.site import Route
from gateway.pages.visit import A_YEAR_S, LANGUAGE_COOKIE, SESSION_COOKIE, Visit, safe_path


def show_start(visit: Visit) -> Response:
    """Lead to the page the person's roles call for."""
    return visit.go(home(visit.user) if visit.user else "/login")


def show_login(visit: Visit) -> Response:
    """Show the log-in form; someone logged in goes on."""
    if visit.user:
        return visit.go(safe_path(visit.argument("next")))
    return visit.page("login.html", back=safe_path(visit.argument("next")), problem=None)


def log_in(visit: Visit) -> Response:
    """Open a session and go to where the person came from."""
    back = safe_path(visit.field("next"))
    try:
        session = visit.clients.logins.log_in(
            visit.field("username"), visit.secret("password"), visit.address
        )
    except (RefusedError, UnavailableError) as refusal:
        problem = explain(refusal, visit.language)
        return visit.page("login.html", problem.status, back=back, problem=problem)
    visit.remember(SESSION_COOKIE, session["token"])
    return visit.go(back)


def log_out(visit: Visit) -> Response:
    """End the session at identity and in the browser."""
    visit.clients.logins.end(visit.token, visit.address)
    visit.forget(SESSION_COOKIE)
    return visit.go("/login", visit.language.say("Bạn đã đăng xuất."))


def choose_language(visit: Visit, code: str) -> Response:
    """Keep the chosen language for a year and go back to the page."""
    if any(code == language.code for language in visit.languages):
        visit.remember(LANGUAGE_COOKIE, code, A_YEAR_S)
    return visit.go(safe_path(visit.argument("next")))


ROUTES: Final = (
    Route("GET", "/", show_start, open=True),
    Route("GET", "/login", show_login, open=True),
    Route("POST", "/login", log_in, open=True),
    Route("POST", "/logout", log_out),
    Route("GET", "/language/<code>", choose_language, open=True),
)
