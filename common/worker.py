"""Named loops in threads: if one dies, so does the process, and its supervisor starts it anew.

A loop is a function of a `threading.Event` that returns soon after the event is set. It calls
`beat()` at least every few seconds, which readiness watches.
"""

import os
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from common import clock, observe

Run = Callable[["Pulse"], None]
SILENT_S = 30.0
"""A loop that has not beaten for so long is reported by readiness."""

_log = observe.logger(__name__)


@dataclass(slots=True)
class Pulse:
    """What a loop sees of the worker: when to stop, and where to show that it lives."""

    service: str
    loop: str
    stop: threading.Event
    beaten_at: float = field(default_factory=clock.monotonic)

    def beat(self) -> None:
        """Show that the loop is alive."""
        self.beaten_at = clock.monotonic()
        observe.LOOP_BEAT.labels(self.service, self.loop).set(clock.now().timestamp())

    def wait(self, timeout_s: float) -> bool:
        """Beat, then sleep up to `timeout_s`; True when it is time to stop."""
        self.beat()
        return self.stop.wait(timeout_s)

    def wait_for(self, bell: threading.Event, timeout_s: float) -> bool:
        """Beat, then sleep until `bell` rings or `timeout_s`; True when it is time to stop."""
        self.beat()
        bell.wait(timeout_s)
        bell.clear()
        return self.stop.is_set()

    @property
    def silent_s(self) -> float:
        """Seconds since the last beat."""
        return clock.monotonic() - self.beaten_at


def _exit_process(_name: str) -> None:
    # Not sys.exit: this runs in a loop's thread. Nothing is lost, all state is in the database.
    os._exit(70)


class Worker:
    """Runs the loops of one service, one thread each."""

    def __init__(
        self,
        service: str,
        loops: Mapping[str, Run],
        *,
        on_death: Callable[[str], None] = _exit_process,
    ) -> None:
        self.service = service
        observe.count_from_zero(service)
        self.stop = threading.Event()
        self.pulses = {name: Pulse(service, name, self.stop) for name in loops}
        self._on_death = on_death
        self._threads = [
            threading.Thread(target=self._run, args=(name, run), name=f"{service}.{name}")
            for name, run in loops.items()
        ]

    def start(self) -> None:
        """Start every loop."""
        for thread in self._threads:
            thread.start()

    def close(self, timeout_s: float = 10.0) -> None:
        """Ask every loop to stop and wait for it, `timeout_s` in all."""
        self.stop.set()
        deadline = clock.monotonic() + timeout_s
        for thread in self._threads:
            thread.join(max(0.0, deadline - clock.monotonic()))

    def silent(self) -> list[str]:
        """Return the names of loops that have not beaten for `SILENT_S`."""
        return [name for name, pulse in self.pulses.items() if pulse.silent_s > SILENT_S]

    def _run(self, name: str, run: Run) -> None:
        try:
            run(self.pulses[name])
        except Exception:  # noqa: BLE001 - whatever it was, the process must end
            _log.exception("loop died", service=self.service, loop=name)
            self._on_death(name)
        else:
            if not self.stop.is_set():
                _log.error("loop ended by itself", service=self.service, loop=name)
                self._on_death(name)
