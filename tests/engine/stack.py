"""The running stack as a test sees it: addresses, log-ins, and faults done to its containers."""

import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote

import httpx
from psycopg import connect, sql

from tests.engine.compose import CommandError, Ports, run

_POLL_S: Final = 0.5
CONSUMERS: Final = frozenset({"plans", "tasks", "notify"})
"""Services with a queue of their own."""
_GOT: Final = re.compile(r"Got message \d+: <(?P<line>.*)>")
_SCRATCH: Final = re.compile(r"[a-z][a-z0-9_]{0,40}")


@dataclass(frozen=True, slots=True)
class Stack:
    """One running compose project; `secrets` is the folder of its secrets."""

    project: str
    ports: Ports
    secrets: Path

    # Addresses and log-ins

    @property
    def gateway_url(self) -> str:
        """The public door."""
        return f"http://127.0.0.1:{self.ports.gateway}"

    @property
    def admin_password(self) -> str:
        """The password of the account `admin`."""
        return self.secret("admin-password")

    @property
    def broker_url(self) -> str:
        """The broker that the services use, as its administrator."""
        return self._broker_url(self.ports.rabbitmq, "amqp") + "/%2F"

    @property
    def management_url(self) -> str:
        """The broker's HTTP interface, with its log-in."""
        return self._broker_url(self.ports.management, "http")

    def secret(self, name: str) -> str:
        """Return the secret in the file `name`."""
        return (self.secrets / name).read_text("utf-8").strip()

    def database_url(self, service: str) -> str:
        """Return the database of a running service, as that service: look, do not break."""
        password = self.secret(f"{service}-db-password")
        return self._database_url(service, password, service)

    def scratch_database_url(self, name: str) -> str:
        """Return a database that no service uses, made if it is not there: do as you like."""
        if not _SCRATCH.fullmatch(name):
            raise ValueError(f"{name!r} is no plain name for a database")
        password = self.secret("postgres-password")
        door = self._database_url("postgres", password, "postgres").replace("+psycopg", "")
        with connect(door, autocommit=True) as connection:
            known = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name])
            if not known.fetchone():
                connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        return self._database_url("postgres", password, name)

    def managed(self, path: str) -> list[dict[str, Any]] | None:
        """Return what the broker lists under `path`, or None while it cannot tell.

        Its management side comes up seconds after the AMQP side that makes the system ready.
        """
        try:
            answer = httpx.get(f"{self.management_url}/api/{path}", timeout=5.0)
        except httpx.TransportError:
            return None
        listed: list[dict[str, Any]] | None = answer.json() if answer.is_success else None
        return listed

    # Faults

    def container(self, service: str) -> str:
        """Return the id of the one container of `service`, running or not."""
        # By label and not by `compose ps -q`: the same in both versions, and 30 times as fast.
        mine = f"label=com.docker.compose.project={self.project}"
        named = f"label=com.docker.compose.service={service}"
        found = run(["docker", "ps", "-aq", "--filter", mine, "--filter", named]).split()
        if len(found) != 1:
            raise CommandError(f"{service} has {len(found)} containers, not one")
        return found[0]

    def kill(self, service: str) -> None:
        """End `service` by SIGKILL; it stays down until `start`."""
        run(["docker", "kill", self.container(service)])

    def start(self, service: str) -> None:
        """Start `service` again, with the data it had."""
        run(["docker", "start", self.container(service)])

    def stop(self, service: str, timeout_s: int = 30) -> None:
        """Ask `service` to end, and wait until it has."""
        run(["docker", "stop", "-t", str(timeout_s), self.container(service)])

    @contextmanager
    def paused(self, service: str) -> Iterator[None]:
        """Freeze `service` for a while: its kernel still acknowledges, nobody answers."""
        container = self.container(service)
        run(["docker", "pause", container])
        try:
            yield
        finally:
            run(["docker", "unpause", container])

    @contextmanager
    def cut_off(self, service: str) -> Iterator[None]:
        """Take `service` off the inner network for a while; its name comes back with it."""
        container, network = self.container(service), f"{self.project}_data"
        run(["docker", "network", "disconnect", network, container])
        try:
            yield
        finally:
            run(["docker", "network", "connect", "--alias", service, network, container])

    def logs(self, service: str) -> str:
        """Return all that `service` has printed, standard error included."""
        container = self.container(service)
        return run(["sh", "-c", 'exec docker logs "$0" 2>&1', container])

    def is_running(self, service: str) -> bool:
        """Tell whether the container of `service` runs."""
        state = run(["docker", "inspect", "-f", "{{.State.Running}}", self.container(service)])
        return state.strip() == "true"

    # What arrived outside

    def mails(self) -> list[dict[str, Any]]:
        """Return the letters that the mail server took, oldest first."""
        messages: list[dict[str, Any]] = self._mail().json()["messages"]
        return messages

    def mail_transfers(self) -> dict[str, int]:
        """Return how often each Message-ID was transferred, answered or not."""
        transfers: dict[str, int] = self._mail().json()["transfers"]
        return transfers

    def forget_mails(self) -> None:
        """Empty the mail server."""
        httpx.delete(f"http://127.0.0.1:{self.ports.mail}/messages").raise_for_status()

    def texts(self) -> list[str]:
        """Return the lines that the simulated carrier got: "FROM TO TYPE TEXT", oldest first."""
        return [match["line"] for match in _GOT.finditer(self.logs("carrier"))]

    # Waiting

    def reason_not_ready(self) -> str | None:
        """Return why the gateway or a service behind it cannot work, or None if all can."""
        try:
            answer = httpx.get(f"{self.gateway_url}/readyz", timeout=5.0)
        except httpx.TransportError as error:
            return f"the gateway does not answer: {error}"
        return None if answer.is_success else answer.text

    def wait_until_ready(self, timeout_s: float = 180.0) -> None:
        """Return when all can work; raises CommandError with the reason and every state if not."""
        end = time.monotonic() + timeout_s
        while reason := self.reason_not_ready():
            if time.monotonic() > end:
                raise CommandError(f"not ready after {timeout_s} s: {reason}\n{self._state()}")
            time.sleep(_POLL_S)

    def wait_until_consuming(self, timeout_s: float = 120.0) -> None:
        """Return when every consumer is at its queue; raises CommandError if one does not come.

        A broker that is killed in the very second in which its first quorum queues are declared
        may come back with a queue that has no leader; no test is about that.
        """
        end = time.monotonic() + timeout_s
        while missing := CONSUMERS - self._consumed():
            if time.monotonic() > end:
                raise CommandError(f"nobody consumes {sorted(missing)}\n{self._state()}")
            time.sleep(_POLL_S)

    def _consumed(self) -> set[str]:
        queues = self.managed("queues/%2F") or []
        return {one["name"] for one in queues if one.get("consumers")}

    def _state(self) -> str:
        mine = f"label=com.docker.compose.project={self.project}"
        listed = run(
            ["docker", "ps", "-a", "--filter", mine, "--format", "{{.ID}} {{.Names}} {{.Status}}"]
        )
        tails = [
            run(["sh", "-c", 'docker logs --tail 15 "$0" 2>&1', line.split()[0]])
            for line in listed.splitlines()
            if "(healthy)" not in line and "Exited (0)" not in line
        ]
        return "\n".join([listed, *tails])

    def _mail(self) -> httpx.Response:
        return httpx.get(f"http://127.0.0.1:{self.ports.mail}/messages").raise_for_status()

    def _broker_url(self, port: int, scheme: str) -> str:
        return f"{scheme}://dondoc:{quote(self.secret('broker-password'))}@127.0.0.1:{port}"

    def _database_url(self, user: str, password: str, name: str) -> str:
        place = f"127.0.0.1:{self.ports.postgres}"
        return f"postgresql+psycopg://{user}:{quote(password)}@{place}/{name}"
