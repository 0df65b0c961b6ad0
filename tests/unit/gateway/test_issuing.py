from typing import Any

import orjson
import pytest

from gateway.clients import Answer, Call, RefusedError
from gateway.clients.issuing import BATCH, issue
from tests.unit.gateway.fakes import Scripted, answer, refused, service
from tests.unit.gateway.world import ADMIN

HEADERS = {"If-Match": '"3"', "Idempotency-Key": "k"}


class World:
    """A plan that lacks agencies, and an identity that numbers those it registers."""

    def __init__(self, *missing: str, refusal: Answer | None = None) -> None:
        self.missing = missing
        self.refusal = refusal
        self.plans = Scripted(self._plans)
        self.identity = Scripted(self._identity)

    def issue(self, *, create: bool) -> Answer:
        """Issue plan 7."""
        plans, identity = service("plans", self.plans), service("identity", self.identity)
        return issue(plans, identity, ADMIN, 7, HEADERS, create_missing_agencies=create)

    def _plans(self, call: Call) -> Answer:
        given = orjson.loads(call.body)["agencies"]
        if self.refusal:
            return self.refusal
        lacking = [name for name in self.missing if name not in given]
        if lacking:
            listed = [{"name": name, "kind": "commune", "class": None} for name in lacking]
            return refused(409, "agencies-missing", names=lacking, agencies=listed)
        return answer(200, {"state": "issued", "agencies": given})

    def _identity(self, call: Call) -> Answer:
        names = orjson.loads(call.body)["agencies"]
        return answer(200, {"items": [_registered(one) for one in names]})


def _registered(one: dict[str, Any]) -> dict[str, Any]:
    slug = one["name"].lower()
    return {
        "id": len(slug),
        "slug": slug,
        "name": one["name"],
        "kind": one["kind"],
        "created": True,
    }


def test_a_plan_whose_agencies_are_known_is_issued_in_one_call() -> None:
    world = World()
    assert world.issue(create=True).status == 200
    assert len(world.plans.calls) == 1
    assert not world.identity.calls


def test_missing_agencies_are_registered_and_given_to_plans() -> None:
    world = World("Xa A", "Xa BB")
    issued = orjson.loads(world.issue(create=True).body)
    assert issued["agencies"] == {
        "Xa A": {"id": 4, "slug": "xa a", "name": "Xa A", "kind": "commune"},
        "Xa BB": {"id": 5, "slug": "xa bb", "name": "Xa BB", "kind": "commune"},
    }


def test_a_name_that_a_document_writes_small_is_registered_with_a_capital() -> None:
    world = World("trung tâm GDNN-GDTX", "đài A")
    issued = orjson.loads(world.issue(create=True).body)
    assert {written: one["name"] for written, one in issued["agencies"].items()} == {
        "trung tâm GDNN-GDTX": "Trung tâm GDNN-GDTX",
        "đài A": "Đài A",
    }


def test_without_the_wish_missing_agencies_are_a_refusal() -> None:
    world = World("Xa A")
    with pytest.raises(RefusedError) as refusal:
        world.issue(create=False)
    assert refusal.value.type == "agencies-missing"
    assert not world.identity.calls


def test_a_plan_that_is_not_ready_leaves_the_registry_as_it_was() -> None:
    world = World("Xa A", refusal=refused(409, "plan-not-ready"))
    with pytest.raises(RefusedError):
        world.issue(create=True)
    assert not world.identity.calls


def test_the_version_goes_along_and_the_key_does_not() -> None:
    world = World("Xa A")
    world.issue(create=True)
    for call in world.plans.calls:
        assert call.headers["If-Match"] == '"3"'
        assert "Idempotency-Key" not in call.headers


def test_many_agencies_are_registered_in_batches() -> None:
    world = World(*(f"Xa {number}" for number in range(BATCH + 1)))
    world.issue(create=True)
    sizes = [len(orjson.loads(call.body)["agencies"]) for call in world.identity.calls]
    assert sizes == [BATCH, 1]
