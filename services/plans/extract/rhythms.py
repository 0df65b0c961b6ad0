"""The words for how often something recurs, as parts of patterns."""

from __future__ import annotations

from typing import Final

EACH: Final = "(?:hằng|hàng|mỗi|từng)"
HALF_YEAR: Final = r"(?<!\d)(?:0?6|sáu) tháng"
NINE_MONTHS: Final = r"(?<!\d)(?:0?9|chín) tháng"
