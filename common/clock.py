"""The only source of time.

Instants are aware datetimes in UTC; days are days in Viet Nam, where deadlines live.
"""

import contextlib
import datetime as dt
import os
import time
from collections.abc import Callable, Iterator
from contextvars import ContextVar
from zoneinfo import ZoneInfo

VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")

Source = Callable[[], dt.datetime]


def _system() -> dt.datetime:
    """Return the machine's time, moved by `DONDOC_CLOCK_OFFSET_S` seconds in fault tests."""
    offset_s = float(os.environ.get("DONDOC_CLOCK_OFFSET_S", "0"))
    return dt.datetime.now(dt.UTC) + dt.timedelta(seconds=offset_s)


_source: ContextVar[Source] = ContextVar("clock_source", default=_system)


def now() -> dt.datetime:
    """Return the current instant, aware, in UTC."""
    return _source.get()()


def today() -> dt.date:
    """Return the current day in Viet Nam, against which every deadline is judged."""
    return now().astimezone(VIETNAM).date()


def local(instant: dt.datetime) -> dt.datetime:
    """Return `instant` in Viet Nam's time zone, as people read it."""
    return instant.astimezone(VIETNAM)


def monotonic() -> float:
    """Return seconds of a clock that never goes back, for time-outs and durations only."""
    return time.monotonic()


@contextlib.contextmanager
def frozen(at: dt.datetime) -> Iterator[None]:
    """Hold `now()` at the aware instant `at` in this thread or context, for tests."""
    if at.tzinfo is None:
        raise ValueError("a frozen clock needs an aware datetime")
    token = _source.set(lambda: at)
    try:
        yield
    finally:
        _source.reset(token)


def sleep(seconds: float) -> None:
    """Wait; for composition and tools only, a loop waits on its pulse."""
    time.sleep(seconds)
