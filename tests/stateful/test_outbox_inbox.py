"""Outbox, relay and inbox, with a crash possible at every step: each event has one effect.

The machine plays sender, relay, broker and consumer one step at a time. A crash forgets whatever
was not committed; what was handed over but not settled comes again.
"""

import tempfile
from collections import Counter
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import NoReturn

import sqlalchemy as sa
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule
from sqlalchemy.orm import Session

from common import events, outbox
from common.bus import BusAwayError, Relay
from common.bus.delivery import deliver
from common.bus.port import Failure, Handover, Then, UndeliveredError
from common.events import ACCOUNT_CHANGED, Event
from common.outbox import Unsent
from tests.contract.bus.suite import EFFECTS, account, make_database, record


class _CrashError(Exception):
    """The process is gone; its database rolls back."""


def _crash() -> NoReturn:
    raise _CrashError


class _Broker:
    """A bus that may lose its confirm, refuse some, or be away, as the machine says next."""

    def __init__(self) -> None:
        self.queue: list[str] = []
        self.mood = "well"

    def publish_all(self, rows: Sequence[Unsent]) -> None:
        if self.mood == "away":
            raise BusAwayError("no broker")
        refused = rows[::2] if self.mood == "refuses" else []
        self.queue += [row.body for row in rows if row not in refused]
        if self.mood == "crash":
            _crash()  # after the broker has it, before the row is deleted
        if refused:
            raise UndeliveredError({r.id: Failure("nack", "full", Then.WAIT) for r in refused})

    def begin(self, rows: Sequence[Unsent]) -> Handover:
        return partial(self.publish_all, rows)

    def close(self) -> None:
        """Do nothing."""


class OutboxInbox(RuleBasedStateMachine):
    """Sent is committed; handled is committed; the two must agree in the end."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        url = f"sqlite:///{Path(self.folder.name)}"
        self.sender, self.receiver = make_database(f"{url}/s.db"), make_database(f"{url}/r.db")
        self.broker = _Broker()
        self.versions: Counter[int] = Counter()

    @rule(subject=st.integers(1, 3), count=st.integers(1, 3))
    def commit(self, subject: int, count: int) -> None:
        with self.sender.write() as session:
            self._emit(session, subject, count)
        self.versions[subject] += count

    @rule(subject=st.integers(1, 3))
    def crash_before_commit(self, subject: int) -> None:
        try:
            with self.sender.write() as session:
                self._emit(session, subject, 1)
                _crash()
        except _CrashError:
            return

    @rule(mood=st.sampled_from(["well", "refuses", "away", "crash"]))
    def relay(self, mood: str) -> None:
        self.broker.mood = mood
        try:
            Relay(self.sender, "sender", self.broker).turn()  # each turn a fresh process
        except (BusAwayError, _CrashError):
            return

    @precondition(lambda self: self.broker.queue)
    @rule(data=st.data())
    def consume(self, data: st.DataObject) -> None:
        index = data.draw(st.integers(0, len(self.broker.queue) - 1), "which message")
        fate = data.draw(st.sampled_from(["ack", "crash in handler", "crash before ack"]), "fate")
        self._consume(index, fate)

    @precondition(lambda self: self.broker.queue)
    @rule()
    def redeliver(self) -> None:
        self.broker.queue.append(self.broker.queue[0])

    @invariant()
    def nothing_has_two_effects_and_nothing_comes_from_nowhere(self) -> None:
        effects = self._effects()
        assert max(effects.values(), default=1) == 1
        assert effects.keys() <= self._sent()

    def teardown(self) -> None:
        """Let everything drain; then each committed event has its effect."""
        self.broker.mood = "well"
        with self.sender.write() as session:
            session.execute(sa.update(outbox.OUTBOX).values(due_at=None))
        Relay(self.sender, "sender", self.broker).turn()
        while self.broker.queue:
            self._consume(0, "ack")
        effects = self._effects()
        self.sender.close()
        self.receiver.close()
        self.folder.cleanup()
        assert effects == dict.fromkeys(self._sent(), 1)

    def _emit(self, session: Session, subject: int, count: int) -> None:
        first = self.versions[subject] + 1
        for version in range(first, first + count):
            outbox.emit(session, ACCOUNT_CHANGED, subject, version, account(subject))

    def _consume(self, index: int, fate: str) -> None:
        def handler(session: Session, event: Event) -> None:
            record(session, event)
            if fate == "crash in handler":
                _crash()

        body = self.broker.queue.pop(index)
        try:
            deliver(self.receiver, "r", {ACCOUNT_CHANGED: handler}, [events.decode(body)])
            if fate == "crash before ack":
                _crash()
        except _CrashError:
            self.broker.queue.append(body)

    def _sent(self) -> set[tuple[str, int]]:
        return {(str(s), v) for s, last in self.versions.items() for v in range(1, last + 1)}

    def _effects(self) -> Counter[tuple[str, int]]:
        with self.receiver.read() as session:
            query = sa.select(EFFECTS.c.subject, EFFECTS.c.version)
            return Counter((subject, version) for subject, version in session.execute(query))


OutboxInbox.TestCase.settings = settings(max_examples=15, stateful_step_count=20, deadline=None)
TestOutboxInbox = OutboxInbox.TestCase
