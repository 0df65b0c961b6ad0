"""What is stuck and waits for a person, in one form for every service."""

from common.stuck import bus
from common.stuck.console import (
    ACTS,
    Action,
    CannotRetryError,
    Console,
    Kind,
    Place,
    Source,
    Stuck,
    cursor_of,
    place_of,
)

__all__ = [
    "ACTS",
    "Action",
    "CannotRetryError",
    "Console",
    "Kind",
    "Place",
    "Source",
    "Stuck",
    "bus",
    "cursor_of",
    "place_of",
]
