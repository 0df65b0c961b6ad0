"""Numbers as lists print them: decimal, roman, letters."""

from __future__ import annotations

from typing import Final

MAX_NUMBER: Final = 9_999
_MAX_ROMAN: Final = 3_999
_LETTERS: Final = 26
_ROMANS: Final = (
    (1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"), (50, "L"),
    (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"),
)  # fmt: skip


def printed(value: int, form: str) -> str:
    """Return a number in one of Word's formats; an unknown one is decimal.

    Letters go a … z, aa, bb …, as Word and LibreOffice count them.
    """
    if form in {"upperRoman", "lowerRoman"}:
        roman = _roman(min(value, _MAX_ROMAN))
        return roman if form == "upperRoman" else roman.lower()
    if form in {"upperLetter", "lowerLetter"}:
        times, at = divmod(max(1, value) - 1, _LETTERS)
        letters = chr(ord("a") + at) * (times + 1)
        return letters.upper() if form == "upperLetter" else letters
    if form == "none":
        return ""
    return f"{value:02d}" if form == "decimalZero" else str(value)


def _roman(value: int) -> str:
    text = ""
    for number, mark in _ROMANS:
        while value >= number:
            text += mark
            value -= number
    return text
