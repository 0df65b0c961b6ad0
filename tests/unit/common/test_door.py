"""A declared route checks its caller, its input and its version, and answers once per key."""

import datetime as dt
from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from marshmallow import Schema, fields, validate
from sqlalchemy import func, insert, select

from common import clock, events
from common.caller import Caller, Role
from common.config import Config
from common.db import Database
from common.errors import ConflictError, Problem
from common.outbox import emit
from common.web import ANYONE, OPEN, Ask, Door, Reply, make_app
from common.web.idempotency import IDEMPOTENCY, KEPT, forget_old
from common.web.tokens import Minter
from tests.unit.common.test_events import AGENCY


class NoteSchema(Schema):
    """A body with one bounded field."""

    text = fields.String(required=True, validate=validate.Length(1, 10))


class FilterSchema(Schema):
    """A query with one filter."""

    state = fields.String()


def _door() -> Door:
    door = Door("notes")
    written: list[str] = []

    @door.get("/open", access=OPEN, summary="Open to all")
    def show_open(ask: Ask) -> Reply:
        return Reply({"limit": ask.limit})

    @door.get("/notes", access=ANYONE, summary="List", query=FilterSchema(), paged=True)
    def list_notes(ask: Ask) -> Reply:
        first = ask.after[0] + 1 if ask.after else 0
        rows = list(range(first, min(first + ask.limit + 1, 5)))
        return ask.page(rows, lambda row: [row])

    @door.get("/notes/<int:note_id>", access=ANYONE, summary="Show")
    def show_note(ask: Ask, note_id: int) -> Reply:
        return Reply({"id": note_id, "by": ask.caller.username}, version=7)

    @door.post("/notes", access={Role.OFFICER}, summary="Write", body=NoteSchema(), idempotent=True)
    def write_note(ask: Ask) -> Reply:
        if ask.body["text"] == "refused":
            raise ConflictError("not this one")
        written.append(ask.body["text"])
        return Reply({"count": len(written)}, status=201, location="/notes/1")

    @door.patch("/notes/<int:note_id>", access={Role.OFFICER}, summary="Change", versioned=True)
    def change_note(ask: Ask, note_id: int) -> Reply:
        return Reply({"id": note_id}, version=ask.version + 1)

    @door.post("/broken", access=ANYONE, summary="Break")
    def break_down(ask: Ask) -> Reply:
        raise RuntimeError("a secret of our inside")

    @door.post("/taken", access=ANYONE, summary="Come too late for a place")
    def take(ask: Ask) -> Reply:
        row = {"caller": "1", "key": "same", "fingerprint": "", "status": 200}
        row |= {"headers": "", "body": "", "created_at": clock.now()}
        for _ in range(2):
            ask.session.execute(insert(IDEMPOTENCY).values(row))
        return Reply()

    return door


@pytest.fixture
def client(make_config: Callable[[str], Config], library_database: Database) -> FlaskClient:
    return make_app(make_config("notes"), library_database, [_door()]).test_client()


@pytest.fixture
def officer(minter: Minter, make_caller: Callable[..., Caller]) -> dict[str, str]:
    return {"Authorization": f"Bearer {minter.mint(make_caller('officer'), 'notes')}"}


def test_open_route_needs_no_token(client: FlaskClient) -> None:
    assert client.get("/open").status_code == 200


def test_request_without_token_is_told_to_log_in(client: FlaskClient) -> None:
    reply = client.get("/notes/1")
    assert reply.status_code == 401
    assert reply.content_type == "application/problem+json"
    assert reply.json is not None
    assert reply.json["type"] == "urn:dondoc:problem:not-authenticated"


def test_who_comes_too_late_for_a_place_is_told_of_a_conflict(
    client: FlaskClient, officer: dict[str, str]
) -> None:
    reply = client.post("/taken", headers=officer)
    assert (reply.status_code, reply.headers["Retry-After"]) == (409, "1")
    assert (reply.json or {})["type"] == "urn:dondoc:problem:conflict"


def test_token_for_another_service_is_refused(
    client: FlaskClient, minter: Minter, make_caller: Callable[..., Caller]
) -> None:
    token = minter.mint(make_caller("officer"), "plans")
    assert client.get("/notes/1", headers={"Authorization": f"Bearer {token}"}).status_code == 401


def test_caller_without_the_role_is_refused(
    client: FlaskClient, minter: Minter, make_caller: Callable[..., Caller]
) -> None:
    token = minter.mint(make_caller("leader"), "notes")
    reply = client.post("/notes", headers={"Authorization": f"Bearer {token}"}, json={"text": "a"})
    assert reply.status_code == 403
    assert "officer" in (reply.json or {})["detail"]


def test_wrong_field_is_named_by_its_pointer(client: FlaskClient, officer: dict[str, str]) -> None:
    reply = client.post("/notes", headers=officer, json={"text": "x" * 11})
    assert reply.status_code == 422
    assert [error["pointer"] for error in (reply.json or {})["errors"]] == ["/text"]


def test_unknown_field_is_refused(client: FlaskClient, officer: dict[str, str]) -> None:
    reply = client.post("/notes", headers=officer, json={"text": "x", "txet": "y"})
    assert [error["pointer"] for error in (reply.json or {})["errors"]] == ["/txet"]


@pytest.mark.parametrize("body", [b"{", b"[1]", b"\xff"])
def test_body_that_is_no_json_object_is_malformed(
    client: FlaskClient, officer: dict[str, str], body: bytes
) -> None:
    assert client.post("/notes", headers=officer, data=body).status_code == 400


def test_change_without_if_match_is_428_and_star_is_400(
    client: FlaskClient, officer: dict[str, str]
) -> None:
    assert client.patch("/notes/1", headers=officer).status_code == 428
    assert client.patch("/notes/1", headers=officer | {"If-Match": "*"}).status_code == 400


def test_change_with_if_match_answers_the_new_etag(
    client: FlaskClient, officer: dict[str, str]
) -> None:
    reply = client.patch("/notes/1", headers=officer | {"If-Match": '"7"'})
    assert (reply.status_code, reply.headers["ETag"]) == (200, '"8"')


def test_reader_who_holds_the_version_gets_304(
    client: FlaskClient, officer: dict[str, str]
) -> None:
    reply = client.get("/notes/1", headers=officer | {"If-None-Match": '"7"'})
    assert (reply.status_code, reply.data) == (304, b"")


def test_number_beyond_any_id_is_not_found(client: FlaskClient, officer: dict[str, str]) -> None:
    assert client.get(f"/notes/{2**63 - 1}", headers=officer).status_code == 200
    assert client.get(f"/notes/{2**63}", headers=officer).status_code == 404


def test_same_key_has_one_effect_and_one_answer(
    client: FlaskClient, officer: dict[str, str]
) -> None:
    headers = officer | {"Idempotency-Key": "k-1"}
    first = client.post("/notes", headers=headers, json={"text": "a"})
    again = client.post("/notes", headers=headers, json={"text": "a"})
    assert (first.json, first.status_code) == ({"count": 1}, 201)
    assert (again.json, again.status_code) == ({"count": 1}, 201)
    assert again.headers["Location"] == "/notes/1"


def test_same_key_with_another_body_is_refused(
    client: FlaskClient, officer: dict[str, str]
) -> None:
    headers = officer | {"Idempotency-Key": "k-2"}
    client.post("/notes", headers=headers, json={"text": "a"})
    reply = client.post("/notes", headers=headers, json={"text": "b"})
    assert reply.status_code == 422
    assert (reply.json or {})["type"] == "urn:dondoc:problem:idempotency-key-reused"


def test_failed_request_leaves_no_record_of_its_key(
    client: FlaskClient, officer: dict[str, str], library_database: Database
) -> None:
    headers = officer | {"Idempotency-Key": "k-3"}
    assert client.post("/notes", headers=headers, json={"text": "refused"}).status_code == 409
    with library_database.read() as session:
        assert session.scalar(select(func.count()).select_from(IDEMPOTENCY)) == 0


def test_record_of_a_key_is_forgotten_after_a_week_and_not_before(
    client: FlaskClient, officer: dict[str, str], library_database: Database
) -> None:
    client.post("/notes", headers=officer | {"Idempotency-Key": "k-4"}, json={"text": "a"})
    with library_database.read() as session:
        made = session.scalar(select(IDEMPOTENCY.c.created_at))
    assert made is not None
    with clock.frozen(made + KEPT), library_database.write() as session:
        assert forget_old(session) == 0
    with clock.frozen(made + KEPT + dt.timedelta(seconds=1)), library_database.write() as session:
        assert forget_old(session) == 1


def test_cursor_walks_the_whole_list_once(client: FlaskClient, officer: dict[str, str]) -> None:
    seen: list[int] = []
    cursor: str | None = ""
    while cursor is not None:
        page = client.get(f"/notes?limit=2&state=a&cursor={cursor}", headers=officer).json or {}
        seen += page["items"]
        cursor = page["next"]
    assert seen == [0, 1, 2, 3, 4]


def test_cursor_of_other_filters_is_refused(client: FlaskClient, officer: dict[str, str]) -> None:
    page = client.get("/notes?limit=2&state=a", headers=officer).json or {}
    reply = client.get(f"/notes?limit=2&state=b&cursor={page['next']}", headers=officer)
    assert reply.status_code == 400


@pytest.mark.parametrize("limit", ["0", "201", "-1", "ten", "9" * 5000])
def test_limit_out_of_bounds_is_named(
    client: FlaskClient, officer: dict[str, str], limit: str
) -> None:
    reply = client.get(f"/notes?limit={limit}", headers=officer)
    assert reply.status_code == 422
    assert (reply.json or {})["errors"][0]["pointer"] == "?limit"


def test_unexpected_error_tells_nothing_of_our_inside(
    client: FlaskClient, officer: dict[str, str]
) -> None:
    reply = client.post("/broken", headers=officer)
    assert reply.status_code == 500
    assert "secret" not in reply.get_data(as_text=True)


def test_request_id_of_the_caller_is_kept_and_a_wild_one_replaced(client: FlaskClient) -> None:
    kept = client.get("/open", headers={"X-Request-Id": "abcdef-123456"})
    assert kept.headers["X-Request-Id"] == "abcdef-123456"
    wild = client.get("/open", headers={"X-Request-Id": "a b"})
    assert wild.headers["X-Request-Id"] != "a b"


def test_openapi_names_the_refusals_that_an_operation_can_give(client: FlaskClient) -> None:
    paths = (client.get("/openapi.json").json or {})["paths"]

    def refusals(path: str, method: str) -> set[str]:
        return {code for code in paths[path][method]["responses"] if code >= "400"}

    assert refusals("/open", "get") == {"400", "429", "503"}
    assert refusals("/notes", "get") == {"400", "401", "403", "422", "429", "503"}
    read_before = {"412", "428"}
    assert refusals("/notes/{note_id}", "patch") >= read_before
    assert not refusals("/notes", "post") & read_before


def test_openapi_lists_each_operation_with_its_roles(client: FlaskClient) -> None:
    document = client.get("/openapi.json").json or {}
    assert document["openapi"] == "3.1.0"
    assert document["paths"]["/notes"]["post"]["x-roles"] == ["officer"]
    assert document["paths"]["/open"]["get"]["security"] == []


def test_readiness_fails_when_the_outbox_ages(
    client: FlaskClient, library_database: Database
) -> None:
    assert client.get("/readyz").status_code == 200
    long_ago = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
    with clock.frozen(long_ago), library_database.write() as session:
        emit(session, events.AGENCY_CHANGED, 3, 1, AGENCY)
    reply = client.get("/readyz")
    assert reply.status_code == 503
    assert "relay" in (reply.json or {})["reasons"]["outbox"]


def test_problem_detail_is_the_class_docstring() -> None:
    assert "Something went wrong" in Problem().detail
