"""The sentence that opens a directive or letter and says to whom all its items are given."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from services.plans.extract.addressing import closes, has_addressees
from services.plans.extract.labels import BARE, DASH, LETTER
from services.plans.extract.names import Addressed, clean_name, name_end, starts_with_agency
from services.plans.extract.outline import Node, is_heading, kind_of

_ASKS = re.compile(
    r"\b(?P<word>yêu cầu|chỉ thị|chỉ đạo|giao|đề nghị)\s+(?:đồng chí\s+)?", re.IGNORECASE
)
_TO = re.compile(r"^Kính gửi\s?:?\s*", re.IGNORECASE)
_SHORTEST, _SHORTEST_DUTY = 6, 25
_VALUED = frozenset({"text", "goals"})


class Opening(NamedTuple):
    """Who is addressed, the place of the sentence, and the items that name nobody else."""

    found: Addressed
    start: int
    duties: tuple[Node, ...]


def find_opening(roots: Sequence[Node], items: Sequence[Node]) -> Opening | None:
    """Return the addressees of the opening with the numbered items left to them, if any."""
    first = next((at for at, node in enumerate(roots) if is_heading(node)), len(roots))
    addressed = next(_requests(roots[:first]), None) or next(_letters(roots[:first]), None)
    if addressed is None:
        return None
    taken = {id(inner) for node in items for inner in node.walk()}
    duties = tuple(_unaddressed(roots[first:], taken))
    return Opening(*addressed, duties) if duties else None


def find_requests(roots: Sequence[Node]) -> Iterator[tuple[Addressed, Node]]:
    """Yield the paragraphs of a letter without numbers that ask something of an agency."""
    if any(is_heading(node) for node in roots):
        return
    for node in roots:
        for match in _ASKS.finditer(node.line.text):
            if node.line.text[: match.start()].endswith("đã "):
                continue
            found = _named(node.line.text, match)
            if found and len(node.line.text) - found.rest_at > _SHORTEST_DUTY:
                yield found, node
                break


def _named(text: str, match: re.Match[str]) -> Addressed | None:
    """Return the agency right after an asking word."""
    if not starts_with_agency(text, match.end()):
        return None
    end = name_end(text, match.end(), stop='.:“"')
    name = clean_name(text[match.end() : end])
    asked = match.group("word").lower() == "đề nghị"
    return Addressed(name, match.end(), end, end, asked) if len(name) >= _SHORTEST else None


def _requests(nodes: Sequence[Node]) -> Iterator[tuple[Addressed, int]]:
    """Yield whom the last `yêu cầu …:` before the first item names."""
    for node in reversed(nodes):
        text = node.line.text
        if not text.rstrip().endswith((":", "sau", "sau.")) or node.rank != BARE:
            continue
        for match in reversed(list(_ASKS.finditer(text))):
            found = _named(text, match)
            if found is not None:
                yield found, node.line.start


def _letters(nodes: Sequence[Node]) -> Iterator[tuple[Addressed, int]]:
    """Yield whom `Kính gửi:` names, on its line or in the bullets below."""
    for node in nodes:
        match = _TO.match(node.line.text)
        if match is None:
            continue
        named = [node.line.text[match.end() :], *(child.title for child in node.children)]
        name = "; ".join(filter(None, (one.strip(" ;.:-") for one in named)))
        if name:
            end = len(node.line.text)
            yield Addressed(name, min(match.end(), end), end, end, asked=False), node.line.start


def _unaddressed(nodes: Sequence[Node], taken: set[int]) -> Iterator[Node]:
    """Yield the numbered items that neither name nor hold an addressee."""
    for node in nodes:
        if id(node) in taken or not is_heading(node) or closes(node):
            continue
        if kind_of(node) not in _VALUED:
            continue
        if has_addressees(node) and node.rank < DASH:
            yield from _unaddressed(node.children, taken)
        elif node.rank <= LETTER:
            yield from _items(node)


def _items(node: Node) -> Iterator[Node]:
    """Yield a section's numbered items, or the item itself."""
    numbered = [child for child in node.children if is_heading(child) and child.rank < LETTER]
    if numbered:
        for child in numbered:
            yield from _items(child)
    else:
        yield node
