"""What is odd about the documents that a document cites."""

from types import MappingProxyType
from typing import Final

from services.plans.extract.catalogue.entry import Entry

ENTRIES: Final = MappingProxyType(
    {
        "no-legal-basis": Entry(
            "info",
            "Không tìm thấy đoạn căn cứ ban hành.",
            "No legal basis was found.",
        ),
        "basis-after-plan": Entry(
            "warning",
            "Căn cứ {number} đề ngày {date}, sau ngày ban hành văn bản này.",
            "Basis {number} is dated {date}, after this document.",
        ),
        "citation-two-dates": Entry(
            "warning",
            "Văn bản {number} được dẫn với hai ngày khác nhau: {dates}.",
            "Document {number} is cited with different dates: {dates}.",
        ),
        "citation-year-missing": Entry(
            "info",
            "Số hiệu “{number}” của văn bản quy phạm thiếu năm ban hành.",
            "The normative number “{number}” lacks its year.",
        ),
    }
)
