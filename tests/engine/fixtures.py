"""Fixtures of the compose stack, registered once in tests/conftest.py: one stack for a whole run.

`DONDOC_TEST_KEEP=1` leaves the stack running at the end and uses it again in the next run, for
short loops while writing a test; `DONDOC_TEST_PROJECT` gives it another name.
"""

import fcntl
import json
import os
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

import pytest
from pytest_docker.plugin import Services

from tests.engine import compose
from tests.engine.stack import Stack


@dataclass(frozen=True, slots=True)
class Project:
    """What a stack keeps from one run to the next."""

    name: str
    ports: compose.Ports
    secrets: Path
    kept: bool


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what needs the stack, so that `-m "not engine"` leaves it out."""
    for item in items:
        if "stack" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.engine)


@pytest.fixture(scope="session")
def _project() -> Iterator[Project]:
    """Name, ports and secrets of the stack, for this run alone."""
    name = compose.project_name()
    folder = compose.ROOT / "var" / "test" / name
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "lock").open("w") as lock:
        # Two runs in one checkout take turns: neither sees, or kills, the other's containers.
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield _read_or_choose(name, folder)


def _read_or_choose(name: str, folder: Path) -> Project:
    kept, noted = bool(os.environ.get("DONDOC_TEST_KEEP")), folder / "ports.json"
    if kept and noted.exists():
        ports = compose.Ports(**json.loads(noted.read_text("utf-8")))
    else:
        ports = compose.choose_ports()
        noted.write_text(json.dumps(asdict(ports)), "utf-8")
    return Project(name, ports, folder / "secrets", kept)


@pytest.fixture(scope="session")
def docker_compose_command(_project: Project) -> str:
    """Compose 2 or 1.29.2 with this run's settings; skips where no engine answers."""
    if not compose.engine_answers():
        pytest.skip("no Docker engine answers; script/engine starts one")
    compose.run([str(compose.ROOT / "script" / "engine")], timeout_s=900.0)
    compose.make_secrets(_project.secrets)
    return compose.command(_project.ports, _project.secrets)


@pytest.fixture(scope="session")
def docker_compose_file() -> list[str]:
    """The file that users run, and what tests add to it."""
    return [str(file) for file in compose.FILES]


@pytest.fixture(scope="session")
def docker_compose_project_name(_project: Project) -> str:
    """A name of the tests' own: script/up and they do not meet."""
    return _project.name


@pytest.fixture(scope="session")
def docker_setup(_project: Project) -> list[str]:
    """Build what has changed, then start; a run that was killed has left its stack behind."""
    fresh = [] if _project.kept else ["down -v --remove-orphans"]
    # No --wait, which Compose 1.29.2 does not know; and built first, or Compose 2 would look for
    # our image in a registry.
    return [*fresh, "build", "up -d"]


@pytest.fixture(scope="session")
def docker_cleanup(_project: Project) -> list[str]:
    """Remove containers, networks and data."""
    return [] if _project.kept else ["down -v --remove-orphans"]


@pytest.fixture(scope="session")
def stack(_project: Project, docker_services: Services) -> Stack:
    """Return the whole system, running and ready."""
    stack = Stack(_project.name, _project.ports, _project.secrets)
    stack.wait_until_ready(
        timeout_s=300.0
    )  # eight processes start at once, perhaps on two busy cores
    stack.wait_until_consuming()
    return stack
