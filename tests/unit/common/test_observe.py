"""What Prometheus reads is whole, whichever process of a web server answers it."""

import os
import subprocess
import sys
from pathlib import Path
from typing import Final

from prometheus_client import REGISTRY

from common import observe
from common.worker import Worker

COUNT: Final = """
from common import observe
observe.REQUESTS.labels("tasks", "/assignments", 200).observe(0.25)
print(observe.metrics().decode())
"""
COUNTED: Final = (
    'dondoc_http_request_seconds_count{route="/assignments",service="tasks",status="200"}'
)


def _a_process_counts(folder: Path) -> str:
    env = os.environ | {"PROMETHEUS_MULTIPROC_DIR": str(folder)}
    return subprocess.run(  # noqa: S603 - our own interpreter and text
        [sys.executable, "-c", COUNT], env=env, check=True, capture_output=True, text=True
    ).stdout


def test_processes_of_one_web_server_are_counted_together(tmp_path: Path) -> None:
    assert f"{COUNTED} 1.0" in _a_process_counts(tmp_path)
    assert f"{COUNTED} 2.0" in _a_process_counts(tmp_path)


def test_a_worker_shows_its_counters_before_anything_is_counted() -> None:
    Worker("a-service-of-this-test", {})
    labels = {"service": "a-service-of-this-test"}
    assert REGISTRY.get_sample_value("dondoc_dead_letters_total", labels) == 0.0
    assert b"dondoc_dead_letters_total" in observe.metrics()
