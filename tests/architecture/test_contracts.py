"""What the structure promises: guarded routes, consumed queues, living events, small modules."""

import ast
import gc
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from common import events
from common.config import Config, Environment
from common.db import Database
from common.errors import Problem
from common.web.door import Door, Operation
from dondoc.serve import SERVICES
from tests.conftest import KEYS

ROOT = Path(__file__).parents[2]
PACKAGES = ("common", "services", "gateway", "dondoc")

OPEN_ROUTES = {
    ("POST", "/sessions"): "logging in",
    ("GET", "/sessions/current"): "the session's own token is the key",
    ("DELETE", "/sessions/current"): "the session's own token is the key",
    ("POST", "/sessions/current/renewals"): "the session's own token is the key",
    ("GET", "/receipts/<token>"): "an SMS gateway reports; the token is signed",
    ("POST", "/receipts/<token>"): "an SMS gateway reports; the token is signed",
}
"""Routes without a caller, each with its reason."""

OTHER_CLOCKS = {
    "common/clock.py": "the clock itself",
    "gateway/clients/limits.py": "the package of rate limits reckons with the machine's clock",
}
"""Modules that read the time by themselves, each with its reason."""

UNCONSUMED: dict[str, str] = {}
"""Events that nobody handles yet, each with its reason."""


def _doors() -> Iterator[Door]:
    """Yield every door of the system; notify makes one of its own for each application."""
    assert all(SERVICES.values())  # a service is imported, and its doors made, when asked for
    config = Config("notify", "sqlite://", KEYS[1], "a cursor secret for tests")
    app = SERVICES["notify"].web(config, Database("sqlite://"), Environment({}))
    assert app.blueprints
    yield from (found for found in gc.get_objects() if isinstance(found, Door))


def _operations() -> list[Operation]:
    return [operation for door in _doors() for operation in door.operations]


def _sources() -> list[Path]:
    return [path for package in PACKAGES for path in (ROOT / package).rglob("*.py")]


def test_each_route_asks_for_a_caller_or_is_on_the_short_list() -> None:
    operations = _operations()
    assert len(operations) > 20
    opened = {
        (operation.method, f"{door.blueprint.url_prefix or ''}{operation.rule}")
        for door in _doors()
        for operation in door.operations
        if operation.access is None
    }
    assert opened == set(OPEN_ROUTES)


def test_each_route_has_a_summary() -> None:
    assert not [o.rule for o in _operations() if not o.summary.strip()]


def test_each_change_of_a_versioned_resource_asks_for_if_match() -> None:
    unversioned = [
        (o.method, o.rule)
        for o in _operations()
        if o.method in {"PUT", "PATCH"} and not o.versioned
    ]
    assert not unversioned


@pytest.mark.parametrize("event_type", sorted(events.SCHEMAS))
def test_each_event_has_an_emitter_and_a_consumer(event_type: str) -> None:
    constant = next(n for n, v in vars(events).items() if v == event_type and n.isupper())
    emitted = [
        path
        for path in _sources()
        if path.name != "events.py" and re.search(rf"events\.{constant}\b", path.read_text("utf-8"))
    ]
    handled = [name for name, service in SERVICES.items() if event_type in service.handlers]
    assert emitted, "nothing emits it"
    assert handled or event_type in UNCONSUMED


def test_each_event_has_a_page_in_the_reference() -> None:
    page = (ROOT / "docs/reference/events.md").read_text("utf-8")
    assert not [event_type for event_type in events.SCHEMAS if f"`{event_type}`" not in page]


def _problems(base: type[Problem] = Problem) -> Iterator[type[Problem]]:
    yield base
    for derived in base.__subclasses__():
        yield from _problems(derived)


def test_each_problem_type_is_documented() -> None:
    page = (ROOT / "docs/reference/problems.md").read_text("utf-8")
    assert not sorted({p.type for p in _problems() if f"`{p.type}`" not in page})


def test_each_folder_has_a_line_in_the_reference() -> None:
    page = (ROOT / "docs/reference/folders.md").read_text("utf-8")
    folders = {path.parent.relative_to(ROOT).as_posix() for path in _sources()}
    packages = {f for f in folders if "migrations" not in f}
    assert not sorted(folder for folder in packages if f"`{folder}/`" not in page)


def test_time_comes_from_the_clock_alone() -> None:
    wild = re.compile(r"datetime\.now\(|date\.today\(|time\.time\(|utcnow\(")
    offenders = {
        path.relative_to(ROOT).as_posix()
        for path in _sources()
        if wild.search(path.read_text("utf-8"))
    }
    assert offenders == set(OTHER_CLOCKS)


def test_modules_and_functions_stay_small() -> None:
    large = []
    for path in _sources():
        source = path.read_text("utf-8")
        if source.count("\n") > 400 and "migrations" not in path.parts:
            large.append(f"{path.relative_to(ROOT)}: {source.count(chr(10))} lines")
        for node in ast.walk(ast.parse(source)):
            if isinstance(node, ast.FunctionDef) and "migrations" not in path.parts:
                lines = (node.end_lineno or 0) - node.lineno + 1
                if lines > 60:
                    large.append(f"{path.relative_to(ROOT)}: {node.name} has {lines} lines")
    assert not large
