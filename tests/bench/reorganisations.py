"""How long a decree takes: `python -m tests.bench.reorganisations [DUTIES]`, on a SQLite file."""

import sys
import tempfile
import time
from pathlib import Path

from common.db import Database
from services.tasks import reorganising
from tests.unit.tasks import decrees
from tests.unit.tasks.world import FINANCE, HEALTH, issue, item, make_database, receive


def main(duties: int) -> None:
    """Print the CPU seconds of the dry run, of applying and reverting, for so many duties."""
    with tempfile.TemporaryDirectory() as folder:
        database = make_database(Path(folder))
        try:
            issue(database, *(item(f"i{number}", lead=[HEALTH]) for number in range(duties)))
            for name, seconds in _timed(database):
                print(f"{name}: {seconds:.2f} s of CPU for {duties} duties")  # noqa: T201 - its purpose
        finally:
            database.close()


def _timed(database: Database) -> list[tuple[str, float]]:
    rules = [decrees.rule(HEALTH, decrees.heir(FINANCE))]
    found = []
    begun_s = time.process_time()
    with database.read() as session:
        asked = {"rules": rules, "decisions": [], "start": 0, "limit": 50}
        reorganising.preview(session, asked)
    for name, event in (("apply", decrees.applied(rules)), ("revert", decrees.reverted())):
        found.append(("dry run" if name == "apply" else "apply", time.process_time() - begun_s))
        begun_s = time.process_time()
        receive(database, event)
    return [*found, ("revert", time.process_time() - begun_s)]


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 5000)
