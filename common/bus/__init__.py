"""The bus: takes events from the outbox of one service to the handlers of others.

Deployed, `relay_loop` and `consumer_loop` run in each service's worker, with RabbitMQ between them:

    {"relay": relay_loop(database, "tasks", amqp_publisher(broker_url)),
     "consumer": consumer_loop(database, "tasks", HANDLERS, broker_url)}

Embedded, one `LocalBus` knows every subscriber and each service has a relay to it:

    bus = LocalBus([Subscriber("tasks", tasks_database, tasks.HANDLERS), …])
    {"plans-relay": relay_loop(plans_database, "plans", bus), …}

Either way an event is delivered at least once, and the inbox makes its effect happen once.
"""

from common.bus.local import LocalBus, Subscriber
from common.bus.port import BusAwayError, Handler, Handlers, Publisher
from common.bus.relay import Relay
from common.db import Database
from common.worker import Run

__all__ = [
    "BusAwayError",
    "Handler",
    "Handlers",
    "LocalBus",
    "Publisher",
    "Relay",
    "Subscriber",
    "relay_loop",
]


def relay_loop(database: Database, service: str, publisher: Publisher) -> Run:
    """Return the loop that takes the service's outbox to `publisher`, for a `worker.Worker`."""
    return Relay(database, service, publisher).run
