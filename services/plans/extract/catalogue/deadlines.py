"""Dates by which something is due."""

from types import MappingProxyType
from typing import Final

from services.plans.extract.catalogue.entry import Entry

ENTRIES: Final = MappingProxyType(
    {
        "report-undated": Entry(
            "warning",
            "Yêu cầu báo cáo định kỳ không nêu ngày.",
            "A periodic report is required without a date.",
        ),
        "deadline-year-missing": Entry(
            "info",
            "Thời hạn “{phrase}” không ghi năm.",
            "The deadline “{phrase}” has no year.",
        ),
        "date-impossible": Entry(
            "error",
            "Ngày “{phrase}” không có trong lịch.",
            "“{phrase}” is no date of the calendar.",
        ),
        "day-off": Entry(
            "info",
            "Thời hạn “{phrase}” rơi vào thứ Bảy hoặc Chủ nhật.",
            "The deadline “{phrase}” falls on a Saturday or Sunday.",
        ),
    }
)
