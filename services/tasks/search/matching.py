"""Conditions on folded words, as each database answers them best.

PostgreSQL looks words up in an index over `to_tsvector('simple', folded)`, which it keeps by
itself. SQLite reads the texts through: they are stored once for each duty, and few.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Integer,
    Text,
    and_,
    any_,
    cast,
    column,
    func,
    literal,
    literal_column,
    select,
)
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.orm import Session
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement
from sqlalchemy.types import UserDefinedType

from common.db import is_sqlite

_SIMPLE: Final[ColumnElement[Any]] = literal_column("'simple'::regconfig")
"""The configuration of the index of migration 0070; in another one it would not be used."""


class _Array(UserDefinedType[str]):
    """An array of ids, in PostgreSQL's own words."""

    cache_ok = True
    render_bind_cast = True

    def get_col_spec(self, **_: Any) -> str:
        """Return the name of the type."""
        return "BIGINT[]"


class _Place(FunctionElement[int]):
    """Where in the first text the second begins, from 1; 0 if nowhere. Half of LIKE's time."""

    inherit_cache = True
    type = Integer()


@compiles(_Place)
def _named(element: _Place, compiler: SQLCompiler, **how: Any) -> str:
    name = "instr" if compiler.dialect.name == "sqlite" else "strpos"
    return f"{name}({compiler.process(element.clauses, **how)})"


def holds(folded: Any, piece: str) -> ColumnElement[bool]:
    """Return the condition that `piece` stands somewhere in `folded`, character by character."""
    found: ColumnElement[bool] = _Place(folded, literal(piece)) > 0
    return found


def begin_words(session: Session, folded: Any, words: Sequence[str]) -> ColumnElement[bool]:
    """Return the condition that each of `words` begins a word of `folded`, asked of the index."""
    if is_sqlite(session):
        return have_beginnings(folded, words)
    # Quoted, a word is not read as an operator; it has letters and digits only.
    wanted = " & ".join(f"'{word}':*" for word in words)
    fits: ColumnElement[bool] = func.to_tsvector(_SIMPLE, folded).bool_op("@@")(
        func.to_tsquery(_SIMPLE, wanted)
    )
    return fits


def have_beginnings(folded: Any, words: Sequence[str]) -> ColumnElement[bool]:
    """Return what `begin_words` does, for reading most texts: to parse each would take longer."""
    return and_(*(holds(folded, f" {word}") for word in words))


def has_phrase(folded: Any, phrase: str) -> ColumnElement[bool]:
    """Return the condition that `folded` has the words of `phrase` in a row."""
    return holds(folded + " ", f" {phrase} ")


def has_words(folded: Any, words: Sequence[str]) -> ColumnElement[bool]:
    """Return the condition that `folded` has every one of `words`, in any order."""
    return and_(*(has_phrase(folded, word) for word in words))


def is_part(folded: Any, phrase: str) -> ColumnElement[bool]:
    """Return the condition that a whole part of `folded`, between bars, is `phrase`."""
    return holds(folded + " |", f"| {phrase} |")


def begins_part(folded: Any, phrase: str) -> ColumnElement[bool]:
    """Return the condition that a part of `folded` after a bar begins with `phrase`."""
    return holds(folded + " ", f"| {phrase} ")


@dataclass(frozen=True, slots=True)
class Ids:
    """Ids as the database writes them in one value: number by number they took longer to send."""

    text: str
    count: int


def ids_of(session: Session, ids: Sequence[int]) -> Ids:
    """Return `ids` as one value."""
    inside = ",".join(map(str, ids))
    return Ids(f"[{inside}]" if is_sqlite(session) else f"{{{inside}}}", len(ids))


def gathered(session: Session, key: Any) -> ColumnElement[str]:
    """Return the `Ids.text` of a group of rows."""
    if is_sqlite(session):
        return func.json_group_array(key)
    return cast(func.array_agg(key), Text)


def is_among(session: Session, key: Any, ids: Ids, *, by_index: bool) -> ColumnElement[bool]:
    """Return the condition that `key` is one of `ids`.

    `by_index` where few rows have such a key. Else the list is to be gone through by its order
    until a page is full: IS TRUE, lest PostgreSQL join the two and sort a million rows.
    """
    if ids.count == 1:  # as an equation it can use an index for the order, too
        equal: ColumnElement[bool] = key == int(ids.text[1:-1])
        return equal
    if by_index and not is_sqlite(session):
        equals: ColumnElement[bool] = key == any_(literal(ids.text, _Array()))
        return equals
    among: ColumnElement[bool] = key.in_(_each(session, ids))
    return among if by_index else among.is_(True)


def _each(session: Session, ids: Ids) -> Any:
    if is_sqlite(session):
        return select(func.json_each(ids.text).table_valued(column("value", BigInteger)).c.value)
    return select(func.unnest(literal(ids.text, _Array())))
