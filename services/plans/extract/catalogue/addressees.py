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
            "“{name}” không còn từ năm 2025. Kế nhiệm theo lĩnh vực: {successors}.",
            "“{name}” no longer exists since 2025. Successors by field: {successors}.",
            "the successors by the field of the duties, most duties first, divided by ;",
        ),
        "binding-softened": Entry(
            "info",
            "Dùng từ “đề nghị” với cơ quan cấp dưới “{name}”: coi là giao nhiệm vụ.",
            "“Đề nghị” addressed to the subordinate “{name}”: taken as an order.",
        ),
        "binding-hardened": Entry(
            "warning",
            "Giao việc cho “{name}” mà không “đề nghị”, dù nơi ban hành không chỉ đạo cơ quan này.",
            "Duties for “{name}” without “đề nghị”, though the issuer does not command it.",
        ),
        "agency-unknown": Entry(
            "info",
            "“{name}” không có trong danh mục cơ quan, chức danh; hãy kiểm tra tên.",
            "“{name}” is no body or post that is known here; please check the name.",
            "the known name it may be a slip for",
        ),
        "agency-similar": Entry(
            "info",
            "“{name}” gần giống “{other}”; được giữ là hai cơ quan khác nhau.",
            "“{name}” is nearly “{other}”; they are kept as two.",
        ),
        "scope-addressee": Entry(
            "warning",
            "“{name}” thuộc cấp trên của cơ quan ban hành.",
            "“{name}” stands above the issuer.",
        ),
        "scope-above": Entry(
            "warning",
            "Nhiệm vụ của “{name}” vượt thẩm quyền ban hành: văn bản này do trung ương ban hành.",
            "A duty of “{name}” lies beyond the issuer: only the centre makes such an act.",
        ),
    }
)
