"""What the structure promises: guarded routes, consumed queues, living events, small modules."""

import ast
import functools
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from common import events
from common.config import Config, Environment
from common.db import Database
from common.errors import Problem
from common.web import Operation, make_app
from dondoc.serve import SERVICES
from gateway.identity.api import DOORS
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


def _applications() -> Iterator[Flask]:
    """Yield the application of every service, and of identity, which the gateway carries."""
    database = Database("sqlite://")
    for name in ("plans", "tasks", "notify"):
        yield SERVICES[name].web(_config(name), database, Environment({}))
    yield make_app(_config("identity"), database, DOORS)


def _config(name: str) -> Config:
    return Config(name, "sqlite://", KEYS[1], "a cursor secret for tests")


def _operations() -> list[tuple[str, Operation]]:
    """Return every declared operation with its whole path."""
    views = [
        (rule.rule, app.view_functions[rule.endpoint])
        for app in _applications()
        for rule in app.url_map.iter_rules()
    ]
    return [
        (path, view.args[0])
        for path, view in views
        if isinstance(view, functools.partial) and isinstance(view.args[0], Operation)
    ]


def _sources() -> list[Path]:
    return [path for package in PACKAGES for path in (ROOT / package).rglob("*.py")]


def test_each_route_asks_for_a_caller_or_is_on_the_short_list() -> None:
    operations = _operations()
    assert len(operations) > 20
    opened = {(one.method, path) for path, one in operations if one.access is None}
    assert opened == set(OPEN_ROUTES)


def test_each_route_has_a_summary() -> None:
    assert not [path for path, one in _operations() if not one.summary.strip()]


def test_each_example_is_a_body_that_its_operation_takes() -> None:
    shown = [(path, one) for path, one in _operations() if one.example is not None]
    assert len(shown) > 10
    refused = {
        path: one.body.validate(dict(one.example))
        for path, one in shown
        if one.body is not None and one.example is not None
    }
    assert {path: errors for path, errors in refused.items() if errors} == {}
    assert len(refused) == len({path for path, _ in shown})


def test_choices_are_for_parts_of_the_path() -> None:
    chosen = [(path, name) for path, one in _operations() for name in one.choices]
    assert chosen
    assert not [(path, name) for path, name in chosen if f"<{name}>" not in path]


def test_each_change_of_a_versioned_resource_asks_for_if_match() -> None:
    unversioned = [
        (one.method, path)
        for path, one in _operations()
        if one.method in {"PUT", "PATCH"} and not one.versioned
    ]
    assert not unversioned


@pytest.mark.parametrize("event_type", sorted(events.SCHEMAS))
def test_each_event_has_an_emitter_and_a_consumer(event_type: str) -> None:
    constant = next(n for n, v in vars(events).items() if v == event_type and n.isupper())
    emitted = [
        path
        for path in _sources()
        if "common/events/" not in path.as_posix()
        and re.search(rf"events\.{constant}\b", path.read_text("utf-8"))
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
