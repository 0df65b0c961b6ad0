"""Where the processor time of an act goes: of every process, until all that follows is done.

    python -m tests.bench.costs [ACTS]

Rates tell of the machine and of who else uses it; processor time much less so. What the system
takes for itself while nobody acts is measured first and taken off.
"""

import argparse
import os
import re
import sys
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import replace
from itertools import islice
from pathlib import Path
from typing import Final

import psycopg

from tests.bench import load
from tests.bench.changes import acts_of
from tests.bench.processes import NotStartedError
from tests.bench.province import OFFICES
from tests.bench.rig import Rig
from tests.bench.sizes import QUICK

WARM: Final = 20
"""Acts of each officer before it is measured."""
REST_S: Final = 8.0
_SETTLED_S: Final = 60.0
_TICK_MS: Final = 1000 / os.sysconf("SC_CLK_TCK")
_NAMES: Final = (
    (re.compile(r"postgres: \w+ (\w+) 127"), r"PostgreSQL, \1"),
    (re.compile(r"postgres"), "PostgreSQL itself"),
    (re.compile(r"dondoc serve (\w+)"), r"\1, web"),
    (re.compile(r"dondoc work (\w+)"), r"\1, worker"),
    (re.compile(r"rabbitmq|erl|epmd|beam"), "RabbitMQ"),
    (re.compile(r"tests.bench"), "load"),
)
"""How a process is told by its command line; the first that is found in it."""
_LEFT: Final = "SELECT (SELECT count(*) FROM outbox) + (SELECT count(*) FROM tally_delta)"
_HEARD: Final = "SELECT count(*) FROM inbox"


def main() -> None:
    """Print the milliseconds of an act by process, the most first."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("acts", type=int, nargs="?", default=960)
    count = max(parser.parse_args().acts // OFFICES, 1)
    size = replace(QUICK, items=2 * (count + WARM), agencies=20)
    with Rig(size) as rig:
        costs = _measured(rig, count)
    for name, milliseconds in [*costs.most_common(), ("all", costs.total())]:
        sys.stdout.write(f"{milliseconds:8.2f} ms  {name}\n")


def _measured(rig: Rig, count: int) -> Counter[str]:
    """Return the milliseconds that one act costs each kind of process."""
    port = rig.system.port
    acts = [acts_of(office) for office in rig.province.offices]
    load.run(port, [list(islice(one, WARM)) for one in acts])
    _settle(rig, 0)
    resting = _spent(REST_S)
    requests = [list(islice(one, count)) for one in acts]
    heard, before, begun = _ask(rig, "notify", _HEARD), _ticks(), time.monotonic()
    load.run(port, requests)
    _settle(rig, heard + count * OFFICES)
    seconds, after = time.monotonic() - begun, _ticks()
    return Counter(
        {
            name: (after[name] - before[name] - resting[name] * seconds)
            / (count * OFFICES)
            * _TICK_MS
            for name in after
        }
    )


def _spent(seconds: float) -> Mapping[str, float]:
    """Return the ticks a second that each kind of process takes while nothing is asked."""
    before = _ticks()
    time.sleep(seconds)
    after = _ticks()
    return Counter({name: (after[name] - before[name]) / seconds for name in after})


def _settle(rig: Rig, heard: int) -> None:
    """Return once nothing is left to send or to count, and notify has heard of `heard` events."""
    deadline = time.monotonic() + _SETTLED_S
    while _ask(rig, "tasks", _LEFT) or _ask(rig, "notify", _HEARD) < heard:
        if time.monotonic() > deadline:
            raise NotStartedError(f"not all that follows was done within {_SETTLED_S:.0f} s")
        time.sleep(0.25)


def _ask(rig: Rig, database: str, query: str) -> int:
    with psycopg.connect(rig.postgres_url(database)) as connection:
        (found,) = connection.execute(query.encode()).fetchone() or (0,)
    return int(found)


def _ticks() -> Counter[str]:
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


if __name__ == "__main__":
    main()
