"""Names that stand for many agencies: "UBND các huyện, thị xã, thành phố", "các sở, ban, ngành".

A name is a class only when every word of it is known here; one foreign word ("các trường học")
and it is left to a person. A class is written as one word, several kinds joined by `_and_`.
"""

import functools
import re
from typing import Final

from services.plans.names.keys import KEPT, key_of, words

KINDS: Final = {
    "departments": "department",
    "districts": "district",
    "communes": "commune",
    "mass_organisations": "front",
}
"""Class to the kind of its members in the agency registry."""
ADDRESSEES: Final = "addressees"
"""Every agency to which the plan itself gives a duty: "các cơ quan, đơn vị"."""

_NOUNS: Final = {
    "to chuc chinh tri xa hoi": "mass_organisations",
    "to chuc thanh vien": "mass_organisations",
    "to chuc doan the": "mass_organisations",
    "hoi doan the": "mass_organisations",
    "to chuc xa hoi": "mass_organisations",
    "doan the": "mass_organisations",
    "thi tran": "communes",
    "dac khu": "communes",
    "phuong": "communes",
    "xa": "communes",
    "thi xa": "districts",
    "huyen": "districts",
    "quan": "districts",
    "thanh pho": "districts",
    "ban nganh": "departments",
    "nganh": "departments",
    "ban": "departments",
    "so": "departments",
    "co quan": ADDRESSEES,
    "don vi": ADDRESSEES,
    "to chuc": ADDRESSEES,
    "dia phuong": "localities",
}
_COMMON: Final = frozenset({"nhiem vu chung", "trach nhiem chung", "yeu cau chung"})
"""Headings under which every agency of the plan is addressed at once."""
_FILLERS: Final = (
    r"tren dia ban(?: (?:tinh|thanh pho|huyen|xa|phuong))?",
    r"(?:thuoc|trong|toan|o|cua) (?:tinh|thanh pho|huyen|xa)",
    r"(?:co )?lien quan",
    r"(?:trong pham vi|theo) (?:chuc nang|nhiem vu|quyen han)(?: (?:nhiem vu|quyen han|cua minh))*",
    r"theo (?:quy dinh|phan cong|phan cap)",
    "cua mat tran",
    r"duoc giao(?: (?:chu tri|nhiem vu|chi tieu))*",
    "cap tinh",
    "uy ban nhan dan",
    "chinh quyen",
    "thu truong",
    "chu tich",
    "lanh dao",
    "truc thuoc",
    "con lai",
    "khac",
    "tinh",
)
_MARK: Final = r"\b(?:cac|cap|tung|moi|nhung)\b"
_WORD = re.compile(
    r"\b(?:" + "|".join([*_FILLERS, *sorted(_NOUNS, key=len, reverse=True), _MARK]) + r")\b"
)
_OPEN = re.compile(r"\b(?:lien quan|khac|(?:co quan|nganh|don vi) chuc nang)\b")
_DISTRICTS: Final = frozenset({"huyen", "quan", "thi xa"})
_LOCALITIES: Final = ("districts", "communes")


@functools.lru_cache(maxsize=KEPT)
def class_of(name: str) -> str | None:
    """Return the class that `name` stands for, None when it is the name of one agency."""
    text = words(name)
    if text in _COMMON:
        return ADDRESSEES
    if not text or _WORD.sub("", text).strip():
        return None
    found = [word for word in _WORD.findall(text) if word in _NOUNS]
    if found.count("thanh pho") and not _DISTRICTS.intersection(found):
        # "các sở, ban, ngành Thành phố": there it says where they sit.
        found = [word for word in found if word != "thanh pho"]
    if not re.search(_MARK, text) and len(found) < 2:  # noqa: PLR2004 - "phường, xã" is a list
        return None
    return _joined([_NOUNS[word] for word in found])


def _joined(nouns: list[str]) -> str | None:
    kinds = {noun for noun in nouns if noun in KINDS}
    if "localities" in nouns and (kinds or ADDRESSEES not in nouns):
        kinds.update(_LOCALITIES)
    if kinds:
        return "_and_".join(kind for kind in KINDS if kind in kinds)
    return ADDRESSEES if ADDRESSEES in nouns else None


def is_class(value: str) -> bool:
    """Tell whether `value` is written as a class, as `communes_and_districts` is."""
    return value == ADDRESSEES or all(part in KINDS for part in value.split("_and_"))


def kinds_of(group: str) -> frozenset[str]:
    """Return the registry's kinds of the members of a class; none for `addressees`."""
    return frozenset(KINDS[part] for part in group.split("_and_") if part in KINDS)


def is_open(name: str) -> bool:
    """Tell whether the name leaves open whom it means: "… có liên quan", "… khác"."""
    return _OPEN.search(words(name)) is not None


_CITIES: Final = "thanh pho(?:$| (?:ha noi|hai phong|hue|da nang|can tho|ho chi minh))"
_LOCAL: Final = "(?:xa|phuong|thi tran|dac khu)"
_KIND_SIGNS: Final = (
    ("other", r"^(?:cac|nhung|moi)\b"),
    ("party", r"\b(?:tinh uy|thanh uy|huyen uy|dang uy|ban tuyen giao|ban dan van)\b"),
    ("court", r"\b(?:toa an|vien kiem sat)\b"),
    ("armed_forces", r"\b(?:bo doi|bien phong|bo chi huy|quan su)\b"),
    ("police", r"^cong an\b"),
    ("front", r"\b(?:mat tran|tinh doan|thanh doan|cong doan|lien doan|doan thanh nien)\b|^hoi\b"),
    ("committee", rf"^uy ban nhan dan (?:tinh|{_CITIES})"),
    ("district", r"^uy ban nhan dan (?:huyen|quan|thi xa|thanh pho)\b"),
    ("commune", rf"^uy ban nhan dan {_LOCAL}(?!\S)(?! {_LOCAL}\b)"),
    ("department", r"^(?:so|ban|thanh tra|van phong uy ban nhan dan)\b"),
)


def kind_of(name: str) -> str:
    """Return the registry kind that the name of one agency shows, `other` when it shows none.

    A stand-in for a class is `other` too: it must not become one of the class's members.
    """
    if class_of(name):
        return "other"
    text = str(key_of(name))
    return next((kind for kind, sign in _KIND_SIGNS if re.search(sign, text)), "other")
