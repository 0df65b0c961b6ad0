"""Which agencies a search names: by their name, by another one they have, by a former one."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import (
    ColumnElement,
    ScalarSelect,
    Select,
    and_,
    exists,
    literal,
    or_,
    select,
    union_all,
)
from sqlalchemy.orm import Session, aliased

from services.tasks.model import AgencyName
from services.tasks.search.asked import Asked
from services.tasks.search.matching import have_beginnings
from services.tasks.search.ranks import Rank

MOST: Final = 20_000
"""Names looked at; six times as many as a province has agencies."""


@dataclass(frozen=True, slots=True)
class Part:
    """Agencies that a part of the search names, and the words that remain."""

    agency_ids: Sequence[int]
    rest: tuple[str, ...]


def agencies_named(session: Session, asked: Asked) -> Mapping[Rank, Sequence[int]]:
    """Return whom the whole of `asked` names, by rank.

    Who took over from an agency, and whom it took over from, are named with it: their names are
    what one has as its own and the other as another name.
    """
    name = " " + AgencyName.folded
    said = have_beginnings(name, asked.words)
    best: dict[int, Rank] = {}
    for agency_id, found in session.execute(_with_kin(said)):
        rank = _rank(found, asked)
        best[agency_id] = min(rank, best.get(agency_id, rank))
    by_rank: defaultdict[Rank, list[int]] = defaultdict(list)
    for agency_id, rank in sorted(best.items()):
        by_rank[rank].append(agency_id)
    return by_rank


def part_named(session: Session, asked: Asked) -> Part | None:
    """Return whom the longest part of `asked` names that begins a name; None if none does."""
    parts = dict(asked.splits())
    if not parts:
        return None
    longest = _longest_known(parts)
    query = _with_kin(_begins_with(longest)).add_columns(longest)
    rows = session.execute(query).all()
    if not rows:
        return None
    return Part(sorted({agency_id for agency_id, _, _ in rows}), parts[rows[0][2]])


def _longest_known(parts: Iterable[str]) -> ScalarSelect[str]:
    """Return, as a value in SQL, the longest of `parts` that begins a name; NULL if none does."""
    known = union_all(
        *(
            select(literal(part).label("part"), literal(len(part)).label("size")).where(
                exists(select(AgencyName.agency_id).where(_begins_with(part)))
            )
            for part in parts
        )
    ).subquery()
    longest = select(known.c.part).order_by(known.c.size.desc(), known.c.part).limit(1)
    return select(longest.cte("longest").c.part).scalar_subquery()


def _with_kin(said: ColumnElement[bool]) -> Select[Any]:
    """Return the query of (agency, name) of the names `said`, each also with its kin."""
    names = select(AgencyName.agency_id, AgencyName.folded).where(said).limit(MOST).cte("said")
    own, kin = aliased(AgencyName), aliased(AgencyName)
    theirs = (
        select(kin.agency_id, names.c.folded)
        .select_from(names)
        .join(own, own.agency_id == names.c.agency_id)
        .join(kin, and_(kin.folded == own.folded, kin.agency_id != own.agency_id))
        .where(kin.current != own.current)
    )
    both = select(names.c.agency_id, names.c.folded).union(theirs).subquery()
    return select(both)


def _begins_with(part: Any) -> ColumnElement[bool]:
    # A range, which an index answers; "!" is what follows the blank.
    name = AgencyName.folded
    return or_(name == part, and_(name >= part + " ", name < part + "!"))


def _rank(name: str, asked: Asked) -> Rank:
    """Return how well a name fits that has the beginning of every word."""
    if name == asked.phrase:
        return Rank.NAMED
    if f" {asked.phrase} " in f" {name} ":
        return Rank.IN_NAME
    words = name.split()
    return Rank.NAME_WORDS if set(asked.words) <= set(words) else Rank.NAME_BEGINNINGS
