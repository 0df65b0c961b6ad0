"""What the relay asks of a bus, and what a bus asks of those who handle events."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Protocol

from sqlalchemy.orm import Session

from common.events import Event
from common.outbox import Unsent

Handler = Callable[[Session, Event], None]
"""Writes the effect of one event into the given transaction, which the bus commits."""

Handlers = Mapping[str, Handler]
"""Event type to handler; an event of any other type is acknowledged and forgotten."""


class Then(Enum):
    """What becomes of a row that was not sent."""

    HOLD = "hold"  # it was not tried: an earlier event of its subject comes first
    WAIT = "wait"  # the bus refused it for reasons of its own: try for ever
    RETRY = "retry"  # the row itself failed: climb the rungs, then park it
    PARK = "park"  # no retry can help


@dataclass(frozen=True, slots=True)
class Failure:
    """Why a row was not sent, and what shall become of it."""

    kind: str  # for the metrics: nack, return, refused, handler, undecodable, held
    reason: str
    then: Then


class BusAwayError(Exception):
    """The bus, or something it rests on, is away: nothing is known of any row."""


class BatchRefusedError(Exception):
    """The bus hung up over something in this batch without telling over which row."""


class UndeliveredError(Exception):
    """Some rows of the batch failed, told by row id; all others were delivered."""

    def __init__(self, failures: Mapping[int, Failure]) -> None:
        super().__init__(f"{len(failures)} undelivered: {next(iter(failures.values())).reason}")
        self.failures = failures


Handover = Callable[[], None]
"""Waits until rows that were begun are in safe hands; raises what `Publisher.publish_all` does."""


class Publisher(Protocol):
    """One end of a bus: RabbitMQ or the process itself. Used by one thread."""

    def publish_all(self, rows: Sequence[Unsent]) -> None:
        """Return once every row is in safe hands.

        Raises UndeliveredError, BatchRefusedError or BusAwayError; a row may then have been
        delivered all the same, which the inbox of its consumer puts right.
        """

    def begin(self, rows: Sequence[Unsent]) -> Handover:
        """Begin what `publish_all` does, behind what was begun before; call the result to end it.

        Meanwhile other rows can be looked for, and begun too. Raises BusAwayError.
        """

    def close(self) -> None:
        """Let go of every connection; the next `publish_all` opens what it needs."""
