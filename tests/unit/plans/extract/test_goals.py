"""Targets wherever a document sets them: under a year, in parts, in the middle of a duty."""

from __future__ import annotations

from services.plans.extract import read
from services.plans.extract.plan_years import years_in


def targets(text: str) -> list[tuple[str, str, float, int | None]]:
    """Return label, comparator, value and year of every target."""
    extract = read(text.encode(), "van-ban.md")
    return [
        (one.label, said.comparator, said.value, said.year)
        for one in extract.indicators
        for said in one.targets
    ]


def test_a_bare_heading_gives_its_year_to_the_lines_below_it() -> None:
    text = """
# KẾ HOẠCH

**Học bơi**

## II. CHỈ TIÊU

### Đến ngày 31/12/2026

60% trẻ em biết bơi.

### Năm 2027

80% trẻ em biết bơi.
"""
    assert targets(text) == [("II (2)", "=", 60.0, 2026), ("II (4)", "=", 80.0, 2027)]


def test_goals_beside_a_viewpoint_are_goals() -> None:
    text = """
KẾ HOẠCH
Học bơi
A. QUAN ĐIỂM, MỤC TIÊU
I. Quan điểm
Lấy 01 trẻ em làm trung tâm.
II. Mục tiêu
1. Đến năm 2028
- Tỷ lệ đuối nước giảm còn 0,5%.
"""
    assert targets(text) == [("A.II.1 (1)", "decrease_to", 0.5, 2028)]


def test_counts_stand_beside_shares_and_sums() -> None:
    text = """
KẾ HOẠCH
Du lịch năm 2026
I. MỤC TIÊU
Thu hút từ 2 đến 3 triệu lượt khách; tổng thu đạt 900 tỷ đồng, tăng 15% so với năm 2025.
"""
    assert targets(text) == [
        ("I (1)", "=", 2.0, 2026),
        ("I (1)", "=", 900.0, 2026),
        ("I (1)", "increase_by", 15.0, 2026),
    ]


def test_a_promise_inside_a_duty_is_a_target_of_its_item() -> None:
    text = """
CHỈ THỊ
Về việc giữ trường sạch
1. Sở Y tế
a) Phấn đấu năm 2027 giảm ít nhất 10% số ca bệnh.
b) Hỗ trợ 70% kinh phí mua xà phòng.
c) Vận động 100% học sinh rửa tay.
d) Dập 100% ổ dịch trong vòng 36 giờ kể từ khi phát hiện.
đ) Tiêm cho 80% đàn vật nuôi xong trước ngày 30/6/2027.
e) Giám sát véc tơ, bảo đảm chỉ số muỗi tại các ổ dịch dưới 15.
g) Theo dõi chỉ số muỗi tại 15 xã.
"""
    assert targets(text) == [
        ("1.a", "decrease_by", 10.0, 2027),
        ("1.d", "=", 100.0, None),
        ("1.đ", "=", 80.0, 2027),
        ("1.e", "<", 15.0, None),
    ]


def test_money_is_a_target_where_spending_or_raising_it_is_the_work() -> None:
    text = """
CHỈ THỊ
Về việc đẩy nhanh đầu tư
1. Sở Tài chính
a) Bảo đảm giải ngân vốn đầu tư đến hết quý III/2027 đạt tối thiểu 65%.
b) Tiết kiệm 5% chi thường xuyên.
c) Phấn đấu thu ngân sách vượt 8% dự toán.
d) Bảo đảm 100% kinh phí tập huấn.
đ) Hỗ trợ tối thiểu 50% chi phí di dời.
"""
    assert targets(text) == [
        ("1.a", ">=", 65.0, 2027),
        ("1.b", "=", 5.0, None),
        ("1.c", ">", 8.0, None),
    ]


def test_capitals_below_roman_numbers_part_a_section() -> None:
    text = """
KẾ HOẠCH
Trồng cây
IV. TỔ CHỨC THỰC HIỆN
A. CÁC PHÒNG, BAN
1. Phòng Tài chính: Thẩm định dự toán, tham mưu bố trí kinh phí.
2. Phòng Kinh tế: Chọn giống.
B. ĐỀ NGHỊ CÁC TỔ CHỨC CHÍNH TRỊ - XÃ HỘI
1. Huyện Đoàn: Trồng cây.
C. UBND CÁC XÃ
- Giao từng thôn chăm sóc.
"""
    extract = read(text.encode(), "van-ban.txt")
    assert [(one.name, one.bindingness) for one in extract.agencies] == [
        ("Phòng Tài chính", "order"),
        ("Phòng Kinh tế", "order"),
        ("Huyện Đoàn", "request"),
        ("UBND CÁC XÃ", "order"),
    ]


def test_what_is_bold_at_the_start_of_an_item_is_the_name() -> None:
    text = """
**KẾ HOẠCH**

ĐÀO AO

**V. TỔ CHỨC THỰC HIỆN**

**1. Sở Xây dựng** vá víu bờ ao.
"""
    extract = read(text.encode(), "van-ban.md")
    assert [one.name for one in extract.agencies] == ["Sở Xây dựng"]


def test_a_department_asks_its_peers() -> None:
    text = """
ỦY BAN NHÂN DÂN TỈNH LAI CHÂU
SỞ Y TẾ
Số: 8/KH-SYT
KẾ HOẠCH
Ăn sạch
III. TỔ CHỨC THỰC HIỆN
1. Chi cục An toàn thực phẩm: Kiểm tra.
2. Đề nghị Sở Công Thương: Kiểm tra chợ.
"""
    extract = read(text.encode(), "van-ban.txt")
    assert [one.bindingness for one in extract.agencies] == ["order", "request"]


def test_parts_whose_titles_stand_below_their_numbers_are_read() -> None:
    text = """
KẾ HOẠCH
Trồng cà phê
PHẦN THỨ NHẤT
MỤC TIÊU
1. Đến năm 2030
a) Diện tích đạt 900 ha.
PHẦN THỨ HAI
TỔ CHỨC THỰC HIỆN
I. SỞ TÀI CHÍNH
Bố trí kinh phí.
II. ĐỀ NGHỊ HỘI NÔNG DÂN TỈNH
Vận động hội viên.
Nơi nhận:
- Như trên.
KT. CHỦ TỊCH
PHÓ CHỦ TỊCH
K' Mẫu
"""
    extract = read(text.encode(), "van-ban.txt")
    assert targets(text) == [("1.a", "=", 900.0, 2030)]
    assert [(one.name, one.bindingness, len(one.duties)) for one in extract.agencies] == [
        ("SỞ TÀI CHÍNH", "order", 1),
        ("HỘI NÔNG DÂN TỈNH", "request", 1),
    ]
    assert extract.signatory is not None
    assert extract.signatory.name == "K' Mẫu"


def test_a_share_joined_to_a_decrease_decreases_too() -> None:
    text = """
KẾ HOẠCH
Bớt giấy tờ năm 2026
I. MỤC TIÊU
Giảm ít nhất 30% thời gian và ít nhất 20% chi phí.
"""
    assert targets(text) == [
        ("I (1)", "decrease_by", 30.0, 2026),
        ("I (1)", "decrease_by", 20.0, 2026),
    ]


def test_a_target_without_any_number_beside_cited_indicators_is_kept() -> None:
    text = (
        "KẾ HOẠCH\n\nVề rừng\n\n**TỔ CHỨC THỰC HIỆN**\n\n- Sở Y tế: chủ trì chỉ tiêu 3.\n\n"
        "- Công an tỉnh: Phấn đấu năm 2027 đạt 95%.\n"
    )
    extract = read(text.encode(), "plan.txt")
    assert [one.label for one in extract.indicators] == [""]
    assert "indicator-without-lead" in {one.code for one in extract.findings}


def test_a_table_of_places_divides_the_target_that_stands_above_it() -> None:
    text = """
# KẾ HOẠCH

**Trồng cây giai đoạn 2026 - 2027**

## I. MỤC TIÊU

1. Chỉ tiêu số cây trồng mới theo địa bàn (ĐVT: nghìn cây):

| TT | Địa bàn | Năm 2026 | Năm 2027 |
|---|---|---|---|
| 1 | Xã Kim Sơn | 40 | 62 |
| 2 | Phường Hải Lộc | 35 | 41 |
| | Tổng cộng | 75 | 103 |

2. Phân bổ kinh phí theo địa bàn:

| TT | Địa bàn | Năm 2026 | Năm 2027 |
|---|---|---|---|
| 1 | Xã Kim Sơn | 400 | 620 |
"""
    extract = read(text.encode(), "van-ban.md")
    said = [one for indicator in extract.indicators for one in indicator.targets]
    assert [(one.qualifier, one.value, one.year) for one in said] == [
        ("Xã Kim Sơn", 40, 2026),
        ("Xã Kim Sơn", 62, 2027),
        ("Phường Hải Lộc", 35, 2026),
        ("Phường Hải Lộc", 41, 2027),
    ]
    assert {one.unit for one in said} == {"nghìn cây"}


def test_a_heading_in_capitals_gives_its_year_and_the_day_of_a_cited_act_gives_none() -> None:
    text = """
CHƯƠNG TRÌNH HÀNH ĐỘNG
thực hiện Nghị quyết số 15-NQ/TU ngày 20/11/2024 về trồng rừng ngập mặn
I- CHỈ TIÊU ĐẾN NĂM 2029
1- Trồng mới 40 ha rừng; tỷ lệ sống đạt 85%.
"""
    assert targets(text) == [("I.1", "=", 40.0, 2029), ("I.1", "=", 85.0, 2029)]


def test_the_day_of_a_cited_act_is_no_year_of_the_plan() -> None:
    assert years_in("thực hiện Kế hoạch số 8-KH/TU, ngày 03 tháng 02 năm 2024 về đê biển") == []
    assert years_in("Nghị quyết số 4/NQ-HĐND ngày 5/6/2024 về đê biển năm 2026") == [2026]
    assert years_in("cao điểm từ ngày 15/5/2026 đến ngày 15/7/2026") == [2026, 2026]


def test_what_a_purpose_or_demand_promises_is_a_target_and_what_it_describes_is_none() -> None:
    text = """
KẾ HOẠCH
Giữ sạch chợ nổi năm 2026
I. MỤC ĐÍCH, YÊU CẦU
1. Mục đích: Giữ chợ nổi sạch. Phấn đấu 100% ghe có thùng rác; giảm 40% rác trôi so với năm 2025.
2. Yêu cầu
- Bảo đảm ít nhất 95% tiểu thương được tập huấn.
- Nơi có 30% hộ khó khăn được hỗ trợ trước.
3. Mục tiêu cụ thể
- Lắp 12 bến thu gom.
"""
    assert targets(text) == [
        ("I.3 (1)", "=", 12.0, 2026),
        ("I.1", "=", 100.0, 2026),
        ("I.1", "decrease_by", 40.0, 2026),
        ("I.2", ">=", 95.0, 2026),
    ]


def test_a_number_in_brackets_is_cited_without_them() -> None:
    text = """
KẾ HOẠCH
Học bơi năm 2026
II. CHỈ TIÊU
(1) Tỷ lệ trẻ em biết bơi đạt 60%.
"""
    assert targets(text) == [("II.1", "=", 60.0, 2026)]
