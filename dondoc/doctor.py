"""Say what is misconfigured or stuck, in sentences that name the remedy."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from sqlalchemy.exc import SQLAlchemyError

from common import outbox
from common.bus import DeadLetters, DeadQueue
from common.config import ConfigError, Environment, read_config
from common.db import Database
from common.migrate import pending
from dondoc.serve import SERVICES, Service
from services.tasks import incidents
from services.tasks.statistics import tallies

LATE_S: Final = 60.0


@dataclass(frozen=True, slots=True)
class Finding:
    """One sentence about the system, and whether it is good news.

    A `note` is work for the office, such as an address to find, and nothing wrong with the system.
    """

    fine: bool
    text: str
    note: bool = False

    @property
    def mark(self) -> str:
        """The sign before the sentence."""
        if self.note:
            return "•"
        return "✓" if self.fine else "✗"


def embedded(data_dir: Path) -> list[Finding]:
    """Return the findings about the embedded system in `data_dir`."""
    found: list[Finding] = []
    for name, service in SERVICES.items():
        path = data_dir / f"{name}.db"
        if not path.exists():
            found.append(Finding(fine=False, text=f"{path} is missing: run script/server once"))
            continue
        found += _of_database(service, Database(f"sqlite:///{path}"), f" --data-dir {data_dir}")
    return found


def deployed(name: str, env: Environment) -> list[Finding]:
    """Return the findings about one deployed service, from its process' environment."""
    try:
        config = read_config(name, env)
    except ConfigError as error:
        return [Finding(fine=False, text=str(error))]
    found = list(_of_database(SERVICES[name], Database(config.database_url)))
    if SERVICES[name].handlers and config.broker_url:
        found += _of_dead_queue(DeadQueue(config.broker_url, name), name)
    return found


def _of_database(service: Service, database: Database, place: str = "") -> Iterator[Finding]:
    """Yield findings; `place` is the option that leads a command to an embedded system."""
    try:
        if pending(database, service.scripts):
            remedy = "start the system once" if place else f"run: dondoc migrate {service.name}"
            yield Finding(
                fine=False, text=f"{service.name}: its database is not up to date: {remedy}"
            )
            return
        yield from _of_outbox(service.name, database, place)
        if service.name == "tasks":
            yield from _of_incidents(database)
            yield from _of_tallies(database, place)
    except SQLAlchemyError as error:
        text = f"{service.name}: the database does not answer ({type(error).__name__})"
        yield Finding(fine=False, text=text)
    finally:
        database.close()


def _of_incidents(database: Database) -> Iterator[Finding]:
    """Yield a note if a step or message had nobody to receive it."""
    with database.read() as session:
        count = incidents.count_open(session)
    if count:
        text = f"tasks: {count} steps or messages reached nobody: GET /api/incidents names them"
        yield Finding(fine=True, text=text, note=True)


def _of_tallies(database: Database, place: str) -> Iterator[Finding]:
    """Yield a finding if the counts that statistics rest on are not those of the assignments."""
    with database.read() as session:
        found = tallies.drift(session)
    if found.cells:
        text = (
            f"tasks: {found.cells} kept counts are wrong, by {found.assignments} assignments in "
            f"all: run dondoc recount{place}, and tell us"
        )
        yield Finding(fine=False, text=text)


def _of_dead_queue(queue: DeadLetters, name: str) -> Iterator[Finding]:
    """Yield a finding if the consumer gave events up, or if the broker cannot be asked."""
    try:
        count = len(queue.show())
    except OSError as error:  # what kombu raises for a broker that is away
        yield Finding(fine=False, text=f"{name}: the broker does not answer ({error})")
        return
    if count:
        text = f"{name}: {count} events could not be handled: dondoc dead-letters list {name}"
        yield Finding(fine=False, text=text)


def _of_outbox(name: str, database: Database, place: str) -> Iterator[Finding]:
    with database.read() as session:
        waiting = outbox.backlog(session)
        parked = outbox.parked(session, 1_000)
    late = waiting.oldest_s > LATE_S
    if late:
        text = f"{name}: {waiting.depth} events wait for {waiting.oldest_s:.0f} s: is a worker up?"
        yield Finding(fine=False, text=text)
    if parked:
        remedy = f"dondoc dead-letters list {name}{place}"
        text = f"{name}: {len(parked)} events were given up: {remedy}"
        yield Finding(fine=False, text=text)
    if not parked and not late:
        yield Finding(
            fine=True, text=f"{name}: database up to date, {waiting.depth} events waiting"
        )
