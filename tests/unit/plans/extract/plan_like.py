"""Documents as offices write them, and documents gone wrong in every way, made by chance.

Each function makes one of the chance it is given, so a number stands for a document. They are of
a dozen lines: one that is read wrongly is looked at as it is, nothing has to make it smaller.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from random import Random
from typing import Final

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

_DOINGS: Final = ["chủ trì, phối hợp với Sở Tài chính", "đạt", "hỗ trợ", "giảm còn", ":", ""]
_IN_TABLES: Final = [
    "STT", "Nội dung", "Chủ trì", "Thời gian", "2026", "Tổng cộng", "", "1", "ĐVT", *_VALUES,
]  # fmt: skip
_WORDED: Final = ["Chủ trì: Sở Y tế", "Thời gian:", "Chỉ tiêu 1: đạt 5% vào năm 2026", "Tổng:"]
_KNOWN: Final = [*_HEADINGS, *_AGENCIES, *_DATES, *_CITED, *_LETTERHEAD, *_NOISE]
_ALPHABETS: Final = [
    (0, 0x1F), (0x20, 0x7F), (0x80, 0x24F), (0x300, 0x36F), (0x1E00, 0x1EFF), (0x2000, 0x206F),
    (0xE000, 0xFFFF), (0x10000, 0x10FFFF),
]  # fmt: skip
"""Control characters, our letters and others', marks, joints, the far end."""


def _text(chance: Random, longest: int = 12) -> str:
    """Return some characters of any kind."""
    return "".join(
        chr(chance.randint(*chance.choice(_ALPHABETS))) for _ in range(chance.randint(0, longest))
    )


def _sentence(chance: Random) -> str:
    who, what = chance.choice(_AGENCIES), chance.choice(_DOINGS)
    return f"{who} {what} {chance.choice(_VALUES)}, báo cáo {chance.choice(_DATES)}"


def _row(chance: Random) -> str:
    cells = chance.choices(_IN_TABLES, k=chance.randint(1, 6))
    return chance.choice(["| " + " | ".join(cells) + " |", "\t".join(cells)])


def _line(chance: Random) -> str:
    """Return a line of a plan: most often what plans say, sometimes anything."""
    said = chance.choice([_sentence, _row, _known, _worded, _text])
    return chance.choice(_LABELS) + said(chance)


def _known(chance: Random) -> str:
    return chance.choice(_KNOWN)


def _worded(chance: Random) -> str:
    return chance.choice(_WORDED)


def document(chance: Random) -> str:
    """Return a document of a few lines, in no order that an office would choose."""
    lines = [_line(chance) for _ in range(chance.randint(2, 8))]
    return chance.choice(["\n", "\n\n", "\r\n", " "]).join(["KẾ HOẠCH", *lines])


def damaged(chance: Random) -> str:
    """Return a part of a sample: lines cut, doubled, swapped, spliced with another's or noise."""
    lines = _part(chance)
    for _ in range(chance.randint(1, 4)):
        at = chance.randint(0, max(0, len(lines) - 1))
        to = chance.randint(at, min(len(lines), at + 6))
        how = chance.choice(["cut", "double", "reverse", "splice", "noise", "join"])
        lines[at:to] = {
            "cut": [],
            "double": lines[at:to] * 2,
            "reverse": lines[at:to][::-1],
            "splice": _part(chance)[:4],
            "noise": [_line(chance)],
            "join": ["".join(lines[at:to])],
        }[how]
    return "\n".join(["KẾ HOẠCH", *lines])


def _part(chance: Random) -> list[str]:
    """Return up to fifteen lines that follow each other in a sample."""
    lines = _lines_of(chance.choice(SAMPLES))
    start = chance.randint(0, len(lines) - 1)
    return lines[start : start + chance.randint(1, 15)]


@cache
def _lines_of(sample: Path) -> list[str]:
    return sample.read_text("utf-8", errors="replace").split("\n")


def mangled(chance: Random) -> bytes:
    """Return a damaged document with some of its bytes changed."""
    data = bytearray(damaged(chance).encode("utf-8", "replace"))
    for _ in range(chance.randint(0, 6)):
        data[chance.randrange(len(data))] = chance.randrange(256)
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


def page(chance: Random) -> str:
    """Return HTML that no browser would have written."""
    parts = [
        chance.choice(_TAGS) if chance.random() < 0.5 else _line(chance)
        for _ in range(chance.randint(2, 14))
    ]
    return "<html><body>x" + " ".join(parts)


_COLUMNS: Final[list[object]] = [
    "STT", "Nội dung nhiệm vụ", "Cơ quan chủ trì", "Cơ quan phối hợp", "Thời hạn", "Sản phẩm",
    "Chỉ tiêu", "Đơn vị tính", "Năm 2026", 2027, "Kinh phí", "Tổng cộng", "Ghi chú",
]  # fmt: skip
_IN_SHEETS: Final = ["Sở Y tế", "UBND các xã", "30/06/2026", "Quý II/2026", "I", "", "x\ny", "95%"]


def _cell(chance: Random) -> object:
    values = (chance.choice(_IN_SHEETS), chance.randint(-5, 50_000), chance.random(), _line(chance))
    return chance.choice(values)


def sheet(chance: Random) -> list[list[object]]:
    """Return the rows of a sheet: perhaps titles, perhaps a header, and values of every kind."""
    rows: list[list[object]] = [[_line(chance)] for _ in range(chance.randint(0, 3))]
    for _ in range(chance.randint(0, 2)):
        rows.append(chance.choices(_COLUMNS, k=chance.randint(0, 7)))
        rows += [
            [_cell(chance) for _ in range(chance.randint(0, 7))]
            for _ in range(chance.randint(0, 6))
        ]
    return rows
