"""Status changes a second through the gateway, beside bare routes and pgbench."""

import contextlib
import json
import re
import subprocess
import time
import uuid
from collections.abc import Iterator, Mapping, Sequence
from itertools import count
from pathlib import Path
from typing import Final

from common.db import Database
from common.migrate import upgrade
from services.tasks.main import SCRIPTS
from tests.bench import bare, load, seed
from tests.bench.figures import Figure, Limit, Series, Target
from tests.bench.load import Load
from tests.bench.processes import NotStartedError
from tests.bench.province import OFFICES, Office
from tests.bench.rig import Rig
from tests.bench.ticks import TICK_MS, spent

ACTS: Final[Sequence[tuple[str, Mapping[str, str]]]] = (
    ("accept", {}),
    ("start", {}),
    ("update", {"note": "Đã rà soát xong đợt một, đang tổng hợp số liệu của các thôn."}),
)
"""What an officer does with each duty, in this order."""

CLIENTS: Final = OFFICES
_SCRIPT: Final = Path(__file__).with_name("changes.sql")
_TPS: Final = re.compile(r"tps = ([\d.]+)")
_WARM_S: Final = 2.0
_SETTLED_S: Final = 120.0
_REST_S: Final = 3.0
_IDLE_MS: Final = 100.0
"""Processor time a second of a worker that only looks whether there is something to do."""
_BARE_DUTIES: Final = 100
"""A client of the bare routes goes round so many."""


def measure(rig: Rig) -> Iterator[Figure]:
    """Measure the rate, and the latency that goes with it."""
    with _bare(rig) as (url, port):
        measured = {
            "ours": (rig.system.port, [acts_of(office) for office in rig.province.offices]),
            "update": (port, _on_bare("update", 0)),
            "act": (port, _on_bare("act", CLIENTS * _BARE_DUTIES)),
        }
        for one in measured.values():
            _warm(*one)
        loads, benched = _by_turns(rig, measured, url)
    yield Figure(
        _rates("status change through the gateway", loads["ours"]),
        Target(400),
        (
            Limit(_rates("bare Flask + psycopg, all that an act writes", loads["act"]), Target(25)),
            Limit(_rates("bare Flask + psycopg, the UPDATE alone", loads["update"])),
            Limit(Series("pgbench, all that an act writes", "/s", tuple(benched))),
        ),
    )
    for percent in (50, 99):
        values = tuple(one.percentile_ms(percent) for one in loads["ours"])
        yield Figure(Series(f"status change, {CLIENTS} at once, p{percent}", "ms", values))


def _by_turns(
    rig: Rig, measured: Mapping[str, tuple[int, Sequence[Iterator[bytes]]]], url: str
) -> tuple[Mapping[str, Sequence[Load]], Sequence[float]]:
    """Return the loads of each route and the rates of pgbench, all measured by turns.

    One after the other, each would have another mood of the machine, which changes by a third
    within minutes; and what the filling left to be written fell to whoever came first.
    """
    loads: dict[str, list[Load]] = {name: [] for name in measured}
    benched = []
    for _ in range(rig.size.repetitions):
        for name, (port, requests) in measured.items():
            _settle()
            loads[name].append(load.run(port, requests, rig.size.seconds))
        benched.append(_by_pgbench(rig, url))
    return loads, benched


def _warm(port: int, requests: Sequence[Iterator[bytes]]) -> None:
    """Let every process meet its first requests: they compile statements and open connections."""
    load.run(port, requests, _WARM_S)


def _settle() -> None:
    """Return once nobody works: a worker takes half a minute over all that was just filled in."""
    deadline = time.monotonic() + _SETTLED_S
    while spent(_REST_S)["tasks, worker"] * TICK_MS > _IDLE_MS:
        if time.monotonic() > deadline:
            raise NotStartedError(f"the worker of tasks did not rest within {_SETTLED_S:.0f} s")


def act_request(
    office: Office, duty: int, version: int, action: str, body: Mapping[str, object]
) -> bytes:
    """Return the request of an act on the `version` of a duty."""
    headers = {
        "Authorization": office.authorization,
        "Content-Type": "application/json",
        "If-Match": f'"{version}"',
        "Idempotency-Key": uuid.uuid4().hex,
    }
    path = f"/api/assignments/{duty}/actions/{action}"
    return load.request("POST", path, headers, json.dumps(body).encode())


def acts_of(office: Office) -> Iterator[bytes]:
    """Yield the acts of one officer; the repetitions share them, so no duty is begun twice."""
    for duty in office.take(len(office.duties) * 3 // 4):
        for version, (action, body) in enumerate(ACTS, start=1):
            yield act_request(office, duty, version, action, body)


def _on_bare(route: str, first: int) -> list[Iterator[bytes]]:
    """Return the requests of every client to a bare route, without end."""
    return [
        _rounds(route, range(begin + 1, begin + _BARE_DUTIES + 1))
        for begin in range(first, first + CLIENTS * _BARE_DUTIES, _BARE_DUTIES)
    ]


def _rounds(route: str, duties: Sequence[int]) -> Iterator[bytes]:
    """Yield a change of each duty, then of each again, on its next version."""
    for version in count(1):
        for duty in duties:
            headers = {"Content-Type": "application/json", "If-Match": f'"{version}"'}
            body = json.dumps(ACTS[-1][1]).encode()
            yield load.request("POST", f"/{route}/{duty}", headers, body)


@contextlib.contextmanager
def _bare(rig: Rig) -> Iterator[tuple[str, int]]:
    """Serve the bare routes over a database of their own, equally full but without a worker."""
    database = Database(rig.database_url("bare"))
    upgrade(database, SCRIPTS)
    database.close()
    url = rig.postgres_url("bare")
    seed.fill(url, rig.size, assigner_id=1, office_ids=())
    with bare.serving(rig.folder, url, next(rig.ports)) as port:
        yield url, port


def _by_pgbench(rig: Rig, url: str) -> float:
    rows = rig.size.items * rig.size.agencies
    command = ["pgbench", "--no-vacuum", f"--file={_SCRIPT}", f"--define=rows={rows}"]
    # Of the duties before, the bare routes know the versions.
    command += [f"--define=first={2 * CLIENTS * _BARE_DUTIES + 1}"]
    command += [f"--client={CLIENTS}", "--jobs=2", f"--time={rig.size.seconds:.0f}", url]
    done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 - our own constants
    found = _TPS.search(done.stdout)
    if done.returncode or not found:
        raise NotStartedError(f"pgbench: {done.stderr[-2000:]}")
    return float(found[1])


def _rates(name: str, loads: Sequence[Load]) -> Series:
    return Series(name, "/s", tuple(one.per_second for one in loads))
