"""Run one service's web or worker process, or its migrations, from the environment."""

import functools
import gc
import importlib
import signal
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import FrameType
from typing import Any, Final

from flask import Flask
from gunicorn.app.base import BaseApplication
from waitress.server import create_server

from common import bus, clock, inbox, observe
from common.config import Config, Environment, read_config
from common.db import Database
from common.migrate import pending, upgrade
from common.web import idempotency
from common.web.app import Check, add_health
from common.worker import Pulse, Run, Worker

FORGET_EVERY_S: Final = 3600.0
FORGET_POLL_S: Final = 5.0

_log = observe.logger(__name__)


@dataclass(frozen=True, slots=True)
class Service:
    """What a service's `main` module offers to whoever runs it."""

    name: str
    web: Callable[[Config, Database, Environment], Flask]
    handlers: bus.Handlers
    loops: Callable[[Config, Database, Environment], Mapping[str, Run]]
    scripts: Path
    prepare: Callable[[Database, Environment], None] | None = None  # after a migration


MODULES: Final[Mapping[str, str]] = {
    "plans": "services.plans.main",
    "tasks": "services.tasks.main",
    "notify": "services.notify.main",
    "gateway": "gateway.main",
}


class _Services(Mapping[str, Service]):
    """Every service by name, imported when it is asked for: most processes run only one."""

    def __getitem__(self, name: str) -> Service:
        return _describe(name)

    def __iter__(self) -> Iterator[str]:
        return iter(MODULES)

    def __len__(self) -> int:
        return len(MODULES)


SERVICES: Final = _Services()


@functools.cache
def _describe(name: str) -> Service:
    main = importlib.import_module(MODULES[name])
    prepare = getattr(main, "prepare", None)
    return Service(
        name=name,
        web=main.web,
        handlers=main.HANDLERS,
        loops=main.loops,
        scripts=main.SCRIPTS,
        prepare=prepare,
    )


def serve(service: Service, env: Environment) -> None:
    """Run the web process of `service` under gunicorn until told to stop."""
    config = read_config(service.name, env)
    observe.configure_logging(config.log_level)
    _Gunicorn(service, config, env).run()


def work(service: Service, env: Environment) -> None:
    """Run relay, consumer and loops of `service` until told to stop; health on its port."""
    config = read_config(service.name, env)
    observe.configure_logging(config.log_level)
    database = Database(config.database_url)
    loops = {
        **service.loops(config, database, env),
        **_bus_loops(service, config, database),
        "forgetting": forgetting(database),
    }
    worker = Worker(service.name, loops)
    health = Flask(f"dondoc.{service.name}.worker", static_folder=None)
    add_health(health, worker_checks(worker, database))
    server = create_server(health, host="0.0.0.0", port=config.port, threads=2)  # noqa: S104 - inside its container
    settle()
    worker.start()
    _log.info("worker runs", service=service.name, loops=sorted(loops))
    run_until_signal(server)
    worker.close()


def dead_letters(name: str, env: Environment) -> list[bus.DeadLetters]:
    """Return where the given-up events of the deployed service `name` lie."""
    config = read_config(name, env)
    places: list[bus.DeadLetters] = [bus.ParkedRows(Database(config.database_url))]
    if SERVICES[name].handlers and config.broker_url:
        places.append(bus.DeadQueue(config.broker_url, name))
    return places


def migrate(service: Service, env: Environment) -> None:
    """Bring the database of `service` up to date."""
    config = read_config(service.name, env)
    observe.configure_logging(config.log_level)
    database = Database(config.database_url)
    bring_up_to_date(service, database, env)


def bring_up_to_date(service: Service, database: Database, env: Environment) -> None:
    """Run the missing migrations and what the service does once after them."""
    if pending(database, service.scripts):
        upgrade(database, service.scripts)
    if service.prepare:
        service.prepare(database, env)


def forgetting(database: Database) -> Run:
    """Return the loop that deletes the library's rows that no longer protect from anything."""

    def run(pulse: Pulse) -> None:
        next_s = clock.monotonic()
        while not pulse.wait(FORGET_POLL_S):
            if clock.monotonic() >= next_s:
                next_s = clock.monotonic() + FORGET_EVERY_S
                with database.write() as session:
                    inbox.forget_old(session)
                    idempotency.forget_old(session)

    return run


def worker_checks(worker: Worker, database: Database) -> Mapping[str, Check]:
    """Return the readiness checks of a worker: its loops beat, its database answers."""

    def silent() -> str | None:
        names = worker.silent()
        return f"silent loops: {', '.join(names)}" if names else None

    def away() -> str | None:
        try:
            database.ping()
        except Exception as error:  # noqa: BLE001 - whatever it is, it is the reason
            return f"the database does not answer: {type(error).__name__}"
        return None

    return {"loops": silent, "database": away}


def _bus_loops(service: Service, config: Config, database: Database) -> Mapping[str, Run]:
    """Return the relay, and of a service that handles events the consumer and its watch."""
    assert config.broker_url is not None  # noqa: S101 - read_config requires it
    publisher = bus.AmqpPublisher(config.broker_url)
    loops = {"relay": bus.relay_loop(database, service.name, publisher)}
    if service.handlers:
        loops["consumer"] = bus.consumer_loop(
            database, service.name, service.handlers, config.broker_url
        )
        dead = bus.DeadQueue(config.broker_url, service.name)
        loops["dead-letters"] = bus.watch_loop(database, service.name, dead)
    return loops


ROUNDS: Final = (50_000, 20, 20)
"""Objects more than before that set off a round of the garbage collector, and how many rounds set
off one of the next older generation (Python has 700, 10, 10). 50,000 are some ten megabytes."""


def settle() -> None:
    """Leave what is in memory by now out of every later round of the garbage collector.

    Modules and tables stay to the end. To go through their 160,000 objects took 0.1 s, and a long
    answer had to wait for it every fourth time. What comes later, as statements that are kept, is
    gone through seldom: an answer with 3,345 rows makes 13,000 objects and no waste, and set off
    thirty rounds, of up to 40 ms.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(*ROUNDS)


def run_until_signal(server: Any) -> None:
    """Run a waitress server until SIGINT or SIGTERM; requests under way are finished.

    A second SIGTERM changes nothing, a second SIGINT (Ctrl-C) ends the process at once.
    """

    def stop(_number: int, _frame: FrameType | None) -> None:
        # Raised again it would break the closing off; loops that nobody stops hold the process.
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        signal.signal(signal.SIGINT, signal.SIG_DFL)
        # Waitress ends its loop on it; closing the socket instead would wait for every browser.
        raise SystemExit

    signal.signal(signal.SIGINT, stop)
    signal.signal(signal.SIGTERM, stop)
    server.run()
    server.close()


class _Gunicorn(BaseApplication):  # type: ignore[misc]  # gunicorn has no type information
    """Gunicorn, configured by our settings instead of its own command line."""

    def __init__(self, service: Service, config: Config, env: Environment) -> None:
        self._service, self._ours, self._env = service, config, env
        super().__init__()

    def load_config(self) -> None:
        """Take the number of processes and threads from our settings."""
        settings = {
            "bind": f"0.0.0.0:{self._ours.port}",
            "workers": self._ours.processes,
            "threads": self._ours.threads,
            "worker_class": "gthread",
            "worker_tmp_dir": "/dev/shm",  # noqa: S108 - a heartbeat file in memory, made by mkstemp
            "timeout": 60,
            # Longer than any request; an idle connection kept alive is waited for as well.
            "graceful_timeout": 8,
            "keepalive": 5,
            "max_requests": 100_000,
            "max_requests_jitter": 10_000,
        }
        for name, value in settings.items():
            self.cfg.set(name, value)

    def load(self) -> Flask:
        """Build the application in each process, after the fork: no connection is shared."""
        database = Database(self._ours.database_url, pool_size=self._ours.threads)
        app = self._service.web(self._ours, database, self._env)
        settle()
        return app
