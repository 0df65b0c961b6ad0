"""Names that stand for many agencies: `UBND các xã`, `các sở, ban, ngành`."""

from __future__ import annotations

import re

from services.plans.extract.form import Group

_AREA = r"(?:xã|phường|thị trấn|đặc khu)"
_DISTRICT = r"(?:huyện|quận|thị xã)"
_HEADED = r"(?:các|cấp|những|từng)"
# Several kinds side by side, or "các"/"cấp" before one, make a class; "UBND xã Tân An" is one body.
_COMMUNES = re.compile(
    rf"{_HEADED} {_AREA}\b|{_AREA}\s?[,/]\s?{_AREA}\b|{_AREA} và {_AREA}\b", re.IGNORECASE
)
_DISTRICTS = re.compile(
    rf"{_HEADED} {_DISTRICT}\b|{_DISTRICT}\s?[,/]\s?(?:{_DISTRICT}|thành phố)\b"
    rf"|{_DISTRICT} và (?:{_DISTRICT}|thành phố)\b",
    re.IGNORECASE,
)
_GOVERNED = re.compile(
    r"UBND|[ỦU][ỷy] ban nhân dân|Uỷ ban nhân dân|Chính quyền|^(?:các|thủ trưởng|lãnh đạo)\b|"
    r"địa phương",
    re.IGNORECASE,
)
_DEPARTMENTS = re.compile(
    r"\b(?:các|những) sở\b|\bsở,? ban,? (?:và )?ngành|\bsở, ngành|(?:trưởng|đốc) các sở",
    re.IGNORECASE,
)
_MASS = re.compile(
    r"các đoàn thể|tổ chức chính trị\s?[-–]\s?xã hội|các tổ chức thành viên|tổ chức đoàn thể",
    re.IGNORECASE,
)
# "Các Sở: Tài chính, Nội vụ" names those it means; what follows may still be a class.
_NAMED = re.compile(r"\b(?:các|những) (?:sở|bộ|ban|ngành)[^:;]{0,30}:[^;]*", re.IGNORECASE)
_PLACED = re.compile(r"(?:trên địa bàn|trong|thuộc|đóng|cấp).{0,12}$", re.IGNORECASE)


def group_of(name: str) -> Group | None:
    """Return the class an addressee stands for, None for a single agency."""
    name = _NAMED.sub("", name)
    communes = _is_class(_COMMUNES, name)
    districts = _is_class(_DISTRICTS, name)
    if _DEPARTMENTS.search(name):
        if districts:
            return "departments_and_districts"
        return "departments_and_communes" if communes else "departments"
    if districts or communes:
        return "districts" if districts else "communes"
    return "mass_organisations" if _MASS.search(name) else None


def names_members(name: str) -> bool:
    """Tell whether a name lists the members of a class: `Các Sở: Tài chính, Nội vụ`."""
    return _NAMED.search(name) is not None


def _is_class(pattern: re.Pattern[str], name: str) -> bool:
    """Tell whether governed areas are listed as addressees, not as the place of others."""
    match = pattern.search(name)
    if match is None or not _GOVERNED.search(name):
        return False
    return _PLACED.search(name[: match.start()]) is None or _GOVERNED.match(name) is not None
