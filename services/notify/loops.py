"""The loops of notify: senders, one or more for each medium, and the sweeper behind them."""

from collections.abc import Mapping
from typing import Final

from common.db import Database
from common.worker import Pulse, Run
from services.notify import messages, recovery, sending
from services.notify.model import Medium
from services.notify.sending import Desk

POLL_S: Final = 1.0
"""How long a due message may wait when its bell was lost, or when a retry comes due."""

SWEEP_S: Final = 1.0
"""Not longer: a loop that waits for a bell hears of the stop only when the wait is over."""


def sender(database: Database, desk: Desk) -> Run:
    """Return a loop that sends the due messages of one desk, one after the other."""

    def run(pulse: Pulse) -> None:
        bell = database.bell(messages.bell(desk.medium))
        while not pulse.stop.is_set():
            pulse.beat()
            if not sending.send_next(database, desk) and pulse.wait_for(bell, POLL_S):
                return

    return run


def sweeper(database: Database, desks: Mapping[Medium, Desk]) -> Run:
    """Return the loop that takes up what senders left behind."""

    def run(pulse: Pulse) -> None:
        bell = database.bell(messages.bell(Medium.NONE))
        while not pulse.stop.is_set():
            pulse.beat()
            if not recovery.sweep(database, desks) and pulse.wait_for(bell, SWEEP_S):
                return

    return run
