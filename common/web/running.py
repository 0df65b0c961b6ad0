"""Running one request: who asks, what comes in, its transaction, its key, and what goes out."""

from collections.abc import Mapping
from typing import Any, Final, NamedTuple

import orjson
from flask import Response, current_app, request
from marshmallow import RAISE, Schema, ValidationError
from sqlalchemy.orm import Session
from werkzeug.datastructures import FileStorage, MultiDict

from common import observe
from common.caller import Caller
from common.db import LARGEST_ID
from common.errors import (
    InvalidInputError,
    MalformedRequestError,
    NotAllowedError,
    NotFoundError,
)
from common.web import idempotency, problems, storable
from common.web.etags import etag, expected_version, unchanged
from common.web.operation import DEFAULT_LIMIT, LARGEST_LIMIT, Ask, Early, Kit, Operation, Reply

_SAFE: Final = frozenset({"GET", "HEAD"})


def kit() -> Kit:
    """Return the present application's kit."""
    found = current_app.extensions["dondoc"]
    assert isinstance(found, Kit)  # noqa: S101 - narrows the type
    return found


class _Key(NamedTuple):
    """What tells a repeated request: whose it is, its key, its fingerprint."""

    owner: str
    key: str
    mark: str


def answer(operation: Operation, **path: Any) -> Response:
    """Answer one request of `operation`, in one transaction."""
    if any(_is_nobodys(value) for value in path.values()):
        raise NotFoundError
    ours = kit()
    caller = _caller(operation, ours)
    key = idempotency.checked_key(_header("Idempotency-Key")) if operation.idempotent else None
    if key is None:
        return _transact(operation, ours, caller, path)
    return _answer_once(operation, ours, caller, path, key)


def _is_nobodys(value: Any) -> bool:
    """Tell whether a part of the path names nothing, as no database could keep it."""
    return value > LARGEST_ID if isinstance(value, int) else storable.NUL in str(value)


def _answer_once(
    operation: Operation, ours: Kit, caller: Caller | None, path: dict[str, Any], key: str
) -> Response:
    """Answer a request that may have been sent before: its first answer is given again."""
    given = _Key(_owner(caller), key, _mark())
    # Without If-Match nothing would stop a repeated request before its work is done again.
    stored = None if operation.versioned else _earlier(ours, given)
    if stored is None:
        try:
            return _transact(operation, ours, caller, path, given)
        except Exception:
            # A repeated request finds its own effect in the way: as 412, as a state, as its key.
            stored = _earlier(ours, given)
            if stored is None:
                raise
    return _replay(stored)


def _transact(
    operation: Operation,
    ours: Kit,
    caller: Caller | None,
    path: dict[str, Any],
    key: _Key | None = None,
) -> Response:
    """Run the operation in a transaction, and keep its answer under `key`.

    Raises sqlalchemy.exc.IntegrityError if the key was taken meanwhile; nothing is done then.
    """
    prepared = _prepared(operation, ours, caller)
    read_only = operation.method in _SAFE
    with ours.database.read() if read_only else ours.database.write() as session:
        response = _run(operation, ours, session, caller, path, prepared)
        if key:
            idempotency.keep(session, *key, _stored(response))
    return response


def _earlier(ours: Kit, key: _Key) -> idempotency.Stored | None:
    with ours.database.read() as session:
        return idempotency.earlier(session, *key)


def _prepared(operation: Operation, ours: Kit, caller: Caller | None) -> Any:
    if operation.prepare is None or caller is None:
        return None
    # Judged first: a wrong query is to be refused before anything long is done.
    query, _, _ = _query(operation)
    return operation.prepare(Early(caller, request.files, ours.database, query))


def _run(
    operation: Operation,
    ours: Kit,
    session: Session,
    caller: Caller | None,
    path: dict[str, Any],
    prepared: Any,
) -> Response:
    query, limit, cursor = _query(operation)
    # The path belongs to the scope: a cursor of one plan's items is foreign to another's.
    scope = f"{operation.method} {request.path}"
    ask = Ask(
        session=session,
        body=_body(operation.body),
        query=query,
        expected_version=_expected_version(operation),
        files=request.files if operation.files else MultiDict(),
        limit=limit,
        after=ours.cursors.decode(scope, query, cursor) if cursor else None,
        request_id=observe.bound_id("request_id"),
        known_caller=caller,
        cursor=lambda key: ours.cursors.encode(scope, query, key),
        prepared=prepared,
    )
    return _render(operation, operation.view(ask, **path))


def _expected_version(operation: Operation) -> int | None:
    if_match = _header("If-Match")
    if operation.versioned or (operation.versionable and if_match):
        return expected_version(if_match)
    return None


def _render(operation: Operation, reply: Reply) -> Response:
    headers = dict(reply.headers)
    if reply.version is not None:
        headers["ETag"] = etag(reply.version)
        if operation.method in _SAFE and unchanged(_header("If-None-Match"), reply.version):
            return Response(status=304, headers=headers)
    if reply.location:
        headers["Location"] = reply.location
    status = reply.status or operation.status
    if reply.content_type != "application/json":
        return Response(reply.data, status, headers, content_type=reply.content_type)
    body = b"" if status == 204 else orjson.dumps(reply.data)  # noqa: PLR2004 - No Content
    return Response(body, status, headers, content_type="application/json")


def _caller(operation: Operation, ours: Kit) -> Caller | None:
    """Return who asks; raises NotAuthenticatedError or NotAllowedError unless the route is open."""
    if operation.access is None:
        return None
    caller = ours.verifier.caller_of(_header("Authorization"))
    if caller.roles.isdisjoint(operation.access):
        wanted = ", ".join(sorted(operation.access))
        raise NotAllowedError(f"this needs one of the roles: {wanted}")
    return caller


def _body(schema: Schema | None) -> dict[str, Any]:
    if schema is None:
        return {}
    raw = request.get_data()
    try:
        parsed = orjson.loads(raw) if raw.strip() else {}
    except orjson.JSONDecodeError as error:
        raise MalformedRequestError(f"the body is not JSON: {error}") from None
    if not isinstance(parsed, dict):
        raise MalformedRequestError("the body must be a JSON object")
    return _loaded(schema, parsed)


def _query(operation: Operation) -> tuple[dict[str, Any], int, str | None]:
    given = request.args.to_dict()
    cursor = given.pop("cursor", None) if operation.paged else None
    limit = _limit(given.pop("limit", None)) if operation.paged else DEFAULT_LIMIT
    if operation.query is None:
        return {}, limit, cursor or None
    # An empty filter (`?state=`), as forms and templates send it, is no filter.
    stated = {name: value for name, value in given.items() if value != ""}
    return _loaded(operation.query, stated, "?"), limit, cursor or None


def _loaded(schema: Schema, stated: Mapping[str, Any], prefix: str = "") -> dict[str, Any]:
    try:
        loaded: dict[str, Any] = schema.load(stated, unknown=RAISE)
    except ValidationError as error:
        raise problems.invalid(error, prefix) from None
    storable.check(loaded, schema, prefix)
    return loaded


def _limit(raw: str | None) -> int:
    if not raw:
        return DEFAULT_LIMIT
    fits = raw.isdecimal() and len(raw) <= len(str(LARGEST_LIMIT))
    if not fits or not 1 <= int(raw) <= LARGEST_LIMIT:
        raise InvalidInputError.of("?limit", f"must be a whole number from 1 to {LARGEST_LIMIT}")
    return int(raw)


def _header(name: str) -> str | None:
    return request.headers.get(name)


def _owner(caller: Caller | None) -> str:
    return "open" if caller is None else str(caller.user_id)


def _mark() -> str:
    if request.files:
        content = b"\0".join(_file_bytes(file) for file in request.files.values())
        return idempotency.fingerprint(request.method, request.full_path, content)
    return idempotency.fingerprint(request.method, request.full_path, request.get_data())


def _file_bytes(file: FileStorage) -> bytes:
    content = file.stream.read()
    file.stream.seek(0)
    return content


def _stored(response: Response) -> idempotency.Stored:
    kept = {n: v for n, v in response.headers.items() if n in {"ETag", "Location"}}
    return idempotency.Stored(
        response.status_code, orjson.dumps(kept).decode(), response.get_data(as_text=True)
    )


def _replay(stored: idempotency.Stored) -> Response:
    headers = orjson.loads(stored.headers)
    return Response(stored.body, stored.status, headers, content_type="application/json")
