"""Inserting what may be there already, on PostgreSQL and SQLite alike."""

from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import DeclarativeBase, Session


def insert_new(
    session: Session, table: type[DeclarativeBase]
) -> "postgresql.Insert | sqlite.Insert":
    """Return an INSERT into `table` that leaves rows with a known key alone."""
    if session.get_bind().dialect.name == "sqlite":
        return sqlite.insert(table).on_conflict_do_nothing()
    return postgresql.insert(table).on_conflict_do_nothing()
