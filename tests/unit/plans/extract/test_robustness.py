"""Any text gives a valid object; any bytes give that or one clear problem; time grows linearly."""

from __future__ import annotations

import contextlib
import json
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from services.plans.extract import UnreadableDocumentError, read

from .shape import assert_valid

ROOT = Path(__file__).parents[4]
SAMPLES = sorted((ROOT / "tests" / "samples" / "plans").glob("*.[tm][xd]*"))
PIECES = [
    "ỦY BAN NHÂN DÂN",
    "TỈNH LAM HẢI",
    "Số: 12/KH-UBND",
    "Số:",
    "Lam Hải, ngày 31 tháng 02 năm 2026",
    "KẾ HOẠCH",
    "QUYẾT ĐỊNH",
    "Căn cứ Luật Trẻ em số 102/2016/QH13;",
    "I. MỤC TIÊU",
    "II.",
    "1.",
    "1.1. ",
    "a)",
    "- ",
    "+ ",
    "|",
    "||",
    "| a | b |",
    "|---|---|",
    "\t\t",
    "STT",
    "Nội dung",
    "Chủ trì",
    "Phối hợp",
    "Thời gian",
    "Chủ trì: Sở Y tế",
    "Chủ trì:",
    "Thời gian thực hiện:",
    "Sở Y tế",
    "Đề nghị Hội Nông dân:",
    "Chỉ tiêu 1: đạt 5% vào năm 2026 và 9,5% năm 2030.",
    "giảm từ 3 xuống 2/100.000 trẻ",
    "báo cáo trước ngày 31/02, 15/13 và ngày 30",
    "Tổng cộng\t1\t2\t3",
    "2026\t2027\t2028",
    "ĐVT: triệu đồng",
    "Tổng kinh phí 3,5 tỷ đồng",
    "TỔ CHỨC THỰC HIỆN",
    "III. TỔ CHỨC THỰC HIỆN",
    "Nơi nhận:",
    "- Lưu: VT.",
    "KT. CHỦ TỊCH",
    "Trần Thị Mẫu",
    "PHỤ LỤC",
    "Điều 1.",
    "**",
    "***",
    "#",
    "__",
    "1.000.000.000.000.000.000.000 đồng",
    "9" * 40,
    "()",
    "“",
    "…",
    ".",
    ";",
    ",",
    ":",
    "\u00ad",
    "\u200b",
    "\x0c",
]
fuzz = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@fuzz
@given(
    st.lists(st.sampled_from(PIECES) | st.text(max_size=30), max_size=60),
    st.sampled_from(["\n", "\n\n", " "]),
)
def test_any_text_gives_a_valid_object(pieces: list[str], joint: str) -> None:
    data = ("x" + joint.join(pieces)).encode("utf-8", errors="replace")
    try:
        extract = read(data, "plan.txt").to_json()
    except UnreadableDocumentError:
        return
    json.dumps(extract, allow_nan=False)
    assert_valid(extract)


@fuzz
@given(st.data())
def test_a_damaged_sample_gives_a_valid_object(data: st.DataObject) -> None:
    text = data.draw(st.sampled_from(SAMPLES)).read_text(encoding="utf-8")
    lines = text.split("\n")
    start = data.draw(st.integers(0, len(lines) - 1))
    count = data.draw(st.integers(0, 40))
    noise = data.draw(st.lists(st.sampled_from(PIECES), max_size=5))
    lines[start : start + count] = noise
    assert_valid(read("\n".join(["x", *lines]).encode(), "plan.md").to_json())


@fuzz
@given(st.binary(max_size=400), st.sampled_from(["a.txt", "a.html", "a.docx", "a.pdf", ""]))
def test_any_bytes_give_an_object_or_one_clear_problem(data: bytes, name: str) -> None:
    with contextlib.suppress(UnreadableDocumentError):
        assert_valid(read(data, name).to_json())


@fuzz
@given(
    st.lists(
        st.sampled_from(
            [
                "<p>",
                "</p>",
                "<table>",
                "<tr>",
                "<td colspan=99>",
                "<td rowspan=70>",
                "<b>",
                "<ol start=9999>",
                "<li>",
                "<br>",
                "Sở Y tế",
                "&#0;",
                "<!--",
                "1.",
            ]
        ),
        max_size=60,
    )
)
def test_any_markup_gives_a_valid_object(pieces: list[str]) -> None:
    assert_valid(read(("<html><body>x" + " ".join(pieces)).encode(), "plan.html").to_json())


@pytest.mark.parametrize(
    "unit",
    [
        "- Sở Y tế chủ trì, phối hợp với Sở A báo cáo trước ngày 15/6 và ngày 15/12.\n",
        "a" * 200 + " ",
        "1.1.1.1.",
        "((((",
        "Sở và các cơ quan, đơn vị có liên quan, ",
        "từ 5 đến 10% năm 2025 và năm 2030, ",
        "**_*",
        "|\n",
        "| 1 | 2 |\n",
        "báo cáo định kỳ, ",
        "Số 12/QĐ-UBND ngày 1/2/2025 ",
        "KT. CHỦ TỊCH ",
    ],
)
def test_hostile_repetition_gives_a_valid_object(unit: str) -> None:
    # Quadratic reading of 64 KB would take minutes; script/bench measures the growth.
    assert_valid(read((unit * (64_000 // len(unit))).encode(), "plan.txt").to_json())
