"""The whole system in one process: a SQLite file per service and the bus inside the process.

The same applications, loops and handlers as the deployed system; only the bus and the way from the
gateway to the services differ.
"""

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from flask import Flask
from waitress.server import create_server

import gateway.main
from common import bus, observe
from common.config import Config, Environment
from common.db import Database
from common.web.app import LARGEST_BODY
from common.worker import Run, Worker
from dondoc.keys import Secrets, load_or_make
from dondoc.serve import SERVICES, bring_up_to_date, forgetting, worker_checks

INSIDE: Final = ("plans", "tasks", "notify")
THREADS: Final = 8
LARGEST_REQUEST: Final = 3 * LARGEST_BODY
"""Bytes of a body; above what a route takes, so that a file too large is told in our words: what
waitress refuses itself gets a bare line of text."""
LONGEST_HEADERS: Final = 64 * 1024
MOST_CONNECTIONS: Final = 500
IDLE_S: Final = 30
"""A connection on which so long nothing came is closed; waitress would keep it two minutes."""
_PRIVATE: Final = 0o600

_log = observe.logger(__name__)


@dataclass(frozen=True, slots=True)
class Embedded:
    """The system, built and migrated; `start` it before the first request."""

    data_dir: Path
    app: Flask
    databases: dict[str, Database]
    workers: tuple[Worker, ...]

    def start(self) -> None:
        """Start every relay and loop."""
        for worker in self.workers:
            worker.start()

    def close(self) -> None:
        """Stop every loop and close every database; what waits in an outbox waits on."""
        for worker in self.workers:
            worker.stop.set()
        for worker in self.workers:
            worker.close()
        for database in self.databases.values():
            database.close()


def build(data_dir: Path, env: Environment) -> Embedded:
    """Return the system on the files of `data_dir`, which are made where they are missing."""
    data_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
    env = with_defaults(env, data_dir)
    secrets = load_or_make(data_dir / "secrets.json")
    databases = {name: _open(data_dir / f"{name}.db") for name in SERVICES}
    for name, service in SERVICES.items():
        bring_up_to_date(service, databases[name], env)
    local = bus.LocalBus(
        bus.Subscriber(name, databases[name], service.handlers)
        for name, service in SERVICES.items()
    )
    configs = {name: _config(name, secrets) for name in SERVICES}
    workers = tuple(
        Worker(name, _loops(name, configs[name], databases[name], env, local)) for name in SERVICES
    )
    inside = {
        name: SERVICES[name].web(configs[name], databases[name], env).wsgi_app for name in INSIDE
    }
    checks = {
        f"{worker.service} {name}": check
        for worker in workers
        for name, check in worker_checks(worker, databases[worker.service]).items()
    }
    app = gateway.main.compose(
        configs["gateway"],
        databases["gateway"],
        env,
        targets=inside,
        private_key=secrets.token_private_key,
        checks=checks,
    )
    return Embedded(data_dir, app, databases, workers)


def _open(path: Path) -> Database:
    """Return the database in `path`, a file that nobody else on this machine can read."""
    path.touch(mode=_PRIVATE)
    # Also what an earlier version made; what SQLite makes anew beside the file has its mode.
    for beside in (path, *path.parent.glob(f"{path.name}-*")):
        if beside.stat().st_uid == os.geteuid():  # who else owns it has decided
            beside.chmod(_PRIVATE)
    return Database(f"sqlite:///{path}")


def listen(system: Embedded, host: str, port: int) -> Any:
    """Return waitress' server, bound to the port; raises OSError if that is taken."""
    # What a proxy says is the gateway's to believe, if DONDOC_TRUSTED_PROXIES says so.
    return create_server(
        system.app,
        host=host,
        port=port,
        threads=THREADS,
        clear_untrusted_proxy_headers=False,
        max_request_body_size=LARGEST_REQUEST,  # waitress takes a body whole before we see it
        max_request_header_size=LONGEST_HEADERS,
        connection_limit=MOST_CONNECTIONS,
        channel_timeout=IDLE_S,
        cleanup_interval=IDLE_S,
    )


def _loops(
    name: str, config: Config, database: Database, env: Environment, local: bus.LocalBus
) -> dict[str, Run]:
    return {
        **SERVICES[name].loops(config, database, env),
        "relay": bus.relay_loop(database, name, local),
        "forgetting": forgetting(database),
    }


def _config(name: str, secrets: Secrets) -> Config:
    return Config(
        service=name,
        database_url="",  # the databases are open already
        token_public_key=secrets.token_public_key,
        cursor_secret=secrets.cursor_secret,
        threads=THREADS,
    )


def with_defaults(env: Environment, data_dir: Path) -> Environment:
    """Without a provider, messages are written to files; evidence lies in the data folder."""
    values = dict(env.values)
    if not values.get("DONDOC_SMTP_HOST") and values.get("DONDOC_SMS_KIND", "none") in {"", "none"}:
        values.setdefault("DONDOC_FILE_CHANNEL_DIR", str(data_dir / "outgoing"))
    if not values.get("DONDOC_STORE"):
        values["DONDOC_STORE"] = str((data_dir / "files").absolute())
    return Environment(values)
