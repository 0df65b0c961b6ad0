"""Statistics that stay comparable: what an agency did before it ended, counted beneath its heir.

Of an agency that was divided, closed work is counted by its field where that is told; the rest
keeps a row of its own. Nothing stored changes: only the keys of counts.
"""

from sqlalchemy import (
    ColumnElement,
    Integer,
    Select,
    Subquery,
    cast,
    func,
    select,
    true,
    union_all,
)
from sqlalchemy.orm import aliased

from common.caller import Caller
from services.tasks import tallies
from services.tasks.model import Assignment, Inherited, Succession
from services.tasks.scope import inherited_by, visible_to


def folded(caller: Caller, every: Subquery, plan: int | None = None) -> Subquery:
    """Return counts by agency ("key", "cell", "n") with predecessors' added to their heirs'.

    `every` has the counts as recorded, of all agencies that `caller` sees; of one `plan`, if named.
    """
    last = _last()
    key = func.coalesce(last.c.final_id, every.c.key)
    whole = select(key.label("key"), every.c.cell, every.c.n).outerjoin_from(
        every, last, last.c.agency_id == every.c.key
    )
    counts = union_all(whole, *_by_field(caller, plan)).subquery()
    by = (counts.c.key, counts.c.cell)
    return select(*by, func.sum(counts.c.n).label("n")).group_by(*by).subquery("counted")


def predecessors(agency_ids: list[int]) -> Select[int]:
    """Return the query of those whose only heir, by now, is among `agency_ids`."""
    return select(Succession.agency_id).where(Succession.final_id.in_(agency_ids)).distinct()


def _last() -> Subquery:
    """Return each agency that ended with the one that has everything of it by now."""
    ended = (Succession.final_id.is_not(None), Succession.ends)
    return select(Succession.agency_id, Succession.final_id).where(*ended).distinct().subquery()


def _by_field(
    caller: Caller, plan: int | None
) -> tuple[Select[int, str, int], Select[int, str, int]]:
    """Return what closed work adds to the heirs of its fields, and takes from who was divided."""
    cell = tallies.cell()
    seen: ColumnElement[bool] = visible_to(caller) | inherited_by(caller)
    work = (
        select(Assignment.agency_id.label("source"), Inherited.heir_id, cell.label("cell"))
        .join_from(Inherited, Assignment, Assignment.id == Inherited.assignment_id)
        .where(seen, cell.is_not(None), true() if plan is None else Assignment.plan_id == plan)
        .subquery()
    )
    last = aliased(_last())
    heir = func.coalesce(last.c.final_id, work.c.heir_id).label("key")
    by_heir = select(heir, work.c.cell).outerjoin_from(
        work, last, last.c.agency_id == work.c.heir_id
    )
    by_source = select(work.c.source.label("key"), work.c.cell)
    return _counted(by_heir, 1), _counted(by_source, -1)


def _counted(query: Select[int, str], sign: int) -> Select[int, str, int]:
    found = query.subquery()
    n = cast(func.count() * sign, Integer)
    by = (found.c.key, found.c.cell)
    return select(*by, n.label("n")).group_by(*by)
