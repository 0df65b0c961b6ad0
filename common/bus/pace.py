"""How long the relay rests between its turns: not at all where few events come."""

from typing import Final

APART_S: Final = 0.1
"""Least time from one turn to the next where many events come: a turn, a publish with its confirm,
and a transaction of each consumer then serve several."""

MANY: Final = 40
"""Events of a second, from which on turns are kept apart. Fewer leave at once, each with a turn of
its own."""

_WINDOW_S: Final = 1.0


class Pace:
    """Counts the events of this second and the one before. Times are seconds of `monotonic`."""

    def __init__(self, now: float) -> None:
        self._since = now
        self._sent = self._before = 0

    def sent(self, count: int, now: float) -> None:
        """Note that `count` events left at `now`."""
        passed = now - self._since
        if passed >= _WINDOW_S:
            self._before = self._sent if passed < 2 * _WINDOW_S else 0
            self._since, self._sent = now, 0
        self._sent += count

    def rest_s(self, begun: float, now: float) -> float:
        """Return how long to rest after a turn that began at `begun`, in seconds."""
        many = max(self._sent, self._before) >= MANY
        return max(0.0, begun + APART_S - now) if many else 0.0
