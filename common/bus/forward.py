"""Copies of a message to another queue: a retry rung, the dead letters, or back from there.

They are rare, so each takes a connection of its own: a confirm can then not be mistaken for that
of another message, and a wait for it cannot hand us messages meant for later.
"""

from typing import Final

from kombu.message import Message

from common.bus.topology import ATTEMPT, REASON, SUBJECT, connect, opened

REASON_LENGTH: Final = 1_000


def forward(
    broker_url: str, message: Message, queue: str, *, attempts: int = 0, reason: str = ""
) -> None:
    """Copy `message` to `queue`; returns once the broker has confirmed it.

    The id stays the same, so an inbox drops whatever comes twice. Raises what kombu raises.
    """
    headers = {ATTEMPT: attempts, SUBJECT: message.headers.get(SUBJECT, "")}
    if reason:
        headers[REASON] = reason[:REASON_LENGTH]
    with opened(connect(broker_url, confirm_publish=True)) as connection:
        connection.Producer().publish(
            message.body,
            exchange="",  # the default exchange: the routing key is a queue's name
            routing_key=queue,
            mandatory=True,
            delivery_mode="persistent",
            headers=headers,
            content_type=message.content_type,
            content_encoding=message.content_encoding,
            message_id=message.properties.get("message_id"),
            type=message.properties.get("type"),
        )


def attempts_of(message: Message) -> int:
    """Return how often the event has failed; 0 for one that comes fresh from a relay."""
    attempts = message.headers.get(ATTEMPT, 0)
    return attempts if isinstance(attempts, int) else 0
