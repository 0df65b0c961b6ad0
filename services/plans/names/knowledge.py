"""What is known of a name without any database: which body it is, at which level it stands."""

import difflib
import functools
import re
from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Final

from services.plans.names.bodies import BODIES, Body, Level
from services.plans.names.keys import KEPT, key_of

_ANY: Final = " …"
_AREA = re.compile(
    r"\s+(?:cấp\s+)?(huyện|quận|thị xã|xã(?!\s+hội)|phường|thị trấn|đặc khu)(?=\s|$).*$",
    re.IGNORECASE,
)
_AREAS: Final[Mapping[str, Level]] = MappingProxyType({
    "huyện": "district", "quận": "district", "thị xã": "district",
    "xã": "commune", "phường": "commune", "thị trấn": "commune", "đặc khu": "commune",
})  # fmt: skip
_COMMITTEES: Final = frozenset({"uy ban nhan dan", "hoi dong nhan dan"})
"""Without their area these are others: a district's committee is not the province's."""
_CLOSE: Final = 0.86
"""How like a known name one must be to be taken for a slip of the pen; never a match."""


@functools.lru_cache(maxsize=KEPT)
def body_of(name: str) -> Body | None:
    """Return the body that `name` is exactly, up to spelling and area; else of its family.

    "Sở LĐTBXH tỉnh An Giang" is the department; "Bệnh viện Nhi" is of the family "Bệnh viện …".
    Two posts that differ by a word are two: nothing is found by likeness.
    """
    exact, families = _index()
    base = key_of(name).base
    within = key_of(_AREA.sub("", name)).base
    family = next((body for head, body in families if base.startswith(head)), None)
    if base in exact or base == within or within in _COMMITTEES:
        return exact.get(base, family)
    return exact.get(within, family)


def level_of(name: str) -> Level | None:
    """Return the level that the name states, else that of the body it is; None if unknown."""
    area = _AREA.search(name)
    if area:
        return _AREAS[area[1].casefold()]
    body = body_of(name)
    return body.level if body else None


@functools.lru_cache(maxsize=KEPT)
def nearest(name: str) -> str | None:
    """Return the one known name that `name` is probably a misspelling of, for a person to judge."""
    exact, _ = _index()
    base = key_of(_AREA.sub("", name)).base
    close = difflib.get_close_matches(base, list(_comparable(base)), n=1, cutoff=_CLOSE)
    return exact[close[0]].name if close else None


def _comparable(base: str) -> Iterator[str]:
    """Yield the known keys of about the length of `base` that begin as it does.

    Comparing is slow; with all of them a long document took half its time over unknown names.
    """
    exact, _ = _index()
    shortest, longest = len(base) * _CLOSE / (2 - _CLOSE), len(base) * (2 - _CLOSE) / _CLOSE
    for key, body in exact.items():
        if key[:2] == base[:2] and shortest <= len(key) <= longest and not body.name.endswith(_ANY):
            yield key


@functools.cache
def _index() -> tuple[Mapping[str, Body], tuple[tuple[str, Body], ...]]:
    """Return the bodies by key, and the families, longest head first."""
    exact: dict[str, Body] = {}
    families: dict[str, Body] = {}
    for body in BODIES:
        for name in (body.name, *body.aliases):
            if name.endswith(_ANY):
                families.setdefault(key_of(name.removesuffix(_ANY)).base + " ", body)
            else:
                exact.setdefault(key_of(name).base, body)
    ordered = sorted(families.items(), key=lambda one: -len(one[0]))
    return MappingProxyType(exact), tuple(ordered)
