"""Mật khẩu: everybody changes their own, as the first was chosen by an administrator."""

from typing import Final

from flask import Response

from common.errors import UnavailableError
from gateway.clients import RefusedError
from gateway.pages.navigation import home
from gateway.pages.problems import Explained, explain
from gateway.pages.site import Route
from gateway.pages.visit import Visit

PASSWORD: Final = "/password"  # noqa: S105 - a path


def show_form(visit: Visit) -> Response:
    """Show the form."""
    return _form(visit)


def change(visit: Visit) -> Response:
    """Set the new password, if it was typed twice alike; this session goes on, others end."""
    new = visit.secret("new_password")
    if new != visit.secret("again"):
        return _form(visit, _unlike(visit))
    try:
        typed = visit.secret("current_password"), new
        visit.clients.logins.change_password(visit.token, visit.caller, typed, visit.address)
    except (RefusedError, UnavailableError) as refusal:
        return _form(visit, explain(refusal, visit.language))
    said = visit.language.say("Đã đổi mật khẩu. Các phiên đăng nhập khác của bạn đã kết thúc.")
    return visit.go(home(visit.user) if visit.user else "/", said)


def _unlike(visit: Visit) -> Explained:
    said = visit.language.say("Hai lần gõ mật khẩu mới không giống nhau. Gõ lại cả hai.")
    return Explained(said, fields={"again": said}, status=422)


def _form(visit: Visit, problem: Explained | None = None) -> Response:
    return visit.page(
        "password.html",
        problem.status if problem else 200,
        section=PASSWORD,
        problem=problem,
    )


ROUTES: Final = (
    Route("GET", PASSWORD, show_form),
    Route("POST", PASSWORD, change),
)
