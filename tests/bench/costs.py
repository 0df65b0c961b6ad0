"""Where the processor time of an act goes: of every process, until all that follows is done.

    python -m tests.bench.costs [ACTS]

Rates tell of the machine and of who else uses it; processor time much less so. What the system
takes for itself while nobody acts is measured first and taken off.
"""

import argparse
import sys
import time
from collections import Counter
from dataclasses import replace
from itertools import islice
from typing import Final

import psycopg

from tests.bench import load
from tests.bench.changes import acts_of
from tests.bench.processes import NotStartedError
from tests.bench.province import OFFICES
from tests.bench.rig import Rig
from tests.bench.sizes import QUICK
from tests.bench.ticks import TICK_MS, spent, ticks

WARM: Final = 20
"""Acts of each officer before it is measured."""
REST_S: Final = 8.0
_SETTLED_S: Final = 60.0
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
    resting = spent(REST_S)
    requests = [list(islice(one, count)) for one in acts]
    heard, before, begun = _ask(rig, "notify", _HEARD), ticks(), time.monotonic()
    load.run(port, requests)
    _settle(rig, heard + count * OFFICES)
    seconds, after = time.monotonic() - begun, ticks()
    return Counter(
        {
            name: (after[name] - before[name] - resting[name] * seconds)
            / (count * OFFICES)
            * TICK_MS
            for name in after
        }
    )


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


if __name__ == "__main__":
    main()
