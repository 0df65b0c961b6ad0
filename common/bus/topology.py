"""What stands in the broker: one exchange; per consumer a queue, its rungs, its dead letters.

Arguments of a queue are frozen once declared (another value is a 406 that closes the channel), so
only what never changes is one; the delivery limit and other numbers are policies in deploy/. A
change of meaning takes a new queue name. Valid on RabbitMQ 3.10 to 4.x.
"""

import contextlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Final

from kombu.connection import Connection
from kombu.entity import Exchange, Queue, binding

from common.bus.retry import RUNGS, Rung, Rungs

EXCHANGE: Final = "events"
CONSUMERS: Final = ("identity", "notify", "plans", "tasks")
"""Every queue in production has one of these names; an architecture test finds its consumer."""

CONTENT_TYPE: Final = "application/cloudevents+json"
ATTEMPT: Final = "x-dondoc-attempt"
"""Header of copies: how often the event has failed. `x-death` resets when routing changes."""
REASON: Final = "x-dondoc-reason"
SUBJECT: Final = "x-dondoc-subject"

HEARTBEAT_S: Final = 15
"""kombu's default of none stayed deaf for good after a cut network; this notices within 30 s."""
CONNECT_S: Final = 5
_NO_LIMIT: Final = 2**31 - 1
"""Listing dead letters counts as delivering them, and 4.x drops a message after 20 of those."""


def connect(url: str, *, heartbeat_s: int = HEARTBEAT_S, **transport_options: Any) -> Connection:
    """Return a connection, not yet opened, on which every wait for the broker ends."""
    # Without the two time-outs, a frozen broker whose kernel still acknowledges holds us for ever.
    options = {"read_timeout": HEARTBEAT_S, "write_timeout": HEARTBEAT_S, **transport_options}
    return Connection(
        url, heartbeat=heartbeat_s, connect_timeout=CONNECT_S, transport_options=options
    )


@contextlib.contextmanager
def opened(connection: Connection) -> Iterator[Connection]:
    """Open `connection` for the block; raises what the transport raises."""
    try:
        connection.connect()
        yield connection
    except BaseException:
        # collect(), not release(): release waits for a CloseOk that a frozen broker never sends.
        connection.collect()
        raise
    connection.release()


@dataclass(frozen=True, slots=True)
class Topology:
    """The queues of one consumer."""

    service: str
    rungs: Rungs = RUNGS

    @property
    def dead_name(self) -> str:
        """The queue of given-up events."""
        return f"{self.service}.dead"

    def rung_name(self, rung: Rung) -> str:
        """Return the name of the queue in which an event waits for `rung.delay`."""
        return f"{self.service}.retry.{rung.name}"

    def queue(self, event_types: Iterable[str]) -> Queue:
        """Return the queue the consumer reads, bound to `event_types`."""
        exchange = Exchange(EXCHANGE, type="topic", durable=True)
        bindings = [binding(exchange, routing_key=event_type) for event_type in event_types]
        return _quorum(self.service, _hand_on_to(self.dead_name), bindings)

    def rung(self, rung: Rung) -> Queue:
        """Return the queue of one rung, which sends back what has waited for the rung's delay."""
        ttl_ms = round(rung.delay.total_seconds() * 1000)
        arguments = {"x-message-ttl": ttl_ms, **_hand_on_to(self.service)}
        return _quorum(self.rung_name(rung), arguments)

    def dead(self) -> Queue:
        """Return the queue of given-up events."""
        return _quorum(self.dead_name, {"x-delivery-limit": _NO_LIMIT})

    def declare(self, channel: Any, event_types: Iterable[str]) -> None:
        """Create whatever is missing in the broker; existing queues must be equal."""
        queues = [self.dead(), *map(self.rung, self.rungs), self.queue(event_types)]
        for queue in queues:
            queue(channel).declare()


def _hand_on_to(queue: str) -> dict[str, str]:
    """Return arguments to dead-letter to `queue` without loss, by the default exchange."""
    return {
        "x-dead-letter-exchange": "",
        "x-dead-letter-routing-key": queue,
        # Each of the two needs the other; alone, the strategy falls back to at most once.
        "x-dead-letter-strategy": "at-least-once",
        "x-overflow": "reject-publish",
    }


def _quorum(name: str, arguments: dict[str, Any], bindings: Iterable[binding] = ()) -> Queue:
    return Queue(
        name,
        bindings=list(bindings),
        durable=True,
        queue_arguments={"x-queue-type": "quorum", **arguments},
    )
