"""Conditions on folded words, as each database answers them best.

PostgreSQL looks words up in an index over `to_tsvector('simple', folded)`, which it keeps by
itself. SQLite reads the texts through: they are stored once for each duty, and few.
"""

import json
from collections.abc import Sequence
from typing import Any, Final

from sqlalchemy import (
    ARRAY,
    BigInteger,
    ColumnElement,
    and_,
    any_,
    column,
    func,
    literal,
    literal_column,
    select,
)
from sqlalchemy.orm import Session

_SIMPLE: Final[ColumnElement[Any]] = literal_column("'simple'::regconfig")
"""The configuration of the index of migration 0070; in another one it would not be used."""


def begin_words(session: Session, folded: Any, words: Sequence[str]) -> ColumnElement[bool]:
    """Return the condition that each of `words` begins a word of `folded`, asked of the index."""
    if _is_sqlite(session):
        return have_beginnings(folded, words)
    # Quoted, a word is not read as an operator; it has letters and digits only.
    wanted = " & ".join(f"'{word}':*" for word in words)
    fits: ColumnElement[bool] = func.to_tsvector(_SIMPLE, folded).bool_op("@@")(
        func.to_tsquery(_SIMPLE, wanted)
    )
    return fits


def have_beginnings(folded: Any, words: Sequence[str]) -> ColumnElement[bool]:
    """Return what `begin_words` does, for reading most texts: to parse each would take longer."""
    return and_(*(folded.contains(f" {word}", autoescape=True) for word in words))


def has_phrase(folded: Any, phrase: str) -> ColumnElement[bool]:
    """Return the condition that `folded` has the words of `phrase` in a row."""
    found: ColumnElement[bool] = (folded + " ").contains(f" {phrase} ", autoescape=True)
    return found


def has_words(folded: Any, words: Sequence[str]) -> ColumnElement[bool]:
    """Return the condition that `folded` has every one of `words`, in any order."""
    return and_(*(has_phrase(folded, word) for word in words))


def is_part(folded: Any, phrase: str) -> ColumnElement[bool]:
    """Return the condition that a whole part of `folded`, between bars, is `phrase`."""
    found: ColumnElement[bool] = (folded + " |").contains(f"| {phrase} |", autoescape=True)
    return found


def begins_part(folded: Any, phrase: str) -> ColumnElement[bool]:
    """Return the condition that a part of `folded` after a bar begins with `phrase`."""
    found: ColumnElement[bool] = (folded + " ").contains(f"| {phrase} ", autoescape=True)
    return found


def is_among(session: Session, key: Any, ids: Sequence[int]) -> ColumnElement[bool]:
    """Return the condition that `key` is one of `ids`, sent as one value however many."""
    if len(ids) == 1:  # as an equation it can use an index for the order, too
        equal: ColumnElement[bool] = key == ids[0]
        return equal
    if _is_sqlite(session):
        each = func.json_each(json.dumps(list(ids))).table_valued(column("value", BigInteger))
        among: ColumnElement[bool] = key.in_(select(each.c.value))
        return among
    equals: ColumnElement[bool] = key == any_(literal(list(ids), ARRAY(BigInteger)))
    return equals


def _is_sqlite(session: Session) -> bool:
    return session.get_bind().dialect.name == "sqlite"
