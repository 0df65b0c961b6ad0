"""OpenAPI 3.1 of the declared operations, from their marshmallow schemas."""

import inspect
import re
from collections.abc import Iterator, Sequence
from typing import Any, Final

from apispec import APISpec
from apispec.ext.marshmallow import MarshmallowPlugin
from marshmallow import Schema

from common.db import LARGEST_ID
from common.web.door import Door
from common.web.operation import DEFAULT_LIMIT, LARGEST_LIMIT, Operation
from common.web.problems import MEDIA_TYPE

_ETAG: Final = "The version, for If-Match"
_PARAMETER: Final = re.compile(r"<(?:(int|string|path):)?(\w+)>")
_REFUSALS: Final = {
    400: "The request cannot be read",
    401: "Not logged in",
    403: "Role or agency does not permit it",
    404: "Nothing here that the caller may see",
    409: "The present state does not allow it",
    412: "Changed by someone else since it was read",
    413: "Larger than is taken",
    422: "Fields are missing or wrong; `errors` names each",
    428: "If-Match is missing",
    429: "Too many requests",
    503: "A part of the system is away",
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
    is_open = operation.access is None and not operation.by_session
    described: dict[str, Any] = {
        "operationId": f"{name}_{operation.method.lower()}_{operation.view.__name__}",
        "tags": [name],
        "summary": operation.summary,
        "description": inspect.getdoc(operation.view) or operation.summary,
        "parameters": _parameters(operation),
        "responses": _responses(operation),
        "security": [] if is_open else [{"bearer": []}],
    }
    if operation.access is not None:
        described["x-roles"] = sorted(operation.access)
    if operation.body is not None:
        described["requestBody"] = _body(operation, operation.body)
    if operation.files:
        part = {"type": "object", "properties": {"file": {"type": "string", "format": "binary"}}}
        described["requestBody"] = {
            "required": True,
            "content": {"multipart/form-data": {"schema": part | {"required": ["file"]}}},
        }
    return described


def _body(operation: Operation, schema: Schema) -> dict[str, Any]:
    content: dict[str, Any] = {"schema": schema}
    if operation.example is not None:
        content["example"] = dict(operation.example)
    required = any(field.required for field in schema.load_fields.values())
    return {"required": required, "content": {"application/json": content}}


def _parameters(operation: Operation) -> list[Any]:
    found: list[Any] = [
        _parameter("path", name, _of_path(operation, kind, name), required=True)
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


def _of_path(operation: Operation, kind: str, name: str) -> dict[str, Any]:
    """Return the schema of a part of the path."""
    if kind == "int":
        return {"type": "integer", "minimum": 1, "maximum": LARGEST_ID}
    choices = operation.choices.get(name)
    return {"type": "string", "enum": list(choices)} if choices else {"type": "string"}


def _parameter(
    place: str, name: str, schema: dict[str, Any], *, required: bool = False
) -> dict[str, Any]:
    return {"in": place, "name": name, "required": required, "schema": schema}


def _responses(operation: Operation) -> dict[str, Any]:
    success: dict[str, Any] = {"description": operation.summary}
    answers = {str(operation.status): success}
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
        success["content"] = {operation.media_type: {"schema": schema}}
    elif operation.media_type != "application/json":
        success["content"] = {operation.media_type: {}}
    if _has_version(operation):
        success["headers"] = {"ETag": {"schema": {"type": "string"}, "description": _ETAG}}
        if operation.method == "GET":
            answers["304"] = {"description": "As If-None-Match has it"}
    problem = {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}
    refused = {
        str(code): {"description": _REFUSALS[code], "content": problem}
        for code in sorted(_refusals(operation))
    }
    return answers | refused


def _has_version(operation: Operation) -> bool:
    """Tell whether the answer is one resource with a version, which is its ETag."""
    if operation.replies is None or operation.paged or operation.replies.many:
        return False
    return "version" in operation.replies.fields


def _refusals(operation: Operation) -> Iterator[int]:
    """Yield the statuses of refusals: what an operation does not read cannot be wrong."""
    yield from (400, 429, 503)
    if operation.access is not None or operation.by_session or operation.body is not None:
        yield 401
    if operation.access is not None:
        yield 403
    if operation.method != "GET" or _PARAMETER.search(operation.rule):
        yield 404
    if operation.method != "GET":
        yield 409
    if operation.body is not None or operation.files:
        yield 413
    if operation.body is not None or operation.files or operation.query or operation.idempotent:
        yield 422
    if operation.versioned or operation.versionable:
        yield 412
    if operation.versioned:
        yield 428


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
