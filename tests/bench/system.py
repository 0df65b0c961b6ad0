"""The deployed system without containers: web process and worker of each service on loopback."""

import contextlib
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import httpx

from common.web.tokens import generate_key_pair
from tests.bench.processes import NotStartedError, running, wait_until

PROCESSES: Final = 2
THREADS: Final = 2
GATEWAY_THREADS: Final = 8
"""As docker-compose.yml has them unless told otherwise."""

PASSWORD: Final = "gió mùa đông bắc"
_READY_S: Final = 120.0


@dataclass(frozen=True, slots=True)
class System:
    """The running system: its public port, its databases and where its messages go."""

    port: int
    database_urls: Mapping[str, str]
    messages: Path

    def log_in(self, username: str) -> httpx.Client:
        """Return a client of the public API in the name of `username`."""
        root = f"http://127.0.0.1:{self.port}/api"
        body = {"username": username, "password": PASSWORD}
        session = httpx.post(f"{root}/sessions", json=body, timeout=60).raise_for_status().json()
        headers = {"Authorization": f"Bearer {session['token']}"}
        return httpx.Client(base_url=root, headers=headers, timeout=120)


@contextlib.contextmanager
def started(
    folder: Path, database_urls: Mapping[str, str], broker_url: str, ports: Iterator[int]
) -> Iterator[System]:
    """Migrate and start every service; gives the system once its gateway says it is ready."""
    web_ports = {name: next(ports) for name in database_urls}
    common_env = _settings(folder, broker_url, web_ports)
    with contextlib.ExitStack() as stack:
        for name, url in database_urls.items():
            env = common_env | {"DONDOC_DATABASE_URL": url}
            _migrate(name, env, folder)
            worker_env = env | {"DONDOC_PORT": str(next(ports))}
            stack.enter_context(
                running(_dondoc("work", name), folder / f"{name}-worker.log", worker_env)
            )
            web_env = env | {"DONDOC_PORT": str(web_ports[name])}
            if name == "gateway":
                web_env["DONDOC_THREADS"] = str(GATEWAY_THREADS)
            log = folder / f"{name}-web.log"
            web = stack.enter_context(running(_dondoc("serve", name), log, web_env))
        # The gateway came last, and asks the others.
        wait_until(lambda: _is_ready(web_ports["gateway"]), web, log, _READY_S)
        yield System(web_ports["gateway"], database_urls, folder / "messages")


def _settings(folder: Path, broker_url: str, ports: Mapping[str, int]) -> dict[str, str]:
    private_key, public_key = generate_key_pair()
    own = {name: value for name, value in os.environ.items() if not name.startswith("DONDOC_")}
    return own | {
        "DONDOC_BROKER_URL": broker_url,
        "DONDOC_CURSOR_SECRET": "of a system that lives for minutes",
        "DONDOC_TOKEN_PUBLIC_KEY": public_key,
        "DONDOC_TOKEN_PRIVATE_KEY": private_key,
        "DONDOC_ADMIN_PASSWORD": PASSWORD,
        "DONDOC_FILE_CHANNEL_DIR": str(folder / "messages"),
        "DONDOC_PROCESSES": str(PROCESSES),
        "DONDOC_THREADS": str(THREADS),
        "DONDOC_LOG_LEVEL": "INFO",
        "DONDOC_RATE_LIMIT": "0",  # one machine plays all callers
        **{
            f"DONDOC_{name.upper()}_URL": f"http://127.0.0.1:{port}" for name, port in ports.items()
        },
    }


def _dondoc(*arguments: str) -> list[str]:
    return [sys.executable, "-m", "dondoc", *arguments]


def _migrate(name: str, env: Mapping[str, str], folder: Path) -> None:
    done = subprocess.run(  # noqa: S603 - our own constants
        _dondoc("migrate", name), env=dict(env), capture_output=True, text=True, check=False
    )
    (folder / f"{name}-migrate.log").write_text(done.stdout + done.stderr, "utf-8")
    if done.returncode:
        raise NotStartedError(f"migrate {name}: {done.stderr[-2000:]}")


def _is_ready(port: int) -> bool:
    try:
        return httpx.get(f"http://127.0.0.1:{port}/readyz", timeout=5).is_success
    except httpx.TransportError:
        return False
