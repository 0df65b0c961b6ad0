"""The state of assignments as last heard: what tells before a send whether it is still wanted."""

from sqlalchemy.orm import Session

from common.db import insert_into
from common.events import Event
from services.notify.model import AssignmentCopy
from services.notify.policy import day_of

_NEW = "not_started"


def learn(session: Session, event: Event) -> None:
    """Keep the state an assignment event tells, unless a later version was heard already."""
    row = {
        "id": event.data["id"],
        "version": event.version,
        "work_state": event.data.get("work_state", _NEW),
        "last_safe_day": day_of(event.data),
    }
    statement = insert_into(session, AssignmentCopy).values(row)
    # In one statement: two consumers may hear two versions at the same time.
    session.execute(
        statement.on_conflict_do_update(
            index_elements=["id"],
            set_={name: statement.excluded[name] for name in row if name != "id"},
            where=AssignmentCopy.version < statement.excluded.version,
        )
    )
