"""What the bus carries, side by side in one run; prints medians and the ratio to the first.

    python -m tests.bench.bus BROKER_URL SENDER_URL RECEIVER_URL

The databases are emptied. Decisions 003 and 004 quote the figures.
"""

import argparse
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial

import sqlalchemy as sa
from sqlalchemy.orm import Session

from common import clock, observe, outbox
from common.bus import AmqpPublisher, EventConsumer, Relay
from common.bus.topology import EXCHANGE, Topology, connect
from common.db import Database
from common.events import ACCOUNT_CHANGED, Event
from common.outbox import OUTBOX, Unsent
from common.worker import Run, Worker
from tests.contract.bus.suite import account, make_database, record, remove_queues

QUEUE = "bench"
COUNT, BATCH, ROUNDS = 5_000, 500, 5
BODY = "x" * 1024
SAMPLES, PAUSE_S = 400, 0.025


def throughput(broker_url: str, sender: Database) -> Iterator[tuple[str, float]]:
    """Yield (way, messages a second): persistent, 1 KiB, to one quorum queue."""
    publisher = AmqpPublisher(broker_url)
    ways: dict[str, Callable[[], int]] = {
        "pipelined confirms, 500 at once": partial(_pipelined, publisher),
        "the relay, 500 at once": partial(_relayed, sender, publisher),
        "kombu, a confirm each": partial(_one_by_one, broker_url),
    }
    rates: dict[str, list[float]] = {way: [] for way in ways}
    for _ in range(ROUNDS):
        for way, send in ways.items():
            _fill(sender)
            _purge(broker_url)
            began = time.perf_counter()
            sent = send()
            rates[way].append(sent / (time.perf_counter() - began))
    publisher.close()
    yield from ((way, statistics.median(found)) for way, found in rates.items())


def latency(broker_url: str, sender: Database, receiver: Database) -> list[float]:
    """Return the milliseconds from each sender's commit to its consumer's commit, ascending."""
    done: dict[str, float] = {}

    def stamp(session: Session, event: Event) -> None:
        record(session, event)
        note = partial(_note, done, event.subject)
        sa.event.listen(session, "after_commit", note, once=True)

    _purge(broker_url)
    consumer = EventConsumer(receiver, QUEUE, {ACCOUNT_CHANGED: stamp}, broker_url)
    relay = Relay(sender, "sender", AmqpPublisher(broker_url))
    with _running(consumer=consumer.follow, relay=relay.run):
        began = [_commit(sender, subject) for subject in range(SAMPLES)]
        while len(done) < SAMPLES:
            time.sleep(0.05)
    return sorted((done[str(n)] - at) * 1000 for n, at in enumerate(began))


def _pipelined(publisher: AmqpPublisher) -> int:
    for start in range(0, COUNT, BATCH):
        batch = range(start, start + BATCH)
        publisher.publish_all(
            [Unsent(n, f"event-{n}", ACCOUNT_CHANGED, str(n), BODY, 0) for n in batch]
        )
    return COUNT


def _relayed(sender: Database, publisher: AmqpPublisher) -> int:
    relay = Relay(sender, "sender", publisher)
    while relay.turn():
        pass
    return COUNT


def _one_by_one(broker_url: str) -> int:
    with connect(broker_url, confirm_publish=True) as connection:
        producer = connection.Producer()
        for number in range(COUNT // 10):
            producer.publish(
                BODY.encode(),
                exchange=EXCHANGE,
                routing_key=ACCOUNT_CHANGED,
                mandatory=True,
                content_type="text/plain",
                message_id=f"event-{number}",
            )
    return COUNT // 10


def _fill(sender: Database) -> None:
    with sender.write() as session:
        session.execute(sa.delete(OUTBOX))
        rows = [
            {
                "event_id": f"event-{number}",
                "type": ACCOUNT_CHANGED,
                "subject": str(number),
                "version": 1,
                "body": BODY,
                "created_at": clock.now(),
                "attempts": 0,
            }
            for number in range(COUNT)
        ]
        session.execute(sa.insert(OUTBOX), rows)


def _purge(broker_url: str) -> None:
    with connect(broker_url) as connection:
        Topology(QUEUE).declare(connection.default_channel, [ACCOUNT_CHANGED])
        connection.default_channel.queue_purge(QUEUE)


def _note(done: dict[str, float], subject: str, _session: Session) -> None:
    done[subject] = time.perf_counter()


def _commit(sender: Database, subject: int) -> float:
    with sender.write() as session:
        outbox.emit(session, ACCOUNT_CHANGED, subject, 1, account(subject))
    at = time.perf_counter()
    time.sleep(PAUSE_S)
    return at


@contextmanager
def _running(**loops: Run) -> Iterator[None]:
    worker = Worker("bench", loops)
    worker.start()
    time.sleep(3.0)
    try:
        yield
    finally:
        worker.close()


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    for name in ("broker_url", "sender_url", "receiver_url"):
        parser.add_argument(name)
    given = parser.parse_args()
    observe.configure_logging("ERROR")
    sender, receiver = make_database(given.sender_url), make_database(given.receiver_url)
    rates = list(throughput(given.broker_url, sender))
    for way, rate in rates:
        sys.stdout.write(f"{way:34} {rate:8.0f}/s  {rate / rates[0][1]:5.2f}\n")
    with sender.write() as session:
        session.execute(sa.delete(OUTBOX))
    times = latency(given.broker_url, sender, receiver)
    remove_queues(given.broker_url, Topology(QUEUE))
    p50, p99 = times[len(times) // 2], times[len(times) * 99 // 100]
    sys.stdout.write(f"commit to consumer's commit: p50 {p50:.1f} ms, p99 {p99:.1f} ms\n")


if __name__ == "__main__":
    main()
