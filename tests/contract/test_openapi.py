"""Whatever is sent to a described route, the answer is never a fault of ours."""

from collections.abc import Iterator
from typing import Any, Final

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings

from common.config import Environment
from dondoc import embedded

PASSWORD: Final = "một mật khẩu dài hơn"
EXAMPLES: Final = 6
"""For each operation; the seed is Hypothesis', printed where one fails."""

LEFT_OUT: Final = {"DELETE /api/sessions/current"}
"""It would end the session of all that follow."""


@pytest.fixture(scope="module")
def system(tmp_path_factory: pytest.TempPathFactory) -> Iterator[embedded.Embedded]:
    """Return the embedded system without its loops: nothing moves but by requests."""
    env = Environment({"DONDOC_ADMIN_PASSWORD": PASSWORD, "DONDOC_RATE_LIMIT": "0"})
    built = embedded.build(tmp_path_factory.mktemp("system"), env)
    yield built
    for database in built.databases.values():
        database.close()


@pytest.fixture(scope="module")
def token(system: embedded.Embedded) -> str:
    """Return a session of somebody who may try everything."""
    client = system.app.test_client()
    first = {"username": "admin", "password": PASSWORD}
    admin = {
        "Authorization": f"Bearer {(client.post('/api/sessions', json=first).json or {})['token']}"
    }
    agency = client.post(
        "/api/agencies", json={"name": "Văn phòng UBND tỉnh", "kind": "committee"}, headers=admin
    )
    everything = ["officer", "head", "coordinator", "leader", "admin"]
    account = {"username": "moi-vai", "password": PASSWORD, "roles": everything}
    account_of = {**account, "agency_id": (agency.json or {})["id"]}
    assert client.post("/api/accounts", json=account_of, headers=admin).status_code == 201
    opened = client.post("/api/sessions", json={"username": "moi-vai", "password": PASSWORD})
    return str((opened.json or {})["token"])


def test_no_request_is_answered_by_a_fault(system: embedded.Embedded, token: str) -> None:
    # Operation by operation by hand: the package's own pytest plugin does not know pytest 9.
    document = schemathesis.openapi.from_wsgi("/api/openapi.json", system.app)
    results: list[Any] = list(document.get_all_operations())
    operations = [result.ok() for result in results]
    assert len(operations) > 30
    for operation in operations:
        if operation.label not in LEFT_OUT:
            _try(operation, token)


def _try(operation: Any, token: str) -> None:
    @settings(
        max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck), database=None
    )
    @given(case=operation.as_strategy())
    def never_a_fault(case: Any) -> None:
        response = case.call(headers={"Authorization": f"Bearer {token}"})
        assert response.status_code < 500, f"{operation.label}: {response.text}"
        described = operation.definition.raw["responses"]
        assert str(response.status_code) in described, f"{operation.label}: {response.text}"
        if response.status_code >= 400:
            assert "problem+json" in response.headers["content-type"][0], operation.label

    never_a_fault()
