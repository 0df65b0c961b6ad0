"""F7: poison among good events; the good ones pass at speed, the bad end in the dead letters.

python -m tests.faults.f7 BROKER_URL SENDER_URL RECEIVER_URL
"""

import argparse
import contextlib
import datetime as dt
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from common import events, observe, outbox
from common.bus import AmqpPublisher, DeadQueue, EventConsumer, Relay
from common.bus.retry import Rung, Rungs
from common.bus.topology import Topology, connect
from common.events import ACCOUNT_CHANGED, Event
from common.worker import Worker
from tests.contract.bus.suite import EFFECTS, account, make_database, record, remove_queues
from tests.faults.f1 import Engines

QUEUE = "poison"
RUNGS: Rungs = tuple(Rung(f"{ms}ms", dt.timedelta(milliseconds=ms)) for ms in (200, 400, 800))
GOOD, ROUNDS = 1_000, 5
EACH = GOOD // ROUNDS
BUGS, UNREADABLE, UNKNOWN = range(10_000, 10_010), range(20_000, 20_010), range(30_000, 30_010)
"""Subjects of the bad events: the handler stumbles, bad JSON, a version from the future."""


@dataclass(frozen=True, slots=True)
class Result:
    """What F7 asks: seconds without and with poison, and what became of it."""

    usual_s: float
    poisoned_s: float
    calls: Counter[str]  # of the handler, by subject of the events it stumbled over
    dead: int
    replayed_once: bool

    @property
    def speed(self) -> float:
        """The good events' rate among poison, as a part of the usual one."""
        return self.usual_s / self.poisoned_s

    @property
    def passed(self) -> bool:
        """Whether F7 holds, the speed included: judge it on a machine that does nothing else."""
        return self.sound and self.speed >= 0.8

    @property
    def sound(self) -> bool:
        """Whether the bad are dead after exactly the rungs, and a replay has one effect."""
        # Once alone, and once after each rung; before that perhaps with what it arrived with.
        alone = 1 + len(RUNGS)
        rungs_climbed = set(self.calls.values()) <= {alone, alone + 1} and len(self.calls) == len(
            BUGS
        )
        buried = self.dead == len(BUGS) + len(UNREADABLE) + len(UNKNOWN)
        return rungs_climbed and buried and self.replayed_once

    def __str__(self) -> str:
        return (
            f"{GOOD} good events in {self.usual_s:.2f} s, among poison {self.poisoned_s:.2f} s"
            f" ({self.speed:.0%} of the rate); dead {self.dead}; handler calls for each bug"
            f" {sorted(set(self.calls.values()))}; replayed once: {self.replayed_once}"
        )


class _Handler:
    """A handler with a bug, until it is mended."""

    def __init__(self) -> None:
        self.calls: Counter[str] = Counter()
        self.mended = False

    def __call__(self, session: Session, event: Event) -> None:
        if int(event.subject) in BUGS and not self.mended:
            self.calls[event.subject] += 1
            raise ZeroDivisionError("a bug")
        record(session, event)


class _Stage:
    """Sender, broker, consumer; one queue filled, then emptied against the clock."""

    def __init__(self, engines: Engines) -> None:
        self.engines = engines
        self.sender = make_database(engines.sender_url)
        self.receiver = make_database(engines.receiver_url)
        self.handler = _Handler()
        self.dead = DeadQueue(engines.broker_url, QUEUE)
        self._publisher = AmqpPublisher(engines.broker_url)
        self.topology = Topology(QUEUE, RUNGS)
        remove_queues(engines.broker_url, self.topology)
        with connect(engines.broker_url) as connection:
            self.topology.declare(connection.default_channel, [ACCOUNT_CHANGED])

    def fill(self, good: range, bad: Sequence[int]) -> None:
        """Put `good` into the queue, with `bad` evenly between them."""
        step = len(good) // max(1, len(bad))
        with self.sender.write() as session:
            for index, subject in enumerate(good):
                outbox.emit(session, ACCOUNT_CHANGED, subject, 1, account(subject))
                if index % step == 0 and index // step < len(bad):
                    _spoil(session, bad[index // step])
        relay = Relay(self.sender, "sender", self._publisher)
        while relay.turn():
            pass

    @contextlib.contextmanager
    def consuming(self) -> Iterator[None]:
        """Run the consumer for the block."""
        consumer = EventConsumer(
            self.receiver,
            QUEUE,
            {ACCOUNT_CHANGED: self.handler},
            self.engines.broker_url,
            rungs=RUNGS,
        )
        worker = Worker("faults", {"consumer": consumer.follow})
        worker.start()
        try:
            yield
        finally:
            worker.close()

    def effects(self) -> Counter[str]:
        """Return how often each subject had its effect."""
        with self.receiver.read() as session:
            return Counter(session.scalars(sa.select(EFFECTS.c.subject)))

    def time(self, good: range) -> float:
        """Return the seconds from the first effect of `good` to the last."""
        names = set(map(str, good))
        _wait(lambda: bool(names & self.effects().keys()))
        first, began = len(names & self.effects().keys()), time.monotonic()
        _wait(lambda: names <= self.effects().keys())
        return (time.monotonic() - began) * len(names) / (len(names) - first)

    def close(self) -> None:
        """Let go of everything."""
        remove_queues(self.engines.broker_url, self.topology)
        self._publisher.close()
        self.sender.close()
        self.receiver.close()


def run(engines: Engines) -> Result:
    """Play F7 once; the databases are emptied."""
    stage = _Stage(engines)
    bad = [*BUGS, *UNREADABLE, *UNKNOWN]
    usual_s = poisoned_s = 0.0
    for turn in range(ROUNDS):  # by turns, so that a busy machine slows both alike
        usual_s += _clean_round(stage, turn)
        poisoned_s += _poisoned_round(stage, turn, bad[turn::ROUNDS])
    with stage.consuming():
        _wait(lambda: len(stage.dead.show()) >= len(bad))
        buried = len(stage.dead.show())
        stage.handler.mended = True
        stage.dead.replay()
        _wait(lambda: set(map(str, BUGS)) <= stage.effects().keys())
        _wait(lambda: len(stage.dead.show()) == len(bad) - len(BUGS))
    once = max(stage.effects().values()) == 1
    stage.close()
    return Result(usual_s, poisoned_s, stage.handler.calls, buried, once)


def _clean_round(stage: _Stage, turn: int) -> float:
    good = range(turn * EACH, (turn + 1) * EACH)
    stage.fill(good, [])
    with stage.consuming():
        return stage.time(good)


def _poisoned_round(stage: _Stage, turn: int, bad: Sequence[int]) -> float:
    good = range(GOOD + turn * EACH, GOOD + (turn + 1) * EACH)
    stage.fill(good, bad)
    with stage.consuming():
        return stage.time(good)


def _spoil(session: Session, subject: int) -> None:
    event = outbox.emit(session, ACCOUNT_CHANGED, subject, 1, account(subject))
    body = events.encode(event)
    if subject in UNREADABLE:
        body = body[:-1]
    if subject in UNKNOWN:
        body = body.replace(".v1", ".v99")
    row = outbox.OUTBOX.c.event_id == event.id
    session.execute(sa.update(outbox.OUTBOX).where(row).values(body=body))


def _wait(reached: Callable[[], bool], timeout_s: float = 60.0) -> None:
    deadline = time.monotonic() + timeout_s
    while not reached():
        if time.monotonic() > deadline:
            raise TimeoutError("F7 did not get on")
        time.sleep(0.02)


def main() -> None:
    """Run F7 once and exit with 0 if it holds."""
    parser = argparse.ArgumentParser(description=__doc__)
    for name in ("broker_url", "sender_url", "receiver_url"):
        parser.add_argument(name)
    parser.add_argument("--any-speed", action="store_true", help="ask only for what is sound")
    given = parser.parse_args()
    observe.configure_logging("CRITICAL")
    result = run(Engines(given.broker_url, given.sender_url, given.receiver_url))
    sys.stdout.write(f"{result}\n")
    sys.exit(not (result.sound if given.any_speed else result.passed))


if __name__ == "__main__":
    main()
