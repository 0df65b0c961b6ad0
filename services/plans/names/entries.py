"""One entry of a document may list several agencies; here it is cut into their names."""

import re
from typing import Final

from services.plans.names.classes import class_of

_BETWEEN = re.compile(r"\s*;\s*|\s*,\s*(?:và\s+)?|\s+và\s+", re.IGNORECASE)
_HEADS: Final = (
    "các", "sở", "ủy ban", "uỷ ban", "ub", "ubnd", "ubmttq", "công an", "công chức", "cơ quan",
    "hội", "liên đoàn", "liên minh", r"đoàn(?!\s+thể)",
    r"đài(?!\s+và)", r"báo(?!\s+và)", r"ban(?!\s+(?:và|ngành))", "bộ", "viện", "tòa", "toà",
    "trung tâm", "ngân hàng", "chi nhánh", "bảo hiểm", "kho bạc", "cục", "chi cục", "trường",
    "văn phòng", "phòng", "thanh tra", "mặt trận", "trạm", "quỹ",
    "hải quan",
)  # fmt: skip
"""Words that begin an agency's name."""
_HEAD = re.compile(rf"(?:{'|'.join(_HEADS)})\s+\S|(?:tỉnh|thành) đoàn\b|báo,? đài\b", re.IGNORECASE)
_OPEN_TAIL = re.compile(
    r"(?:\s*[,;]|\s+và)\s+(các\s(?:(?!các\s).)*(?:liên quan|khác))\s*$", re.IGNORECASE
)
_JOINT_OFFICE = re.compile(
    r"văn phòng (?:thường trực )?(?:đoàn .{0,40})?(?:hđnd|hội đồng nhân dân)"
    r"(?: (?:tỉnh|huyện|xã))?$"
    r"|văn phòng (?:đoàn đbqh|đoàn đại biểu quốc hội)(?: tỉnh)?$",
    re.IGNORECASE,
)
"""One office serves two bodies: "Văn phòng HĐND và UBND" is never cut."""
LONGEST_ENTRY = 1000


def names_in(entry: str) -> list[str]:
    """Return the names of the agencies and classes that `entry` lists, in order.

    It is cut only before a word that begins an agency's name, so that "Sở Văn hóa, Thể thao và Du
    lịch" stays whole, and never inside a class such as "các sở, ban, ngành". A closing "và các
    đơn vị có liên quan" stands alone, since it leaves open whom it means and the rest does not.
    """
    entry = entry[:LONGEST_ENTRY]
    tail = _OPEN_TAIL.search(entry)
    if tail:
        return [*names_in(entry[: tail.start()]), tail[1]]
    if class_of(entry):
        return [_bare(entry)]
    return [bare for part in _cut(entry) if (bare := _bare(part))]


def _cut(entry: str) -> list[str]:
    parts: list[str] = []
    start = 0
    for found in _BETWEEN.finditer(entry):
        before = entry[start : found.start()].strip()
        if _JOINT_OFFICE.match(before):
            continue
        if before and _HEAD.match(entry, found.end()):
            parts.append(entry[start : found.start()])
            start = found.end()
    return [*parts, entry[start:]]


def _bare(name: str) -> str:
    return " ".join(name.split()).strip(" ,;.:")
