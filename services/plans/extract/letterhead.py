"""The body printed top left (Decree 30/2020, appendix I): superiors first, each over some lines."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from services.plans.extract.folding import is_upper
from services.plans.extract.lines import Line

LEVELS: Final = (
    r"TỈNH|THÀNH PHỐ|TP\.?|HUYỆN|QUẬN|THỊ XÃ|THỊ TRẤN|XÃ|PHƯỜNG|ĐẶC KHU|tỉnh|[Tt]hành phố|huyện|"
    r"quận|thị xã|thị trấn|xã|phường|đặc khu"
)
"""Kinds of places, as a name of one begins."""

_MOTTO = re.compile(
    r"\s*(?:CỘNG H[OÒ][AÀ] XÃ|HỘI CHỦ NGHĨA|CHỦ NGHĨA VIỆT|ĐẢNG CỘNG SẢN|Độc lập|ĐỘC LẬP).*$"
)
_COMMITTEE = re.compile(r"^(?:(?:ỦY|UỶ) BAN NHÂN DÂN|UBND|HỘI ĐỒNG NHÂN DÂN|HĐND)\b")
_BODY = re.compile(
    r"^(?:(?:ỦY|UỶ|Y) BAN|UBND|HỘI ĐỒNG|HĐND|BỘ |SỞ |BAN |CHÍNH PHỦ|THỦ TƯỚNG|VĂN PHÒNG|"
    r"(?:TỔNG |CHI )?CỤC |THANH TRA|CÔNG AN|(?:TỈNH|THÀNH|HUYỆN|QUẬN|ĐẢNG) (?:ỦY|UỶ)|ĐẢNG BỘ|"
    r"(?:HỌC |BỆNH )?VIỆN |TÒA |HỘI |HIỆP HỘI|LIÊN |TRƯỜNG |ĐẠI HỌC|TRUNG TÂM|PHÒNG |NGÂN HÀNG|"
    r"KHO BẠC|BẢO HIỂM|ĐÀI |QUỐC HỘI|TẬP ĐOÀN|CÔNG TY|CÔNG ĐOÀN|ĐOÀN |MẶT TRẬN|CHỦ TỊCH|TỔNG |"
    r"TỔ |TIỂU BAN|QUỸ |TRẠM |HẠT |ĐỒN |BHXH |NHNN |LĐLĐ |MTTQ |BCĐ |BCH |BQL )"
)
_STARTS_PLACE = re.compile(rf"^(?:{LEVELS})\s")
_PLACE = re.compile(rf"(?:{LEVELS})\s(?!HỘI\b).*$")
_PLACED = re.compile(rf"(?<!\S)(?:{LEVELS})\s(?!HỘI\b)")
# Two lines set as one: a committee with its place, then its department; `XÃ TRƯỜNG THỌ` is one.
_OWNER = re.compile(
    r"^((?:UBND|(?:ỦY|UỶ) BAN NHÂN DÂN) .+?)"
    r"(?<! TỈNH)(?<! THÀNH PHỐ)(?<! HUYỆN)(?<! QUẬN)(?<! XÃ)(?<! PHƯỜNG)(?<! ĐẶC KHU)"
    r" ((?:SỞ|CHI CỤC|VĂN PHÒNG|PHÒNG|TRUNG TÂM|TRƯỜNG) .+)$"
)
# Bodies that are named by the one above them.
_ITS_OWN = re.compile(r"^(?:VĂN PHÒNG|BAN THƯỜNG TRỰC|BAN THƯỜNG VỤ)$")
# A committee of the organisation printed above it: `MẶT TRẬN …` over `ỦY BAN TỈNH LAM HẢI`.
_OF_ABOVE = re.compile(
    rf"^((?:ỦY|UỶ) BAN|BAN (?:CHẤP HÀNH|THƯỜNG VỤ|THƯỜNG TRỰC))\s(?=(?:{LEVELS})\s)"
)
_ORGANISATION = re.compile(r"^(?:MẶT TRẬN|HỘI (?!ĐỒNG)|ĐOÀN |CÔNG ĐOÀN|LIÊN ĐOÀN|TỔNG LIÊN ĐOÀN)")
_PARTY = re.compile(r"^(?:TỈNH|THÀNH|HUYỆN|QUẬN) (?:ỦY|UỶ)$")
# Stamps of urgency and secrecy stand among the lines of the letterhead.
_STAMP = re.compile(
    r"^(?:(?:HỎA|HOẢ) TỐC(?: HẸN GIỜ)?|THƯỢNG KHẨN|KHẨN|MẬT|TỐI MẬT|TUYỆT MẬT|DỰ THẢO|SAO Y)$"
)
_NUMBER = re.compile(r"^SỐ\b|[/.]")
_MAX_PARTS = 5


def read_letterhead(head: Sequence[Line]) -> str | None:
    """Return the issuing body in capitals, with the place it governs; None without one."""
    parts = _parts(head)
    if not parts:
        return None
    *above, last = parts
    over = above[-1] if above else ""
    if over and _ITS_OWN.match(last):
        return f"{last} {over}"
    if over == "CHỦ TỊCH" and _COMMITTEE.match(last):
        return f"{over} {last}"
    if _ORGANISATION.match(over) and _OF_ABOVE.match(last):
        return _OF_ABOVE.sub(rf"\1 {over} ", last)
    place = _PLACE.search(parts[0]) if above else None
    if place and _PARTY.match(last):
        return f"{last} {_STARTS_PLACE.sub('', place.group())}"
    placed = _COMMITTEE.match(last) or _PLACED.search(last)
    return f"{last} {place.group()}" if place and not placed else last


def _parts(head: Sequence[Line]) -> list[str]:
    """Return the bodies from the highest to the one that issues, their lines joined."""
    parts: list[str] = []
    below = -1
    for line in head:
        text = _MOTTO.sub("", line.text).strip(" -–*_|\t")
        if not text or not is_upper(text) or _STAMP.match(text):
            continue
        if _BODY.match(text):
            parts.extend(_OWNER.sub(r"\1\n\2", text).split("\n"))
        elif parts and _goes_on(text, alone=len(parts) == 1, adjoining=line.index == below):
            parts[-1] = f"{parts[-1]} {text}"
        else:
            continue
        below = line.index + 1
        if len(parts) >= _MAX_PARTS:
            break
    return parts


def _goes_on(text: str, *, alone: bool, adjoining: bool) -> bool:
    """Tell whether a line goes on a name: right below it, or with its place, or the first's."""
    if any(char.isdigit() for char in text):
        return adjoining and _NUMBER.search(text) is None
    return adjoining or alone or _STARTS_PLACE.match(text) is not None
