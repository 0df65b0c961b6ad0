"""On what a figure was measured: machine, versions, and how busy and how quick the disk was."""

import os
import platform
import subprocess
import sys
import sysconfig
import tempfile
import time
from collections.abc import Mapping
from importlib.metadata import version
from pathlib import Path
from statistics import median
from typing import Final

from common import clock

LIBRARIES: Final = ("flask", "gunicorn", "sqlalchemy", "psycopg", "kombu", "pika", "marshmallow")
_SYNCS: Final = 200
_BLOCK: Final = bytes(4096)


def conditions() -> Mapping[str, str]:
    """Return what somebody needs to compare the figures with others."""
    return {
        "when": clock.now().isoformat(timespec="minutes"),
        "machine": f"{os.cpu_count()} cores of {_processor()}, {_memory_gb():.0f} GB, {_system()}",
        "load before": f"{os.getloadavg()[0]:.1f} processes wanted a core in the minute before",
        "disk": f"4 KiB fdatasync {_sync_us():.0f} µs (median of {_SYNCS})",
        "python": f"{platform.python_version()} ({_build()}); "
        + ", ".join(f"{name} {version(name)}" for name in LIBRARIES),
        "PostgreSQL": _package("postgresql-15"),
        "RabbitMQ": _package("rabbitmq-server"),
    }


def _build() -> str:
    """Return how the interpreter was built: with profile guidance it is up to twice as fast."""
    if sys.base_prefix == "/usr":
        return "the system's own, built as its distribution does"
    options = sysconfig.get_config_var("CONFIG_ARGS") or ""
    return "optimised build" if "--enable-optimizations" in options else "build without PGO"


def _processor() -> str:
    for line in Path("/proc/cpuinfo").read_text("utf-8").splitlines():
        if line.startswith("model name"):
            return line.partition(":")[2].strip()
    return platform.machine()


def _memory_gb() -> float:
    return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1e9


def _system() -> str:
    return platform.freedesktop_os_release()["PRETTY_NAME"]


def _sync_us() -> float:
    with tempfile.NamedTemporaryFile() as file:
        return median(_one_sync_us(file.fileno()) for _ in range(_SYNCS))


def _one_sync_us(descriptor: int) -> float:
    os.pwrite(descriptor, _BLOCK, 0)
    begun = time.perf_counter()
    os.fdatasync(descriptor)
    return (time.perf_counter() - begun) * 1e6


def _package(name: str) -> str:
    """Return the version that Debian's package manager knows, or "unknown"."""
    asked = ["dpkg-query", "--show", "--showformat=${Version}", name]
    try:
        return subprocess.run(asked, capture_output=True, text=True, check=True).stdout  # noqa: S603 - our own constants
    except (OSError, subprocess.CalledProcessError):
        return "unknown"
