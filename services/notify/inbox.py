"""The in-app inbox: notices of an agency, seen by all of its accounts, read by each for itself.

Some are for one account: who was mentioned, who monitors. Nobody else of the agency sees those.
"""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, exists, func, literal, select
from sqlalchemy.orm import Session

from common import clock
from common.caller import Caller
from common.db import insert_into
from common.errors import NotFoundError
from services.notify.model import EVERYBODY, InboxItem, InboxRead, Notice


def listed(
    session: Session, caller: Caller, limit: int, after: list[Any] | None, *, unread: bool
) -> Sequence[tuple[InboxItem, Notice, dt.datetime | None]]:
    """Return up to `limit` + 1 items as (item, notice, read_at or None), the newest first."""
    mark = and_(InboxRead.item_id == InboxItem.id, InboxRead.user_id == caller.user_id)
    statement = (
        select(InboxItem, Notice, InboxRead.read_at)
        .join(Notice, Notice.id == InboxItem.notice_id)
        .outerjoin(InboxRead, mark)
        .where(_for(caller))
        .order_by(InboxItem.id.desc())
        .limit(limit + 1)
    )
    if unread:
        statement = statement.where(InboxRead.read_at.is_(None))
    if after:
        statement = statement.where(InboxItem.id < after[0])
    return [(item, notice, read_at) for item, notice, read_at in session.execute(statement)]


def unread_count(session: Session, caller: Caller) -> int:
    """Return how many items of the caller's agency the caller has not read."""
    unread = _unread(caller).subquery()
    return session.scalar(select(func.count()).select_from(unread)) or 0


def read(session: Session, caller: Caller, item_id: int) -> None:
    """Mark one item as read; again changes nothing. Raises NotFoundError."""
    wanted = InboxItem.id == item_id
    found = session.scalar(select(InboxItem.id).where(wanted, _for(caller)))
    if found is None:
        raise NotFoundError
    row = {"item_id": found, "user_id": caller.user_id, "read_at": clock.now()}
    session.execute(insert_into(session, InboxRead).values(row).on_conflict_do_nothing())


def read_all(session: Session, caller: Caller) -> None:
    """Mark every item as read that the caller's agency has now."""
    unread = _unread(caller).add_columns(literal(caller.user_id), literal(clock.now()))
    columns = ["item_id", "user_id", "read_at"]
    session.execute(
        insert_into(session, InboxRead).from_select(columns, unread).on_conflict_do_nothing()
    )


def _unread(caller: Caller) -> Select[int]:
    marked = exists().where(InboxRead.item_id == InboxItem.id, InboxRead.user_id == caller.user_id)
    return select(InboxItem.id).where(_for(caller), ~marked)


def _for(caller: Caller) -> ColumnElement[bool]:
    """Return the condition for what is in the caller's inbox."""
    to_all_or_one = InboxItem.account_id.in_((EVERYBODY, caller.user_id))
    return (InboxItem.agency_id == caller.agency_id) & to_all_or_one
