"""The title of a list that prints no type of its own: what stands right above its table."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from services.plans.extract.folding import is_upper
from services.plans.extract.labels import BARE
from services.plans.extract.lines import Line

_WITHIN: Final = 15
"""Lines above the table of a list: letterhead, title, and what it is attached to."""
_MOST_LINES: Final = 4
_LONGEST: Final = 200
_BETWEEN: Final = re.compile(r"\(|kèm theo|(?:đơn vị(?: tính)?|đvt)\s?:", re.IGNORECASE)
"""What may stand between a title and its table: an attachment's note, the unit of money."""
_ATTACHED: Final = re.compile(r"\(?(?:ban hành )?kèm theo", re.IGNORECASE)
_HEAD: Final = re.compile(
    r"PHỤ LỤC|Phụ lục|BIỂU|Biểu|MẪU|CỘNG H[ÒO][ÀA] XÃ HỘI|Độc lập|ĐẢNG CỘNG SẢN|ỦY BAN|UỶ BAN|"
    r"UBND|HỘI ĐỒNG|(?:TỈNH|THÀNH PHỐ|HUYỆN|XÃ|PHƯỜNG|SỞ|BỘ|PHÒNG|BAN|VĂN PHÒNG)\s[^\n]{0,40}$|"
    r"Số\s?:|[-–_*\s]*$"
)


def title_above_table(lines: Sequence[Line]) -> tuple[str, int] | None:
    """Return the title above the first table, and the index of the line after it.

    None for a document that begins otherwise. `lines` are its first ones.
    """
    at = next((line.index for line in lines[:_WITHIN] if line.cells), None)
    if at is None:
        return None
    above = [line for line in lines[:at] if not _BETWEEN.match(line.text)]
    parts: list[Line] = []
    for line in reversed(above[-_MOST_LINES:]):
        other = parts and not (is_upper(line.text) or line.strong)
        if other or line.label.rank < BARE or len(line.text) > _LONGEST or _HEAD.match(line.text):
            break
        parts.insert(0, line)
    if not parts:
        return None
    end = parts[-1].index + 1
    while end < len(lines) and _ATTACHED.match(lines[end].text):
        end += 1
    return " ".join(part.text for part in parts), end
