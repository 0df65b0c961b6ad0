"""The issuing body: from the letterhead, else inferred from the text, never silently."""

from __future__ import annotations

import re
from collections.abc import Sequence

from services.plans.extract.findings import Notebook
from services.plans.extract.folding import UPPER, is_upper
from services.plans.extract.lines import Document, Line
from services.plans.extract.provinces import CITIES, guess_province

_MOTTO = re.compile(
    r"\s*(?:CỘNG H[OÒ][AÀ] XÃ|HỘI CHỦ NGHĨA|CHỦ NGHĨA VIỆT|ĐẢNG CỘNG SẢN|Độc lập).*$"
)
_PLACE = (
    r"TỈNH|THÀNH PHỐ|TP\.?|HUYỆN|QUẬN|THỊ XÃ|THỊ TRẤN|XÃ|PHƯỜNG|ĐẶC KHU|tỉnh|[Tt]hành phố|huyện|"
    r"quận|"
    r"thị xã|thị trấn|xã|phường|đặc khu"
)
_STARTS_PLACE = re.compile(rf"^(?:{_PLACE})\s")
_COMMITTEE = re.compile(r"^(?:(?:ỦY|UỶ) BAN NHÂN DÂN|UBND|HỘI ĐỒNG NHÂN DÂN|HĐND)\b")
_BODY = re.compile(
    r"^(?:(?:ỦY|UỶ|Y) BAN|UBND|HỘI ĐỒNG|HĐND|BỘ |SỞ |BAN |CHÍNH PHỦ|THỦ TƯỚNG|VĂN PHÒNG|TỔNG CỤC|"
    r"CỤC |"
    r"CHI CỤC|THANH TRA|CÔNG AN|ĐẢNG ỦY|ĐẢNG BỘ|TỈNH ỦY|TỈNH UỶ|THÀNH ỦY|HUYỆN ỦY|QUẬN ỦY|VIỆN |"
    r"TÒA |HỘI |LIÊN |"
    r"TRƯỜNG |TRUNG TÂM|PHÒNG |NGÂN HÀNG|KHO BẠC|BẢO HIỂM|ĐÀI |QUỐC HỘI|TẬP ĐOÀN|TỔNG CÔNG TY|"
    r"ĐOÀN |"
    r"MẶT TRẬN|CHỦ TỊCH|TỔNG |BHXH |NHNN |LĐLĐ |MTTQ )"
)
# A saved page may lose the second line of the letterhead.
_PLACELESS = re.compile(r"(?:(?:ỦY|UỶ) BAN NHÂN DÂN|UBND)$")
# Two lines set as one: a committee, then its department.
_OWNER = re.compile(
    r"^((?:UBND|(?:ỦY|UỶ) BAN NHÂN DÂN) .+?) ((?:SỞ|CHI CỤC|VĂN PHÒNG|PHÒNG|TRUNG TÂM|TRƯỜNG) .+)$"
)
_PARTY = re.compile(
    r"^(?:(?P<body>.{2,80}) )?(?P<party>(?:TỈNH|THÀNH|HUYỆN|QUẬN|ĐẢNG) (?:ỦY|UỶ))"
    r"(?: (?P<name>.+))?$"
)
_PROPER = rf"(?:[{UPPER}][^\W\d_]*)(?:[ -]{{1,3}}[{UPPER}][^\W\d_]*){{0,3}}"
_SELF_NAMED = re.compile(
    rf"(?P<body>(?:Ủy ban|Uỷ ban) nhân dân|UBND)\s+(?P<level>{_PLACE})(?P<name>\s+{_PROPER})?"
    r"\s*(?:\([^()]{0,80}\)\s*)?(?:ban hành|xây dựng|yêu cầu|triển khai|chỉ đạo)"
)
_OTHER_NAMED = re.compile(
    r"(?P<body>(?:Bộ|Sở|Thủ tướng Chính phủ|Ban|Tỉnh ủy|Văn phòng|Cục|"
    r"Hội)[^.;:,]{0,60}?)\s+ban hành\s+"
    r"(?:Kế hoạch|Chương trình|Chỉ thị|Hướng dẫn)"
)
_PLACE_LINE = re.compile(rf"^(?P<name>{_PROPER}), ngày")
_META_PLACE = re.compile(
    rf"(?:Nơi|Cơ quan) ban hành\s?:?\s{{0,2}}(?P<place>(?:Tỉnh|Thành phố|Bộ)\s+{_PROPER})"
)
# Stamps of urgency and secrecy stand among the lines of the letterhead.
_STAMP = re.compile(
    r"^(?:(?:HỎA|HOẢ) TỐC(?: HẸN GIỜ)?|THƯỢNG KHẨN|KHẨN|MẬT|TỐI MẬT|TUYỆT MẬT|DỰ THẢO|SAO Y)$"
)
_MAX_PARTS = 5


def find_issuer(
    document: Document, head: Sequence[Line], body_at: int, notebook: Notebook
) -> str | None:
    """Return the issuer's full name; an inferred or missing one is noted."""
    printed = _letterhead(head)
    if printed and not _PLACELESS.match(printed):
        return _as_in_text(printed, document.text)
    inferred = _infer(document, head, body_at)
    if inferred:
        notebook.note("issuer-inferred", issuer=inferred, suggestion=inferred)
    else:
        notebook.note("issuer-missing")
    return inferred


def _letterhead(head: Sequence[Line]) -> str | None:
    """Return the body printed top left, with the place it governs."""
    parts: list[str] = []
    for line in head:
        text = _MOTTO.sub("", line.text).strip(" -–*_|\t")
        numbered = any(char.isdigit() for char in text) and not _BODY.match(text)
        if not text or not is_upper(text) or numbered or _STAMP.match(text):
            continue
        if _BODY.match(text):
            parts.extend(_OWNER.sub(r"\1\n\2", text).split("\n"))
        elif parts and (_STARTS_PLACE.match(text) or len(parts) < 2):  # noqa: PLR2004
            parts[-1] = f"{parts[-1]} {text}"
        if len(parts) >= _MAX_PARTS:
            break
    if not parts:
        return None
    last = parts[-1]
    if last == "VĂN PHÒNG" and len(parts) > 1:
        return f"{last} {parts[-2]}"
    place = re.search(rf"(?:{_PLACE})\s.*$", parts[0]) if len(parts) > 1 else None
    if place and not _COMMITTEE.match(last) and not re.search(rf"(?:{_PLACE})\s", last):
        return f"{last} {place.group()}"
    return last


def _as_in_text(printed: str, text: str) -> str:
    """Return the name as the body of the text writes it, else in our own small letters."""
    wanted = re.sub(r"^(?:UBND|UỶ BAN NHÂN DÂN|Y BAN NHÂN DÂN)\b", "ỦY BAN NHÂN DÂN", printed)
    wanted = re.sub(r"^BHXH\b", "BẢO HIỂM XÃ HỘI", wanted)
    found = _mixed_case(wanted, text)
    if found:
        return found
    party = _PARTY.match(wanted)
    if party is not None:
        head = (party["body"] or "").capitalize()
        return f"{head} {party['party'].capitalize()} {(party['name'] or '').title()}".strip()
    place = re.search(rf"\s(?P<level>{_PLACE})\s+(?!HỘI\b)(?P<name>.+)$", wanted)
    if place is None:
        return wanted.capitalize()
    body = wanted[: place.start()].strip()
    level = place.group("level").lower()
    level = level.capitalize() if level == "thành phố" else level
    return f"{_mixed_case(body, text) or body.capitalize()} {level} {place.group('name').title()}"


def _mixed_case(name: str, text: str) -> str | None:
    """Find `name` in the text in other than capitals."""
    for match in re.finditer(re.escape(name), text, re.IGNORECASE):
        if not is_upper(match.group()):
            found = match.group()
            return found[0].upper() + found[1:]
    return None


def _infer(document: Document, head: Sequence[Line], body_at: int) -> str | None:
    intro = " ".join(line.text for line in document.lines[body_at : body_at + 30])
    named = _SELF_NAMED.search(intro) or _SELF_NAMED.search(document.text)
    if named:
        level = named.group("level")
        place = (named.group("name") or "").strip() or _place_for(level, document, head)
        if place:
            return f"Ủy ban nhân dân {level} {place}"
    meta = next((m for line in head if (m := _META_PLACE.search(line.text))), None)
    if meta and not meta.group("place").startswith("Bộ"):
        place = re.split(r"\s+(?:Người|Ngày|Tình|Loại)\b", meta.group("place"))[0]
        return f"Ủy ban nhân dân {place[0].lower()}{place[1:]}"
    bodies = (match.group("body").strip() for match in _OTHER_NAMED.finditer(intro))
    return next((body for body in bodies if not re.search(r" (?:số|về) ", f"{body} ")), None)


def _place_for(level: str, document: Document, head: Sequence[Line]) -> str | None:
    """Find the proper name of the issuer's area where the text only says `tỉnh`."""
    placed = next((m for line in head if (m := _PLACE_LINE.match(line.text))), None)
    if placed:
        return placed.group("name")
    if level.lower() not in {"tỉnh", "thành phố"}:
        return None
    province = guess_province(document.text)
    return province if province and (level == "tỉnh") == (province not in CITIES) else None
