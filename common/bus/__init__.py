"""The bus: takes events from the outbox of one service to the handlers of others.

Deployed, `relay_loop` and `consumer_loop` run in each service's worker, with RabbitMQ between them:

    {"relay": relay_loop(database, "tasks", AmqpPublisher(broker_url)),
     "consumer": consumer_loop(database, "tasks", HANDLERS, broker_url)}

Embedded, one `LocalBus` knows every subscriber and each service has a relay to it:

    bus = LocalBus([Subscriber("tasks", tasks_database, tasks.HANDLERS), …])
    {"plans-relay": relay_loop(plans_database, "plans", bus), …}

Either way an event is delivered at least once, and the inbox makes its effect happen once.
"""

from common.bus.consumer import EventConsumer
from common.bus.dead import DeadLetter, DeadLetters, DeadQueue, ParkedRows
from common.bus.local import LocalBus, Subscriber
from common.bus.port import BusAwayError, Handler, Handlers, Publisher
from common.bus.publisher import AmqpPublisher
from common.bus.relay import Relay
from common.bus.watch import watch_loop
from common.db import Database
from common.worker import Run

__all__ = [
    "AmqpPublisher",
    "BusAwayError",
    "DeadLetter",
    "DeadLetters",
    "DeadQueue",
    "EventConsumer",
    "Handler",
    "Handlers",
    "LocalBus",
    "ParkedRows",
    "Publisher",
    "Relay",
    "Subscriber",
    "consumer_loop",
    "relay_loop",
    "watch_loop",
]


def relay_loop(database: Database, service: str, publisher: Publisher) -> Run:
    """Return the loop that takes the service's outbox to `publisher`, for a `worker.Worker`."""
    return Relay(database, service, publisher).run


def consumer_loop(database: Database, service: str, handlers: Handlers, broker_url: str) -> Run:
    """Return the loop that handles the service's events from RabbitMQ."""
    return EventConsumer(database, service, handlers, broker_url).follow
