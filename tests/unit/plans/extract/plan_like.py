"""Strategies that write documents as offices do, and documents gone wrong in every way."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from hypothesis import strategies as st

SAMPLES: Final = sorted((Path(__file__).parents[3] / "samples" / "plans").rglob("*.[tm][xd]*"))

_AGENCIES: Final = [
    "Sở Y tế",
    "Sở Giáo dục và Đào tạo",
    "Công an tỉnh",
    "UBND các xã, phường",
    "Hội Nông dân tỉnh",
    "Các sở, ban, ngành",
    "Công chức Văn hóa – Xã hội",
    "Đề nghị Tỉnh đoàn",
    "Bộ Nội vụ",
    "Sở LĐTBXH",
]
_LABELS: Final = [
    "I. ",
    "II. ",
    "IV. ",
    "1. ",
    "2. ",
    "9. ",
    "1.1. ",
    "a) ",
    "đ) ",
    "- ",
    "+ ",
    "* ",
    "(1) ",
    "",
]
_HEADINGS: Final = [
    "MỤC TIÊU",
    "NHIỆM VỤ",
    "TỔ CHỨC THỰC HIỆN",
    "KINH PHÍ",
    "CHẾ ĐỘ BÁO CÁO",
    "GIẢI PHÁP",
    "PHỤ LỤC",
]
_DATES: Final = [
    "ngày 31/02/2026",
    "trước ngày 15 tháng 6 hằng năm",
    "ngày 30",
    "quý III/2027",
    "0/0/0000",
    "ngày 29/02/2028",
    "hằng tháng",
    "giai đoạn 2026 - 2030",
    "ngày … tháng … năm 2026",
    "trong năm",
]
_VALUES: Final = [
    "95%",
    "9,5%",
    "1.000.000 đồng",
    "3,5 tỷ đồng",
    "2/100.000",
    "từ 5 đến 10%",
    "9" * 30,
    "-3",
    "100%",
    "1.2.3.4",
    "0",
    "12 triệu 500 nghìn đồng",
    "999.999.999.999.999.999 tỷ đồng",
]
_CITED: Final = [
    "Căn cứ Luật Trẻ em số 102/2016/QH13;",
    "Thực hiện Kế hoạch số 12/KH-UBND ngày 1/2/2025",
    "Số: 45/KH-UBND",
    "Số:      /KH-UBND",
    "theo Quyết định số 1/QĐ-TTg",
]
_LETTERHEAD: Final = [
    "ỦY BAN NHÂN DÂN\nTỈNH LAM HẢI",
    "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
    "KẾ HOẠCH",
    "CHỈ THỊ",
    "Lam Hải, ngày 7 tháng 10 năm 2026",
    "DỰ THẢO",
    "Nơi nhận:\n- Như trên;\n- Lưu: VT.",
    "TM. ỦY BAN NHÂN DÂN\nCHỦ TỊCH\n\nLý Văn Mẫu",
    "KT. CHỦ TỊCH\nPHÓ CHỦ TỊCH",
]
_NOISE: Final = [
    "**",
    "__",
    "|",
    "||",
    "|---|---|",
    "\t",
    "\u00ad",
    "\u200b",
    "\u202e",
    "\x0c",
    "\x00",
    "\ufeff",
    "&#0;",
    "&lt;p&gt;",
    "[x](y)",
    "“",
    "…",
    "((",
    "]]",
    "- 3 -",
    "Trang 3/9",
    "#",
    "\\",
    "<br>",
    "e\u0301",
]

_sentences: Final = st.builds(
    lambda who, what, when, value: f"{who} {what} {value}, báo cáo {when}",
    st.sampled_from(_AGENCIES),
    st.sampled_from(["chủ trì, phối hợp với Sở Tài chính", "đạt", "hỗ trợ", "giảm còn", ":", ""]),
    st.sampled_from(_DATES),
    st.sampled_from(_VALUES),
)
_rows: Final = st.lists(
    st.sampled_from(
        ["STT", "Nội dung", "Chủ trì", "Thời gian", "2026", "Tổng cộng", "", "1", "ĐVT", *_VALUES]
    ),
    min_size=1,
    max_size=6,
).flatmap(lambda cells: st.sampled_from(["| " + " | ".join(cells) + " |", "\t".join(cells)]))
_lines: Final = st.builds(
    "{}{}".format,
    st.sampled_from(_LABELS),
    st.one_of(
        _sentences,
        _rows,
        st.sampled_from([*_HEADINGS, *_AGENCIES, *_DATES, *_CITED, *_LETTERHEAD, *_NOISE]),
        st.sampled_from(
            ["Chủ trì: Sở Y tế", "Thời gian:", "Chỉ tiêu 1: đạt 5% vào năm 2026", "Tổng:"]
        ),
        st.text(max_size=12),
    ),
)

documents: Final = st.builds(
    lambda lines, joint: joint.join(["KẾ HOẠCH", *lines]),
    st.lists(_lines, max_size=7),
    st.sampled_from(["\n", "\n\n", "\r\n", " "]),
)
"""Documents of a dozen lines, in no order that an office would choose."""


@st.composite
def damaged(draw: st.DrawFn) -> str:
    """Return a part of a sample: lines cut, doubled, swapped, spliced with another's or noise."""
    lines = _part(draw)
    for _ in range(draw(st.integers(1, 4))):
        at = draw(st.integers(0, max(0, len(lines) - 1)))
        to = draw(st.integers(at, min(len(lines), at + 6)))
        how = draw(st.sampled_from(["cut", "double", "reverse", "splice", "noise", "join"]))
        lines[at:to] = {
            "cut": [],
            "double": lines[at:to] * 2,
            "reverse": lines[at:to][::-1],
            "splice": _part(draw)[:4],
            "noise": [draw(_lines)],
            "join": ["".join(lines[at:to])],
        }[how]
    return "\n".join(["KẾ HOẠCH", *lines])


def _part(draw: st.DrawFn) -> list[str]:
    """Return up to fifteen lines that follow each other in a sample."""
    lines = draw(st.sampled_from(SAMPLES)).read_text("utf-8", errors="replace").split("\n")
    start = draw(st.integers(0, len(lines) - 1))
    return lines[start : start + draw(st.integers(1, 15))]


@st.composite
def mangled(draw: st.DrawFn) -> bytes:
    """Return a damaged document with some of its bytes changed."""
    data = bytearray(draw(damaged()).encode("utf-8", "replace"))
    for _ in range(draw(st.integers(0, 6))):
        data[draw(st.integers(0, len(data) - 1))] = draw(st.integers(0, 255))
    return bytes(data)


_TAGS: Final = [
    "<p>",
    "</p>",
    "<table>",
    "</table>",
    "<tr>",
    "<td colspan=99>",
    "<td rowspan=70>",
    "<b>",
    "</b>",
    "<ol start=9999>",
    "<li>",
    "<br>",
    "<!--",
    "-->",
    "<div style='font-family:.VnTime'>",
    "<h1>",
    "<svg>",
    "&nbsp;",
    "&#xD800;",
    "<script>",
    "</script>",
    "<![CDATA[",
    "<a href='",
    "</html>",
]
pages: Final = st.builds(
    lambda parts: "<html><body>x" + " ".join(parts),
    st.lists(st.sampled_from(_TAGS) | _lines, max_size=12),
)
"""HTML that no browser would have written."""

_COLUMNS: Final[list[object]] = [
    "STT", "Nội dung nhiệm vụ", "Cơ quan chủ trì", "Cơ quan phối hợp", "Thời hạn", "Sản phẩm",
    "Chỉ tiêu", "Đơn vị tính", "Năm 2026", 2027, "Kinh phí", "Tổng cộng", "Ghi chú",
]  # fmt: skip
_CELLS: Final[st.SearchStrategy[object]] = (
    st.sampled_from(["Sở Y tế", "UBND các xã", "30/06/2026", "Quý II/2026", "I", "", "x\ny", "95%"])
    | st.integers(-5, 50_000)
    | st.floats(0, 1)
    | _lines
)


@st.composite
def sheets(draw: st.DrawFn) -> list[list[object]]:
    """Return the rows of a sheet: perhaps titles, perhaps a header, and values of every kind."""
    rows: list[list[object]] = [[line] for line in draw(st.lists(_lines, max_size=3))]
    for _ in range(draw(st.integers(0, 2))):
        rows.append(draw(st.lists(st.sampled_from(_COLUMNS), max_size=7)))
        rows += draw(st.lists(st.lists(_CELLS, max_size=7), max_size=6))
    return rows
