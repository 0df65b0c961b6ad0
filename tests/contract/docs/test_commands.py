"""What README and pages tell to type exists: scripts, commands, options, routes, files."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import click
import pytest

from dondoc.cli import main
from gateway.identity.api import DOORS
from gateway.pages.blueprint import ROUTES
from services.notify.api import door as notify_door
from services.plans.api import door as plans_door
from services.tasks.api import door as tasks_door
from services.tasks.model import Action
from tests.contract.docs.pages import PAGES, ROOT, code_of, name_of

CLI: Final = (ROOT / "docs/reference/cli.md").read_text("utf-8")
_SCRIPT = re.compile(r"(?<![\w/])(?:script|\.ci|deploy)/[\w-]+(?![\w./])")
_COMMAND = re.compile(
    r"(?<![\w/.-])(?:\.venv/bin/)?dondoc ([a-z][a-z-]*)(?: (list|replay)\b)?([^`\n|]*)"
)
_CALL = re.compile(r"(?:\$api|/api)(/[a-z][\w$/{}-]*)")
_VARIABLE = re.compile(r"<[^>]*>|\{[^}]*\}|\$\w+|(?<=/)\d+")
_PAGE = re.compile(r"127\.0\.0\.1:8080(/(?!api)[\w/-]+)")
_FILE = re.compile(r"(?<![\w/@])@?((?:tests|docs|dondoc)/[\w/.-]+\.\w+)")


def _commands(group: click.Group = main, before: str = "") -> Iterator[tuple[str, click.Command]]:
    for name, command in group.commands.items():
        if isinstance(command, click.Group):
            yield from _commands(command, f"{before}{name} ")
        else:
            yield f"{before}{name}", command


COMMANDS: Final = dict(_commands())


@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_each_command_and_its_options_are_on_the_page(name: str) -> None:
    assert f"`dondoc {name}" in CLI
    options = [
        option
        for parameter in COMMANDS[name].params
        if isinstance(parameter, click.Option)
        for option in parameter.opts
    ]
    assert not [option for option in options if f"`{option}" not in CLI]


def test_each_script_is_on_the_page() -> None:
    scripts = sorted(path.name for path in (ROOT / "script").iterdir() if path.is_file())
    assert not [name for name in scripts if f"`script/{name}`" not in CLI]


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_each_script_a_page_names_exists(page: Path) -> None:
    named = set(_SCRIPT.findall(page.read_text("utf-8")))
    assert not sorted(name for name in named if not (ROOT / name).exists())


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_each_command_a_page_gives_exists_with_its_options(page: Path) -> None:
    wrong = []
    for name, below, rest in _COMMAND.findall(page.read_text("utf-8")):
        full = f"{name} {below}".strip()
        command = COMMANDS.get(full)
        if command is None and name in main.commands:
            continue  # a group, spoken of as such
        known = {option for p in (command.params if command else ()) for option in p.opts}
        options = re.findall(r"--[a-z-]+", rest.partition(";")[0])
        if command is None or not set(options) <= known | {"--help"}:
            wrong.append(f"dondoc {full} {rest}")
    assert not wrong


def _bare(path: str) -> str:
    """Return a path with each of its variables as a star."""
    return _VARIABLE.sub("*", path).rstrip("/")


OPERATIONS: Final = {
    _bare(operation.rule)
    for door in (plans_door, tasks_door, notify_door, *DOORS)
    for operation in door.operations
} | {"/docs", "/openapi", "/receipts"}


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_each_call_of_the_api_in_a_page_exists(page: Path) -> None:
    called = {_bare(path) for path in _CALL.findall(page.read_text("utf-8"))}
    acts = {f"/assignments/*/actions/{action}" for action in Action}
    assert not sorted(called - OPERATIONS - acts)


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_each_file_a_command_takes_exists(page: Path) -> None:
    named = set(_FILE.findall(code_of(page.read_text("utf-8"))))
    assert not sorted(name for name in named if not (ROOT / name).exists())


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_each_address_in_a_page_is_served(page: Path) -> None:
    served = {route.rule for route in ROUTES} | {"/readyz", "/healthz"}
    assert not set(_PAGE.findall(page.read_text("utf-8"))) - served
