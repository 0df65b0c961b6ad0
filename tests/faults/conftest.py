"""The engines the faults strike: those named in the environment, else the docker stack."""

import os

import pytest

from tests.engine.stack import Stack
from tests.faults.f1 import Engines
from tests.integration.bus.conftest import apart_url


@pytest.fixture(scope="session")
def engines(request: pytest.FixtureRequest) -> Engines:
    """Return the engines' addresses; the databases are emptied.

    `DONDOC_TEST_DATABASE_URL` names a database for the sender; the receiver's has the same name
    with `_receiver` behind it. `DONDOC_TEST_KILL_BROKER` and `_START_BROKER` are commands.
    """
    broker_url = os.environ.get("DONDOC_TEST_BROKER_URL")
    database_url = os.environ.get("DONDOC_TEST_DATABASE_URL")
    if broker_url and database_url:
        return Engines(
            broker_url,
            database_url,
            f"{database_url}_receiver",
            os.environ.get("DONDOC_TEST_KILL_BROKER", ""),
            os.environ.get("DONDOC_TEST_START_BROKER", ""),
        )
    stack: Stack = request.getfixturevalue("stack")
    broker = stack.container("rabbitmq")
    return Engines(
        apart_url(stack),
        stack.scratch_database_url("fault_sender"),
        stack.scratch_database_url("fault_receiver"),
        f"docker kill {broker}",
        f"docker start {broker}",
    )
