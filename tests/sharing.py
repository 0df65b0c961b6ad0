"""What all SQLite databases of one test process share, as no two systems of users ever would.

Nearly every test opens a database of its own. Each would work out the SQL of the same statements
again, which took a quarter of the time of the tests that ask a service something.
"""

from typing import Final

from sqlalchemy import Engine, create_engine, event
from sqlalchemy.util import LRUCache

from common import db

_MOST_STATEMENTS: Final = 5_000


def share_statements() -> None:
    """Let every SQLite database that is opened from now on use the statements of the others.

    SQLAlchemy keeps them by engine and by dialect; so all get one dialect, and one store. Waiting
    for the disk is left out as well: no test in this process pulls the plug.
    """
    first = create_engine("sqlite://")
    first.connect().close()  # its dialect learns what this SQLite can do
    kept: LRUCache[object, object] = LRUCache(_MOST_STATEMENTS)
    open_alone = db._sqlite

    def open_sharing(url: str) -> Engine:
        engine = open_alone(url)
        engine.dialect = engine.pool._dialect = first.dialect
        engine._compiled_cache = kept  # type: ignore[assignment]
        event.listen(engine, "connect", lambda raw, _: raw.execute("PRAGMA synchronous=OFF"))
        return engine

    db._sqlite = open_sharing
