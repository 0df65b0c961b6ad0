"""The audit log: one line for each act on agencies, accounts and sessions."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from common import clock
from common.caller import Caller
from gateway.identity.model import Account, AuditEntry


def record(
    session: Session,
    action: str,
    subject: str,
    *,
    by: Caller | int | None = None,
    address: str | None = None,
    **detail: object,
) -> None:
    """Add one entry; `by` is the caller or the account's id, `detail` holds no secret."""
    session.add(
        AuditEntry(
            at=clock.now(),
            action=action,
            subject=subject,
            actor_id=by.user_id if isinstance(by, Caller) else by,
            address=address,
            detail=detail,
        )
    )


def account_subject(account: Account | None) -> str:
    """Return the subject of an entry about an account, or about a name that none bears."""
    return f"account:{account.id}" if account else "account:unknown"


def listed(
    session: Session,
    *,
    action: str | None,
    subject: str | None,
    before_id: int | None,
    limit: int,
) -> Sequence[AuditEntry]:
    """Return up to `limit` + 1 entries, the newest first, from before entry `before_id`."""
    query = select(AuditEntry).order_by(AuditEntry.id.desc()).limit(limit + 1)
    if action:
        query = query.where(AuditEntry.action == action)
    if subject:
        query = query.where(AuditEntry.subject == subject)
    if before_id is not None:
        query = query.where(AuditEntry.id < before_id)
    return session.scalars(query).all()
