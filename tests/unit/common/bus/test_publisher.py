"""The publisher's bookkeeping of confirms, and brokers that do not answer."""

import socket
from collections.abc import Iterator

import pytest
from pika.spec import Basic

from common.bus import AmqpPublisher, BusAwayError
from common.bus.port import Then
from common.bus.publisher import _Batch
from common.outbox import Unsent


def rows(count: int) -> list[Unsent]:
    return [Unsent(n, f"event-{n}", "a.v1", str(n), "{}", 0) for n in range(1, count + 1)]


@pytest.fixture
def batch() -> _Batch:
    """Four rows under the tags 11 to 14."""
    batch = _Batch(rows(4))
    batch.unconfirmed = {10 + row.id: row for row in batch.rows}
    return batch


def test_a_batch_is_done_when_every_tag_is_confirmed(batch: _Batch) -> None:
    for tag in (12, 11, 14):
        batch.confirm(Basic.Ack(delivery_tag=tag))
        assert not batch.done.done()
    batch.confirm(Basic.Ack(delivery_tag=13))
    assert batch.done.result() == {}


def test_one_answer_may_confirm_all_tags_up_to_it(batch: _Batch) -> None:
    batch.confirm(Basic.Ack(delivery_tag=12))
    batch.confirm(Basic.Ack(delivery_tag=13, multiple=True))
    assert list(batch.unconfirmed) == [14]


def test_a_nack_names_exactly_its_rows(batch: _Batch) -> None:
    batch.confirm(Basic.Ack(delivery_tag=11))
    batch.confirm(Basic.Nack(delivery_tag=13, multiple=True))
    batch.confirm(Basic.Ack(delivery_tag=14))
    failures = batch.done.result()
    assert [(n, f.kind, f.then) for n, f in failures.items()] == [
        (2, "nack", Then.WAIT),
        (3, "nack", Then.WAIT),
    ]


def test_a_returned_message_is_a_failure_though_it_is_confirmed(batch: _Batch) -> None:
    batch.give_back("event-2", "NO_ROUTE")
    batch.give_back("of another batch", "NO_ROUTE")
    batch.confirm(Basic.Ack(delivery_tag=14, multiple=True))
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
