"""The issuing body: from the letterhead, else inferred from the text, never silently."""

from __future__ import annotations

import re
from collections.abc import Sequence
from types import MappingProxyType
from typing import Final

from services.plans.extract.findings import Notebook
from services.plans.extract.folding import UPPER, is_upper
from services.plans.extract.letterhead import LEVELS, read_letterhead
from services.plans.extract.lines import Document, Line
from services.plans.extract.provinces import CITIES, guess_province

# A saved page may lose the second line of the letterhead.
_PLACELESS = re.compile(r"(?:(?:ỦY|UỶ) BAN NHÂN DÂN|UBND)$")
_JOINT = " - "
_PARTY = re.compile(
    r"^(?:(?P<body>.{2,80}) )?(?P<party>(?:TỈNH|THÀNH|HUYỆN|QUẬN|ĐẢNG) (?:ỦY|UỶ))"
    r"(?: (?P<name>.+))?$"
)
_PROPER = rf"(?:[{UPPER}][^\W\d_]*)(?:[ -]{{1,3}}[{UPPER}][^\W\d_]*){{0,3}}"
_SELF_NAMED = re.compile(
    rf"(?P<body>(?:Ủy ban|Uỷ ban) nhân dân|UBND)\s+(?P<level>{LEVELS})(?P<name>\s+{_PROPER})?"
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
# What keeps capitals inside a name that was printed in nothing else.
_CAPITALS: Final = MappingProxyType({
    name.lower(): name
    for name in (
        "Ủy ban nhân dân", "Ủy ban Mặt trận Tổ quốc", "Mặt trận Tổ quốc", "Việt Nam",
        "Ban Thường trực", "Ban Chấp hành", "Ban Thường vụ", "Hội Liên hiệp Phụ nữ",
        "Hội Nông dân", "Hội Cựu chiến binh", "Hội Chữ thập đỏ", "Đoàn TNCS", "Hồ Chí Minh",
        "Liên đoàn Lao động",
    )
})  # fmt: skip
_PROPER_NAMES = re.compile("|".join(_CAPITALS), re.IGNORECASE)
# "Liên minh Hợp tác xã tỉnh …": the last kind of place is the one that is named.
_NAMED_PLACE = re.compile(rf"(?<=\s)(?P<level>{LEVELS})\s+(?!HỘI\b)(?=\w)")


def find_issuer(
    document: Document, head: Sequence[Line], body_at: int, notebook: Notebook
) -> str | None:
    """Return the issuer's full name; an inferred or missing one is noted."""
    printed = read_letterhead(head)
    if printed and not _PLACELESS.match(printed):
        return _as_in_text(printed, document.text)
    inferred = _infer(document, head, body_at)
    if inferred:
        notebook.note("issuer-inferred", issuer=inferred, suggestion=inferred)
    else:
        notebook.note("issuer-missing")
    return inferred


def _as_in_text(printed: str, text: str) -> str:
    """Return the name as the body of the text writes it, else in our own small letters."""
    wanted = re.sub(r"\b(?:UBND|UỶ BAN NHÂN DÂN)\b|^Y BAN NHÂN DÂN\b", "ỦY BAN NHÂN DÂN", printed)
    wanted = re.sub(r"^BHXH\b", "BẢO HIỂM XÃ HỘI", wanted)
    found = _mixed_case(wanted, text)
    if found:
        return found
    party = _PARTY.match(wanted)
    if party is not None:
        head = (party["body"] or "").capitalize()
        name = _placed((party["name"] or "").title())
        return f"{head} {party['party'].capitalize()} {name}".strip()
    place = max(_NAMED_PLACE.finditer(wanted), key=lambda one: one.start(), default=None)
    if place is None:
        return _own_letters(wanted, text)
    body = _own_letters(wanted[: place.start()].strip(), text)
    return f"{body} {_placed(wanted[place.start() :].title())}"


def _placed(name: str) -> str:
    """Return a place with the small letters of its kind: `xã Kim Sơn`, but `Thành phố`."""
    return re.sub(
        rf"^(?!TP|Thành)(?:{LEVELS})(?=\s)", lambda m: m.group().lower(), name, flags=re.IGNORECASE
    ).replace("Thành Phố ", "Thành phố ", 1)


def _own_letters(name: str, text: str) -> str:
    """Return a body as the text writes it, else with a capital for it and a committee in it.

    Bodies that issue together (`SỞ Y TẾ - SỞ TÀI CHÍNH`) are written one by one.
    """
    found = _mixed_case(name, text)
    if found is None and len(joint := name.split(_JOINT)) > 1:
        return _JOINT.join(_own_letters(one, text) for one in joint)
    return found or _PROPER_NAMES.sub(
        lambda match: _CAPITALS[match.group().lower()], name.capitalize()
    )


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
