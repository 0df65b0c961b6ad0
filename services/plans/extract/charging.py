"""Unnumbered lines that charge an agency with the numbered list below: `Phòng X có nhiệm vụ:`."""

from __future__ import annotations

import re
from typing import Final

from services.plans.extract.labels import ARABIC, BARE, LETTER
from services.plans.extract.lines import Line
from services.plans.extract.names import read_addressed

# The issuer itself says that what follows is given; nobody is named yet.
_GIVING: Final = re.compile(
    r"^(?:Ủy ban nhân dân|Uỷ ban nhân dân|UBND|Chủ tịch)\b(?:(?! các )[^.;:]){0,80}? "
    r"(?:giao|phân công)\b[^.;:]{0,120}:$"
)
# What stands between a name and the list: `có nhiệm vụ:`, `thực hiện các nội dung sau:`.
_CHARGING: Final = re.compile(
    r"[\s,]*(?:(?:có|được giao|chịu) (?:các )?(?:nhiệm vụ|trách nhiệm)|"
    r"(?:(?:tập trung|chủ động|khẩn trương|nghiêm túc|tổ chức) ){0,3}(?:thực hiện|triển khai)|"
    r"theo chức năng|căn cứ|chủ trì|phối hợp)\b[^.;:]{0,160}:$",
    re.IGNORECASE,
)
_ANSWERING: Final = re.compile(r"[\s,]*(?:có|chịu|được giao) (?:các )?(?:nhiệm vụ|trách nhiệm)\b")
_BIDDING: Final = re.compile(r"\b(?:yêu cầu|đề nghị|giao|chỉ đạo|chỉ thị)\b")
_FIRST: Final = frozenset({"1", "a", "i"})
_LONGEST: Final = 400


def speaks_itself(text: str) -> bool:
    """Tell whether the issuer only says that duties follow: `UBND xã giao trách nhiệm như sau:`."""
    return text.endswith(":") and _GIVING.match(text) is not None


def list_below(line: Line, following: Line | None) -> int | None:
    """Return the rank of the numbered list that an unnumbered line gives to whom it names.

    None for any other line: one that names nobody, or does more than announce; one whose list
    goes on from above, or whose items name agencies of their own.
    """
    if line.label.text or line.cells or following is None or following.cells:
        return None
    label = following.label
    if not ARABIC <= label.rank < BARE or label.text.strip(".():/- ") not in _FIRST:
        return None
    charged = _charges(line.text, _CHARGING, alone=True)
    return label.rank if charged and not names_agency(following) else None


def names_agency(item: Line) -> bool:
    """Tell whether a numbered item is another addressee; what letters count are its duties."""
    return item.label.rank < LETTER and read_addressed(item.body) is not None


def charges(line: Line) -> bool:
    """Tell whether an unnumbered line says what somebody is charged with, or that it follows."""
    if line.label.text or line.cells:
        return False
    if not ("nhiệm" in line.text or line.text.endswith(":")):
        return False
    return _charges(line.text, _ANSWERING) or _charges(line.text, _CHARGING)


def _charges(text: str, said: re.Pattern[str], *, alone: bool = False) -> bool:
    """Tell whether whom a text begins with is charged in words of `said`, or named `alone`."""
    if len(text) > _LONGEST or speaks_itself(text):
        return False
    found = read_addressed(text)
    if found is None or _BIDDING.search(found.name):
        return False
    if alone and not text[found.rest_at :].strip(" .:"):
        return True
    return said.match(text, found.rest_at) is not None
