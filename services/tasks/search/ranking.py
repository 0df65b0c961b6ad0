"""From a search to conditions on assignments, one for each rank that something has."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from sqlalchemy import ColumnElement, and_, false, not_, or_
from sqlalchemy.orm import Session

from services.tasks.model import Assignment
from services.tasks.search.asked import Asked
from services.tasks.search.duties import Duties, duties_found, duties_with
from services.tasks.search.matching import ids_of, is_among
from services.tasks.search.named import Part, agencies_named, part_named
from services.tasks.search.ranks import OF_AGENCY, WHOLE, Rank

LOOKED_UP: Final = 20_000
"""Assignments of the duties of a rank that are fetched and sorted; of more, a list is walked."""
FEW_AGENCIES: Final = 20
"""Agencies whose assignments are fetched and sorted."""


@dataclass(frozen=True, slots=True)
class Found:
    """What a search found: the condition of each rank that something may have."""

    by_rank: Mapping[Rank, ColumnElement[bool]]

    def whole(self) -> ColumnElement[bool]:
        """Return the condition of all that was found, whatever its rank."""
        return or_(false(), *self.by_rank.values())

    def ranked(self) -> Iterator[tuple[Rank, ColumnElement[bool]]]:
        """Yield each rank, the best first, with the condition of what has it and no better one.

        An agency has one rank and a duty has one; but an assignment has an agency and a duty.
        """
        better: list[Rank] = []
        for rank, condition in sorted(self.by_rank.items()):
            others = (one for one in better if _may_both_be(one, rank))
            yield rank, and_(condition, *(not_(self.by_rank[one]) for one in others))
            better.append(rank)


def search(session: Session, asked: Asked) -> Found:
    """Look up which duties and agencies `asked` means: in two statements to seven."""
    named = agencies_named(session, asked)
    found = {rank: _agencies(session, ids) for rank, ids in named.items()}
    duties = duties_found(session, asked)
    found |= {rank: _duties(session, some) for rank, some in duties.items()}
    # What is said in full is not taken apart.
    part = None if WHOLE & found.keys() else part_named(session, asked)
    if part and (both := _by_both(session, part)) is not None:
        found[Rank.MATTER] = both
    return Found(found)


def _by_both(session: Session, part: Part) -> ColumnElement[bool] | None:
    """Return the condition of what the agencies have of the duties with the other words."""
    duties = duties_with(session, part.rest)
    if duties is None:
        return None
    return and_(_agencies(session, part.agency_ids), _duties(session, duties))


def _agencies(session: Session, ids: Sequence[int]) -> ColumnElement[bool]:
    by_index = len(ids) <= FEW_AGENCIES
    return is_among(session, Assignment.agency_id, ids_of(session, ids), by_index=by_index)


def _duties(session: Session, duties: Duties) -> ColumnElement[bool]:
    by_index = duties.assignments <= LOOKED_UP
    return is_among(session, Assignment.item_id, duties.ids, by_index=by_index)


def _may_both_be(one: Rank, other: Rank) -> bool:
    """Tell whether an assignment can have both: by its agency, by its duty, or by both of them."""
    return Rank.MATTER in {one, other} or (one in OF_AGENCY) != (other in OF_AGENCY)
