"""The local bus beyond what every bus must do."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from common import observe, outbox
from common.bus import BusAwayError, Handler, LocalBus, Subscriber
from common.bus.local import CHUNK
from common.bus.port import Then, UndeliveredError
from common.db import Database
from common.events import ACCOUNT_CHANGED, Event
from common.outbox import Unsent
from tests.contract.bus.suite import EFFECTS, account, broken, databases, record


@pytest.fixture
def pair(tmp_path: Path) -> Iterator[tuple[Database, Database]]:
    """Return two subscribers' databases."""
    urls = [f"sqlite:///{tmp_path}/{name}.db" for name in ("one", "two")]
    with databases(*urls) as (one, two):
        yield one, two


def rows(database: Database, *keys: tuple[int, int]) -> list[Unsent]:
    """Return unsent rows of (subject, version), made in `database`."""
    with database.write() as session:
        for subject, version in keys:
            outbox.emit(session, ACCOUNT_CHANGED, subject, version, account(subject))
        return outbox.claim(session, 1_000)


def effects(database: Database) -> list[tuple[str, int]]:
    """Return (subject, version) of what was handled."""
    with database.read() as session:
        query = sa.select(EFFECTS.c.subject, EFFECTS.c.version).order_by(EFFECTS.c.id)
        return [(subject, version) for subject, version in session.execute(query)]


def stumbling(session: Session, event: Event) -> None:
    """Fail over subject 1, version 1."""
    (broken if (event.subject, event.version) == ("1", 1) else record)(session, event)


def test_a_failure_holds_the_later_events_of_its_subject_only(
    pair: tuple[Database, Database],
) -> None:
    batch = rows(pair[0], (1, 1), (2, 1), (1, 2), (2, 2))
    bus = LocalBus([Subscriber("one", pair[0], {ACCOUNT_CHANGED: stumbling})])
    with pytest.raises(UndeliveredError) as caught:
        bus.publish_all(batch)
    assert {key: f.then for key, f in caught.value.failures.items()} == {
        1: Then.RETRY,
        3: Then.HOLD,
    }
    assert effects(pair[0]) == [("2", 1), ("2", 2)]


def test_a_failure_holds_its_subject_across_transactions(pair: tuple[Database, Database]) -> None:
    keys = [(1, 1), *((subject, 1) for subject in range(2, CHUNK + 20)), (1, 2)]
    bus = LocalBus([Subscriber("one", pair[0], {ACCOUNT_CHANGED: stumbling})])
    with pytest.raises(UndeliveredError):
        bus.publish_all(rows(pair[0], *keys))
    assert len(effects(pair[0])) == len(keys) - 2


def test_one_subscribers_failure_is_not_the_others(pair: tuple[Database, Database]) -> None:
    batch = rows(pair[0], (1, 1))
    handlers: dict[str, Handler] = {ACCOUNT_CHANGED: broken}
    bus = LocalBus(
        [
            Subscriber("one", pair[0], handlers),
            Subscriber("two", pair[1], {ACCOUNT_CHANGED: record}),
        ]
    )
    with pytest.raises(UndeliveredError):
        bus.publish_all(batch)
    assert (effects(pair[0]), effects(pair[1])) == ([], [("1", 1)])
    handlers[ACCOUNT_CHANGED] = record
    bus.publish_all(batch)
    assert (effects(pair[0]), effects(pair[1])) == ([("1", 1)], [("1", 1)])


def test_an_outage_of_one_subscriber_stops_the_batch(pair: tuple[Database, Database]) -> None:
    def away(_session: Session, _event: Event) -> None:
        raise OperationalError("INSERT", {}, ConnectionError("gone"))

    bus = LocalBus([Subscriber("one", pair[0], {ACCOUNT_CHANGED: away})])
    with pytest.raises(BusAwayError, match="one"):
        bus.publish_all(rows(pair[0], (1, 1), (2, 1)))
    bus.close()


def test_a_handler_sees_the_ids_of_its_event_in_the_log(pair: tuple[Database, Database]) -> None:
    seen: list[tuple[str | None, str | None]] = []

    def look(_session: Session, _event: Event) -> None:
        seen.append((observe.bound_id("event_id"), observe.bound_id("request_id")))

    with observe.bind(request_id="req-1"):
        batch = rows(pair[0], (1, 1))
    LocalBus([Subscriber("one", pair[0], {ACCOUNT_CHANGED: look})]).publish_all(batch)
    assert seen == [(batch[0].event_id, "req-1")]
