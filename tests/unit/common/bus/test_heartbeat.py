"""A relay that runs shows its sign of life in its own database."""

import threading
from pathlib import Path

from sqlalchemy import event, select

from common.bus import LocalBus, relay_loop
from common.db import LIBRARY, Database
from common.stuck.bus import BEATS, RELAY
from common.worker import Worker


def test_a_running_relay_beats(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path}/x.db")
    LIBRARY.create_all(database.engine)
    beaten = threading.Event()

    def hear(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        if statement.startswith("INSERT INTO heartbeat"):
            beaten.set()

    event.listen(database.engine, "after_cursor_execute", hear)
    worker = Worker("plans", {"relay": relay_loop(database, "plans", LocalBus([]))})
    worker.start()
    assert beaten.wait(20)
    worker.close()
    with database.read() as session:
        assert session.scalars(select(BEATS.c.name)).all() == [RELAY]
    database.close()
