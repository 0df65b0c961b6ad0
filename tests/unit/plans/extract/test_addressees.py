"""Who is addressed, in the layouts in which offices write it."""

from __future__ import annotations

from services.plans.extract import read
from services.plans.extract.groups import group_of


def agencies(text: str) -> list[tuple[str, int]]:
    """Return the addressees of a document with the number of their duties."""
    extract = read(text.encode(), "van-ban.md")
    return [(one.name, len(one.duties)) for one in extract.agencies]


def test_bold_names_without_numbers_head_the_paragraphs_below_them() -> None:
    text = """
# KẾ HOẠCH

**Làm sạch ao làng năm 2026**

## III. TỔ CHỨC THỰC HIỆN

**Phòng Kinh tế**

Tham mưu bố trí kinh phí.

Kiểm tra việc nạo vét.

**Công an xã**

Giữ trật tự khi nạo vét.

**Các xóm**

- Huy động người dân dọn bèo.

Trên đây là Kế hoạch, yêu cầu các đơn vị thực hiện.
"""
    assert agencies(text) == [("Phòng Kinh tế", 2), ("Công an xã", 1), ("Các xóm", 1)]


def test_a_heading_of_several_agencies_groups_those_that_follow_one_by_one() -> None:
    text = """
KẾ HOẠCH
Trồng cây đầu xuân

IV. TỔ CHỨC THỰC HIỆN
1. Sở Xây dựng, Sở Công Thương
1.1. Sở Xây dựng: Chọn vị trí trồng.
1.2. Sở Công Thương: Vận động doanh nghiệp góp cây.
2. Các sở, ngành:
+ Sở Tài chính: bố trí kinh phí.
+ Sở Y tế: trồng cây tại bệnh viện.
"""
    assert agencies(text) == [
        ("Sở Xây dựng", 1),
        ("Sở Công Thương", 1),
        ("Sở Tài chính", 1),
        ("Sở Y tế", 1),
    ]


def test_items_of_a_directive_that_name_nobody_are_given_to_those_of_its_opening() -> None:
    text = """
CHỈ THỊ
Về việc tiết kiệm điện

Chủ tịch Ủy ban nhân dân tỉnh yêu cầu Thủ trưởng các sở, ban, ngành thực hiện các nhiệm vụ sau:
1. Tắt đèn khi ra khỏi phòng.
2. Đặt máy lạnh từ 26 độ trở lên.
3. Sở Công Thương
- Kiểm tra việc thực hiện.
"""
    assert agencies(text) == [("Thủ trưởng các sở, ban, ngành", 2), ("Sở Công Thương", 1)]


def test_items_of_a_letter_are_given_to_those_it_is_sent_to() -> None:
    text = """
SỞ Y TẾ
Số: 5/SYT-NVY
V/v trực Tết

Kính gửi:
- Bệnh viện Đa khoa tỉnh;
- Các trung tâm y tế.

1. Bố trí trực 24/24 giờ.
2. Dự trữ đủ thuốc.
"""
    assert agencies(text) == [("Bệnh viện Đa khoa tỉnh; Các trung tâm y tế", 2)]


def test_one_agency_named_in_two_sections_is_one_entry() -> None:
    text = """
KẾ HOẠCH
Giữ gìn hồ sơ

III. PHÂN CÔNG NHIỆM VỤ
1. Công an tỉnh: Kiểm tra kho lưu trữ.
2. Sở Nội vụ: Hướng dẫn số hóa.
IV. TỔ CHỨC THỰC HIỆN
1. Giao Công an tỉnh theo dõi việc thực hiện Kế hoạch.
2. Quá trình thực hiện nếu có vướng mắc, các đơn vị báo cáo Công an tỉnh.
"""
    assert agencies(text) == [("Công an tỉnh", 2), ("Sở Nội vụ", 1)]


def test_a_provincial_list_before_a_peoples_committee_is_no_party_committee() -> None:
    text = """
KẾ HOẠCH
Thống kê

III. TỔ CHỨC THỰC HIỆN
1. Các sở, ngành tỉnh, Ủy ban nhân dân các xã: Lập bảng thống kê.
"""
    extract = read(text.encode(), "van-ban.txt")
    assert [one.bindingness for one in extract.agencies] == ["order"]


def test_a_body_may_be_named_by_what_it_does() -> None:
    text = """
CHỈ THỊ
Về việc bán hàng
1. Cơ quan đăng ký kinh doanh:
Kiểm tra giấy phép.
2. Các đơn vị báo cáo kết quả như sau:
- Gửi thư.
"""
    assert agencies(text)[0] == ("Cơ quan đăng ký kinh doanh", 1)
    assert agencies(text)[1][0] == "Các đơn vị"


def test_a_letter_without_numbers_asks_in_its_paragraphs() -> None:
    text = """
VĂN PHÒNG ỦY BAN NHÂN DÂN TỈNH
Số: 5/VP-NC
V/v nạo vét ao

Kính gửi: Sở Xây dựng

Năm 2025, Chủ tịch Ủy ban nhân dân tỉnh đã giao Sở Xây dựng khảo sát các ao làng trong tỉnh.
Chủ tịch Ủy ban nhân dân tỉnh yêu cầu Sở Xây dựng nạo vét các ao làng trước ngày 30/5/2026.
"""
    assert agencies(text) == [("Sở Xây dựng", 1)]


def test_a_section_on_money_in_the_assigning_part_loses_no_duty() -> None:
    text = (
        "KẾ HOẠCH\n\nThử nghiệm năm 2026\n\nI. TỔ CHỨC THỰC HIỆN\n\n1. Sở Y tế\n\n- Báo cáo.\n\n"
        "2. Kinh phí thực hiện\n\n- Sở Tài chính bố trí kinh phí trước ngày 20/6/2026.\n\n"
        "- Ngân sách tỉnh bảo đảm 5 triệu đồng.\n\nViệc mua sắm thực hiện đúng quy định.\n"
    )
    extract = read(text.encode(), "plan.txt")
    assert [(one.name, len(one.duties)) for one in extract.agencies] == [
        ("Sở Y tế", 1),
        ("Sở Tài chính", 1),
    ]
    left = [one.span for one in extract.findings if one.code == "unparsed"]
    assert [extract.text[slice(*span)] for span in left if span] == [
        "Việc mua sắm thực hiện đúng quy định."
    ]


def test_members_of_a_class_that_are_listed_are_the_addressee() -> None:
    text = """
KẾ HOẠCH
Trồng cây đầu xuân

IV. TỔ CHỨC THỰC HIỆN
1. Các Sở: Tài chính, Nội vụ theo chức năng, nhiệm vụ được giao:
- Cấp tiền mua cây.
- Cử người trồng.
2. Các Sở: Xây dựng, Du lịch tổ chức kiểm tra.
3. Giám đốc các Sở: Y tế, Tư pháp; Chủ tịch UBND các xã: rà soát đất trống.
4. Các sở: Rà soát thủ tục.
"""
    assert agencies(text) == [
        ("Các Sở: Tài chính, Nội vụ", 2),
        ("Các Sở: Xây dựng, Du lịch", 1),
        ("Giám đốc các Sở: Y tế, Tư pháp; Chủ tịch UBND các xã", 1),
        ("Các sở", 1),
    ]


def test_a_list_of_members_stands_for_no_class() -> None:
    assert group_of("Các Sở: Tài chính, Nội vụ") is None
    assert group_of("Giám đốc các Sở: Y tế, Tư pháp; Chủ tịch UBND các xã") == "communes"
    assert group_of("Giám đốc các Sở") == "departments"


DIRECTIVE = """
CHỈ THỊ
Về việc phòng cháy rừng

1. Giám đốc các Sở: Tài chính, Nội vụ; Trưởng Ban Chỉ đạo tỉnh theo nhiệm vụ được giao:
- Sở Tài chính cấp tiền mua máy.
- Sở Nội vụ, Ban Chỉ đạo tỉnh cử người trực.
2. Các sở, ngành theo chức năng:
- Sở Y tế chủ trì trực cấp cứu.
- Công an tỉnh chủ trì tuần tra.
3. Tăng cường trực cháy:
- Trực cả đêm.
4. Sở Xây dựng kiểm tra bể nước.
"""


def test_in_a_directive_no_item_of_a_class_is_lost() -> None:
    assert agencies(DIRECTIVE) == [
        ("Giám đốc các Sở: Tài chính, Nội vụ; Trưởng Ban Chỉ đạo tỉnh", 2),
        ("Sở Y tế", 1),
        ("Công an tỉnh", 1),
        ("Sở Xây dựng", 1),
    ]
    extract = read(DIRECTIVE.encode(), "van-ban.md")
    left = [one.span for one in extract.findings if one.code == "unparsed" and one.span]
    assert [extract.text[start:end] for start, end in left] == [
        "3. Tăng cường trực cháy:",
        "- Trực cả đêm.",
    ]


def test_items_that_repeat_the_name_above_them_are_its_own() -> None:
    text = """
KẾ HOẠCH
Trồng cây đầu xuân

IV. TỔ CHỨC THỰC HIỆN
1. Công an tỉnh chủ trì tuần tra.
- Công an tỉnh kiểm tra rừng.
- Công an tỉnh báo cáo kết quả.
"""
    assert agencies(text) == [("Công an tỉnh", 3)]
    assert "unparsed" not in {one.code for one in read(text.encode(), "van-ban.md").findings}


def test_a_numbered_item_may_close_the_part() -> None:
    text = """
KẾ HOẠCH
Trồng cây đầu xuân

IV. TỔ CHỨC THỰC HIỆN
1. Công an tỉnh kiểm tra rừng.
2. Các nội dung khác của Kế hoạch số 5/KH-UBND vẫn giữ nguyên.
3. Trong quá trình thực hiện, nếu cần điều chỉnh, các đơn vị báo cáo UBND tỉnh.
"""
    codes = [one.code for one in read(text.encode(), "van-ban.md").findings]
    assert (codes.count("closing-clause"), codes.count("unparsed")) == (2, 0)


def test_the_article_that_enacts_a_decision_closes_it() -> None:
    text = """
QUYẾT ĐỊNH
Về việc trồng cây

Điều 1. Giao Giám đốc các Sở: Y tế, Tài chính; Chủ tịch UBND các xã triển khai thực hiện.
Điều 2. Chánh Văn phòng UBND tỉnh, Giám đốc các Sở chịu trách nhiệm thi hành Quyết định này.
"""
    assert agencies(text) == [("Giám đốc các Sở: Y tế, Tài chính; Chủ tịch UBND các xã", 1)]
    codes = [one.code for one in read(text.encode(), "van-ban.md").findings]
    assert "closing-clause" in codes
    assert "unparsed" not in codes


def test_a_body_is_asked_by_the_word_behind_its_name_but_a_department_is_told_to_ask() -> None:
    text = """
KẾ HOẠCH
Đào ao
I. TỔ CHỨC THỰC HIỆN
1. Ngân hàng Nhà nước Chi nhánh Khu vực 7: Đề nghị chỉ đạo các ngân hàng cho vay.
2. Thanh tra tỉnh: Đề nghị UBND các xã gửi hồ sơ.
"""
    extract = read(text.encode(), "van-ban.txt")
    assert [agency.bindingness for agency in extract.agencies] == ["request", "order"]


def test_items_are_numbered_as_the_party_numbers_them() -> None:
    text = """
ĐẢNG BỘ XÃ KIM SƠN
ĐẢNG ỦY
*
Số 03-KH/ĐU
KẾ HOẠCH
thực hiện Nghị quyết về đào ao
I- MỤC ĐÍCH
1- Nâng cao nhận thức, trong 10- 15 năm tới có ao.
III- TỔ CHỨC THỰC HIỆN
1- Đảng ủy Ủy ban nhân dân xã lãnh đạo xây dựng kế hoạch.
2- Ban Xây dựng Đảng
- Biên soạn tài liệu.
- Tổ chức học tập.
3- Các chi bộ báo cáo Đảng ủy trước ngày 10/12/2026.
"""
    assert agencies(text) == [
        ("Đảng ủy Ủy ban nhân dân xã", 1),
        ("Ban Xây dựng Đảng", 2),
        ("Các chi bộ", 1),
    ]


_PART = """
KẾ HOẠCH
Nạo vét mương làng

III. TỔ CHỨC THỰC HIỆN
"""


def test_a_bare_sentence_that_says_who_is_charged_heads_the_numbered_items_below_it() -> None:
    text = f"""{_PART}
Phòng Kinh tế có nhiệm vụ:
a) Tham mưu bố trí kinh phí.
b) Kiểm tra việc nạo vét.
Công an xã chịu trách nhiệm thực hiện các nội dung sau:
1. Giữ trật tự khi nạo vét.
2. Phân luồng xe.
Ban Chỉ huy Quân sự xã có trách nhiệm:
i) Cử dân quân.
ii) Chuẩn bị thuyền.
Trạm Y tế xã
1. Khử khuẩn nguồn nước.
2. Trực cấp cứu.
Trên đây là Kế hoạch, yêu cầu các đơn vị thực hiện.
"""
    assert agencies(text) == [
        ("Phòng Kinh tế", 2),
        ("Công an xã", 2),
        ("Ban Chỉ huy Quân sự xã", 2),
        ("Trạm Y tế xã", 2),
    ]
    extract = read(text.encode(), "van-ban.md")
    assert not [one for one in extract.findings if one.code == "unparsed"]
    assert extract.agencies[-1].duties[-1].text == "Trực cấp cứu."
    items = ["a)", "b)", "1.", "2.", "1.", "2."]
    assert [one.label for one in extract.sections[0].children] == items


def test_items_below_a_bare_sentence_end_where_another_is_named() -> None:
    text = f"""{_PART}
Ủy ban nhân dân xã giao trách nhiệm như sau:
Các đơn vị, các thôn có trách nhiệm:
1. Huy động người dân dọn bèo.
2. Nhắc nhau giữ sạch mương.
3. Công an xã
- Giữ trật tự khi nạo vét.
"""
    assert agencies(text) == [("Các đơn vị, các thôn", 2), ("Công an xã", 1)]


def test_a_directive_may_charge_in_bare_sentences_above_lists() -> None:
    text = """
CHỈ THỊ
Về việc tiết kiệm nước

I. NHIỆM VỤ CỤ THỂ
Sở Xây dựng có trách nhiệm:
a) Kiểm tra đường ống.
b) Thay đồng hồ hỏng.
Sở Y tế có trách nhiệm:
a) Lấy mẫu nước.
b) Thông báo kết quả.
"""
    assert agencies(text) == [("Sở Xây dựng", 2), ("Sở Y tế", 2)]


def test_small_roman_numbers_count_items() -> None:
    text = f"""{_PART}
1. Phòng Kinh tế có nhiệm vụ:
i) Tham mưu bố trí kinh phí.
ii) Kiểm tra việc nạo vét.
iii. Nghiệm thu.
iv) Quyết toán.
v) Lưu hồ sơ.
2. Công an xã
a) Trong giờ làm việc:
i) Giữ trật tự.
ii) Phân luồng xe.
b) Ngoài giờ: tuần tra.
"""
    assert agencies(text) == [("Phòng Kinh tế", 5), ("Công an xã", 3)]


def test_a_sentence_that_charges_ends_the_list_of_the_one_before() -> None:
    text = f"""{_PART}
Phòng Kinh tế có nhiệm vụ:
a) Tham mưu bố trí kinh phí.
b) Kiểm tra việc nạo vét.
Công an xã có trách nhiệm giữ trật tự, phân luồng xe.
Các trường học trên địa bàn thực hiện các nội dung sau:
- Dạy an toàn dưới nước.
- Ký cam kết.
"""
    assert agencies(text) == [
        ("Phòng Kinh tế", 2),
        ("Công an xã", 1),
        ("Các trường học trên địa bàn", 2),
    ]


def test_sections_that_agencies_head_are_read_beside_a_part_on_the_carrying_out() -> None:
    text = """
KẾ HOẠCH
Ra quân dọn bến sông

I. YÊU CẦU
- Làm nhanh, làm gọn.
II. CÔNG AN TỈNH
- Lập tổ công tác.
- Tuần tra ban đêm.
III. SỞ XÂY DỰNG
- Kiểm tra tải trọng xe.
IV. ĐIỀU KHOẢN THI HÀNH
1. Giao Công an tỉnh tổng hợp kết quả.
"""
    assert agencies(text) == [("CÔNG AN TỈNH", 3), ("SỞ XÂY DỰNG", 1)]


def test_what_a_duty_consists_of_is_no_duty_of_its_own() -> None:
    text = f"""{_PART}
1. Công an xã
- Lập tổ tuần tra, trong đó:
+ Bến trên: 02 tổ;
+ Bến dưới: 03 tổ.
- Làm tốt các việc sau:
+ Giữ trật tự.
+ Phân luồng xe.
"""
    assert agencies(text) == [("Công an xã", 3)]
