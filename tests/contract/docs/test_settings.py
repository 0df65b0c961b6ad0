"""The page of settings names every environment variable, and none besides."""

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Final

from gateway.main import BEHIND
from tests.contract.docs.pages import ROOT

PAGE: Final = (ROOT / "docs/reference/settings.md").read_text("utf-8")
PACKAGES: Final = ("common", "services", "gateway", "dondoc", "tests", "deploy")
SHELL: Final = ("script", "deploy", ".ci", "docker-compose.yml")
READERS: Final = {"text", "secret", "integer", "flag", "get"}
OWN_MAKING: Final = ("tests/unit/common/", "tests/bench/")
"""What these read, they have set themselves."""

_NAME = re.compile(r"[A-Z][A-Z_]+")
_IN_SHELL = re.compile(r"\$\{([A-Z][A-Z_]+)[:?+-]")
_DOCUMENTED = re.compile(r"`([A-Z]+_?[A-Z_]*)`")


def _python() -> Iterator[Path]:
    for package in PACKAGES:
        yield from (ROOT / package).rglob("*.py")


def _read_in(tree: ast.AST) -> Iterator[str]:
    """Yield the variables that a module reads: by `Environment`, `os.environ` or click."""
    for node in ast.walk(tree):
        if isinstance(node, ast.keyword) and node.arg == "envvar":
            yield from _constant(node.value)
        if isinstance(node, ast.Subscript) and ast.unparse(node.value) == "os.environ":
            yield from _constant(node.slice)
        if isinstance(node, ast.Call) and node.args:
            yield from _of_call(node)


def _of_call(node: ast.Call) -> Iterator[str]:
    called = ast.unparse(node.func)
    names = list(_constant(node.args[-1 if called == "_url" else 0]))
    owner, _, method = called.rpartition(".")
    if called == "_url":  # in common.config: an address and its password
        for name in names:
            yield from (f"{name}_URL", f"{name}_PASSWORD", f"{name}_PASSWORD_FILE")
    elif method in READERS and (owner.endswith("env") or owner == "os.environ"):
        yield from names
        if method == "secret":
            yield from (f"{name}_FILE" for name in names)


def _constant(node: ast.expr) -> Iterator[str]:
    if isinstance(node, ast.Constant) and _NAME.fullmatch(str(node.value)):
        yield str(node.value)


def _shell_files() -> Iterator[Path]:
    for name in SHELL:
        path = ROOT / name
        yield from [path] if path.is_file() else (p for p in path.rglob("*") if p.is_file())


@cache
def _used() -> set[str]:
    found = {f"DONDOC_{name.upper()}_URL" for name in BEHIND}
    for path in _python():
        text = path.read_text("utf-8")
        # What reads a variable writes one of these; to parse all the other modules takes long.
        reads = "env" in text or "_url(" in text
        if reads and not path.relative_to(ROOT).as_posix().startswith(OWN_MAKING):
            found.update(_read_in(ast.parse(text)))
    for path in _shell_files():
        if path.suffix != ".pyc":
            found.update(_IN_SHELL.findall(path.read_text("utf-8")))
    return found


def test_every_variable_that_is_read_is_on_the_page() -> None:
    used = _used()
    assert len(used) > 60
    assert not sorted(used - set(_DOCUMENTED.findall(PAGE)))


def test_every_variable_on_the_page_is_read() -> None:
    documented = {name for name in _DOCUMENTED.findall(PAGE) if "_" in name}
    assert not sorted(documented - _used())
