"""Duties and tasks: who leads, what is given twice."""

from types import MappingProxyType
from typing import Final

from services.plans.extract.catalogue.entry import Entry

ENTRIES: Final = MappingProxyType(
    {
        "no-duty": Entry(
            "warning",
            "“{name}” không có nhiệm vụ nào.",
            "“{name}” has no duty.",
        ),
        "no-lead": Entry(
            "info",
            "Công việc “{title}” không nêu cơ quan chủ trì.",
            "“{title}” names no lead.",
        ),
        "several-leads": Entry(
            "warning",
            "Công việc “{title}” có nhiều cơ quan chủ trì: {leads}.",
            "“{title}” names several leads: {leads}.",
        ),
        "period-in-text": Entry(
            "info",
            "Thời gian của “{title}” lấy từ nội dung: “{period}”.",
            "The period of “{title}” was taken from its text: “{period}”.",
        ),
        "duplicate-duty": Entry(
            "info",
            "Nhiệm vụ này giống nhiệm vụ của “{name}”.",
            "The same sentence is also a duty of “{name}”.",
        ),
    }
)
