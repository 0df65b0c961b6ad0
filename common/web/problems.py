"""Every error leaves as an RFC 9457 problem; nothing of our inside is shown."""

from typing import Any

import orjson
from flask import Flask, Response, request
from marshmallow import ValidationError
from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from sqlalchemy.orm.exc import StaleDataError
from werkzeug.exceptions import HTTPException

from common import observe
from common.db import is_taken
from common.errors import (
    ConflictError,
    FieldError,
    InvalidInputError,
    NotFoundError,
    Problem,
    StaleVersionError,
    TooLargeError,
    UnavailableError,
)

MEDIA_TYPE = "application/problem+json"
LOCK_NOT_AVAILABLE = "55P03"
_RETRY_S = 2
_log = observe.logger(__name__)


def register(app: Flask) -> None:
    """Turn every exception of `app` into a problem."""
    app.register_error_handler(Problem, answer)
    app.register_error_handler(ValidationError, lambda error: answer(invalid(error)))
    app.register_error_handler(StaleDataError, lambda _: answer(StaleVersionError()))
    app.register_error_handler(DBAPIError, _database)
    app.register_error_handler(PoolTimeoutError, _database)
    app.register_error_handler(HTTPException, answer_http)
    app.register_error_handler(Exception, _unexpected)


def answer(problem: Problem) -> Response:
    """Return the response that tells `problem`."""
    body = to_body(problem)
    response = Response(orjson.dumps(body), problem.status, content_type=MEDIA_TYPE)
    if problem.retry_after_s is not None:
        response.headers["Retry-After"] = str(problem.retry_after_s)
    if problem.status == 401:  # noqa: PLR2004 - RFC 9110 asks for this header with a 401
        response.headers["WWW-Authenticate"] = "Bearer"
    return response


def to_body(problem: Problem) -> dict[str, Any]:
    """Return the JSON members of `problem`."""
    body: dict[str, Any] = {
        "type": f"urn:dondoc:problem:{problem.type}",
        "title": problem.title,
        "status": problem.status,
        "detail": problem.detail,
        "instance": request.path,
        "request_id": observe.bound_id("request_id"),
    }
    if problem.errors:
        body["errors"] = [{"pointer": e.pointer, "detail": e.detail} for e in problem.errors]
    return body | problem.members


def invalid(error: ValidationError, prefix: str = "") -> InvalidInputError:
    """Return marshmallow's complaint as a problem with a JSON pointer for each field."""
    return InvalidInputError(errors=list(_fields(error.messages, prefix)))


def _fields(messages: Any, pointer: str) -> list[FieldError]:
    if isinstance(messages, dict):
        found = []
        for key, inner in messages.items():
            step = "" if key == "_schema" else f"/{key}"
            found += _fields(inner, pointer + step)
        return found
    texts = messages if isinstance(messages, list) else [messages]
    return [FieldError(pointer or "/", str(text)) for text in texts]


def _database(error: DBAPIError | PoolTimeoutError) -> Response:
    # Who looks first and then writes can still be too late for a unique index.
    taken = isinstance(error, DBAPIError) and is_taken(error)
    if taken or getattr(getattr(error, "orig", None), "sqlstate", None) == LOCK_NOT_AVAILABLE:
        return answer(ConflictError("another request is changing this; try again", retry_after_s=1))
    if isinstance(error, (OperationalError, InterfaceError, PoolTimeoutError)):
        _log.warning("database away", error=str(error.__cause__ or type(error).__name__))
        return answer(UnavailableError(retry_after_s=_RETRY_S))
    return _unexpected(error)


def answer_http(error: HTTPException) -> Response:
    """Return the response that tells an error of HTTP itself, such as a wrong method."""
    status = error.code or 500
    special: dict[int, Problem] = {404: NotFoundError(), 413: TooLargeError()}
    problem = special.get(status) or Problem(error.description)
    problem_class = type(problem)
    response = answer(problem)
    if problem_class is Problem:
        body = to_body(problem) | {"type": "about:blank", "title": error.name, "status": status}
        response.set_data(orjson.dumps(body))
        response.status_code = status
    for name, value in error.get_headers(request.environ):
        if name in {"Allow", "Retry-After"}:
            response.headers[name] = value
    return response


def _unexpected(error: Exception) -> Response:
    _log.error("unexpected error", path=request.path, exc_info=error)
    return answer(
        Problem("Something went wrong on our side; nothing was changed. Tell us the request id.")
    )
