"""What every bus must do, told once: the local bus and RabbitMQ run the same tests."""

import abc
import contextlib
import datetime as dt
import time
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from common import outbox
from common.bus import BusAwayError, Handler, Publisher, Relay
from common.bus.dead import DeadLetters
from common.bus.retry import Rung, Rungs
from common.bus.topology import Topology, connect
from common.db import LIBRARY, Database
from common.events import ACCOUNT_CHANGED, AGENCY_CHANGED, Event

SHORT: Rungs = tuple(Rung(f"{ms}ms", dt.timedelta(milliseconds=ms)) for ms in (50, 100))
"""Rungs for tests; their names make queues of their own."""

EFFECTS = sa.Table(
    "effect",
    sa.MetaData(),
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("event_id", sa.String(36), nullable=False),
    sa.Column("subject", sa.String(64), nullable=False),
    sa.Column("version", sa.Integer, nullable=False),
)
"""What the handler under test writes: one row for each event it handled."""


def account(number: int) -> Mapping[str, Any]:
    """Return the data of an `account.changed` event."""
    return {
        "id": number,
        "username": f"user-{number}",
        "agency_id": None,
        "roles": ["officer"],
        "language": "vi",
        "active": True,
    }


def record(session: Session, event: Event) -> None:
    """Handle an event as a service would: by writing its effect."""
    session.execute(
        sa.insert(EFFECTS).values(event_id=event.id, subject=event.subject, version=event.version)
    )


def broken(_session: Session, event: Event) -> None:
    """Fail as a handler with a bug does."""
    raise LookupError(f"no such thing as {event.subject}")


def make_database(url: str) -> Database:
    """Return a database with empty tables of the library and of the handler under test."""
    database = Database(url)
    for tables in (LIBRARY, EFFECTS.metadata):
        tables.drop_all(database.engine)
        tables.create_all(database.engine)
    return database


def remove_queues(broker_url: str, topology: Topology) -> None:
    """Delete a consumer's queues; left behind, they would take a copy of every other test."""
    names = (topology.service, topology.dead_name, *map(topology.rung_name, topology.rungs))
    with connect(broker_url) as connection:
        for name in names:
            connection.default_channel.queue_delete(name)


class Bus(abc.ABC):
    """One bus from the sender's outbox to the consumer's tables, driven by the test."""

    sender: Database
    receiver: Database
    publisher: Publisher
    handlers: dict[str, Handler]
    dead: DeadLetters

    def __init__(self) -> None:
        self.handlers = {ACCOUNT_CHANGED: record}

    def send(self, subject: int, version: int) -> None:
        """Commit one event to the outbox."""
        with self.sender.write() as session:
            outbox.emit(session, ACCOUNT_CHANGED, subject, version, account(subject))

    def send_raw(self, subject: int, body: str) -> None:
        """Commit a row whose body may be anything."""
        with self.sender.write() as session:
            event = outbox.emit(session, ACCOUNT_CHANGED, subject, 1, account(subject))
            row = outbox.OUTBOX.c.event_id == event.id
            session.execute(sa.update(outbox.OUTBOX).where(row).values(body=body))

    def effects(self) -> list[tuple[str, int]]:
        """Return (subject, version) of every handled event, in the order of handling."""
        with self.receiver.read() as session:
            query = sa.select(EFFECTS.c.subject, EFFECTS.c.version).order_by(EFFECTS.c.id)
            return [(subject, version) for subject, version in session.execute(query)]

    def waiting(self) -> int:
        """Return how many rows the sender's outbox holds that are not parked."""
        with self.sender.read() as session:
            return outbox.backlog(session).depth

    def relay(self) -> Relay:
        """Return a relay as a fresh process would start it."""
        return Relay(self.sender, "sender", self.publisher, rungs=SHORT)

    def until(self, reached: Callable[[], bool], timeout_s: float = 60.0) -> None:
        """Relay until `reached()`; fails after `timeout_s`."""
        relay = self.relay()
        deadline = time.monotonic() + timeout_s
        while not reached():
            assert time.monotonic() < deadline, "the bus did not get there in time"
            with contextlib.suppress(BusAwayError):
                relay.turn()
            time.sleep(0.02)


class BusSuite:
    """The tests; a subclass gives the fixture `bus`."""

    def test_an_event_has_its_effect(self, bus: Bus) -> None:
        bus.send(1, 1)
        bus.until(lambda: bus.effects() == [("1", 1)])
        assert bus.waiting() == 0

    def test_events_of_a_subject_arrive_in_order(self, bus: Bus) -> None:
        sent = [(str(subject), version) for version in range(1, 21) for subject in (1, 2, 3)]
        for subject, version in sent:
            bus.send(int(subject), version)
        bus.until(lambda: len(bus.effects()) == len(sent))
        for subject in ("1", "2", "3"):
            assert [v for s, v in bus.effects() if s == subject] == list(range(1, 21))

    def test_an_event_sent_twice_has_one_effect(self, bus: Bus) -> None:
        bus.send(1, 1)
        with bus.sender.read() as session:
            rows = outbox.claim(session, 10)
        bus.publisher.publish_all(rows)
        bus.publisher.publish_all(rows)
        bus.send(2, 1)
        bus.until(lambda: ("2", 1) in bus.effects())
        assert bus.effects() == [("1", 1), ("2", 1)]

    def test_a_transient_failure_is_mended_by_a_rung(self, bus: Bus) -> None:
        bus.handlers[ACCOUNT_CHANGED] = failing(record, times=2)
        bus.send(1, 1)
        bus.until(lambda: bus.effects() == [("1", 1)])
        assert bus.dead.show() == []

    def test_a_lasting_failure_is_dead_after_exactly_the_rungs(self, bus: Bus) -> None:
        calls: list[str] = []

        def counted(session: Session, event: Event) -> None:
            calls.append(event.id)
            broken(session, event)

        bus.handlers[ACCOUNT_CHANGED] = counted
        bus.send(1, 1)
        bus.until(lambda: bool(bus.dead.show()))
        assert len(calls) == 1 + len(SHORT)
        letter = bus.dead.show()[0]
        assert (letter.event_id, letter.type, letter.subject) == (calls[0], ACCOUNT_CHANGED, "1")
        assert "no such thing" in letter.reason

    def test_a_dead_letter_replayed_after_the_fix_has_one_effect(self, bus: Bus) -> None:
        bus.handlers[ACCOUNT_CHANGED] = broken
        bus.send(1, 1)
        bus.until(lambda: bool(bus.dead.show()))
        bus.handlers[ACCOUNT_CHANGED] = record
        assert bus.dead.replay([bus.dead.show()[0].event_id]) == 1
        bus.until(lambda: bus.effects() == [("1", 1)])
        assert bus.dead.show() == []
        assert bus.dead.replay() == 0

    def test_replaying_some_leaves_the_other_dead_letters(self, bus: Bus) -> None:
        bus.handlers[ACCOUNT_CHANGED] = broken
        bus.send(1, 1)
        bus.send(2, 1)
        bus.until(lambda: len(bus.dead.show()) == 2)
        bus.handlers[ACCOUNT_CHANGED] = record
        first, second = bus.dead.show()
        assert bus.dead.replay([second.event_id, "unknown"]) == 1
        bus.until(lambda: bus.effects() == [(second.subject, 1)])
        assert bus.dead.show() == [first]

    def test_an_unreadable_event_is_dead_at_once_and_others_pass(self, bus: Bus) -> None:
        bus.send_raw(1, "{not json")
        bus.send(2, 1)
        bus.until(lambda: bus.effects() == [("2", 1)] and len(bus.dead.show()) == 1)

    def test_an_event_without_handler_is_forgotten(self, bus: Bus) -> None:
        del bus.handlers[ACCOUNT_CHANGED]
        bus.handlers[AGENCY_CHANGED] = record
        bus.send(1, 1)
        bus.until(lambda: bus.waiting() == 0)
        assert bus.effects() == []
        assert bus.dead.show() == []

    def test_an_outage_of_the_database_costs_no_attempt(self, bus: Bus) -> None:
        lost = OperationalError("INSERT", {}, ConnectionError("server closed the connection"))
        bus.handlers[ACCOUNT_CHANGED] = failing(record, times=len(SHORT) + 2, error=lost)
        bus.send(1, 1)
        bus.until(lambda: bus.effects() == [("1", 1)])
        assert bus.dead.show() == []

    def test_what_a_failed_handler_wrote_is_undone(self, bus: Bus) -> None:
        def half(session: Session, event: Event) -> None:
            record(session, event)
            broken(session, event)

        bus.handlers[ACCOUNT_CHANGED] = half
        bus.send(1, 1)
        bus.until(lambda: bool(bus.dead.show()))
        assert bus.effects() == []


def failing(handler: Handler, times: int, error: Exception | None = None) -> Handler:
    """Return `handler` with its first `times` calls failing."""
    left = iter(range(times))

    def flaky(session: Session, event: Event) -> None:
        if next(left, None) is not None:
            raise error or LookupError("not yet")
        handler(session, event)

    return flaky


@contextlib.contextmanager
def databases(sender_url: str, receiver_url: str) -> Iterator[tuple[Database, Database]]:
    """Open the sender's and the receiver's databases, emptied."""
    sender, receiver = make_database(sender_url), make_database(receiver_url)
    try:
        yield sender, receiver
    finally:
        sender.close()
        receiver.close()
