"""What is known of names without a database: bodies, levels, and who took over in 2025."""

import pytest

from services.plans.names import body_of, heirs, is_abolished, level_of, nearest, proposals
from services.plans.names.bodies import BODIES, LEVELS
from services.plans.names.succession import RULES

LABOUR = "Sở Lao động – Thương binh và Xã hội"
SPELLINGS = (
    "Sở LĐTBXH", "Sở LĐTBOXH", "Sở LĐ-TBXH", "Sở LĐ - TB&XH", "Sở LĐTB và XH", "Sở LĐTB&XH",
    "Sở Lao động – TB&XH", "Sở Lao động, Thương binh và Xã hội",
    "Sở Lao động - Thương binh - Xã hội", "SỞ LAO ĐỘNG - THƯƠNG BINH VÀ XÃ HỘI",
    "Giám đốc Sở Lao động - Thương binh và Xã hội tỉnh Lam Hải",
)  # fmt: skip


@pytest.mark.parametrize("spelling", SPELLINGS)
def test_one_department_is_known_by_all_its_spellings(spelling: str) -> None:
    body = body_of(spelling)
    assert body is not None
    assert body.name == LABOUR
    assert is_abolished(spelling)


def test_two_posts_that_differ_by_a_word_are_two() -> None:
    culture, policy = body_of("Công chức Văn hóa – xã hội"), body_of("Văn hóa – Chính sách")
    assert culture is not None
    assert policy is not None
    assert culture.name != policy.name
    assert {culture.sort, policy.sort} == {"post"}


@pytest.mark.parametrize(
    ("name", "level"),
    [
        ("Bộ Y tế", "central"),
        ("Sở Y tế", "province"),
        ("Công an tỉnh", "province"),
        ("Công an huyện Sông Thượng", "district"),
        ("UBND quận 1", "district"),
        ("Ban Chỉ huy Quân sự xã", "commune"),
        ("Công chức Văn hóa – xã hội", "commune"),
        ("Phòng Văn hóa – Xã hội xã Tân Bình", "commune"),
        ("Ban Xây dựng Đảng", "commune"),
        ("Ủy ban Kiểm tra Đảng ủy", "commune"),
        ("Trạm Y tế", "commune"),
        ("Một tổ không ai biết", None),
    ],
)
def test_a_name_stands_at_the_level_it_states_or_its_body_has(name: str, level: str | None) -> None:
    assert level_of(name) == level


def test_a_family_holds_whatever_is_named_like_it() -> None:
    body = body_of("Bệnh viện Sản – Nhi")
    assert body is not None
    assert body.name == "Bệnh viện …"
    assert body_of("Sở Trồng trọt") is None


def test_a_district_is_not_the_province_without_its_area() -> None:
    body = body_of("UBND quận 1")
    assert body is not None
    assert body.level == "district"


def test_a_slip_of_the_pen_is_proposed_and_never_matched() -> None:
    assert body_of("Sở Giáo dục và Đào toạ tạo") is None
    assert nearest("Sở Giáo dục và Đào toạ tạo") == "Sở Giáo dục và Đào tạo"
    assert nearest("Hội những người bạn của rừng") is None


@pytest.mark.parametrize(
    ("name", "duty", "successor", "article"),
    [
        (LABOUR, "Tuyên truyền quyền trẻ em", "Sở Y tế", "Điều 8 khoản 10"),
        (LABOUR, "Hỗ trợ việc làm cho thanh niên", "Sở Nội vụ", "Điều 8 khoản 1"),
        (LABOUR, "Rà soát hộ nghèo, hộ cận nghèo", "Sở Nông nghiệp và Môi trường", "khoản 5"),
        (LABOUR, "Quản lý cơ sở giáo dục nghề nghiệp", "Sở Giáo dục và Đào tạo", "khoản 9"),
        ("Sở TT&TT", "Chỉ đạo các cơ quan báo chí", "Sở Văn hóa, Thể thao và Du lịch", "khoản 8"),
        ("Sở TT&TT", "Bảo vệ trên môi trường mạng", "Sở Khoa học và Công nghệ", "khoản 7"),
        ("Sở Kế hoạch và Đầu tư", "Cân đối vốn", "Sở Tài chính", "khoản 3"),
        ("Sở GTVT", "Lắp biển báo", "Sở Xây dựng", "khoản 6"),
        ("Sở NN&PTNT", "Trồng rừng", "Sở Nông nghiệp và Môi trường", "khoản 5"),
        ("Ban Dân tộc tỉnh", "Tuyên truyền", "Sở Dân tộc và Tôn giáo", "Điều 9 khoản 2"),
        ("UBND các huyện, thị xã", "Triển khai", "UBND các xã, phường, đặc khu", "hai cấp"),
        ("Phòng LĐ-TB&XH huyện Lam Sơn", "Tham mưu", "Phòng Văn hóa – Xã hội (cấp xã)", "Điều 15"),
    ],
)
def test_the_field_of_a_duty_leads_to_the_successor(
    name: str, duty: str, successor: str, article: str
) -> None:
    first = proposals(name, [duty])[0]
    assert first.successor == successor
    assert article in first.basis


def test_several_fields_have_several_successors_the_most_duties_first() -> None:
    found = proposals(LABOUR, ["Giải quyết việc làm", "Bảo vệ trẻ em", "Trẻ em khuyết tật"])
    assert [(one.successor, one.duties) for one in found] == [("Sở Y tế", 2), ("Sở Nội vụ", 1)]


def test_without_a_field_all_successors_are_proposed() -> None:
    assert len(proposals(LABOUR, ["Triển khai Kế hoạch này"])) == 4


def test_a_body_that_stands_has_no_successor() -> None:
    assert proposals("Sở Y tế", ["Khám bệnh"]) == []
    assert not is_abolished("Công an tỉnh")


def test_each_successor_is_itself_known_and_stands() -> None:
    for rule in RULES:
        assert body_of(rule.after.replace(" (cấp xã)", "")) is not None, rule.after
        assert not is_abolished(rule.after)


def test_each_name_of_the_registry_leads_to_its_own_body() -> None:
    for body in BODIES:
        for name in (body.name, *body.aliases):
            found = body_of(name.removesuffix(" …") + (" Mẫu" if name.endswith("…") else ""))
            assert found is not None, name
            assert body.level in LEVELS


def test_the_heirs_of_a_key_are_keys() -> None:
    assert heirs("so ke hoach dau tu") == ("so tai chinh",)
    assert heirs("ban dan toc") == ("so dan toc ton giao", "so noi vu")
    assert heirs("so y te") == ()


def test_the_heirs_of_what_was_below_the_province_are_at_the_communes() -> None:
    assert heirs("phong lao dong thuong binh xa hoi huyen lam son") == ("phong van hoa xa hoi",)
    assert heirs("cong chuc tai chinh ke toan") == ("phong kinh te",)
    assert heirs("uy ban nhan dan huyen lam son") == (
        "uy ban nhan dan xa",
        "uy ban nhan dan phuong",
        "uy ban nhan dan dac khu",
    )
