"""PDF files: columns, tables, page furniture, paragraphs over pages, and what is refused."""

from __future__ import annotations

import unicodedata

import pytest

from services.plans.extract import UnreadableDocumentError
from services.plans.extract.reading import read_file
from services.plans.extract.reading.pdf.furniture import furniture_of

from .pdfs import WIDTH, Paper, pdf

LEFT, RIGHT = 80, 540


def _texts(data: bytes) -> list[str]:
    return [" | ".join(one.cells) or one.text for one in read_file(data, "a.pdf").blocks]


def _codes(data: bytes) -> list[str]:
    return [code for code, _ in read_file(data, "a.pdf").notes]


def _full(start: str) -> str:
    """Return a line that reaches the right margin."""
    room = int((RIGHT - LEFT) / 6)
    words = (start + " thực hiện nhiệm vụ được giao theo kế hoạch năm của đơn vị mình").split()
    line = ""
    while len(f"{line} {words[0]}") <= room:
        line = f"{line} {words.pop(0)}".strip()
        words = words or ["và"]
    return line + "x" * (room - len(line))


def test_a_letterhead_of_two_columns_is_read_column_by_column() -> None:
    paper = Paper()
    paper.lines(100, 60, ["ỦY BAN NHÂN DÂN", "TỈNH LAM HẢI", "Số: 5/KH-UBND"])
    paper.lines(300, 60, ["CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc"])
    paper.write(320, 92, "Lam Hải, ngày 05 tháng 01 năm 2026")
    paper.write(280, 130, "KẾ HOẠCH", bold=True)
    paper.lines(LEFT, 160, [_full("Căn cứ Luật")])
    assert _texts(pdf([paper]))[:7] == [
        "ỦY BAN NHÂN DÂN",
        "TỈNH LAM HẢI",
        "Số: 5/KH-UBND",
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "Độc lập - Tự do - Hạnh phúc",
        "Lam Hải, ngày 05 tháng 01 năm 2026",
        "KẾ HOẠCH",
    ]


def test_lines_of_a_paragraph_are_joined_and_paragraphs_kept_apart() -> None:
    paper = Paper()
    first = [_full("Sở Y tế chủ trì,"), "phối hợp với Sở Tài chính."]
    paper.lines(
        LEFT, 80, [*first, "Công an tỉnh tuần tra.", _full("Báo cáo số 892/QĐ-")[:-1] + "-"]
    )
    paper.write(LEFT, 144, "TTg là căn cứ.")
    texts = _texts(pdf([paper]))
    assert texts[0] == " ".join(first)
    assert texts[1] == "Công an tỉnh tuần tra."
    assert texts[2].endswith("-TTg là căn cứ.")


def test_a_table_is_read_by_its_lines_with_merged_cells() -> None:
    paper = Paper()
    xs, ys = [80, 120, 300, 420, 540], [100, 130, 160, 190]
    paper.grid(xs[:3], ys)
    for x in xs[3:]:
        paper.rule(x, ys[0], x, ys[-1])
    for y in (100, 130, 190):
        paper.rule(xs[2], y, xs[4], y)
    paper.rule(xs[3], 160, xs[4], 160)
    paper.cells(xs, 118, ["STT", "Nội dung", "Chủ trì", "Thời gian"])
    paper.cells(xs, 148, ["1", "Mua giống", "Sở Y tế", "Quý I"])
    paper.cells(xs, 178, ["2", "Trồng cây"])
    paper.write(xs[3] + 4, 178, "Quý II")
    assert _texts(pdf([paper])) == [
        "STT | Nội dung | Chủ trì | Thời gian",
        "1 | Mua giống | Sở Y tế | Quý I",
        "2 | Trồng cây | Sở Y tế | Quý II",
    ]


def test_a_table_over_two_pages_is_one_and_its_head_is_not_repeated() -> None:
    xs = [80, 120, 300, 540]
    head = ["STT", "Nội dung", "Chủ trì"]
    first, second = Paper(), Paper()
    first.grid(xs, [700, 730, 760])
    first.cells(xs, 718, head)
    first.cells(xs, 748, ["1", "Mua giống cây", "Sở Y tế"])
    second.grid(xs, [60, 90, 120, 150])
    second.cells(xs, 78, head)
    second.cells(xs, 108, ["", "và phân bón", ""])
    second.cells(xs, 138, ["2", "Trồng cây", "Công an"])
    reading = read_file(pdf([first, second]), "a.pdf")
    assert [one.cells for one in reading.blocks] == [
        ("STT", "Nội dung", "Chủ trì"),
        ("1", "Mua giống cây và phân bón", "Sở Y tế"),
        ("2", "Trồng cây", "Công an"),
    ]
    assert {one.table for one in reading.blocks} == {1}


def test_page_numbers_and_running_heads_are_removed_and_told() -> None:
    papers = []
    for number in range(1, 5):
        paper = Paper()
        paper.write(WIDTH / 2, 40, str(number))
        paper.write(LEFT, 60, f"CÔNG BÁO/Số {number}")
        paper.lines(LEFT, 300, [f"Đoạn thứ {number} nói về rừng."])
        papers.append(paper)
    data = pdf(papers)
    assert _texts(data) == [f"Đoạn thứ {number} nói về rừng." for number in range(1, 5)]
    assert dict(read_file(data, "a.pdf").notes)["page-furniture-removed"] == {"count": "8"}


def test_heads_of_tables_that_stand_on_each_page_are_no_furniture() -> None:
    xs = [80, 120, 300, 540]
    papers = []
    for number in range(1, 5):
        paper = Paper()
        paper.grid(xs, [60, 90, 120])
        paper.cells(xs, 78, ["STT", "Nội dung", "Chủ trì"])
        paper.cells(xs, 108, [str(number), f"Trồng cây đợt {number}", "Sở Y tế"])
        paper.lines(LEFT, 400, [f"Ghi chú của bảng thứ {number}."])
        papers.append(paper)
    rows = [one.cells for one in read_file(pdf(papers), "a.pdf").blocks if one.cells]
    assert rows.count(("STT", "Nội dung", "Chủ trì")) == 4


def test_a_file_without_pages_has_no_furniture() -> None:
    assert furniture_of([]) == []


def test_a_stamp_of_a_signature_is_removed() -> None:
    paper = Paper()
    stamp = ["Ký bởi: Văn phòng UBND tỉnh", "Email: a@b.vn", "Thời gian ký: 05.01.2026 08:00"]
    paper.lines(LEFT, 40, stamp)
    paper.lines(LEFT, 200, ["Sở Y tế tuần tra rừng."])
    assert _texts(pdf([paper])) == ["Sở Y tế tuần tra rừng."]


def test_a_paragraph_cut_by_a_page_is_joined_and_told() -> None:
    first, second = Paper(), Paper()
    first.lines(LEFT, 700, [_full("Sở Y tế chủ trì,")])
    second.lines(LEFT, 80, ["phối hợp với Công an tỉnh."])
    block = read_file(pdf([first, second]), "a.pdf").blocks[0]
    assert block.text.endswith("phối hợp với Công an tỉnh.")
    assert block.repair == "break-joined"


def test_recipients_that_go_on_over_the_page_stay_together() -> None:
    first, second = Paper(), Paper()
    first.lines(LEFT, 100, [_full("Sở Y tế chủ trì,")])
    first.lines(LEFT, 700, ["Nơi nhận:", "- Các sở, ban, ngành;", "- UBND các xã;"])
    first.lines(350, 700, ["TM. ỦY BAN NHÂN DÂN", "CHỦ TỊCH"])
    second.lines(LEFT, 80, ["- Công báo tỉnh;", "- Lưu: VT."])
    assert _texts(pdf([first, second]))[1:] == [
        "Nơi nhận:",
        "- Các sở, ban, ngành;",
        "- UBND các xã;",
        "- Công báo tỉnh;",
        "- Lưu: VT.",
        "TM. ỦY BAN NHÂN DÂN",
        "CHỦ TỊCH",
    ]


def test_a_turned_page_is_read_as_it_is_shown() -> None:
    paper = Paper()
    text = "Sở Y tế tuần tra rừng cả năm."
    codes = "".join(f"{ord(char):04X}" for char in text)
    paper.letters |= set(text)
    # Set upwards, as a landscape appendix is; the page is then turned to the right.
    paper.content.append(f"BT /F1 12 Tf 0 1 -1 0 100 100 Tm <{codes}> Tj ET")
    assert _texts(pdf([paper], rotate=90)) == [text]


def test_marks_set_apart_from_their_letters_are_composed() -> None:
    paper = Paper()
    paper.write(LEFT, 100, unicodedata.normalize("NFD", "Ủy ban nhân dân tỉnh"))
    assert _texts(pdf([paper])) == ["Ủy ban nhân dân tỉnh"]


def test_legacy_fonts_are_converted_and_told() -> None:
    paper = Paper()
    paper.write(LEFT, 100, "Céng hßa x· héi chñ nghÜa ViÖt Nam", font="F3")
    paper.write(LEFT, 130, "céng hßa x· héi", font="F4")
    data = pdf([paper], fonts=[".VnTime", ".VnTimeH"])
    assert _texts(data) == ["Cộng hòa xã hội chủ nghĩa Việt Nam", "CỘNG HÒA XÃ HỘI"]
    assert _codes(data) == ["legacy-converted"]


def test_bold_lines_are_strong_and_a_bold_beginning_is_measured() -> None:
    paper = Paper()
    paper.write(LEFT, 100, "I. MỤC TIÊU", bold=True)
    paper.write(LEFT, 130, "1. Sở Y tế:", bold=True)
    paper.write(LEFT + 72, 130, "tuần tra rừng.")
    blocks = read_file(pdf([paper]), "a.pdf").blocks
    assert [(one.text, one.strong, one.lead) for one in blocks] == [
        ("I. MỤC TIÊU", True, 0),
        ("1. Sở Y tế: tuần tra rừng.", False, len("1. Sở Y tế:")),
    ]


def test_a_page_that_is_a_picture_is_named() -> None:
    paper = Paper()
    paper.lines(LEFT, 100, ["Sở Y tế tuần tra rừng cả năm, báo cáo kết quả về tỉnh."] * 3)
    assert ("pages-without-text", {"pages": "2"}) in read_file(pdf([paper, Paper()]), "").notes


ENCRYPTED = "/Encrypt << /Filter /Standard /V 1 /R 2 /P -4 /O <{0}> /U <{0}> >> /ID [<00> <00>]"


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (pdf([Paper(), Paper()]), "a scan"),
        (b"%PDF-1.7\nnothing more", "damaged"),
        (pdf([Paper()], extra=ENCRYPTED.format("ab" * 32)), "encrypted"),
    ],
    ids=["scan", "broken", "encrypted"],
)
def test_what_cannot_be_read_is_refused_with_a_reason_and_a_remedy(data: bytes, says: str) -> None:
    with pytest.raises(UnreadableDocumentError, match=says) as caught:
        read_file(data, "plan.pdf")
    assert "PDF" in caught.value.vietnamese


def test_letters_that_cannot_be_told_are_refused() -> None:
    paper = Paper()
    paper.lines(LEFT, 80, ["qzk wfpt xjzq bvkw zzqp ffjw kqxz"] * 30)
    with pytest.raises(UnreadableDocumentError, match="cannot be told"):
        read_file(pdf([paper]), "plan.pdf")
