"""Which sections and items of a document assign duties, for whom they name or to all."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from services.plans.extract.addressing import addressed, has_addressees, is_group
from services.plans.extract.groups import group_of
from services.plans.extract.labels import DASH, LETTER
from services.plans.extract.outline import Node, is_heading, kind_of
from services.plans.extract.role_lines import starts_with_role
from services.plans.names import body_of, class_of, names_in

_SEVERAL = 2


def parts_of(nodes: Sequence[Node], *, headed: bool = True) -> Iterator[Node]:
    """Yield assigning sections, and numbered names of agencies where there are several.

    Those in a section on goals, money or reports are told of, and given nothing (not `headed`).
    """
    names = {id(node) for node in nodes if headed and _is_headed(node)}
    for node in nodes:
        assigning = is_heading(node) and kind_of(node) == "assigning"
        if assigning or (len(names) >= _SEVERAL and id(node) in names):
            yield node
        elif node.rank < DASH:
            yield from parts_of(node.children, headed=headed and kind_of(node) == "text")


def _is_headed(node: Node) -> bool:
    """Tell whether a section is numbered, headed by nothing but an agency, and has content."""
    if not (is_heading(node) and node.rank < LETTER and node.children):
        return False
    found = addressed(node)
    if found is None or node.line.body[found.rest_at :].strip(" .:") or is_group(node):
        return False
    many = group_of(found.name) or class_of(found.name)
    return many is not None or any(map(body_of, names_in(found.name)))


def assigns(node: Node) -> bool:
    """Tell whether a section assigns duties and names somebody."""
    return is_heading(node) and kind_of(node) == "assigning" and has_addressees(node)


def beside(nodes: Sequence[Node], units: frozenset[int]) -> Iterator[Node]:
    """Yield the items that name nobody after one that does, for nobody has them."""
    rank: int | None = None
    for node in nodes:
        if id(node) in units:
            rank = node.rank
        elif any(id(inner) in units for inner in node.walk()):
            yield from beside(node.children, units)
        elif node.rank == rank and is_heading(node) and kind_of(node) == "text":
            yield node


def gathers(node: Node) -> bool:
    """Tell whether an item only groups bullets that name agencies (`3. Các sở, ngành:`)."""
    if not is_heading(node) or starts_with_role(node.line.body):
        return False
    return not any(map(is_heading, node.children)) and is_group(node)


def units_of(nodes: Sequence[Node]) -> Iterator[Node]:
    """Yield assigning sections and the topmost items and lists that begin with an agency."""
    for node in nodes:
        heads = is_heading(node) or node.lists is not None
        named = heads and not is_group(node) and addressed(node) is not None
        if named or assigns(node) or gathers(node):
            yield node
        elif node.rank < DASH:
            yield from units_of(node.children)
