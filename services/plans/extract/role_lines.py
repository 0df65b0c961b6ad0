"""Lines that say who leads a task, who joins, when and with what result: `Chủ trì: Sở Y tế`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal, NamedTuple

RoleKey = Literal["lead", "coordinating", "performers", "period", "output", "content"]

_ORG = (
    r"(?:các )?(?:cơ quan|đơn vị|ngành|sở|bộ phận|cá nhân|tổ chức|địa phương)"
    r"(?:(?:,|/| và) ?(?:cơ quan|đơn vị|ngành|tổ chức|cá nhân|địa phương))*"
)
_LEAD = (
    rf"(?:{_ORG} )?(?:được giao |được phân công )?chủ trì(?: chính)?"
    r"(?:,? (?:thực hiện|tham mưu|triển khai|soạn thảo|xây dựng|trình))*"
    rf"|(?:{_ORG} )(?:đầu mối|chịu trách nhiệm chính)"
    r"|(?:cơ quan|đơn vị) (?:tham mưu|soạn thảo)"
)
_PARTNERS = (
    rf"(?:{_ORG} )?(?:cùng )?phối hợp(?:,? (?:thực hiện|triển khai|chính))*"
    r"|(?:cơ quan|đơn vị) (?:(?:có )?liên quan|tham gia)"
)
_PERFORMERS = (
    rf"(?:{_ORG} )(?:được giao )?(?:tổ chức |triển khai |chủ trì,? phối hợp )?thực hiện"
    r"|phân công(?: thực hiện| nhiệm vụ)?|(?:trách nhiệm|tổ chức|người) thực hiện"
    rf"|(?:{_ORG} )?(?:phụ trách|chịu trách nhiệm)|(?:{_ORG} )?chủ trì,? phối hợp|giao(?: cho)?"
)
_PERIOD = (
    r"(?:thời gian|thời hạn|tiến độ|lộ trình|thời điểm)"
    r"(?:,? (?:và )?(?:thực hiện|hoàn thành|triển khai|tổ chức|trình|ban hành|dự kiến))*"
    r"|hạn hoàn thành|hoàn thành"
)
_OUTPUT = (
    r"(?:dự kiến )?(?:sản phẩm|kết quả)"
    r"(?: (?:đầu ra|dự kiến|hoàn thành|thực hiện|cần đạt|đạt được))*"
)
_CONTENT = (
    r"(?:nội dung|mục tiêu|mục đích|yêu cầu|địa điểm|thành phần|đối tượng|kinh phí|hình thức|"
    r"số lượng|nguồn kinh phí|phạm vi|quy mô)"
    r"(?:,?(?: và)? (?:thực hiện|công việc|nhiệm vụ|hoạt động|cụ thể|chính|biện pháp|giải pháp))*"
)
_LABELS: tuple[tuple[RoleKey, str], ...] = (
    ("lead", _LEAD),
    ("coordinating", _PARTNERS),
    ("performers", _PERFORMERS),
    ("period", _PERIOD),
    ("output", _OUTPUT),
    ("content", _CONTENT),
)
_ANY = "|".join(f"(?P<{key}>{source})" for key, source in _LABELS)
_START = re.compile(rf"(?:{_ANY})(?:\s?\([^()]{{0,60}}\))?\s?:\s*", re.IGNORECASE)
_ALONE = re.compile(rf"(?:{_ANY})(?:\s?\([^()]{{0,60}}\))?\s?[.:]?$", re.IGNORECASE)
_INSIDE = re.compile(rf"(?<![^\s(])(?:{_ANY})\s?:\s*", re.IGNORECASE)
# "…; hoàn thành trước ngày 30/9/2026" behind the parties, without a label of its own.
_WHEN = re.compile(r"[;,]\s*(?P<when>(?:hoàn thành|xong|thời hạn|thời gian)\b[^;]{3,120})$")
_BEFORE = 3
_RESPONSIBLE = frozenset({"lead", "coordinating", "performers"})


class RoleLine(NamedTuple):
    """What a label says, and where its value starts in the text given."""

    key: RoleKey
    value: str
    value_at: int


def _key(match: re.Match[str]) -> RoleKey:
    return next(key for key, _ in _LABELS if match.group(key) is not None)


def read_role(text: str) -> RoleLine | None:
    """Return the label and value of a line such as `Cơ quan chủ trì: Sở Y tế`."""
    match = _START.match(text)
    if match is None:
        return None
    return RoleLine(_key(match), text[match.end() :].strip(), match.end())


def read_role_heading(text: str) -> RoleLine | None:
    """Return the label of a line that is nothing else: `2. Cơ quan chủ trì, phối hợp`."""
    match = _ALONE.match(text.strip())
    return None if match is None else RoleLine(_key(match), "", len(text))


def starts_with_role(text: str) -> bool:
    """Tell whether a line begins with such a label or is one (content labels do not count)."""
    role = read_role(text) or read_role_heading(text)
    return role is not None and role.key != "content"


def split_inline(text: str) -> tuple[str, list[RoleLine]]:
    """Return the words before the labels of one paragraph, and the labels inside it.

    `Xây dựng đề án (Chủ trì: Sở Y tế; phối hợp: Sở Tài chính; thời gian: quý I/2026).`
    """
    if ":" not in text:
        return text, []
    found = [match for match in _INSIDE.finditer(text) if _starts_label(text, match.start())]
    if not found:
        return text, []
    roles = list(_roles(text, found))
    return text[: found[0].start()].rstrip(" (;,."), roles


def _starts_label(text: str, at: int) -> bool:
    """Tell whether a label may begin here: after a mark, or with a capital."""
    before = text[max(0, at - _BEFORE) : at].rstrip()
    return not before or before[-1] in "(;,." or text[at].isupper()


def _roles(text: str, found: list[re.Match[str]]) -> Iterator[RoleLine]:
    ends = [match.start() for match in found[1:]] + [len(text)]
    for match, end in zip(found, ends, strict=True):
        role = RoleLine(_key(match), _closed(text[match.end() : end]), match.end())
        when = _WHEN.search(role.value) if is_responsible(role.key) else None
        if when is None:
            yield role
        else:
            yield role._replace(value=role.value[: when.start()])
            yield RoleLine("period", when["when"].strip(), match.end() + when.start("when"))


def _closed(value: str) -> str:
    """Return a value without marks around it, nor the end of a bracket that began before it."""
    bare = value.strip(" ;,.(")
    while bare.endswith(")") and bare.count(")") > bare.count("("):
        bare = bare[:-1].rstrip(" ;,.")
    return bare


def is_responsible(key: RoleKey) -> bool:
    """Tell whether a label names agencies."""
    return key in _RESPONSIBLE
