"""The rig of a run: PostgreSQL, RabbitMQ and the system, each started when first asked for.

All listen on 127.0.0.1 only, keep their data in one temporary folder, and end with the rig.
"""

import contextlib
import os
import shutil
import signal
import tempfile
from collections.abc import Iterator
from functools import cached_property
from pathlib import Path
from typing import Final, Self

import psycopg

from tests.bench.processes import NotStartedError, free_ports, listens, running, wait_until
from tests.bench.province import Province
from tests.bench.sizes import Size
from tests.bench.system import System, started

_DEBIAN_POSTGRES: Final = "/usr/lib/postgresql/*/bin"
_RABBITMQ: Final = Path("/usr/lib/rabbitmq/bin/rabbitmq-server")
_START_S: Final = 90.0


class Rig:
    """Servers for one run of the bench."""

    def __init__(self, size: Size) -> None:
        self.size = size
        self.ports = free_ports()
        self._stack = contextlib.ExitStack()
        self.folder = Path(tempfile.mkdtemp(prefix="dondoc-bench-"))
        self.folder.chmod(0o755)  # the servers run as users of their own
        self._stack.callback(shutil.rmtree, self.folder, ignore_errors=True)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        """End every server, the youngest first, and remove the data."""
        self._stack.close()

    @cached_property
    def postgres_port(self) -> int:
        """The port of PostgreSQL, which is started if it does not run yet."""
        return self._stack.enter_context(postgres(self.folder / "postgres", next(self.ports)))

    @cached_property
    def broker_url(self) -> str:
        """The address of RabbitMQ, which is started if it does not run yet."""
        ports = next(self.ports), next(self.ports), next(self.ports)
        port = self._stack.enter_context(rabbitmq(self.folder / "rabbitmq", *ports))
        return f"amqp://guest:guest@127.0.0.1:{port}/%2F"

    @cached_property
    def system(self) -> System:
        """The deployed system, which is started if it does not run yet."""
        urls = {name: self.database_url(name) for name in ("plans", "tasks", "notify", "gateway")}
        folder = self.folder / "system"
        folder.mkdir()
        return self._stack.enter_context(started(folder, urls, self.broker_url, self.ports))

    @cached_property
    def province(self) -> Province:
        """The people who work with the system, and its database filled with assignments."""
        return Province.settle(self.system, self.postgres_url("tasks"), self.size)

    def database_url(self, name: str) -> str:
        """Return the address of the database `name`, made if it is not there."""
        with psycopg.connect(self.postgres_url("postgres"), autocommit=True) as connection:
            found = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name])
            if not found.fetchone():
                connection.execute(f'CREATE DATABASE "{name}"')  # type: ignore[arg-type,unused-ignore]  # our constants
        return self.postgres_url(name).replace("postgresql", "postgresql+psycopg")

    def postgres_url(self, name: str) -> str:
        """Return the address of the database `name` as libpq has it."""
        return f"postgresql://postgres@127.0.0.1:{self.postgres_port}/{name}"


@contextlib.contextmanager
def postgres(folder: Path, port: int) -> Iterator[int]:
    """Run PostgreSQL as Debian ships it, with its own settings but for the commit times."""
    bin_folder = _postgres_bin()
    _make_for(folder, "postgres")
    data, log = folder / "data", folder / "postgres.log"
    initdb = [str(bin_folder / "initdb"), "-D", str(data), "-U", "postgres", "-A", "trust"]
    initdb += ["--encoding=UTF8", "--locale=C.UTF-8"]
    with running(initdb, log, user="postgres") as process:
        process.wait(_START_S)
    command = [str(bin_folder / "postgres"), "-D", str(data), "-p", str(port), "-k", str(folder)]
    settings = ("listen_addresses=127.0.0.1", "max_connections=200", "track_commit_timestamp=on")
    command += [f"--{setting}" for setting in settings]
    # SIGINT is PostgreSQL's fast shutdown; SIGTERM would wait for clients.
    with running(command, log, user="postgres", stop=signal.SIGINT) as process:
        wait_until(lambda: _answers(port), process, log, _START_S)
        yield port


@contextlib.contextmanager
def rabbitmq(folder: Path, port: int, distribution_port: int, epmd_port: int) -> Iterator[int]:
    """Run RabbitMQ as Debian ships it, with a port mapper of its own."""
    if not _RABBITMQ.exists():
        raise NotStartedError("RabbitMQ is missing; on Debian: apt-get install rabbitmq-server")
    _make_for(folder, "rabbitmq")
    log = folder / "rabbitmq.log"
    env = {
        "PATH": os.environ["PATH"],
        "HOME": str(folder),  # of the Erlang cookie
        "LANG": "C.UTF-8",
        "ERL_EPMD_ADDRESS": "127.0.0.1",
        "ERL_EPMD_PORT": str(epmd_port),
        "ERL_MAX_PORTS": "65536",
        "RABBITMQ_NODENAME": f"bench{port}@localhost",
        "RABBITMQ_NODE_IP_ADDRESS": "127.0.0.1",
        "RABBITMQ_NODE_PORT": str(port),
        "RABBITMQ_DIST_PORT": str(distribution_port),
        "RABBITMQ_MNESIA_BASE": str(folder / "data"),
        "RABBITMQ_LOG_BASE": str(folder / "log"),
        "RABBITMQ_CONF_ENV_FILE": "/dev/null",
        "RABBITMQ_CONFIG_FILE": str(folder / "none"),
        "RABBITMQ_ENABLED_PLUGINS_FILE": str(folder / "none"),
        "RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS": "-kernel inet_dist_use_interface {127,0,0,1}",
    }
    # In the foreground and ours, or the broker would start one that outlives it.
    with (
        running(["epmd"], folder / "epmd.log", env, "rabbitmq"),
        running([str(_RABBITMQ)], log, env, "rabbitmq") as process,
    ):
        wait_until(lambda: listens(port), process, log, _START_S)
        yield port


def _postgres_bin() -> Path:
    found = sorted(Path("/").glob(f"{_DEBIAN_POSTGRES[1:]}/postgres"))
    if not found:
        raise NotStartedError("PostgreSQL is missing; on Debian: apt-get install postgresql")
    return found[-1].parent


def _make_for(folder: Path, user: str) -> None:
    """Make the folder, owned by whom the server will run as."""
    folder.mkdir()
    if os.geteuid() == 0:
        shutil.chown(folder, user, user)


def _answers(port: int) -> bool:
    try:
        psycopg.connect(f"postgresql://postgres@127.0.0.1:{port}/postgres").close()
    except psycopg.OperationalError:
        return False
    return True
