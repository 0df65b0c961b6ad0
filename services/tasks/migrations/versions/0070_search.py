"""Search: names of agencies row by row, texts with abbreviations written out, an index of words."""

from collections.abc import Iterator

import sqlalchemy as sa
from alembic import op

from common.db import Id
from services.tasks.model.folding import spell

revision = "0070"
down_revision = "0060"
branch_labels = None
depends_on = None

_BATCH = 1000
_PLAN = sa.table("plan", sa.column("id"), sa.column("number"), sa.column("title"))
_ITEM = sa.table(
    "plan_item", *(sa.column(name) for name in ("id", "plan_id", "text", "output", "label")),
    sa.column("folded"),
)  # fmt: skip
_AGENCY = sa.table("agency", sa.column("id"), sa.column("folded"))


def upgrade() -> None:
    folded = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
    names = op.create_table(
        "agency_name",
        sa.Column("agency_id", Id, nullable=False),
        sa.Column("folded", folded, nullable=False),
        sa.Column("current", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name="fk_agency_name_agency_id"),
        sa.PrimaryKeyConstraint("agency_id", "folded", name="pk_agency_name"),
    )
    op.create_index("ix_agency_name_folded", "agency_name", ["folded"])
    connection = op.get_bind()
    _write_items_out(connection)
    for rows in _pages(connection, sa.select(_AGENCY), _AGENCY.c.id):
        op.bulk_insert(names, [name for row in rows for name in _names(row)])
    if connection.dialect.name == "postgresql":
        # No model can state it for both databases; `search.matching` asks by this expression.
        op.execute(
            "CREATE INDEX ix_plan_item_words ON plan_item USING gin "
            "(to_tsvector('simple'::regconfig, folded))"
        )


def downgrade() -> None:
    """Leave the texts as they are: what stands written out is found by the older search too."""
    if op.get_bind().dialect.name == "postgresql":
        op.drop_index("ix_plan_item_words", "plan_item")
    op.drop_table("agency_name")


def _write_items_out(connection: sa.Connection) -> None:
    query = sa.select(_ITEM, _PLAN.c.number, _PLAN.c.title).join(
        _PLAN, _PLAN.c.id == _ITEM.c.plan_id
    )
    change = (
        sa.update(_ITEM)
        .where(_ITEM.c.id == sa.bindparam("of_id"))
        .values(folded=sa.bindparam("words"))
    )
    for rows in _pages(connection, query, _ITEM.c.id):
        written = [
            {"of_id": r.id, "words": spell(r.text, r.output, r.label, r.number, r.title)}
            for r in rows
        ]
        connection.execute(change, written)


def _names(row: sa.Row) -> Iterator[dict]:
    """Yield the names of an agency, its present one first."""
    names = [spell(name).strip() for name in row.folded.split(" |")]
    for name in dict.fromkeys(name for name in names if name):
        yield {"agency_id": row.id, "folded": name, "current": name == names[0]}


def _pages(connection: sa.Connection, query: sa.Select, key: sa.Column) -> Iterator[list]:
    last = None
    while True:
        page = query if last is None else query.where(key > last)
        rows = connection.execute(page.order_by(key).limit(_BATCH)).all()
        if not rows:
            return
        yield rows
        last = rows[-1].id
