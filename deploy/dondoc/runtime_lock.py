"""Print the part of requirements.lock that a running system needs, hashes included.

The one lock file also pins what tests and linters use; the image gets only the closure of
`[project] dependencies`, so that `pip install --require-hashes` can check every file of it.
"""
# ruff: noqa: INP001 - a script of the image build, no package

import re
import sys
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

_START = re.compile(r"^(?P<name>[A-Za-z0-9._-]+)==")
_NAME = re.compile(r"^[A-Za-z0-9._-]+")


@dataclass(frozen=True, slots=True)
class Pin:
    """One pinned distribution: its lines in the lock and the names of those that asked for it."""

    text: str
    wanted_by: frozenset[str]


def read_pins(lock: str) -> dict[str, Pin]:
    """Return the pins of a lock file written by pip-compile, by normalised name.

    Who asked for a pin is read from its `# via` comments, in both their forms: one name behind
    the word, or one name a line below it.
    """
    blocks: dict[str, list[str]] = {}
    for line in lock.splitlines():
        start = _START.match(line)
        if start:
            block = blocks.setdefault(_normal(start["name"]), [])
        elif not line.startswith(" "):
            continue  # a comment of pip-compile's own, between the pins
        block.append(line)
    return {name: Pin("\n".join(lines), _wanted_by(lines)) for name, lines in blocks.items()}


def closure(pins: Mapping[str, Pin], direct: Iterable[str]) -> list[str]:
    """Return the sorted names of `direct` and of all that these ask for.

    Raises KeyError for a direct dependency that the lock does not pin: the lock is older than
    pyproject.toml.
    """
    found = {_normal(name) for name in direct}
    missing = sorted(found - pins.keys())
    if missing:
        raise KeyError(f"not in requirements.lock, run script/lock: {', '.join(missing)}")
    while True:
        more = {name for name, pin in pins.items() if pin.wanted_by & found} - found
        if not more:
            return sorted(found)
        found |= more


def runtime_lock(lock: str, pyproject: str) -> str:
    """Return the lines of `lock` that the dependencies in `pyproject` need."""
    pins = read_pins(lock)
    wanted = tomllib.loads(pyproject)["project"]["dependencies"]
    names = closure(pins, (match[0] for text in wanted if (match := _NAME.match(text))))
    return "\n".join(pins[name].text for name in names) + "\n"


def _wanted_by(lines: Iterable[str]) -> frozenset[str]:
    comments = (line.strip() for line in lines if line.lstrip().startswith("#"))
    names = (comment.removeprefix("#").strip().removeprefix("via").strip() for comment in comments)
    return frozenset(_normal(name) for name in names if _NAME.fullmatch(name))


def _normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


if __name__ == "__main__":
    lock_file, project_file = sys.argv[1:]
    sys.stdout.write(runtime_lock(Path(lock_file).read_text(), Path(project_file).read_text()))
