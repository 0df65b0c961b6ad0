"""Senders may die between any two steps; no message is lost, no unmarked second copy leaves."""

import datetime as dt
import functools
import shutil
import tempfile
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st
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

BEHAVIOURS = ("takes", "takes, answer lost", "takes, answer lost", "busy", "refuses", "lost")
DEATHS = ("never", "never", "before the call", "before it wrote down the answer")
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
        if self.behaviour != "lost":
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


@dataclass(frozen=True)
class Step:
    """What happens next, and how."""

    action: str
    behaviour: str
    dies: str
    seconds: int


class Senders:
    """Any number of senders over one database, each step apart from the next."""

    def __init__(self, database: Database, resend: Resend) -> None:
        self.database = database
        self.now = story.FRIDAY
        self.heard: list[events.Event] = []
        self.answered: list[tuple[Outgoing, Outcome]] = []
        self.provider = Provider(resend)
        self.desk = Desk(Medium.EMAIL, self.provider, unknown_wait=dt.timedelta(minutes=5))
        story.settle_in(database)
        self.hear()

    def run(self, step: Step) -> None:
        """Let one thing happen."""
        actions: dict[str, Callable[[], object]] = {
            "hear": self.hear,
            "hear again": lambda: story.tell(self.database, self.heard[0]),
            "send": lambda: self.send(step.behaviour, step.dies),
            "late answer": self.write_down,
            "sweep": lambda: sweep(self.database, {Medium.EMAIL: self.desk}),
            "report": lambda: self.report(State.RELAYED),
            "report delivery": lambda: self.report(State.DELIVERED),
            "retry": self.retry,
        }
        self.now += dt.timedelta(seconds=step.seconds)
        with clock.frozen(self.now):
            actions[step.action]()
        self.check()

    def hear(self) -> None:
        """Hear of one more assignment."""
        number = 100 + len(self.heard)
        self.heard.append(story.created(self.database, assignment_id=number))

    def send(self, behaviour: str, dies: str) -> None:
        """Let one sender pass; what it did not live to write down may still come, or never."""
        with self.database.write() as session:
            message = take(session, Medium.EMAIL)
            outgoing = lease(session, message, self.desk) if message else None
        if outgoing is None or dies == "before the call":
            return
        self.provider.behaviour = behaviour
        self.answered.append((outgoing, self.provider.send(outgoing)))
        if dies == "never":
            self.write_down()

    def write_down(self) -> None:
        """Let the last sender that has an answer record it."""
        if self.answered:
            record(self.database, self.desk, *self.answered.pop())

    def report(self, kind: State) -> None:
        """Let the provider report on the first copy it took."""
        if self.provider.attempts:
            with self.database.write() as session:
                delivery.receive(session, self.provider.attempts[0], "ledger", kind, {})

    def retry(self) -> None:
        """Let a coordinator send a failed message again."""
        coordinator = story.caller(Role.COORDINATOR, agency_id=story.COMMITTEE)
        failed = select(Message.id).where(Message.state.in_(RETRYABLE)).limit(1)
        with self.database.write() as session:
            for message_id in session.scalars(failed).all():
                service.retry(session, coordinator, message_id)

    def check(self) -> None:
        """Compare the log with the provider's ledger."""
        messages = story.sent_messages(self.database)
        assert len(messages) == len(self.heard), "one message for each event"
        for message in messages:
            copies = self.provider.taken[message.natural_key]
            assert all(copies[1:]), "a second copy left without its flag"
            assert copies or message.state not in ARRIVED, "called arrived, but is not there"

    def finish(self) -> None:
        """Let every sender die; those that come after must bring each message to its end."""
        self.provider.behaviour = "takes"
        for _ in range(8):
            self.now += dt.timedelta(seconds=901)
            with clock.frozen(self.now):
                story.send_all(self.database, {Medium.EMAIL: self.desk})
        for message in story.sent_messages(self.database):
            assert message.state in SETTLED, f"{message.state}: {message.reason}"
        self.check()


STEPS = st.builds(
    Step,
    action=st.sampled_from(
        ["send"] * 5
        + ["sweep"] * 4
        + ["hear", "hear again", "late answer", "report", "report delivery", "retry"]
    ),
    behaviour=st.sampled_from(BEHAVIOURS),
    dies=st.sampled_from(DEATHS),
    seconds=st.sampled_from([0, 0, 16, 301, 901]),
)


@settings(max_examples=40, deadline=None)
@given(resend=st.sampled_from(list(Resend)), steps=st.lists(STEPS, min_size=8, max_size=16))
def test_log_and_ledger_agree_whoever_dies_when(resend: Resend, steps: list[Step]) -> None:
    folder = Path(tempfile.mkdtemp())
    (folder / "notify.db").write_bytes(_migrated())
    database = Database(f"sqlite:///{folder}/notify.db")
    try:
        with clock.frozen(story.FRIDAY):
            senders = Senders(database, resend)
        for step in steps:
            senders.run(step)
        senders.finish()
    finally:
        database.close()
        shutil.rmtree(folder)
