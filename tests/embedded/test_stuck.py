"""The console over the whole system in one process, by a clock that stands where it is put."""

import datetime as dt
from collections.abc import Iterator
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from common import clock
from common.config import Environment
from common.outbox import OUTBOX, park
from common.stuck import bus
from dondoc import embedded
from dondoc.embedded import Embedded

PASSWORD = "correct horse battery"
NOON = dt.datetime(2026, 5, 20, 5, 0, tzinfo=dt.UTC)
WHY = {"note": "Đã sửa lỗi"}


@pytest.fixture(scope="module")
def system(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Embedded]:
    """Return the system, built and not started: nothing happens but what a test does."""
    env = Environment({"DONDOC_ADMIN_PASSWORD": PASSWORD})
    with clock.frozen(NOON):
        made = embedded.build(tmp_path_factory.mktemp("stuck"), env)
    yield made
    for database in made.databases.values():
        database.close()


@pytest.fixture
def admin(system: Embedded) -> Iterator[FlaskClient]:
    """Return a client logged in as the administrator; the clock stands at noon."""
    with clock.frozen(NOON):
        client = system.app.test_client(use_cookies=False)
        login = client.post("/api/sessions", json={"username": "admin", "password": PASSWORD})
        client.environ_base["HTTP_AUTHORIZATION"] = f"Bearer {login.get_json()['token']}"
        yield client


def listed(admin: FlaskClient, **query: str) -> list[dict[str, Any]]:
    reply = admin.get("/api/stuck", query_string=query)
    assert reply.status_code == 200, reply.text
    found: list[dict[str, Any]] = reply.get_json()["items"]
    return found


def test_silent_relays_are_told_within_ten_seconds_and_beat_themselves_away(
    system: Embedded, admin: FlaskClient
) -> None:
    for database in system.databases.values():
        with database.write() as session:
            bus.beat(session)
    assert listed(admin) == []
    with clock.frozen(NOON + dt.timedelta(seconds=10)):
        found = listed(admin, kind="relay_silent")
        services = {one["service"] for one in found}
        assert services == {"identity", "plans", "tasks", "notify"}
        counts = admin.get("/api/stuck/counts").get_json()
        assert (counts["counts"]["relay_silent"], counts["away"]) == (4, [])
        with system.databases["tasks"].write() as session:
            bus.beat(session)
        assert len(listed(admin, kind="relay_silent")) == 3


def test_a_given_up_event_is_told_at_once_and_settled_through_the_gateway(
    system: Embedded, admin: FlaskClient
) -> None:
    # The account of the administrator waits to be told; here every service failed to hear it.
    with system.databases["gateway"].write() as session:
        park(session, session.scalars(select(OUTBOX.c.id)).one(), "tasks: LookupError()")
    (one,) = listed(admin, kind="dead_letter")
    assert (one["service"], one["age_s"]) == ("identity", 0)
    assert admin.post(f"/api/stuck/{one['id']}/resolve", json={}).status_code == 422
    reply = admin.post(f"/api/stuck/{one['id']}/retry", json=WHY)
    assert reply.status_code == 200, reply.text
    assert listed(admin, kind="dead_letter") == []
    (act,) = admin.get("/api/stuck/acts").get_json()["items"]
    assert (act["item"], act["by"]["name"], act["note"]) == (one["id"], "admin", WHY["note"])
