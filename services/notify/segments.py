"""SMS text: diacritics away, and the exact number of segments a gateway will submit.

GSM 03.38: up to 160 septets travel as one segment, more as parts of 153; a character of the
extension table takes two septets that may not straddle parts, so parts are counted by walking.
Anything else travels as UCS-2: 70, then 67 a part.
"""

import unicodedata
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from common.errors import InvalidInputError

_BASIC: Final = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
_EXTENSION: Final = frozenset("^{}\\[~]|€\f")
_GSM_SINGLE, _GSM_PART = 160, 153
_UCS2_SINGLE, _UCS2_PART = 70, 67
_BEYOND_UCS2: Final = 0xFFFF

CAP: Final = 3
"""Most segments of one message; carriers refuse customer-care texts beyond 459 characters."""

_ASCII: Final = str.maketrans(
    # đ has no decomposition, so NFD leaves it whole: it must be named.
    {"đ": "d", "Đ": "D"}
    | dict.fromkeys("‘’‚′", "'")
    | dict.fromkeys("“”„″«»", '"')
    | dict.fromkeys("‐‑‒–—−•·", "-")
    | dict.fromkeys("\u00a0\u2009\u202f\t", " ")
    | {"…": "...", "×": "x", "≥": ">=", "≤": "<=", "→": "->", "±": "+/-", "²": "2", "³": "3"}
    # Some carriers refuse these three in any position.
    | {"&": "va", "%": " phan tram", "#": "so "}
)


class Alphabet(StrEnum):
    """The coding in which a text travels."""

    GSM7 = "gsm7"
    UCS2 = "ucs2"


class TextPolicy(StrEnum):
    """What becomes of Vietnamese letters, by template."""

    STRIP = "strip"  # without diacritics: the default
    KEEP = "keep"  # as written, in UCS-2
    AUTO = "auto"  # as written if within the cap, else stripped


@dataclass(frozen=True, slots=True)
class Segments:
    """How a text travels: `units` are septets or UTF-16 code units, `parts` what is paid."""

    alphabet: Alphabet
    units: int
    parts: int


class UnsendableTextError(InvalidInputError):
    """The text cannot be sent as SMS; shorten it, or remove the characters named."""

    type = "unsendable-text"
    title = "Not sendable as SMS"


def strip(text: str) -> str:
    """Return `text` without diacritics and with typographic signs in ASCII."""
    named = unicodedata.normalize("NFC", text).translate(_ASCII)
    parted = unicodedata.normalize("NFD", named)
    return "".join(letter for letter in parted if not unicodedata.combining(letter))


def count(text: str) -> Segments:
    """Return the segments of `text` exactly as written; an empty text counts as one."""
    if all(letter in _BASIC or letter in _EXTENSION for letter in text):
        return _count_gsm7(text)
    units = sum(2 if ord(letter) > _BEYOND_UCS2 else 1 for letter in text)
    parts = 1 if units <= _UCS2_SINGLE else -(-units // _UCS2_PART)
    return Segments(Alphabet.UCS2, units, parts)


def _count_gsm7(text: str) -> Segments:
    costs = [2 if letter in _EXTENSION else 1 for letter in text]
    units = sum(costs)
    if units <= _GSM_SINGLE:
        return Segments(Alphabet.GSM7, units, 1)
    parts, filled = 1, 0
    for cost in costs:
        if filled + cost > _GSM_PART:
            parts, filled = parts + 1, 0
        filled += cost
    return Segments(Alphabet.GSM7, units, parts)


def encode(text: str, policy: TextPolicy = TextPolicy.STRIP, *, cap: int = CAP) -> str:
    """Return the text to send under `policy`; raises UnsendableTextError if it cannot be.

    Refused: an empty text, characters above U+FFFF (gateways cut surrogate pairs), and a text of
    more than `cap` segments.
    """
    kept = unicodedata.normalize("NFC", text)
    stripped = policy is TextPolicy.STRIP or (policy is TextPolicy.AUTO and count(kept).parts > cap)
    sent = strip(kept) if stripped else kept
    _check(sent, cap)
    return sent


def _check(text: str, cap: int) -> None:
    if not text.strip():
        raise UnsendableTextError.of("/text", "is empty")
    beyond = sorted({f"U+{ord(letter):X}" for letter in text if ord(letter) > _BEYOND_UCS2})
    if beyond:
        raise UnsendableTextError.of("/text", f"holds characters no SMS carries: {beyond[:5]}")
    parts = count(text).parts
    if parts > cap:
        raise UnsendableTextError.of("/text", f"takes {parts} segments, more than {cap}")


def without_astral(text: str) -> str:
    """Return `text` without characters above U+FFFF, for quotations we did not write."""
    return "".join(letter for letter in text if ord(letter) <= _BEYOND_UCS2)


def shorten(text: str, length: int) -> str:
    """Return `text` in at most `length` characters, cut between words and ended by "..."."""
    if len(text) <= length:
        return text
    room = length - len("...")
    if room <= 0:
        return ""
    cut = text[: room + 1]
    words, space, _ = cut.rpartition(" ")
    return (words if space else cut[:room]).rstrip(" ,;:-") + "..."
