"""The consumer and the dead letters over kombu's in-memory transport, which knows no delays."""

import contextlib
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from kombu.transport import memory
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from common import events
from common.bus import DeadQueue, EventConsumer
from common.bus.forward import REASON_LENGTH
from common.bus.port import Handler
from common.bus.retry import RUNGS
from common.bus.topology import ATTEMPT, CONTENT_TYPE, REASON, SUBJECT, Topology, connect
from common.db import Database
from common.events import ACCOUNT_CHANGED, AGENCY_CHANGED, Event
from common.worker import Worker
from tests.contract.bus.suite import EFFECTS, account, broken, make_database, record


class Post:
    """A consumer of its own in-memory broker, and what lies in its queues."""

    def __init__(self, name: str, database: Database) -> None:
        self.url = "memory://"
        self.name = name
        self.database = database
        self.topology = Topology(name)
        self.handlers: dict[str, Handler] = {ACCOUNT_CHANGED: record}
        with connect(self.url) as connection:
            self.topology.declare(connection.default_channel, self.handlers)

    def put(self, body: str, **headers: Any) -> None:
        """Publish to the consumer's queue."""
        with connect(self.url) as connection:
            connection.Producer().publish(
                body.encode(),
                routing_key=self.name,
                content_type=CONTENT_TYPE,
                content_encoding="utf-8",
                headers={SUBJECT: "1", **headers},
                message_id="id-1",
                type=ACCOUNT_CHANGED,
            )

    def depth(self, queue: str) -> int:
        """Return how many messages wait in `queue`."""
        with connect(self.url) as connection:
            depth: int = connection.default_channel.queue_declare(queue, passive=True).message_count
        return depth

    def effects(self) -> int:
        """Return how many events were handled."""
        with self.database.read() as session:
            return session.scalar(sa.select(sa.func.count()).select_from(EFFECTS)) or 0

    @contextlib.contextmanager
    def consuming(self) -> Iterator[None]:
        """Run the consumer for the block."""
        died = threading.Event()
        consumer = EventConsumer(self.database, self.name, self.handlers, self.url)
        loops = {"consumer": consumer.follow}
        worker = Worker("test", loops, on_death=lambda _: died.set())
        worker.start()
        try:
            yield
        finally:
            worker.close()
        assert not died.is_set()


def until(reached: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 30
    while not reached():
        assert time.monotonic() < deadline
        time.sleep(0.02)


@pytest.fixture
def post(
    tmp_path: Path, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Post]:
    monkeypatch.setattr(memory.Transport, "polling_interval", 0.01)  # it looks once a second
    database = make_database(f"sqlite:///{tmp_path}/receiver.db")
    yield Post(request.node.name, database)
    database.close()


def encoded(subject: int = 1) -> str:
    return events.encode(events.make(ACCOUNT_CHANGED, subject, 1, account(subject)))


def test_an_event_is_handled_and_acknowledged(post: Post) -> None:
    with post.consuming():
        post.put(encoded())
        until(lambda: post.effects() == 1)
    assert post.depth(post.name) == 0


def test_what_arrives_together_shares_a_transaction(post: Post) -> None:
    transactions: list[Session] = []

    def note(session: Session, event: Event) -> None:
        transactions.append(session)
        record(session, event)

    post.handlers[ACCOUNT_CHANGED] = note
    for subject in range(3):
        post.put(encoded(subject))
    with post.consuming():
        until(lambda: post.effects() == 3)
    assert len(transactions) == 3
    assert len(set(transactions)) == 1
    assert post.depth(post.name) == 0


def test_what_fails_among_others_goes_to_its_rung_alone(post: Post) -> None:
    def second_fails(session: Session, event: Event) -> None:
        record(session, event)
        if event.subject == "1":
            raise ValueError(event.subject)

    post.handlers[ACCOUNT_CHANGED] = second_fails
    for subject in range(3):
        post.put(encoded(subject))
    with post.consuming():
        until(lambda: post.depth(post.topology.rung_name(RUNGS[0])) == 1)
        until(lambda: post.effects() == 2)
    assert post.depth(post.name) == 0


def test_what_failed_before_shares_no_transaction(post: Post) -> None:
    transactions: list[Session] = []

    def note(session: Session, event: Event) -> None:
        transactions.append(session)
        record(session, event)

    post.handlers[ACCOUNT_CHANGED] = note
    for subject, attempts in enumerate((0, 0, 1, 1, 0)):
        post.put(encoded(subject), **{ATTEMPT: attempts})
    with post.consuming():
        until(lambda: post.effects() == 5)
    one, two, three, four, five = transactions
    assert one is two
    assert len({id(each) for each in (two, three, four, five)}) == 4


def test_what_cannot_be_read_is_dead_and_holds_nothing_up(post: Post) -> None:
    for body in ("{", encoded(1), "{"):
        post.put(body)
    with post.consuming():
        until(lambda: post.effects() == 1)
        until(lambda: post.depth(post.topology.dead_name) == 2)
    assert post.depth(post.name) == 0


def test_a_failure_goes_to_the_next_rung_with_its_reason(post: Post) -> None:
    post.handlers[ACCOUNT_CHANGED] = broken
    names = [post.topology.rung_name(rung) for rung in RUNGS]
    with post.consuming():
        for attempts in range(len(RUNGS)):
            post.put(encoded(), **{ATTEMPT: attempts})
        until(lambda: [post.depth(name) for name in names] == [1, 1, 1])
    with connect(post.url) as connection:
        for attempts, rung in enumerate(RUNGS):
            message = post.topology.rung(rung)(connection.default_channel).get()
            assert message.headers[ATTEMPT] == attempts + 1
            assert "no such thing as 1" in message.headers[REASON]
            assert message.properties["message_id"] == "id-1"


def test_after_the_last_rung_it_is_dead_and_can_be_replayed(post: Post) -> None:
    post.handlers[ACCOUNT_CHANGED] = broken
    dead = DeadQueue(post.url, post.name)
    with post.consuming():
        post.put(encoded(), **{ATTEMPT: len(RUNGS)})
        until(lambda: post.depth(post.topology.dead_name) == 1)
        post.handlers[ACCOUNT_CHANGED] = record
        assert dead.replay(["id-1"]) == 1
        until(lambda: post.effects() == 1)
    assert dead.show() == []
    assert dead.replay() == 0


def test_what_cannot_be_read_is_dead_at_once(post: Post) -> None:
    with post.consuming():
        post.put("{")
        until(lambda: post.depth(post.topology.dead_name) == 1)
    (letter,) = DeadQueue(post.url, post.name).show()
    assert (letter.event_id, letter.type, letter.subject) == ("id-1", ACCOUNT_CHANGED, "1")
    assert "not an event we know" in letter.reason


def test_what_kombu_cannot_unpack_is_dead_and_not_lost(post: Post) -> None:
    with post.consuming():
        post.put("{}", compression="unheard-of")
        until(lambda: post.depth(post.topology.dead_name) == 1)


def test_a_nonsensical_attempt_number_counts_as_none(post: Post) -> None:
    post.handlers[ACCOUNT_CHANGED] = broken
    with post.consuming():
        post.put(encoded(), **{ATTEMPT: "many"})
        until(lambda: post.depth(post.topology.rung_name(RUNGS[0])) == 1)


def test_a_long_reason_is_cut(post: Post) -> None:
    def verbose(_session: Session, _event: Event) -> None:
        raise ValueError("x" * 2_000)

    post.handlers[ACCOUNT_CHANGED] = verbose
    with post.consuming():
        post.put(encoded(), **{ATTEMPT: len(RUNGS)})
        until(lambda: post.depth(post.topology.dead_name) == 1)
    assert len(DeadQueue(post.url, post.name).show()[0].reason) == REASON_LENGTH


def test_an_event_without_handler_is_acknowledged(post: Post) -> None:
    post.handlers[AGENCY_CHANGED] = post.handlers.pop(ACCOUNT_CHANGED)
    with post.consuming():
        post.put(encoded())
        until(lambda: post.depth(post.name) == 0)
    assert post.depth(post.name) == 0
    assert post.effects() == 0


def test_an_outage_of_the_database_is_waited_out_and_blames_no_event(post: Post) -> None:
    tried = threading.Event()

    def away_at_first(session: Session, event: Event) -> None:
        if not tried.is_set():
            tried.set()
            raise OperationalError("INSERT", {}, ConnectionError("gone"))
        record(session, event)

    post.handlers[ACCOUNT_CHANGED] = away_at_first
    with post.consuming():
        post.put(encoded())  # the transport in memory forgets what a lost connection held
        until(tried.is_set)
        post.put(encoded())
        until(lambda: post.effects() == 1)
    assert post.depth(post.topology.rung_name(RUNGS[0])) == 0


def test_without_its_database_a_consumer_takes_no_message(post: Post, tmp_path: Path) -> None:
    nowhere = Database(f"sqlite:///{tmp_path}/missing/receiver.db")
    consumer = EventConsumer(nowhere, post.name, post.handlers, post.url)
    worker = Worker("test", {"consumer": consumer.follow})
    post.put(encoded())
    worker.start()
    time.sleep(0.3)
    assert post.depth(post.name) == 1
    worker.close()
    nowhere.close()
