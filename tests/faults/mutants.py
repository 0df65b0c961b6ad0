"""The library broken on purpose, to see the fault tests fail: one function for each mutant.

    python -m tests.faults.f1 … --mutant delete-before-confirm

Run once per release; a mutant that passes means its test has gone blind. Each rests for a moment at
its weak point, so that a few kills suffice to hit it.
"""

import time
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any, Final
from unittest.mock import patch

from kombu.message import Message
from sqlalchemy import text
from sqlalchemy.orm import Session

from common import inbox, outbox
from common.bus import consumer, delivery, relay, topology
from common.bus.publisher import _Batch, _Link
from common.events import Event
from common.outbox import Unsent

WINDOW_S: Final = 0.1


def ack_before_commit() -> None:
    """Let the broker forget the messages before their effect is committed."""
    handle = consumer.EventConsumer._handle

    def early(self: consumer.EventConsumer, items: Sequence[tuple[Message, Event]]) -> None:
        for message, _ in items:
            message.ack()
        time.sleep(WINDOW_S)
        with patch.object(Message, "ack"):
            handle(self, items)

    patch.object(consumer.EventConsumer, "_handle", early).start()


def delete_before_confirm() -> None:
    """Delete the rows, commit, and only then send them."""

    def turn(self: relay.Relay) -> int:
        with self._database.write() as session:
            rows = outbox.claim(session, self._limit)
            outbox.remove(session, [row.id for row in rows])
        time.sleep(WINDOW_S)
        self._failures(rows, self._publisher.begin(rows), alone=False)
        return len(rows)

    patch.object(relay.Relay, "_turn_locked", turn).start()


def cursor_relay() -> None:
    """Remember the last id sent, and look only at what is behind it."""
    state_claim = outbox.claim

    def claim(session: Session, limit: int, after: int = 0) -> list[Unsent]:
        session.execute(text("CREATE TABLE IF NOT EXISTS relay_cursor (last bigint)"))
        last = session.scalar(text("SELECT max(last) FROM relay_cursor")) or 0
        rows = [row for row in state_claim(session, limit, after) if row.id > last]
        if rows:
            session.execute(text("INSERT INTO relay_cursor VALUES (:last)"), {"last": rows[-1].id})
        return rows

    patch.object(outbox, "claim", claim).start()


def inbox_off() -> None:
    """Handle whatever comes."""

    def slowly(*arguments: Any) -> None:
        delivery.deliver(*arguments)
        time.sleep(WINDOW_S)

    patch.object(inbox, "claim", lambda _session, _consumer, event_ids: set(event_ids)).start()
    patch.object(consumer, "deliver", slowly).start()


class _Blind(_Batch):
    def take(self, row: Unsent, *, refused: bool) -> None:
        """Look away."""


def confirms_off() -> None:
    """Take a message for sent once it is handed to the connection."""

    def send(self: _Link, rows: Sequence[Unsent]) -> _Batch:
        batch = _Blind(rows)
        late = partial(self._send, batch)
        loop = self._connection.ioloop
        loop.add_callback_threadsafe(lambda: loop.call_later(WINDOW_S, late))
        return batch

    patch.object(_Link, "send", send).start()
    patch.object(_Link, "confirmed", lambda *_: {}).start()


def heartbeat_off() -> None:
    """Trust the network, as kombu does by default (F4)."""
    patch.dict(topology.connect.__kwdefaults__, heartbeat_s=0).start()


MUTANTS: Mapping[str, Callable[[], None]] = {
    "ack-before-commit": ack_before_commit,
    "delete-before-confirm": delete_before_confirm,
    "cursor-relay": cursor_relay,
    "inbox-off": inbox_off,
    "confirms-off": confirms_off,
    "heartbeat-off": heartbeat_off,
}


def apply(name: str) -> None:
    """Break the library in this process; raises KeyError for an unknown mutant."""
    MUTANTS[name]()
