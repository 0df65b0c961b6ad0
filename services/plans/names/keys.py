"""Names of agencies made comparable: exact up to spelling, never by resemblance.

A name becomes a `Key`: its words without case, marks, punctuation and "và", abbreviations written
out, and the closing "tỉnh X" or "thành phố X" cut off. Two keys agree when nothing that both of
them say differs, so "Sở Y tế" finds "Sở Y tế tỉnh An Giang" while two provinces never meet.
"""

import functools
import re
import unicodedata
from typing import Final, NamedTuple

from common.abbreviations import written_out
from services.plans.folding import fold_words

KEPT: Final = 4096
"""Names whose keys are remembered: one plan asks for the same tens of names many times."""
LONGEST_BASE, LONGEST_PLACE, LONGEST_KEY = 300, 100, 300

_LEVEL = re.compile(
    r"[\s,-]+(tỉnh|thành phố|tp\.?)(?=\s|$)(?!\s+(?:ủy|uỷ|đoàn)\b)\s*", re.IGNORECASE
)
_TIER = re.compile(r"\s*\(cấp (?:tỉnh|huyện|xã)\)", re.IGNORECASE)
"""Said of a name, and no part of it: "Phòng Kinh tế (cấp xã)"."""
_LEVELS = {"tỉnh": "tinh", "thành phố": "thanh pho", "tp": "thanh pho", "tp.": "thanh pho"}
_TITLES: Final = (
    "de nghi ",
    "thu truong ",
    "dong chi ",
    "giam doc ",
    "chu tich (?=uy ban nhan dan|hoi )",
    "truong ban (?=dan toc)",
    "chanh van phong (?=uy ban|hoi dong)",
)
_TITLE = re.compile("^(?:" + "|".join(_TITLES) + ")")

_SAME: Final = {
    "tinh doan thanh nien": "tinh doan",
    "tinh doan thanh nien cong san ho chi minh": "tinh doan",
    "mat tran to quoc": "uy ban mat tran to quoc",
}
"""Whole names of one body; domain.md §14 found each pair inside one plan."""
_YOUTH = "doan thanh nien cong san ho chi minh"


class Key(NamedTuple):
    """A comparable name: `base` words, and `level` and `place` where the name states them."""

    base: str
    level: str = ""
    place: str = ""

    def agrees(self, other: "Key") -> bool:
        """Tell whether the two can name one agency: equal in all that both say."""
        return (
            self.base == other.base
            and (not self.level or not other.level or self.level == other.level)
            and (not self.place or not other.place or self.place == other.place)
        )

    def __str__(self) -> str:
        """Return the key as one text, cut to what a column holds."""
        return " ".join(part for part in self if part)[:LONGEST_KEY]


@functools.lru_cache(maxsize=KEPT)
def key_of(name: str) -> Key:
    """Return the key of an agency's or addressee's name."""
    text = _TIER.sub("", unicodedata.normalize("NFC", name))
    level = place = ""
    cut = _LEVEL.search(text)
    if cut and cut.start() > 0:
        level = _LEVELS[cut[1].casefold()]
        place = words(text[cut.end() :])[:LONGEST_PLACE]
        text = text[: cut.start()]
    base = _TITLE.sub("", words(text))[:LONGEST_BASE]
    if base == _YOUTH and level == "tinh":
        return Key("tinh doan", "", place)
    return Key(_SAME.get(base, base), level, place)


@functools.lru_cache(maxsize=KEPT)
def words(text: str) -> str:
    """Return the folded words of `text`, abbreviations written out, without "và"."""
    return written_out(fold_words(text))
