"""How much of the machine one document may take, and how many documents at once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from common.config import Environment

MEGABYTE: Final = 2**20
LARGEST_ANSWER: Final = 32 * MEGABYTE
"""Bytes of JSON; the longest text that is read gives less than half of it."""
_MOST_AT_ONCE: Final = 2


@dataclass(frozen=True, slots=True)
class Limits:
    """The limits of reading.

    A document may take `seconds` of processor time, twice as many by the clock (on a busy machine
    it gets less than a processor), and `memory_mb` of address space.
    `at_once` are read at the same time, `inside` may be read or wait for it; others are refused.
    """

    seconds: int = 30
    memory_mb: int = 512
    upload_mb: int = 20
    at_once: int = _MOST_AT_ONCE
    inside: int = 4

    @property
    def longest_s(self) -> int:
        """Seconds by the clock after which a parser is ended."""
        return 2 * self.seconds


def read_limits(env: Environment, threads: int) -> Limits:
    """Return the limits that `env` sets for a web process of so many `threads`.

    Half of the threads never wait for a parser, so that the rest of the service goes on.
    """
    inside = max(1, threads // 2)
    return Limits(
        seconds=env.integer("DONDOC_READ_LIMIT_S", 30, least=1, most=50),
        memory_mb=env.integer("DONDOC_READ_MEMORY_MB", 512, least=128, most=8192),
        upload_mb=env.integer("DONDOC_UPLOAD_LIMIT_MB", 20, least=1, most=20),
        at_once=min(_MOST_AT_ONCE, inside),
        inside=inside,
    )
