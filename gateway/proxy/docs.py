"""The description of the API: as JSON for programs, as a page for people."""

from pathlib import Path
from typing import Any, Final

import orjson
from flask import Blueprint, Response, render_template

from gateway.proxy.openapi import Descriptions

STYLE: Final = Path(__file__).parent / "static" / "docs.css"
PAGE_POLICY: Final = "default-src 'none'; style-src 'self'; frame-ancestors 'none'"


def add_docs(blueprint: Blueprint, descriptions: Descriptions) -> None:
    """Add `/openapi.json`, `/docs` and its style sheet to `blueprint`."""
    blueprint.template_folder = str(Path(__file__).parent / "templates")
    style = STYLE.read_bytes()
    blueprint.add_url_rule("/openapi.json", "openapi", lambda: _document(descriptions))
    blueprint.add_url_rule("/docs", "docs", lambda: _page(descriptions))
    blueprint.add_url_rule(
        "/docs.css",
        "style",
        lambda: Response(style, content_type="text/css", headers={"Cache-Control": "max-age=3600"}),
    )


def _document(descriptions: Descriptions) -> Response:
    document = descriptions.joined().document
    return Response(orjson.dumps(document), content_type="application/json")


def _page(descriptions: Descriptions) -> Response:
    described = descriptions.joined()
    html = render_template(
        "docs.html",
        info=described.document["info"],
        missing=described.missing,
        groups=grouped(described.document),
        schemas=described.document["components"]["schemas"],
    )
    return Response(
        html,
        content_type="text/html; charset=utf-8",
        headers={"Content-Security-Policy": PAGE_POLICY},
    )


def grouped(document: dict[str, Any]) -> dict[str, list[dict[str, Any]]]:
    """Return the operations by tag, each as method, path, summary, roles, fields and answer."""
    groups: dict[str, list[dict[str, Any]]] = {tag["name"]: [] for tag in document["tags"]}
    for path, operations in document["paths"].items():
        for method, operation in operations.items():
            shown = _shown(method, path, operation)
            for tag in operation.get("tags", ()):
                groups[tag].append(shown)
    return groups


def _shown(method: str, path: str, operation: dict[str, Any]) -> dict[str, Any]:
    success = next(code for code in operation["responses"] if code.startswith("2"))
    return {
        "id": operation["operationId"],
        "method": method.upper(),
        "path": path,
        "summary": operation.get("summary", ""),
        "description": operation.get("description", ""),
        "access": _access(operation),
        "parameters": operation.get("parameters", []),
        "body": _schema_name(operation.get("requestBody")),
        "example": _example(operation.get("requestBody")),
        "status": success,
        "answer": _schema_name(operation["responses"][success]),
        "refusals": [code for code in operation["responses"] if code >= "400"],
    }


def _example(content: dict[str, Any] | None) -> str | None:
    """Return a body of the operation as text, None where none is given."""
    for media in (content or {}).get("content", {}).values():
        if "example" in media:
            return orjson.dumps(media["example"], option=orjson.OPT_INDENT_2).decode()
    return None


def _access(operation: dict[str, Any]) -> str:
    if not operation.get("security"):
        return "open"
    return ", ".join(operation.get("x-roles", ())) or "anyone logged in"


def _schema_name(content: dict[str, Any] | None) -> str | None:
    """Return the name of the schema inside a body or an answer, None if it has no name."""
    for media in (content or {}).get("content", {}).values():
        schema = media.get("schema", {})
        items = schema.get("properties", {}).get("items", {}).get("items", {})
        reference = schema.get("$ref") or items.get("$ref")
        if reference:
            return str(reference).rpartition("/")[2]
    return None
