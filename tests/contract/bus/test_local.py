"""The conformance suite on the local bus."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from common.bus import LocalBus, Subscriber
from common.bus.dead import ParkedRows
from common.db import Database
from tests.contract.bus.suite import Bus, BusSuite, databases


class _Local(Bus):
    """Sender and receiver in this process, a SQLite file each."""

    def __init__(self, sender: Database, receiver: Database) -> None:
        super().__init__()
        self.sender, self.receiver = sender, receiver
        self.publisher = LocalBus([Subscriber("receiver", receiver, self.handlers)])
        self.dead = ParkedRows(sender)


class TestLocalBus(BusSuite):
    """Every rule of the suite holds without a broker."""

    @pytest.fixture
    def bus(self, tmp_path: Path) -> Iterator[Bus]:
        urls = [f"sqlite:///{tmp_path}/{name}.db" for name in ("sender", "receiver")]
        with databases(*urls) as (sender, receiver):
            yield _Local(sender, receiver)
