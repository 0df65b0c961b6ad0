"""Parts of a document as another cites them: `điểm a khoản 2 Mục III`."""

from __future__ import annotations

import re
from typing import Final

UNIT: Final = (
    r"(?:các |tên |tiêu đề )?(?:tiểu mục|mục|khoản|điểm|điều|phần|chương|tiết|phụ lục|biểu|bảng|"
    r"đoạn|ý|gạch đầu dòng|dòng|số thứ tự|stt|nhiệm vụ|chỉ tiêu|nội dung)"
    r"(?: (?:số|thứ))?,? (?:\d|[ivxlc]+(?!\w)|[a-zđ](?!\w)|thứ|đầu|cuối|khoản|mục|điểm)"
)
"""How a part begins: with its number, or by where it stands."""
PLACE: Final = re.compile(rf"(?<!\w){UNIT}", re.IGNORECASE)
LONGEST_PLACE: Final = 240
_PLACE_END = re.compile(
    r"[:;“«\"]|\.(?:\s|$)|,? (?:(?:các )?cụm từ|từ ngữ|như sau|thành|bằng|được|vào|với nội dung|"
    r"và thay|(?<!cụm )từ|sửa đổi|sửa|điều chỉnh|bổ sung|bãi bỏ|thay|"
    r"đến (?:hết )?(?:ngày|tháng|quý)|sang|nội dung sau)(?!\w)"
)


def place_at(text: str, start: int) -> tuple[str, int]:
    """Return the cited part of a document that begins at `start`, and where it ends."""
    end = _PLACE_END.search(text, start, start + LONGEST_PLACE)
    stop = end.start() if end else min(len(text), start + LONGEST_PLACE)
    return text[start:stop].strip(" .,;"), stop


def place_in(text: str) -> str | None:
    """Return the first part that a text cites."""
    match = PLACE.search(text)
    return place_at(text, match.start())[0] if match else None
