"""What no database keeps is refused by one rule, for every field: too large a number, and NUL.

A field may allow less. One that forgot to would otherwise be a fault of ours: a database's driver
refuses what does not fit into 64 bits, and PostgreSQL a text with that character.
"""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from marshmallow import Schema

from common.db import LARGEST_ID
from common.errors import FieldError, InvalidInputError

NUL: Final = "\0"
_TOO_LARGE: Final = "is larger than any number kept here"
_NUL_SAID: Final = "must not contain the character NUL"


def check(loaded: Mapping[str, Any], schema: Schema, prefix: str = "") -> None:
    """Raise InvalidInputError naming each field of `loaded` that no database would keep."""
    wrong = [
        FieldError(f"{prefix}/{_as_sent(name, schema)}{inner}", said)
        for name, value in loaded.items()
        for inner, said in _unkept(value)
    ]
    if wrong:
        raise InvalidInputError(errors=wrong)


def _as_sent(name: str, schema: Schema) -> str:
    known = schema.fields.items()
    return {one.attribute or key: one.data_key or key for key, one in known}.get(name, name)


def _unkept(value: Any, place: str = "") -> Iterator[tuple[str, str]]:
    """Yield where in `value` something cannot be kept, and why."""
    if isinstance(value, str):
        if NUL in value:
            yield place, _NUL_SAID
    elif isinstance(value, int) and abs(value) > LARGEST_ID:
        yield place, _TOO_LARGE
    elif isinstance(value, Mapping):
        for name, inner in value.items():
            yield from _unkept(name, place)
            yield from _unkept(inner, f"{place}/{name}")
    elif isinstance(value, list | tuple):
        for number, inner in enumerate(value):
            yield from _unkept(inner, f"{place}/{number}")
