"""The processes of a fault test: writers, relay and consumer, each fit to be killed at any point.

    python -m tests.faults.actors relay DATABASE_URL BROKER_URL
    python -m tests.faults.actors consumer DATABASE_URL BROKER_URL
    python -m tests.faults.actors write DATABASE_URL DIRECTORY WRITES WRITERS RATE

A mutant's name (`tests.faults.mutants`) may follow; it breaks the library in that process.
"""

import random
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from sqlalchemy.exc import SQLAlchemyError

from common import observe, outbox
from common.bus import AmqpPublisher, consumer_loop, relay_loop
from common.db import Database
from common.events import ACCOUNT_CHANGED
from common.worker import Run, Worker
from tests.contract.bus.suite import account, record
from tests.faults import mutants
from tests.faults.history import History

QUEUE = "faults"
LONGEST_S = 0.02
"""Up to so long a transaction works on after its event, so that commits overtake one another."""
_ROOT = Path(__file__).parents[2]
_AT_WORK = b"at work\n"


def start(*arguments: str, mutant: str = "") -> subprocess.Popen[bytes]:
    """Start an actor in a process of its own; returns once it is at work.

    Killed while they still import, actors would come to no harm and prove nothing.
    """
    command = [sys.executable, "-m", "tests.faults.actors", *arguments]
    process = subprocess.Popen(  # noqa: S603
        [*command, mutant] if mutant else command, cwd=_ROOT, stdout=subprocess.PIPE
    )
    assert process.stdout is not None
    if process.stdout.readline() != _AT_WORK:
        raise RuntimeError(f"{arguments[0]} did not start")
    return process


def relay(database_url: str, broker_url: str) -> None:
    """Relay until killed."""
    database = Database(database_url)
    _forever({"relay": relay_loop(database, "sender", AmqpPublisher(broker_url))})


def consume(database_url: str, broker_url: str) -> None:
    """Consume until killed."""
    handlers = {ACCOUNT_CHANGED: record}
    _forever({"consumer": consumer_loop(Database(database_url), QUEUE, handlers, broker_url)})


def write(database_url: str, directory: str, writes: str, writers: str, rate: str) -> None:
    """Commit `writes` events by so many writers at `rate` a second in all (0: without pause)."""
    database = Database(database_url, pool_size=int(writers))
    _say_at_work()
    each = int(writes) // int(writers)
    pause_s = int(writers) / float(rate) if float(rate) else 0.0
    threads = [
        threading.Thread(target=_write, args=(database, Path(directory), number, each, pause_s))
        for number in range(int(writers))
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def _write(database: Database, directory: Path, number: int, count: int, pause_s: float) -> None:
    stamp = time.time_ns()
    history = History(directory / f"writer-{number}-{stamp}.history")
    due, chance = time.monotonic(), random.Random(number)  # noqa: S311 - can be repeated
    for index in range(count):
        subject = stamp % 1_000_000_000 * 1_000_000 + number * 100_000 + index
        history.note("invoke", str(subject))
        try:
            with database.write() as session:
                outbox.emit(session, ACCOUNT_CHANGED, subject, 1, account(subject))
                time.sleep(chance.uniform(0.0, LONGEST_S))
        except SQLAlchemyError:  # also when only the answer to the commit was lost
            history.note("unknown", str(subject))
        else:
            history.note("ok", str(subject))
        due += pause_s
        time.sleep(max(0.0, due - time.monotonic()))
    history.close()


def _forever(loops: dict[str, Run]) -> None:
    worker = Worker(QUEUE, loops)
    worker.start()
    _say_at_work()
    worker.stop.wait()


def _say_at_work() -> None:
    sys.stdout.buffer.write(_AT_WORK)
    sys.stdout.flush()


def main(arguments: Sequence[str]) -> None:
    """Play the part named by the first argument."""
    parts: dict[str, tuple[Callable[..., None], int]] = {
        "relay": (relay, 2),
        "consumer": (consume, 2),
        "write": (write, 5),
    }
    part, count = parts[arguments[0]]
    for name in arguments[1 + count :]:
        mutants.apply(name)
    observe.configure_logging("ERROR")
    part(*arguments[1 : 1 + count])


if __name__ == "__main__":
    main(sys.argv[1:])
