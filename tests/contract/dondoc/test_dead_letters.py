"""What a deployed service gave up is looked for in the broker of its settings, by its own name."""

from pathlib import Path

import pytest

from common.config import Environment
from common.db import Database
from dondoc import doctor, serve


@pytest.fixture
def env(tmp_path: Path) -> Environment:
    """Return the settings of a deployed service, over kombu's broker in memory."""
    url = f"sqlite:///{tmp_path / 'tasks.db'}"
    database = Database(url)
    serve.bring_up_to_date(serve.SERVICES["tasks"], database, Environment({}))
    database.close()
    return Environment(
        {
            # Two slashes more: reading a setting takes those away that name no host.
            "DONDOC_DATABASE_URL": url.replace("sqlite:", "sqlite://"),
            "DONDOC_BROKER_URL": "memory://localhost/",
            "DONDOC_TOKEN_PUBLIC_KEY": "-",
            "DONDOC_CURSOR_SECRET": "-",
        }
    )


def test_the_queue_of_the_service_is_asked(env: Environment) -> None:
    parked, queue = serve.dead_letters("tasks", env)
    assert (parked.show(), queue.show()) == ([], [])


def test_the_doctor_asks_it_too(env: Environment) -> None:
    found = doctor.deployed("tasks", env)
    assert [finding.text for finding in found if not finding.fine] == []
