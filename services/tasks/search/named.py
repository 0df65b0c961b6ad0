"""Which agencies a search names: by their name, by another one they have, by a former one."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import ColumnElement, Select, and_, or_, select
from sqlalchemy.orm import Session, aliased

from services.tasks.model import AgencyName
from services.tasks.search.asked import Asked
from services.tasks.search.ranks import Rank

MOST: Final = 20_000
"""Names looked at; six times as many as a province has agencies."""


@dataclass(frozen=True, slots=True)
class Named:
    """Agencies by rank, and those named by a part of the search with the words that remain."""

    by_rank: Mapping[Rank, Sequence[int]]
    part: Sequence[int] = ()
    rest: tuple[str, ...] = ()


def agencies_named(session: Session, asked: Asked) -> Named:
    """Return whom `asked` names, in one statement.

    Who took over from an agency, and whom it took over from, are named with it: their names are
    what one has as its own and the other as another name.
    """
    splits = dict(asked.splits())
    found: dict[int, Rank] = {}
    parts: defaultdict[str, set[int]] = defaultdict(set)
    for agency_id, name in session.execute(_names(asked, list(splits))):
        rank = _rank(name, asked)
        if rank is not None:
            found[agency_id] = min(rank, found.get(agency_id, rank))
        for part in splits:
            if f"{name} ".startswith(f"{part} "):
                parts[part].add(agency_id)
                break
    by_rank: defaultdict[Rank, list[int]] = defaultdict(list)
    for agency_id, rank in sorted(found.items()):
        by_rank[rank].append(agency_id)
    part = max(parts, key=len, default="")
    return Named(by_rank, sorted(parts[part]) if part else (), splits.get(part, ()))


def _names(asked: Asked, parts: Sequence[str]) -> Select[Any]:
    """Return the query of (agency, name) for names like the search; also their kin's."""
    name = AgencyName.folded
    whole = and_(*((" " + name).contains(f" {word}", autoescape=True) for word in asked.words))
    said = (
        select(AgencyName.agency_id, name)
        .where(or_(whole, *(_begins_with(part) for part in parts)))
        .limit(MOST)
        .cte("said")
    )
    own, kin = aliased(AgencyName), aliased(AgencyName)
    theirs = (
        select(kin.agency_id, said.c.folded)
        .select_from(said)
        .join(own, own.agency_id == said.c.agency_id)
        .join(kin, and_(kin.folded == own.folded, kin.agency_id != own.agency_id))
        .where(kin.current != own.current)
    )
    both: Any = select(said.c.agency_id, said.c.folded).union(theirs)
    return select(both.subquery())


def _begins_with(part: str) -> ColumnElement[bool]:
    # A range, which an index answers; "!" is what follows the blank.
    name = AgencyName.folded
    return or_(name == part, and_(name >= f"{part} ", name < f"{part}!"))


def _rank(name: str, asked: Asked) -> Rank | None:
    """Return how well a name fits the whole search; None if it only begins with a part of it."""
    if name == asked.phrase:
        return Rank.NAMED
    if f" {asked.phrase} " in f" {name} ":
        return Rank.IN_NAME
    words = name.split()
    if all(word in words for word in asked.words):
        return Rank.WORDS
    if all(any(one.startswith(word) for one in words) for word in asked.words):
        return Rank.BEGINNINGS
    return None
