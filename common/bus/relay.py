"""The relay: takes what waits in the outbox to the bus. The same loop serves both buses.

A row is deleted only after the bus has it, so a crash anywhere repeats and never loses; the inbox
of the consumer drops what comes twice.
"""

from collections import deque
from collections.abc import Mapping, Sequence
from typing import Final

import psycopg
from sqlalchemy import exc
from sqlalchemy.orm import Session

from common import clock, observe, outbox
from common.bus import retry
from common.bus.lookout import POLL_S, Lookout, lookout
from common.bus.pace import Pace
from common.bus.port import (
    BatchRefusedError,
    BusAwayError,
    Failure,
    Handover,
    Publisher,
    Then,
    UndeliveredError,
)
from common.bus.retry import RUNGS, Rungs
from common.db import Database
from common.outbox import Unsent
from common.stuck import bus as stuck
from common.worker import Pulse

BATCH: Final = 8_000
"""Rows sent to a broker in one transaction: it ends with a wait for the last confirm."""
PART: Final = 1_000
"""Of them, so many are sent at a time; the next part is looked for, and the one before deleted,
while the broker has this one in hand."""
TURN_S: Final = 2.0
"""A turn that has lasted so long begins no other part: what failed in the last one would take back
what was done with all the others, and who looks at us sees life only between turns."""
LOCAL_BATCH: Final = 500
"""Rows handed on inside the process, where handling them is the time a batch takes."""

GAUGE_S: Final = 5.0
"""Seconds between two looks at the depth of the outbox."""

OUTAGES: Final = (
    BusAwayError,
    exc.OperationalError,
    exc.InterfaceError,
    exc.TimeoutError,
    psycopg.OperationalError,
    psycopg.InterfaceError,
)
"""What passes by itself; the loop waits for it. Anything else is a bug and ends the loop."""

_log = observe.logger(__name__)


class Relay:
    """Moves the outbox of one service to a bus."""

    def __init__(
        self, database: Database, service: str, publisher: Publisher, *, rungs: Rungs = RUNGS
    ) -> None:
        self._rungs = rungs
        self._database = database
        self._service = service
        self._publisher = publisher
        self._batch = LOCAL_BATCH if database.is_sqlite else BATCH
        self._limit = self._batch
        self._gauge_due = clock.monotonic()
        self._pace = Pace(clock.monotonic())

    def run(self, pulse: Pulse) -> None:
        """Relay until the pulse stops, waiting out every outage."""
        failures = 0
        while not pulse.stop.is_set():
            try:
                with lookout(self._database) as watch:
                    while not pulse.stop.is_set():
                        self._round(watch, pulse)
                        failures = 0
            except OUTAGES as error:
                self._publisher.close()
                observe.RELAY_FAILURES.labels(self._service, "away").inc()
                _log.warning("relay waits", service=self._service, error=str(error))
                pulse.wait(retry.pause(failures).total_seconds())
                failures += 1
        self._publisher.close()

    def turn(self) -> bool:
        """Send one batch; True when more is likely to wait.

        Raises one of `OUTAGES`, and leaves every row in its place then.
        """
        return self._turn_unlocked() if self._database.is_sqlite else self._turn_locked()

    def _round(self, watch: Lookout, pulse: Pulse) -> None:
        if not watch.on_duty():
            pulse.wait(POLL_S)
            return
        self._measure()
        begun = clock.monotonic()
        if self.turn():
            pulse.beat()
            return
        watch.wait(pulse)
        pulse.stop.wait(self._pace.rest_s(begun, clock.monotonic()))

    def _turn_locked(self) -> bool:
        # The locks keep another relay off these rows if our advisory lock was lost meanwhile.
        with self._database.write() as session:
            begun, now = clock.monotonic(), clock.now()
            on_their_way: deque[tuple[Sequence[Unsent], Handover]] = deque()
            taken, after, more = 0, 0, True
            while more and taken < self._limit:
                size = min(PART, self._limit - taken)
                part = outbox.claim(session, size, after, now)
                more = len(part) == size
                if part:
                    on_their_way.append((part, self._publisher.begin(part)))
                    taken, after = taken + len(part), part[-1].id
                if len(on_their_way) > 1:
                    self._end(session, *on_their_way.popleft(), alone=False)
                if clock.monotonic() - begun > TURN_S:
                    break
            for rows, handover in on_their_way:
                self._end(session, rows, handover, alone=taken == 1)
        return more or self._limit < taken  # narrowed by a refusal: there is more to try

    def _end(
        self, session: Session, rows: Sequence[Unsent], handover: Handover, *, alone: bool
    ) -> None:
        self._settle(session, rows, self._failures(rows, handover, alone=alone))

    def _turn_unlocked(self) -> bool:
        # SQLite has one lock for all writers; subscribers and requests need it meanwhile.
        limit = self._limit
        with self._database.read() as session:
            rows = outbox.claim(session, limit)
        if rows:
            handover = self._publisher.begin(rows)
            failures = self._failures(rows, handover, alone=len(rows) == 1)
            with self._database.write() as session:
                self._settle(session, rows, failures)
        return len(rows) == limit

    def _failures(
        self, rows: Sequence[Unsent], handover: Handover, *, alone: bool
    ) -> Mapping[int, Failure]:
        """Return the failures by row id; all other rows are in safe hands.

        A batch that is refused as a whole is the fault of a row that was alone; else the next turns
        begin again with one row, then two, then four.
        """
        try:
            handover()
        except UndeliveredError as error:
            return error.failures
        except BatchRefusedError as error:
            self._limit = 1
            then = Then.RETRY if alone else Then.HOLD
            return {row.id: Failure("refused", str(error), then) for row in rows}
        self._limit = min(self._batch, self._limit * 2)
        return {}

    def _settle(
        self, session: Session, rows: Sequence[Unsent], failures: Mapping[int, Failure]
    ) -> None:
        sent = [row.id for row in rows if row.id not in failures]
        outbox.remove(session, sent)
        observe.RELAYED.labels(self._service).inc(len(sent))
        self._pace.sent(len(sent), clock.monotonic())
        for row in rows:
            if row.id in failures:
                self._put_off(session, row, failures[row.id])

    def _put_off(self, session: Session, row: Unsent, failure: Failure) -> None:
        if failure.then is Then.HOLD:
            return
        observe.RELAY_FAILURES.labels(self._service, failure.kind).inc()
        rung = retry.rung_after(row.attempts, self._rungs) if failure.then is Then.RETRY else None
        if failure.then is Then.WAIT:
            outbox.postpone(session, row.id, retry.pause(row.attempts), failure.reason)
        elif rung:
            outbox.postpone(session, row.id, rung.delay, failure.reason)
        else:
            outbox.park(session, row.id, failure.reason)
            observe.DEAD.labels(self._service).inc()
        _log.error(
            "event not sent",
            service=self._service,
            event_id=row.event_id,
            type=row.type,
            kind=failure.kind,
            reason=failure.reason,
            parked=failure.then is not Then.WAIT and rung is None,
        )

    def _measure(self) -> None:
        """Show every `GAUGE_S` that the relay lives, and tell the metrics how much waits."""
        if clock.monotonic() < self._gauge_due:
            return
        self._gauge_due = clock.monotonic() + GAUGE_S
        with self._database.read() as session:
            backlog = outbox.backlog(session)
        with self._database.write() as session:
            stuck.beat(session)
        observe.OUTBOX_DEPTH.labels(self._service).set(backlog.depth)
        observe.OUTBOX_AGE.labels(self._service).set(backlog.oldest_s)
