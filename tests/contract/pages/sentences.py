"""What services say is wrong, read from their code: every sentence a page might have to show."""

import ast
import functools
import importlib
import pkgutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import common.stuck
import common.web
import gateway.identity
import services.notify
import services.plans
import services.tasks
from common.errors import Problem

PACKAGES: Final = (
    services.plans,
    services.tasks,
    services.notify,
    gateway.identity,
    common.stuck,
    common.web,
)
HELPERS: Final = {"_conflict": "ActionNotAvailableError", "refused": "NotAllowedError"}
"""Functions of the services that make a problem of a sentence, by the class they make it of."""
FIELDS: Final = {"FieldError": 1, "Fault": 2, "ValidationError": 0, "WrongCellError": 0}
"""What tells of a field, with the place of its sentence among the arguments."""
ROWS: Final = {"_moves": 2, "dict.fromkeys": 1}
"""What tells of a row why it is refused or kept, likewise."""
ROW: Final = "row"


@dataclass(frozen=True, slots=True)
class Said:
    """One sentence: `template` with `{}` for what is filled in.

    `problem` is the class that it is the detail of, `ROW`, or none of a sentence about a field.
    """

    template: str
    where: str
    problem: str | None = None

    def samples(self) -> Iterator[str]:
        """Yield the sentence filled in such ways that one of them is what a service would say."""
        for value in ("2026-11-09", "5", "so-y-te", "submit", "Sở Y tế"):
            yield self.template.replace("{}", value)


@functools.cache
def classes() -> dict[str, type[Problem]]:
    """Return the classes of problems by name; their docstrings are sentences too."""
    for package in PACKAGES:
        for one in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            if ".migrations" not in one.name:
                importlib.import_module(one.name)
    found: dict[str, type[Problem]] = {}
    waiting: list[type[Problem]] = [Problem]
    while waiting:
        one_class = waiting.pop()
        found[one_class.__name__] = one_class
        waiting += one_class.__subclasses__()
    return found


@functools.cache
def said() -> tuple[Said, ...]:
    """Return every sentence that the services' code says, by file and line."""
    return tuple(
        one
        for package in PACKAGES
        for path in sorted(Path(str(package.__file__)).parent.rglob("*.py"))
        for one in _of_file(path)
    )


def _of_file(path: Path) -> Iterator[Said]:
    tree = ast.parse(path.read_text("utf-8"))
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef):
            where = f"{path.parent.name}/{path.name}:{node.lineno}"
            for sentence, problem in _answered(node):
                for template in _texts(sentence, node):
                    yield Said(template, where, problem)
    for function, call in _calls(tree, tree):
        where = f"{path.parent.name}/{path.name}:{call.lineno}"
        sentence, problem = _sentence(call)
        for template in _texts(sentence, function):
            if " " in template.strip():  # `dict.fromkeys` is used for other things too
                yield Said(template, where, problem)


def _answered(function: ast.FunctionDef) -> Iterator[tuple[ast.expr | None, str | None]]:
    """Yield what a function answers as wrong with a cell or a row, or as why a row is kept."""
    for node in ast.walk(function):
        if isinstance(node, ast.Dict):
            keys = [one.value if isinstance(one, ast.Constant) else None for one in node.keys]
            if "code" in keys and "message" in keys:
                yield node.values[keys.index("message")], ROW
        elif isinstance(node, ast.Return) and function.name == "_why_kept":
            yield node.value, ROW
        elif isinstance(node, ast.Tuple) and function.name == "_wrong":  # of the cells of a sheet
            yield node.elts[1], None


def _calls(node: ast.AST, function: ast.AST) -> Iterator[tuple[ast.AST, ast.Call]]:
    """Yield each call with the function, or the module, that it stands in."""
    for child in ast.iter_child_nodes(node):
        inside = child if isinstance(child, ast.FunctionDef) else function
        if isinstance(child, ast.Call):
            yield inside, child
        yield from _calls(child, inside)


def _sentence(call: ast.Call) -> tuple[ast.expr | None, str | None]:
    """Return the argument that is a sentence, and what it is said of."""
    name = ast.unparse(call.func)
    if name in ROWS and len(call.args) > ROWS[name]:
        return call.args[ROWS[name]], ROW
    given = next((one.value for one in call.keywords if one.arg == "error"), None)
    if given is not None and name.startswith("validate."):
        return given, None
    place = 1 if name.endswith("Error.of") else FIELDS.get(name)
    problem = None
    if place is None:
        problem = HELPERS.get(name, name)
        place = 0 if problem in classes() else None
    if place is None or len(call.args) <= place:
        return None, None
    return call.args[place], problem


def _texts(node: ast.expr | None, function: ast.AST) -> Iterator[str]:
    """Yield what an expression may come to, `{}` for each part that only running it tells."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, ast.JoinedStr):
        parts = (one.value if isinstance(one, ast.Constant) else "{}" for one in node.values)
        yield "".join(map(str, parts))
    elif isinstance(node, ast.IfExp):
        yield from _texts(node.body, function)
        yield from _texts(node.orelse, function)
    elif isinstance(node, ast.Name):
        for one in ast.walk(function):
            named = isinstance(one, ast.Assign) and ast.unparse(one.targets[0]) == node.id
            if named and isinstance(one, ast.Assign):
                yield from _texts(one.value, function)
