"""Delivery inside one process: the embedded mode's bus, where the outbox itself is the queue.

A row is delivered once every subscriber's transaction has committed, so a `kill -9` at any point
repeats at most what the inboxes know (docs/decisions/003-state-relay.md has the figures).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Final

from common import events, observe
from common.bus.delivery import deliver, is_away
from common.bus.port import BusAwayError, Failure, Handlers, Handover, Then, UndeliveredError
from common.db import Database
from common.events import Event
from common.outbox import Unsent

CHUNK: Final = 50
"""Events in one transaction of a subscriber: enough to share a sync, short for other writers."""

_log = observe.logger(__name__)

_Item = tuple[int, Event]
"""A row's id and its event."""


@dataclass(frozen=True, slots=True)
class Subscriber:
    """A service that wants events: its name, its own database and its handlers."""

    name: str
    database: Database
    handlers: Handlers


class LocalBus:
    """Hands events to subscribers in this process, each in transactions of its own database."""

    def __init__(self, subscribers: Iterable[Subscriber]) -> None:
        self._subscribers = tuple(subscribers)

    def publish_all(self, rows: Sequence[Unsent]) -> None:
        """Return once every subscriber has committed every row (see `port.Publisher`)."""
        items, failures = _decode(rows)
        for subscriber in self._subscribers:
            failures |= _Delivery(subscriber).run(items)
        if failures:
            raise UndeliveredError(failures)

    def begin(self, rows: Sequence[Unsent]) -> Handover:
        """Begin nothing yet: delivery is work of this thread itself."""
        return partial(self.publish_all, rows)

    def close(self) -> None:
        """Do nothing: there is no connection."""


def _decode(rows: Sequence[Unsent]) -> tuple[list[_Item], dict[int, Failure]]:
    items: list[_Item] = []
    failures: dict[int, Failure] = {}
    for row in rows:
        try:
            items.append((row.id, events.decode(row.body)))
        except events.EventError as error:
            failures[row.id] = Failure("undecodable", str(error), Then.PARK)
    return items, failures


@dataclass(slots=True)
class _Delivery:
    """One batch on its way to one subscriber."""

    subscriber: Subscriber
    failures: dict[int, Failure] = field(default_factory=dict)
    stuck: set[str] = field(default_factory=set)  # subjects of which an event has failed

    def run(self, items: Sequence[_Item]) -> dict[int, Failure]:
        """Return the failures by row id."""
        wanted = [item for item in items if item[1].type in self.subscriber.handlers]
        for start in range(0, len(wanted), CHUNK):
            self._send(wanted[start : start + CHUNK])
        return self.failures

    def _send(self, items: Sequence[_Item]) -> None:
        """Deliver `items` in one transaction, or if that fails each in its own."""
        to, free = self.subscriber, self._hold_stuck(items)
        try:
            deliver(to.database, to.name, to.handlers, [event for _, event in free])
        except Exception as error:
            if is_away(error):
                raise BusAwayError(f"{to.name}: {error}") from error
            if len(free) > 1:
                for item in free:
                    self._send([item])
            else:
                self._fail(*free[0], error)

    def _hold_stuck(self, items: Sequence[_Item]) -> list[_Item]:
        reason = "an earlier event of its subject failed"
        held = [row_id for row_id, event in items if event.subject in self.stuck]
        self.failures.update(dict.fromkeys(held, Failure("held", reason, Then.HOLD)))
        return [item for item in items if item[0] not in held]

    def _fail(self, row_id: int, event: Event, error: Exception) -> None:
        name = self.subscriber.name
        _log.error("handler failed", service=name, event_id=event.id, exc_info=error)
        observe.RETRIED.labels(name).inc()
        self.stuck.add(event.subject)
        self.failures[row_id] = Failure("handler", f"{name}: {error!r}", Then.RETRY)
