"""The registry tells all it holds once more, when asked or when a migration asks."""

from pathlib import Path

from click.testing import CliRunner
from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from common import events
from common.config import Environment
from common.db import Database
from common.outbox import OUTBOX
from dondoc.cli import main as command_line
from gateway.identity import accounts, service
from gateway.identity.model import Account, Agency, Errand
from gateway.main import prepare


def waiting(session: Session) -> list[tuple[str, str, int]]:
    """Return type, subject and version of each event that waits."""
    columns = (OUTBOX.c.type, OUTBOX.c.subject, OUTBOX.c.version)
    return sorted((row[0], row[1], row[2]) for row in session.execute(select(*columns)))


def held(session: Session) -> list[tuple[str, str, int]]:
    """Return the same of everything in the registry."""
    bodies = session.execute(select(Agency.id, Agency.version))
    people = session.execute(select(Account.id, Account.version))
    told = [(events.AGENCY_CHANGED, str(row.id), row.version) for row in bodies]
    return sorted(told + [(events.ACCOUNT_CHANGED, str(r.id), r.version) for r in people])


def test_everything_is_told_once_more_with_its_version(session: Session) -> None:
    session.execute(delete(OUTBOX))
    assert service.announce(session) == (2, 2)
    assert waiting(session) == held(session)


def test_what_is_just_being_told_is_not_told_twice(session: Session) -> None:
    session.execute(delete(OUTBOX))
    account = session.scalars(select(Account)).unique().all()[0]
    accounts.change(session, None, account.id, account.version, {"language": "en"})
    assert service.announce(session) == (2, 1)
    assert service.announce(session) == (0, 0)
    assert waiting(session) == held(session)


def test_a_migration_may_ask_for_it_and_gets_it_once(database: Database) -> None:
    with database.write() as session:
        session.execute(delete(OUTBOX))
        session.execute(insert(Errand).values(name=service.ANNOUNCE))
    prepare(database, Environment({}))
    with database.write() as session:
        assert waiting(session) == held(session)
        session.execute(delete(OUTBOX))
    prepare(database, Environment({}))
    with database.read() as session:
        assert waiting(session) == []


def test_the_command_says_how_many(database: Database) -> None:
    with database.write() as session:
        session.execute(delete(OUTBOX))
    database.close()
    file = Path(str(database.engine.url.database))
    file.rename(file.with_name("gateway.db"))
    result = CliRunner().invoke(command_line, ["announce", "--data-dir", str(file.parent)])
    assert result.output == "2 agencies and 2 accounts told again\n"
