"""Use cases that set identity up and keep it tidy."""

from typing import Final, TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from common import events, observe
from common.caller import Role
from common.outbox import waiting
from gateway.identity import accounts, agencies, refusals, sessions
from gateway.identity.model import Account, Agency, Errand

FIRST_ADMIN = "admin"
ANNOUNCE: Final = "announce"
"""The errand that asks for `announce`."""
Row = TypeVar("Row", Account, Agency)

_log = observe.logger(__name__)


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


def announce(session: Session) -> tuple[int, int]:
    """Tell every agency and account once more; return how many of each.

    For services that keep copies of what they were not told at the time. Doing it again is
    harmless: whoever knows a version passes it over. What just waits to be told is left out.
    """
    bodies = _untold(session, events.AGENCY_CHANGED, Agency)
    people = _untold(session, events.ACCOUNT_CHANGED, Account)
    agencies.tell_many(session, bodies)
    accounts.tell_many(session, people)
    return len(bodies), len(people)


def run_errands(session: Session) -> None:
    """Do what a migration asked to be done once."""
    asked = session.get(Errand, ANNOUNCE, with_for_update=True)
    if asked is not None:
        told = announce(session)
        session.delete(asked)
        _log.info("registry announced", agencies=told[0], accounts=told[1])


def _untold(session: Session, event_type: str, table: type[Row]) -> list[Row]:
    """Return the rows of `table` of whose version no event waits to be sent."""
    told = waiting(session, event_type)
    found = session.scalars(select(table).order_by(table.id)).unique()
    return [one for one in found if (str(one.id), one.version) not in told]


def tidy(session: Session) -> None:
    """Forget sessions and refused log-ins that no longer count."""
    sessions.purge(session)
    refusals.purge(session)
