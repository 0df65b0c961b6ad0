"""A server that is told to stop ends, however often it is told."""

import signal
import time
from pathlib import Path

from tests.embedded.server import Server


def _tell_until_it_ends(server: Server, number: signal.Signals) -> int:
    process = server.process
    assert process is not None
    end = time.monotonic() + 30
    while process.poll() is None and time.monotonic() < end:
        process.send_signal(number)
        time.sleep(0.005)
    status = process.poll()
    assert status is not None
    return status


def test_a_signal_that_is_repeated_does_not_hold_it(tmp_path: Path) -> None:
    with Server(tmp_path) as server:
        assert _tell_until_it_ends(server, signal.SIGTERM) == 0
