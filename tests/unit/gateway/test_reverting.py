"""Reverting a decree through the gateway: not before tasks has moved what it concerns."""

import pytest

from gateway.clients import Answer, Call, reorganising
from tests.unit.gateway.fakes import Scripted, answer, service
from tests.unit.gateway.world import ADMIN


def _identity(call: Call) -> Answer:
    return answer(200, {"id": 7, "status": "applied", "made": {}})


def _revert(*, applied: bool) -> list[str]:
    """Revert decree 7; returns what identity was asked."""
    outlook = {"applied": applied, "counts": {"kept": 0, "obstacles": 0}}
    identity, tasks = Scripted(_identity), Scripted(lambda _: answer(200, outlook))
    clients = service("identity", identity), service("tasks", tasks)
    try:
        reorganising.revert(*clients, ADMIN, 7, {}, b"{}")
    finally:
        asked = [call.path for call in identity.calls]
        assert applied or "/reorganisations/7/revert" not in asked
    return asked


def test_a_decree_whose_duties_were_moved_is_reverted() -> None:
    assert _revert(applied=True)[-1] == "/reorganisations/7/revert"


def test_a_decree_whose_duties_are_still_being_moved_is_not_reverted() -> None:
    with pytest.raises(reorganising.WorkMovingError) as refused:
        _revert(applied=False)
    assert refused.value.status == 409
