"""History is append-only: the database itself refuses to change or delete an entry.

The same statements are in migration 0040; one that has to rebuild the table makes them again.
"""

from typing import Final

from sqlalchemy import DDL, Table, event

_REFUSAL: Final = "history is append-only"

SQLITE: Final = tuple(
    f"CREATE TRIGGER history_no_{act.lower()} BEFORE {act} ON history "
    f"BEGIN SELECT RAISE(ABORT, '{_REFUSAL}'); END"
    for act in ("UPDATE", "DELETE")
)
POSTGRESQL: Final = (
    (
        "CREATE FUNCTION refuse_change_of_history() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{_REFUSAL}' USING ERRCODE = 'restrict_violation'; END $$"
    ),
    (
        "CREATE TRIGGER history_no_change BEFORE UPDATE OR DELETE ON history "
        "FOR EACH ROW EXECUTE FUNCTION refuse_change_of_history()"
    ),
    (
        "CREATE TRIGGER history_no_truncate BEFORE TRUNCATE ON history "
        "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change_of_history()"
    ),
)


def guard(table: Table) -> None:
    """Have `create_all` guard the table as the migration does."""
    for dialect, statements in (("sqlite", SQLITE), ("postgresql", POSTGRESQL)):
        for statement in statements:
            made = DDL(statement)  # type: ignore[no-untyped-call]  # SQLAlchemy's own
            made = made.execute_if(dialect=dialect)
            event.listen(table, "after_create", made)
