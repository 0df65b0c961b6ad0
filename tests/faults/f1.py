r"""F1: relay, consumer and broker killed by force under load; no event is lost or doubled.

    python -m tests.faults.f1 BROKER_URL SENDER_URL RECEIVER_URL \
        --kill-broker "docker kill rabbitmq" --start-broker "docker start rabbitmq"

Without the two commands the broker is left alone. The databases are emptied.
"""

import argparse
import contextlib
import functools
import random
import shlex
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import sqlalchemy as sa

from common import outbox
from common.bus.topology import Topology, connect, opened
from common.db import Database
from common.events import ACCOUNT_CHANGED
from tests.contract.bus.suite import EFFECTS, make_database, remove_queues
from tests.faults import actors
from tests.faults.history import Verdict, check, read

DRAIN_S = 60.0
"""After the last fault, everything must have arrived by then."""

STILL_S = 4.0
"""So long nothing may stir before all has arrived: the broker does not count what a consumer holds,
and counts too little for a moment after its start (of 1,500 messages 1,342)."""


@dataclass(frozen=True, slots=True)
class Engines:
    """The broker and the two databases, and how to kill and start the broker."""

    broker_url: str
    sender_url: str
    receiver_url: str
    kill_broker: str = ""
    start_broker: str = ""


@dataclass(frozen=True, slots=True)
class Load:
    """How much is written and how often something is killed."""

    writes: int = 6_000
    writers: int = 8
    rate: float = 150.0  # a second, all writers together; 0 is as fast as they can
    backlog: int = 5_000  # written before relay and consumer start
    actor_every_s: tuple[float, float] = (0.7, 1.5)
    broker_every_s: float = 14.0
    least_kills: int = 8  # reached over what is left to relay, if writing was done before
    seed: int = 1
    pace: float = 1.0  # times all intervals and the limit for draining, for a busy machine


@dataclass(frozen=True, slots=True)
class Result:
    """What the checker found, what was killed, and how long the rest took afterwards."""

    verdict: Verdict
    kills: Counter[str]
    effects: int
    drained: bool
    drain_s: float

    def __str__(self) -> str:
        kills = ", ".join(f"{count} × {name}" for name, count in sorted(self.kills.items()))
        end = f"drained in {self.drain_s:.1f} s" if self.drained else "NOT drained"
        return f"{self.effects} effects; {self.verdict}; killed {kills or 'nothing'}; {end}"

    @property
    def passed(self) -> bool:
        """Whether F1 holds."""
        return self.verdict.clean and self.drained


@dataclass(slots=True)
class _Stage:
    """The actors on stage and who kills them."""

    engines: Engines
    mutant: str
    kills: Counter[str] = field(default_factory=Counter)
    running: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)

    def start(self, role: str) -> None:
        url = self.engines.sender_url if role == "relay" else self.engines.receiver_url
        self.running[role] = actors.start(role, url, self.engines.broker_url, mutant=self.mutant)

    def kill(self, role: str) -> None:
        _end(self.running[role])
        self.kills[role] += 1

    def strike_broker(self) -> None:
        if self.engines.kill_broker:
            for command in (self.engines.kill_broker, self.engines.start_broker):
                subprocess.run(shlex.split(command), check=True, capture_output=True)  # noqa: S603
            self.kills["broker"] += 1


def run(engines: Engines, load: Load, directory: Path, mutant: str = "") -> Result:
    """Play F1 and return what the checker says; histories go to `directory`."""
    sender, receiver = make_database(engines.sender_url), make_database(engines.receiver_url)
    _clear(sender, engines.broker_url)
    _write(engines, directory, load.backlog, load.writers, 0.0).communicate()
    stage = _Stage(engines, mutant)
    with _played(stage):
        _strike(stage, load, _write(engines, directory, load.writes, load.writers, load.rate))
        began = time.monotonic()
        still = functools.partial(_is_still, sender, receiver, engines.broker_url)
        drained = _until(still, DRAIN_S * load.pace)
        drain_s = time.monotonic() - began
    effects = _effects(receiver)
    remove_queues(engines.broker_url, Topology(actors.QUEUE))
    verdict = check(read(sorted(directory.glob("*.history"))), effects)
    sender.close()
    receiver.close()
    return Result(verdict, stage.kills, len(effects), drained, drain_s)


def _strike(stage: _Stage, load: Load, writer: subprocess.Popen[bytes]) -> None:
    """Kill one thing after the other until the writers are done."""
    chance = random.Random(load.seed)  # noqa: S311 - chance that can be repeated
    time.sleep(0.5)
    stage.strike_broker()  # over the backlog, of which the relay has just begun to take
    broker_due = time.monotonic() + load.broker_every_s * load.pace
    while writer.poll() is None or stage.kills.total() < load.least_kills:
        time.sleep(chance.uniform(*load.actor_every_s) * load.pace)
        role = chance.choice(sorted(stage.running))
        stage.kill(role)
        stage.start(role)
        if time.monotonic() > broker_due:
            stage.strike_broker()
            broker_due = time.monotonic() + load.broker_every_s * load.pace
    writer.communicate()  # closes its pipe
    if writer.returncode:
        raise RuntimeError("the writers failed")


@contextlib.contextmanager
def _played(stage: _Stage) -> Iterator[None]:
    for role in ("relay", "consumer"):
        stage.start(role)
    try:
        yield
    finally:
        for process in stage.running.values():
            _end(process)


def _end(process: subprocess.Popen[bytes]) -> None:
    process.kill()
    process.communicate()  # also closes its pipe


def _write(
    engines: Engines, directory: Path, writes: int, writers: int, rate: float
) -> subprocess.Popen[bytes]:
    numbers = map(str, (writes, writers, rate))
    return actors.start("write", engines.sender_url, str(directory), *numbers)


def _clear(sender: Database, broker_url: str) -> None:
    with sender.write() as session:
        session.execute(sa.text("DROP TABLE IF EXISTS relay_cursor"))
    topology = Topology(actors.QUEUE)
    remove_queues(broker_url, topology)
    with connect(broker_url) as connection:
        topology.declare(connection.default_channel, [ACCOUNT_CHANGED])


def _is_still(sender: Database, receiver: Database, broker_url: str) -> bool:
    """Tell whether all has arrived: nothing waits, and nothing comes for a while."""
    arrived = len(_effects(receiver))
    if not _empty(sender, broker_url):
        return False
    time.sleep(STILL_S)
    return _empty(sender, broker_url) and len(_effects(receiver)) == arrived


def _empty(sender: Database, broker_url: str) -> bool:
    """Tell whether outbox and queues are empty, with nothing on its way to an effect."""
    with sender.read() as session:
        if outbox.backlog(session).depth:
            return False
    topology = Topology(actors.QUEUE)
    names = (actors.QUEUE, *map(topology.rung_name, topology.rungs))
    try:
        with opened(connect(broker_url)) as connection:
            channel = connection.default_channel
            return all(
                channel.queue_declare(name, passive=True).message_count == 0 for name in names
            )
    except OSError:  # the broker is still starting
        return False


def _effects(receiver: Database) -> list[str]:
    with receiver.read() as session:
        return list(session.scalars(sa.select(EFFECTS.c.subject)))


def _until(reached: Callable[[], bool], timeout_s: float) -> bool:
    deadline = time.monotonic() + timeout_s
    while time.monotonic() < deadline:
        if reached():
            return True
        time.sleep(0.5)
    return False


def main() -> None:
    """Run F1 once and exit with 0 if it holds."""
    usual = Load()
    parser = argparse.ArgumentParser(description=__doc__)
    for name in ("broker_url", "sender_url", "receiver_url"):
        parser.add_argument(name)
    parser.add_argument("--kill-broker", default="")
    parser.add_argument("--start-broker", default="")
    parser.add_argument("--writes", type=int, default=usual.writes)
    parser.add_argument("--rate", type=float, default=usual.rate)
    parser.add_argument("--backlog", type=int, default=usual.backlog)
    parser.add_argument("--seed", type=int, default=usual.seed)
    parser.add_argument("--pace", type=float, default=usual.pace)
    parser.add_argument("--mutant", default="")
    given = parser.parse_args()
    engines = Engines(
        given.broker_url,
        given.sender_url,
        given.receiver_url,
        given.kill_broker,
        given.start_broker,
    )
    load = Load(
        given.writes,
        rate=given.rate,
        backlog=given.backlog,
        seed=given.seed,
        pace=given.pace,
    )
    with tempfile.TemporaryDirectory() as directory:
        result = run(engines, load, Path(directory), given.mutant)
    sys.stdout.write(f"{result}\n")
    sys.exit(not result.passed)


if __name__ == "__main__":
    main()
