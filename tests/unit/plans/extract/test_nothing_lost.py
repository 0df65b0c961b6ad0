"""Each sentence of the part that assigns duties is read, or named as not understood."""

from __future__ import annotations

from hypothesis import example, given, settings
from hypothesis import strategies as st

from services.plans.extract import Extract, read

HEAD = "KẾ HOẠCH\n\nThử nghiệm năm 2026\n\nI. TỔ CHỨC THỰC HIỆN\n\n"
HEADINGS = st.sampled_from([
    "Sở Y tế", "Sở Nội vụ:", "Kinh phí thực hiện", "Chế độ báo cáo", "Nhiệm vụ chung",
    "Khu dân cư:", "Thời gian thực hiện", "Các sở, ban, ngành", "Công tác kiểm tra",
    "UBND các xã", "Đề nghị Tỉnh đoàn", "Giải pháp", "Tổ chức thực hiện", "Một số yêu cầu",
])  # fmt: skip
SENTENCES = st.sampled_from([
    "Sở Tài chính bố trí kinh phí.", "Làm tốt việc này.", "Báo cáo trước ngày 15/6/2026.",
    "Chủ trì: Sở Y tế.", "Đạt 95% năm 2026.", "Trên đây là Kế hoạch.",
    "Việc mua sắm đúng quy định.", "Nếu có vướng mắc, báo Sở Y tế.",
])  # fmt: skip
MARKS = st.sampled_from(["- ", "", "+ ", "a) "])
PARTS = st.lists(st.tuples(HEADINGS, st.lists(st.tuples(MARKS, SENTENCES), max_size=3)), min_size=1)
MONEY_WITH_A_DUTY = ("Kinh phí thực hiện", [("- ", "Sở Tài chính bố trí kinh phí.")])
SENTENCE_ABOVE_A_NAME = (
    "Giải pháp", [("a) ", "Đạt 95% năm 2026."), ("- ", "Sở Tài chính bố trí kinh phí.")],
)  # fmt: skip

Part = tuple[str, list[tuple[str, str]]]


@settings(max_examples=60, deadline=None, derandomize=True)
@given(PARTS)
@example([("Sở Y tế", [("- ", "Làm tốt việc này.")]), MONEY_WITH_A_DUTY])
@example([("Sở Y tế", [("- ", "Làm tốt việc này.")]), SENTENCE_ABOVE_A_NAME])
def test_no_sentence_of_the_assigning_part_is_lost(parts: list[Part]) -> None:
    lines: list[str] = []
    for number, (heading, sentences) in enumerate(parts, start=1):
        lines.append(f"{number}. {heading}")
        lines.extend(mark + sentence for mark, sentence in sentences)
    extract = read((HEAD + "\n\n".join(lines)).encode(), "plan.txt")
    spans = _spans(extract)
    at = len(HEAD.replace("\n\n", "\n"))
    for line in lines:
        told = any(start < at + len(line) and at < end for start, end in spans)
        assert told or not line.endswith("."), line
        at += len(line) + 1


def _spans(extract: Extract) -> list[tuple[int, int]]:
    duties = (duty for agency in extract.agencies for duty in agency.duties)
    read_spans = [
        one.span
        for group in (
            extract.agencies, duties, extract.work_items, extract.report_requirements,
            extract.indicators,
        )
        for one in group
    ]  # fmt: skip
    return [*read_spans, *(one.span for one in extract.findings if one.span)]
