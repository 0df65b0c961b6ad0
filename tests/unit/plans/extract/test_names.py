"""Names of agencies: where they end, what they stand for, order or request."""

from __future__ import annotations

import pytest

from services.plans.extract.bindingness import Courtesy, bindingness_of, courtesy_of
from services.plans.extract.findings import Notebook
from services.plans.extract.groups import group_of
from services.plans.extract.names import name_end, read_addressed, split_names
from services.plans.extract.vocabulary import VERBS


@pytest.mark.parametrize(
    ("text", "name", "asked"),
    [
        ("Trung tâm Dịch vụ tổng hợp xã chủ trì.", "Trung tâm Dịch vụ tổng hợp xã", False),
        ("Ban Quản lý dự án xây dựng huyện Kim Sơn:", "Ban Quản lý dự án xây dựng huyện Kim Sơn",
         False),
        ("các thôn gửi kết quả về Phòng Kinh tế", "các thôn", False),
        ("Phòng Kinh tế gửi báo cáo", "Phòng Kinh tế", False),
        ("SỞ XÂY DỰNG", "SỞ XÂY DỰNG", False),
        ("SỞ XÂY DỰNG, SỞ Y TẾ:", "SỞ XÂY DỰNG, SỞ Y TẾ", False),
        ("Các đơn vị được phân công tại Phụ lục II chủ động triển khai.",
         "Các đơn vị được phân công tại Phụ lục II", False),
        ("Các cơ quan nêu tại Mục III: Báo cáo.", "Các cơ quan nêu tại Mục III", False),
        ("Đề nghị Ban đại diện cha mẹ học sinh phối hợp giáo dục.",
         "Ban đại diện cha mẹ học sinh", True),
        ("Sở Y tế", "Sở Y tế", False),
        ("Sở Nội vụ (Cơ quan thường trực):", "Sở Nội vụ", False),
        ("Công an tỉnh: Chủ trì tuần tra.", "Công an tỉnh", False),
        ("Sở Giáo dục và Đào tạo chủ trì kiểm tra.", "Sở Giáo dục và Đào tạo", False),
        ("Cục Công nghệ thông tin theo dõi.", "Cục Công nghệ thông tin", False),
        ("Giao Văn phòng UBND tỉnh đôn đốc.", "Văn phòng UBND tỉnh", False),
        ("Đề nghị Hội Nông dân tỉnh vận động hội viên.", "Hội Nông dân tỉnh", True),
        ("Tỉnh Đoàn tuyển chọn huấn luyện viên.", "Tỉnh Đoàn", False),
        ("Công an xã điều tra, xử phạt vi phạm.", "Công an xã", False),
        ("Đề nghị Tỉnh đoàn cử 50 đoàn viên.", "Tỉnh đoàn", True),
        ("Đảng ủy Ủy ban nhân dân xã lãnh đạo xây dựng kế hoạch.",
         "Đảng ủy Ủy ban nhân dân xã", False),
        ("Khoa Kiểm soát nhiễm khuẩn giám sát vệ sinh tay.",
         "Khoa Kiểm soát nhiễm khuẩn", False),
        ("Các cơ quan, đơn vị được giao chủ trì có trách nhiệm báo cáo.",
         "Các cơ quan, đơn vị được giao chủ trì", False),
        ("Các sở: Xây dựng, Công Thương", "Các sở: Xây dựng, Công Thương", False),
        ("Quỹ Hỗ trợ phát triển hợp tác xã: cho vay.", "Quỹ Hỗ trợ phát triển hợp tác xã", False),
        ("Quỹ Đầu tư phát triển tỉnh cho vay vốn.", "Quỹ Đầu tư phát triển tỉnh", False),
        ("Ban Quản lý dự án đầu tư xây dựng huyện: thi công.",
         "Ban Quản lý dự án đầu tư xây dựng huyện", False),
        ("Sở Xây dựng xây dựng quy chế.", "Sở Xây dựng", False),
        ("Công an phường điều chỉnh phương án giữ xe.", "Công an phường", False),
        ("Công an tỉnh tuần tra ven sông.", "Công an tỉnh", False),
        ("Thủ trưởng các cơ quan: Sở Y tế, Sở Nội vụ chịu trách nhiệm.",
         "Thủ trưởng các cơ quan: Sở Y tế, Sở Nội vụ", False),
        ("Các đơn vị: báo cáo kết quả.", "Các đơn vị", False),
        ("Các cơ quan báo chí, truyền thông tuyên truyền kết quả.",
         "Các cơ quan báo chí, truyền thông", False),
        ("Giám đốc các Sở: Y tế, Nội vụ; Chỉ huy trưởng Bộ Chỉ huy Quân sự tỉnh theo chức năng:",
         "Giám đốc các Sở: Y tế, Nội vụ; Chỉ huy trưởng Bộ Chỉ huy Quân sự tỉnh", False),
        ("Sở Y tế thông tin kịp thời về dịch.", "Sở Y tế", False),
        ("UBND xã đầu tư các bến thuyền.", "UBND xã", False),
        ("Trung tâm Xúc tiến đầu tư tỉnh mời gọi vốn.", "Trung tâm Xúc tiến đầu tư tỉnh", False),
        ("Các đơn vị thuộc Sở có bến thuyền được giao quản lý",
         "Các đơn vị thuộc Sở có bến thuyền được giao quản lý", False),
        ("Chánh Văn phòng UBND tỉnh, Giám đốc các Sở: Y tế, Nội vụ; Chủ tịch UBND các xã theo dõi.",
         "Chánh Văn phòng UBND tỉnh, Giám đốc các Sở: Y tế, Nội vụ; Chủ tịch UBND các xã", False),
        ("Phòng Quản lý vận hành: Tích nước.", "Phòng Quản lý vận hành", False),
        ("Ban hành văn bản hướng dẫn.", None, False),
        ("Báo cáo kết quả.", None, False),
        ("Tổ chức hội nghị.", None, False),
        ("Phòng, chống dịch.", None, False),
    ],
)  # fmt: skip
def test_an_addressee_ends_where_its_duty_begins(
    text: str, name: str | None, *, asked: bool
) -> None:
    found = read_addressed(text)
    assert (found.name if found else None) == name
    assert bool(found and found.asked) is asked


@pytest.mark.parametrize(
    ("name", "group"),
    [
        ("UBND các xã, phường", "communes"),
        ("Ủy ban nhân dân cấp xã", "communes"),
        ("UBND xã Tân Bình", None),
        ("Ủy ban nhân dân các huyện, thị xã, thành phố", "districts"),
        ("Các sở, ban, ngành tỉnh", "departments"),
        ("Các sở, ban, ngành và UBND các huyện", "departments_and_districts"),
        ("Các sở, ban, ngành, UBND các xã, phường, đặc khu", "departments_and_communes"),
        ("Các đoàn thể tỉnh", "mass_organisations"),
        ("Các trường học trên địa bàn xã", None),
        ("UBMTTQ xã", None),
    ],
)
def test_a_class_of_agencies_is_told_from_one_agency(name: str, group: str | None) -> None:
    assert group_of(name) == group


@pytest.mark.parametrize(
    ("text", "name"),
    [
        (
            "Trung tâm Kiểm định xây dựng; Ban Quản lý dự án",
            "Trung tâm Kiểm định xây dựng; Ban Quản lý dự án",
        ),
        ("Phòng Kế hoạch tổng hợp chủ trì rà soát", "Phòng Kế hoạch tổng hợp"),
        ("Phòng Quản lý đào tạo:", "Phòng Quản lý đào tạo"),
        ("Ban Quản lý xây dựng kế hoạch thu gom", "Ban Quản lý"),
        ("Sở Tài chính tổng hợp, báo cáo", "Sở Tài chính"),
        ("Phòng Kế hoạch tổng hợp, báo cáo", "Phòng Kế hoạch"),
    ],
)
def test_what_a_unit_does_is_its_name_where_nothing_is_done_to_anything(
    text: str, name: str
) -> None:
    found = read_addressed(text)
    assert found is not None
    assert found.name == name


def test_partners_end_where_something_is_amended() -> None:
    text = "các cơ quan liên quan sửa đổi, bổ sung quy chuẩn"
    assert text[: name_end(text)] == "các cơ quan liên quan"


def test_a_list_is_parted_but_a_class_stays_whole() -> None:
    assert split_names("Sở Y tế, Sở Tài chính và các sở, ban, ngành liên quan; báo, đài") == (
        "Sở Y tế",
        "Sở Tài chính",
        "các sở, ban, ngành liên quan",
        "báo, đài",
    )
    assert split_names("Báo và Đài Phát thanh tỉnh, Sở Y tế và Sở Nội vụ") == (
        "Báo và Đài Phát thanh tỉnh",
        "Sở Y tế",
        "Sở Nội vụ",
    )
    assert split_names("Văn phòng HĐND và UBND, Phòng Kinh tế") == (
        "Văn phòng HĐND và UBND",
        "Phòng Kinh tế",
    )


@pytest.mark.parametrize(
    ("name", "courtesy", "binding", "code"),
    [
        ("Sở Y tế", Courtesy(asked=False), "order", None),
        ("Sở Y tế", Courtesy(asked=True), "order", "binding-softened"),
        ("Hội Liên hiệp Phụ nữ tỉnh", Courtesy(asked=True), "request", None),
        ("Hội Liên hiệp Phụ nữ tỉnh", Courtesy(asked=False), "order", "binding-hardened"),
        ("UBND các tỉnh", courtesy_of("Bộ Xây dựng")._replace(asked=True), "request", None),
        (
            "UBND các xã",
            courtesy_of("UBND tỉnh Lam Hải")._replace(asked=True),
            "order",
            "binding-softened",
        ),
        ("Tòa án nhân dân tỉnh", Courtesy(asked=False), "request", "binding-hardened"),
        ("Tòa án nhân dân tỉnh", Courtesy(asked=False, party=True), "order", None),
        ("Hiệp hội Doanh nghiệp", Courtesy(asked=True), "request", None),
        ("Doanh nghiệp vận tải", Courtesy(asked=True), "request", None),
    ],
)
def test_order_or_request_is_decided_by_who_is_addressed_and_the_word(
    name: str, courtesy: Courtesy, binding: str, code: str | None
) -> None:
    notebook = Notebook()
    assert bindingness_of(name, courtesy, (0, 1), notebook) == binding
    assert [one.code for one in notebook.items] == ([code] if code else [])


def test_a_party_committee_is_known_by_its_name() -> None:
    assert courtesy_of("Tỉnh ủy Lam Hải").party
    assert not courtesy_of("Ủy ban nhân dân tỉnh Lam Hải").party
    assert not courtesy_of(None).party


def test_no_verb_waits_for_a_word_behind_its_own_blank() -> None:
    assert " (?" not in VERBS.replace(" (?:", ""), "a blank before a lookahead can hardly match"


@pytest.mark.parametrize(
    ("text", "names"),
    [
        (
            "Cục Sáng tạo và Doanh nghiệp số; Sở Y tế",
            ("Cục Sáng tạo và Doanh nghiệp số", "Sở Y tế"),
        ),
        ("Cục Dữ liệu, Thống kê", ("Cục Dữ liệu, Thống kê",)),
        ("Phòng Kinh tế, Thống kê tỉnh", ("Phòng Kinh tế", "Thống kê tỉnh")),
        ("Sở Công Thương và Doanh nghiệp vận tải", ("Sở Công Thương", "Doanh nghiệp vận tải")),
    ],
)
def test_a_unit_of_two_fields_is_one(text: str, names: tuple[str, ...]) -> None:
    assert split_names(text) == names
