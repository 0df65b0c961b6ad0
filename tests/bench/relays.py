"""Events a second from the outbox to a confirmed quorum queue, beside bare pipelined confirms."""

import time
from collections.abc import Iterator
from contextlib import closing
from typing import Any, Final

import psycopg
from pika import BasicProperties, DeliveryMode, SelectConnection, URLParameters
from pika.adapters.base_connection import BaseConnection
from pika.channel import Channel

from common.bus import AmqpPublisher, Relay
from common.bus.topology import EXCHANGE, Topology, connect
from common.db import Database
from common.migrate import upgrade
from services.tasks.main import SCRIPTS
from tests.bench.figures import Figure, Limit, Series, Target
from tests.bench.rig import Rig

TYPE: Final = "bench.measured.v1"
"""No service listens for it."""

QUEUE: Final = "bench"
BODY: Final = "x" * 1024
WINDOW: Final = 1000
"""Unconfirmed messages of the bare publisher; more made it no faster."""

_FILL: Final = """
    INSERT INTO outbox (event_id, type, subject, version, body, created_at, attempts)
    SELECT gen_random_uuid(), %s, n, 1, %s, now(), 0 FROM generate_series(1, %s) AS n
"""


def measure(rig: Rig) -> Iterator[Figure]:
    """Let relay and bare publisher take turns."""
    count = rig.size.events
    rates: list[tuple[float, float]] = []
    with closing(Database(rig.database_url("relay"))) as database:
        upgrade(database, SCRIPTS)
        for _ in range(rig.size.repetitions):
            _fill(rig.postgres_url("relay"), count)
            prepare_queue(rig.broker_url)
            relayed = count / _relayed(database, rig.broker_url)
            prepare_queue(rig.broker_url)
            rates.append((relayed, count / Confirmed(rig.broker_url, count).seconds()))
    ours, bare = zip(*rates, strict=True)
    limit = Limit(Series(f"pika alone, {WINDOW:,} confirms pipelined", "/s", bare))
    yield Figure(Series("relay, outbox to quorum queue", "/s", ours), Target(10_000), (limit,))


def prepare_queue(broker_url: str) -> None:
    """Make the queue as services make theirs, and empty it."""
    with connect(broker_url) as connection:
        Topology(QUEUE).declare(connection.default_channel, [TYPE])
        connection.default_channel.queue_purge(QUEUE)


def _fill(url: str, count: int) -> None:
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(_FILL, [TYPE, BODY, count])
        connection.execute("VACUUM ANALYZE outbox")


def _relayed(database: Database, broker_url: str) -> float:
    """Return the seconds until the outbox is empty, without those of connecting."""
    with closing(AmqpPublisher(broker_url)) as publisher:
        relay = Relay(database, QUEUE, publisher)
        relay.turn()
        begun = time.perf_counter()
        while relay.turn():
            pass
        return time.perf_counter() - begun


class Confirmed:
    """Persistent messages from memory to the queue, `WINDOW` of them unconfirmed at a time."""

    def __init__(self, broker_url: str, count: int) -> None:
        self._count = count
        self._sent = self._confirmed = 0
        self._begun = self._ended = 0.0
        self._connection = SelectConnection(
            URLParameters(broker_url),
            on_open_callback=self._open,
            on_open_error_callback=self._fail,
            on_close_callback=lambda *_: self._connection.ioloop.stop(),
        )

    def seconds(self) -> float:
        """Send all and return the seconds until the last was confirmed."""
        self._connection.ioloop.start()
        if self._confirmed < self._count:
            raise ConnectionError(f"{self._confirmed} of {self._count} messages were confirmed")
        return self._ended - self._begun

    def _open(self, connection: BaseConnection) -> None:
        connection.channel(on_open_callback=self._begin)

    def _begin(self, channel: Channel) -> None:
        self._channel = channel
        channel.confirm_delivery(self._confirm)
        self._begun = time.perf_counter()
        self._send()

    def _send(self) -> None:
        properties = BasicProperties(delivery_mode=DeliveryMode.Persistent.value)
        while self._sent < self._count and self._sent - self._confirmed < WINDOW:
            self._sent += 1
            self._channel.basic_publish(EXCHANGE, TYPE, BODY.encode(), properties, mandatory=True)

    def _confirm(self, frame: Any) -> None:
        # Exact only when all are confirmed in order, or few at a time: enough for a rate.
        self._confirmed = max(self._confirmed, frame.method.delivery_tag)
        if self._confirmed < self._count:
            self._send()
        else:
            self._ended = time.perf_counter()
            self._connection.close()

    def _fail(self, connection: SelectConnection, error: BaseException) -> None:
        connection.ioloop.stop()
        raise ConnectionError(str(error))
