"""The consumer: from a service's queue to its handlers.

What has arrived together shares a transaction and an ack. If that fails, each event has its own, as
has whatever failed before, so that none pays for another.
"""

import contextlib
from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Any, Final

from kombu.connection import Connection
from kombu.message import Message
from kombu.messaging import Consumer
from kombu.mixins import ConsumerMixin
from sqlalchemy.exc import SQLAlchemyError

from common import events, observe
from common.bus import retry
from common.bus.delivery import deliver, is_away
from common.bus.forward import Forwarder, attempts_of
from common.bus.port import Handlers
from common.bus.retry import RUNGS, Rungs
from common.bus.topology import Topology, connect, opened
from common.db import Database
from common.events import Event
from common.worker import Pulse

PREFETCH: Final = 20
"""Messages in flight, and so at most in one transaction: half of its cost is that there is one."""
TOGETHER_S: Final = 0.001
"""What arrives within it of one another is handled together."""

_log = observe.logger(__name__)

_Item = tuple[Message, Event]


def _batches(items: Sequence[_Item]) -> Iterator[Sequence[_Item]]:
    """Yield what is handled together, in the order of arrival: what failed before is alone."""
    for failed, batch in groupby(items, key=lambda item: attempts_of(item[0]) > 0):
        together = list(batch)
        yield from ([one] for one in together) if failed else [together]


class DatabaseAwayError(Exception):
    """The consumer's own database is away; no event is to blame for that."""


class EventConsumer(ConsumerMixin):
    """Handles the events of one service."""

    def __init__(
        self,
        database: Database,
        service: str,
        handlers: Handlers,
        broker_url: str,
        *,
        rungs: Rungs = RUNGS,
    ) -> None:
        self.connection = connect(broker_url)
        self._database = database
        self._service = service
        self._handlers = handlers
        self._forwarder = Forwarder(broker_url)
        self._topology = Topology(service, rungs)
        self._arrived: list[Message] = []

    def follow(self, pulse: Pulse) -> None:
        """Consume until the pulse stops, waiting out outages of broker and database."""
        away = (DatabaseAwayError, *self.connection_errors, *self.channel_errors)
        self._pulse = pulse
        failures = 0
        while not pulse.stop.is_set():
            try:
                self._require_database()
                for _ in self.consume(limit=None):  # type: ignore[no-untyped-call]
                    failures = 0
                    for items in _batches(self._gathered()):
                        self._handle(items)
            except away as error:
                _log.warning("consumer waits", service=self._service, error=repr(error))
                pulse.wait(retry.pause(failures).total_seconds())
                failures += 1
            finally:
                self._forwarder.close()

    # What ConsumerMixin asks of us.

    @property
    def should_stop(self) -> bool:  # type: ignore[override]  # kombu has a plain attribute
        """Whether to return from the loop, which looks at least once a second."""
        return self._pulse.stop.is_set()

    def on_iteration(self) -> None:
        """Show that the loop lives."""
        self._pulse.beat()

    @contextlib.contextmanager
    def establish_connection(self) -> Iterator[Connection]:
        """Open a connection that a frozen broker cannot keep us in."""
        with opened(self.connection.clone()) as self._link:
            self._arrived.clear()  # what a lost connection brought is delivered again
            yield self._link

    def get_consumers(self, consumer: Any, channel: Any) -> list[Consumer]:
        """Declare what is missing and read our queue."""
        self._topology.declare(channel, self._handlers)
        queue = self._topology.queue(self._handlers)
        return [consumer([queue], on_message=self._arrived.append, prefetch_count=PREFETCH)]

    def on_decode_error(self, message: Message, exc: Exception) -> None:
        """Bury what kombu cannot unpack; its default would acknowledge and lose it."""
        self._bury(message, repr(exc))

    # Messages.

    def _gathered(self) -> list[_Item]:
        """Return what has arrived, with what is just arriving; what cannot be read is buried."""
        with contextlib.suppress(TimeoutError):
            while len(self._arrived) < PREFETCH:
                self._link.drain_events(timeout=TOGETHER_S)
        gathered = [(message, event) for message in self._arrived if (event := self._read(message))]
        self._arrived.clear()
        return gathered

    def _read(self, message: Message) -> Event | None:
        try:
            return events.decode(message.body)
        except events.EventError as error:
            self._bury(message, str(error))
            return None

    def _handle(self, items: Sequence[_Item]) -> None:
        """Handle `items` in one transaction, or if that fails each in its own."""
        try:
            deliver(self._database, self._service, self._handlers, [event for _, event in items])
        except Exception as error:
            if is_away(error):
                raise DatabaseAwayError(str(error)) from error
            if len(items) > 1:
                for item in items:
                    self._handle([item])
            else:
                self._fail(*items[0], error)
        else:
            for message, _ in items:
                message.ack()

    def _fail(self, message: Message, event: Event, error: Exception) -> None:
        _log.error("handler failed", service=self._service, event_id=event.id, exc_info=error)
        self._retry(message, f"{self._service}: {error!r}")

    def _retry(self, message: Message, reason: str) -> None:
        """Copy to the next rung, wait for the confirm, and only then let the original go."""
        attempts = attempts_of(message)
        rung = retry.rung_after(attempts, self._topology.rungs)
        if rung is None:
            self._bury(message, reason)
            return
        name = self._topology.rung_name(rung)
        self._forwarder.copy(message, name, attempts=attempts + 1, reason=reason)
        message.ack()
        observe.RETRIED.labels(self._service).inc()

    def _bury(self, message: Message, reason: str) -> None:
        attempts = attempts_of(message) + 1
        dead = self._topology.dead_name
        self._forwarder.copy(message, dead, attempts=attempts, reason=reason)
        message.ack()
        observe.DEAD.labels(self._service).inc()
        event_id = message.properties.get("message_id")
        _log.error("event given up", service=self._service, event_id=event_id, reason=reason)

    def _require_database(self) -> None:
        """Ask before taking messages: each that we drop counts towards the delivery limit."""
        try:
            self._database.ping()
        except SQLAlchemyError as error:
            raise DatabaseAwayError(str(error)) from error
