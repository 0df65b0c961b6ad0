"""Whom a document addresses, and whether it may command them."""

from types import MappingProxyType
from typing import Final

from services.plans.extract.catalogue.entry import Entry

ENTRIES: Final = MappingProxyType(
    {
        "agency-unnamed": Entry(
            "warning",
            "Mục “{name}” giao nhiệm vụ nhưng không nêu rõ cơ quan.",
            "“{name}” assigns duties without naming an agency.",
        ),
        "agency-open-set": Entry(
            "info",
            "“{name}” là nhóm cơ quan mở, cần xác định từng cơ quan.",
            "“{name}” is an open set; its agencies must be named.",
        ),
        "agency-several": Entry(
            "info",
            "Một mục gồm nhiều cơ quan: {name}.",
            "One entry names several agencies: {name}.",
        ),
        "agency-obsolete": Entry(
            "warning",
            "“{name}” không còn từ năm 2025; hãy chọn cơ quan kế nhiệm.",
            "“{name}” no longer exists since 2025; choose its successor.",
        ),
        "binding-softened": Entry(
            "info",
            "Dùng từ “đề nghị” với cơ quan cấp dưới “{name}”: coi là giao nhiệm vụ.",
            "“Đề nghị” addressed to the subordinate “{name}”: taken as an order.",
        ),
        "binding-hardened": Entry(
            "warning",
            "Giao việc cho “{name}” mà không dùng từ “đề nghị”; cơ quan này không thuộc UBND.",
            "Duties for “{name}” without “đề nghị”, though the issuer does not command it.",
        ),
    }
)
