"""The copy of the accounts that tasks keeps from events: whom work can be handed to."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import null, or_
from sqlalchemy.orm import Session

from common.db import insert_into
from services.tasks.model import Account


def learn(session: Session, version: int, state: Mapping[str, Any]) -> None:
    """Take over an account's state unless a newer one is known."""
    row = {name: state[name] for name in ("id", "username", "agency_id", "active", "roles")}
    row["version"] = version
    statement = insert_into(session, Account).values(row)
    # In one statement: two consumers may hear two versions at the same time.
    session.execute(
        statement.on_conflict_do_update(
            index_elements=["id"],
            set_={name: statement.excluded[name] for name in row if name != "id"},
            # Or learned before roles were kept: then the same version says more than we know.
            where=or_(
                Account.version < statement.excluded.version,
                (Account.version == statement.excluded.version) & Account.roles.is_(null()),
            ),
        )
    )
