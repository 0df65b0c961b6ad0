"""What only RabbitMQ and PostgreSQL can show of publisher and relay."""

import contextlib
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from functools import partial

import pytest
import sqlalchemy as sa
from kombu.entity import Exchange, Queue
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from common import events, outbox
from common.bus import AmqpPublisher, Relay, lookout
from common.bus.delivery import deliver, is_away
from common.bus.port import Handover, Then, UndeliveredError
from common.bus.topology import EXCHANGE, Topology, connect
from common.db import Database
from common.events import ACCOUNT_CHANGED, Event
from common.outbox import Unsent
from common.worker import Pulse
from tests.contract.bus.suite import EFFECTS, account, make_database, record, remove_queues
from tests.integration.bus.conftest import Engines


@pytest.fixture
def publisher(engines: Engines) -> Iterator[AmqpPublisher]:
    publisher = AmqpPublisher(engines.broker_url)
    yield publisher
    publisher.close()


@pytest.fixture
def narrow(engines: Engines) -> Iterator[str]:
    """Return the type of events for which there is a queue with room for one."""
    arguments = {"x-max-length": 1, "x-overflow": "reject-publish"}
    queue = Queue("narrow", durable=True, queue_arguments=arguments)
    with connect(engines.broker_url) as connection:
        channel = connection.default_channel
        Exchange(EXCHANGE, type="topic", durable=True)(channel).declare()
        queue(channel).declare()
        queue(channel).bind_to(EXCHANGE, routing_key="test.narrow.v1")
        yield "test.narrow.v1"
        channel.queue_delete("narrow")


def row(number: int, event_type: str) -> Unsent:
    return Unsent(number, f"event-{number}", event_type, "1", "{}", 0)


def test_a_message_without_queue_comes_back_and_the_others_arrive(
    publisher: AmqpPublisher, narrow: str
) -> None:
    with pytest.raises(UndeliveredError) as caught:
        publisher.publish_all([row(1, "test.nobody.v1"), row(2, narrow), row(3, "test.nobody.v1")])
    kinds = {key: (f.kind, f.then) for key, f in caught.value.failures.items()}
    assert kinds == {1: ("return", Then.WAIT), 3: ("return", Then.WAIT)}


def test_a_full_queue_refuses_by_name_and_the_connection_lives_on(
    publisher: AmqpPublisher, narrow: str
) -> None:
    with pytest.raises(UndeliveredError) as caught:
        publisher.publish_all([row(number, narrow) for number in range(1, 5)])
    assert {f.kind for f in caught.value.failures.values()} == {"nack"}
    assert 1 not in caught.value.failures
    link = publisher._link
    with pytest.raises(UndeliveredError):
        publisher.publish_all([row(5, narrow)])
    assert publisher._link is link is not None


def test_a_lost_connection_is_opened_anew(publisher: AmqpPublisher, narrow: str) -> None:
    publisher.publish_all([row(1, narrow)])
    publisher.close()
    with pytest.raises(UndeliveredError):
        publisher.publish_all([row(2, narrow)])


def test_the_same_topology_is_declared_twice_without_complaint(engines: Engines) -> None:
    topology = Topology("declared-twice")
    for _ in range(2):
        with connect(engines.broker_url) as connection:
            topology.declare(connection.default_channel, [ACCOUNT_CHANGED])
    remove_queues(engines.broker_url, topology)


class _Collecting:
    """A bus that keeps what it gets."""

    def __init__(self) -> None:
        self.subjects: list[str] = []

    def publish_all(self, rows: Sequence[Unsent]) -> None:
        self.subjects += [each.subject for each in rows]

    def begin(self, rows: Sequence[Unsent]) -> Handover:
        return partial(self.publish_all, rows)

    def close(self) -> None:
        """Do nothing."""


@pytest.fixture
def database(engines: Engines) -> Iterator[Database]:
    database = make_database(engines.sender_url)
    yield database
    database.close()


@contextlib.contextmanager
def running(database: Database) -> Iterator[_Collecting]:
    """Run a relay in a thread for the block."""
    bus, pulse = _Collecting(), Pulse("test", "relay", threading.Event())
    thread = threading.Thread(target=Relay(database, "test", bus).run, args=(pulse,))
    thread.start()
    try:
        yield bus
    finally:
        # Also after a failure: left running, it would take the rows of every other test.
        pulse.stop.set()
        emit(database, 999)  # wakes it
        thread.join(30)
    assert not thread.is_alive()


def emit(database: Database, subject: int) -> None:
    with database.write() as session:
        outbox.emit(session, ACCOUNT_CHANGED, subject, 1, account(subject))


def _emitted(database: Database, subject: int) -> bool:
    with contextlib.suppress(OperationalError):
        emit(database, subject)
        return True
    return False


def until(reached: Callable[[], bool], timeout_s: float = 30.0) -> None:
    deadline = time.monotonic() + timeout_s
    while not reached():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def test_a_commit_wakes_the_relay_long_before_its_poll(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lookout, "POLL_S", 60.0)
    emit(database, 1)
    with running(database) as bus:
        until(lambda: bus.subjects == ["1"])
        emit(database, 2)
        until(lambda: bus.subjects == ["1", "2"])


def test_of_two_relays_one_works_and_the_other_takes_over(database: Database) -> None:
    with contextlib.ExitStack() as second_stack:
        with running(database) as first:
            emit(database, 1)
            until(lambda: first.subjects == ["1"])
            second = second_stack.enter_context(running(database))
            for subject in range(2, 30):
                emit(database, subject)
            until(lambda: len(first.subjects) == 29)
            assert second.subjects == []
        emit(database, 30)
        until(lambda: "30" in second.subjects)


def test_a_relay_whose_session_was_ended_comes_back(database: Database) -> None:
    with running(database) as bus:
        emit(database, 1)
        until(lambda: bus.subjects == ["1"])
        with database.write() as session:
            others = (
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
            session.execute(sa.text(others))
        # A writer may meet an ended session too: it is answered 503, and asks again.
        until(lambda: _emitted(database, 2))
        until(lambda: "2" in bus.subjects)


def test_a_batch_gives_way_to_a_request_that_locks_in_another_order(engines: Engines) -> None:
    database = make_database(engines.receiver_url)
    with database.write() as session:
        for number in (1, 2):
            record(session, events.decode(account_event(number)))
    batch_holds_one, request_holds_two = threading.Event(), threading.Event()
    refused: list[Exception] = []

    def touch(session: Session, event: Event) -> None:
        session.execute(_touched(int(event.subject)))
        batch_holds_one.set()
        assert request_holds_two.wait(10)

    def handle_together() -> None:
        batch = [events.decode(account_event(number)) for number in (1, 2)]
        try:
            deliver(database, "receiver", {ACCOUNT_CHANGED: touch}, batch)
        except OperationalError as error:
            refused.append(error)

    thread = threading.Thread(target=handle_together)
    thread.start()
    assert batch_holds_one.wait(10)
    with database.write() as session:
        session.execute(_touched(2))
        request_holds_two.set()
        session.execute(_touched(1))  # would be a deadlock, and this the one that is ended
    thread.join(10)
    database.close()
    assert len(refused) == 1
    assert not is_away(refused[0])


def account_event(number: int) -> str:
    return events.encode(events.make(ACCOUNT_CHANGED, number, 1, account(number)))


def _touched(subject: int) -> sa.Update:
    return sa.update(EFFECTS).where(EFFECTS.c.subject == str(subject)).values(version=2)
