"""Statistics that stay comparable: what an agency did before it ended, counted beneath its heir.

Of an agency that was divided, closed work is counted by its field where that is told; the rest
keeps a row of its own. Nothing stored changes: only the keys of counts.
"""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Select, Subquery, func, select, union_all
from sqlalchemy.orm import aliased

from services.tasks.model import Assignment, Inherited, Succession
from services.tasks.scope import inherited_by, visible_to
from services.tasks.statistics.cells import SHOWN, judged, pivoted
from services.tasks.statistics.counting import Question


def folded(asked: Question, every: Subquery) -> Subquery:
    """Return counts by agency (`counting`) with predecessors' beneath their heirs.

    `every` has the counts as recorded, of all agencies that the caller sees; of the plan that is
    asked for, if any.
    """
    last = _last()
    key = func.coalesce(last.c.final_id, every.c.key)
    whole = select(key.label("key"), *(every.c[name] for name in SHOWN)).outerjoin_from(
        every, last, last.c.agency_id == every.c.key
    )
    return union_all(whole, *_by_field(asked)).subquery("folded")


def predecessors(agency_ids: list[int]) -> Select[int]:
    """Return the query of those whose only heir, by now, is among `agency_ids`."""
    return select(Succession.agency_id).where(Succession.final_id.in_(agency_ids)).distinct()


def _last() -> Subquery:
    """Return each agency that ended with the one that has everything of it by now."""
    ended = (Succession.final_id.is_not(None), Succession.ends)
    return select(Succession.agency_id, Succession.final_id).where(*ended).distinct().subquery()


def _by_field(asked: Question) -> Iterator[Select[Any]]:
    """Yield what closed work adds to the heirs of its fields, and takes from who was divided."""
    seen = visible_to(asked.caller) | inherited_by(asked.caller)
    mine = Assignment.id == Inherited.assignment_id
    work = select().join_from(Inherited, Assignment, mine).where(seen, *asked.within(Assignment))
    last = aliased(_last())
    heir = func.coalesce(last.c.final_id, Inherited.heir_id)
    by_heir = work.outerjoin(last, last.c.agency_id == Inherited.heir_id)
    for query, key, sign in ((by_heir, heir, 1), (work, Assignment.agency_id, -1)):
        rows = query.add_columns(key.label("key"))
        found = pivoted(judged(rows, Assignment, asked.today), ["key"]).subquery()
        yield select(found.c.key, *((found.c[name] * sign).label(name) for name in SHOWN))
