"""What is declared in the broker, read off the declarations."""

from typing import Any

from kombu.entity import Queue

from common.bus.retry import RUNGS
from common.bus.topology import Topology, connect

TOPOLOGY = Topology("notify")


def arguments(queue: Queue) -> dict[str, Any]:
    """Return the arguments the broker would see."""
    found: dict[str, Any] = queue.as_dict()["queue_arguments"]
    return found


def test_the_consumers_queue_hands_on_to_its_dead_letters_without_loss() -> None:
    queue = TOPOLOGY.queue(["a.v1", "b.v1"])
    assert (queue.name, queue.durable) == ("notify", True)
    assert arguments(queue) == {
        "x-queue-type": "quorum",
        "x-dead-letter-exchange": "",
        "x-dead-letter-routing-key": "notify.dead",
        "x-dead-letter-strategy": "at-least-once",
        "x-overflow": "reject-publish",
    }
    bound = {(b.exchange.name, b.exchange.type, b.routing_key) for b in queue.bindings}
    assert bound == {("events", "topic", "a.v1"), ("events", "topic", "b.v1")}


def test_each_rung_is_a_queue_whose_delay_never_changes() -> None:
    rungs = [TOPOLOGY.rung(rung) for rung in RUNGS]
    assert [(queue.name, arguments(queue)["x-message-ttl"]) for queue in rungs] == [
        ("notify.retry.5s", 5_000),
        ("notify.retry.30s", 30_000),
        ("notify.retry.5m", 300_000),
    ]
    assert {arguments(queue)["x-dead-letter-routing-key"] for queue in rungs} == {"notify"}


def test_dead_letters_may_be_looked_at_any_number_of_times() -> None:
    assert arguments(TOPOLOGY.dead()) == {"x-queue-type": "quorum", "x-delivery-limit": 2**31 - 1}


def test_declaring_twice_changes_nothing() -> None:
    with connect("memory://declared") as connection:
        for _ in range(2):
            TOPOLOGY.declare(connection.default_channel, ["a.v1"])


def test_every_wait_for_the_broker_ends() -> None:
    connection = connect("amqp://localhost", confirm_publish=True)
    assert connection.heartbeat == 15
    assert connection.transport_options == {
        "read_timeout": 15,
        "write_timeout": 15,
        "confirm_publish": True,
    }
