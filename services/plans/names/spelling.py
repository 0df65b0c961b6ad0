"""Whether the marks of a name let it mean what is known under the same key."""

from typing import Final

from common.marks import agree
from services.plans.names.classes import kind_of

_PROPER: Final = frozenset({"commune", "district", "other"})


def may_be(known: str, written: str) -> bool:
    """Tell whether the marks let `written` mean what is known as `known`, of the same key.

    Only names with a proper name in them differ by a mark; in those of an office it is a slip.
    """
    return kind_of(written) not in _PROPER or agree(known, written)
