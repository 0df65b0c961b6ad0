"""TCVN3 (ABC) and VNI: encodings of before Unicode, known by their fonts or by their letters.

Both keep Vietnamese letters in places where Unicode has other ones, so a text shows as
`Céng hßa` or `Coäng hoøa` wherever its font is missing. Sources: TCVN 5712:1993 (VN3), and the
keyboard table of VNI for Windows.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final, Literal, NamedTuple

from services.plans.extract.reading.syllables import share_of_syllables

Encoding = Literal["TCVN3", "VNI"]

_TCVN3_AT: Final = "¡¢£¤¥¦§¨©ª«¬\u00ad®µ¶·¸¹»¼½¾ÆÇÈÉÊËÌÎÏÐÑÒÓÔÕÖ×ØÜÝÞßáâãäåæçèéêëìíîïñòóôõö÷øùúûüýþ"
_TCVN3_IS: Final = "ĂÂÊÔƠƯĐăâêôơưđàảãáạằẳẵắặầẩẫấậèẻẽéẹềểễếệìỉĩíịòỏõóọồổỗốộờởỡớợùủũúụừửữứựỳỷỹýỵ"
_TCVN3: Final = str.maketrans(_TCVN3_AT, _TCVN3_IS)

_ACUTE, _GRAVE, _HOOK, _TILDE, _DOT = "\u0301", "\u0300", "\u0309", "\u0303", "\u0323"
_ROOF, _BREVE, _HORN = "\u0302", "\u0306", "\u031b"
# VNI sets the marks after the vowel, and shows both as one by overprinting.
_VNI_MARKS: Final = {
    "ù": _ACUTE, "ø": _GRAVE, "û": _HOOK, "õ": _TILDE, "ï": _DOT,
    "â": _ROOF, "á": _ROOF + _ACUTE, "à": _ROOF + _GRAVE, "å": _ROOF + _HOOK,
    "ã": _ROOF + _TILDE, "ä": _ROOF + _DOT,
    "ê": _BREVE, "é": _BREVE + _ACUTE, "è": _BREVE + _GRAVE, "ú": _BREVE + _HOOK,
    "ü": _BREVE + _TILDE, "ë": _BREVE + _DOT,
}  # fmt: skip
_VNI_TONES: Final = "ùøûõï"
_VNI_ALONE: Final = {
    "ô": "o" + _HORN, "ö": "u" + _HORN, "í": "i" + _ACUTE, "ì": "i" + _GRAVE, "æ": "i" + _HOOK,
    "ó": "i" + _TILDE, "ò": "i" + _DOT, "î": "y" + _DOT, "ñ": "đ",
}  # fmt: skip

# Word shows a capital font's small letters as capitals.
_CAPITAL_FONT: Final = re.compile(r"^\.vn.*h$", re.IGNORECASE)
_WORD: Final = re.compile(r"[^\W\d_]+")
# Ủ has no capital of its own in TCVN3, and begins the commonest name of all.
_COMMITTEE: Final = re.compile(r"\b(ủy|uỷ)(?= ban (?:nhân dân|Mặt trận))")
_MODERN: Final = re.compile("[ăđơưĂĐƠƯ\u1ea0-\u1ef9\u0300-\u0323]")
_HIGH: Final = re.compile("[\u00a1-\u00ff]")
_SAMPLE: Final = 40_000
_MIN_HIGH: Final = 12
_MIN_SHARE: Final = 0.85
_MIN_GAIN: Final = 0.2


def _vni_table() -> Mapping[str, str]:
    """Return what each letter, alone or with its mark, is in Unicode."""
    pairs = dict(_VNI_ALONE)
    for vowel in "aeouy":
        for mark, signs in _VNI_MARKS.items():
            if mark in _VNI_TONES or vowel == "a" or (vowel in "eo" and signs[0] == _ROOF):
                pairs[vowel + mark] = vowel + signs
    for vowel in "ôö":
        for tone in _VNI_TONES:
            pairs[vowel + tone] = _VNI_ALONE[vowel] + _VNI_MARKS[tone]
    table: dict[str, str] = {}
    for written, meant in pairs.items():
        letter = unicodedata.normalize("NFC", meant)
        table |= {written: letter, written.upper(): letter.upper()}
        table[written[0].upper() + written[1:]] = letter.upper()
        # A capital may carry the mark of a small letter, or the reverse.
        if len(written) > 1:
            table[written[0] + written[1:].upper()] = letter
    return MappingProxyType(table)


_VNI: Final = _vni_table()
_VNI_LETTER: Final = re.compile("|".join(sorted(_VNI, key=len, reverse=True)))


class Font(NamedTuple):
    """What a font's name says of the letters set in it."""

    encoding: Encoding | None
    capitals: bool = False


def font_of(name: str | None) -> Font:
    """Return what the name of a font says: `.VnTimeH`, `VNI-Times`, subset tag or not."""
    bare = (name or "").rpartition("+")[2].strip(" \"'").lower()
    if bare.startswith((".vn", "vntime", "vnarial")):
        return Font("TCVN3", _CAPITAL_FONT.match(bare) is not None)
    return Font("VNI") if bare.startswith("vni") else Font(None)


def convert(text: str, encoding: Encoding, *, capitals: bool = False) -> str:
    """Return `text` of a legacy encoding in Unicode; `capitals` for a font of only those."""
    converted = _CONVERTERS[encoding](text)
    return converted.upper() if capitals else converted


def recognise(text: str) -> Encoding | None:
    """Return the encoding that a text shows by its letters, None for any other text.

    It has none of the letters that only Unicode has, and its words become Vietnamese syllables
    when converted, and are not before.
    """
    sample = text[:_SAMPLE]
    high = len(_HIGH.findall(sample))
    if high < _MIN_HIGH or len(_MODERN.findall(sample)) * 20 > high:
        return None
    # Judged by the words as written: what stays ASCII says nothing.
    marked = " ".join(word for word in sample.split() if not word.isascii())
    before = share_of_syllables(marked)
    shares = {
        encoding: share_of_syllables(_CONVERTERS[encoding](marked)) for encoding in _CONVERTERS
    }
    best = max(shares, key=lambda encoding: shares[encoding])
    return best if shares[best] >= max(_MIN_SHARE, before + _MIN_GAIN) else None


def _from_tcvn3(text: str) -> str:
    # Capitals with tones are small letters in a capital font, which plain text has lost.
    named = _COMMITTEE.sub(lambda match: match.group().capitalize(), text.translate(_TCVN3))
    lines = named.split("\n")
    return "\n".join(
        line.upper() if _is_shouted(line) else _WORD.sub(_capitalised, line) for line in lines
    )


def _capitalised(match: re.Match[str]) -> str:
    word = match.group()
    return word.upper() if _is_shouted(word) else word


def _is_shouted(text: str) -> bool:
    """Tell whether all letters that could be capitals are; one capital only begins a word."""
    plain = [char for char in text if char.isascii() and char.isalpha()]
    return len(plain) > 1 and all(map(str.isupper, plain))


def _from_vni(text: str) -> str:
    return _VNI_LETTER.sub(lambda match: _VNI[match.group()], text)


_CONVERTERS: Final[Mapping[Encoding, Callable[[str], str]]] = MappingProxyType(
    {"TCVN3": _from_tcvn3, "VNI": _from_vni}
)
