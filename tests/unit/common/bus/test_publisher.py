"""The publisher's bookkeeping of confirms, and brokers that do not answer."""

import socket
from collections.abc import Iterator

import pytest
from pika.spec import Basic

from common.bus import AmqpPublisher, BusAwayError
from common.bus.port import Then
from common.bus.publisher import _Batch, _Unconfirmed
from common.outbox import Unsent


def rows(count: int) -> list[Unsent]:
    return [Unsent(n, f"event-{n}", "a.v1", str(n), "{}", 0) for n in range(1, count + 1)]


@pytest.fixture
def batch() -> _Batch:
    """Four rows under the tags 1 to 4."""
    return _Batch(rows(4))


@pytest.fixture
def sent(batch: _Batch) -> _Unconfirmed:
    """Hold the tags of `batch`, and no others."""
    sent = _Unconfirmed()
    for row in batch.rows:
        sent.add(batch, row)
    return sent


def test_a_batch_is_done_when_every_tag_is_confirmed(batch: _Batch, sent: _Unconfirmed) -> None:
    for tag in (2, 1, 4):
        sent.confirm(Basic.Ack(delivery_tag=tag))
        assert not batch.done.done()
    sent.confirm(Basic.Ack(delivery_tag=3))
    assert batch.done.result() == {}


def test_one_answer_may_confirm_all_tags_up_to_it(batch: _Batch, sent: _Unconfirmed) -> None:
    sent.confirm(Basic.Ack(delivery_tag=2))
    sent.confirm(Basic.Ack(delivery_tag=3, multiple=True))
    assert not batch.done.done()
    sent.confirm(Basic.Ack(delivery_tag=4))
    assert batch.done.result() == {}


def test_one_answer_may_end_a_batch_and_begin_the_next(batch: _Batch, sent: _Unconfirmed) -> None:
    following = _Batch(rows(2))
    for row in following.rows:
        sent.add(following, row)
    sent.confirm(Basic.Nack(delivery_tag=5, multiple=True))
    assert sorted(batch.done.result()) == [1, 2, 3, 4]
    assert not following.done.done()
    sent.confirm(Basic.Ack(delivery_tag=6))
    assert list(following.done.result()) == [1]


def test_a_nack_names_exactly_its_rows(batch: _Batch, sent: _Unconfirmed) -> None:
    sent.confirm(Basic.Ack(delivery_tag=1))
    sent.confirm(Basic.Nack(delivery_tag=3, multiple=True))
    sent.confirm(Basic.Ack(delivery_tag=4))
    failures = batch.done.result()
    assert [(n, f.kind, f.then) for n, f in failures.items()] == [
        (2, "nack", Then.WAIT),
        (3, "nack", Then.WAIT),
    ]


def test_a_returned_message_is_a_failure_though_it_is_confirmed(
    batch: _Batch, sent: _Unconfirmed
) -> None:
    sent.give_back("event-2", "NO_ROUTE")
    sent.give_back("of another batch", "NO_ROUTE")
    sent.confirm(Basic.Ack(delivery_tag=4, multiple=True))
    failures = batch.done.result()
    assert [(n, f.kind, f.then) for n, f in failures.items()] == [(2, "return", Then.WAIT)]


@pytest.fixture
def silent_port(open_network: None) -> Iterator[int]:
    """Return the port of a server that takes connections and never says a word."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server.getsockname()[1]


def test_a_broker_that_does_not_answer_is_given_up_in_time(silent_port: int) -> None:
    publisher = AmqpPublisher(f"amqp://127.0.0.1:{silent_port}", timeout_s=0.3)
    with pytest.raises(BusAwayError, match=r"did not answer within 0\.3 s"):
        publisher.publish_all(rows(1))


def test_a_broker_that_is_not_there_is_an_outage(silent_port: int) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    publisher = AmqpPublisher(f"amqp://127.0.0.1:{port}")
    with pytest.raises(BusAwayError, match="refused"):
        publisher.publish_all(rows(1))
    publisher.close()


def test_nothing_to_send_opens_no_connection() -> None:
    AmqpPublisher("amqp://nowhere.invalid").publish_all([])
