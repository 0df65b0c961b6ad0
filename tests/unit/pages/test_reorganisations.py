"""Writing a decree down by its form, and deciding much at once: what the pages ask of identity."""

import json
from typing import Any
from urllib.parse import parse_qs

import pytest

from gateway.clients import Call
from gateway.pages.reorganisation import MOST_LINES
from gateway.pages.visit import LONGEST_FIELD
from tests.unit.pages import recorded
from tests.unit.pages.conftest import World

PATH = "/reorganisations"
SAID = {"change": "abolish", "from": "Sở Y tế", "effective_on": "01/03/2026"}


@pytest.fixture(autouse=True)
def admin(world: World) -> None:
    world.log_in("admin")
    world.identity.on("POST", PATH, {"id": 1})


def know(world: World, *pages: list[str]) -> None:
    """Let the registry list agencies of these names, page by page."""
    rows = [[recorded.agency(id=n * 100 + m, name=one, slug=f"s-{n}-{m}", aliases=[])
             for m, one in enumerate(page)] for n, page in enumerate(pages)]  # fmt: skip

    def listed(call: Call) -> dict[str, Any]:
        at = int(parse_qs(call.query).get("cursor", ["0"])[0])
        following = str(at + 1) if at + 1 < len(rows) else None
        return recorded.listed(*rows[at], following=following)

    world.identity.on("GET", "/agencies", listed)


def test_an_agency_beyond_the_first_page_is_found_and_not_founded_again(world: World) -> None:
    know(world, ["Sở Y tế"] + [f"Sở Nội vụ {n}" for n in range(49)], ["Sở Nội vụ"])
    assert world.post("/admin/reorganisations/new", SAID | {"to": "Sở  Nội vụ"}).status_code == 303
    body = world.identity.body("POST", PATH)
    assert body["new_agencies"] == []
    assert body["changes"][0]["to"] == [{"agency": "100"}]


@pytest.mark.parametrize("field", ["from", "to"])
def test_a_name_that_several_bear_is_refused_where_it_was_typed(world: World, field: str) -> None:
    know(world, ["Sở Y tế", "UBND xã An Phú"], ["UBND xã An Phú"])
    form = SAID | {"to": "Sở Y tế", field: "UBND xã An Phú"}
    response = world.post("/admin/reorganisations/new", form)
    assert response.status_code == 422
    assert "Có nhiều cơ quan đang hoạt động mang tên “UBND xã An Phú”" in response.text
    assert not world.identity.asked("POST", PATH)


@pytest.mark.parametrize("text", ["Sở Mới\n" * (MOST_LINES + 1), "Sở Y tế\n" + "x" * LONGEST_FIELD])
def test_a_list_too_long_is_refused_and_not_cut(world: World, text: str) -> None:
    know(world, ["Sở Y tế"])
    response = world.post("/admin/reorganisations/new", SAID | {"to": text})
    assert response.status_code == 422
    assert "Dài quá 500 dòng" in response.text


def test_what_goes_the_same_way_is_one_decision(world: World) -> None:
    world.identity.on("POST", f"{PATH}/1/decisions", {"version": 8})
    form = {f"to.accounts.3.{n}": "new1" for n in range(1, 301)}
    form = {"to.accounts.3": "5", "to.accounts.3.301": "6"} | form
    assert world.post("/admin/reorganisations/1/decide", form).status_code == 303
    said = world.identity.body("POST", f"{PATH}/1/decisions")["decisions"]
    assert said == [
        {"scope": "accounts", "from": 3, "to": "5"},
        {"scope": "accounts", "from": 3, "to": "6", "ids": [301]},
        {"scope": "accounts", "from": 3, "to": "new1", "ids": list(range(1, 301))},
    ]


def test_many_decisions_go_in_parts_each_upon_the_last(world: World) -> None:
    world.identity.on("POST", f"{PATH}/1/decisions", {"version": 8})
    form = {f"to.rest.3.{n}": "5" for n in range(1, 251)}
    world.post("/admin/reorganisations/1/decide", form | {"version": "7", "key": "k"})
    calls = world.identity.asked("POST", f"{PATH}/1/decisions")
    assert [len(json.loads(call.body)["decisions"]) for call in calls] == [200, 50]
    assert [call.headers["If-Match"] for call in calls] == ['"7"', '"8"']
    assert len({call.headers["Idempotency-Key"] for call in calls}) == 2
