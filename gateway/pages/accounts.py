"""Quản trị: the accounts - who logs in, for which agency, in which roles, with a new password."""

from collections.abc import Mapping
from typing import Any, Final

from flask import Response

from common.errors import UnavailableError
from gateway.clients import RefusedError
from gateway.pages.directory import searched
from gateway.pages.language import mark
from gateway.pages.numbers import whole
from gateway.pages.problems import Explained, explain
from gateway.pages.site import Route
from gateway.pages.visit import Visit

CHOICES: Final = 200
ACCOUNTS: Final = "/admin/accounts"
_REOPENED: Final = mark("Đã mở lại tài khoản %(name)s.")
_CLOSED: Final = mark("Đã khóa tài khoản %(name)s.")
_SAVED: Final = mark("Đã lưu tài khoản %(name)s.")
_RENEWED: Final = mark(
    "Đã đặt mật khẩu mới cho %(name)s; mọi phiên đăng nhập của tài khoản này đã kết thúc."
)


def list_accounts(visit: Visit) -> Response:
    """Show the accounts and the form that opens one."""
    return _list(visit)


def create_account(visit: Visit) -> Response:
    """Open an account."""
    body = _office(visit) | {
        "username": visit.field("username"),
        "password": visit.secret("password"),
        "language": visit.field("language") or "vi",
    }
    try:
        visit.clients.identity.post(visit.caller, "/accounts", body, key=visit.key)
    except (RefusedError, UnavailableError) as refusal:
        return _list(visit, explain(refusal, visit.language))
    said = visit.language.say("Đã mở tài khoản %(name)s.", name=body["username"])
    return visit.go(ACCOUNTS, said)


def show_account(visit: Visit, account_id: int) -> Response:
    """Show the forms of one account."""
    return _one(visit, account_id)


def close_or_reopen(visit: Visit, account_id: int) -> Response:
    """Close or reopen an account."""
    active = visit.field("active") == "yes"
    account = _change(visit, account_id, {"active": active})
    said = _REOPENED if active else _CLOSED
    return visit.go(ACCOUNTS, visit.language.say(said, name=account["username"]))


def move_account(visit: Visit, account_id: int) -> Response:
    """Give an account another agency, or other roles."""
    try:
        account = _change(visit, account_id, _office(visit))
    except (RefusedError, UnavailableError) as refusal:
        problem = explain(refusal, visit.language)
        return _one(visit, account_id, problem, typed=_office(visit))
    return visit.go(ACCOUNTS, visit.language.say(_SAVED, name=account["username"]))


def renew_password(visit: Visit, account_id: int) -> Response:
    """Set a new password for somebody who has lost theirs."""
    try:
        account = _change(visit, account_id, {"password": visit.secret("password")})
    except (RefusedError, UnavailableError) as refusal:
        return _one(visit, account_id, password_problem=explain(refusal, visit.language))
    return visit.go(ACCOUNTS, visit.language.say(_RENEWED, name=account["username"]))


def _change(visit: Visit, account_id: int, body: Mapping[str, Any]) -> dict[str, Any]:
    changed: dict[str, Any] = visit.clients.identity.change(
        visit.caller,
        "PATCH",
        f"/accounts/{account_id}",
        body,
        version=visit.version,
        key=visit.key,
    )
    return changed


def _office(visit: Visit) -> dict[str, Any]:
    """Return the agency and the roles that the form states."""
    agency = visit.field("agency_id")
    return {
        "agency_id": whole(agency),
        "roles": visit.fields("roles"),
    }


def _list(visit: Visit, problem: Explained | None = None) -> Response:
    return visit.page(
        "accounts.html",
        problem.status if problem else 200,
        section=ACCOUNTS,
        agencies=_agencies(visit),
        office=_office(visit),
        problem=problem,
        **searched(visit, "/accounts", ACCOUNTS),
    )


def _one(
    visit: Visit,
    account_id: int,
    problem: Explained | None = None,
    *,
    typed: Mapping[str, Any] | None = None,
    password_problem: Explained | None = None,
) -> Response:
    """Return the page of an account; `typed` is what was refused, to be mended."""
    account = visit.clients.identity.get(visit.caller, f"/accounts/{account_id}")
    stands = {"agency_id": (account["agency"] or {}).get("id"), "roles": account["roles"]}
    refused = problem or password_problem
    return visit.page(
        "account.html",
        refused.status if refused else 200,
        section=ACCOUNTS,
        account=account,
        agencies=_choices(visit, account),
        office=typed or stands,
        problem=problem,
        password_problem=password_problem,
    )


def _choices(visit: Visit, account: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return the agencies to choose from, the account's own among them though it be closed."""
    found, own = _agencies(visit), account["agency"]
    return found if own is None or own["id"] in {one["id"] for one in found} else [own, *found]


def _agencies(visit: Visit) -> list[dict[str, Any]]:
    identity = visit.clients.identity
    found: list[dict[str, Any]] = identity.get(
        visit.caller, "/agencies", active="true", limit=CHOICES
    )["items"]
    return found


ROUTES: Final = (
    Route("GET", ACCOUNTS, list_accounts),
    Route("POST", ACCOUNTS, create_account),
    Route("GET", f"{ACCOUNTS}/<int:account_id>", show_account),
    Route("POST", f"{ACCOUNTS}/<int:account_id>", close_or_reopen),
    Route("POST", f"{ACCOUNTS}/<int:account_id>/office", move_account),
    Route("POST", f"{ACCOUNTS}/<int:account_id>/password", renew_password),
)
