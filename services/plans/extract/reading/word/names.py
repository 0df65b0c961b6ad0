"""Names of WordprocessingML (ECMA-376 part 1) and small look-ups."""

from __future__ import annotations

from typing import Final

from lxml.etree import _Element

W: Final = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
MC: Final = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_OFF: Final = frozenset({"0", "false", "none", "off"})


def value_of(parent: _Element | None, *path: str) -> str | None:
    """Return the `w:val` of the child at `path`, None where there is none."""
    child = parent
    for name in path:
        if child is None:
            return None
        child = child.find(f"{W}{name}")
    return child.get(f"{W}val") if child is not None else None


def is_on(properties: _Element | None, name: str) -> bool | None:
    """Return whether a property is switched on, None where it is not mentioned."""
    child = properties.find(f"{W}{name}") if properties is not None else None
    if child is None:
        return None
    return str(child.get(f"{W}val") or "1").lower() not in _OFF
