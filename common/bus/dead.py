"""Events that were given up: list them, and send them again once the cause is mended.

An event that never left is a parked outbox row of its sender (and all of them are, embedded); one
that its consumer could not handle lies in the queue `SERVICE.dead`.
"""

import contextlib
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Any, Protocol

from kombu.message import Message

from common import outbox
from common.bus.forward import Forwarder
from common.bus.topology import REASON, SUBJECT, Topology, connect, opened
from common.db import Database

SHOWN = 1_000
"""At most so many are listed or replayed at once."""


@dataclass(frozen=True, slots=True)
class DeadLetter:
    """One event that was given up; the queue keeps of an unreadable one only what it has."""

    event_id: str
    type: str
    subject: str
    reason: str

    def told(self) -> dict[str, str]:
        """Return it as `common.stuck.bus.keep_dead` takes it."""
        return {
            "event_id": self.event_id[:64],
            "type": self.type[:100],
            "subject": self.subject[:64],
            "reason": self.reason,
        }


class DeadLetters(Protocol):
    """One place where given-up events lie."""

    def show(self) -> list[DeadLetter]:
        """Return the oldest `SHOWN` and leave them where they are."""

    def replay(self, event_ids: Collection[str] | None = None) -> int:
        """Send those of `event_ids`, or all, on their way afresh; returns how many."""


class ParkedRows:
    """The parked rows of one service's outbox."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def show(self) -> list[DeadLetter]:
        """Return the oldest `SHOWN` parked rows."""
        with self._database.read() as session:
            rows = outbox.parked(session, SHOWN)
        return [DeadLetter(row.event_id, row.type, row.subject, row.error) for row in rows]

    def replay(self, event_ids: Collection[str] | None = None) -> int:
        """Make the rows due afresh: the relay takes them at once."""
        with self._database.write() as session:
            return outbox.unpark(session, event_ids)


class DeadQueue:
    """The dead letters of one consumer in RabbitMQ."""

    def __init__(self, broker_url: str, service: str) -> None:
        self._broker_url = broker_url
        self._topology = Topology(service)

    @property
    def outages(self) -> tuple[type[Exception], ...]:
        """What a broker that is away raises; it passes by itself."""
        connection = connect(self._broker_url)
        return (*connection.connection_errors, *connection.channel_errors)

    def show(self) -> list[DeadLetter]:
        """Return the oldest `SHOWN`, which go back to the queue in their order."""
        with self._taken() as messages:
            return [_letter(message) for message in messages]

    def replay(self, event_ids: Collection[str] | None = None) -> int:
        """Copy the messages to the consumer's queue as if they came for the first time."""
        count = 0
        forwarder = Forwarder(self._broker_url)
        with self._taken() as messages, contextlib.closing(forwarder):
            for message in messages:
                if event_ids is None or message.properties.get("message_id") in event_ids:
                    forwarder.copy(message, self._topology.service)
                    message.ack()
                    count += 1
        return count

    @contextlib.contextmanager
    def _taken(self) -> Iterator[list[Message]]:
        """Take messages for the block; those not acknowledged return when it ends."""
        with opened(connect(self._broker_url)) as connection:
            channel = connection.default_channel
            self._topology.dead()(channel).declare()
            yield list(self._messages(channel))

    def _messages(self, channel: Any) -> Iterator[Message]:
        queue = self._topology.dead()(channel)
        for _ in range(SHOWN):
            message = queue.get(no_ack=False)
            if message is None:
                return
            yield message


def _letter(message: Message) -> DeadLetter:
    properties, headers = message.properties, message.headers
    return DeadLetter(
        event_id=properties.get("message_id", ""),
        type=properties.get("type", ""),
        subject=headers.get(SUBJECT, ""),
        # Without a reason of ours the broker gave it up: the delivery limit was reached.
        reason=headers.get(REASON) or headers.get("x-first-death-reason", ""),
    )
