"""A door: routes that state who may pass, what comes in and what goes out.

Each operation is declared once; the same declaration guards the route, loads its input, opens its
transaction, honours Idempotency-Key and If-Match, and writes its OpenAPI page.
"""

import functools
from collections.abc import Callable, Collection
from typing import Any

from flask import Blueprint

from common.caller import Role
from common.web.operation import Operation, ViewT
from common.web.running import answer


class Door:
    """The operations of one noun or service, as a Flask blueprint."""

    def __init__(self, name: str, url_prefix: str | None = None) -> None:
        self.blueprint = Blueprint(name, name, url_prefix=url_prefix)
        self.operations: list[Operation] = []

    def get(self, rule: str, **declared: Any) -> Callable[[ViewT], ViewT]:
        """Declare a GET; see `Operation` for what can be declared."""
        return self._route("GET", rule, **declared)

    def post(self, rule: str, **declared: Any) -> Callable[[ViewT], ViewT]:
        """Declare a POST."""
        return self._route("POST", rule, **declared)

    def patch(self, rule: str, **declared: Any) -> Callable[[ViewT], ViewT]:
        """Declare a PATCH."""
        return self._route("PATCH", rule, **declared)

    def put(self, rule: str, **declared: Any) -> Callable[[ViewT], ViewT]:
        """Declare a PUT."""
        return self._route("PUT", rule, **declared)

    def delete(self, rule: str, **declared: Any) -> Callable[[ViewT], ViewT]:
        """Declare a DELETE."""
        return self._route("DELETE", rule, **declared)

    def _route(
        self,
        method: str,
        rule: str,
        *,
        access: Collection[Role] | None,
        summary: str,
        **declared: Any,
    ) -> Callable[[ViewT], ViewT]:
        roles = None if access is None else frozenset(access)

        def register(view: ViewT) -> ViewT:
            operation = Operation(method, rule, view, roles, summary, **declared)
            self.operations.append(operation)
            endpoint = f"{method.lower()}_{view.__name__}"
            handler = functools.partial(answer, operation)
            self.blueprint.add_url_rule(rule, endpoint, handler, methods=[method])
            return view

        return register
