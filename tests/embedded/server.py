"""The embedded system as its own process, to be started, spoken to and killed."""

import os
import signal
import socket
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self

import httpx

from tests.job import PASSWORD

READY_S = 60.0


def free_port() -> int:
    """Return a port that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@dataclass
class Server:
    """`dondoc up --demo` on a data directory of its own."""

    data_dir: Path
    port: int = field(default_factory=free_port)
    process: "subprocess.Popen[bytes] | None" = None

    def __enter__(self) -> Self:
        """Start it, and kill it at the end if the test has not stopped it."""
        try:
            self.start()
        except BaseException:
            self._end()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        """Leave no process behind."""
        self._end()

    def _end(self) -> None:
        if self.process is not None and self.process.poll() is None:
            self.kill()

    @property
    def url(self) -> str:
        """The root of the public door."""
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> float:
        """Start the process; returns the seconds until it was ready."""
        begun = time.monotonic()
        env = os.environ | {"DEMO_PASSWORD": PASSWORD, "DONDOC_RATE_LIMIT": "0"}
        command = [sys.executable, "-m", "dondoc", "up", "--demo"]
        command += ["--port", str(self.port), "--data-dir", str(self.data_dir)]
        with (self.data_dir / "server.log").open("ab") as log:
            self.process = subprocess.Popen(command, env=env, stdout=log, stderr=log)  # noqa: S603
        while time.monotonic() - begun < READY_S:
            if self._is_ready():
                return time.monotonic() - begun
            time.sleep(0.05)
        raise TimeoutError((self.data_dir / "server.log").read_text("utf-8")[-2000:])

    def stop(self, number: int = signal.SIGTERM) -> int:
        """Send the signal and return the exit status."""
        assert self.process is not None
        self.process.send_signal(number)
        return self.process.wait(20)

    def kill(self) -> None:
        """Kill it as a power cut would: no handler runs."""
        self.stop(signal.SIGKILL)

    def resident_mb(self) -> float:
        """Return the resident memory of the process."""
        assert self.process is not None
        status = Path(f"/proc/{self.process.pid}/status").read_text("utf-8")
        line = next(line for line in status.splitlines() if line.startswith("VmRSS"))
        return int(line.split()[1]) / 1024

    def log_in(self, username: str, password: str = PASSWORD) -> httpx.Client:
        """Return a client of the public API in the name of `username`."""
        body = {"username": username, "password": password}
        session = httpx.post(f"{self.url}/api/sessions", json=body, timeout=30)
        token = session.raise_for_status().json()["token"]
        headers = {"Authorization": f"Bearer {token}"}
        return httpx.Client(base_url=f"{self.url}/api", headers=headers, timeout=30)

    def _is_ready(self) -> bool:
        assert self.process is not None
        if self.process.poll() is not None:
            raise RuntimeError((self.data_dir / "server.log").read_text("utf-8")[-2000:])
        try:
            return httpx.get(f"{self.url}/readyz", timeout=2).status_code == 200
        except httpx.TransportError:
            return False
