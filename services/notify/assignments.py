"""The state of assignments as last heard: what tells before a send whether it is still wanted."""

from typing import Any, Final

from sqlalchemy.orm import Session

from common import later
from common.db import on_either
from common.events import Event
from services.notify.model import AssignmentCopy
from services.notify.policy import day_of

_NEW: Final = "not_started"
_COPY: Final = AssignmentCopy.metadata.tables[AssignmentCopy.__tablename__]


def _newer(insert: Any) -> Any:
    """Return the INSERT of a copy that replaces an older one.

    In one statement: two consumers may hear two versions at the same time.
    """
    told = insert(_COPY)
    others = {column.name: told.excluded[column.name] for column in _COPY.c if column.name != "id"}
    return told.on_conflict_do_update(
        index_elements=["id"], set_=others, where=_COPY.c.version < told.excluded.version
    )


_LEARN: Final = on_either(_newer)


def learn(session: Session, event: Event) -> None:
    """Keep the state an assignment event tells, unless a later version was heard already."""
    row = {
        "id": event.data["id"],
        "version": event.version,
        "work_state": event.data.get("work_state", _NEW),
        "last_safe_day": day_of(event.data),
    }
    later.insert(session, _LEARN[session.get_bind().dialect.name], row)
