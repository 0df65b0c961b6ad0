"""The document as a tree of numbered headings, and which part of it does what."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise, zip_longest

from services.plans.extract.charging import charges, list_below, names_agency
from services.plans.extract.findings import Notebook
from services.plans.extract.folding import fold_words, is_upper
from services.plans.extract.form import Section
from services.plans.extract.labels import (
    APPENDIX,
    ARABIC,
    BARE,
    CAPITAL,
    CAPITAL_BELOW,
    DASH,
    LETTER,
    ROMAN,
    is_numbered,
    ordinal,
)
from services.plans.extract.lines import Line
from services.plans.extract.normalise import shorten

_MAX_TITLE = 160
_MAX_HEADING = 220
_ASSIGNING = re.compile(
    r"^(?:to chuc (?:va )?(?:trien khai )?thuc hien|to chuc trien khai|phan cong|trach nhiem|"
    r"phan cong (?:nhiem vu|trach nhiem)|giao nhiem vu|nhiem vu cua (?:cac|so|co quan)|"
    r"nhiem vu cac (?:so|co quan|don vi|nganh)|trien khai thuc hien$|to chuc thi hanh|"
    r"trach nhiem (?:thuc hien|to chuc|thi hanh)|dieu khoan thi hanh|co che phoi hop)"
    r"|to chuc thuc hien$|phan cong (?:thuc hien|nhiem vu|trach nhiem)$"
)
_BUDGET = re.compile(
    r"^(?:ve )?(?:tong )?(?:kinh phi|du toan|nguon (?:von|kinh phi)|khai toan|nhu cau (?:von|"
    r"kinh phi)|tai chinh)\b|"
    r"\bkinh phi(?: (?:thuc hien|trien khai|bao dam|dam bao))?$|^(?:bao dam|dam bao) kinh phi|"
    r"^nguon luc"
)
_MAX_BUDGET = 120
_MAX_TOPIC = 60
_GOAL = re.compile(r"\bmuc tieu\b|\bchi tieu\b")
_REPORT = re.compile(r"che do (?:thong tin,? )?bao cao|^bao cao\b|thong tin bao cao")


@dataclass(slots=True)
class Node:
    """A line with the lines that belong to it."""

    line: Line
    rank: int
    children: list[Node] = field(default_factory=list)
    kind: str | None = None
    """What `kind_of` found; it is asked for again and again."""
    lists: int | None = None
    """The rank of the numbered list that an unnumbered line charges somebody with."""

    @property
    def title(self) -> str:
        """The words after the numbering mark."""
        return self.line.body.strip()

    def walk(self) -> Iterator[Node]:
        """Yield this node and all below it, in order of the text."""
        yield self
        for child in self.children:
            yield from child.walk()


def build_tree(lines: Sequence[Line]) -> list[Node]:
    """Return the lines as a forest, each under the nearest line of a higher level before it."""
    roots: list[Node] = []
    stack: list[Node] = []
    below = _capitals_below(lines)
    for line, following in zip_longest(lines, lines[1:]):
        rank = _rank(line, stack)
        node = Node(line, CAPITAL_BELOW if below and rank == CAPITAL else rank)
        node.lists = list_below(line, following) if rank == BARE else None
        if stack and (node.lists is not None or rank == BARE):
            _leave_list(stack, node)
        while stack and not _holds(stack[-1], node):
            stack.pop()
        (stack[-1].children if stack else roots).append(node)
        stack.append(node)
    return roots


def _capitals_below(lines: Sequence[Line]) -> bool:
    """Tell whether `A`, `B` number the parts of `I`, `II` rather than hold them."""
    ranks = (line.label.rank for line in lines if line.label.text and not line.cells)
    return next((rank for rank in ranks if rank in (CAPITAL, ROMAN)), CAPITAL) == ROMAN


def _rank(line: Line, stack: Sequence[Node]) -> int:
    """Return the level of a line; an unnumbered heading in capitals is a top section."""
    if line.cells:
        return BARE
    if not line.label.text and line.strong and is_upper(line.text) and len(line.text) < _MAX_TITLE:
        return (
            ROMAN
            if not any(node.rank == ROMAN and node.line.label.text for node in stack)
            else BARE
        )
    return line.label.rank


def _holds(upper: Node, node: Node) -> bool:
    if upper.lists is not None:
        return _continues(upper.lists, node)
    if node.lists is not None:
        return upper.rank < node.lists
    if upper.rank >= node.rank:
        return False
    # A paragraph holds the bullets after it only when it announces them.
    return upper.rank != BARE or upper.line.text.rstrip().endswith(":")


def _leave_list(stack: list[Node], node: Node) -> None:
    """Take a charged line and what is below it off the stack where another one is charged."""
    at = next((at for at, upper in enumerate(stack) if upper.lists is not None), None)
    if at is not None and (node.lists is not None or charges(node.line)):
        del stack[at:]


def _continues(rank: int, node: Node) -> bool:
    """Tell whether a line belongs to a list of some rank, or stands below an item of it."""
    return node.rank > rank or (node.rank == rank and not names_agency(node.line))


def is_heading(node: Node) -> bool:
    """Tell whether a node is numbered like a heading or item."""
    return is_numbered(node.line.label) or node.rank < BARE


def kind_of(node: Node) -> str:
    """Return what a section does: assigning, budget, goals, report or text."""
    if node.kind is None:
        node.kind = _kind_of(node)
    return node.kind


def _kind_of(node: Node) -> str:
    title = fold_words((node.title or _title_below(node))[:_MAX_HEADING])
    if len(node.title) > _MAX_HEADING:
        topic = fold_words(node.title[:_MAX_HEADING].partition(":")[0])
        return "budget" if len(topic) <= _MAX_TOPIC and _BUDGET.search(topic) else "text"
    if _ASSIGNING.search(title):
        return "assigning"
    if _REPORT.search(title):
        return "report"
    if len(title) <= _MAX_BUDGET and _BUDGET.search(title):
        return "budget"
    return "goals" if _GOAL.search(title) else "text"


def _title_below(node: Node) -> str:
    """Return the title of a part whose number stands on a line of its own (`PHẦN THỨ HAI`)."""
    first = node.children[0] if node.children else None
    return first.title if first is not None and first.rank == BARE else ""


def sections_of(roots: Sequence[Node], end: int) -> tuple[Section, ...]:
    """Return the numbered headings of the forest as printed; `end` closes the last one."""
    return _sections(_headings(roots), end)


def _headings(nodes: Sequence[Node]) -> list[Node]:
    """Return the numbered lines among nodes, those an unnumbered line charges with included."""
    parts = (node.children if node.lists is not None else [node] for node in nodes)
    return [node for part in parts for node in part if is_heading(node)]


def _sections(nodes: Sequence[Node], end: int) -> tuple[Section, ...]:
    ends = [*(node.line.start for node in nodes[1:]), end]
    return tuple(_section(node, stop) for node, stop in zip(nodes, ends, strict=False))


def _section(node: Node, end: int) -> Section:
    children = [child for child in _headings(node.children) if child.rank <= LETTER]
    title = shorten(node.title or next((child.title for child in node.children), ""), _MAX_TITLE)
    return Section(
        node.line.label.text,
        title.rstrip(" :"),
        (node.line.start, max(node.line.end, end - 1)),
        _sections(children, end),
    )


def note_gaps(nodes: Sequence[Node], notebook: Notebook) -> None:
    """Note where siblings' numbers jump, as from `I` to `III`."""
    for rank in {node.rank for node in nodes if node.line.label.text and node.rank < LETTER}:
        peers = [node for node in nodes if node.rank == rank and node.rank != APPENDIX]
        for first, second in pairwise(peers):
            before, after = ordinal(first.line.label), ordinal(second.line.label)
            if before and after and after > before + 1:
                notebook.note(
                    "numbering-gap",
                    second.line.span,
                    before=first.line.label.text,
                    after=second.line.label.text,
                )
    for node in nodes:
        if is_heading(node) and node.rank <= ARABIC + 1:
            note_gaps(node.children, notebook)


def assigning_parts(roots: Sequence[Node]) -> list[Node]:
    """Return the sections that assign duties, highest first."""
    found: list[Node] = []
    for node in roots:
        if is_heading(node) and kind_of(node) == "assigning":
            found.append(node)
        elif node.rank < DASH:
            found.extend(assigning_parts(node.children))
    return found
