"""The consumer: from a service's queue to its handlers, one transaction and one ack per event."""

import contextlib
from collections.abc import Iterator
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
from common.worker import Pulse

PREFETCH: Final = 10
"""Messages in flight: 8 357/s, far above what an inbox commit each allows; 1 gives 679."""

_log = observe.logger(__name__)


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
        with opened(self.connection.clone()) as connection:
            yield connection

    def get_consumers(self, consumer: Any, channel: Any) -> list[Consumer]:
        """Declare what is missing and read our queue."""
        self._topology.declare(channel, self._handlers)
        queue = self._topology.queue(self._handlers)
        return [consumer([queue], on_message=self._on_message, prefetch_count=PREFETCH)]

    def on_decode_error(self, message: Message, exc: Exception) -> None:
        """Bury what kombu cannot unpack; its default would acknowledge and lose it."""
        self._bury(message, repr(exc))

    # One message.

    def _on_message(self, message: Message) -> None:
        try:
            event = events.decode(message.body)
        except events.EventError as error:
            self._bury(message, str(error))
            return
        try:
            deliver(self._database, self._service, self._handlers, [event])
        except Exception as error:
            if is_away(error):
                raise DatabaseAwayError(str(error)) from error
            _log.exception("handler failed", service=self._service, event_id=event.id)
            self._retry(message, f"{self._service}: {error!r}")
        else:
            message.ack()

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
