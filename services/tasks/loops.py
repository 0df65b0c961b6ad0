"""The loops of tasks: making assignments of issued plans, and firing deadline events."""

from common import clock, observe
from common.db import Database
from common.worker import Pulse, Run
from services.tasks import deadlines, fanout

POLL_S = 2.0
"""How long a plan may wait when the bell of its arrival was lost."""

SLICE_S = 10.0

_log = observe.logger(__name__)


def fanout_loop(database: Database, batch: int = fanout.BATCH) -> Run:
    """Return the loop that makes the assignments of issued plans."""

    def run(pulse: Pulse) -> None:
        bell = database.bell(fanout.BELL)
        while not pulse.stop.is_set():
            with database.write() as session:
                made = fanout.make_batch(session, batch)
            if made:
                pulse.beat()
            elif pulse.wait_for(bell, POLL_S):
                return

    return run


def deadlines_loop(database: Database, every_s: float) -> Run:
    """Return the loop that looks for deadlines every `every_s` seconds."""

    def run(pulse: Pulse) -> None:
        while not pulse.stop.is_set():
            sweep(database, pulse)
            _rest(pulse, every_s)

    return run


def _rest(pulse: Pulse, seconds: float) -> None:
    """Sleep in slices, so that readiness does not take a resting loop for a dead one."""
    while seconds > 0 and not pulse.wait(min(seconds, SLICE_S)):
        seconds -= SLICE_S


def sweep(database: Database, pulse: Pulse) -> None:
    """Fire every deadline event that is due now, batch by batch."""
    for kind in deadlines.KINDS.values():
        after_id: int | None = 0
        while after_id is not None and not pulse.stop.is_set():
            with database.write() as session:
                after_id = deadlines.fire_batch(session, kind, after_id)
            pulse.beat()
        _log.debug("deadlines swept", kind=kind.name, today=str(clock.today()))
