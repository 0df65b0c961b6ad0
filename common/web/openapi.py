"""OpenAPI 3.1 of the declared operations, from their marshmallow schemas."""

import re
from collections.abc import Sequence
from typing import Any

from apispec import APISpec
from apispec.ext.marshmallow import MarshmallowPlugin
from marshmallow import Schema

from common.web.door import Door
from common.web.operation import DEFAULT_LIMIT, LARGEST_LIMIT, Operation
from common.web.problems import MEDIA_TYPE

_PARAMETER = re.compile(r"<(?:(int|string|path):)?(\w+)>")
_REFUSALS = {
    "400": "The request cannot be read",
    "401": "Not logged in",
    "403": "Role or agency does not permit it",
    "404": "Nothing here that the caller may see",
    "409": "The present state does not allow it",
    "412": "Changed by someone else since it was read",
    "422": "Fields are missing or wrong; `errors` names each",
    "428": "If-Match is missing",
    "429": "Too many requests",
    "503": "A part of the system is away",
}


def describe(title: str, doors: Sequence[Door]) -> dict[str, Any]:
    """Return the OpenAPI document of all operations of `doors`."""
    plugin = MarshmallowPlugin(schema_name_resolver=_name)
    spec = APISpec(title=title, version="1", openapi_version="3.1.0", plugins=[plugin])
    spec.components.schema("Problem", _problem_schema())
    spec.components.security_scheme("bearer", {"type": "http", "scheme": "bearer"})
    for door in doors:
        prefix = door.blueprint.url_prefix or ""
        for operation in door.operations:
            path = _PARAMETER.sub(r"{\2}", prefix + operation.rule)
            spec.path(path, operations={operation.method.lower(): _operation(door, operation)})
    document: dict[str, Any] = spec.to_dict()
    return document


def _operation(door: Door, operation: Operation) -> dict[str, Any]:
    name = door.blueprint.name
    described: dict[str, Any] = {
        "operationId": f"{name}_{operation.method.lower()}_{operation.view.__name__}",
        "tags": [name],
        "summary": operation.summary,
        "parameters": _parameters(operation),
        "responses": _responses(operation),
        "security": [] if operation.access is None else [{"bearer": []}],
    }
    if operation.access is not None:
        described["x-roles"] = sorted(operation.access)
    if operation.body is not None:
        described["requestBody"] = {"content": {"application/json": {"schema": operation.body}}}
    if operation.files:
        part = {"type": "object", "properties": {"file": {"type": "string", "format": "binary"}}}
        described["requestBody"] = {
            "required": True,
            "content": {"multipart/form-data": {"schema": part | {"required": ["file"]}}},
        }
    return described


def _parameters(operation: Operation) -> list[Any]:
    found: list[Any] = [
        _parameter("path", name, {"type": "integer" if kind == "int" else "string"}, required=True)
        for kind, name in _PARAMETER.findall(operation.rule)
    ]
    if operation.query is not None:
        found.append({"in": "query", "schema": operation.query})
    if operation.paged:
        limit = {"type": "integer", "minimum": 1, "maximum": LARGEST_LIMIT}
        found.append(_parameter("query", "limit", limit | {"default": DEFAULT_LIMIT}))
        found.append(_parameter("query", "cursor", {"type": "string"}))
    if operation.versioned or operation.versionable:
        required = operation.versioned
        found.append(_parameter("header", "If-Match", {"type": "string"}, required=required))
    if operation.idempotent:
        found.append(_parameter("header", "Idempotency-Key", {"type": "string", "maxLength": 128}))
    return found


def _parameter(
    place: str, name: str, schema: dict[str, Any], *, required: bool = False
) -> dict[str, Any]:
    return {"in": place, "name": name, "required": required, "schema": schema}


def _responses(operation: Operation) -> dict[str, Any]:
    success: dict[str, Any] = {"description": operation.summary}
    if operation.replies is not None:
        schema: Any = operation.replies
        if operation.paged:
            schema = {
                "type": "object",
                "required": ["items", "next"],
                "properties": {
                    "items": {"type": "array", "items": operation.replies},
                    "next": {"type": ["string", "null"]},
                },
            }
        success["content"] = {"application/json": {"schema": schema}}
    problem = {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}
    refused = {code: {"description": text, "content": problem} for code, text in _REFUSALS.items()}
    return {str(operation.status): success} | refused


def _name(schema: type[Schema] | Schema) -> str:
    cls = schema if isinstance(schema, type) else type(schema)
    return cls.__name__.removesuffix("Schema") or cls.__name__


def _problem_schema() -> dict[str, Any]:
    text = {"type": "string"}
    error = {"type": "object", "properties": {"pointer": text, "detail": text}}
    return {
        "type": "object",
        "required": ["type", "title", "status", "detail"],
        "properties": {
            "type": text,
            "title": text,
            "status": {"type": "integer"},
            "detail": text,
            "instance": text,
            "request_id": {"type": ["string", "null"]},
            "errors": {"type": "array", "items": error},
        },
    }
