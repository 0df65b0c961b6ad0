"""Start of the embedded system, first and second, and its memory, beside a bare application."""

import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from tests.bench.figures import Figure, Limit, Series, Target
from tests.bench.processes import listens, resident_mb, running, wait_until
from tests.bench.rig import Rig
from tests.embedded.server import Server

_READY_S: Final = 60.0
_BARE: Final = """
import sys, flask, marshmallow, sqlalchemy.orm, waitress
waitress.serve(flask.Flask("bare"), host="127.0.0.1", port=int(sys.argv[1]))
"""
"""The same framework, door and database library, and nothing done with them."""


def measure(rig: Rig) -> Iterator[Figure]:
    """Start on an empty folder, then again on what is there."""
    ours = [_twice(rig) for _ in range(rig.size.starts)]
    bare = [_bare(rig) for _ in range(rig.size.starts)]
    first, second, memory = zip(*ours, strict=True)
    seconds, megabytes = zip(*bare, strict=True)
    start = Limit(Series("bare Flask, SQLAlchemy, waitress", "s", seconds))
    yield Figure(Series("embedded, first start with the demo", "s", first), None, (start,))
    yield Figure(Series("embedded, second start", "s", second), Target(5, at_least=False), (start,))
    yield Figure(
        Series("embedded, resident after it", "MB", memory),
        Target(250, at_least=False),
        (Limit(Series("bare Flask, SQLAlchemy, waitress", "MB", megabytes)),),
    )


def _twice(rig: Rig) -> tuple[float, float, float]:
    """Return the seconds of both starts, and the resident MB after the second."""
    folder = Path(tempfile.mkdtemp(dir=rig.folder))
    begun = time.monotonic()
    with Server(folder, next(rig.ports)) as server:
        first = time.monotonic() - begun
        server.stop()
        return first, server.start(), server.resident_mb()


def _bare(rig: Rig) -> tuple[float, float]:
    """Return the seconds and the resident MB of the bare application."""
    port, log = next(rig.ports), rig.folder / "bare-start.log"
    begun = time.monotonic()
    with running([sys.executable, "-c", _BARE, str(port)], log) as process:
        wait_until(lambda: listens(port), process, log, _READY_S)
        return time.monotonic() - begun, resident_mb(process.pid)
