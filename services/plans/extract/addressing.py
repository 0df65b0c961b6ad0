"""Which lines of an assigning part name an addressee, group several, or close the part."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from functools import cached_property

from services.plans.extract.charging import speaks_itself
from services.plans.extract.folding import fold_words
from services.plans.extract.groups import group_of, names_members
from services.plans.extract.labels import BARE, PLUS
from services.plans.extract.names import Addressed, clean_name, has_verb, read_addressed
from services.plans.extract.outline import Node, is_heading
from services.plans.extract.role_lines import starts_with_role

_COMMON = re.compile(r"^(?:cac )?(?:nhiem vu|trach nhiem|yeu cau) chung|^nhiem vu chung")
_CLOSER = re.compile(
    r"^(?:Trên đây|Trong (?:quá trình|khi)|Quá trình|Kế hoạch này|Nhận được|"
    r"(?:Ủy ban nhân dân|Uỷ ban nhân dân|UBND|Chủ tịch UBND|Bộ|Sở)[^.;:]{0,60}?(?:yêu cầu|đề nghị)|"
    r"Yêu cầu|"
    r"Đề nghị (?:các(?! (?:tổ chức chính trị|đoàn thể|hội)\b)|thủ trưởng)|"
    r"Chỉ thị này|Công điện này|Quyết định này|Nếu có|"
    r"[^.;:]{4,60}thông báo (?:để|đến|tới)[^.;:]{3,80}biết)",
    re.IGNORECASE,
)
_ENACTING = re.compile(r"thi hành (?:Chỉ thị|Kế hoạch|Quyết định|Công điện|Nghị quyết) này")
# A closing clause that carries a number: nothing but what to do when something is in the way.
_HINDERED = re.compile(
    r"^(?:Trong quá trình|Quá trình) (?:(?:tổ chức|triển khai),? )*(?:thực hiện|triển khai)\b"
    r".{0,120}?(?:vướng mắc|khó khăn|phát sinh|cần (?:điều chỉnh|sửa đổi|bổ sung))|"
    r"^(?:Các|Những) nội dung khác\b.{0,200}?(?:giữ nguyên|tiếp tục|vẫn)\b",
    re.IGNORECASE,
)
_TOPIC = re.compile(
    r"^(?:công tác|chế độ|kinh phí|nguồn|tổ chức|thời gian|kiểm tra|giám sát|sơ kết|tổng kết|"
    r"khen thưởng|về|"
    r"một số|giải pháp|các giải pháp|nhiệm vụ|thông tin|báo cáo|tuyên truyền|hiệu lực|điều khoản|"
    r"phân công)\b",
    re.IGNORECASE,
)
_NAME_MAX = 80
_HEADING_MAX = 110
_BARE_MAX = 200
_INTRO_MAX = 70
_IN_PARTS = ("trong đó:", "gồm:", "gồm có:")
"""How a duty ends that says of what it consists: what stands below are no other duties."""
_MAJORITY = 0.6
_MIN_GROUP = 2


def addressed(node: Node) -> Addressed | None:
    """Return the addressee a node begins with; closings, rows and `Chủ trì: …` are none."""
    if starts_with_role(node.line.body):
        return None
    if node.line.cells or closes(node) or speaks_itself(node.line.body):
        return None
    found = read_addressed(node.line.body)
    bold = node.line.lead - node.line.label.body_at
    if found is not None and found.start < bold < found.end:
        name = clean_name(node.line.body[found.start : bold])
        return found._replace(name=name, end=bold, rest_at=bold)
    return found


def closes(node: Node) -> bool:
    """Tell whether a paragraph closes the part (`Trên đây là …`) rather than giving a duty."""
    if _HINDERED.match(node.line.body):
        return True
    if node.rank < BARE:
        return False
    return bool(_CLOSER.match(node.line.body)) or enacts(node)


def enacts(node: Node) -> bool:
    """Tell whether a clause only says who answers for carrying the document out."""
    return _ENACTING.search(node.line.body) is not None


def is_group(node: Node) -> bool:
    """Tell whether most items under a node name addressees themselves (`Các sở, ngành:`).

    A heading of several agencies (`1. Sở A, Sở B`) groups them when each has an item of its own;
    one agency whose items repeat its name does not.
    """
    children = [child for child in node.children if not child.line.cells]
    found = [addressed(child) for child in children]
    named = [one for one in found if one is not None]
    own = addressed(node)
    many = own is None or _is_open(own.name)
    if many and named and all(map(is_heading, children)) and len(named) == len(children):
        return True
    if len(named) < _MIN_GROUP or len(named) < len(children) * _MAJORITY:
        return False
    if own is None or many:
        return True
    folded = fold_words(own.name)
    below = {fold_words(one.name) for one in named}
    apart = len(below) >= _MIN_GROUP and folded not in below
    return apart and len(named) == len(children) and all(name in folded for name in below)


def _is_open(name: str) -> bool:
    """Tell whether a name stands for agencies that it does not list."""
    if names_members(name):
        return False
    return group_of(name) is not None or name.lower().startswith("các ")


def has_addressees(node: Node) -> bool:
    """Tell whether an agency is addressed anywhere below a node."""
    return any(
        addressed(child) or has_addressees(child) for child in node.children if child.rank <= PLUS
    )


def is_common(node: Node) -> bool:
    """Tell whether a heading gives duties to all (`Nhiệm vụ chung`)."""
    title = fold_words(node.title)
    return bool(node.children) and len(title) < _HEADING_MAX and bool(_COMMON.match(title))


class Peers:
    """Nodes that stand side by side, and how many of each rank name an addressee."""

    def __init__(self, nodes: Sequence[Node]) -> None:
        """Take the nodes; they are counted when they are first asked for."""
        self._nodes = nodes

    @cached_property
    def _named(self) -> Mapping[int, tuple[int, int]]:
        """How many nodes there are of a rank, and how many of them name an addressee."""
        every = Counter(node.rank for node in self._nodes)
        named = Counter(node.rank for node in self._nodes if addressed(node))
        return {rank: (count, named[rank]) for rank, count in every.items()}

    def name(self, node: Node) -> bool:
        """Tell whether a short heading among addressees must be one too: `6. Khu dân cư`."""
        title = node.title.split(":")[0].rstrip(" .")
        if not (is_heading(node) or heads(node)) or not _may_name(title):
            return False
        if not node.children and ":" not in node.title:
            return False
        count, named = self._named[node.rank]
        others = named - bool(addressed(node))
        return others >= _MIN_GROUP and others >= (count - 1) * _MAJORITY


def _may_name(title: str) -> bool:
    return len(title) <= _NAME_MAX and not _TOPIC.match(title) and not has_verb(title)


def announces(node: Node) -> bool:
    """Tell whether a line under an addressee only introduces the items below it."""
    if not node.children or all(child.line.cells for child in node.children):
        return False
    text = node.line.text.rstrip()
    ends = text.endswith(":") and not (node.rank != BARE and text.endswith(_IN_PARTS))
    return ends and (node.rank == BARE or len(node.title) < _INTRO_MAX)


def heads(node: Node) -> bool:
    """Tell whether an unnumbered line is a heading: nothing but a name, or bold and short."""
    if node.rank != BARE or node.line.cells or len(node.title) > _BARE_MAX:
        return False
    if node.title.endswith((".", ";", ",")):
        return False
    found = addressed(node)
    if found is not None:
        return not node.line.body[found.rest_at :].strip(" .;,:)")
    return node.line.strong and _may_name(node.title.rstrip(":"))


def gather(nodes: Sequence[Node]) -> list[Node]:
    """Return the nodes with paragraphs and bullets put under the unnumbered heading above them."""
    gathered: list[Node] = []
    heading: Node | None = None
    for node in nodes:
        if heads(node):
            heading = Node(node.line, node.rank, list(node.children))
            gathered.append(heading)
        elif heading is not None and node.rank >= BARE and not (node.line.cells or closes(node)):
            heading.children.append(node)
        else:
            heading = None
            gathered.append(node)
    return gathered
