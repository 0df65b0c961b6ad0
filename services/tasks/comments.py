"""What people say about an assignment: read by whoever may open it, no part of its history.

A mention is `@username`. It is told to the one mentioned, so it must be somebody who may open the
assignment: the same condition as for the reader, asked of the account.
"""

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from common import clock, events
from common.caller import Caller, Role
from common.errors import (
    ConflictError,
    InvalidInputError,
    NotAllowedError,
    NotFoundError,
    StaleVersionError,
)
from common.outbox import emit
from services.tasks import announcing
from services.tasks.model import Account, Assignment, Comment
from services.tasks.scope import reachable_by

MOST_MENTIONS: Final = 10
EDITABLE: Final = dt.timedelta(minutes=15)
_MENTION: Final = re.compile(r"(?<![\w@.])@([a-z0-9](?:[a-z0-9._-]*[a-z0-9_-])?)", re.IGNORECASE)


def list_comments(
    session: Session, caller: Caller, assignment_id: int, limit: int, after: list[Any] | None
) -> Sequence[Comment]:
    """Return up to `limit` + 1 comments, the newest first; raises NotFoundError."""
    _check_seen(session, caller, assignment_id)
    query = select(Comment).where(Comment.assignment_id == assignment_id)
    if after is not None:
        query = query.where(Comment.id < after[0])
    return session.scalars(query.order_by(Comment.id.desc()).limit(limit + 1)).all()


def write(session: Session, caller: Caller, assignment_id: int, text: str) -> Comment:
    """Add a comment and tell of it; raises NotFoundError, and InvalidInputError for a mention."""
    work = session.scalar(
        select(Assignment)
        .where(Assignment.id == assignment_id, reachable_by(caller))
        .options(
            joinedload(Assignment.plan, innerjoin=True),
            joinedload(Assignment.item, innerjoin=True),
            joinedload(Assignment.agency, innerjoin=True),
        )
    )
    if work is None:
        raise NotFoundError
    mentioned = _mentioned(session, work, text)
    comment = Comment(
        assignment_id=work.id,
        author_id=caller.user_id,
        author_name=caller.username,
        author_agency_id=caller.agency_id,
        text=text,
        mentions=[account.username for account in mentioned],
        written_at=clock.now(),
    )
    session.add(comment)
    session.flush()
    emit(session, events.COMMENT_ADDED, comment.id, 1, _told(work, comment, caller, mentioned))
    return comment


def edit(
    session: Session, caller: Caller, place: tuple[int, int], expected_version: int, text: str
) -> Comment:
    """Change the text of one's own comment shortly after; `place` is assignment and comment.

    Raises NotFoundError, NotAllowedError, StaleVersionError, ConflictError once it is too late,
    and InvalidInputError for a mention that was not there: nobody would be told of it.
    """
    comment = _own(session, caller, place)
    if comment.version != expected_version:
        raise StaleVersionError(current_version=comment.version)
    if comment.deleted_at is not None or clock.now() > comment.written_at + EDITABLE:
        raise ConflictError("a comment can be changed for 15 minutes; write another one")
    new = sorted(_names(text) - set(comment.mentions))
    if new:
        raise InvalidInputError.of(
            "/text", f"@{new[0]} would not be told of a change; mention them in a new comment"
        )
    comment.text = text
    comment.mentions = [name for name in comment.mentions if name in _names(text)]
    comment.edited_at = clock.now()
    session.flush()
    return comment


def delete(session: Session, caller: Caller, place: tuple[int, int]) -> Comment:
    """Take one's own comment back; its place stays. Again changes nothing."""
    comment = _own(session, caller, place)
    if comment.deleted_at is None:
        comment.text, comment.mentions = "", []
        comment.deleted_at = clock.now()
        session.flush()
    return comment


def show(comment: Comment, caller: Caller) -> dict[str, Any]:
    """Return a comment as JSON values; of a deleted one, who wrote it and when."""
    mine = comment.author_id == caller.user_id and comment.deleted_at is None
    return {
        "id": comment.id,
        "author": {
            "id": comment.author_id,
            "name": comment.author_name,
            "agency_id": comment.author_agency_id,
        },
        "text": comment.text,
        "mentions": comment.mentions,
        "written_at": comment.written_at,
        "edited_at": comment.edited_at,
        "deleted_at": comment.deleted_at,
        "editable": mine and clock.now() <= comment.written_at + EDITABLE,
        "deletable": mine,
        "version": comment.version,
    }


def _check_seen(session: Session, caller: Caller, assignment_id: int) -> None:
    seen = select(Assignment.id).where(Assignment.id == assignment_id, reachable_by(caller))
    if session.scalar(seen) is None:
        raise NotFoundError


def _own(session: Session, caller: Caller, place: tuple[int, int]) -> Comment:
    assignment_id, comment_id = place
    _check_seen(session, caller, assignment_id)
    comment = session.scalar(
        select(Comment)
        .where(Comment.id == comment_id, Comment.assignment_id == assignment_id)
        .with_for_update()
    )
    if comment is None:
        raise NotFoundError
    if comment.author_id != caller.user_id:
        raise NotAllowedError("only who wrote a comment may change or delete it")
    return comment


def _names(text: str) -> set[str]:
    return {name.lower() for name in _MENTION.findall(text)}


def _mentioned(session: Session, work: Assignment, text: str) -> list[Account]:
    """Return the accounts that `text` mentions; raises InvalidInputError naming one it cannot."""
    names = _names(text)
    if len(names) > MOST_MENTIONS:
        raise InvalidInputError.of("/text", f"mentions more than {MOST_MENTIONS} people")
    if not names:
        return []
    found = session.scalars(
        select(Account)
        .where(Account.username.in_(names), Account.active, Account.agency_id.is_not(None))
        .order_by(Account.id)
    )
    known = [account for account in found if _may_open(session, account, work)]
    missing = sorted(names - {account.username for account in known})
    if missing:
        raise InvalidInputError.of(
            "/text", f"@{missing[0]} is nobody who may see this assignment; mention somebody else"
        )
    return known


def _may_open(session: Session, account: Account, work: Assignment) -> bool:
    """Tell whether the account may open the assignment, by the condition of every query."""
    # Learned before roles were kept: any role its agency may have.
    roles = account.roles if account.roles is not None else [Role.OFFICER, Role.COORDINATOR]
    known = frozenset(Role(role) for role in roles if role in set(Role))
    somebody = Caller(account.id, account.username, account.agency_id, known)
    query = select(Assignment.id).where(Assignment.id == work.id, reachable_by(somebody))
    return session.scalar(query) is not None


def _told(
    work: Assignment, comment: Comment, caller: Caller, mentioned: Sequence[Account]
) -> Mapping[str, Any]:
    return announcing.facts_of(work) | {
        "comment_id": comment.id,
        "note": comment.text,
        "actor_id": caller.user_id,
        "actor_name": caller.username,
        "actor_agency_id": caller.agency_id,
        "at": comment.written_at,
        "mentioned": [
            {"id": account.id, "agency_id": account.agency_id}
            for account in mentioned
            if account.id != caller.user_id
        ],
    }
