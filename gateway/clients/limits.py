"""How many requests one caller may make; counted in each gateway process by itself."""

import math
import time

import limits
from limits.storage import MemoryStorage
from limits.strategies import FixedWindowRateLimiter

from common.config import ConfigError
from common.errors import TooManyRequestsError

OFF = "0"


class Limiter:
    """Counts requests by caller. `rate` is such as "600/minute", or "0" for no limit.

    A fixed window, not a moving one: the memory store of the `limits` package walks through every
    remembered request a hundred times a second for the latter, through one counter a caller here.
    """

    def __init__(self, rate: str) -> None:
        self._item = None if rate == OFF else _parsed(rate)
        self._window = FixedWindowRateLimiter(MemoryStorage())

    def hit(self, who: str) -> None:
        """Count one request of `who`; raises TooManyRequestsError when there were too many."""
        if self._item is None or self._window.hit(self._item, who):
            return
        reset_at, _left = self._window.get_window_stats(self._item, who)
        # The package reckons with the machine's own clock.
        wait_s = max(1, math.ceil(reset_at - time.time()))
        raise TooManyRequestsError(
            f"more than {self._item}; wait {wait_s} s before the next request",
            retry_after_s=wait_s,
        )


def _parsed(rate: str) -> limits.RateLimitItem:
    try:
        return limits.parse(rate)
    except ValueError:
        raise ConfigError(
            f'DONDOC_RATE_LIMIT must be such as "600/minute", or 0 for none, not {rate!r}'
        ) from None
