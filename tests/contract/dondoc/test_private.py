"""What an embedded system keeps, other users of the machine cannot read."""

import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from common.config import Environment
from dondoc import embedded

OTHERS = stat.S_IRWXG | stat.S_IRWXO


def _open_to_others(folder: Path) -> list[str]:
    everything = [folder, *folder.rglob("*")]
    return sorted(path.name for path in everything if path.stat().st_mode & OTHERS)


@contextmanager
def _built(folder: Path) -> Iterator[None]:
    system = embedded.build(folder, Environment({}))
    yield
    for database in system.databases.values():
        database.close()


def test_databases_are_their_owners_alone(tmp_path: Path) -> None:
    with _built(tmp_path / "var"):
        assert _open_to_others(tmp_path / "var") == []


def test_databases_of_an_earlier_version_are_closed_to_others_at_the_next_start(
    tmp_path: Path,
) -> None:
    folder = tmp_path / "var"
    with _built(folder):
        before = [*folder.glob("*.db"), *folder.glob("*.db-*")]
    assert before
    for path in before:
        path.touch()
        path.chmod(0o644)
    with _built(folder):
        assert _open_to_others(folder) == []
