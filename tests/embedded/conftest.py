"""One embedded server for the tests that do not kill it."""

from collections.abc import Iterator

import pytest

from tests.embedded.server import Server


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with Server(tmp_path_factory.mktemp("embedded")) as running:
        yield running
