"""Check that every file that a history names is still what was handed in."""

from collections.abc import Callable
from pathlib import Path

from common.config import ConfigError, Environment
from common.db import Database
from common.store import FolderStore, Store, read_store
from services.tasks import files


def store_of(data_dir: Path | None, env: Environment) -> Store:
    """Return the store of an embedded system's folder, or of the settings; raises ConfigError."""
    found = read_store(env)
    if found is None and data_dir is not None:
        found = FolderStore((data_dir / "files").absolute())
    if found is None:
        raise ConfigError("DONDOC_STORE is not set; it names where files lie")
    return found


def verify(database: Database, store: Store, say: Callable[[str], None]) -> bool:
    """Read every file again; `say` each that is damaged. True if none is.

    Raises UnavailableError when the store is away.
    """
    count = 0
    with database.read() as session:
        for one in files.verify(session, store):
            count += 1
            place = f"assignment {one.assignment_id} version {one.version}"
            say(f"{place}: the file {one.sha256} is missing or was changed")
    say(f"{count} files damaged" if count else "every file is what was handed in")
    return count == 0
