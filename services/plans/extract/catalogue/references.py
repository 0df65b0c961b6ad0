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
            "the number with its year, from its date or another citation",
        ),
        "citation-date-impossible": Entry(
            "warning",
            "Văn bản {number} được dẫn với ngày không có trong lịch: “{date}”.",
            "{number} is cited with a date of no calendar: “{date}”.",
        ),
        "citation-date-implausible": Entry(
            "warning",
            "Ngày {date} của văn bản {number} khó đúng: trước năm 1945 hoặc sau kế hoạch.",
            "The date {date} of {number} is hardly right: before 1945 or after the plan.",
        ),
        "citation-year-differs": Entry(
            "warning",
            "Số hiệu {number} ghi năm khác với ngày ban hành {date}.",
            "The year in {number} is not that of its date, {date}.",
        ),
        "citation-kind-mismatch": Entry(
            "warning",
            "“{kind}” không khớp với ký hiệu {number}.",
            "“{kind}” does not fit the notation {number}.",
            "the kind that the notation names, where it names one",
        ),
        "citation-notation": Entry(
            "info",
            "Ký hiệu {number} viết không đúng thể thức của cơ quan ban hành.",
            "{number} is not written as its issuer writes notations.",
            "the number as the issuer writes it: Party 28-CT/TW, state 23/CT-TTg",
        ),
        "citation-order": Entry(
            "warning",
            "{number} có ngày trước văn bản {other} mà nó triển khai.",
            "{number} is older than {other}, which it carries out.",
        ),
    }
)
