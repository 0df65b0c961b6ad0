"""The relay against a publisher that fails as it is told; real buses are in the suite."""

import datetime as dt
import threading
import time
from collections.abc import Callable, Sequence
from functools import partial

import pytest
from sqlalchemy.exc import OperationalError

from common import clock, observe, outbox
from common.bus import Relay
from common.bus import relay as relays
from common.bus.pace import APART_S
from common.bus.port import (
    BatchRefusedError,
    BusAwayError,
    Failure,
    Handover,
    Then,
    UndeliveredError,
)
from common.bus.retry import RUNGS
from common.db import Database
from common.events import ACCOUNT_CHANGED
from common.outbox import Unsent
from common.worker import Pulse
from tests.contract.bus.suite import account

NOON = dt.datetime(2025, 3, 3, 12, tzinfo=dt.UTC)


class Scripted:
    """A publisher that notes each batch and then does as `script` says."""

    def __init__(self, script: Callable[[Sequence[Unsent]], None] = lambda _: None) -> None:
        self.script = script
        self.batches: list[list[str]] = []
        self.steps: list[str] = []
        self.closed = 0

    def publish_all(self, rows: Sequence[Unsent]) -> None:
        self.begin(rows)()

    def begin(self, rows: Sequence[Unsent]) -> Handover:
        subjects = [row.subject for row in rows]
        self.batches.append(subjects)
        self.steps.append(f"begin {' '.join(subjects)}")
        return partial(self._end, rows)

    def _end(self, rows: Sequence[Unsent]) -> None:
        self.steps.append(f"end {' '.join(row.subject for row in rows)}")
        self.script(rows)

    def close(self) -> None:
        self.closed += 1


@pytest.fixture
def database(library_database: Database) -> Database:
    """Hold one event of each of the subjects 1 to 4."""
    with clock.frozen(NOON), library_database.write() as session:
        for subject in range(1, 5):
            outbox.emit(session, ACCOUNT_CHANGED, subject, 1, account(subject))
    return library_database


def failing(subject: str, then: Then) -> Callable[[Sequence[Unsent]], None]:
    """Return a script that fails the row of `subject`."""

    def script(rows: Sequence[Unsent]) -> None:
        failures = {r.id: Failure("nack", "no", then) for r in rows if r.subject == subject}
        if failures:
            raise UndeliveredError(failures)

    return script


def waiting(database: Database) -> list[tuple[str, int]]:
    """Return (subject, attempts) of the rows that wait, whenever they are due."""
    later = NOON + dt.timedelta(days=1)
    with clock.frozen(later), database.read() as session:
        return [(row.subject, row.attempts) for row in outbox.claim(session, 100)]


def test_what_was_sent_is_deleted(database: Database) -> None:
    publisher = Scripted()
    assert Relay(database, "test", publisher).turn() is False
    assert publisher.batches == [["1", "2", "3", "4"]]
    assert waiting(database) == []


def in_parts(database: Database, publisher: Scripted, monkeypatch: pytest.MonkeyPatch) -> Relay:
    """Return a relay that sends three rows at a time, as one of PostgreSQL sends thousands."""
    monkeypatch.setattr(relays, "PART", 3)
    monkeypatch.setattr(database, "is_sqlite", False)
    return Relay(database, "test", publisher)


def test_the_next_part_is_begun_before_the_last_one_is_awaited(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    publisher = Scripted()
    assert in_parts(database, publisher, monkeypatch).turn() is False
    assert publisher.steps == ["begin 1 2 3", "begin 4", "end 1 2 3", "end 4"]
    assert waiting(database) == []


def test_a_part_that_fails_leaves_the_others_sent(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    relay = in_parts(database, Scripted(failing("2", Then.WAIT)), monkeypatch)
    with clock.frozen(NOON):
        relay.turn()
    assert waiting(database) == [("2", 1)]


def test_a_turn_that_lasts_long_is_ended_and_followed_by_another(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    publisher = Scripted()
    relay = in_parts(database, publisher, monkeypatch)
    monkeypatch.setattr(relays, "TURN_S", 0.0)
    assert relay.turn() is True
    assert publisher.batches == [["1", "2", "3"]]
    assert relay.turn() is False
    assert publisher.batches == [["1", "2", "3"], ["4"]]


def test_no_row_is_blamed_for_a_refusal_unless_it_was_alone(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    def hang_up(_rows: Sequence[Unsent]) -> None:
        raise BatchRefusedError("too large")

    publisher = Scripted(hang_up)
    relay = in_parts(database, publisher, monkeypatch)
    relay.turn()
    assert waiting(database) == [("1", 0), ("2", 0), ("3", 0), ("4", 0)]
    with clock.frozen(NOON):
        relay.turn()
    assert publisher.batches[-1] == ["1"]
    assert waiting(database) == [("1", 1), ("2", 0), ("3", 0), ("4", 0)]


def test_an_empty_outbox_asks_nothing_of_the_bus(library_database: Database) -> None:
    publisher = Scripted()
    assert Relay(library_database, "test", publisher).turn() is False
    assert publisher.batches == []


def test_an_outage_leaves_every_row_as_it_was(database: Database) -> None:
    def away(_rows: Sequence[Unsent]) -> None:
        raise BusAwayError("no broker")

    with pytest.raises(BusAwayError):
        Relay(database, "test", Scripted(away)).turn()
    assert waiting(database) == [("1", 0), ("2", 0), ("3", 0), ("4", 0)]


def test_a_refusal_of_the_bus_is_tried_again_for_ever(database: Database) -> None:
    relay = Relay(database, "test", Scripted(failing("2", Then.WAIT)))
    for turn in range(8):
        with clock.frozen(NOON + dt.timedelta(minutes=turn)):
            relay.turn()
    assert waiting(database) == [("2", 8)]


def test_a_row_that_fails_by_itself_is_parked_after_the_rungs(database: Database) -> None:
    publisher = Scripted(failing("2", Then.RETRY))
    relay = Relay(database, "test", publisher)
    at = NOON
    for rung in RUNGS:
        with clock.frozen(at):
            relay.turn()
        with clock.frozen(at + rung.delay - dt.timedelta(seconds=1)):
            relay.turn()
        at += rung.delay
    with clock.frozen(at):
        relay.turn()
    assert publisher.batches == [["1", "2", "3", "4"], ["2"], ["2"], ["2"]]
    assert waiting(database) == []
    with database.read() as session:
        assert [row.subject for row in outbox.parked(session, 10)] == ["2"]


def test_a_hopeless_row_is_parked_at_once(database: Database) -> None:
    Relay(database, "test", Scripted(failing("2", Then.PARK))).turn()
    with database.read() as session:
        assert [(row.subject, row.attempts) for row in outbox.parked(session, 10)] == [("2", 1)]


def test_a_held_row_costs_no_attempt(database: Database) -> None:
    Relay(database, "test", Scripted(failing("2", Then.HOLD))).turn()
    assert waiting(database) == [("2", 0)]


def test_the_row_over_which_the_bus_hangs_up_is_found_and_blamed(database: Database) -> None:
    def hang_up(rows: Sequence[Unsent]) -> None:
        if "3" in [row.subject for row in rows]:
            raise BatchRefusedError("too large")

    publisher = Scripted(hang_up)
    relay = Relay(database, "test", publisher)
    with clock.frozen(NOON):
        for _ in range(6):
            relay.turn()
    assert publisher.batches == [["1", "2", "3", "4"], ["1"], ["2", "3"], ["2"], ["3", "4"], ["3"]]
    assert waiting(database) == [("3", 1), ("4", 0)]


def run_until(relay: Relay, reached: Callable[[], bool]) -> None:
    """Run the relay's loop in a thread until `reached()`, then stop it."""
    pulse = Pulse("test", "relay", threading.Event())
    thread = threading.Thread(target=relay.run, args=(pulse,))
    thread.start()
    try:
        deadline = time.monotonic() + 30
        while not reached():
            assert time.monotonic() < deadline
            time.sleep(0.01)
    finally:
        pulse.stop.set()
        thread.join(30)
    assert not thread.is_alive()


def test_the_loop_wakes_for_a_commit_without_waiting_for_its_poll(
    library_database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Longer than the test waits.
    monkeypatch.setattr("common.bus.lookout.POLL_S", 60)
    publisher = Scripted()
    sent = 0

    def each_is_relayed_before_the_next() -> bool:
        nonlocal sent
        if len(publisher.batches) == sent:
            sent += 1
            with library_database.write() as session:
                outbox.emit(session, ACCOUNT_CHANGED, sent, 1, account(1))
        return len(publisher.batches) == 3

    run_until(Relay(library_database, "test", publisher), each_is_relayed_before_the_next)


def test_where_many_events_come_a_turn_takes_several(
    library_database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    # However slow the machine is, there are so many in a second.
    monkeypatch.setattr("common.bus.pace.MANY", 1)
    publisher = Scripted()
    begun = time.monotonic()
    subjects = iter(range(1, 41))

    def all_are_sent() -> bool:
        subject = next(subjects, None)
        if subject is not None:
            with library_database.write() as session:
                outbox.emit(session, ACCOUNT_CHANGED, subject, 1, account(1))
        return sum(map(len, publisher.batches)) == 40

    run_until(Relay(library_database, "test", publisher), all_are_sent)
    turns = (time.monotonic() - begun) / APART_S + 1
    assert len(publisher.batches) <= turns


def test_the_loop_waits_out_outages_and_hangs_up_meanwhile(database: Database) -> None:
    troubles = iter(
        [BusAwayError("no broker"), OperationalError("SELECT", {}, Exception("locked"))]
    )

    def away_at_first(_rows: Sequence[Unsent]) -> None:
        trouble = next(troubles, None)
        if trouble:
            raise trouble

    publisher = Scripted(away_at_first)
    run_until(Relay(database, "test", publisher), lambda: waiting(database) == [])
    assert publisher.closed == 3  # after each outage, and at the end


def test_a_bug_ends_the_loop(database: Database) -> None:
    def bug(_rows: Sequence[Unsent]) -> None:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        Relay(database, "test", Scripted(bug)).run(Pulse("test", "relay", threading.Event()))


def test_depth_and_age_are_measured(database: Database) -> None:
    def away(_rows: Sequence[Unsent]) -> None:
        raise BusAwayError("no broker")

    relay = Relay(database, "measured", Scripted(away))
    depth = observe.OUTBOX_DEPTH.labels("measured")
    run_until(relay, lambda: depth._value.get() == 4)
    assert observe.OUTBOX_AGE.labels("measured")._value.get() > 1_000_000
