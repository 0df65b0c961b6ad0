"""Processor time of every process that a bench has started, by what it is."""

import os
import re
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

TICK_MS: Final = 1000 / os.sysconf("SC_CLK_TCK")
_NAMES: Final = (
    (re.compile(r"postgres: \w+ (\w+) 127"), r"PostgreSQL, \1"),
    (re.compile(r"postgres"), "PostgreSQL itself"),
    (re.compile(r"dondoc serve (\w+)"), r"\1, web"),
    (re.compile(r"dondoc work (\w+)"), r"\1, worker"),
    (re.compile(r"rabbitmq|erl|epmd|beam"), "RabbitMQ"),
    (re.compile(r"tests.bench"), "load"),
)
"""How a process is told by its command line; the first that is found in it."""


def spent(seconds: float) -> Mapping[str, float]:
    """Return the ticks a second that each kind of process takes while nothing is asked."""
    before = ticks()
    time.sleep(seconds)
    after = ticks()
    return Counter({name: (after[name] - before[name]) / seconds for name in after})


def ticks() -> Counter[str]:
    """Return the processor time so far of this process and all that it has started, by kind."""
    spent: Counter[str] = Counter()
    for command, stat in _family(os.getpid()):
        spent[_named(command)] += int(stat[11]) + int(stat[12])
    return spent


def _family(root: int) -> Iterator[tuple[str, list[str]]]:
    """Yield command line and fields of `/proc/PID/stat`, from the state on, of all under `root`."""
    found = {}
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            command = (folder / "cmdline").read_bytes().replace(b"\0", b" ").decode()
            stat = (folder / "stat").read_text("utf-8").rpartition(")")[2].split()
        except OSError:  # it has just ended
            continue
        found[int(folder.name)] = command, stat
    for number, (command, stat) in found.items():
        ancestor = number
        while ancestor in found and ancestor != root:
            ancestor = int(found[ancestor][1][1])
        if ancestor == root:
            yield command, stat


def _named(command: str) -> str:
    for pattern, name in _NAMES:
        if match := pattern.search(command):
            return match.expand(name)
    return "others"
