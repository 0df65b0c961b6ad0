"""Where the order of a document breaks off, and what was left over."""

from types import MappingProxyType
from typing import Final

from services.plans.extract.catalogue.entry import Entry

ENTRIES: Final = MappingProxyType(
    {
        "numbering-gap": Entry(
            "info",
            "Đánh số nhảy từ “{before}” sang “{after}”.",
            "The numbering jumps from “{before}” to “{after}”.",
        ),
        "no-assigning-part": Entry(
            "warning",
            "Không tìm thấy phần tổ chức thực hiện hoặc cơ quan được giao.",
            "No part that assigns duties was found.",
        ),
        "amendment-words": Entry(
            "warning",
            "Sửa đổi tại {place}: thay “{old}” bằng “{new}”.",
            "Amends {place}: “{old}” becomes “{new}”.",
        ),
        "amendment-repeal": Entry(
            "warning",
            "Bãi bỏ {place}.",
            "Repeals {place}.",
        ),
        "amendment-insert": Entry(
            "warning",
            "Bổ sung {place}: “{new}”.",
            "Adds {place}: “{new}”.",
        ),
        "amendment-replace": Entry(
            "warning",
            "Sửa đổi {place} thành: “{new}”.",
            "Rewrites {place}: “{new}”.",
        ),
        "amendment-unread": Entry(
            "warning",
            "Điểm này sửa đổi văn bản khác nhưng chưa đọc được sửa gì, thành gì.",
            "This clause amends another document, but what and to what was not understood.",
        ),
        "closing-clause": Entry(
            "info",
            "Câu kết, không giao nhiệm vụ.",
            "A closing sentence; it assigns nothing.",
        ),
        "unparsed": Entry(
            "warning",
            "Câu trong phần giao nhiệm vụ chưa được hiểu.",
            "A sentence of the assigning part was not understood.",
        ),
    }
)
