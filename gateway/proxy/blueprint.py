"""The routes of the public API."""

from typing import Final

from flask import Blueprint, Response, request

from gateway.clients import Clients
from gateway.proxy.docs import add_docs
from gateway.proxy.front import PASSED, Front, Request, counted_as
from gateway.proxy.openapi import Descriptions

METHODS = ("GET", "POST", "PATCH", "PUT", "DELETE")
_DESCRIPTION: Final = frozenset({"api.openapi", "api.docs"})


def make_proxy(front: Front, clients: Clients) -> Blueprint:
    """Return the blueprint of `/api/*`."""
    blueprint = Blueprint("api", __name__, url_prefix="/api")
    blueprint.before_request(lambda: _count(clients))
    add_docs(blueprint, Descriptions(clients))
    blueprint.add_url_rule(
        "/<path:path>", "forward", lambda path: _forward(front, path), methods=METHODS
    )
    return blueprint


def _count(clients: Clients) -> None:
    """Let the description count as a stranger's request; calls are counted as they are admitted."""
    if request.endpoint in _DESCRIPTION:
        clients.limiter.hit(counted_as(None, request.remote_addr))


def _forward(front: Front, path: str) -> Response:
    admission = front.admit(
        Request(
            method=request.method,
            path=path,
            address=request.remote_addr or "unknown",
            token=_token(request.headers.get("Authorization", "")),
            query=request.query_string.decode("latin-1"),
            headers={name: value for name in PASSED if (value := request.headers.get(name))},
        )
    )
    # Read only now, and no further: a stranger's 25 MB are refused unread.
    request.max_content_length = admission.route.largest_body
    answer = front.forward(admission, request.get_data(cache=False))
    return Response(answer.body, answer.status, dict(answer.headers))


def _token(authorization: str) -> str | None:
    scheme, _, token = authorization.partition(" ")
    return token.strip() or None if scheme.casefold() == "bearer" else None
