"""How long to wait after a failure: the rungs of an event, the pauses of a loop."""

import datetime as dt
import random
from dataclasses import dataclass
from typing import Final

LEAST_S: Final = 0.5
MOST_S: Final = 30.0


@dataclass(frozen=True, slots=True)
class Rung:
    """One delay on the way from the first failure of an event to giving it up."""

    name: str
    delay: dt.timedelta


Rungs = tuple[Rung, ...]

RUNGS: Final[Rungs] = (
    Rung("5s", dt.timedelta(seconds=5)),
    Rung("30s", dt.timedelta(seconds=30)),
    Rung("5m", dt.timedelta(minutes=5)),
)


def rung_after(attempts: int, rungs: Rungs) -> Rung | None:
    """Return the rung of an event that failed `attempts` times before now; None: give it up."""
    return rungs[attempts] if attempts < len(rungs) else None


def pause(failures: int) -> dt.timedelta:
    """Return a pause after `failures` failures in a row: 0.5 to 30 s, doubling, with jitter.

    The jitter parts processes that an outage has brought into step.
    """
    ceiling_s = min(MOST_S, LEAST_S * 2 ** min(failures, 16))
    return dt.timedelta(seconds=random.uniform(ceiling_s / 2, ceiling_s))  # noqa: S311 - no secret
