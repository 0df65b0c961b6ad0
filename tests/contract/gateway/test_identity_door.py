"""Identity through the gateway: each route by each role, and what its bodies may be."""

from typing import Any, Final

import pytest

from common.caller import Role
from common.web import OPEN
from gateway.identity.api import DOORS
from gateway.identity.passwords import LEAST
from tests.contract.gateway.conftest import Gateway

KEEPERS: Final = {Role.COORDINATOR, Role.ADMIN}
ALL: Final = set(Role)
NEW: Final[dict[str, Any]] = {"username": "new.one", "password": "a good password", "agency_id": 1}

DECREE: Final[dict[str, Any]] = {
    "title": "Sắp xếp",
    "basis": {"kind": "Nghị quyết", "number": "1/NQ", "issued_on": "2026-01-02"},
    "effective_on": "2026-01-03",
    "changes": [{"kind": "rename", "from": [1], "name": "Sở Sức khỏe"}],
}

ROUTES: Final[tuple[tuple[str, str, dict[str, Any] | None, set[Role]], ...]] = (
    ("GET", "/agencies", None, ALL),
    ("GET", "/agencies/1", None, ALL),
    ("POST", "/agencies", {"name": "Công an tỉnh"}, KEEPERS),
    ("POST", "/agencies/bulk", {"agencies": [{"name": "UBND xã A"}]}, KEEPERS),
    ("PATCH", "/agencies/1", {"phone": "02543852401"}, KEEPERS),
    ("GET", "/accounts", None, {Role.ADMIN}),
    ("POST", "/accounts", {**NEW, "roles": ["officer"]}, {Role.ADMIN}),
    ("PATCH", "/accounts/2", {"language": "en"}, {Role.ADMIN}),
    ("POST", "/accounts/current/language", {"language": "en"}, ALL),
    ("GET", "/sessions/current", None, ALL),
    ("GET", "/audit", None, {Role.ADMIN}),
    ("POST", "/reorganisations", DECREE, {Role.ADMIN}),
    ("GET", "/reorganisations", None, {Role.ADMIN}),
)
"""Apart from /accounts/{id}, one's own password, renewal and log-out, which have their own."""


@pytest.mark.parametrize(("method", "path", "body", "allowed"), ROUTES)
def test_each_route_admits_its_roles_and_no_others(
    gateway: Gateway, method: str, path: str, body: dict[str, Any] | None, allowed: set[Role]
) -> None:
    headers = {"If-Match": '"1"'} if method == "PATCH" else {}
    anonymous = gateway.send(None, method, path, json=body, headers=headers)
    assert anonymous.status_code == 401
    for role in sorted(ALL, key=lambda role: role in allowed):
        answer = gateway.send(role.value, method, path, json=body, headers=headers)
        if role not in allowed:
            assert answer.status_code == 403, role
        else:  # the second of two keepers meets what the first has done
            assert answer.status_code in {200, 201, 409, 412}, (role, answer.text)


def test_every_declared_route_is_walked_or_named() -> None:
    walked = {
        (method, path.replace("1", "{id}").replace("2", "{id}")) for method, path, _, _ in ROUTES
    }
    apart = {
        ("GET", "/accounts/{id}"),
        ("POST", "/accounts/current/password"),
        ("POST", "/sessions"),
        ("POST", "/sessions/current/renewals"),
        ("DELETE", "/sessions/current"),
        # Of one decree, as the test of its own does; the composed ones over the real services.
        ("GET", "/reorganisations/{id}"),
        ("PATCH", "/reorganisations/{id}"),
        ("POST", "/reorganisations/{id}/decisions"),
        ("POST", "/reorganisations/{id}/preview"),
        ("POST", "/reorganisations/{id}/apply"),
        ("POST", "/reorganisations/{id}/revert"),
    }
    declared = {
        (operation.method, operation.rule.replace("<int:agency_id>", "{id}"))
        for door in DOORS
        for operation in door.operations
        if not operation.rule.startswith("/stuck")  # every service's, with a test of its own
    }
    declared = {
        (method, rule.replace("<int:account_id>", "{id}").replace("<int:number>", "{id}"))
        for method, rule in declared
    }
    assert declared == walked | apart


@pytest.mark.parametrize("act", ["", "/decisions", "/preview", "/apply", "/revert"])
def test_a_decree_is_an_administrators_alone(gateway: Gateway, act: str) -> None:
    made = gateway.send("admin", "POST", "/reorganisations", json=DECREE)
    path = f"/reorganisations/{made.get_json()['id']}{act}"
    for role in sorted(ALL - {Role.ADMIN}):
        method = "POST" if act else "GET"
        answer = gateway.send(role.value, method, path, json={}, headers={"If-Match": '"1"'})
        assert answer.status_code == 403, role


def test_a_decree_is_changed_and_decided_on_as_it_was_read(gateway: Gateway) -> None:
    made = gateway.send("admin", "POST", "/reorganisations", json=DECREE)
    path, tag = f"/reorganisations/{made.get_json()['id']}", {"If-Match": '"1"'}
    again = {**DECREE, "changes": [{"kind": "abolish", "from": [1], "to": [{"agency": "2"}]}]}
    changed = gateway.send("admin", "PATCH", path, json=again, headers=tag)
    assert (changed.status_code, changed.headers["ETag"]) == (200, '"2"')
    said = {"decisions": [{"scope": "proposals", "from": 1}]}
    for headers, status in ((tag, 412), ({"If-Match": '"2"'}, 200), ({}, 428)):
        answer = gateway.send("admin", "POST", f"{path}/decisions", json=said, headers=headers)
        assert answer.status_code == status


def test_only_sessions_are_open_to_strangers() -> None:
    rules = {
        operation.rule
        for door in DOORS
        for operation in door.operations
        if operation.access is OPEN
    }
    assert rules == {"/sessions", "/sessions/current", "/sessions/current/renewals"}


def test_log_in_answers_token_expiry_and_user(gateway: Gateway) -> None:
    opened = gateway.log_in("so-y-te").json
    assert opened is not None
    assert set(opened) == {"token", "expires_at", "user"}
    assert opened["user"] == {
        "id": 2,
        "username": "so-y-te",
        "agency": {"id": 1, "slug": "so-y-te", "name": "Sở Y tế"},
        "agency_id": 1,
        "roles": ["officer"],
        "language": "vi",
    }


def test_a_refused_log_in_is_a_401_and_after_five_a_429(gateway: Gateway) -> None:
    for _ in range(5):
        refused = gateway.log_in("so-y-te", "wrong")
        assert refused.status_code == 401
        assert refused.content_type == "application/problem+json"
        assert refused.headers["WWW-Authenticate"] == "Bearer"
    locked = gateway.log_in("so-y-te")
    assert locked.status_code == 429
    assert 0 < int(locked.headers["Retry-After"]) <= 900
    assert gateway.log_in("admin").status_code == 201


def test_bulk_answers_in_the_order_asked_and_twice_alike(gateway: Gateway) -> None:
    body = {"agencies": [{"name": "UBND xã A"}, {"name": "so y te"}, {"name": "ubnd xã a"}]}
    first = gateway.send("admin", "POST", "/agencies/bulk", json=body).json
    second = gateway.send("admin", "POST", "/agencies/bulk", json=body).json
    assert first is not None
    assert second is not None
    assert [one["slug"] for one in first["items"]] == ["ubnd-xa-a", "so-y-te", "ubnd-xa-a"]
    assert [one["created"] for one in first["items"]] == [True, False, False]
    assert [one["id"] for one in second["items"]] == [one["id"] for one in first["items"]]
    assert not any(one["created"] for one in second["items"])


def test_agencies_are_paged_without_repeating_or_skipping(gateway: Gateway) -> None:
    names = [{"name": f"UBND xã {number:02}"} for number in range(7)]
    gateway.send("admin", "POST", "/agencies/bulk", json={"agencies": names})
    seen: list[str] = []
    cursor = ""
    while True:
        page = gateway.send("so-y-te", "GET", f"/agencies?limit=4&cursor={cursor}").json
        assert page is not None
        seen += [agency["slug"] for agency in page["items"]]
        cursor = page["next"]
        if cursor is None:
            break
    assert seen == sorted(seen)
    assert len(set(seen)) == 9


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("GET", f"/agencies?parent={2**63}", None),
        ("GET", f"/accounts?agency={2**63}", None),
        ("POST", "/agencies", {"name": "Sở Xây dựng", "kind": "department", "parent_id": 2**63}),
        ("POST", "/accounts", {"username": "ai-do", "roles": ["officer"], "agency_id": 2**63}),
    ],
)
def test_a_number_beyond_any_row_is_refused_by_its_field(
    gateway: Gateway, method: str, path: str, body: dict[str, Any] | None
) -> None:
    sent = {} if body is None else {"json": body}
    assert gateway.send("admin", method, path, **sent).status_code == 422


@pytest.mark.parametrize(
    ("who", "path", "body", "pointer"),
    [
        (None, "/sessions", {"username": "so\0y-te", "password": "x"}, "/username"),
        ("coordinator", "/agencies", {"name": "Sở Y tế\0"}, "/name"),
        ("coordinator", "/agencies/bulk", {"agencies": [{"name": "\0"}]}, "/agencies/0/name"),
        ("admin", "/agencies", {"name": "Sở", "aliases": ["Sở\0"]}, "/aliases/0"),
    ],
)
def test_a_text_that_postgresql_cannot_keep_is_refused_by_its_field(
    gateway: Gateway, who: str | None, path: str, body: dict[str, Any], pointer: str
) -> None:
    refused = gateway.send(who, "POST", path, json=body)
    assert refused.status_code == 422
    assert refused.json is not None
    assert [error["pointer"] for error in refused.json["errors"]] == [pointer]


def test_agencies_are_found_without_their_marks(gateway: Gateway) -> None:
    page = gateway.send("so-y-te", "GET", "/agencies?q=tai chinh").json
    assert page is not None
    assert [agency["name"] for agency in page["items"]] == ["Sở Tài chính"]


def test_an_agency_is_changed_by_who_read_it_last(gateway: Gateway) -> None:
    shown = gateway.send("admin", "GET", "/agencies/1")
    body = {"email": "vanthu@soyte.example", "valid_from": "2025-07-01"}
    headers = {"If-Match": shown.headers["ETag"]}
    changed = gateway.send("admin", "PATCH", "/agencies/1", json=body, headers=headers)
    assert (changed.status_code, changed.headers["ETag"]) == (200, '"2"')
    stale = gateway.send("admin", "PATCH", "/agencies/1", json=body, headers=headers)
    assert stale.status_code == 412
    assert gateway.send("admin", "PATCH", "/agencies/1", json=body).status_code == 428


def test_an_account_is_opened_and_logs_in_but_its_password_is_never_shown(
    gateway: Gateway,
) -> None:
    body = {**NEW, "username": "Chuyen.Vien", "roles": ["officer", "head"]}
    opened = gateway.send("admin", "POST", "/accounts", json=body)
    assert opened.status_code == 201
    assert opened.headers["Location"] == "/api/accounts/7"
    assert "password" not in opened.text
    assert gateway.log_in("chuyen.vien", NEW["password"]).status_code == 201


@pytest.mark.parametrize(
    ("change", "pointer"),
    [
        ({"password": "short"}, "/password"),
        ({"username": "hai tu"}, "/username"),
        ({"roles": []}, "/roles"),
        ({"roles": ["king"]}, "/roles"),
        ({"agency_id": 99}, "/agency_id"),
        ({"agency_id": None}, "/agency_id"),
        ({"surprise": 1}, "/surprise"),
    ],
)
def test_a_wrong_field_of_an_account_is_named(
    gateway: Gateway, change: dict[str, Any], pointer: str
) -> None:
    body = {**NEW, "roles": ["officer"], **change}
    refused = gateway.send("admin", "POST", "/accounts", json=body)
    assert refused.status_code == 422
    assert refused.json is not None
    assert [error["pointer"] for error in refused.json["errors"]] == [pointer]


@pytest.mark.parametrize(
    ("change", "pointer"),
    [
        ({"name": "   "}, "/name"),
        ({"name": "x" * 501}, "/name"),
        ({"kind": "kingdom"}, "/kind"),
        ({"email": "nobody"}, "/email"),
        ({"phone": "call me"}, "/phone"),
        ({"phone": "0251 3822501&to=+84900000000"}, "/phone"),
        ({"parent_id": 99}, "/parent_id"),
        ({"valid_from": "2026-02-30"}, "/valid_from"),
    ],
)
def test_a_wrong_field_of_an_agency_is_named(
    gateway: Gateway, change: dict[str, Any], pointer: str
) -> None:
    refused = gateway.send("admin", "POST", "/agencies", json={"name": "Công an tỉnh", **change})
    assert refused.status_code == 422
    assert refused.json is not None
    assert [error["pointer"] for error in refused.json["errors"]] == [pointer]


def test_a_name_that_is_registered_is_a_conflict_that_names_the_agency(gateway: Gateway) -> None:
    refused = gateway.send("admin", "POST", "/agencies", json={"name": "SO Y TE"})
    assert refused.status_code == 409
    assert refused.json is not None
    assert refused.json["type"] == "urn:dondoc:problem:agency-exists"
    assert refused.json["agency"] == {"id": 1, "slug": "so-y-te", "name": "Sở Y tế"}
    assert refused.json["detail"] == (
        '"Sở Y tế" (so-y-te) bears this name already: '
        "use agency 1, or give a name or parent_id that tells the two apart"
    )
    assert [error["pointer"] for error in refused.json["errors"]] == ["/name"]


def test_others_accounts_are_not_found(gateway: Gateway) -> None:
    assert gateway.send("so-y-te", "GET", "/accounts/2").status_code == 200
    assert gateway.send("so-y-te", "GET", "/accounts/1").status_code == 404
    assert gateway.send("admin", "GET", "/accounts/2").status_code == 200


def test_a_closed_account_is_out_within_seconds(gateway: Gateway) -> None:
    token = gateway.log_in("so-y-te").json
    assert token is not None
    body, headers = {"active": False}, {"If-Match": '"1"'}
    closed = gateway.send("admin", "PATCH", "/accounts/2", json=body, headers=headers)
    assert closed.status_code == 200
    bearer = {"Authorization": f"Bearer {token['token']}"}
    assert gateway.send(None, "GET", "/sessions/current", headers=bearer).status_code == 401


def test_a_session_may_be_renewed_by_its_holder(gateway: Gateway) -> None:
    assert gateway.send("so-y-te", "POST", "/sessions/current/renewals").status_code == 200


def test_the_audit_log_tells_the_newest_first(gateway: Gateway) -> None:
    gateway.log_in("admin")
    gateway.send("admin", "POST", "/agencies", json={"name": "Công an tỉnh"})
    page = gateway.send("admin", "GET", "/audit?limit=2").json
    assert page is not None
    assert [entry["action"] for entry in page["items"]] == ["agency.created", "session.opened"]
    assert page["items"][0]["actor_id"] == 1
    rest = gateway.send("admin", "GET", f"/audit?limit=2&cursor={page['next']}").json
    assert rest is not None
    assert rest["items"][0]["id"] < page["items"][1]["id"]


def test_the_shortest_password_is_stated_to_the_user(gateway: Gateway) -> None:
    body = {**NEW, "roles": ["officer"], "password": "x" * (LEAST - 1)}
    refused = gateway.send("admin", "POST", "/accounts", json=body)
    assert f"{LEAST}" in refused.text
