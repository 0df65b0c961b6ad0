"""Tasks with their parties, in cards, bullets, brackets and after colons."""

from __future__ import annotations

import pytest

from services.plans.extract import read
from services.plans.extract.casting import assign_roles
from services.plans.extract.given_tasks import read_given
from services.plans.extract.role_lines import RoleLine

Task = tuple[str, list[str], list[str], str | None]


def tasks(body: str) -> list[Task]:
    """Return title, lead, partners and period of the tasks of a plan's second section."""
    text = f"KẾ HOẠCH\nĐào ao\n{body}\n"
    extract = read(text.encode(), "van-ban.txt")
    return [
        (one.title, list(one.lead), list(one.coordinating), one.period)
        for one in extract.work_items
    ]


def test_a_card_is_the_task_its_content_stands_under() -> None:
    body = """II. NHIỆM VỤ
1. Tuyên truyền
a) Nội dung: Phát tờ rơi.
b) Cơ quan chủ trì: Công an tỉnh.
c) Cơ quan phối hợp: Sở Y tế; UBND các xã.
d) Thời gian thực hiện: Thường xuyên."""
    assert tasks(body) == [
        ("Tuyên truyền", ["Công an tỉnh"], ["Sở Y tế", "UBND các xã"], "Thường xuyên")
    ]


def test_a_section_whose_labels_are_headings_is_one_task() -> None:
    body = """I. NÂNG CAO NHẬN THỨC
1. Nội dung, biện pháp
a) Mở hội nghị.
b) In sổ tay.
2. Cơ quan chủ trì, phối hợp
a) Cơ quan chủ trì
- Sở Y tế.
- Bộ Chỉ huy Quân sự tỉnh.
(Văn phòng giúp việc chung).
b) Cơ quan phối hợp
Sở Lao động - Thương binh và Xã hội.
3. Thời gian thực hiện: Quý II."""
    assert tasks(body) == [
        (
            "NÂNG CAO NHẬN THỨC",
            ["Sở Y tế", "Bộ Chỉ huy Quân sự tỉnh"],
            ["Sở Lao động - Thương binh và Xã hội"],
            "Quý II",
        )
    ]


def test_labels_that_hang_on_a_bullet_make_the_bullet_a_task() -> None:
    body = """II. NHIỆM VỤ
1. Cơ chế
- Soạn tiêu chí.
+ Chủ trì: Sở Y tế.
+ Thời gian: Năm 2026.
- Sửa mức thu.
+ Chủ trì: Sở Tài chính.
+ Thời gian: Năm 2027."""
    assert [(title, lead) for title, lead, *_ in tasks(body)] == [
        ("Soạn tiêu chí", ["Sở Y tế"]),
        ("Sửa mức thu", ["Sở Tài chính"]),
    ]


def test_a_heading_that_announces_agencies_is_no_task() -> None:
    body = """1. Việc chung
2. Phân công thực hiện:
2.1. Phòng Y tế:
- Mở hội thảo."""
    assert tasks(body) == []


@pytest.mark.parametrize(
    ("text", "numbered", "wanted"),
    [
        (
            "Mở tuyến (giao Sở Xây dựng chủ trì, phối hợp với Công an tỉnh, trong quý II/2026).",
            True,
            ("Mở tuyến", ["lead", "coordinating", "period"]),
        ),
        ("Lập đoàn kiểm tra (Giao Công an tỉnh tham mưu).", False, ("Lập đoàn kiểm tra",
         ["performers"])),
        ("Vay vốn: Sở Tài chính chủ trì.", True, ("Vay vốn", ["lead"])),
        ("Vay vốn: Sở Tài chính chủ trì.", False, None),
        ("Sở Y tế: Sở Y tế chủ trì.", True, None),
        ("Xem phụ lục (Công an tỉnh).", True, None),
    ],
)  # fmt: skip
def test_parties_named_in_passing_are_read(
    text: str, numbered: bool, wanted: tuple[str, list[str]] | None
) -> None:
    given = read_given(text, numbered=numbered)
    assert (given and (given.title, [role.key for role in given.roles])) == wanted


def test_a_column_of_both_parties_is_taken_apart() -> None:
    roles = [RoleLine("performers", "Phòng Chuyển đổi số chủ trì; Văn phòng Sở phối hợp", 0)]
    cast = assign_roles(roles)
    assert (cast.lead, cast.coordinating) == (["Phòng Chuyển đổi số"], ["Văn phòng Sở"])


def test_a_unit_whose_name_has_a_comma_or_a_verb_is_one_lead() -> None:
    body = """II. NHIỆM VỤ
1. Soát quy chuẩn
a) Nội dung: Soát.
b) Đơn vị chủ trì: Vụ Khoa học công nghệ, môi trường và Vật liệu xây dựng.
c) Thời gian: Năm 2026.
2. Mở lớp
a) Nội dung: Mở.
b) Đơn vị chủ trì: Học viện Chiến lược, bồi dưỡng cán bộ xây dựng.
c) Thời gian: Năm 2026."""
    assert [lead for _, lead, _, _ in tasks(body)] == [
        ["Vụ Khoa học công nghệ, môi trường và Vật liệu xây dựng"],
        ["Học viện Chiến lược, bồi dưỡng cán bộ xây dựng"],
    ]


def test_the_bracket_round_the_parties_is_no_part_of_the_last_value() -> None:
    body = """II. NHIỆM VỤ
1. Kiện toàn hội đồng (Chủ trì: Sở Y tế; phối hợp: Sở Nội vụ; thời gian: tháng 3/2026).
2. In tem (Chủ trì: Báo và Đài Phát thanh tỉnh; thời gian: quý I (đợt 1))."""
    assert tasks(body) == [
        ("Kiện toàn hội đồng", ["Sở Y tế"], ["Sở Nội vụ"], "tháng 3/2026"),
        ("In tem", ["Báo và Đài Phát thanh tỉnh"], [], "quý I (đợt 1)"),
    ]


def test_a_section_may_tell_its_tasks_in_several_ways() -> None:
    body = """II. NHIỆM VỤ
1. Đo kênh
- Cơ quan chủ trì: Sở Xây dựng.
- Thời gian: Quý I.
2. Tập huấn cán bộ (Chủ trì: Sở Nội vụ; hoàn thành trước ngày 30/9/2026).
3. Nạo kênh
- Cơ quan tham mưu: Sở Y tế.
- Cơ quan liên quan: Sở Tài chính.
- Tiến độ: Quý II.
4. Trồng cây
- Giao: Tỉnh đoàn chủ trì, các xã phối hợp.
- Hoàn thành: Quý III.
5. Giao Sở Tư pháp chủ trì, phối hợp với Sở Y tế rà soát văn bản; hoàn thành trước 15/5/2026.
III. TỔ CHỨC THỰC HIỆN
1. Sở Xây dựng theo dõi."""
    assert tasks(body) == [
        ("Đo kênh", ["Sở Xây dựng"], [], "Quý I"),
        ("Tập huấn cán bộ", ["Sở Nội vụ"], [], "hoàn thành trước ngày 30/9/2026"),
        ("Nạo kênh", ["Sở Y tế"], ["Sở Tài chính"], "Quý II"),
        ("Trồng cây", ["Tỉnh đoàn"], ["các xã"], "Quý III"),
        ("rà soát văn bản", ["Sở Tư pháp"], ["Sở Y tế"], "hoàn thành trước 15/5/2026"),
    ]


def test_marks_of_repetition_say_what_the_row_above_says() -> None:
    body = """STT\tNội dung\tCơ quan chủ trì\tCơ quan phối hợp\tThời gian
1\tĐo kênh\tSở Xây dựng\tSở Y tế\tQuý I
2\tNạo kênh\tnt\tSở Nội vụ\t-nt-
3\tTrồng cây\tTỉnh đoàn\tnhư trên\t”"""
    assert tasks(body) == [
        ("Đo kênh", ["Sở Xây dựng"], ["Sở Y tế"], "Quý I"),
        ("Nạo kênh", ["Sở Xây dựng"], ["Sở Nội vụ"], "Quý I"),
        ("Trồng cây", ["Tỉnh đoàn"], ["Sở Nội vụ"], "Quý I"),
    ]


def test_marks_below_agencies_say_who_leads_and_who_joins() -> None:
    body = """II. NHIỆM VỤ
| STT | Nội dung | Phòng Kinh tế | Công an xã | Thời gian |
|---|---|---|---|---|
| 1 | Kẻ vạch chợ | CT | PH | Tháng 5/2026 |
| 2 | Phạt hàng rong | | CT | Quý III/2026 |"""
    assert tasks(body) == [
        ("Kẻ vạch chợ", ["Phòng Kinh tế"], ["Công an xã"], "Tháng 5/2026"),
        ("Phạt hàng rong", ["Công an xã"], [], "Quý III/2026"),
    ]


def test_a_legend_says_what_marks_mean_and_a_cross_beside_a_lead_is_a_partner() -> None:
    body = """II. NHIỆM VỤ
(Ghi chú: A - chủ trì; B - phối hợp)
| TT | Việc | Sở Y tế | Sở Tài chính | Công an tỉnh |
|---|---|---|---|---|
| 1 | Mua thuyền cứu thương | A | B | x |"""
    assert tasks(body) == [
        ("Mua thuyền cứu thương", ["Sở Y tế"], ["Sở Tài chính", "Công an tỉnh"], None)
    ]


def test_what_each_agency_does_stands_below_its_name() -> None:
    text = """KẾ HOẠCH
Đào ao
II. NHIỆM VỤ
| TT | Lĩnh vực | Sở Y tế | UBND các xã |
|---|---|---|---|
| 1 | Truyền thông | Biên soạn tờ rơi về đuối nước | Phát tờ rơi đến từng hộ dân |"""
    extract = read(text.encode(), "van-ban.txt")
    assert [(one.title, one.performers) for one in extract.work_items] == [
        ("Truyền thông: Biên soạn tờ rơi về đuối nước", ("Sở Y tế",)),
        ("Truyền thông: Phát tờ rơi đến từng hộ dân", ("UBND các xã",)),
    ]


def test_amounts_below_agencies_are_no_tasks() -> None:
    body = """II. KINH PHÍ
| TT | Nội dung | Sở Y tế | Sở Tài chính |
|---|---|---|---|
| 1 | Mua thuyền | 500 | 20 |"""
    assert tasks(body) == []


LED = """III. NHIỆM VỤ, GIẢI PHÁP
1. Giám sát
- Sở Y tế chủ trì, phối hợp với Sở Tài chính xây dựng trạm đo; hoàn thành trong quý II/2026.
2. Truyền thông
Giao Sở Văn hóa, Thể thao và Du lịch chủ trì in tờ rơi. Hoàn thành trong tháng 4/2026.
3. Diệt muỗi
Giao Sở Y tế chủ trì, phối hợp với UBND các xã tổ chức thực hiện.
4. Hội thi bơi. Công an tỉnh chủ trì, Tỉnh Đoàn phối hợp, thực hiện trong quý III/2026.
5. Kinh phí
Sở Tài chính chủ trì, phối hợp với Sở Y tế bố trí vốn.
IV. TỔ CHỨC THỰC HIỆN
1. Sở Y tế
- Theo dõi, đôn đốc."""


def test_sentences_outside_the_assigning_part_that_say_who_leads_are_tasks() -> None:
    assert tasks(LED) == [
        ("xây dựng trạm đo", ["Sở Y tế"], ["Sở Tài chính"], "hoàn thành trong quý II/2026"),
        ("in tờ rơi", ["Sở Văn hóa, Thể thao và Du lịch"], [], "Hoàn thành trong tháng 4/2026"),
        ("Diệt muỗi", ["Sở Y tế"], ["UBND các xã"], None),
        ("Hội thi bơi", ["Công an tỉnh"], ["Tỉnh Đoàn"], "trong quý III/2026"),
    ]


def test_a_lead_named_outside_the_assigning_part_without_more_is_told_and_no_task() -> None:
    text = LED.replace(
        ", phối hợp với Sở Tài chính xây dựng trạm đo; hoàn thành trong quý II/2026",
        " việc đo muỗi",
    )
    extract = read(f"KẾ HOẠCH\nĐào ao\n{text}\n".encode(), "van-ban.txt")
    assert [one.title for one in extract.work_items] == ["in tờ rơi", "Diệt muỗi", "Hội thi bơi"]
    spans = [one.span for one in extract.findings if one.code == "unparsed" and one.span]
    assert [extract.text[start:end] for start, end in spans] == ["- Sở Y tế chủ trì việc đo muỗi."]


def test_abbreviations_in_a_cell_are_parted_by_commas() -> None:
    cast = assign_roles([RoleLine("coordinating", "SKHCN, SCT; BĐT", 0)])
    assert cast.coordinating == ["SKHCN", "SCT", "BĐT"]


def test_who_is_marked_as_leading_leads_and_the_others_of_the_cell_join() -> None:
    cast = assign_roles(
        [RoleLine("performers", "Phòng An toàn đập (chủ trì), Phòng Pháp chế, Văn phòng Cục", 0)]
    )
    assert cast.lead == ["Phòng An toàn đập"]
    assert cast.coordinating == ["Phòng Pháp chế", "Văn phòng Cục"]
    assert cast.performers == []
    marked = assign_roles([RoleLine("lead", "Sở Y tế (chủ trì); Sở Tài chính (phối hợp)", 0)])
    assert (marked.lead, marked.coordinating) == (["Sở Y tế"], ["Sở Tài chính"])
