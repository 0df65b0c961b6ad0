from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from common.caller import Caller, Role
from common.errors import NotFoundError, StaleVersionError
from gateway.identity import accounts, agencies, passwords, service, sessions
from gateway.identity.accounts import (
    LastAdminError,
    UnfitAccountError,
    UsernameTakenError,
    WrongPasswordError,
)
from gateway.identity.model import Account, LoginSession, digest
from gateway.identity.passwords import WeakPasswordError
from tests.unit.gateway.world import ADMIN, PASSWORD, audited, open_account, open_database, told

OFFICER = Caller(2, "so-y-te", 1, frozenset({Role.OFFICER}))


def _open(
    session: Session, username: str = "new", password: str = PASSWORD, **rest: Any
) -> Account:
    stated: dict[str, Any] = {"agency_id": 1, "roles": ["officer"]} | rest
    return accounts.create(session, ADMIN, username=username, password=password, **stated)


def _sessions(session: Session) -> int | None:
    return session.scalar(select(func.count()).select_from(LoginSession))


def test_an_account_is_told_without_its_password_and_audited(session: Session) -> None:
    account = _open(session, "Van.Phong")
    event = told(session)[-1]
    assert event.type == "dondoc.account.changed.v1"
    assert dict(event.data) == {
        "id": account.id,
        "username": "van.phong",
        "agency_id": 1,
        "roles": ["officer"],
        "language": "vi",
        "active": True,
    }
    assert audited(session)[-1] == "account.created"


@pytest.mark.parametrize(
    "password", ["short", "x" * 201, "aaaaaaaaaaaa", "0101010101", "SO-tai-chinh"]
)
def test_a_weak_password_is_refused(session: Session, password: str) -> None:
    with pytest.raises(WeakPasswordError) as refusal:
        _open(session, "so-tai-chinh", password)
    assert refusal.value.errors[0].pointer == "/password"


def test_a_taken_username_is_refused_in_any_case(session: Session) -> None:
    with pytest.raises(UsernameTakenError):
        _open(session, "SO-Y-TE")


@pytest.mark.parametrize(
    ("agency_id", "roles"), [(99, ["officer"]), (None, ["officer"]), (None, ["admin", "leader"])]
)
def test_whoever_works_for_an_agency_needs_one_that_exists(
    session: Session, agency_id: int | None, roles: Sequence[str]
) -> None:
    with pytest.raises(UnfitAccountError) as refusal:
        _open(session, agency_id=agency_id, roles=roles)
    assert refusal.value.errors[0].pointer == "/agency_id"


def test_no_account_is_opened_for_a_closed_agency(session: Session) -> None:
    agencies.change(session, ADMIN, 1, 1, {"active": False})
    with pytest.raises(UnfitAccountError):
        _open(session)


def test_an_account_of_a_closed_agency_can_still_be_locked_out(session: Session) -> None:
    account = _open(session)
    sessions.open_for(session, account)
    agencies.change(session, ADMIN, 1, 1, {"active": False})
    fields = {"password": "quite another one", "active": False, "agency_id": 1}
    changed = accounts.change(session, ADMIN, account.id, 1, fields)
    assert not changed.active
    assert _sessions(session) == 0


def test_an_account_is_not_moved_to_a_closed_agency_nor_opened_again_in_one(
    session: Session,
) -> None:
    account = _open(session, agency_id=2)
    agencies.change(session, ADMIN, 1, 1, {"active": False})
    with pytest.raises(UnfitAccountError):
        accounts.change(session, ADMIN, account.id, 1, {"agency_id": 1})
    account.agency_id, account.active = 1, False
    session.flush()
    with pytest.raises(UnfitAccountError):
        accounts.change(session, ADMIN, account.id, account.version, {"active": True})


def test_roles_are_kept_once_each_in_a_fixed_order(session: Session) -> None:
    account = _open(session, roles=["leader", "officer", "leader"])
    assert account.roles == ["officer", "leader"]


def test_a_change_raises_the_version_and_is_told(session: Session) -> None:
    account = accounts.change(session, ADMIN, 2, 1, {"roles": ["head"], "agency_id": 2})
    assert account.version == 2
    assert account.agency is not None
    assert account.agency.slug == "so-tai-chinh"
    event = told(session)[-1]
    assert (event.version, event.data["roles"], event.data["agency_id"]) == (2, ["head"], 2)


def test_a_stale_change_is_refused(session: Session) -> None:
    with pytest.raises(StaleVersionError):
        accounts.change(session, ADMIN, 2, 7, {"language": "en"})


def test_a_new_password_ends_every_session_of_the_account(session: Session) -> None:
    sessions.log_in(session, "so-y-te", PASSWORD, "here")
    accounts.change(session, ADMIN, 2, 1, {"password": "another good one"})
    assert _sessions(session) == 0
    assert isinstance(
        sessions.log_in(session, "so-y-te", "another good one", "here"), sessions.Opened
    )


def test_the_last_administrator_stays_one(session: Session) -> None:
    for fields in ({"active": False}, {"roles": ["officer"], "agency_id": 1}):
        with pytest.raises(LastAdminError):
            accounts.change(session, ADMIN, 1, 1, fields)


def test_one_of_two_administrators_may_go(session: Session) -> None:
    open_account(session, "second", "admin", agency_id=None)
    assert not accounts.change(session, ADMIN, 1, 1, {"active": False}).active


def test_ones_own_password_needs_the_present_one(session: Session) -> None:
    with pytest.raises(WrongPasswordError):
        accounts.change_own_password(
            session, OFFICER, "wrong", "another good one", kept_session=None
        )
    with pytest.raises(WeakPasswordError) as refusal:
        accounts.change_own_password(session, OFFICER, PASSWORD, "short", kept_session=None)
    assert refusal.value.errors[0].pointer == "/new_password"


def test_ones_own_new_password_keeps_only_the_present_session(session: Session) -> None:
    kept = sessions.log_in(session, "so-y-te", PASSWORD, "here")
    sessions.log_in(session, "so-y-te", PASSWORD, "elsewhere")
    assert isinstance(kept, sessions.Opened)
    accounts.change_own_password(
        session, OFFICER, PASSWORD, "another good one", kept_session=digest(kept.token)
    )
    assert session.scalars(select(LoginSession.token_hash)).all() == [digest(kept.token)]


def test_ones_language_is_told_to_notify(session: Session) -> None:
    accounts.choose_language(session, OFFICER, "en")
    assert told(session)[-1].data["language"] == "en"
    before = len(told(session))
    accounts.choose_language(session, OFFICER, "en")
    assert len(told(session)) == before


def test_others_accounts_are_seen_by_administrators_only(session: Session) -> None:
    assert accounts.visible(session, ADMIN, 2).id == 2
    assert accounts.visible(session, OFFICER, 2).id == 2
    with pytest.raises(NotFoundError):
        accounts.visible(session, OFFICER, 1)


def test_lists_filter_by_part_of_the_name_agency_and_activity(session: Session) -> None:
    def listed(after: str | None = None, **filters: Any) -> list[str]:
        return [one.username for one in accounts.listed(session, filters, after, 10)]

    assert listed() == ["admin", "so-y-te"]
    assert listed("admin") == ["so-y-te"]
    assert listed(q="Y-T") == ["so-y-te"]
    assert listed(q="%") == []
    assert listed(agency=1) == ["so-y-te"]
    assert listed(active=False) == []


def test_the_first_administrator_is_opened_once(tmp_path: Path) -> None:
    database = open_database(tmp_path / "empty.db")
    with database.write() as session:
        assert service.ensure_admin(session, PASSWORD)
        assert not service.ensure_admin(session, "some other password")
        account = session.scalars(select(Account)).one()
    database.close()
    assert (account.username, account.roles, account.agency_id) == ("admin", ["admin"], None)
    assert passwords.fits(account.password_hash, PASSWORD)


def test_a_caller_is_made_of_an_account(session: Session) -> None:
    assert accounts.as_caller(session.get_one(Account, 2)) == OFFICER


def test_what_is_no_hash_fits_no_password() -> None:
    assert not passwords.fits("not a hash", "anything")
