"""No number of a request is larger than a database keeps: by one rule, for every field.

A field may allow less. One that forgot to would otherwise be a fault of ours: the database's driver
refuses what does not fit into 64 bits.
"""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from marshmallow import Schema

from common.db import LARGEST_ID
from common.errors import FieldError, InvalidInputError

_SAID: Final = "is larger than any number kept here"


def check(loaded: Mapping[str, Any], schema: Schema, prefix: str = "") -> None:
    """Raise InvalidInputError naming each field of `loaded` that holds too large a number."""
    wrong = [
        FieldError(f"{prefix}/{_as_sent(name, schema)}{inner}", _SAID)
        for name, value in loaded.items()
        for inner in _too_large(value)
    ]
    if wrong:
        raise InvalidInputError(errors=wrong)


def _as_sent(name: str, schema: Schema) -> str:
    known = schema.fields.items()
    return {one.attribute or key: one.data_key or key for key, one in known}.get(name, name)


def _too_large(value: Any, place: str = "") -> Iterator[str]:
    if isinstance(value, int) and abs(value) > LARGEST_ID:
        yield place
    elif isinstance(value, Mapping):
        for name, inner in value.items():
            yield from _too_large(inner, f"{place}/{name}")
    elif isinstance(value, list | tuple):
        for number, inner in enumerate(value):
            yield from _too_large(inner, f"{place}/{number}")
