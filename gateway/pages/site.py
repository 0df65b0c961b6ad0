"""Binds views to routes: log-in, CSRF, answers to refusals, and the headers of every page."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from flask import Blueprint, Response, request

from common.errors import NotAuthenticatedError, UnavailableError
from gateway.clients.service import RefusedError
from gateway.pages.assets import FOREVER, Asset
from gateway.pages.problems import explain
from gateway.pages.visit import POLICY, Desk, Visit

View = Callable[..., Response]

STRANGERS_BODY: Final = 64 * 1024
"""Bytes of a form before log-in: a name, a password and tokens."""

HEADERS: Final = {
    "Content-Security-Policy": POLICY,
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Cache-Control": "no-store",
}


@dataclass(frozen=True, slots=True)
class Route:
    """One page or form: the method, the rule and the view; `open` ones need no log-in."""

    method: str
    rule: str
    view: View
    open: bool = False


def bind(blueprint: Blueprint, desk: Desk, route: Route) -> None:
    """Serve `route` on `blueprint`."""

    def handle(**path: Any) -> Response:
        visit = Visit(desk)
        try:
            return _answer(visit, route, path)
        except NotAuthenticatedError:
            return visit.to_login()
        except (RefusedError, UnavailableError) as refusal:
            return refuse(visit, refusal)

    endpoint = f"{route.method.lower()}_{route.view.__module__.rpartition('.')[2]}"
    blueprint.add_url_rule(
        route.rule, f"{endpoint}_{route.view.__name__}", handle, methods=[route.method]
    )


def _answer(visit: Visit, route: Route, path: dict[str, Any]) -> Response:
    if visit.user is None:
        if not route.open:
            return visit.to_login()
        request.max_content_length = STRANGERS_BODY
    if route.method == "POST" and not visit.came_with_csrf:
        return visit.page("stale_form.html", 403)
    return route.view(visit, **path)


def refuse(visit: Visit, refusal: RefusedError | UnavailableError) -> Response:
    """Return the page that tells a refusal no view has answered; 401 leads to the log-in."""
    if refusal.status == 401:  # noqa: PLR2004 - the session ended between two calls
        return visit.to_login()
    problem = explain(refusal, visit.language)
    return visit.page("problem.html", problem.status, problem=problem)


def serve_asset(blueprint: Blueprint, asset: Asset) -> None:
    """Serve a static file under its hashed name."""

    def handle() -> Response:
        return Response(
            asset.content, content_type=asset.content_type, headers={"Cache-Control": FOREVER}
        )

    blueprint.add_url_rule(
        f"/static/{asset.name}", f"static_{asset.name.replace('.', '_')}", handle
    )


def guard(response: Response) -> Response:
    """Add the headers that every page carries."""
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    return response
