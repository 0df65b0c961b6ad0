"""Sessions: log in with limits against guessing, look up, prolong, log out."""

import datetime as dt
import secrets
from dataclasses import dataclass
from typing import Final

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from common import clock
from common.errors import NotAuthenticatedError
from gateway.identity import audit, passwords, refusals
from gateway.identity.model import Account, LoginSession, digest
from gateway.identity.refusals import LockedOutError

LIFETIME: Final = dt.timedelta(hours=12)
"""A session unused for so long ends."""


class BadCredentialsError(NotAuthenticatedError):
    """The username or the password is wrong."""

    type = "bad-credentials"
    title = "Wrong username or password"


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
    locked = refusals.lock_of(session, name, address)
    if locked is not None:
        return locked
    stored = account.password_hash if account else passwords.NOBODY
    right = passwords.fits(stored, password)
    if account is None or not account.active or not right:
        refusals.note(session, name, address, account)
        return BadCredentialsError()
    if passwords.is_outdated(stored):
        account.password_hash = passwords.rehashed(password)
    refusals.forget(session, name)
    subject = audit.account_subject(account)
    audit.record(session, "session.opened", subject, by=account.id, address=address)
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
        subject = audit.account_subject(account)
        audit.record(session, "session.ended", subject, by=account.id, address=address)
        session.delete(login)
        session.flush()


def purge(session: Session) -> None:
    """Delete ended sessions."""
    session.execute(delete(LoginSession).where(LoginSession.expires_at < clock.now()))


def _account_named(session: Session, name: str) -> Account | None:
    # The row is locked before refusals are counted, or many guesses at the same moment would each
    # see none of the others.
    return session.scalar(
        select(Account).where(Account.username == name).with_for_update(of=Account)
    )
