"""Who is given duties: the addressees of the assigning part, in order, with what each must do."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from services.plans.extract.addressing import (
    Peers,
    addressed,
    announces,
    closes,
    enacts,
    gather,
    has_addressees,
    is_common,
    is_group,
)
from services.plans.extract.assigning import assigns, beside, gathers, parts_of, units_of
from services.plans.extract.bindingness import Courtesy, bindingness_of, is_free
from services.plans.extract.budget import tells_money
from services.plans.extract.duties import cited_indicators, make_duty
from services.plans.extract.findings import Notebook
from services.plans.extract.folding import fold_words
from services.plans.extract.form import Agency, Bindingness, Duty, Span
from services.plans.extract.groups import group_of
from services.plans.extract.labels import BARE
from services.plans.extract.lines import Line
from services.plans.extract.names import Addressed, clean_name, name_end, starts_with_agency
from services.plans.extract.openings import find_opening, find_requests
from services.plans.extract.outline import Node, is_heading, kind_of
from services.plans.names import key_among

_SHORT_TITLE = 40
_STOPS = (".", ";")
_ASKING = re.compile(r"[Đđ]ề nghị\s+(?:đồng chí\s+)?")
_OTHER_KINDS = frozenset({"report", "budget"})


@dataclass(frozen=True, slots=True)
class _Entry:
    """An addressee as it is first met, and the duties it is given anywhere."""

    name: str
    bindingness: Bindingness
    span: Span
    duties: list[Duty] = field(default_factory=list)

    def agency(self) -> Agency:
        """Return the agency with its duties, and the indicators that they cite."""
        cited = [cited_indicators(duty.text) for duty in self.duties]
        lead = tuple(dict.fromkeys(number for one in cited for number in one.lead))
        joined = dict.fromkeys(number for one in cited for number in one.coordinating)
        others = tuple(number for number in joined if number not in lead)
        duties = tuple(self.duties)
        group = group_of(self.name)
        return Agency(self.name, self.bindingness, group, self.span, duties, lead, others)


@dataclass(slots=True)
class Assigned:
    """What the assigning part yields: addressees, closing sentences and what was not understood.

    `entries` are the addressees by folded name and bindingness, in order; `extents` are the parts
    of the text that belong to them, from the name to the last duty.
    """

    entries: dict[tuple[str, Bindingness], _Entry] = field(default_factory=dict)
    extents: list[Span] = field(default_factory=list)
    closers: list[Line] = field(default_factory=list)
    leftovers: list[Line] = field(default_factory=list)

    def agencies(self) -> tuple[Agency, ...]:
        """Return the addressees with all that each is given."""
        return tuple(entry.agency() for entry in self.entries.values())


def read_part(part: Node, courtesy: Courtesy, assigned: Assigned, notebook: Notebook) -> None:
    """Read one assigning section into `assigned`; its title may ask for all of it."""
    courtesy = courtesy._replace(asked="đề nghị" in part.title.lower())
    reader = _Reader(assigned, notebook)
    reader.read_children(part.children, courtesy)


def read_parts(
    roots: Sequence[Node], courtesy: Courtesy, assigned: Assigned, notebook: Notebook
) -> None:
    """Read the assigning sections, and those that known agencies head beside them."""
    for node in parts_of(roots):
        if kind_of(node) == "assigning":
            read_part(node, courtesy, assigned, notebook)
        else:
            _Reader(assigned, notebook).read_addressee(node, courtesy)


def read_whole(
    roots: Sequence[Node], courtesy: Courtesy, assigned: Assigned, notebook: Notebook
) -> None:
    """Read a document that assigns throughout: sections on it, and items that name agencies.

    Items that name nobody are duties of those whom the opening sentence addresses.
    """
    reader = _Reader(assigned, notebook)
    every = list(units_of(roots))
    units = [node for node in every if not enacts(node)] or every
    opening = None if any(map(assigns, units)) else find_opening(roots, units)
    if opening is not None:
        reader.read_opening(opening.found, opening.start, opening.duties, courtesy)
    elif not units:
        for found, node in find_requests(roots):
            reader.read_named(node, found, courtesy)
    else:
        taken = frozenset(id(inner) for node in units for inner in node.walk())
        reader.leave(beside(roots, taken))
    for node in units:
        if assigns(node) or gathers(node):
            read_part(node, courtesy, assigned, notebook)
        else:
            reader.read_addressee(node, courtesy)


@dataclass(slots=True)
class _Reader:
    """Walks one assigning part; `assigned` and `notebook` are what it fills."""

    assigned: Assigned
    notebook: Notebook

    def read_children(self, children: Sequence[Node], courtesy: Courtesy) -> None:
        nodes = gather(children)
        peers = Peers(nodes)
        for node in nodes:
            if node.line.cells or _titles(node):
                continue
            if closes(node):
                self.assigned.closers.append(node.line)
                self.assigned.leftovers.extend(inner.line for inner in list(node.walk())[1:])
            elif addressed(node) and not is_group(node):
                self.read_addressee(node, courtesy)
            elif kind_of(node) in _OTHER_KINDS and is_heading(node):
                self._pass_over(node, courtesy)
            elif not is_group(node) and (is_common(node) or peers.name(node)):
                self._read_common(node)
            elif has_addressees(node):
                if node.title.endswith(_STOPS):
                    self.assigned.leftovers.append(node.line)  # a sentence, and no heading of them
                asked = courtesy.asked or "đề nghị" in node.title.lower()
                self.read_children(node.children, courtesy._replace(asked=asked))
            else:
                self._leave(node)

    def _pass_over(self, node: Node, courtesy: Courtesy) -> None:
        """Leave a section on reports or money to its own reader; whom it names has a duty."""
        for child in node.children:
            money = kind_of(node) == "budget"
            if money and addressed(child) and not is_group(child):
                self.read_addressee(child, courtesy)
            else:
                self._leave(child, money=money)

    def leave(self, nodes: Iterable[Node]) -> None:
        """Note what was not understood of items that name nobody."""
        for node in nodes:
            self._leave(node)

    def _leave(self, node: Node, *, money: bool = False) -> None:
        """Note what was not understood, closing sentences and what is read as money apart."""
        for inner in node.walk():
            if money and tells_money(inner.line):
                continue
            closing = closes(inner) or enacts(inner)
            kept = self.assigned.closers if closing else self.assigned.leftovers
            kept.append(inner.line)

    def read_addressee(self, node: Node, courtesy: Courtesy) -> None:
        found = addressed(node)
        if found is not None:
            self.read_named(node, found, courtesy)

    def read_named(self, node: Node, found: Addressed, courtesy: Courtesy) -> None:
        """Read what a line and those below it give to the addressee that it names."""
        children, apart = _parted(node.children)
        duties = [*self._own_duty(node, found, children), *self._duties(children)]
        start = node.line.body_start
        span = (start + found.start, start + found.end)
        self._add(found.name, span, duties, found, courtesy)
        self._extend(span, duties)
        self._read_apart(apart, courtesy)

    def read_opening(
        self, found: Addressed, start: int, nodes: Sequence[Node], courtesy: Courtesy
    ) -> None:
        """Read items without a name of their own as duties of those addressed at the start."""
        duties = [duty for node in nodes for duty in self._duties([node])]
        self._add(found.name, (start + found.start, start + found.end), duties, found, courtesy)
        self.assigned.extents.extend(duty.span for duty in duties)

    def _read_apart(self, nodes: Sequence[Node], courtesy: Courtesy) -> None:
        """Read what stands below the last addressee and is none of its duties."""
        for node in nodes:
            if _requests(node):
                self.read_addressee(node, courtesy)
            else:
                self.assigned.closers.extend(inner.line for inner in node.walk())

    def _own_duty(self, node: Node, found: Addressed, children: Sequence[Node]) -> Iterator[Duty]:
        """Yield the duty on the heading line itself, unless it only announces the list below."""
        body = node.line.body
        rest = body[found.rest_at :].strip()
        announced = rest.endswith(":") and any(not child.line.cells for child in children)
        if not rest.strip(" .;,:)") or announced or (rest.startswith("(") and rest.endswith(")")):
            return
        start = node.line.body_start + body.index(rest, found.rest_at)
        yield make_duty(rest, (start, node.line.end))

    def _duties(self, nodes: Sequence[Node]) -> Iterator[Duty]:
        for node in nodes:
            if node.line.cells:
                continue
            if announces(node):
                yield from self._duties(node.children)
                continue
            inner = [below.line for below in node.walk() if not below.line.cells]
            text = " ".join([node.line.body, *(line.text for line in inner[1:])])
            yield make_duty(text, (node.line.body_start, inner[-1].end))

    def _read_common(self, node: Node) -> None:
        name, _, rest = node.title.partition(":")
        name = name.rstrip(" .")
        self.notebook.note("agency-unnamed", node.line.span, name=name)
        children, apart = _parted(node.children)
        self._read_apart(apart, Courtesy(asked=False))
        duties = list(self._duties(children))
        if rest.strip() and not children:
            start = node.line.end - len(rest.strip())
            duties = [make_duty(rest.strip(), (start, node.line.end))]
        span = (node.line.body_start, node.line.end)
        self._add(name, span, duties, None, Courtesy(asked=False))
        self._extend(span, duties)

    def _add(
        self,
        name: str,
        span: Span,
        duties: Sequence[Duty],
        found: Addressed | None,
        courtesy: Courtesy,
    ) -> None:
        asked = courtesy.asked or bool(found and found.asked) or _asks(name, duties)
        binding = bindingness_of(name, courtesy._replace(asked=asked), span, self.notebook)
        key = self._key(name, binding)
        if key not in self.assigned.entries:
            self.assigned.entries[key] = _Entry(name, binding, span)
            if not duties:
                self.notebook.note("no-duty", span, name=name)
        self.assigned.entries[key].duties.extend(duties)

    def _key(self, name: str, binding: Bindingness) -> tuple[str, Bindingness]:
        """Return where the duties of `name` are gathered: Tân Thạnh is not Tân Thành."""

        def known(key: str) -> str | None:
            entry = self.assigned.entries.get((key, binding))
            return entry.name if entry else None

        return key_among(fold_words(name), name, known), binding

    def _extend(self, span: Span, duties: Sequence[Duty]) -> None:
        self.assigned.extents.append((span[0], max([span[1], *(duty.span[1] for duty in duties)])))


def _asks(name: str, duties: Sequence[Duty]) -> bool:
    """Tell whether every duty asks whom it is given to: `Ngân hàng X: Đề nghị chỉ đạo …`.

    `Sở X: Đề nghị UBND các xã …` is an order to ask others.
    """
    return bool(duties) and all(_asks_of(name, duty.text) for duty in duties)


def _asks_of(name: str, duty: str) -> bool:
    asking = _ASKING.match(duty)
    if asking is None:
        return False
    if not starts_with_agency(duty, asking.end()):
        return True
    whom = duty[asking.end() : name_end(duty, asking.end())]
    return fold_words(clean_name(whom)) in fold_words(name)


def _parted(nodes: Sequence[Node]) -> tuple[list[Node], list[Node]]:
    """Part what is given to the last addressee from what closes the part or asks somebody else.

    Both are paragraphs, and may stand below the last item.
    """
    children = list(nodes)
    for at, child in enumerate(children):
        if child.rank == BARE and not child.line.cells and (closes(child) or _requests(child)):
            return children[:at], children[at:]
    if not (children and children[-1].children):
        return children, []
    last = children[-1]
    kept, apart = _parted(last.children)
    return [*children[:-1], replace(last, children=kept)], apart


def _requests(node: Node) -> bool:
    """Tell whether a paragraph asks a body that no committee commands: `Đề nghị Tỉnh Đoàn …`."""
    if not _ASKING.match(node.line.body):
        return False
    found = addressed(node)
    return found is not None and is_free(found.name)


def _titles(node: Node) -> bool:
    """Tell whether a paragraph is the title of the part, set below its number."""
    short = len(node.title) <= _SHORT_TITLE and not node.children
    return short and node.rank == BARE and kind_of(node) == "assigning"
