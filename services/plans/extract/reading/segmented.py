"""Text from a word segmenter (`Ủy_ban nhân_dân tỉnh , thành_phố`) put back as people write it."""

from __future__ import annotations

import re
from typing import Final

_JOINED: Final = re.compile(r"(?<=[^\W\d_])_(?=[^\W\d_])")
_WORD: Final = re.compile(r"[^\W\d_]+")
_BEFORE_STOP: Final = re.compile(r" +(?=[,.;:!?…)”\]](?:\s|$|[)”\]]))", re.MULTILINE)
_AFTER_OPENING: Final = re.compile(r"(?<=[(“\[]) +")
# `12 / KH - UBND` and `30 / 6 / 2027`; a range of years keeps its blanks.
_REFERENCE: Final = re.compile(r"\b\d{1,5}(?: / [\w-]+)+(?: - [A-ZĐ&]{2,})*")
_MIN_JOINED: Final = 8
_MIN_SHARE: Final = 0.04


def is_segmented(text: str) -> bool:
    """Tell whether syllables of one word are joined by underscores throughout."""
    if "_" not in text:
        return False
    joined = len(_JOINED.findall(text))
    return joined >= _MIN_JOINED and joined >= len(_WORD.findall(text)) * _MIN_SHARE


def unsegment(text: str) -> str:
    """Return the text with blanks for underscores, and stops and brackets close to their words."""
    spaced = _BEFORE_STOP.sub("", _JOINED.sub(" ", text))
    closed = _AFTER_OPENING.sub("", spaced)
    return _REFERENCE.sub(lambda match: re.sub(r" ([/-]) ", r"\1", match.group()), closed)
