"""Markdown marks taken off a paragraph, keeping what they say about emphasis."""

from __future__ import annotations

import re
from html import unescape
from typing import NamedTuple

_HEADING = re.compile(r"^#{1,6}\s+")
_TAG = re.compile(
    r"</?(?:br|b|i|u|em|strong|p|span|sup|sub|div|center)\b[^<>]{0,200}>", re.IGNORECASE
)
_ESCAPE = re.compile(r"\\([\\`*_{}\[\]()#+\-.!|>~])")
_LINK = re.compile(r"!?\[([^\[\]]{0,300})\]\([^()\s]{0,500}\)")
_STARS = re.compile(r"\*+")
_BULLET = re.compile(r"^\*\s+(?=[^*]*$)")
_QUOTE = re.compile(r"^>\s*")
_UNDERLINED = re.compile(r"^_+(?=\S)|(?<=\S)_+$")
_MARK = re.compile(r"[*_<>\[\\#&]")
"""What all markup has in it; most paragraphs have none."""
RULER = re.compile(r"^[\s\-–—_=*.|:~#]*$")
_LEAD = re.compile(r"^\*\*([^*]{3,200})\*\*(?=\s*[^\s*])")
_MIN_STRONG_SHARE = 0.9


class Plain(NamedTuple):
    """A paragraph without markup, whether all of it was bold or a heading, else how far it was."""

    text: str
    strong: bool
    lead: int = 0


def strip_markup(raw: str) -> Plain:
    """Return the words of one Markdown paragraph."""
    if _MARK.search(raw) is None:
        return Plain(" ".join(raw.split()), strong=False)
    text = _QUOTE.sub("", raw.strip())
    unheaded = _HEADING.sub("", text)
    strong = unheaded != text or _mostly_bold(unheaded)
    bulleted = _BULLET.sub("- ", unheaded)
    bare = _STARS.sub("", _LINK.sub(r"\1", _TAG.sub(" ", bulleted)))
    bare = _UNDERLINED.sub("", _ESCAPE.sub(r"\1", bare))
    lead = _LEAD.match(unheaded)
    bold = 0 if strong or lead is None else len(strip_markup(lead.group(1)).text)
    return Plain(" ".join(unescape(bare).split()), strong, bold)


def _mostly_bold(text: str) -> bool:
    if "**" not in text:
        return False
    parts = text.split("**")
    bold = sum(len(part.strip()) for part in parts[1::2])
    total = bold + sum(len(part.strip(" *.:")) for part in parts[::2])
    return bold > 0 and bold >= total * _MIN_STRONG_SHARE


def is_ruler(text: str) -> bool:
    """Tell whether a line only draws a rule or is empty."""
    return RULER.match(text) is not None
