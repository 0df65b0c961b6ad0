"""The loops of tasks: making assignments, escalating, adding counts up, sweeping unused files."""

from typing import Final

from common import observe
from common.db import Database
from common.errors import UnavailableError
from common.store import Store
from common.worker import Pulse, Run
from services.tasks import fanout, files, following
from services.tasks.escalation import Ladder, scan
from services.tasks.fanout import repeating
from services.tasks.statistics import tallies

POLL_S = 2.0
"""How long a plan may wait when the bell of its arrival was lost."""

SLICE_S = 10.0
SWEEP_S: Final = 3600.0
FOLD_S: Final = 5.0
"""How long counts wait to be added up; statistics read those that wait as well."""

_log = observe.logger(__name__)


def fanout_loop(database: Database, batch: int = fanout.BATCH) -> Run:
    """Return the loop that makes the assignments of issued plans, and moves those of earlier."""

    def run(pulse: Pulse) -> None:
        bell = database.bell(fanout.BELL)
        while not pulse.stop.is_set():
            with database.write() as session:
                moved = following.move_batch(session, min(batch, following.BATCH))
            with database.write() as session:
                made = fanout.make_batch(session, batch)
            if made or moved:
                pulse.beat()
            elif pulse.wait_for(bell, POLL_S):
                return

    return run


def tallies_loop(database: Database) -> Run:
    """Return the loop that adds up what the database noted of changed assignments."""

    def run(pulse: Pulse) -> None:
        while not pulse.stop.is_set():
            with database.write() as session:
                added = tallies.fold(session)
            pulse.beat()
            if added < tallies.BATCH and pulse.wait(FOLD_S):
                return

    return run


def sweeping_loop(database: Database, store: Store) -> Run:
    """Return the loop that removes files that were handed in and never used."""

    def run(pulse: Pulse) -> None:
        while not pulse.stop.is_set():
            try:
                while files.sweep(database, store):
                    pulse.beat()
            except UnavailableError as away:
                # The next round comes; a store that is away must not end the worker's other loops.
                _log.warning("store of files away", error=away.detail)
            _rest(pulse, SWEEP_S)

    return run


def deadlines_loop(database: Database, every_s: float, ladder: Ladder) -> Run:
    """Return the loop that asks every `every_s` seconds whether the day's scan is to be done."""

    def run(pulse: Pulse) -> None:
        while not pulse.stop.is_set():
            sweep(database, pulse, ladder)
            _rest(pulse, every_s)

    return run


def _rest(pulse: Pulse, seconds: float) -> None:
    """Sleep in slices, so that readiness does not take a resting loop for a dead one."""
    while seconds > 0 and not pulse.wait(min(seconds, SLICE_S)):
        seconds -= SLICE_S


def sweep(database: Database, pulse: Pulse, ladder: Ladder) -> None:
    """Open the periods that have begun; take every step of the ladder that is due now."""

    def go_on() -> bool:
        pulse.beat()
        return not pulse.stop.is_set()

    while go_on():
        with database.write() as session:
            if not repeating.open_periods(session):
                break
    scan(database, ladder, go_on)
