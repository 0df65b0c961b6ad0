"""Indicators and the values they set."""

from types import MappingProxyType
from typing import Final

from services.plans.extract.catalogue.entry import Entry

ENTRIES: Final = MappingProxyType(
    {
        "target-year-missing": Entry(
            "info",
            "Chỉ tiêu “{label}” không ghi năm.",
            "Indicator “{label}” states no year.",
        ),
        "target-year-implied": Entry(
            "info",
            "Có chỉ tiêu không ghi năm, từ “{label}”; lấy năm {year} của kế hoạch.",
            "Targets from “{label}” on state no year; the plan's year {year} was taken.",
        ),
        "target-missing": Entry(
            "info",
            "Chỉ tiêu “{label}” không có giá trị bằng số.",
            "Indicator “{label}” has no numeric target.",
        ),
        "unit-missing": Entry(
            "info",
            "Giá trị {value} của “{label}” không ghi đơn vị.",
            "The value {value} of “{label}” has no unit.",
        ),
        "comparator-carried": Entry(
            "warning",
            "“{word}” được hiểu cho cả giá trị {value} của “{label}”.",
            "“{word}” was carried over to the value {value} of “{label}”.",
        ),
        "target-in-words": Entry(
            "info",
            "Giá trị của “{label}” viết bằng chữ: “{word}”.",
            "The value of “{label}” is written in words: “{word}”.",
        ),
        "indicator-without-lead": Entry(
            "warning",
            "Chỉ tiêu {label} chưa có cơ quan chịu trách nhiệm.",
            "No agency leads indicator {label}.",
        ),
        "indicator-unknown": Entry(
            "warning",
            "“{name}” được giao chỉ tiêu {label} không có trong văn bản.",
            "“{name}” is given indicator {label}, which the document does not define.",
        ),
        "targets-equal": Entry(
            "info",
            "Chỉ tiêu “{label}” có các giá trị giống hệt “{other}”.",
            "“{label}” has exactly the values of “{other}”.",
        ),
        "denominator-missing": Entry(
            "info",
            "Tỷ suất của “{label}” không ghi tính trên bao nhiêu.",
            "The rate of “{label}” does not say per how many.",
        ),
    }
)
