"""F1 and F7 in their short forms."""

import subprocess
import sys
from pathlib import Path

from tests.faults import f1
from tests.faults.f1 import Engines, Load


def test_no_event_is_lost_or_doubled_when_processes_and_broker_are_killed(
    engines: Engines, tmp_path: Path
) -> None:
    result = f1.run(engines, Load(writes=2_400, backlog=1_000), tmp_path)
    assert result.passed, str(result)
    assert {"relay", "consumer"} <= result.kills.keys()


def test_poison_passes_by_the_good_and_ends_in_the_dead_letters(engines: Engines) -> None:
    # In a process of its own: there, logs are written as in production and cost as much.
    urls = (engines.broker_url, engines.sender_url, engines.receiver_url)
    command = [sys.executable, "-m", "tests.faults.f7", "--any-speed", *urls]
    result = subprocess.run(command, check=False, capture_output=True, text=True)  # noqa: S603
    assert result.returncode == 0, result.stdout + result.stderr
