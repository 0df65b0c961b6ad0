"""Senders may die between any two steps; no message is lost, no unmarked second copy leaves."""

import datetime as dt
import functools
import shutil
import tempfile
from collections import defaultdict
from pathlib import Path

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from sqlalchemy import select

from common import clock, events
from common.caller import Role
from common.db import Database
from common.migrate import upgrade
from services.notify import delivery, service
from services.notify.channels import Outcome, Outgoing, Resend
from services.notify.main import SCRIPTS
from services.notify.model import RETRYABLE, SETTLED, Medium, Message, State
from services.notify.recovery import sweep
from services.notify.sending import Desk, lease, record, take
from tests.contract.notify import story

BEHAVIOURS = ("takes", "takes, answer lost", "busy", "refuses", "lost on the way")
ARRIVED = {State.ACCEPTED, State.BUFFERED, State.RELAYED, State.DELIVERED}


@functools.cache
def _migrated() -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        made = Database(f"sqlite:///{folder}/migrated.db")
        upgrade(made, SCRIPTS)
        made.close()
        return Path(folder, "migrated.db").read_bytes()


class Provider:
    """A provider as its ledger knows it: the flags of the copies it took, by reference."""

    name = "ledger"
    patience_s = 10.0

    def __init__(self, resend: Resend) -> None:
        self.resend = resend
        self.taken: defaultdict[str, list[bool]] = defaultdict(list)
        self.attempts: list[int] = []
        self.behaviour = "takes"

    def send(self, message: Outgoing) -> Outcome:
        """Behave as told."""
        if self.behaviour == "busy":
            return Outcome.temporary("busy")
        if self.behaviour == "refuses":
            return Outcome.permanent("refused")
        if self.behaviour != "lost on the way":
            self._take(message)
        if self.behaviour == "takes":
            return Outcome.accepted()
        return Outcome.unknown("no answer")

    def close(self) -> None:
        """Hold nothing."""

    def _take(self, message: Outgoing) -> None:
        self.attempts.append(message.attempt_id)
        if not (self.resend is Resend.SAFE and self.taken[message.reference]):
            self.taken[message.reference].append(message.flagged)


class Senders(RuleBasedStateMachine):
    """Any number of senders over one database, each step apart from the next."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp())
        (self.folder / "notify.db").write_bytes(_migrated())
        self.database = Database(f"sqlite:///{self.folder}/notify.db")
        self.now = story.FRIDAY
        self.heard: list[events.Event] = []
        self.held: list[Outgoing] = []
        self.answered: list[tuple[Outgoing, Outcome]] = []

    @initialize(resend=st.sampled_from(list(Resend)))
    def begin(self, resend: Resend) -> None:
        self.provider = Provider(resend)
        self.desk = Desk(Medium.EMAIL, self.provider, unknown_wait=dt.timedelta(minutes=5))
        with clock.frozen(self.now):
            story.settle_in(self.database)

    @rule()
    def hear_of_an_assignment(self) -> None:
        with clock.frozen(self.now):
            number = 100 + len(self.heard)
            self.heard.append(story.created(self.database, assignment_id=number))

    @precondition(lambda self: self.heard)
    @rule(data=st.data())
    def hear_it_again(self, data: st.DataObject) -> None:
        with clock.frozen(self.now):
            story.tell(self.database, data.draw(st.sampled_from(self.heard)))

    @rule()
    def take_one(self) -> None:
        with clock.frozen(self.now), self.database.write() as session:
            message = take(session, Medium.EMAIL)
            outgoing = lease(session, message, self.desk) if message else None
            if outgoing:
                self.held.append(outgoing)

    @precondition(lambda self: self.held)
    @rule(behaviour=st.sampled_from(BEHAVIOURS))
    def call_the_provider(self, behaviour: str) -> None:
        self.provider.behaviour = behaviour
        outgoing = self.held.pop(0)
        self.answered.append((outgoing, self.provider.send(outgoing)))

    @precondition(lambda self: self.answered)
    @rule()
    def write_down_the_answer(self) -> None:
        with clock.frozen(self.now):
            record(self.database, self.desk, *self.answered.pop(0))

    @precondition(lambda self: self.held)
    @rule()
    def die_before_the_call(self) -> None:
        self.held.pop(0)

    @precondition(lambda self: self.answered)
    @rule()
    def die_after_the_call(self) -> None:
        self.answered.pop(0)

    @rule()
    def sweep_up(self) -> None:
        with clock.frozen(self.now):
            sweep(self.database, {Medium.EMAIL: self.desk})

    @rule(seconds=st.sampled_from([1, 16, 301, 901]))
    def let_time_pass(self, seconds: int) -> None:
        self.now += dt.timedelta(seconds=seconds)

    @precondition(lambda self: hasattr(self, "provider") and self.provider.attempts)
    @rule(data=st.data(), kind=st.sampled_from([State.RELAYED, State.DELIVERED]))
    def report_a_delivery(self, data: st.DataObject, kind: State) -> None:
        attempt_id = data.draw(st.sampled_from(self.provider.attempts))
        with clock.frozen(self.now), self.database.write() as session:
            delivery.receive(session, attempt_id, "ledger", kind, {})

    @rule()
    def ask_for_it_again(self) -> None:
        coordinator = story.caller(Role.COORDINATOR, agency_id=story.COMMITTEE)
        with clock.frozen(self.now), self.database.write() as session:
            for message_id in session.scalars(
                select(Message.id).where(Message.state.in_(RETRYABLE)).limit(1)
            ):
                service.retry(session, coordinator, message_id)

    @invariant()
    def ledger_and_log_agree(self) -> None:
        messages = story.sent_messages(self.database)
        assert len(messages) == len(self.heard), "one message for each event"
        for message in messages:
            copies = self.provider.taken[message.natural_key] if self.heard else []
            assert all(copies[1:]), "a second copy left without its flag"
            assert copies or message.state not in ARRIVED, "called arrived, but is not there"

    def teardown(self) -> None:
        """Let every sender die; whoever comes after must bring each message to its end."""
        if hasattr(self, "provider"):
            self.held, self.answered = [], []
            self.provider.behaviour = "takes"
            for _ in range(8):
                self.let_time_pass(901)
                with clock.frozen(self.now):
                    story.send_all(self.database, {Medium.EMAIL: self.desk})
            for message in story.sent_messages(self.database):
                assert message.state in SETTLED, f"{message.state}: {message.reason}"
            self.ledger_and_log_agree()
        self.database.close()
        shutil.rmtree(self.folder)


TestSenders = Senders.TestCase
TestSenders.settings = settings(max_examples=15, stateful_step_count=30, deadline=None)
