"""Agencies and accounts are kept as the registry last told them."""

import pytest

from common import events
from common.db import Database
from services.notify import contacts
from services.notify.model import Medium
from tests.contract.notify import story
from tests.contract.notify.story import HEALTH


def _addresses(database: Database) -> dict[Medium, str]:
    with database.read() as session:
        return contacts.addresses(session, HEALTH)


def _hear(database: Database, version: int, **named: str | bool | None) -> None:
    data = story.agency(HEALTH) | named
    story.hear(database, events.AGENCY_CHANGED, version, data)


def test_the_latest_address_replaces_the_one_before(database: Database) -> None:
    _hear(database, 1, email="cu@tinh.example", phone="0912345678")
    _hear(database, 2, email="moi@tinh.example", phone=None)
    assert _addresses(database) == {Medium.EMAIL: "moi@tinh.example"}


def test_an_address_may_come_back(database: Database) -> None:
    for version, email in enumerate(("a@b.example", "c@b.example", "a@b.example"), 1):
        _hear(database, version, email=email)
    assert _addresses(database) == {Medium.EMAIL: "a@b.example"}


def test_an_event_that_comes_late_changes_nothing(database: Database) -> None:
    _hear(database, 2, email="moi@tinh.example")
    _hear(database, 1, email="cu@tinh.example")
    assert _addresses(database) == {Medium.EMAIL: "moi@tinh.example"}


def test_a_closed_agency_is_not_written_to(database: Database) -> None:
    _hear(database, 1, email="so@tinh.example")
    _hear(database, 2, email="so@tinh.example", active=False)
    assert _addresses(database) == {}


def test_an_account_that_comes_late_changes_nothing(database: Database) -> None:
    story.hear(database, events.ACCOUNT_CHANGED, 2, story.account(9, HEALTH, "en"))
    story.hear(database, events.ACCOUNT_CHANGED, 1, story.account(9, HEALTH, "vi"))
    with database.read() as session:
        assert contacts.language_of_account(session, 9) == "en"


def test_closed_accounts_have_no_say_in_the_language(database: Database) -> None:
    story.hear(database, events.ACCOUNT_CHANGED, 1, story.account(9, HEALTH, "en"))
    story.hear(database, events.ACCOUNT_CHANGED, 1, story.account(10, HEALTH, "vi", active=False))
    with database.read() as session:
        assert contacts.language_of(session, HEALTH) == "en"


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("email", "Văn thư"),
        ("email", "a@b"),
        ("email", "a@b.example\r\nBcc: c@d.example"),
        ("email", "a" * 250 + "@b.example"),
        ("phone", "gọi văn thư"),
        ("phone", "12"),
        ("phone", "02963 852 000"),
    ],
)
def test_what_is_no_address_is_not_written_to(database: Database, field: str, value: str) -> None:
    _hear(database, 1, **{field: value})
    assert _addresses(database) == {}
