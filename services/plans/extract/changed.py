"""Changes that name no words or clause: a value or time moved, a task added, a document ended."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from services.plans.extract.cited_parts import UNIT, place_at, place_in
from services.plans.extract.form import AmendmentKind
from services.plans.extract.names import starts_with_agency

_KINDS: Final = r"(?:kế hoạch|quyết định|chương trình|chỉ thị|đề án|quy chế|công văn|hướng dẫn)"
_PLAIN: Final = r"[^“”«»\";:]"
_CHANGES: Final = (
    r"(?:sửa đổi|bổ sung|điều chỉnh|thay|nâng|giảm|tăng|hạ|lùi|gia hạn|kéo dài|rút ngắn|bãi bỏ|"
    r"hủy bỏ|huỷ bỏ|lược bỏ|chuyển|đổi|dừng)"
)
# `nâng chỉ tiêu sản lượng từ 1.200 tấn lên 1.500 tấn`
_MOVED: Final = re.compile(
    rf"{_CHANGES}(?:,? {_CHANGES}){{0,2}} (?P<what>{_PLAIN}{{3,160}}?),? từ "
    rf"(?P<old>{_PLAIN}{{1,80}}?) (?:lên|xuống|thành|sang|còn|đến) (?P<new>{_PLAIN}{{1,120}})",
    re.IGNORECASE,
)
# `lùi thời hạn … tại khoản 3 Mục II đến ngày 30/9/2026`
_UNTIL: Final = re.compile(
    rf"(?:lùi|gia hạn|kéo dài|rút ngắn|điều chỉnh|chuyển) (?P<what>{_PLAIN}{{3,200}}?) "
    r"(?:đến|sang|thành) (?P<new>(?:hết )?(?:ngày|tháng|quý|năm) [^;:]{1,60})",
    re.IGNORECASE,
)
# `giao Sở A thay Sở B chủ trì nhiệm vụ tại …`
_TAKEN_OVER: Final = re.compile(
    rf"(?:giao )?(?P<new>{_PLAIN}{{3,80}}?) (?:thay(?: thế)?(?: cho)?) (?P<old>{_PLAIN}{{3,80}}?)"
    rf" (?=(?:chủ trì|thực hiện|làm|tham mưu|phối hợp))(?P<what>{_PLAIN}{{3,200}})",
    re.IGNORECASE,
)
# `bổ sung nhiệm vụ: …`, `bổ sung vào Mục IV nội dung sau: …`
_ADDED: Final = re.compile(
    rf"bổ sung (?:thêm )?(?P<what>(?:(?:các|một số) )?"
    rf"(?:nhiệm vụ|nội dung|chỉ tiêu|giải pháp|mục tiêu){_PLAIN}{{0,120}}|"
    rf"vào {_PLAIN}{{0,20}}{UNIT}{_PLAIN}{{0,160}}):",
    re.IGNORECASE,
)
_ENCLOSED: Final = re.compile(
    rf"(?:thay(?: thế)?|điều chỉnh) (?P<what>{UNIT}{_PLAIN}{{0,80}}?) bằng "
    rf"(?P<new>{_PLAIN}{{3,120}}kèm theo{_PLAIN}{{0,80}})",
    re.IGNORECASE,
)
_REPLACES: Final = re.compile(
    rf"(?P<new>{_KINDS} này) (?:thay thế|bãi bỏ) (?:cho )?"
    rf"(?P<what>(?:các )?{_KINDS} (?:số )?[^;:]{{3,300}})",
    re.IGNORECASE,
)
_ENDS: Final = re.compile(
    rf"(?:bãi bỏ|hủy bỏ|huỷ bỏ) (?:toàn bộ )?(?P<what>(?:các )?{_KINDS} số [^;:]{{3,300}})|"
    rf"(?P<ended>{_KINDS} số [^;:]{{3,200}}?) (?:được bãi bỏ|hết hiệu lực)",
    re.IGNORECASE,
)
_BEGINS_CHANGE: Final = re.compile(_CHANGES, re.IGNORECASE)
_BEGINS: Final = re.compile(rf"{_CHANGES}|{_KINDS} (?:này|số)|{UNIT}", re.IGNORECASE)
_TRIMMED: Final = " .,;"


@dataclass(frozen=True, slots=True)
class Instruction:
    """A change as one line tells it; `open_at` is where its new text may begin."""

    kind: AmendmentKind
    place: str | None
    old: str | None
    new: str | None
    open_at: int | None


def may_change(text: str) -> bool:
    """Tell whether a clause begins with a word that changes something."""
    return _BEGINS_CHANGE.match(text) is not None


def may_tell(text: str) -> bool:
    """Tell whether a clause begins with such a word, a part or a kind of document."""
    return _BEGINS.match(text) is not None


def read_end(text: str) -> Instruction | None:
    """Return that a whole document is replaced or ended, whatever else this one is about."""
    replaced = _REPLACES.match(text)
    if replaced:
        return Instruction("replace", replaced["what"].strip(_TRIMMED), None, replaced["new"], None)
    ended = _ENDS.match(text)
    if ended is None:
        return None
    place = (ended["what"] or ended["ended"]).strip(_TRIMMED)
    return Instruction("repeal", place, None, None, None)


def read_enclosed(text: str) -> Instruction | None:
    """Return that a part is replaced by one that comes with the document."""
    enclosed = _ENCLOSED.match(text)
    return _replacing(enclosed["what"], None, enclosed["new"]) if enclosed else None


def read_change(text: str) -> Instruction | None:
    """Return a change of an amending document that quotes nothing and cites no clause first."""
    added = _ADDED.match(text)
    if added:
        what = added["what"].strip()
        said = place_at(what, 0)[0] if what.lower().startswith("vào") else what
        said = place_in(what) or said
        rest = text[added.end() :].strip()
        quoted = not rest or rest[0] in '“«"'
        new, open_at = (None, added.end() - 1) if quoted else (rest, None)
        return Instruction("insert", said, None, new, open_at)
    moved = _MOVED.match(text)
    if moved:
        return _replacing(moved["what"], moved["old"], moved["new"])
    until = _UNTIL.match(text)
    if until:
        return _replacing(until["what"], None, until["new"])
    over = _TAKEN_OVER.match(text)
    if over and starts_with_agency(over["old"]):
        return _replacing(over["what"], over["old"], over["new"])
    return None


def _replacing(what: str, old: str | None, new: str) -> Instruction:
    trimmed = old.strip(_TRIMMED) if old else None
    return Instruction("replace", what.strip(_TRIMMED), trimmed, new.strip(_TRIMMED), None)
