"""Use cases that set identity up and keep it tidy."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from common.caller import Role
from gateway.identity import accounts, sessions
from gateway.identity.model import Account

FIRST_ADMIN = "admin"


def ensure_admin(session: Session, password: str) -> bool:
    """Open the account `admin` with `password` unless somebody administers already.

    Returns whether it was opened; raises WeakPasswordError for a password against the rule, and
    UsernameTakenError if `admin` exists but is no administrator any more.
    """
    if session.scalar(select(Account.id).where(accounts.admins()).limit(1)) is not None:
        return False
    accounts.create(
        session, None, username=FIRST_ADMIN, password=password, agency_id=None, roles=["admin"]
    )
    return True


def regain_admin(session: Session, username: str, password: str) -> Account:
    """Make `username` an active administrator with `password`, opening the account if need be.

    For whoever runs the server, when nobody can log in as administrator any more. Its sessions
    end, and the audit log keeps the act. Raises WeakPasswordError.
    """
    name = username.lower()
    account = session.scalar(select(Account).where(Account.username == name))
    if account is None:
        return accounts.create(
            session, None, username=name, password=password, agency_id=None, roles=["admin"]
        )
    roles = [*account.roles, Role.ADMIN.value]
    fields = {"active": True, "roles": roles, "password": password}
    return accounts.change(session, None, account.id, account.version, fields)


def tidy(session: Session) -> None:
    """Forget sessions and refused log-ins that no longer count."""
    sessions.purge(session)
