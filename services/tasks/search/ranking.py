"""From a search to conditions on assignments, one for each rank that something has."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, partial
from typing import Any, Final

from sqlalchemy import ColumnElement, and_, false, not_, or_, select, true
from sqlalchemy.orm import Session

from services.tasks.model import Assignment, PlanItem
from services.tasks.search.asked import Asked
from services.tasks.search.duties import Duties, duties_found, duties_with
from services.tasks.search.matching import has_phrase, have_beginnings, ids_of, is_among
from services.tasks.search.named import Part, agencies_named, part_named
from services.tasks.search.ranks import OF_AGENCY, WHOLE_NAMES, Rank

LOOKED_UP: Final = 20_000
"""Assignments of the duties of a rank that are fetched and sorted; of more, a list is walked."""
FEW_AGENCIES: Final = 20
"""Agencies whose assignments are fetched and sorted."""

Conditions = Mapping[Rank, ColumnElement[bool]]
Sieve = Callable[[Any], ColumnElement[bool]]
"""From a column of duties' ids to a condition on it."""


@dataclass(frozen=True, slots=True)
class Step:
    """What comes next in a list by rank: assignments that meet `condition`, and their duty `sieve`.

    A `sieve` is to be asked of the next rows of the list only, and counts if they fill the page.
    """

    rank: Rank
    condition: ColumnElement[bool]
    sieve: Sieve | None = None


class Found:
    """What a search found. Duties are looked up when they are needed, which takes longest."""

    def __init__(self, session: Session, asked: Asked, of_agencies: Conditions) -> None:
        self._session = session
        self._asked = asked
        self._of_agencies = of_agencies

    @cached_property
    def by_rank(self) -> Conditions:
        """The condition of each rank that something may have."""
        duties = duties_found(self._session, self._asked)
        found = {rank: _duties(self._session, some) for rank, some in duties.items()}
        # A number that is said in full is not taken apart.
        part = None if Rank.NUMBERED in found else self._part
        return {**self._of_agencies, **found, **(_by_both(self._session, part) if part else {})}

    @cached_property
    def _part(self) -> Part | None:
        """Whom a part of the words names; a name that is said in full is not taken apart."""
        if WHOLE_NAMES & self._of_agencies.keys():
            return None
        return part_named(self._session, self._asked)

    def whole(self) -> ColumnElement[bool]:
        """Return the condition of all that was found, whatever its rank."""
        return or_(false(), *self.by_rank.values())

    def steps(self) -> Iterator[Step]:
        """Yield each rank, the best first, with the condition of what has it and no better one."""
        done: Collection[Rank] = ()
        if not self._asked.names_number and self._part is None:
            better = {one: how for one, how in self._of_agencies.items() if one < Rank.PHRASE}
            yield from _ranked(better)
            # Common words are in most of the next rows: nobody need know all that have them.
            phrase = partial(_of_duty, has_phrase(PlanItem.folded, self._asked.phrase))
            yield Step(Rank.PHRASE, and_(true(), *map(not_, better.values())), phrase)
            done = better.keys()
        yield from (step for step in _ranked(self.by_rank) if step.rank not in done)


def search(session: Session, asked: Asked) -> Found:
    """Look up which agencies `asked` means, and later which duties: in one to eight statements."""
    named = agencies_named(session, asked)
    return Found(session, asked, {rank: _agencies(session, ids) for rank, ids in named.items()})


def _ranked(by_rank: Conditions) -> Iterator[Step]:
    """Yield the ranks without what has a better one.

    An agency has one rank and a duty has one; but an assignment has an agency and a duty.
    """
    better: list[Rank] = []
    for rank, condition in sorted(by_rank.items()):
        others = (one for one in better if _may_both_be(one, rank))
        yield Step(rank, and_(condition, *(not_(by_rank[one]) for one in others)))
        better.append(rank)


def _by_both(session: Session, part: Part) -> Conditions:
    """Return the condition of what the agencies have of the duties with the other words.

    One agency's list is gone through by its order and each duty looked at: no need to know them.
    """
    of_agencies = _agencies(session, part.agency_ids)
    if len(part.agency_ids) == 1:
        fits = _of_duty(have_beginnings(PlanItem.folded, part.rest), Assignment.item_id)
        return {Rank.MATTER: and_(of_agencies, fits)}
    duties = duties_with(session, part.rest)
    return {Rank.MATTER: and_(of_agencies, _duties(session, duties))} if duties else {}


def _of_duty(condition: ColumnElement[bool], item_id: Any) -> ColumnElement[bool]:
    """Return the condition, of `PlanItem`, as one on the duty `item_id` of each row.

    IS TRUE: likely enough for PostgreSQL to go by the list's order until a page is full.
    """
    asked = select(condition).where(PlanItem.id == item_id).correlate_except(PlanItem)
    return asked.scalar_subquery().is_(True)


def _agencies(session: Session, ids: Sequence[int]) -> ColumnElement[bool]:
    by_index = len(ids) <= FEW_AGENCIES
    return is_among(session, Assignment.agency_id, ids_of(session, ids), by_index=by_index)


def _duties(session: Session, duties: Duties) -> ColumnElement[bool]:
    by_index = duties.assignments <= LOOKED_UP
    return is_among(session, Assignment.item_id, duties.ids, by_index=by_index)


def _may_both_be(one: Rank, other: Rank) -> bool:
    """Tell whether an assignment can have both: by its agency, by its duty, or by both of them."""
    return Rank.MATTER in {one, other} or (one in OF_AGENCY) != (other in OF_AGENCY)
