"""Who stands where: the family a body belongs to, and whether one stands above another."""

from __future__ import annotations

import re
from typing import Final

from services.plans.extract.folding import fold_words
from services.plans.names import level_of
from services.plans.names.bodies import LEVELS, Level

# Bodies whose bare name shows their level; "Công an" or "Hội Nông dân" exist at each.
_PLAIN: Final = re.compile(
    r"^(?:so|bo(?! (?:chi huy|doi|tu lenh|phan))|tong cuc|chinh phu|thu tuong|quoc hoi|"
    r"tinh uy|thanh uy|uy ban nhan dan tinh|ubnd tinh|huyen uy|uy ban nhan dan huyen|ubnd huyen)\b"
)
# Outside of the government; each commands its own lower bodies alone.
_FAMILIES: Final = tuple(
    re.compile(rf"\b(?:{words})\b")
    for words in (
        "mat tran|mttq|ubmttq|mttqvn",
        "phu nu|lhpn",
        "nong dan",
        "cuu chien binh|ccb",
        "doan thanh nien|doan tncs|tinh doan|thanh doan|huyen doan|xa doan|chi doan|co so doan",
        "lien doan lao dong|cong doan|ldld",
        "chu thap do",
        "toa an|tand",
        "vien kiem sat|vksnd",
    )
)


def family_of(name: str) -> re.Pattern[str] | None:
    """Return what the names of a body's own lower bodies say; None for one of the government."""
    folded = fold_words(name)
    return next((family for family in _FAMILIES if family.search(folded)), None)


def is_above(name: str, issuer: Level) -> bool:
    """Tell whether a body's name shows that it stands above the issuer's level."""
    level = level_of(name)
    if level is None or LEVELS[level] >= LEVELS[issuer]:
        return False
    return _PLAIN.match(fold_words(name)) is not None
