from typing import Any

from gateway.proxy.docs import grouped
from gateway.proxy.openapi import join


def _document(path: str, schema: dict[str, Any], tag: str = "things") -> dict[str, Any]:
    reference = {"$ref": "#/components/schemas/Thing"}
    return {
        "paths": {
            path: {
                "get": {
                    "operationId": f"{tag}_get",
                    "tags": [tag],
                    "summary": "List",
                    "security": [{"bearer": []}],
                    "x-roles": ["admin", "head"],
                    "responses": {
                        "200": {"content": {"application/json": {"schema": reference}}},
                        "404": {},
                    },
                }
            }
        },
        "components": {"schemas": {"Thing": schema}},
    }


def test_paths_stand_below_api_and_equal_schemas_are_shared() -> None:
    schema = {"type": "object"}
    joined = join({"plans": _document("/a", schema), "tasks": _document("/b", schema)})
    assert list(joined["paths"]) == ["/api/a", "/api/b"]
    assert list(joined["components"]["schemas"]) == ["Thing"]
    assert joined["openapi"] == "3.1.0"


def test_schemas_that_differ_under_one_name_are_kept_apart_and_pointed_to() -> None:
    one = _document("/a", {"type": "object"})
    other = _document("/b", {"type": "string"})
    joined = join({"plans": one, "tasks": other})
    assert joined["components"]["schemas"] == {
        "Thing": {"type": "object"},
        "TasksThing": {"type": "string"},
    }
    success = joined["paths"]["/api/b"]["get"]["responses"]["200"]
    assert success["content"]["application/json"]["schema"] == {
        "$ref": "#/components/schemas/TasksThing"
    }
    assert "TasksThing" not in other["components"]["schemas"], "the service's own stays as it was"


def test_services_that_are_away_are_named() -> None:
    joined = join({"plans": _document("/a", {})}, ("tasks", "notify"))
    assert "tasks, notify" in joined["info"]["description"]


def test_the_issue_is_described_as_the_gateway_takes_it() -> None:
    document = _document("/plans/{plan_id}/issue", {})
    operations = document["paths"]["/plans/{plan_id}/issue"]
    operations["post"] = operations.pop("get") | {"requestBody": {"content": {}}}
    joined = join({"plans": document})
    body = joined["paths"]["/api/plans/{plan_id}/issue"]["post"]["requestBody"]
    schema = body["content"]["application/json"]["schema"]
    assert list(schema["properties"]) == ["create_missing_agencies"]


def test_operations_are_grouped_by_tag_with_access_and_answer() -> None:
    open_one = _document("/b", {}, tag="open")
    open_one["paths"]["/b"]["get"]["security"] = []
    groups = grouped(join({"plans": _document("/a", {}), "tasks": open_one}))
    assert list(groups) == ["things", "open"]
    shown = groups["things"][0]
    assert (shown["method"], shown["path"]) == ("GET", "/api/a")
    assert (shown["access"], shown["status"], shown["answer"]) == ("admin, head", "200", "Thing")
    assert groups["open"][0]["access"] == "open"
