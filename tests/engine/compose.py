"""Docker Compose for tests: the command line, the chosen ports and secrets of one project."""

import os
import socket
import subprocess
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).parents[2]
FILES: Final = (ROOT / "docker-compose.yml", ROOT / "deploy" / "compose.test.yml")
MAIL_PASSWORD: Final = "mail-test"
SMS_PASSWORD: Final = "kannel-test"


class CommandError(Exception):
    """A command of the engine failed; the message holds what it said."""


def run(command: Sequence[str], timeout_s: float = 120.0) -> str:
    """Return what `command` writes to standard output; raises CommandError if it fails."""
    done = subprocess.run(  # noqa: S603 - every word of it comes from these tests
        command, cwd=ROOT, capture_output=True, text=True, timeout=timeout_s, check=False
    )
    if done.returncode:
        raise CommandError(f"{' '.join(command)} ended with {done.returncode}:\n{done.stderr}")
    return done.stdout


@dataclass(frozen=True, slots=True)
class Ports:
    """Where the stack answers on loopback; fixed for its life, so they survive a restart."""

    gateway: int
    postgres: int
    rabbitmq: int
    management: int
    smtp: int
    mail: int
    sms: int
    kannel: int


def choose_ports() -> Ports:
    """Return ports that are free at this moment."""
    with ExitStack() as held:
        # All are held open until the last is found, or the system may name one twice.
        sockets = [held.enter_context(socket.socket()) for _ in fields(Ports)]
        for one in sockets:
            one.bind(("127.0.0.1", 0))
        return Ports(*(one.getsockname()[1] for one in sockets))


def make_secrets(folder: Path) -> None:
    """Make the secrets of a stack in `folder`; those of the two test servers are well known."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, value in (("smtp-password", MAIL_PASSWORD), ("sms-password", SMS_PASSWORD)):
        if not (folder / name).exists():
            (folder / name).write_text(value, "utf-8")
            (folder / name).chmod(0o444)
    run([str(ROOT / "deploy" / "secrets"), str(folder)])


def command(ports: Ports, secrets: Path) -> str:
    """Return script/compose with the settings of a stack, as one line for a shell."""
    settings = {f"TEST_{name.upper()}_PORT": str(port) for name, port in asdict(ports).items()}
    # Named here, or the developer's own settings for script/up would decide.
    settings |= {"PORT": str(ports.gateway), "SECRETS_DIR": str(secrets)}
    words = (f"{name}='{value}'" for name, value in settings.items())
    return f"env {' '.join(words)} {ROOT}/script/compose"


def engine_answers() -> bool:
    """Tell whether a Docker engine can be used here."""
    try:
        run(["docker", "info"], timeout_s=30.0)
    except (CommandError, OSError, subprocess.TimeoutExpired):
        return False
    return True


def project_name() -> str:
    """Return the project of the tests' stack; `DONDOC_TEST_PROJECT` tells two checkouts apart."""
    return os.environ.get("DONDOC_TEST_PROJECT", "dondoc-test")
