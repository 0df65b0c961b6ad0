"""Processes that a bench starts and, whatever happens, ends: by the ids it got for them."""

import contextlib
import os
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final

PORTS: Final = range(5700, 5900)
END_S: Final = 20.0
_TAIL: Final = 2000


class NotStartedError(Exception):
    """A process ended or stayed silent when it should have become ready; tells its last words."""


@contextlib.contextmanager
def running(
    command: Sequence[str],
    log: Path,
    env: Mapping[str, str] | None = None,
    user: str | None = None,
    stop: signal.Signals = signal.SIGTERM,
) -> Iterator["subprocess.Popen[bytes]"]:
    """Run `command` for the block in a process group of its own, its output in `log`.

    `user` counts only for root. At the end the process gets `stop`, its group SIGKILL after 20 s.
    """
    who = user if os.geteuid() == 0 else None
    with log.open("ab") as output:
        process = subprocess.Popen(  # noqa: S603 - our own constants
            command,
            env=dict(env) if env is not None else None,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            user=who,
            group=who,
            extra_groups=[] if who else None,
            start_new_session=True,
        )
    try:
        yield process
    finally:
        end(process, stop)


def end(process: "subprocess.Popen[bytes]", stop: signal.Signals = signal.SIGTERM) -> None:
    """Ask the process to end, then kill what is left of its group."""
    process.send_signal(stop)
    try:
        process.wait(END_S)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)  # the group outlives its leader


def wait_until(
    ready: Callable[[], bool], process: "subprocess.Popen[bytes]", log: Path, within_s: float
) -> None:
    """Return once `ready()`; raises NotStartedError if the process ends or the time is over."""
    deadline = time.monotonic() + within_s
    while not ready():
        if process.poll() is not None or time.monotonic() > deadline:
            raise NotStartedError(f"{log.stem}: {log.read_text('utf-8', 'replace')[-_TAIL:]}")
        time.sleep(0.05)


def listens(port: int) -> bool:
    """Tell whether somebody listens on the port of 127.0.0.1."""
    with socket.socket() as probe:
        probe.settimeout(1)
        return probe.connect_ex(("127.0.0.1", port)) == 0


def resident_mb(pid: int) -> float:
    """Return the resident memory of a process."""
    status = Path(f"/proc/{pid}/status").read_text("utf-8")
    line = next(line for line in status.splitlines() if line.startswith("VmRSS"))
    return int(line.split()[1]) / 1024


def free_ports() -> Iterator[int]:
    """Yield ports on which nobody listens now, each once."""
    for port in PORTS:
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            with contextlib.suppress(OSError):
                probe.bind(("127.0.0.1", port))
                yield port
    raise NotStartedError(f"no port from {PORTS.start} to {PORTS.stop - 1} is free")
