"""The services' OpenAPI documents joined into the one of the public API."""

import copy
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import orjson

from common import clock
from common.errors import UnavailableError
from gateway.clients import SERVICES, Clients, RefusedError

KEPT_S: Final = 300.0
"""How long a service's description is believed; a service away is asked again each time."""

ISSUE_PATH: Final = "/plans/{plan_id}/issue"
ISSUE_BODY: Final[Mapping[str, Any]] = {
    "content": {
        "application/json": {
            "schema": {
                "type": "object",
                "additionalProperties": False,
                "properties": {
                    "create_missing_agencies": {
                        "type": "boolean",
                        "default": False,
                        "description": "Register an agency for each addressee that has none.",
                    }
                },
            },
            "example": {"create_missing_agencies": True},
        }
    }
}
"""The gateway finds the agencies itself, so the public body differs from that of plans."""


@dataclass(frozen=True, slots=True)
class Described:
    """The joined document, and the services that could not be asked."""

    document: dict[str, Any]
    missing: tuple[str, ...]


class Descriptions:
    """Asks the services what they offer, and remembers it for a while."""

    def __init__(self, clients: Clients) -> None:
        self._clients = clients
        self._known: dict[str, tuple[float, dict[str, Any]]] = {}
        self._lock = threading.Lock()

    def joined(self) -> Described:
        """Return the document of the whole API; services that are away are named in it."""
        found = {name: self._of(name) for name in SERVICES}
        known = {name: document for name, document in found.items() if document is not None}
        missing = tuple(name for name in SERVICES if name not in known)
        return Described(join(known, missing), missing)

    def _of(self, name: str) -> dict[str, Any] | None:
        with self._lock:
            until_s, known = self._known.get(name, (0.0, None))
        if until_s > clock.monotonic():
            return known
        try:
            document = orjson.loads(self._clients.of(name).fetch(None, "/openapi.json").body)
        except (UnavailableError, RefusedError):
            return known  # an old description is better than none
        with self._lock:
            self._known[name] = (clock.monotonic() + KEPT_S, document)
        return dict(document)


def join(documents: Mapping[str, dict[str, Any]], missing: tuple[str, ...] = ()) -> dict[str, Any]:
    """Return one OpenAPI document of those of the services, by name, with paths below `/api`.

    Schemas of the same name are shared when they are equal; else the later one bears its
    service's name in front.
    """
    info = {"title": "Đôn Đốc", "version": "1", "description": _description(missing)}
    joined: dict[str, Any] = {"openapi": "3.1.0", "info": info, "paths": {}, "tags": []}
    schemas: dict[str, Any] = {}
    for name, document in documents.items():
        ours = _renamed(name, copy.deepcopy(document), schemas)
        schemas |= ours["components"]["schemas"]
        for path, operations in sorted(ours["paths"].items()):
            joined["paths"][f"/api{path}"] = _public(path, operations)
    joined["tags"] = [{"name": tag} for tag in _tags(joined["paths"])]
    bearer = {"type": "http", "scheme": "bearer", "description": "The token of POST /api/sessions"}
    joined["components"] = {"schemas": schemas, "securitySchemes": {"bearer": bearer}}
    return joined


def _description(missing: tuple[str, ...]) -> str:
    text = "Errors are RFC 9457 problems; lists are {items, next}; times are UTC, days Viet Nam's."
    if missing:
        text += f" Away just now, and so not described: {', '.join(missing)}."
    return text


def _public(path: str, operations: dict[str, Any]) -> dict[str, Any]:
    if path == ISSUE_PATH and "post" in operations:
        operations["post"]["requestBody"] = copy.deepcopy(dict(ISSUE_BODY))
    return operations


def _renamed(service: str, document: dict[str, Any], taken: Mapping[str, Any]) -> dict[str, Any]:
    """Return `document` with those schemas renamed whose name is `taken` by a different one."""
    document.setdefault("components", {}).setdefault("schemas", {})
    own = document["components"]["schemas"]
    clashing = [name for name, schema in own.items() if taken.get(name, schema) != schema]
    names = {f"#/components/schemas/{name}": _prefixed(service, name) for name in clashing}
    for name in clashing:
        own[_prefixed(service, name)] = own.pop(name)
    _point(document, {old: f"#/components/schemas/{new}" for old, new in names.items()})
    return document


def _prefixed(service: str, name: str) -> str:
    return f"{service.capitalize()}{name}"


def _point(node: Any, targets: Mapping[str, str]) -> None:
    """Lead every `$ref` in `node` to its new target."""
    if isinstance(node, dict):
        reference = node.get("$ref")
        if isinstance(reference, str) and reference in targets:
            node["$ref"] = targets[reference]
        for value in node.values():
            _point(value, targets)
    elif isinstance(node, list):
        for value in node:
            _point(value, targets)


def _tags(paths: Mapping[str, Any]) -> list[str]:
    found = (
        tag
        for operations in paths.values()
        for operation in operations.values()
        for tag in operation.get("tags", ())
    )
    return list(dict.fromkeys(found))
