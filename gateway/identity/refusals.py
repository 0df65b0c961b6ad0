"""Refused passwords: counted by name and address, so that nobody guesses for long."""

import datetime as dt
import math
from typing import Final

from sqlalchemy import ColumnElement, delete, func, select
from sqlalchemy.orm import Session

from common import clock
from common.errors import TooManyRequestsError
from gateway.identity import audit
from gateway.identity.model import Account, FailedLogin, digest

FAILURES: Final = 5
"""Of one name from one address; a stranger elsewhere so locks out nobody but themselves."""
NAME_FAILURES: Final = 20
"""Of one name from all addresses together: more strangers would guess by turns."""
LOCKED: Final = dt.timedelta(minutes=15)
"""After so many refused log-ins within this time, none is tried for as long."""
ADDRESS_FAILURES: Final = 60
"""Refused log-ins from one address within `LOCKED`; a province's network may be one address."""
KEPT: Final = dt.timedelta(days=1)


class LockedOutError(TooManyRequestsError):
    """Too many refused log-ins; wait before the next one."""

    type = "locked-out"
    title = "Locked for a while"


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


def note(session: Session, name: str, address: str, account: Account | None) -> None:
    """Count a wrong password for `name`, whoever that is; the transaction has to be committed."""
    session.add(FailedLogin(username_hash=digest(name), address=address, at=clock.now()))
    session.flush()
    subject = audit.account_subject(account)
    audit.record(session, "session.refused", subject, address=address)
    if lock_of(session, name, address) is not None:
        audit.record(session, "session.locked", subject, address=address)


def forget(session: Session, name: str) -> None:
    """Let the refused log-ins of `name` count no more."""
    session.execute(delete(FailedLogin).where(FailedLogin.username_hash == digest(name)))


def purge(session: Session) -> None:
    """Delete refusals that no longer count."""
    session.execute(delete(FailedLogin).where(FailedLogin.at < clock.now() - KEPT))


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
