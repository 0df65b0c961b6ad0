"""One call of the public API: who asks, may they, which service answers, what of it goes out."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final
from urllib.parse import quote, urlsplit

import orjson

from common.errors import (
    InvalidInputError,
    MalformedRequestError,
    NotAuthenticatedError,
)
from gateway.clients import (
    ADDRESS_HEADER,
    SESSION_HEADER,
    Answer,
    Call,
    Clients,
    Login,
    RefusedError,
    reorganising,
    stuck,
)
from gateway.proxy import merging
from gateway.proxy.routes import Route, route_of

PASSED: Final = (
    "Accept",
    "Accept-Language",
    "Content-Type",
    "Idempotency-Key",
    "If-Match",
    "If-None-Match",
)
"""Request headers a service sees; all others, hop-by-hop ones among them, end here."""

RETURNED: Final = frozenset(
    {
        "allow",
        "cache-control",
        "content-disposition",
        "content-language",
        "content-security-policy",
        "content-type",
        "etag",
        "location",
        "retry-after",
        "www-authenticate",
    }
)
"""Response headers a client sees."""

_UNRESERVED = "/:@!$&'()*+,;=~"


@dataclass(frozen=True, slots=True)
class Request:
    """A call of the public API; `path` is decoded and without `/api/`."""

    method: str
    path: str
    address: str
    token: str | None = None
    query: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Admission:
    """A request that may go on, with what is known of it."""

    request: Request
    route: Route
    login: Login | None


class Front:
    """Admits and forwards the calls of the public API."""

    def __init__(self, clients: Clients) -> None:
        self._clients = clients

    def admit(self, request: Request) -> Admission:
        """Judge a request before its body is read.

        Raises NotFoundError, NotAuthenticatedError, TooManyRequestsError or UnavailableError.
        """
        route = route_of(request.method, request.path, request.query)
        login = self._clients.logins.of(request.token) if request.token else None
        self._clients.limiter.hit(counted_as(login, request.address))
        if login is None and not route.is_open:
            raise NotAuthenticatedError
        return Admission(request, route, login)

    def forward(self, admission: Admission, body: bytes) -> Answer:
        """Return the service's answer as the client may see it.

        `body` is no larger than the route allows. Raises MalformedRequestError, InvalidInputError
        or UnavailableError.
        """
        request, route = admission.request, admission.route
        if route.ends_session and request.token:
            self._clients.logins.forget(request.token)
        if route.issues_plan is not None:
            return _shown(self._issue(admission, route.issues_plan, body))
        if route.merges is not None:
            return _shown(self._merge(admission, route.merges))
        if route.reorganises is not None:
            return _shown(self._reorganise(admission, *route.reorganises, body))
        call = Call(
            method=request.method,
            path="/" + quote(request.path, safe=_UNRESERVED),
            query=request.query,
            headers=self._headers(admission),
            body=body,
            timeout_s=route.timeout_s,
        )
        caller = admission.login.caller if admission.login else None
        return _shown(self._clients.of(route.service).send(call, caller))

    def _headers(self, admission: Admission) -> dict[str, str]:
        request = admission.request
        headers = {name: request.headers[name] for name in PASSED if name in request.headers}
        if admission.route.service == "identity":
            headers[ADDRESS_HEADER] = request.address
            if request.token and admission.login:
                headers[SESSION_HEADER] = request.token
        return headers

    def _issue(self, admission: Admission, plan_id: int, body: bytes) -> Answer:
        if admission.login is None:
            raise NotAuthenticatedError
        try:
            return self._clients.issue(
                admission.login.caller,
                plan_id,
                self._headers(admission),
                create_missing_agencies=_wish(body),
            )
        except RefusedError as refusal:
            return refusal.answer

    def _merge(self, admission: Admission, what: str) -> Answer:
        """Return one answer of all services'; what they refuse, one of them says."""
        if admission.login is None:
            raise NotAuthenticatedError
        caller, services = admission.login.caller, self._clients.all
        query = merging.query_of(admission.request.query, what)
        try:
            if what == "stuck":
                told = stuck.listed(services, caller, query, query["limit"])
            elif what == "acts":
                told = stuck.acts(services, caller, query["limit"])
            else:
                told = stuck.counts(services, caller)
        except RefusedError as refusal:
            return refusal.answer
        return Answer(200, {"content-type": "application/json"}, orjson.dumps(told))

    def _reorganise(self, admission: Admission, act: str, number: int, body: bytes) -> Answer:
        if admission.login is None:
            raise NotAuthenticatedError
        services = self._clients.identity, self._clients.tasks, admission.login.caller
        headers = self._headers(admission)
        try:
            if act == "apply":
                return reorganising.apply(*services, number, headers)
            if act == "revert":
                return reorganising.revert(*services, number, headers, body)
            found = reorganising.preview(*services, number, body)
        except RefusedError as refusal:
            return refusal.answer
        return Answer(200, {"content-type": "application/json"}, orjson.dumps(found))


def counted_as(login: Login | None, address: str | None) -> str:
    """Return under which name the limiter counts: the user, or for strangers the address."""
    return f"user:{login.caller.user_id}" if login else f"address:{address}"


def _wish(body: bytes) -> bool:
    """Return `create_missing_agencies` of the body of an issue."""
    try:
        stated: Any = orjson.loads(body) if body.strip() else {}
    except orjson.JSONDecodeError as error:
        raise MalformedRequestError(f"the body is not JSON: {error}") from None
    if not isinstance(stated, dict):
        raise MalformedRequestError("the body must be a JSON object")
    for name in stated:
        if name != "create_missing_agencies":
            raise InvalidInputError.of(f"/{name}", "unknown field")
    wish = stated.get("create_missing_agencies", False)
    if not isinstance(wish, bool):
        raise InvalidInputError.of("/create_missing_agencies", "must be true or false")
    return wish


def _shown(answer: Answer) -> Answer:
    headers = {name: value for name, value in answer.headers.items() if name in RETURNED}
    location = headers.get("location")
    if location is not None:
        headers["location"] = _public(location)
    return Answer(answer.status, headers, answer.body)


def _public(location: str) -> str:
    """Return where the client finds what a service has at `location`."""
    parts = urlsplit(location)
    return f"/api{parts.path}" + (f"?{parts.query}" if parts.query else "")
