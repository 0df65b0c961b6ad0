"""Names of provinces and cities under the central government, before and after July 2025.

Public knowledge (National Assembly resolutions on provincial units); used only to infer the
issuer of a document whose header is missing.
"""

from __future__ import annotations

import re
from collections import Counter

from services.plans.extract.folding import fold_words

CITIES = frozenset({"Hà Nội", "Hồ Chí Minh", "Hải Phòng", "Đà Nẵng", "Cần Thơ", "Huế"})
PROVINCES: tuple[str, ...] = (
    "An Giang", "Bà Rịa - Vũng Tàu", "Bạc Liêu", "Bắc Giang", "Bắc Kạn", "Bắc Ninh", "Bến Tre",
    "Bình Dương", "Bình Định", "Bình Phước", "Bình Thuận", "Cà Mau", "Cao Bằng", "Cần Thơ",
    "Đà Nẵng", "Đắk Lắk", "Đắk Nông", "Điện Biên", "Đồng Nai", "Đồng Tháp", "Gia Lai", "Hà Giang",
    "Hà Nam", "Hà Nội", "Hà Tĩnh", "Hải Dương", "Hải Phòng", "Hậu Giang", "Hòa Bình", "Hồ Chí Minh",
    "Huế", "Hưng Yên", "Khánh Hòa", "Kiên Giang", "Kon Tum", "Lai Châu", "Lạng Sơn", "Lào Cai",
    "Lâm Đồng", "Long An", "Nam Định", "Nghệ An", "Ninh Bình", "Ninh Thuận", "Phú Thọ", "Phú Yên",
    "Quảng Bình", "Quảng Nam", "Quảng Ngãi", "Quảng Ninh", "Quảng Trị", "Sóc Trăng", "Sơn La",
    "Tây Ninh", "Thái Bình", "Thái Nguyên", "Thanh Hóa", "Thừa Thiên Huế", "Tiền Giang", "Trà Vinh",
    "Tuyên Quang", "Vĩnh Long", "Vĩnh Phúc", "Yên Bái",
)  # fmt: skip

_MENTION = re.compile(
    r"(?:tỉnh|Tỉnh|Tỉnh ủy|Tỉnh uỷ|Thành ủy|Báo|thành phố|Thành phố|TP|Truyền hình) "
    r"((?:[^\W\d_][\w]*)(?: - | )(?:[^\W\d_][\w]*)(?: [^\W\d_][\w]*)?)"
)


def guess_province(text: str) -> str | None:
    """Return the province named most often after `tỉnh`, `Tỉnh ủy`, `Báo` …, or None."""
    known = {fold_words(name): name for name in PROVINCES}
    votes: Counter[str] = Counter()
    for match in _MENTION.finditer(text):
        words = fold_words(match.group(1)).split()
        for count in (4, 3, 2):
            name = known.get(" ".join(words[:count]))
            if name:
                votes[name] += 1
                break
    return votes.most_common(1)[0][0] if votes else None
