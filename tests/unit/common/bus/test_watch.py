"""The worker keeps the list of the broker's dead letters, and sends again what is wanted back."""

from collections.abc import Collection, Iterator
from pathlib import Path

import pytest
from sqlalchemy import select, update

from common import clock
from common.bus.dead import DeadLetter
from common.bus.watch import EVERY_S, look
from common.db import LIBRARY, Database
from common.stuck.bus import DEAD, SILENT_S


class Queue:
    """Dead letters in memory, behind the port of the real queue."""

    def __init__(self, *ids: str) -> None:
        self.letters = {one: DeadLetter(one, "dondoc.x.v1", "7", "LookupError") for one in ids}

    def show(self) -> list[DeadLetter]:
        """Return all of them."""
        return list(self.letters.values())

    def replay(self, event_ids: Collection[str] | None = None) -> int:
        """Let those of `event_ids` go."""
        gone = [one for one in self.letters if event_ids is None or one in event_ids]
        for one in gone:
            del self.letters[one]
        return len(gone)


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    made = Database(f"sqlite:///{tmp_path}/x.db")
    LIBRARY.create_all(made.engine)
    yield made
    made.close()


def kept(database: Database) -> list[str]:
    with database.read() as session:
        return list(session.scalars(select(DEAD.c.event_id).order_by(DEAD.c.event_id)))


def test_what_lies_in_the_queue_is_on_the_list_after_one_turn(database: Database) -> None:
    queue = Queue("a", "b")
    look(database, queue)
    look(database, queue)
    assert kept(database) == ["a", "b"]


def test_what_is_gone_from_the_queue_goes_from_the_list(database: Database) -> None:
    queue = Queue("a", "b")
    look(database, queue)
    queue.replay(["a"])
    look(database, queue)
    assert kept(database) == ["b"]
    queue.replay()
    look(database, queue)
    assert kept(database) == []


def test_what_is_wanted_back_is_sent_again_and_no_other(database: Database) -> None:
    queue = Queue("a", "b")
    look(database, queue)
    with database.write() as session:
        session.execute(update(DEAD).where(DEAD.c.event_id == "a").values(wanted_at=clock.now()))
    look(database, queue)
    assert (kept(database), list(queue.letters)) == (["b"], ["b"])


def test_a_letter_longer_than_its_row_is_cut_and_kept(database: Database) -> None:
    queue = Queue()
    queue.letters["x"] = DeadLetter("e" * 500, "t" * 500, "s" * 500, "")
    look(database, queue)
    assert kept(database) == ["e" * 64]


def test_both_signs_come_within_ten_seconds() -> None:
    page_s = 5.0  # asking the services, and the header's count, which is remembered for 4 s
    assert EVERY_S + page_s <= 10
    assert SILENT_S < 10
