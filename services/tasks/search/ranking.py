"""From a search to conditions on assignments, one for each rank that something has."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import ColumnElement, and_, case, false, not_, or_, select
from sqlalchemy.orm import Session

from services.tasks.model import Assignment, PlanItem
from services.tasks.search.asked import Asked
from services.tasks.search.matching import (
    begin_words,
    begins_part,
    has_phrase,
    has_words,
    have_beginnings,
    is_among,
    is_part,
)
from services.tasks.search.named import Part, agencies_named, part_named
from services.tasks.search.ranks import Rank

MANY: Final = 1_000
"""Duties that are looked up before the assignments; of more, the database looks itself."""


@dataclass(frozen=True, slots=True)
class Found:
    """What a search found: the condition of each rank that something may have."""

    by_rank: Mapping[Rank, ColumnElement[bool]]

    def whole(self) -> ColumnElement[bool]:
        """Return the condition of all that was found, whatever its rank."""
        return or_(false(), *self.by_rank.values())

    def ranked(self) -> Iterator[tuple[Rank, ColumnElement[bool]]]:
        """Yield each rank, the best first, with the condition of what has it and no better one."""
        better: list[ColumnElement[bool]] = []
        for rank, condition in sorted(self.by_rank.items()):
            yield rank, and_(condition, *(not_(one) for one in better))
            better.append(condition)


def search(session: Session, asked: Asked) -> Found:
    """Look up which duties and agencies `asked` means; two statements, five if it names both."""
    named = agencies_named(session, asked)
    found = {rank: is_among(session, Assignment.agency_id, ids) for rank, ids in named.items()}
    found |= _by_text(session, asked)
    # A name that is said in full is not taken apart.
    part = None if Rank.NAMED in found or Rank.IN_NAME in found else part_named(session, asked)
    if part and (both := _by_both(session, part)) is not None:
        found[Rank.MATTER] = both
    return Found(found)


def _by_text(session: Session, asked: Asked) -> dict[Rank, ColumnElement[bool]]:
    """Return the ranks of the duties whose texts fit, with their condition."""
    ids = _ids_by_rank(session, asked)
    if ids is not None:
        return {rank: is_among(session, Assignment.item_id, some) for rank, some in ids.items()}
    folded = PlanItem.folded
    fits = dict(_fits_number(asked)) | {
        Rank.PHRASE: has_phrase(folded, asked.phrase),
        Rank.WORDS: has_words(folded, asked.words),
        Rank.BEGINNINGS: have_beginnings(folded, asked.words),
    }
    return {rank: _is_one_of(one) for rank, one in fits.items()}


def _ids_by_rank(session: Session, asked: Asked) -> Mapping[Rank, Sequence[int]] | None:
    """Return the fitting duties by rank; None if they are more than `MANY`."""
    folded = PlanItem.folded
    fits = dict(_fits_number(asked)) | {
        Rank.PHRASE: has_phrase(folded, asked.phrase),
        Rank.WORDS: has_words(folded, asked.words),
    }
    rank: Any = case(*((fit, one.value) for one, fit in fits.items()), else_=Rank.BEGINNINGS.value)
    fitting = select(PlanItem.id, rank).where(begin_words(session, folded, asked.words))
    rows = session.execute(fitting.limit(MANY + 1)).all()
    if len(rows) > MANY:
        return None
    ids: defaultdict[Rank, list[int]] = defaultdict(list)
    for item_id, found in rows:
        ids[Rank(found)].append(item_id)
    return ids


def _fits_number(asked: Asked) -> Iterator[tuple[Rank, ColumnElement[bool]]]:
    """Yield how numbers fit, the better rank first; nothing if no number is searched for."""
    if asked.names_number:
        yield Rank.NUMBERED, is_part(PlanItem.folded, asked.phrase)
        yield Rank.NUMBER, begins_part(PlanItem.folded, asked.phrase)


def _by_both(session: Session, part: Part) -> ColumnElement[bool] | None:
    """Return the condition of what the agencies have of the duties with the other words."""
    texts = begin_words(session, PlanItem.folded, part.rest)
    ids = session.scalars(select(PlanItem.id).where(texts).limit(MANY + 1)).all()
    if not ids:
        return None
    many = len(ids) > MANY
    likely = have_beginnings(PlanItem.folded, part.rest)
    duties = _is_one_of(likely) if many else is_among(session, Assignment.item_id, ids)
    return and_(is_among(session, Assignment.agency_id, part.agency_ids), duties)


def _is_one_of(fits: ColumnElement[bool]) -> ColumnElement[bool]:
    """Return the condition that an assignment's duty is one of very many that fit.

    IS TRUE, lest PostgreSQL join the two tables and sort a million rows: most rows fit, so it is
    to go by the order of the list and stop when a page is full. Asked first whether any duty fits
    at all, it does not go through the list in vain.
    """
    items = select(PlanItem.id).where(fits)
    among: ColumnElement[bool] = Assignment.item_id.in_(items).is_(True)
    return and_(items.exists(), among)
