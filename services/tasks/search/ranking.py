"""From a search to conditions on assignments, one for each rank that something has."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import ColumnElement, Select, and_, case, literal, not_, or_, select
from sqlalchemy.orm import Session

from services.tasks.model import Assignment, PlanItem
from services.tasks.search.asked import Asked
from services.tasks.search.matching import (
    begin_words,
    begins_part,
    has_phrase,
    has_words,
    is_among,
    is_part,
)
from services.tasks.search.named import Named, agencies_named
from services.tasks.search.ranks import Rank

MANY: Final = 5_000
"""Duties that are looked up before the assignments; of more, the database looks itself."""


@dataclass(frozen=True, slots=True)
class Found:
    """What a search found: the condition of each rank that something has, the best first."""

    by_rank: Mapping[Rank, ColumnElement[bool]]

    def whole(self) -> ColumnElement[bool]:
        """Return the condition of all that was found, whatever its rank."""
        return or_(*self.by_rank.values()) if self.by_rank else literal(value=False)

    def ranked(self) -> Iterator[tuple[Rank, ColumnElement[bool]]]:
        """Yield each rank with the condition of what has it and no better one."""
        better: list[ColumnElement[bool]] = []
        for rank, condition in sorted(self.by_rank.items()):
            yield rank, and_(condition, *(not_(one) for one in better))
            better.append(condition)


def search(session: Session, asked: Asked) -> Found:
    """Look up which duties and agencies `asked` means; two statements, three if it names both."""
    named = agencies_named(session, asked)
    conditions: defaultdict[Rank, list[ColumnElement[bool]]] = defaultdict(list)
    for rank, ids in named.by_rank.items():
        conditions[rank].append(is_among(session, Assignment.agency_id, ids))
    for rank, condition in _by_text(session, asked):
        conditions[rank].append(condition)
    if named.part and (both := _by_both(session, named)) is not None:
        conditions[Rank.PHRASE].append(both)
    return Found({rank: or_(*conditions[rank]) for rank in sorted(conditions)})


def _by_text(session: Session, asked: Asked) -> Iterator[tuple[Rank, ColumnElement[bool]]]:
    """Yield the ranks of the duties whose texts fit, with their condition."""
    rank = _rank_of(asked)
    fitting = begin_words(session, PlanItem.folded, asked.words)
    rows = session.execute(select(PlanItem.id, rank).where(fitting).limit(MANY + 1)).all()
    if len(rows) > MANY:
        for one in session.scalars(select(rank).where(fitting).distinct()):
            yield Rank(one), _is_one_of(select(PlanItem.id).where(fitting, rank == one))
        return
    ids: defaultdict[Rank, list[int]] = defaultdict(list)
    for item_id, found in rows:
        ids[Rank(found)].append(item_id)
    for one, some in ids.items():
        yield one, is_among(session, Assignment.item_id, some)


def _rank_of(asked: Asked) -> Any:
    folded, phrase = PlanItem.folded, asked.phrase
    fits = [
        (has_phrase(folded, phrase), Rank.PHRASE.value),
        (has_words(folded, asked.words), Rank.WORDS.value),
    ]
    if asked.names_number:
        fits.insert(0, (begins_part(folded, phrase), Rank.IN_NAME.value))
        fits.insert(0, (is_part(folded, phrase), Rank.NAMED.value))
    return case(*fits, else_=Rank.BEGINNINGS.value)


def _by_both(session: Session, named: Named) -> ColumnElement[bool] | None:
    """Return the condition of what the agencies have of the duties with the other words."""
    texts = begin_words(session, PlanItem.folded, named.rest)
    ids = session.scalars(select(PlanItem.id).where(texts).limit(MANY + 1)).all()
    if not ids:
        return None
    duties = (
        is_among(session, Assignment.item_id, ids)
        if len(ids) <= MANY
        else _is_one_of(select(PlanItem.id).where(texts))
    )
    return and_(is_among(session, Assignment.agency_id, named.part), duties)


def _is_one_of(items: Select[Any]) -> ColumnElement[bool]:
    """Return the condition that an assignment's duty is among `items`, which are very many.

    IS TRUE, lest PostgreSQL join the two tables and sort a million rows: most rows fit, so it is
    to go by the order of the list and stop when a page is full.
    """
    fits: ColumnElement[bool] = Assignment.item_id.in_(items).is_(True)
    return fits
