"""Write Unicode text as old fonts did: `python -m tests.samples.legacy tcvn3|vni IN OUT`.

Our own tables, apart from those of the reader: TCVN 5712:1993 (VN3), one byte a letter, whose
capitals with a tone existed in the capital fonts only and are lower-case codes in the file; and
VNI-Windows, a letter and a byte for its marks. Both are written as single bytes.
"""

from __future__ import annotations

import sys
import unicodedata
from pathlib import Path

_VOWELS = "aăâeêioôơuưy"
_TONES = ("", "\u0300", "\u0309", "\u0303", "\u0301", "\u0323")  # level, à, ả, ã, á, ạ
_TCVN3 = {
    "a": "61 B5 B6 B7 B8 B9",
    "ă": "A8 BB BC BD BE C6",
    "â": "A9 C7 C8 C9 CA CB",
    "e": "65 CC CE CF D0 D1",
    "ê": "AA D2 D3 D4 D5 D6",
    "i": "69 D7 D8 DC DD DE",
    "o": "6F DF E1 E2 E3 E4",
    "ô": "AB E5 E6 E7 E8 E9",
    "ơ": "AC EA EB EC ED EE",
    "u": "75 EF F1 F2 F3 F4",
    "ư": "AD F5 F6 F7 F8 F9",
    "y": "79 FA FB FC FD FE",
}
_TCVN3_CAPITALS = {"Ă": 0xA1, "Â": 0xA2, "Ê": 0xA3, "Ô": 0xA4, "Ơ": 0xA5, "Ư": 0xA6, "Đ": 0xA7}
_VNI_MARKS = {
    "": ("", "ø", "û", "õ", "ù", "ï"),
    "â": ("â", "à", "å", "ã", "á", "ä"),
    "ă": ("ê", "è", "ú", "ü", "é", "ë"),
}
_VNI_LETTERS = {
    "ơ": "ô",
    "ư": "ö",
    "đ": "ñ",
    "ì": "ì",
    "í": "í",
    "ỉ": "æ",
    "ĩ": "ó",
    "ị": "ò",
    "ỵ": "î",
}


def tcvn3_table() -> dict[str, bytes]:
    """Return the bytes of each Vietnamese letter in TCVN3."""
    table = {"đ": b"\xae"}
    for vowel, codes in _TCVN3.items():
        for tone, code in zip(_TONES, codes.split(), strict=True):
            table[unicodedata.normalize("NFC", vowel + tone)] = bytes([int(code, 16)])
    capitals = {letter.upper(): code for letter, code in table.items() if code[0] >= 0x80}
    return table | capitals | {letter: bytes([code]) for letter, code in _TCVN3_CAPITALS.items()}


def vni_table() -> dict[str, bytes]:
    """Return the bytes of each Vietnamese letter in VNI-Windows."""
    table = dict(_VNI_LETTERS)
    for vowel in _VOWELS:
        for at, tone in enumerate(_TONES):
            table.setdefault(unicodedata.normalize("NFC", vowel + tone), _vni(vowel, at))
    both = table | {letter.upper(): code.upper() for letter, code in table.items()}
    return {letter: code.encode("cp1252") for letter, code in both.items()}


def _vni(vowel: str, tone: int) -> str:
    """Return a vowel and its mark; breve and circumflex share their mark with the tone."""
    base = unicodedata.normalize("NFD", vowel)[0]
    if vowel in {"ơ", "ư"}:
        return _VNI_LETTERS[vowel] + _VNI_MARKS[""][tone]
    marks = "ă" if vowel == "ă" else ("" if vowel == base else "â")
    return base + _VNI_MARKS[marks][tone]


TABLES = {"tcvn3": tcvn3_table, "vni": vni_table}


def encode(text: str, charset: str) -> bytes:
    """Return text in a legacy encoding; a letter that it lacks is an error."""
    table = TABLES[charset]()
    letters = unicodedata.normalize("NFC", text)
    return b"".join(table.get(letter) or letter.encode("cp1252") for letter in letters)


if __name__ == "__main__":
    _charset, _source, _target = sys.argv[1:]
    _text = Path(_source).read_text(encoding="utf-8")
    Path(_target).write_bytes(encode(_text, _charset))
