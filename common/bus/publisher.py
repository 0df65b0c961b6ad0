"""Publishing to RabbitMQ with confirms that are pipelined and matched tag by tag.

One round trip per message costs 6 to 9 times the throughput; py-amqp, on the other hand, takes a
late confirm of one message for that of the next (docs/decisions/004-confirms.md).
"""

import threading
from collections.abc import Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, wait
from functools import partial
from itertools import takewhile
from typing import Any, Final

from pika import BasicProperties, DeliveryMode, SelectConnection, URLParameters
from pika.adapters.base_connection import BaseConnection
from pika.channel import Channel
from pika.exceptions import ChannelClosedByBroker
from pika.exchange_type import ExchangeType
from pika.frame import Method
from pika.spec import Basic

from common.bus.port import (
    BatchRefusedError,
    BusAwayError,
    Failure,
    Handover,
    Then,
    UndeliveredError,
)
from common.bus.topology import CONNECT_S, CONTENT_TYPE, EXCHANGE, HEARTBEAT_S, SUBJECT
from common.outbox import Unsent

CONFIRM_S: Final = 10.0
"""A batch that is not confirmed by then is not confirmed; it takes 25 ms when all is well."""

_REFUSED: Final = frozenset({311, 406})
"""Codes of a channel closed over what we sent: content too large, precondition failed."""


class AmqpPublisher:
    """Publishes batches over one connection, which is thrown away after any trouble."""

    def __init__(self, url: str, *, timeout_s: float = CONFIRM_S) -> None:
        self._url = url
        self._timeout_s = timeout_s
        self._link: _Link | None = None

    def publish_all(self, rows: Sequence[Unsent]) -> None:
        """Return once the broker has confirmed every row (see `port.Publisher`)."""
        self.begin(rows)()

    def begin(self, rows: Sequence[Unsent]) -> Handover:
        """Send the rows; what is returned waits for the confirms (see `port.Publisher`)."""
        if not rows:
            return _nothing
        self._link = self._link or _Link(self._url, self._timeout_s)
        return partial(self._finish, self._link, self._link.send(rows))

    def _finish(self, link: "_Link", batch: "_Batch") -> None:
        try:
            failures = link.confirmed(batch, self._timeout_s)
        except (BusAwayError, BatchRefusedError):
            if self._link is link:  # else what was begun before has hung up already
                self.close()
            raise
        if failures:  # the tags told exactly which, so the connection is as good as before
            raise UndeliveredError(failures)

    def close(self) -> None:
        """Hang up."""
        if self._link is not None:
            self._link.close()
            self._link = None


def _nothing() -> None:
    """Wait for nothing: there were no rows."""


class _Batch:
    """Rows on their way; touched by the connection's thread alone until `done`."""

    def __init__(self, rows: Sequence[Unsent]) -> None:
        self.rows = rows
        self.failures: dict[int, Failure] = {}
        self.done: Future[Mapping[int, Failure]] = Future()
        self._left = len(rows)

    def take(self, row: Unsent, *, refused: bool) -> None:
        """Take the broker's answer for one row."""
        if refused:
            self.failures[row.id] = Failure("nack", "the broker refused it", Then.WAIT)
        self._left -= 1
        if not self._left:
            self.done.set_result(self.failures)


class _Unconfirmed:
    """What the broker has not answered, by delivery tag; of the connection's thread alone."""

    def __init__(self) -> None:
        self._last_tag = 0
        self._sent: dict[int, tuple[_Batch, Unsent]] = {}  # ascending

    def add(self, batch: _Batch, row: Unsent) -> None:
        """Note that `row` is the next message of the channel."""
        self._last_tag += 1
        self._sent[self._last_tag] = batch, row

    def confirm(self, method: Basic.Ack | Basic.Nack) -> None:
        """Take an answer for one tag, or for all up to it."""
        last = method.delivery_tag
        several = (
            list(takewhile(lambda tag: tag <= last, self._sent)) if method.multiple else [last]
        )
        for tag in several:
            batch, row = self._sent.pop(tag)
            batch.take(row, refused=isinstance(method, Basic.Nack))

    def give_back(self, event_id: str, reason: str) -> None:
        """Note that no queue wanted a message; its confirm follows all the same."""
        for batch, row in self._sent.values():
            if row.event_id == event_id:
                batch.failures[row.id] = Failure("return", f"no queue: {reason}", Then.WAIT)


class _Link:
    """One connection with a thread of its own, which answers heartbeats while we do other work."""

    def __init__(self, url: str, timeout_s: float) -> None:
        """Connect; raises BusAwayError."""
        self._opened: Future[None] = Future()
        self._closed: Future[BaseException] = Future()
        self._unconfirmed = _Unconfirmed()
        self._wanted = True
        self._connection = SelectConnection(
            _parameters(url),
            on_open_callback=self._on_open,
            on_open_error_callback=self._on_closed,
            on_close_callback=self._on_closed,
        )
        threading.Thread(target=self._run, name="amqp-publisher", daemon=True).start()
        self._wait_for(self._opened, timeout_s)

    def send(self, rows: Sequence[Unsent]) -> _Batch:
        """Have `rows` sent, behind those of an earlier batch."""
        batch = _Batch(rows)
        self._connection.ioloop.add_callback_threadsafe(partial(self._send, batch))
        return batch

    def confirmed(self, batch: _Batch, timeout_s: float) -> Mapping[int, Failure]:
        """Return the failures of `batch` at the end; raises BusAwayError or BatchRefusedError."""
        self._wait_for(batch.done, timeout_s)
        return batch.done.result()

    def close(self) -> None:
        """Hang up; should the broker be frozen, the heartbeat ends the thread later on."""
        self._connection.ioloop.add_callback_threadsafe(self._hang_up)

    def _wait_for(self, done: Future[Any], timeout_s: float) -> None:
        both: tuple[Future[Any], ...] = (done, self._closed)
        wait(both, timeout_s, FIRST_COMPLETED)
        if done.done():
            return
        if not self._closed.done():
            self.close()
            raise BusAwayError(f"the broker did not answer within {timeout_s:g} s")
        cause = self._closed.result()
        refused = isinstance(cause, ChannelClosedByBroker) and cause.reply_code in _REFUSED
        raise (BatchRefusedError if refused else BusAwayError)(repr(cause)) from cause

    # From here on, the connection's thread.

    def _run(self) -> None:
        try:
            self._connection.ioloop.start()
        except Exception as error:  # noqa: BLE001 - told to the thread that waits for us
            self._note(error)
        finally:
            self._connection.ioloop.close()

    def _send(self, batch: _Batch) -> None:
        for row in batch.rows:
            self._unconfirmed.add(batch, row)
            self._channel.basic_publish(
                EXCHANGE, row.type, row.body.encode(), _properties(row), mandatory=True
            )

    def _hang_up(self) -> None:
        self._wanted = False
        if self._connection.is_open:  # else the time-out of connecting ends it; pika trips over us
            self._connection.close()

    def _on_open(self, connection: BaseConnection) -> None:
        if self._wanted:
            connection.channel(on_open_callback=self._on_channel)
        else:
            connection.close()

    def _on_channel(self, channel: Channel) -> None:
        self._channel = channel
        channel.add_on_close_callback(self._on_channel_closed)
        channel.add_on_return_callback(self._on_return)
        channel.confirm_delivery(self._on_confirm)
        # The relay may be first in a new broker; equal to the consumers' declaration.
        channel.exchange_declare(
            EXCHANGE,
            ExchangeType.topic,
            durable=True,
            callback=lambda _: self._opened.set_result(None),
        )

    def _on_confirm(self, frame: Method[Basic.Ack | Basic.Nack]) -> None:
        self._unconfirmed.confirm(frame.method)

    def _on_return(
        self, _channel: Channel, method: Basic.Return, properties: BasicProperties, _body: bytes
    ) -> None:
        self._unconfirmed.give_back(properties.message_id or "", method.reply_text)

    def _on_channel_closed(self, _channel: Channel, reason: Exception) -> None:
        self._note(reason)
        self._hang_up()

    def _on_closed(self, _connection: BaseConnection, reason: BaseException) -> None:
        self._note(reason)
        self._connection.ioloop.stop()

    def _note(self, reason: BaseException) -> None:
        if not self._closed.done():
            self._closed.set_result(reason)


def _parameters(url: str) -> URLParameters:
    parameters = URLParameters(url)
    parameters.heartbeat = HEARTBEAT_S
    parameters.socket_timeout = CONNECT_S
    parameters.stack_timeout = CONNECT_S
    parameters.blocked_connection_timeout = CONFIRM_S
    return parameters


def _properties(row: Unsent) -> BasicProperties:
    return BasicProperties(
        content_type=CONTENT_TYPE,
        content_encoding="utf-8",
        delivery_mode=DeliveryMode.Persistent.value,
        message_id=row.event_id,
        type=row.type,
        headers={SUBJECT: row.subject},
    )
