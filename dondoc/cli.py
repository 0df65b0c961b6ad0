"""The command line: read a document, run the system or one process of it, look after it.

A command imports what it alone needs: a dozen containers start at once, each for one service.
"""

import contextlib
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click
import orjson
from sqlalchemy.exc import ArgumentError, SQLAlchemyError

from common import observe
from common.bus import DeadLetters, ParkedRows
from common.config import ConfigError, Environment, read_config
from common.db import Database
from common.errors import Problem
from dondoc import keys, serve

Result = TypeVar("Result")
SERVICE = click.Choice(sorted(serve.SERVICES))
_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
_NEW_FILE = click.Path(dir_okay=False, path_type=Path)


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="dondoc")
def main() -> None:
    """Đôn Đốc: from the signed plan to the last finished duty."""


@main.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--format", "form", type=click.Choice(["json", "summary"]), default="json")
def extract(file: Path, form: str) -> None:
    """Read one plan document and write what it says to standard output."""
    from dondoc import reading  # noqa: PLC0415 - see above
    from services.plans.extract import MAX_BYTES, read, summary  # noqa: PLC0415 - see above

    if file.stat().st_size > MAX_BYTES:
        raise click.ClickException(f"{file} is larger than {MAX_BYTES // 2**20} MB")
    tell, clear = reading.on_terminal()
    try:
        found = read(file.read_bytes(), file.name, tell)
    except Problem as problem:
        raise click.ClickException(problem.detail) from None
    finally:
        clear()
    if form == "summary":
        click.echo(summary(found))
    else:
        sys.stdout.buffer.write(orjson.dumps(found.to_json(), option=orjson.OPT_INDENT_2) + b"\n")


@main.command()
@click.option("--port", type=click.IntRange(1, 65535), default=8080, envvar="PORT")
@click.option("--host", default="127.0.0.1", help="The address to listen on.")
@click.option(
    "--data-dir",
    type=click.Path(file_okay=False, path_type=Path),
    default=Path("var"),
    envvar="DATA_DIR",
)
@click.option("--demo", "with_demo", is_flag=True, help="Add sample agencies, accounts, a plan.")
def up(port: int, host: str, data_dir: Path, *, with_demo: bool) -> None:
    """Run the whole system in this process, on SQLite files in the data directory."""
    from dondoc import demo, embedded  # noqa: PLC0415 - see above

    observe.configure_logging(os.environ.get("DONDOC_LOG_LEVEL", "WARNING"))
    system = _or_complain(lambda: embedded.build(data_dir, Environment()))
    system.start()
    try:
        # First: a port that is taken is told at once, not after the demo. Who comes early waits.
        server = _listening(system, host, port)
        if with_demo:
            demo.ensure(system, os.environ.get("DEMO_PASSWORD"), click.echo)
        click.echo(f"Đôn Đốc: http://{host}:{port}  (Ctrl-C to stop)")
        serve.settle()
        serve.run_until_signal(server)
    finally:
        system.close()


def _listening(system: Any, host: str, port: int) -> Any:
    """Return waitress' server on the address; raises ClickException when that is taken."""
    from dondoc import embedded  # noqa: PLC0415 - see above

    try:
        return embedded.listen(system, host, port)
    except OSError as error:
        raise click.ClickException(
            f"cannot listen on {host}:{port}: {error.strerror}; choose another with PORT="
        ) from None


@main.command("serve")
@click.argument("service", type=SERVICE)
def serve_(service: str) -> None:
    """Run the web process of one service."""
    _or_complain(lambda: serve.serve(serve.SERVICES[service], Environment()))


@main.command()
@click.argument("service", type=SERVICE)
def work(service: str) -> None:
    """Run the worker process of one service: relay, consumer, loops."""
    _or_complain(lambda: serve.work(serve.SERVICES[service], Environment()))


@main.command()
@click.argument("service", type=SERVICE)
def migrate(service: str) -> None:
    """Bring the database of one service up to date."""
    _or_complain(lambda: serve.migrate(serve.SERVICES[service], Environment()))


@main.command()
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
def keygen(folder: Path) -> None:
    """Write the key pair of service tokens into FOLDER, unless one is there."""
    keys.write_key_pair(folder)


@main.command("doctor")
@click.option("--data-dir", type=click.Path(file_okay=False, path_type=Path), envvar="DATA_DIR")
@click.option("--service", type=SERVICE, help="Look at one deployed service, by its environment.")
def doctor_(data_dir: Path | None, service: str | None) -> None:
    """Say what is misconfigured or stuck; exit status 1 if anything is."""
    from dondoc import doctor  # noqa: PLC0415 - see above

    env = Environment()
    found = doctor.deployed(service, env) if service else doctor.embedded(data_dir or Path("var"))
    for finding in found:
        click.echo(f"{finding.mark} {finding.text}")
    if not all(finding.fine for finding in found):
        sys.exit(1)


@main.command("regain-admin")
@click.argument("username")
@click.option("--data-dir", type=click.Path(file_okay=False, path_type=Path), envvar="DATA_DIR")
@click.password_option(help="Asked for unless given.")
def regain_admin(username: str, data_dir: Path | None, password: str) -> None:
    """Make USERNAME an administrator again, when nobody can log in as one any more."""
    from gateway.identity import service as identity  # noqa: PLC0415 - see above

    database = Database(_database_url("gateway", data_dir))
    try:
        with database.write() as session:
            account = identity.regain_admin(session, username, password)
            click.echo(f"{account.username} administers; its sessions have ended")
    except Problem as problem:
        details = [error.detail for error in problem.errors] or [problem.detail]
        raise click.ClickException("; ".join(details)) from None
    except SQLAlchemyError as error:
        raise click.ClickException(f"the gateway's database does not answer: {error}") from None
    finally:
        database.close()


@main.command()
@click.option("--data-dir", type=click.Path(file_okay=False, path_type=Path), envvar="DATA_DIR")
def announce(data_dir: Path | None) -> None:
    """Tell the services every agency and account once more; what they know they pass over."""
    from gateway.identity import service as identity  # noqa: PLC0415 - see above

    database = Database(_database_url("gateway", data_dir))
    try:
        with database.write() as session:
            agencies, accounts = identity.announce(session)
    except SQLAlchemyError as error:
        raise click.ClickException(f"the gateway's database does not answer: {error}") from None
    finally:
        database.close()
    click.echo(f"{agencies} agencies and {accounts} accounts told again")


@main.command()
@click.option("--data-dir", type=click.Path(file_okay=False, path_type=Path), envvar="DATA_DIR")
def recount(data_dir: Path | None) -> None:
    """Count the assignments anew for statistics, while the system runs; see the doctor."""
    from services.tasks.statistics import tallies  # noqa: PLC0415 - see above

    database = Database(_database_url("tasks", data_dir))
    try:
        with database.write() as session:
            tallies.rebuild(session)
    except SQLAlchemyError as error:
        raise click.ClickException(f"not counted, nothing changed; try again: {error}") from None
    finally:
        database.close()
    click.echo("counted anew")


@main.command("verify")
@click.option("--data-dir", type=click.Path(file_okay=False, path_type=Path), envvar="DATA_DIR")
@click.option("--database", "url", help="The address of the database of tasks, and nothing else.")
@click.option("--file", "exported", type=_FILE, help="An export instead of a database.")
@click.option("--against", type=_FILE, help="Compare with this anchor.")
@click.option("--anchor", type=_NEW_FILE, help="Write what every history ends with.")
@click.option("--export", type=_NEW_FILE, help="Write every history as JSON lines.")
@click.option(
    "--files", "with_files", is_flag=True, help="Read and hash every file they name, too."
)
def verify_(
    data_dir: Path | None,
    url: str | None,
    exported: Path | None,
    *,
    with_files: bool,
    **files: Path | None,
) -> None:
    """Check that no history of tasks was changed; exit status 1 if one was."""
    from dondoc import verify  # noqa: PLC0415 - see above
    from services.tasks import proof  # noqa: PLC0415 - see above

    if exported and with_files:
        raise click.UsageError("--files needs the system's own settings, not an export")
    named = verify.Files(**files)
    try:
        if exported:
            with exported.open("rb") as file:
                chains = proof.read_export(file)
                is_whole = verify.run(chains, named, click.echo, _aside)
        else:
            with contextlib.closing(_opened(url or _database_url("tasks", data_dir))) as database:
                chains = proof.read_database(database)
                is_whole = verify.run(chains, named, click.echo, _aside)
                if with_files:
                    is_whole &= _are_whole(database, data_dir)
    except (proof.ExportError, proof.AnchorError, verify.UnwritableError, OSError) as error:
        raise click.ClickException(str(error)) from None
    except SQLAlchemyError as error:
        raise click.ClickException(f"the database of tasks does not answer: {error}") from None
    if not is_whole:
        sys.exit(1)


def _are_whole(database: Database, data_dir: Path | None) -> bool:
    """Tell whether every file that a history names is what was handed in."""
    from dondoc import stored  # noqa: PLC0415 - see above

    store = _or_complain(lambda: stored.store_of(data_dir, Environment()))
    try:
        return stored.verify(database, store, click.echo)
    except Problem as problem:
        raise click.ClickException(problem.detail) from None


def _opened(url: str) -> Database:
    """Return the database; a file that is not there is not made."""
    try:
        database = Database(url)
    except ArgumentError as error:
        raise click.ClickException(f"--database: {error}") from None
    path = database.url.database
    if database.is_sqlite and not (path and Path(path).is_file()):
        raise click.ClickException(f"there is no file {path}")
    return database


def _aside(text: str) -> None:
    click.echo(text, err=True)


@main.group("dead-letters")
def dead_letters() -> None:
    """Look at events that were given up, and send them again."""


_PLACE = (
    click.argument("service", type=SERVICE),
    click.option("--data-dir", type=click.Path(file_okay=False, path_type=Path), envvar="DATA_DIR"),
)


def _place(command: Any) -> Any:
    for decorate in reversed(_PLACE):
        command = decorate(command)
    return command


@dead_letters.command("list")
@_place
def list_(service: str, data_dir: Path | None) -> None:
    """List the events that SERVICE gave up, oldest first."""
    for place in _dead(service, data_dir):
        for letter in place.show():
            click.echo(f"{letter.event_id}  {letter.type}  {letter.subject}  {letter.reason}")


@dead_letters.command()
@_place
@click.option("--id", "event_ids", multiple=True, help="Only this event; may be repeated.")
def replay(service: str, data_dir: Path | None, event_ids: tuple[str, ...]) -> None:
    """Send the events that SERVICE gave up once more."""
    count = sum(place.replay(event_ids or None) for place in _dead(service, data_dir))
    click.echo(f"{count} sent again")


def _dead(service: str, data_dir: Path | None) -> list[DeadLetters]:
    """Return where the dead letters of `service` lie: embedded files, or outbox and broker."""
    if data_dir is not None:
        return [ParkedRows(Database(_database_url(service, data_dir)))]
    return _or_complain(lambda: serve.dead_letters(service, Environment()))


def _database_url(service: str, data_dir: Path | None) -> str:
    """Return the address of an embedded system's file, or of the deployed service's database."""
    if data_dir is not None:
        return f"sqlite:///{data_dir / service}.db"
    return _or_complain(lambda: read_config(service, Environment())).database_url


def _or_complain(act: Callable[[], Result]) -> Result:
    """Run `act`; a wrong setting is one clear sentence, not a traceback."""
    try:
        return act()
    except ConfigError as error:
        raise click.ClickException(str(error)) from None
