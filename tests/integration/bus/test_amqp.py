"""The conformance suite on RabbitMQ and PostgreSQL, and what only they can show."""

from collections.abc import Iterator

import pytest

from common.bus import AmqpPublisher, DeadQueue, EventConsumer
from common.bus.topology import Topology, connect
from common.db import Database
from common.events import ACCOUNT_CHANGED, AGENCY_CHANGED
from common.worker import Worker
from tests.contract.bus.suite import SHORT, Bus, BusSuite, databases, remove_queues
from tests.integration.bus.conftest import Engines, await_broker

QUEUE = "conformance"


class _Amqp(Bus):
    """Relay in the test's thread, consumer in a worker."""

    def __init__(self, engines: Engines, sender: Database, receiver: Database) -> None:
        super().__init__()
        self.sender, self.receiver = sender, receiver
        self.publisher = AmqpPublisher(engines.broker_url)
        self.dead = DeadQueue(engines.broker_url, QUEUE)
        consumer = EventConsumer(receiver, QUEUE, self.handlers, engines.broker_url, rungs=SHORT)
        self.worker = Worker(QUEUE, {"consumer": consumer.follow})


class TestAmqpBus(BusSuite):
    """Every rule of the suite holds with a broker between."""

    @pytest.fixture
    def bus(self, engines: Engines) -> Iterator[Bus]:
        topology = Topology(QUEUE, SHORT)
        await_broker(engines.broker_url)
        remove_queues(engines.broker_url, topology)  # of an aborted run
        with connect(engines.broker_url) as connection:
            topology.declare(connection.default_channel, (ACCOUNT_CHANGED, AGENCY_CHANGED))
        with databases(engines.sender_url, engines.receiver_url) as (sender, receiver):
            bus = _Amqp(engines, sender, receiver)
            bus.worker.start()
            yield bus
            bus.worker.close()
            bus.publisher.close()
        remove_queues(engines.broker_url, topology)
