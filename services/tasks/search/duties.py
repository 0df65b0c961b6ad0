"""Which duties fit a search, and how well: looked up once, then known by their ids."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import ColumnElement, Integer, case, func, literal, null, select
from sqlalchemy.orm import Session

from common.db import is_sqlite
from services.tasks.model import PlanItem
from services.tasks.search.asked import Asked
from services.tasks.search.matching import (
    Ids,
    begin_words,
    begins_part,
    gathered,
    has_phrase,
    has_words,
    have_beginnings,
    holds,
    is_part,
)
from services.tasks.search.ranks import Rank

MANY: Final = 3_000
"""Duties that PostgreSQL finds by its index; of a word in more of them all texts are read."""
NEWEST: Final = 200
"""Duties looked at to tell whether words are common."""

Fit = tuple[Rank, ColumnElement[bool]]


@dataclass(frozen=True, slots=True)
class Duties:
    """Duties of the same rank, and how many assignments have been made of them."""

    ids: Ids
    assignments: int


def duties_found(session: Session, asked: Asked) -> Mapping[Rank, Duties]:
    """Return the duties with every word of `asked`, by the best rank that each has."""
    words = asked.words
    better = [
        *_fits_number(asked),
        (Rank.PHRASE, has_phrase(PlanItem.folded, asked.phrase)),
        (Rank.WORDS, has_words(PlanItem.folded, words)),
    ]
    return _by_rank(session, words, better, Rank.BEGINNINGS)


def duties_with(session: Session, words: Sequence[str]) -> Duties | None:
    """Return the duties with the beginnings of all `words`; None if there are none."""
    return _by_rank(session, words, [], Rank.MATTER).get(Rank.MATTER)


def _fits_number(asked: Asked) -> Iterator[Fit]:
    """Yield how numbers fit, the better rank first; nothing if no number is searched for."""
    if asked.names_number:
        yield Rank.NUMBERED, is_part(PlanItem.folded, asked.phrase)
        yield Rank.NUMBER, begins_part(PlanItem.folded, asked.phrase)


def _by_rank(
    session: Session, words: Sequence[str], better: Sequence[Fit], least: Rank
) -> Mapping[Rank, Duties]:
    """Return the duties with the beginnings of `words`, by the first of `better`, else `least`."""
    if not is_sqlite(session) and not _are_common(session, words):
        found = _gathered(session, begin_words(session, PlanItem.folded, words), better, least)
        if sum(duties.ids.count for duties in found.values()) <= MANY:
            return found
    fits = [*better, (least, have_beginnings(PlanItem.folded, words))]
    # The longest word is likely the rarest; what lacks it is asked nothing else.
    return _gathered(session, holds(PlanItem.folded, f" {max(words, key=len)}"), fits, None)


def _are_common(session: Session, words: Sequence[str]) -> bool:
    """Tell whether many of the newest duties have the words: the index would find too many."""
    newest = select(PlanItem.folded).order_by(PlanItem.id.desc()).limit(NEWEST).subquery()
    query = select(func.count()).where(have_beginnings(newest.c.folded, words))
    return (session.scalar(query) or 0) > NEWEST // 4


def _gathered(
    session: Session, which: ColumnElement[bool], fits: Sequence[Fit], least: Rank | None
) -> Mapping[Rank, Duties]:
    """Return the duties `which` say, by the first of `fits`; the others as `least` if there is."""
    rank: Any = null() if least is None else literal(least.value, Integer)
    if fits:
        rank = case(*((fit, one.value) for one, fit in fits), else_=rank)
    chosen = select(PlanItem.id, PlanItem.fanned_out, rank.label("rank")).where(which)
    # OFFSET keeps PostgreSQL from reckoning the rank of each text twice.
    chosen = chosen.offset(0) if least is None else chosen.limit(MANY + 1)
    duties = chosen.subquery()
    ids = gathered(session, duties.c.id)
    columns = (duties.c["rank"], ids, func.count(), func.sum(duties.c.fanned_out))
    query = select(*columns).where(duties.c["rank"].is_not(None)).group_by(duties.c["rank"])
    return {
        Rank(one): Duties(Ids(ids, count), assignments)
        for one, ids, count, assignments in session.execute(query)
    }
