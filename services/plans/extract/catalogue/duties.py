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
        "nothing-proposed": Entry(
            "warning",
            "Không tìm thấy nhiệm vụ nào để đề xuất. Nếu đúng là văn bản cần giao, thêm từng mục "
            "bằng cách chọn câu trong văn bản; nếu nhầm tệp, xóa bản nháp rồi nhập tệp khác.",
            "No duty was found to propose. If this is the document to issue, add its items by hand "
            "from the sentences of the text; if it is the wrong file, delete the draft and send "
            "another one.",
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
