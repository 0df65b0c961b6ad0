"""What every test may use: keys, settings, and a network that stays closed in unit tests."""

import socket
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import settings

from common.caller import Caller, Role
from common.config import Config
from common.db import LIBRARY, Database
from common.web.tokens import Minter, generate_key_pair
from dondoc.serve import settle
from tests.sharing import share_statements

pytest_plugins = ["tests.engine.fixtures"]  # here and not below: one stack for all folders

# The same examples everywhere, so that a red test is about the change at hand. Others are looked
# for on purpose: script/test --hypothesis-profile=explore tests/unit
settings.register_profile("explore", derandomize=False)
settings.register_profile("same", derandomize=True)
settings.load_profile("same")

share_statements()

KEYS = generate_key_pair()
CLOSED = ("unit", "contract", "stateful", "architecture")


def pytest_collection_finish() -> None:
    """Leave what collecting made out of garbage collection: units take 327 s so, 370 without."""
    settle()


@pytest.fixture(autouse=True)
def _closed_network(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep unit tests from the network; those that speak to a local server ask `open_network`."""
    parts = Path(str(request.path)).parts
    if "tests" not in parts or "open_network" in request.fixturenames:
        return
    if parts[parts.index("tests") + 1] in CLOSED[:1]:

        def refuse(*_: object) -> None:
            raise AssertionError("a unit test reached for the network")

        monkeypatch.setattr(socket.socket, "connect", refuse)


@pytest.fixture
def open_network() -> None:
    """Allow connections; for tests that start a server of their own on loopback."""


@pytest.fixture
def minter() -> Minter:
    """The gateway's signing of service tokens, with the key pair that `make_config` trusts."""
    return Minter(KEYS[0])


@pytest.fixture
def make_config() -> Callable[[str], Config]:
    """Return settings of a service for tests, on the embedded bus."""
    return lambda service: Config(service, "sqlite://", KEYS[1], "a cursor secret for tests")


@pytest.fixture
def library_database(tmp_path: Path) -> Database:
    """Return a SQLite database that holds the library's own tables only."""
    database = Database(f"sqlite:///{tmp_path}/library.db")
    LIBRARY.create_all(database.engine)
    return database


@pytest.fixture
def make_caller() -> Callable[..., Caller]:
    """Return callers: `make_caller("officer", agency_id=3)`."""

    def make(*roles: str, user_id: int = 1, agency_id: int | None = 1) -> Caller:
        held = frozenset(Role(role) for role in roles)
        return Caller(user_id, f"user-{user_id}", agency_id, held)

    return make
