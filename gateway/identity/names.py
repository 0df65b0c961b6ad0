"""Agency names: folded for comparison, made into slugs, and read for the kind of body."""

import re
import unicodedata
from collections.abc import Collection
from typing import Final

LONGEST_SLUG: Final = 80
_NOT_WORD = re.compile(r"[^a-z0-9]+")

_ABBREVIATED: Final = (
    ("uy ban nhan dan", "ubnd"),
    ("uy ban mat tran to quoc", "ubmttq"),
    ("hoi dong nhan dan", "hdnd"),
)
"""Long forms and the short ones that every clerk uses for them; both fold to the short one."""

KINDS: Final = (
    # The first that fits wins, so a longer or rarer beginning stands before a shorter one.
    ("commune", ("ubnd xa", "ubnd phuong", "ubnd dac khu", "ubnd thi tran", "ubnd cac xa")),
    ("commune", ("xa ", "phuong ", "dac khu ", "thi tran ")),
    ("district", ("ubnd huyen", "ubnd quan", "ubnd thi xa", "ubnd cac huyen")),
    ("committee", ("ubnd", "van phong ubnd", "van phong hdnd", "hdnd")),
    ("armed_forces", ("bo chi huy quan su", "bo chi huy bo doi", "bo doi bien phong")),
    ("armed_forces", ("ban chi huy quan su", "bo tu lenh")),
    ("police", ("cong an",)),
    ("court", ("toa an", "toa ", "vien kiem sat", "vksnd", "tand")),
    ("party", ("tinh uy", "thanh uy", "huyen uy", "dang uy", "ban tuyen giao", "ban dan van")),
    ("party", ("ban to chuc tinh uy", "ban noi chinh", "uy ban kiem tra")),
    ("front", ("ubmttq", "uy ban mttq", "mat tran", "mttq", "hoi ", "lien doan", "lien hiep")),
    ("front", ("doan thanh nien", "tinh doan", "thanh doan", "huyen doan")),
    ("department", ("so ", "ban ", "thanh tra tinh", "chi cuc", "cuc ")),
    # Catch-alls of plans: "các sở, ban, ngành", "các xã, phường".
    ("department", ("cac so", "so, ban")),
    ("commune", ("cac xa", "cac phuong")),
    ("district", ("cac huyen",)),
)
"""Kinds by how a folded name begins; a person corrects what this small table gets wrong."""


def fold(text: str) -> str:
    """Return `text` as it is compared: without marks, case, punctuation and doubled blanks.

    "Ủy ban nhân dân" and "UBND" fold alike, and so do hóa and hoá.
    """
    plain = text.replace("đ", "d").replace("Đ", "d")
    bare = "".join(
        letter
        for letter in unicodedata.normalize("NFKD", plain)
        if not unicodedata.combining(letter)
    )
    words = _NOT_WORD.sub(" ", bare.casefold()).strip()
    for long, short in _ABBREVIATED:
        words = re.sub(rf"\b{long}\b", short, words)
    return words


def slug_of(name: str, taken: Collection[str] = ()) -> str:
    """Return the slug of `name`, as `so-y-te`; with a number behind it if it is `taken`."""
    base = fold(name).replace(" ", "-")[:LONGEST_SLUG].strip("-") or "agency"
    if base not in taken:
        return base
    number = 2
    while f"{base}-{number}" in taken:
        number += 1
    return f"{base}-{number}"


def kind_of(name: str) -> str:
    """Return the kind of body that `name` tells of, `other` if it tells nothing."""
    folded = f"{fold(name)} "
    for kind, beginnings in KINDS:
        if folded.startswith(beginnings):
            return kind
    return "other"
