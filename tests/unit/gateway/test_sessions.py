import datetime as dt

import pytest
from argon2 import PasswordHasher
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from common import clock
from gateway.identity import accounts, passwords, service, sessions
from gateway.identity.model import Account, AuditEntry, FailedLogin, LoginSession, digest
from gateway.identity.refusals import (
    ADDRESS_FAILURES,
    FAILURES,
    LOCKED,
    NAME_FAILURES,
    LockedOutError,
)
from gateway.identity.sessions import LIFETIME, BadCredentialsError, Opened, SessionEndedError
from tests.unit.gateway.world import ADMIN, NOON, PASSWORD, audited

HERE = "192.0.2.1"


def _log_in(session: Session, username: str = "so-y-te", password: str = PASSWORD) -> Opened:
    opened = sessions.log_in(session, username, password, HERE)
    assert isinstance(opened, Opened)
    return opened


def _fail(session: Session, times: int, username: str = "so-y-te") -> None:
    for _ in range(times):
        refused = sessions.log_in(session, username, "wrong", HERE)
        assert isinstance(refused, BadCredentialsError)


def test_a_session_is_found_by_its_token_which_is_nowhere_stored(session: Session) -> None:
    opened = _log_in(session, " SO-Y-TE ")
    assert sessions.current(session, opened.token).account.username == "so-y-te"
    assert opened.token not in session.scalars(select(LoginSession.token_hash)).all()
    assert len(opened.token) >= 43  # 256 bits in base 64


def test_an_unknown_token_and_none_at_all_open_nothing(session: Session) -> None:
    for token in ("no such token", "", None):
        with pytest.raises(SessionEndedError):
            sessions.current(session, token)


def test_an_unknown_name_is_answered_like_a_wrong_password(session: Session) -> None:
    wrong = sessions.log_in(session, "so-y-te", "wrong password", HERE)
    unknown = sessions.log_in(session, "nobody", "wrong password", HERE)
    assert isinstance(wrong, BadCredentialsError)
    assert isinstance(unknown, BadCredentialsError)
    assert (wrong.detail, wrong.type) == (unknown.detail, unknown.type)


def test_an_unknown_name_costs_a_password_check_too(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    checked: list[str] = []
    real = passwords.fits

    def fits(stored: str, password: str) -> bool:
        checked.append(stored)
        return real(stored, password)

    monkeypatch.setattr(passwords, "fits", fits)
    sessions.log_in(session, "nobody", "wrong password", HERE)
    assert checked == [passwords.NOBODY]


@pytest.mark.parametrize("username", ["so-y-te", "nobody"])
def test_five_failures_lock_a_name_out_for_a_quarter_of_an_hour(
    session: Session, username: str
) -> None:
    _fail(session, FAILURES, username)
    locked = sessions.log_in(session, username, PASSWORD, HERE)
    assert isinstance(locked, LockedOutError)
    assert locked.retry_after_s == LOCKED.total_seconds()
    assert "session.locked" in audited(session)


def test_a_lock_out_ends_and_then_the_right_password_opens(session: Session) -> None:
    _fail(session, FAILURES)
    with clock.frozen(NOON + LOCKED - dt.timedelta(seconds=1)):
        assert isinstance(sessions.log_in(session, "so-y-te", PASSWORD, HERE), LockedOutError)
    with clock.frozen(NOON + LOCKED):
        _log_in(session)


def test_four_failures_do_not_lock_and_a_success_forgets_them(session: Session) -> None:
    _fail(session, FAILURES - 1)
    _log_in(session)
    _fail(session, FAILURES - 1)
    _log_in(session)


def test_failures_spread_over_more_than_the_window_do_not_lock(session: Session) -> None:
    for turn in range(FAILURES):
        with clock.frozen(NOON + turn * dt.timedelta(minutes=4)):
            _fail(session, 1)
    with clock.frozen(NOON + dt.timedelta(minutes=17)):
        _log_in(session)


def test_a_lock_out_of_one_name_leaves_others_alone(session: Session) -> None:
    _fail(session, FAILURES)
    _log_in(session, "admin")


def test_one_address_that_tries_many_names_is_stopped(session: Session) -> None:
    session.add_all(
        FailedLogin(username_hash=str(number), address=HERE, at=NOON)
        for number in range(ADDRESS_FAILURES)
    )
    session.flush()
    assert isinstance(sessions.log_in(session, "admin", PASSWORD, HERE), LockedOutError)
    elsewhere = sessions.log_in(session, "admin", PASSWORD, "192.0.2.2")
    assert isinstance(elsewhere, Opened)


def test_a_stranger_elsewhere_does_not_lock_out_whoever_bears_the_name(session: Session) -> None:
    _fail(session, FAILURES)
    assert isinstance(sessions.log_in(session, "so-y-te", PASSWORD, HERE), LockedOutError)
    elsewhere = sessions.log_in(session, "so-y-te", PASSWORD, "192.0.2.2")
    assert isinstance(elsewhere, Opened)


def test_many_addresses_together_lock_a_name_for_all(session: Session) -> None:
    name = digest("so-y-te")
    session.add_all(
        FailedLogin(username_hash=name, address=f"192.0.2.{number}", at=NOON)
        for number in range(NAME_FAILURES)
    )
    session.flush()
    locked = sessions.log_in(session, "so-y-te", PASSWORD, "198.51.100.7")
    assert isinstance(locked, LockedOutError)


def test_a_new_password_from_an_administrator_ends_a_lock_out(session: Session) -> None:
    _fail(session, FAILURES)
    accounts.change(session, ADMIN, 2, 1, {"password": "quite another one"})
    _log_in(session, password="quite another one")


def test_what_is_typed_as_a_username_is_not_kept(session: Session) -> None:
    _fail(session, 1, "my secret password")
    kept = session.scalars(select(FailedLogin.username_hash)).all()
    subjects = session.scalars(select(AuditEntry.subject)).all()
    assert "my secret password" not in (*kept, *subjects)


def test_a_closed_account_cannot_log_in_and_its_session_no_longer_holds(session: Session) -> None:
    token = _log_in(session).token
    accounts.change(session, ADMIN, 2, 1, {"active": False})
    assert isinstance(sessions.log_in(session, "so-y-te", PASSWORD, HERE), BadCredentialsError)
    with pytest.raises(SessionEndedError):
        sessions.current(session, token)


def test_an_unused_session_ends_after_twelve_hours(session: Session) -> None:
    token = _log_in(session).token
    with clock.frozen(NOON + LIFETIME - dt.timedelta(seconds=1)):
        sessions.current(session, token)
    with clock.frozen(NOON + LIFETIME), pytest.raises(SessionEndedError):
        sessions.current(session, token)


def test_a_renewed_session_lasts_twelve_hours_more(session: Session) -> None:
    token = _log_in(session).token
    later = NOON + dt.timedelta(hours=11)
    with clock.frozen(later):
        assert sessions.renew(session, token).expires_at == later + LIFETIME
    with clock.frozen(later + dt.timedelta(hours=11)):
        sessions.current(session, token)


def test_logging_out_ends_the_session_and_twice_is_no_error(session: Session) -> None:
    token = _log_in(session).token
    sessions.end(session, token, HERE)
    sessions.end(session, token, HERE)
    with pytest.raises(SessionEndedError):
        sessions.current(session, token)
    assert audited(session).count("session.ended") == 1


def test_an_outdated_hash_is_made_anew_at_log_in(session: Session) -> None:
    old = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(PASSWORD)
    account = session.get_one(Account, 2)
    account.password_hash = old
    _log_in(session)
    assert account.password_hash != old
    assert not passwords.is_outdated(account.password_hash)
    _log_in(session)


def test_checking_nobody_takes_the_parameters_of_today() -> None:
    assert not passwords.is_outdated(passwords.NOBODY)


def test_ended_sessions_and_old_failures_are_forgotten(session: Session) -> None:
    _log_in(session)
    _fail(session, 1)
    with clock.frozen(NOON + dt.timedelta(days=2)):
        service.tidy(session)
    for table in (LoginSession, FailedLogin):
        assert session.scalar(select(func.count()).select_from(table)) == 0
