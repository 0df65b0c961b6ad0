"""Who is given duties: the addressees of the assigning part, in order, with what each must do."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from services.plans.extract.bindingness import Courtesy, bindingness_of
from services.plans.extract.duties import cited_indicators, make_duty
from services.plans.extract.findings import Notebook
from services.plans.extract.folding import fold_words
from services.plans.extract.form import Agency, Duty
from services.plans.extract.labels import BARE, DASH
from services.plans.extract.lines import Line
from services.plans.extract.names import Addressed, group_of, has_verb, read_addressed
from services.plans.extract.outline import Node, is_heading, kind_of
from services.plans.extract.role_lines import starts_with_role

_COMMON = re.compile(r"^(?:cac )?(?:nhiem vu|trach nhiem|yeu cau) chung|^nhiem vu chung")
_CLOSER = re.compile(
    r"^(?:Trên đây|Trong (?:quá trình|khi)|Quá trình|Kế hoạch này|Nhận được|"
    r"(?:Ủy ban nhân dân|Uỷ ban nhân dân|UBND|Chủ tịch UBND|Bộ|Sở)[^.;:]{0,60}?(?:yêu cầu|đề nghị)|"
    r"Yêu cầu|Đề nghị (?:các|thủ trưởng)|Chỉ thị này|Công điện này|Quyết định này|Nếu có)",
    re.IGNORECASE,
)
_ENACTING = re.compile(r"thi hành (?:Chỉ thị|Kế hoạch|Quyết định|Công điện|Nghị quyết) này")
_TOPIC = re.compile(
    r"^(?:công tác|chế độ|kinh phí|nguồn|tổ chức|thời gian|kiểm tra|giám sát|sơ kết|tổng kết|"
    r"khen thưởng|về|"
    r"một số|giải pháp|các giải pháp|nhiệm vụ|thông tin|báo cáo|tuyên truyền|hiệu lực|điều khoản|"
    r"phân công)\b",
    re.IGNORECASE,
)
_NAME_MAX = 80
_HEADING_MAX = 110
_INTRO_MAX = 70
_MAJORITY = 0.6
_MIN_GROUP = 2
_OTHER_KINDS = frozenset({"report", "budget"})


@dataclass(slots=True)
class Assigned:
    """What the assigning part yields: agencies, closing sentences and what was not understood."""

    agencies: list[Agency] = field(default_factory=list)
    closers: list[Line] = field(default_factory=list)
    leftovers: list[Line] = field(default_factory=list)


def read_part(part: Node, courtesy: Courtesy, assigned: Assigned, notebook: Notebook) -> None:
    """Read one assigning section into `assigned`; its title may ask for all of it."""
    courtesy = courtesy._replace(asked="đề nghị" in part.title.lower())
    reader = _Reader(assigned, notebook)
    reader.read_children(part.children, courtesy)


def read_whole(
    roots: Sequence[Node], courtesy: Courtesy, assigned: Assigned, notebook: Notebook
) -> None:
    """Read a document without an assigning section: its numbered items that name agencies."""
    reader = _Reader(assigned, notebook)
    for node in _addressed_items(roots):
        reader.read_addressee(node, courtesy)


def _addressed_items(nodes: Sequence[Node]) -> Iterator[Node]:
    """Yield the topmost numbered items that begin with an agency."""
    for node in nodes:
        if is_heading(node) and not _is_group(node) and addressed(node):
            yield node
        elif node.rank < DASH:
            yield from _addressed_items(node.children)


def addressed(node: Node) -> Addressed | None:
    """Return the addressee a node begins with; closings, rows and `Chủ trì: …` are none."""
    if starts_with_role(node.line.body):
        return None
    if node.line.cells or _closes(node):
        return None
    return read_addressed(node.line.body)


def _closes(node: Node) -> bool:
    """Tell whether a paragraph closes the part (`Trên đây là …`) rather than giving a duty."""
    if node.rank < BARE:
        return False
    return bool(_CLOSER.match(node.line.body) or _ENACTING.search(node.line.body))


def _is_group(node: Node) -> bool:
    """Tell whether most items under a node name addressees themselves (`Các sở, ngành:`)."""
    children = [child for child in node.children if not child.line.cells]
    named = [child for child in children if addressed(child)]
    if len(named) < _MIN_GROUP or len(named) < len(children) * _MAJORITY:
        return False
    own = addressed(node)
    return own is None or group_of(own.name) is not None or own.name.startswith(("Các", "các"))


def _has_addressees(node: Node) -> bool:
    return any(
        addressed(child) or _has_addressees(child) for child in node.children if child.rank <= DASH
    )


@dataclass(slots=True)
class _Reader:
    """Walks one assigning part; `assigned` and `notebook` are what it fills."""

    assigned: Assigned
    notebook: Notebook

    def read_children(self, nodes: Sequence[Node], courtesy: Courtesy) -> None:
        for node in nodes:
            if node.line.cells:
                continue
            if _closes(node):
                self.assigned.closers.append(node.line)
                self.assigned.leftovers.extend(inner.line for inner in list(node.walk())[1:])
            elif kind_of(node) in _OTHER_KINDS and is_heading(node):
                self._pass_over(node)
            elif addressed(node) and not _is_group(node):
                self.read_addressee(node, courtesy)
            elif _is_common(node) or _named_like_peers(node, nodes):
                self._read_common(node)
            elif _has_addressees(node):
                asked = courtesy.asked or "đề nghị" in node.title.lower()
                self.read_children(node.children, courtesy._replace(asked=asked))
            else:
                self.assigned.leftovers.extend(inner.line for inner in node.walk())

    def _pass_over(self, node: Node) -> None:
        """Leave a section on reports to its own reader; money is read elsewhere, too."""
        if kind_of(node) == "report":
            self.assigned.leftovers.extend(inner.line for inner in list(node.walk())[1:])

    def read_addressee(self, node: Node, courtesy: Courtesy) -> None:
        found = addressed(node)
        if found is None:
            return
        children = self._detach_closers(node)
        duties = [*self._own_duty(node, found, children), *self._duties(children)]
        start = node.line.body_start
        self._add(found.name, (start + found.start, start + found.end), duties, found, courtesy)

    def _detach_closers(self, node: Node) -> list[Node]:
        """Take the sentences that close the whole part off the last addressee."""
        children = list(node.children)
        for at, child in enumerate(children):
            if child.rank == BARE and _closes(child) and not child.line.cells:
                tail = [line.line for inner in children[at:] for line in inner.walk()]
                self.assigned.closers.extend(tail)
                return children[:at]
        return children

    def _own_duty(self, node: Node, found: Addressed, children: Sequence[Node]) -> Iterator[Duty]:
        """Yield the duty on the heading line itself, unless it only announces the list below."""
        body = node.line.body
        rest = body[found.rest_at :].strip()
        announces = rest.endswith(":") and any(not child.line.cells for child in children)
        if not rest.strip(" .;,:)") or announces or (rest.startswith("(") and rest.endswith(")")):
            return
        start = node.line.body_start + body.index(rest, found.rest_at)
        yield make_duty(rest, (start, node.line.end), self.notebook)

    def _duties(self, nodes: Sequence[Node]) -> Iterator[Duty]:
        for node in nodes:
            if node.line.cells:
                continue
            if _announces(node):
                yield from self._duties(node.children)
                continue
            inner = [below.line for below in node.walk() if not below.line.cells]
            text = " ".join([node.line.body, *(line.text for line in inner[1:])])
            yield make_duty(text, (node.line.body_start, inner[-1].end), self.notebook)

    def _read_common(self, node: Node) -> None:
        name, _, rest = node.title.partition(":")
        name = name.rstrip(" .")
        self.notebook.note("agency-unnamed", node.line.span, name=name)
        children = self._detach_closers(node)
        duties = list(self._duties(children))
        if rest.strip() and not children:
            start = node.line.end - len(rest.strip())
            duties = [make_duty(rest.strip(), (start, node.line.end), self.notebook)]
        span = (node.line.body_start, node.line.end)
        self._add(name, span, duties, None, Courtesy(asked=False))

    def _add(
        self,
        name: str,
        span: tuple[int, int],
        duties: Sequence[Duty],
        found: Addressed | None,
        courtesy: Courtesy,
    ) -> None:
        cited = [cited_indicators(duty.text) for duty in duties]
        lead = dict.fromkeys(number for one in cited for number in one.lead)
        coordinating = dict.fromkeys(number for one in cited for number in one.coordinating)
        asked = courtesy.asked or bool(found and found.asked)
        if not duties:
            self.notebook.note("no-duty", span, name=name)
        self.assigned.agencies.append(
            Agency(
                name=name,
                bindingness=bindingness_of(
                    name, courtesy._replace(asked=asked), span, self.notebook
                ),
                group=group_of(name),
                span=span,
                duties=tuple(duties),
                indicators_lead=tuple(lead),
                indicators_coordinating=tuple(n for n in coordinating if n not in lead),
            )
        )


def _is_common(node: Node) -> bool:
    title = fold_words(node.title)
    return bool(node.children) and len(title) < _HEADING_MAX and bool(_COMMON.match(title))


def _named_like_peers(node: Node, peers: Sequence[Node]) -> bool:
    """Tell whether a short heading stands among addressees and so must be one: `6. Khu dân cư`."""
    title = node.title.split(":")[0].rstrip(" .")
    if not is_heading(node) or len(title) > _NAME_MAX or _TOPIC.match(title) or has_verb(title):
        return False
    if not node.children and ":" not in node.title:
        return False
    alike = [peer for peer in peers if peer.rank == node.rank and peer is not node]
    named = sum(1 for peer in alike if addressed(peer))
    return named >= _MIN_GROUP and named >= len(alike) * _MAJORITY


def _announces(node: Node) -> bool:
    """Tell whether a line under an addressee only introduces the items below it."""
    if not node.children or all(child.line.cells for child in node.children):
        return False
    ends = node.line.text.rstrip().endswith(":")
    return ends and (node.rank == BARE or len(node.title) < _INTRO_MAX)
