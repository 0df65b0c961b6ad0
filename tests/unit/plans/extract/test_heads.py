"""The head of a document as sites and gazettes leave it: title, type, issuer, date, bases."""

from __future__ import annotations

import pytest

from services.plans.extract import Extract, read

BODY = """
Căn cứ Nghị quyết số 12/NQ-CP ngày 03/02/2026 của Chính phủ;
Ủy ban nhân dân tỉnh ban hành Kế hoạch như sau:
I. MỤC ĐÍCH
Làm sạch kênh mương.
"""


def head(text: str, body: str = BODY) -> Extract:
    """Read a document made of a head and a body."""
    return read((text + body).encode(), "van-ban.txt")


def test_a_letterhead_that_lost_its_second_line_takes_the_place_from_elsewhere() -> None:
    extract = head(
        "ỦY BAN NHÂN DÂN |\nCỘNG HÒA XÃ HỘI\nCHỦ NGHĨA VIỆT NAM |\n|\nSố: 7/KH-UBND |\n"
        "Bắc Ninh, ngày 09 tháng 02 năm 2026 |\nKẾ HOẠCH\nNẠO VÉT KÊNH MƯƠNG\n"
    )
    assert extract.issuer == "Ủy ban nhân dân tỉnh Bắc Ninh"
    assert extract.number == "7/KH-UBND"


def test_a_date_cut_in_two_lines_is_read() -> None:
    extract = head("Số: 7/KH-UBND\n|\nBình Định, ngày\n09 tháng 02 năm 2026\n|\nKẾ HOẠCH\nĐào ao\n")
    assert extract.issued_on == "2026-02-09"


def test_a_title_goes_on_in_short_lines_up_to_the_body() -> None:
    extract = head(
        "Số: 7/KH-UBND\nLai Châu, ngày 09 tháng 02 năm 2026\nKẾ HOẠCH\n"
        "Thực hiện Nghị quyết số 4-NQ/TU ngày 02/01/2026\nCủa Ban Thường vụ Tỉnh ủy\n"
    )
    assert extract.title == (
        "Thực hiện Nghị quyết số 4-NQ/TU ngày 02/01/2026 Của Ban Thường vụ Tỉnh ủy"
    )


def test_without_a_type_the_number_and_the_line_in_capitals_tell_type_and_title() -> None:
    extract = head("Số: 7/KH-UBND\nLai Châu, ngày 09 tháng 02 năm 2026\nNẠO VÉT KÊNH NĂM 2026\n")
    assert (extract.document_type, extract.title) == ("Kế hoạch", "NẠO VÉT KÊNH NĂM 2026")


def test_a_programme_of_action_is_a_type_not_a_title() -> None:
    extract = head(
        "Số: 7/CTr-BCT\nHà Nội, ngày 09 tháng 02 năm 2026\nCHƯƠNG TRÌNH HÀNH ĐỘNG\nVề gió\n"
    )
    assert (extract.document_type, extract.title) == ("Chương trình hành động", "Về gió")


def test_a_normative_number_keeps_its_year() -> None:
    extract = head("Số: 06/2026/QĐ-UBND\nHà Nội, ngày 09 tháng 02 năm 2026\nQUYẾT ĐỊNH\nVề gió\n")
    assert extract.number == "06/2026/QĐ-UBND"


@pytest.mark.parametrize(
    ("introduction", "count"),
    [
        ("- Luật Thủy lợi ngày 19/6/2017;\n- Nghị quyết số 12/NQ-CP ngày 03/02/2026;\n", 2),
        ("I. CĂN CỨ LẬP KẾ HOẠCH\n1. Nghị quyết số 12/NQ-CP.\n2. Quyết định số 5/QĐ-TTg.\n", 2),
        ("Để khắc phục, thực hiện Chỉ thị số 3/CT-TTg ngày 01/02/2026, yêu cầu:\n", 1),
        ("Để mọi người vui vẻ, Ủy ban nhân dân tỉnh yêu cầu:\n", 0),
    ],
)
def test_bases_are_counted_however_they_are_listed(introduction: str, count: int) -> None:
    extract = head("KẾ HOẠCH\nĐào ao\n", f"{introduction}II. NỘI DUNG\n1. Đào.\n2. Lấp.\n")
    assert len(extract.legal_bases) == count


def test_wrapped_lines_of_bases_are_each_a_basis() -> None:
    text = (
        "Căn cứ Nghị quyết số 12/NQ-CP ngày 03/02/2026 của Chính phủ về phát triển kênh mương;\n"
        "Theo Công văn số 8/BXD-HT ngày 01/02/2026 của Bộ Xây dựng về nạo vét kênh;\n"
        "UBND tỉnh ban hành Kế hoạch như sau:\n\nI. MỤC ĐÍCH\n\nLàm sạch.\n"
    )
    top = "Số: 7/KH-UBND\n\nLai Châu, ngày 09 tháng 02 năm 2026\n\nKẾ HOẠCH\n\nVề kênh\n\n"
    assert len(head(top, text).legal_bases) == 2


def test_the_heads_of_a_gazettes_pages_are_dropped_in_mid_sentence() -> None:
    extract = head(
        "KẾ HOẠCH\nĐào ao\n",
        "I. VIỆC\n- Theo dõi tình\n\n6   CÔNG BÁO/Số 17 + 18/Ngày 12-4-2026\n\nhình mực nước.\n",
    )
    assert "Theo dõi tình hình mực nước." in extract.text
    assert "CÔNG BÁO" not in extract.text


def test_a_committee_and_its_department_set_as_one_line_are_two() -> None:
    extract = head(
        "UBND TỈNH SƠN LA SỞ Y TẾ\nSố: 7/KH-SYT\nSơn La, ngày 09 tháng 02 năm 2026\nKẾ HOẠCH\nĂn\n"
    )
    assert extract.issuer == "Sở y tế tỉnh Sơn La"


_MOTTO = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nĐộc lập - Tự do - Hạnh phúc\n"


@pytest.mark.parametrize(
    ("printed", "issuer"),
    [
        ("UBND TỈNH LAM HẢI\nVĂN PHÒNG", "Văn phòng Ủy ban nhân dân tỉnh Lam Hải"),
        (
            "ỦY BAN NHÂN DÂN\nTỈNH LAM HẢI\nBAN CHỈ ĐẠO PHÁT TRIỂN\nKINH TẾ TẬP THỂ",
            "Ban chỉ đạo phát triển kinh tế tập thể tỉnh Lam Hải",
        ),
        (
            "UBND XÃ KIM SƠN\nTỔ CÔNG TÁC TRIỂN KHAI\nĐỀ ÁN 06",
            "Tổ công tác triển khai đề án 06 xã Kim Sơn",
        ),
        ("UBND TỈNH LAM HẢI\nSỞ GIÁO DỤC\nVÀ ĐÀO TẠO", "Sở giáo dục và đào tạo tỉnh Lam Hải"),
        ("SỞ Y TẾ TỈNH LAM HẢI\nBỆNH VIỆN NHI", "Bệnh viện nhi tỉnh Lam Hải"),
        (
            "BỘ NỘI VỤ\nBAN ĐIỀU PHỐI\nCHƯƠNG TRÌNH NƯỚC SẠCH",
            "Ban điều phối chương trình nước sạch",
        ),
        ("CHỦ TỊCH\nỦY BAN NHÂN DÂN\nTỈNH LAM HẢI", "Chủ tịch Ủy ban nhân dân tỉnh Lam Hải"),
        ("ĐẢNG BỘ TỈNH LAM HẢI\nTỈNH ỦY\n*", "Tỉnh ủy Lam Hải"),
        ("ĐẢNG BỘ TỈNH LAM HẢI\nĐẢNG ỦY XÃ KIM SƠN\n*", "Đảng ủy xã Kim Sơn"),
        (
            "LIÊN MINH HỢP TÁC XÃ\nTỈNH LAM HẢI\nCỘNG HÒA XÃ HỘI",
            "Liên minh hợp tác xã tỉnh Lam Hải",
        ),
    ],
)
def test_the_lowest_body_of_a_letterhead_issues_with_all_its_lines(
    printed: str, issuer: str
) -> None:
    extract = head(
        f"{printed}\n{_MOTTO}Số: 7/KH-X\nLam Hải, ngày 09 tháng 02 năm 2026\nKẾ HOẠCH\nĐào ao\n",
        "Căn cứ Luật Thủy lợi;\nI. MỤC ĐÍCH\nLàm sạch.\n",
    )
    assert extract.issuer == issuer
    assert (extract.document_type, extract.title) == ("Kế hoạch", "Đào ao")


def test_a_decision_is_typed_by_its_title_not_by_the_word_that_decides() -> None:
    extract = head(
        "Số: 7/QĐ-UBND\nLam Hải, ngày 09 tháng 02 năm 2026\nQUYẾT ĐỊNH VỀ VIỆC ĐÀO AO\n",
        "Căn cứ Luật Thủy lợi;\nQUYẾT ĐỊNH\nĐiều 1. Đào ao.\n",
    )
    assert (extract.document_type, extract.title) == ("Quyết định", "VỀ VIỆC ĐÀO AO")


def test_an_appendix_sent_alone_has_the_head_of_the_plan_it_names() -> None:
    extract = read(
        "PHỤ LỤC II\nDANH MỤC NHIỆM VỤ NẠO VÉT KÊNH NĂM 2026\n"
        "(Kèm theo Kế hoạch số 205/KH-UBND ngày 12 tháng 5\nnăm 2026 của UBND tỉnh Lam Hải)\n\n"
        "1. Đo đạc kênh chính.\n".encode(),
        "phu-luc.txt",
    )
    assert (extract.number, extract.issued_on) == ("205/KH-UBND", "2026-05-12")
    assert extract.issuer == "Ủy ban nhân dân tỉnh Lam Hải"
    assert extract.title == "DANH MỤC NHIỆM VỤ NẠO VÉT KÊNH NĂM 2026"
    assert (extract.document_type, extract.draft) == ("Phụ lục", False)
    assert "head-of-parent" in {one.code for one in extract.findings}


def test_an_appendix_that_names_no_document_has_no_number() -> None:
    extract = read("PHỤ LỤC\nDANH MỤC KÊNH\n\n1. Đo đạc kênh chính.\n".encode(), "phu-luc.txt")
    assert extract.number is None


@pytest.mark.parametrize("stamp", ["HỎA TỐC", "KHẨN", "MẬT", "DỰ THẢO"])
def test_a_stamp_is_no_part_of_the_issuers_name(stamp: str) -> None:
    extract = head(
        f"ỦY BAN NHÂN DÂN\nTỈNH LAM HẢI\n{stamp}\nSố: 7/KH-UBND\n"
        "Lam Hải, ngày 09 tháng 02 năm 2026\nKẾ HOẠCH\nVề gió\n",
        "I. MỤC ĐÍCH\nLàm sạch kênh.\n",
    )
    assert extract.issuer == "Ủy ban nhân dân tỉnh Lam Hải"


@pytest.mark.parametrize(
    ("printed", "name"),
    [
        ("TỈNH ỦY LAM HẢI", "Tỉnh ủy Lam Hải"),
        ("VĂN PHÒNG TỈNH ỦY LAM HẢI", "Văn phòng Tỉnh ủy Lam Hải"),
        ("BẢO HIỂM XÃ HỘI VIỆT NAM\nBHXH TỈNH LAM HẢI", "Bảo hiểm xã hội tỉnh Lam Hải"),
    ],
)
def test_a_body_in_capitals_gets_small_letters_where_it_has_them(printed: str, name: str) -> None:
    extract = head(f"{printed}\nSố: 7/KH\nLam Hải, ngày 09 tháng 02 năm 2026\nKẾ HOẠCH\nVề gió\n")
    assert extract.issuer == name


@pytest.mark.parametrize("day", ["ngày 9/2/2026", "ngày 09-02-2026", "ngày 09.02.2026"])
def test_a_date_in_figures_alone_is_read(day: str) -> None:
    assert head(f"Số: 7/KH-UBND\nLam Hải, {day}\nKẾ HOẠCH\nVề gió\n").issued_on == "2026-02-09"


def test_a_plan_of_action_has_its_subject_on_the_next_line() -> None:
    extract = head("Số: 7/KH-UBND\nHà Nội, ngày 09/02/2026\nKẾ HOẠCH HÀNH ĐỘNG\nVề gió\n")
    assert (extract.document_type, extract.title) == ("Kế hoạch", "Về gió")


COLUMNS = """
Nơi nhận: TM. ỦY BAN NHÂN DÂN
- Bộ Xây dựng; Q. CHỦ TỊCH
- Thường trực Tỉnh ủy;
- Các cơ quan tại Mục I; Trần Văn Mẫu
- Lưu: VT, NLN.
"""


def test_columns_at_the_end_that_lost_their_gap_are_taken_apart() -> None:
    extract = head("Số: 7/KH-UBND\nHà Nội, ngày 09/02/2026\nKẾ HOẠCH\nVề gió\n", BODY + COLUMNS)
    assert [one.text for one in extract.recipients] == [
        "Bộ Xây dựng",
        "Thường trực Tỉnh ủy",
        "Các cơ quan tại Mục I",
        "Lưu: VT, NLN",
    ]
    assert extract.signatory is not None
    assert (extract.signatory.name, extract.signatory.title) == ("Trần Văn Mẫu", "CHỦ TỊCH")
    for one in extract.recipients:
        assert extract.text[slice(*one.span)].strip(" ;.") == one.text


def test_a_table_whose_rows_all_read_like_a_note_of_its_plan_has_a_head() -> None:
    extract = read("DANH MỤC\nKèm theo\t1\t2\nKèm theo\t3\t4\n".encode(), "a.txt")
    assert extract.title == "DANH MỤC"


def test_of_two_who_sign_above_the_recipients_the_first_is_kept_and_the_other_told() -> None:
    extract = head(
        "KẾ HOẠCH PHỐI HỢP\nĐào ao\n",
        "Căn cứ Luật Thủy lợi;\nI. TỔ CHỨC THỰC HIỆN\n1. Công an xã: tuần tra bờ ao.\n"
        "2. Trạm Y tế xã: xử lý nước./.\nGIÁM ĐỐC\nCÔNG AN TỈNH\nĐại tá Trần Văn Mẫu\n"
        "GIÁM ĐỐC\nSỞ Y TẾ\nLê Thị Mẫu\nNơi nhận:\n- UBND tỉnh;\n- Lưu: VT.\n",
    )
    assert extract.signatory is not None
    assert (extract.signatory.name, extract.signatory.title) == ("Trần Văn Mẫu", "GIÁM ĐỐC")
    assert [len(agency.duties) for agency in extract.agencies] == [1, 1]
    assert len(extract.recipients) == 2
    told = [one.message for one in extract.findings if one.code == "signatory-several"]
    assert len(told) == 1
    assert "Lê Thị Mẫu" in told[0]


@pytest.mark.parametrize(
    ("signed", "title"),
    [
        ("TM. TỔ CÔNG TÁC\nTỔ TRƯỞNG\n", "TỔ TRƯỞNG"),
        ("TM. TỔ CÔNG TÁC\nTỔ TRƯỞNG\nCHỦ TỊCH UBND XÃ\n", "CHỦ TỊCH UBND XÃ"),
        ("CHỈ HUY TRƯỞNG\nThượng tá ", "CHỈ HUY TRƯỞNG"),
        ("TRƯỞNG CÔNG AN XÃ\nTrung tá ", "TRƯỞNG CÔNG AN XÃ"),
        ("K/T GIÁM ĐỐC\nPHÓ GIÁM ĐỐC\nBSCKII. ", "PHÓ GIÁM ĐỐC"),
        ("QUYỀN GIÁM ĐỐC\nPGS.TS. ", "QUYỀN GIÁM ĐỐC"),
    ],
)
def test_who_signs_is_a_person_without_rank_and_degree(signed: str, title: str) -> None:
    extract = head(
        "KẾ HOẠCH\nĐào ao\n",
        "Căn cứ Luật Thủy lợi;\nI. VIỆC\n1. Công an xã: tuần tra./.\n"
        f"Nơi nhận:\n- Lưu: VT.\n{signed}Trần Thị Mẫu\n",
    )
    assert extract.signatory is not None
    assert (extract.signatory.name, extract.signatory.title) == ("Trần Thị Mẫu", title)


def test_bodies_that_issue_together_are_each_written_as_the_text_writes_them() -> None:
    extract = head(
        "ỦY BAN NHÂN DÂN TỈNH SƠN LA\nSỞ Y TẾ - SỞ GIÁO DỤC VÀ ĐÀO TẠO\n"
        "Số: 5/KHPH-SYT-SGDĐT\nSơn La, ngày 02 tháng 02 năm 2026\n"
        "KẾ HOẠCH PHỐI HỢP\nKhám mắt học sinh\n",
        "\nSở Y tế và Sở Giáo dục và Đào tạo thống nhất như sau:\nI. NỘI DUNG\nKhám mắt.\n",
    )
    assert extract.issuer == "Sở Y tế - Sở Giáo dục và Đào tạo tỉnh Sơn La"


def test_counters_and_bars_of_a_site_are_no_text_of_the_document() -> None:
    page = "<p>KẾ HOẠCH</p><p>Đào ao</p><p>Lượt xem: 214 | In trang</p><p>Quay lại</p>"
    assert read(page.encode(), "van-ban.html").text == "KẾ HOẠCH\nĐào ao"


def test_a_place_that_begins_like_an_office_is_a_place() -> None:
    extract = head(
        "ỦY BAN NHÂN DÂN TỈNH LAM HẢI\nỦY BAN NHÂN DÂN XÃ TRƯỜNG THUẬN\nSố: 5/KH-UBND\n"
        "Trường Thuận, ngày 02 tháng 02 năm 2026\nKẾ HOẠCH\nKhám mắt học sinh\n"
    )
    assert extract.issuer == "Ủy ban nhân dân xã Trường Thuận"


@pytest.mark.parametrize(
    ("printed", "issuer"),
    [
        ("MẶT TRẬN TỔ QUỐC VIỆT NAM\nỦY BAN TỈNH LAM HẢI",
         "Ủy ban Mặt trận Tổ quốc Việt Nam tỉnh Lam Hải"),
        ("MẶT TRẬN TỔ QUỐC VIỆT NAM\nỦY BAN XÃ KIM SƠN",
         "Ủy ban Mặt trận Tổ quốc Việt Nam xã Kim Sơn"),
        ("ỦY BAN MẶT TRẬN TỔ QUỐC\nVIỆT NAM TỈNH LAM HẢI\nBAN THƯỜNG TRỰC",
         "Ban Thường trực Ủy ban Mặt trận Tổ quốc Việt Nam tỉnh Lam Hải"),
        ("HỘI LIÊN HIỆP PHỤ NỮ VIỆT NAM\nBAN CHẤP HÀNH TỈNH LAM HẢI",
         "Ban Chấp hành Hội Liên hiệp Phụ nữ Việt Nam tỉnh Lam Hải"),
        ("ĐOÀN TNCS HỒ CHÍ MINH\nBAN CHẤP HÀNH XÃ KIM SƠN",
         "Ban Chấp hành Đoàn TNCS Hồ Chí Minh xã Kim Sơn"),
        ("ỦY BAN NHÂN DÂN\nXÃ KIM SƠN", "Ủy ban nhân dân xã Kim Sơn"),
    ],
)  # fmt: skip
def test_a_committee_is_that_of_the_organisation_above_it(printed: str, issuer: str) -> None:
    extract = head(f"{printed}\nSố: 7/KH-X\nLam Hải, ngày 09 tháng 02 năm 2026\nKẾ HOẠCH\nĐào ao\n")
    assert extract.issuer == issuer
