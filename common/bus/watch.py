"""The watch over a consumer's dead letters: a list of them in the service's own database.

Web processes open no connection to the broker, so the worker keeps the list for them, and sends
again what somebody wants back.
"""

from typing import Final

from common import observe
from common.bus.dead import DeadLetters, DeadQueue
from common.bus.relay import OUTAGES
from common.db import Database
from common.stuck import bus as stuck
from common.worker import Pulse, Run

EVERY_S: Final = 4.0
"""With the second that the page takes, what was given up is on it within 10 s."""

_log = observe.logger(__name__)


def watch_loop(database: Database, service: str, queue: DeadQueue) -> Run:
    """Return the loop that keeps the list of `queue`, waiting out broker and database."""
    outages: tuple[type[Exception], ...] = (*queue.outages, *OUTAGES)

    def run(pulse: Pulse) -> None:
        while not pulse.stop.is_set():
            try:
                look(database, queue)
            except outages as error:
                # The relay is silent then, which the console tells of.
                _log.warning("dead letters not seen", service=service, error=repr(error))
            pulse.wait(EVERY_S)

    return run


def look(database: Database, queue: DeadLetters) -> None:
    """Send again what is wanted, and write down what lies there now."""
    with database.read() as session:
        wanted = stuck.wanted(session)
    if wanted:
        queue.replay(wanted)
    found = queue.show()
    with database.read() as session:
        if not found and not stuck.any_dead(session):
            return  # SQLite and PostgreSQL alike are spared a write that changes nothing
    with database.write() as session:
        stuck.forget_dead(session, wanted)
        stuck.keep_dead(session, [letter.told() for letter in found])
