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
            "the date in the one year that the title names, YYYY-MM-DD",
        ),
        "deadline-relative": Entry(
            "info",
            "Thời hạn “{phrase}” không nêu ngày: giữ nguyên lời, chưa tính được hạn.",
            "The deadline “{phrase}” names no day: it is kept as written, without a date.",
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
            "the last working day in time, YYYY-MM-DD",
        ),
        "day-off-holiday": Entry(
            "info",
            "Thời hạn “{phrase}” rơi vào ngày nghỉ lễ, Tết.",
            "The deadline “{phrase}” falls on a public holiday.",
            "the last working day in time, YYYY-MM-DD",
        ),
        "deadline-before": Entry(
            "info",
            "“{phrase}” ({count} chỗ): không rõ có kể chính ngày đó; tính hết ngày hôm trước.",
            "“{phrase}” ({count} times): the day itself may be late; the day before is reckoned.",
        ),
        "deadline-operators-differ": Entry(
            "warning",
            "Cùng một ngày nhưng hai cách ghi: “{phrase}” và “{other}”.",
            "One day in two wordings: “{phrase}” and “{other}”.",
        ),
    }
)
