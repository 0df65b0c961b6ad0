"""Whether the marks of a name let it mean what is known under the same key."""

from collections.abc import Callable
from itertools import count
from typing import Final

from common.marks import agree
from services.plans.names.classes import kind_of
from services.plans.names.keys import LONGEST_KEY

NAMESAKE: Final = "~"
"""Before the number of a key whose name differs by its marks alone; no other key has it."""
_LONGEST_BASE: Final = LONGEST_KEY - 10
_PROPER: Final = frozenset({"commune", "district", "other"})


def may_be(known: str, written: str) -> bool:
    """Tell whether the marks let `written` mean what is known as `known`, of the same key.

    Only names with a proper name in them differ by a mark; in those of an office it is a slip.
    """
    return kind_of(written) not in _PROPER or agree(known, written)


def key_among(base: str, written: str, known: Callable[[str], str | None]) -> str:
    """Return the key of `written` among names of which `known` gives the one under a key, or None.

    It is `base`, unless that has a name of other marks: Tân Thạnh has another key than Tân Thành.
    """
    numbered = (f"{base[:_LONGEST_BASE]}{NAMESAKE}{number}" for number in count(2))
    key = base
    while (name := known(key)) is not None and not may_be(name, written):
        key = next(numbered)
    return key
