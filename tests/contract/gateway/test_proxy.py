import re
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from gateway.identity import refusals
from gateway.identity.model import Agency, LoginSession, digest
from gateway.pages.visit import SESSION_COOKIE
from tests.contract.gateway.conftest import Gateway, MakeGateway

STOPPED = "http://127.0.0.1:1"
"""Nothing listens on port 1."""


def test_a_call_reaches_the_service_in_the_callers_name(gateway: Gateway) -> None:
    answer = gateway.send(
        "so-y-te", "GET", "/assignments/42", headers={"X-Request-Id": "my-own-id"}
    )
    assert answer.status_code == 200
    assert answer.json == {
        "id": 42,
        "caller": {"sub": "2", "name": "so-y-te", "agency": 1, "roles": ["officer"]},
        "request_id": "my-own-id",
    }
    assert answer.headers["X-Request-Id"] == "my-own-id"
    assert answer.headers["ETag"] == '"7"'


def test_conditions_and_keys_go_in_and_version_and_place_come_out(gateway: Gateway) -> None:
    headers = {"If-Match": '"3"', "Idempotency-Key": "key-1"}
    for _ in range(2):
        answer = gateway.send(
            "so-y-te", "POST", "/assignments/4/actions/start", json={"text": "a"}, headers=headers
        )
        assert answer.status_code == 201
        assert answer.json == {"action": "start", "text": "a", "version": 3}
        assert answer.headers["ETag"] == '"4"'
        assert answer.headers["Location"] == "/api/assignments/4"
    reused = gateway.send(
        "so-y-te", "POST", "/assignments/4/actions/start", json={"text": "b"}, headers=headers
    )
    assert reused.status_code == 422


def test_what_the_reader_holds_already_is_not_sent_again(gateway: Gateway) -> None:
    headers = {"If-None-Match": '"7"'}
    answer = gateway.send("so-y-te", "GET", "/plans/1", headers=headers)
    assert (answer.status_code, answer.data) == (304, b"")
    assert answer.headers["ETag"] == '"7"'


def test_a_refusal_passes_as_it_is(gateway: Gateway) -> None:
    answer = gateway.send("so-y-te", "POST", "/assignments/4/actions/start", json={})
    assert answer.status_code == 428
    assert answer.content_type == "application/problem+json"
    away = gateway.send("so-y-te", "GET", "/plans/away")
    assert (away.status_code, away.headers["Retry-After"]) == (503, "9")


def test_a_file_passes_with_its_name_and_type(gateway: Gateway) -> None:
    answer = gateway.send("so-y-te", "GET", "/plans/5/document")
    assert answer.text == "tệp"
    assert answer.headers["Content-Disposition"] == 'attachment; filename="5.txt"'
    assert answer.content_type == "text/plain; charset=utf-8"


def test_a_client_cannot_name_itself(gateway: Gateway) -> None:
    forged = {"Dondoc-Session": "x", "Dondoc-Address": "1.1.1.1", "X-Forwarded-For": "1.1.1.1"}
    gateway.client.post(
        "/api/sessions", json={"username": "so-y-te", "password": "wrong"}, headers=forged
    )
    entries = gateway.send("admin", "GET", "/audit?action=session.refused").json
    assert entries is not None
    assert [entry["address"] for entry in entries["items"]] == ["127.0.0.1"]


@pytest.mark.parametrize("authorization", [None, "Bearer ", "Bearer nothing", "Basic eDp5"])
def test_without_a_session_nothing_is_forwarded(
    make_gateway: MakeGateway, authorization: str | None
) -> None:
    forwarded: list[str] = []

    def recorder(environ: Any, start: Any) -> list[bytes]:
        forwarded.append(environ["PATH_INFO"])
        start("200 OK", [])
        return [b""]

    gateway = make_gateway({"tasks": recorder})
    headers = {} if authorization is None else {"Authorization": authorization}
    for path in ("/assignments/1", "/sessions/current", "/agencies"):
        answer = gateway.send(None, "GET", path, headers=headers)
        assert answer.status_code == 401
        assert answer.headers["WWW-Authenticate"] == "Bearer"
    assert forwarded == []


def test_a_receipt_needs_no_session(gateway: Gateway) -> None:
    assert gateway.send(None, "POST", "/receipts/sms", json={}).json == {"taken": True}


@pytest.mark.parametrize(
    "path", ["/unknown", "/healthz", "/plans/../healthz", "/plans/%2e%2e/healthz", "/plans//x"]
)
def test_paths_of_no_service_are_not_found(gateway: Gateway, path: str) -> None:
    answer = gateway.send("admin", "GET", path)
    assert answer.status_code == 404
    assert answer.content_type == "application/problem+json"


def test_a_name_with_marks_in_a_path_arrives_whole(gateway: Gateway) -> None:
    headers = {"If-Match": '"1"'}
    path = "/assignments/4/actions/tr%E1%BA%A3%20l%E1%BA%A1i%3F%23%25"
    answer = gateway.send("so-y-te", "POST", path, json={}, headers=headers)
    assert answer.json is not None
    assert answer.json["action"] == "trả lại?#%"


def test_a_body_over_a_megabyte_is_refused_unless_it_is_an_import(gateway: Gateway) -> None:
    body = {"data": b"x" * (1024 * 1024 + 1), "content_type": "application/json"}
    refused = gateway.send("so-y-te", "POST", "/assignments/4/actions/start", **body)
    assert refused.status_code == 413
    # The small service has no such route, which shows that the body came so far.
    assert gateway.send("so-y-te", "POST", "/plans/imports", **body).status_code in {404, 405}


def test_a_service_away_is_a_503_that_says_when_to_retry(make_gateway: MakeGateway) -> None:
    gateway = make_gateway({"tasks": STOPPED})
    for method in ("GET", "POST"):
        answer = gateway.send("so-y-te", method, "/assignments/1/actions/start")
        assert answer.status_code == 503
        assert answer.headers["Retry-After"] == "2"
        assert answer.content_type == "application/problem+json"
    assert gateway.send("so-y-te", "GET", "/plans/1").status_code == 200


def test_one_caller_is_limited_and_others_are_not(make_gateway: MakeGateway) -> None:
    gateway = make_gateway(DONDOC_RATE_LIMIT="3/hour")
    statuses = [gateway.send("so-y-te", "GET", "/plans/1").status_code for _ in range(4)]
    assert statuses == [200, 200, 200, 429]
    limited = gateway.send("so-y-te", "GET", "/plans/1")
    assert 0 < int(limited.headers["Retry-After"]) <= 3600
    assert gateway.send("admin", "GET", "/plans/1").status_code == 200


def test_pages_count_towards_the_same_limit_and_their_files_do_not(
    make_gateway: MakeGateway,
) -> None:
    gateway = make_gateway(DONDOC_RATE_LIMIT="2/hour")
    assert [gateway.client.get("/static/none").status_code for _ in range(4)] == [404] * 4
    statuses = [gateway.client.get("/login").status_code for _ in range(3)]
    assert statuses == [200, 200, 429]
    assert gateway.send("so-y-te", "GET", "/plans/1").status_code == 200


def test_the_description_of_the_api_counts_too(make_gateway: MakeGateway) -> None:
    gateway = make_gateway(DONDOC_RATE_LIMIT="2/hour")
    paths = ("/api/docs", "/api/openapi.json", "/api/docs")
    assert [gateway.client.get(path).status_code for path in paths] == [200, 200, 429]


def test_every_answer_carries_the_security_headers(gateway: Gateway) -> None:
    for path in ("/assignments/1", "/unknown", "/openapi.json", "/docs"):
        headers = gateway.send("admin", "GET", path).headers
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["X-Frame-Options"] == "DENY"
        assert headers["Content-Security-Policy"].startswith("default-src 'none'")
        assert "Referrer-Policy" in headers


def test_logging_out_counts_at_once(gateway: Gateway) -> None:
    assert gateway.send("so-y-te", "GET", "/plans/1").status_code == 200
    assert gateway.send("so-y-te", "DELETE", "/sessions/current").status_code == 204
    assert gateway.send("so-y-te", "GET", "/plans/1").status_code == 401


def test_a_new_password_keeps_the_session_that_set_it(gateway: Gateway) -> None:
    other = gateway.log_in("so-y-te").json
    assert other is not None
    body = {"current_password": "correct horse battery", "new_password": "staple and stable"}
    changed = gateway.send("so-y-te", "POST", "/accounts/current/password", json=body)
    assert changed.status_code == 204
    with gateway.database.read() as session:
        left = set(session.scalars(select(LoginSession.token_hash)))
    assert left == {digest(gateway.tokens["so-y-te"])}
    assert gateway.log_in("so-y-te", "staple and stable").status_code == 201


def test_the_present_password_is_not_guessed_with_a_session_that_was_left_open(
    gateway: Gateway,
) -> None:
    def guess(current: str) -> Any:
        body = {"current_password": current, "new_password": "staple and stable"}
        return gateway.send("so-y-te", "POST", "/accounts/current/password", json=body)

    for number in range(refusals.FAILURES):
        wrong = guess(f"wrong {number}")
        assert wrong.status_code == 422
        assert wrong.json["errors"][0]["pointer"] == "/current_password"
    locked = guess("correct horse battery")
    assert locked.status_code == 429
    assert int(locked.headers["Retry-After"]) > 0
    assert gateway.log_in("so-y-te").status_code == 429
    entries = gateway.send("admin", "GET", "/audit?action=session.refused").json
    assert entries is not None
    assert len(entries["items"]) == refusals.FAILURES


def test_a_page_tells_identity_where_its_visitor_is(gateway: Gateway) -> None:
    gateway.send("so-y-te", "GET", "/plans/1")
    here = {"REMOTE_ADDR": "192.0.2.77"}
    browser = gateway.app.test_client()
    browser.set_cookie(SESSION_COOKIE, gateway.tokens["so-y-te"])
    found = re.search('name="csrf" value="([0-9a-f]{64})"', browser.get("/password").text)
    assert found is not None
    form = {"csrf": found[1], "current_password": "wrong", "again": "staple and stable"}
    form["new_password"] = form["again"]
    assert browser.post("/password", data=form, environ_overrides=here).status_code == 422
    assert browser.post("/logout", data=form, environ_overrides=here).status_code == 303
    entries = gateway.send("admin", "GET", "/audit").json
    assert entries is not None
    told = {one["action"]: one["address"] for one in entries["items"]}
    assert told["session.refused"] == told["session.ended"] == "192.0.2.77"


def _issue(gateway: Gateway, **sent: Any) -> Any:
    return gateway.send("admin", "POST", "/plans/7/issue", **sent)


def test_issuing_registers_the_agencies_a_plan_lacks(gateway: Gateway) -> None:
    issued = _issue(gateway, json={"create_missing_agencies": True})
    assert issued.status_code == 200
    agency = {"id": 3, "slug": "ubnd-xa-a", "name": "UBND xã A", "kind": "commune"}
    assert issued.json == {"id": 7, "agencies": {"UBND xã A": agency}}
    again = _issue(gateway, json={"create_missing_agencies": True})
    assert again.json == issued.json


def test_issuing_without_the_wish_tells_what_is_missing(gateway: Gateway) -> None:
    refused = _issue(gateway)
    assert refused.status_code == 409
    assert refused.json is not None
    assert refused.json["names"] == ["UBND xã A"]
    with gateway.database.read() as session:
        assert session.scalars(select(Agency.id)).all() == [1, 2]


@pytest.mark.parametrize(
    ("body", "status", "pointer"),
    [
        (b'{"create_missing_agencies": "yes"}', 422, "/create_missing_agencies"),
        (b'{"agencies": {}}', 422, "/agencies"),
        (b"[]", 400, None),
        (b"{", 400, None),
    ],
)
def test_a_wrong_body_of_an_issue_is_told(
    gateway: Gateway, body: bytes, status: int, pointer: str | None
) -> None:
    refused = _issue(gateway, data=body, content_type="application/json")
    assert refused.status_code == status
    if pointer:
        assert refused.json is not None
        assert refused.json["errors"][0]["pointer"] == pointer


def test_the_joined_description_covers_every_service(gateway: Gateway) -> None:
    document = gateway.send(None, "GET", "/openapi.json").json
    assert document is not None
    for path in ("/api/plans/{number}", "/api/assignments/{number}", "/api/messages/{number}"):
        assert path in document["paths"]
    assert "/api/agencies/{agency_id}" in document["paths"]
    body = document["paths"]["/api/plans/{number}/issue"]["post"]["requestBody"]
    assert body["content"]
    _assert_references_lead_somewhere(document, document)


def _assert_references_lead_somewhere(node: Any, document: dict[str, Any]) -> None:
    if isinstance(node, dict):
        reference = node.get("$ref")
        if isinstance(reference, str):
            assert reference.rpartition("/")[2] in document["components"]["schemas"]
        for value in node.values():
            _assert_references_lead_somewhere(value, document)
    elif isinstance(node, list):
        for value in node:
            _assert_references_lead_somewhere(value, document)


def test_a_service_away_leaves_the_others_described(make_gateway: MakeGateway) -> None:
    gateway = make_gateway({"tasks": STOPPED})
    document = gateway.send(None, "GET", "/openapi.json").json
    assert document is not None
    assert "/api/plans/{number}" in document["paths"]
    assert "/api/assignments/{number}" not in document["paths"]
    assert "tasks" in document["info"]["description"]


def test_the_page_of_the_api_loads_nothing_from_elsewhere(gateway: Gateway) -> None:
    page = gateway.send(None, "GET", "/docs")
    assert page.status_code == 200
    assert "/api/assignments/{number}" in page.text
    assert "<script" not in page.text
    assert "http://" not in page.text
    assert "https://" not in page.text
    assert gateway.send(None, "GET", "/docs.css").content_type.startswith("text/css")


def test_readiness_says_who_is_away(make_gateway: MakeGateway) -> None:
    assert make_gateway().client.get("/readyz").status_code == 200
    answer = make_gateway({"notify": STOPPED}).client.get("/readyz")
    assert answer.status_code == 503
    assert answer.json == {"ready": False, "reasons": {"notify": "does not answer"}}


def test_readiness_passes_on_why_a_service_is_not_ready(
    make_gateway: MakeGateway, tmp_path: Path
) -> None:
    def unready(_environ: Any, start: Any) -> list[bytes]:
        start("503 Away", [("Content-Type", "application/json")])
        return [b'{"ready": false, "reasons": {"database": "gone"}}']

    answer = make_gateway({"plans": unready}).client.get("/readyz")
    assert answer.json is not None
    assert answer.json["reasons"] == {"plans": "database: gone"}


def test_health_and_metrics_answer_without_log_in(gateway: Gateway) -> None:
    assert gateway.client.get("/healthz").json == {"alive": True}
    assert b"dondoc_http_request_seconds" in gateway.client.get("/metrics").data
