"""The doctor names what is wrong, and a command that can be pasted as it stands."""

from pathlib import Path

import pytest
from click.testing import CliRunner
from sqlalchemy import select, update

from common import events
from common.config import Environment
from common.db import Database
from common.outbox import OUTBOX, emit, park, parked
from dondoc.cli import main
from dondoc.serve import SERVICES, bring_up_to_date
from gateway.identity import passwords
from gateway.identity.model import Account, AuditEntry
from services.tasks import incidents
from services.tasks.model import KEPT, Tally

ACCOUNT = {
    "id": 1,
    "username": "so-y-te",
    "agency_id": 2,
    "roles": ["officer"],
    "language": "vi",
    "active": True,
}


@pytest.fixture
def data_dir(tmp_path: Path) -> Path:
    """Return the data folder of an embedded system that has not run yet."""
    for name, service in SERVICES.items():
        database = Database(f"sqlite:///{tmp_path / name}.db")
        bring_up_to_date(service, database, Environment({}))
        database.close()
    return tmp_path


def _told(data_dir: Path) -> tuple[int, str]:
    result = CliRunner().invoke(main, ["doctor", "--data-dir", str(data_dir)])
    return result.exit_code, result.output


def _give_up_an_event(data_dir: Path) -> None:
    database = Database(f"sqlite:///{data_dir}/gateway.db")
    with database.write() as session:
        emit(session, events.ACCOUNT_CHANGED, 1, 1, ACCOUNT)
        row_id = session.scalars(OUTBOX.select().with_only_columns(OUTBOX.c.id)).one()
        park(session, row_id, "a defect")
    database.close()


def test_a_system_that_is_well_is_told_so(data_dir: Path) -> None:
    status, told = _told(data_dir)
    assert status == 0
    assert told.count("✓") == len(SERVICES)


def test_an_event_that_was_given_up_is_named_with_a_command_that_works(data_dir: Path) -> None:
    _give_up_an_event(data_dir)
    status, told = _told(data_dir)
    assert status == 1
    command = told.partition("given up: dondoc ")[2].splitlines()[0].split()
    listed = CliRunner().invoke(main, command)
    assert "a defect" in listed.output
    replayed = CliRunner().invoke(main, ["dead-letters", "replay", *command[2:]])
    assert replayed.output == "1 sent again\n"
    database = Database(f"sqlite:///{data_dir}/gateway.db")
    with database.read() as session:
        assert not parked(session, 10)
    database.close()


def test_an_event_that_waits_too_long_is_told(data_dir: Path) -> None:
    database = Database(f"sqlite:///{data_dir}/gateway.db")
    with database.write() as session:
        event = emit(session, events.ACCOUNT_CHANGED, 1, 1, ACCOUNT)
        long_ago = event.time.replace(year=event.time.year - 1)
        session.execute(update(OUTBOX).values(created_at=long_ago))
    database.close()
    status, told = _told(data_dir)
    assert status == 1
    assert "is a worker up?" in told


def test_a_step_that_reached_nobody_is_told_as_work_of_the_office(data_dir: Path) -> None:
    database = Database(f"sqlite:///{data_dir}/tasks.db")
    with database.write() as session:
        row = {"key": "1", "assignment_id": 1, "agency_id": 2, "detail": "red: no agency"}
        incidents.open_many(session, incidents.NO_RECEIVER, [row])
    database.close()
    status, told = _told(data_dir)
    assert status == 0
    assert "• tasks: 1 steps or messages reached nobody" in told


def test_a_folder_without_databases_is_told(tmp_path: Path) -> None:
    status, told = _told(tmp_path)
    assert status == 1
    assert told.count("is missing") == len(SERVICES)


def test_a_lost_administrator_is_regained(data_dir: Path) -> None:
    place = ["--data-dir", str(data_dir)]
    for password in ("mot-mat-khau-cu", "mot-mat-khau-moi"):
        command = ["regain-admin", "Admin", "--password", password, *place]
        result = CliRunner().invoke(main, command)
        assert result.output == "admin administers; its sessions have ended\n"
    database = Database(f"sqlite:///{data_dir}/gateway.db")
    with database.read() as session:
        (account,) = session.scalars(select(Account)).all()
        assert account.is_admin
        assert passwords.fits(account.password_hash, "mot-mat-khau-moi")
        acts = session.scalars(select(AuditEntry.action).order_by(AuditEntry.id)).all()
        assert acts == ["account.created", "account.changed"]
    database.close()


def test_an_administrator_is_not_regained_with_a_weak_password(data_dir: Path) -> None:
    command = ["regain-admin", "admin", "--password", "ngan", "--data-dir", str(data_dir)]
    result = CliRunner().invoke(main, command)
    assert result.exit_code == 1
    assert "take 8 to 200 characters" in result.output


def test_wrong_counts_are_named_and_counted_anew(data_dir: Path) -> None:
    database = Database(f"sqlite:///{data_dir}/tasks.db")
    key = {"plan_id": 0, "assigner_agency_id": 0, "agency_id": 7, "month": 0}
    with database.write() as session:
        counts = dict.fromkeys(KEPT, 0) | {"open_running": 3}
        session.add(Tally(facet="agency", **key, **counts))
    status, told = _told(data_dir)
    assert status == 1
    assert "1 kept counts are wrong, by 3 assignments" in told
    assert f"dondoc recount --data-dir {data_dir}" in told
    result = CliRunner().invoke(main, ["recount", "--data-dir", str(data_dir)])
    assert result.exit_code == 0, result.output
    assert _told(data_dir)[0] == 0
    database.close()
