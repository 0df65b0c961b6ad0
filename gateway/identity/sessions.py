"""Sessions: log in with limits against guessing, look up, prolong, log out."""

import datetime as dt
import hashlib
import math
import secrets
from dataclasses import dataclass
from typing import Final

from sqlalchemy import ColumnElement, delete, func, select
from sqlalchemy.orm import Session

from common import clock
from common.errors import NotAuthenticatedError, TooManyRequestsError
from gateway.identity import audit, passwords
from gateway.identity.model import Account, FailedLogin, LoginSession

LIFETIME: Final = dt.timedelta(hours=12)
"""A session unused for so long ends."""
FAILURES: Final = 5
"""Of one name from one address; a stranger elsewhere so locks out nobody but themselves."""
NAME_FAILURES: Final = 20
"""Of one name from all addresses together: more strangers would guess by turns."""
LOCKED: Final = dt.timedelta(minutes=15)
"""After so many refused log-ins within this time, none is tried for as long."""
ADDRESS_FAILURES: Final = 60
"""Refused log-ins from one address within `LOCKED`; a province's network may be one address."""
KEPT: Final = dt.timedelta(days=1)


class BadCredentialsError(NotAuthenticatedError):
    """The username or the password is wrong."""

    type = "bad-credentials"
    title = "Wrong username or password"


class LockedOutError(TooManyRequestsError):
    """Too many refused log-ins; wait before the next one."""

    type = "locked-out"
    title = "Locked for a while"


class SessionEndedError(NotAuthenticatedError):
    """The session has ended; log in again."""

    type = "session-ended"
    title = "Session ended"


@dataclass(frozen=True, slots=True)
class Opened:
    """A session just opened, with its token, which is told only once."""

    token: str
    login: LoginSession


def log_in(
    session: Session, username: str, password: str, address: str
) -> Opened | BadCredentialsError | LockedOutError:
    """Open a session, or return why not.

    A refusal is returned, not raised: its record must be committed. An unknown name and a wrong
    password take the same time and give the same answer.
    """
    name = username.strip().lower()
    account = _account_named(session, name)
    locked = lock_of(session, name, address)
    if locked is not None:
        return locked
    stored = account.password_hash if account else passwords.NOBODY
    right = passwords.fits(stored, password)
    if account is None or not account.active or not right:
        note_refusal(session, name, address, account)
        return BadCredentialsError()
    if passwords.is_outdated(stored):
        account.password_hash = passwords.rehashed(password)
    forget_refusals(session, name)
    audit.record(session, "session.opened", _subject(account), by=account.id, address=address)
    return open_for(session, account)


def open_for(session: Session, account: Account) -> Opened:
    """Open a session for `account`, whose holder has shown who they are."""
    token, now = secrets.token_urlsafe(32), clock.now()
    login = LoginSession(
        token_hash=digest(token), account=account, created_at=now, expires_at=now + LIFETIME
    )
    session.add(login)
    return Opened(token, login)


def current(session: Session, token: str | None) -> LoginSession:
    """Return the session behind `token`; raises SessionEndedError."""
    login = session.get(LoginSession, digest(token)) if token else None
    if login is None or login.expires_at <= clock.now() or not login.account.active:
        raise SessionEndedError
    return login


def renew(session: Session, token: str | None) -> LoginSession:
    """Prolong the session behind `token` and return it; raises SessionEndedError."""
    login = current(session, token)
    login.expires_at = clock.now() + LIFETIME
    return login


def end(session: Session, token: str | None, address: str) -> None:
    """End the session behind `token`; that it has ended already is no error."""
    login = session.get(LoginSession, digest(token)) if token else None
    if login is not None:
        account = login.account
        audit.record(session, "session.ended", _subject(account), by=account.id, address=address)
        session.delete(login)
        session.flush()


def lock_of(session: Session, name: str, address: str) -> LockedOutError | None:
    """Return why no password is tried now for the account `name` from `address`, or None."""
    moments = (
        _locked_until(session, name, FAILURES, FailedLogin.address == address),
        _locked_until(session, name, NAME_FAILURES),
        _busy_until(session, address),
    )
    until = max((moment for moment in moments if moment), default=clock.now())
    if until <= clock.now():
        return None
    wait_s = math.ceil((until - clock.now()).total_seconds())
    return LockedOutError(
        f"too many refused log-ins; wait {math.ceil(wait_s / 60)} minutes", retry_after_s=wait_s
    )


def note_refusal(session: Session, name: str, address: str, account: Account | None) -> None:
    """Count a wrong password for `name`, whoever that is; the transaction has to be committed."""
    session.add(FailedLogin(username_hash=digest(name), address=address, at=clock.now()))
    session.flush()
    audit.record(session, "session.refused", _subject(account), address=address)
    if lock_of(session, name, address) is not None:
        audit.record(session, "session.locked", _subject(account), address=address)


def purge(session: Session) -> None:
    """Delete ended sessions and failures that no longer count."""
    now = clock.now()
    session.execute(delete(LoginSession).where(LoginSession.expires_at < now))
    session.execute(delete(FailedLogin).where(FailedLogin.at < now - KEPT))


def forget_refusals(session: Session, name: str) -> None:
    """Let the refused log-ins of `name` count no more."""
    session.execute(delete(FailedLogin).where(FailedLogin.username_hash == digest(name)))


def digest(text: str) -> str:
    """Return the SHA-256 of `text`, under which tokens and tried usernames are kept."""
    return hashlib.sha256(text.encode()).hexdigest()


def _account_named(session: Session, name: str) -> Account | None:
    # The row is locked before refusals are counted, or many guesses at the same moment would each
    # see none of the others.
    return session.scalar(
        select(Account).where(Account.username == name).with_for_update(of=Account)
    )


def _locked_until(
    session: Session, name: str, most: int, *where: ColumnElement[bool]
) -> dt.datetime | None:
    """Return until when the last `most` refusals of `name` count, if they came soon enough."""
    times = session.scalars(
        select(FailedLogin.at)
        .where(FailedLogin.username_hash == digest(name), *where)
        .order_by(FailedLogin.at.desc())
        .limit(most)
    ).all()
    if len(times) < most or times[0] - times[-1] > LOCKED:
        return None
    return times[0] + LOCKED


def _busy_until(session: Session, address: str) -> dt.datetime | None:
    since = clock.now() - LOCKED
    count, oldest = session.execute(
        select(func.count(), func.min(FailedLogin.at)).where(
            FailedLogin.address == address, FailedLogin.at > since
        )
    ).one()
    return oldest + LOCKED if count >= ADDRESS_FAILURES else None


def _subject(account: Account | None) -> str:
    return f"account:{account.id}" if account else "account:unknown"
