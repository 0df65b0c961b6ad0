import pytest

from services.plans.names import class_of, is_class, is_open, kind_of, kinds_of


@pytest.mark.parametrize(
    ("name", "group"),
    [
        ("UBND các huyện, thị xã, thành phố", "districts"),
        ("Ủy ban nhân dân các xã, phường, thị trấn", "communes"),
        ("UBND phường, xã, đặc khu", "communes"),
        ("UBND cấp xã", "communes"),
        ("Các sở, ban, ngành", "departments"),
        ("Thủ trưởng các sở, ban, ngành Thành phố", "departments"),
        ("Các sở, ban ngành, đoàn thể cấp tỉnh", "departments_and_mass_organisations"),
        ("các sở, ngành và UBND các xã, phường", "departments_and_communes"),
        ("các cơ quan, đơn vị và địa phương", "addressees"),
        ("Các địa phương", "districts_and_communes"),
        ("Nhiệm vụ chung", "addressees"),
        ("các tổ chức thành viên của Mặt trận", "mass_organisations"),
    ],
)
def test_a_name_of_known_words_is_a_class(name: str, group: str) -> None:
    assert class_of(name) == group
    assert is_class(group)


@pytest.mark.parametrize(
    "name",
    ["UBND xã", "Sở Y tế", "Các trường học trên địa bàn xã", "Công an xã", "các thôn", "", "Ban"],
)
def test_a_name_with_a_foreign_word_or_of_one_body_is_none(name: str) -> None:
    assert class_of(name) is None


def test_a_class_knows_the_kinds_of_its_members() -> None:
    assert kinds_of("departments_and_communes") == {"department", "commune"}
    assert kinds_of("addressees") == frozenset()


@pytest.mark.parametrize("value", ["", "commune", "communes_and_", "everyone"])
def test_other_words_are_no_class(value: str) -> None:
    assert not is_class(value)


def test_a_name_that_says_related_or_other_leaves_open_whom_it_means() -> None:
    assert is_open("các đơn vị có liên quan")
    assert is_open("Các sở, ngành khác")
    assert is_open("các cơ quan chức năng")
    assert not is_open("các sở, ban, ngành trong phạm vi chức năng của mình")


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("Giám đốc Sở Nội vụ", "department"),
        ("Ban Dân tộc tỉnh", "department"),
        ("UBND tỉnh", "committee"),
        ("UBND Thành phố", "committee"),
        ("UBND thành phố Hồ Chí Minh", "committee"),
        ("UBND thành phố Long Xuyên", "district"),
        ("UBND xã Tân Phú", "commune"),
        ("Công an tỉnh", "police"),
        ("Hội Liên hiệp Phụ nữ tỉnh", "front"),
        ("Tòa án nhân dân tỉnh", "court"),
        ("Bộ Chỉ huy Bộ đội Biên phòng tỉnh", "armed_forces"),
        ("Ban Tuyên giáo Tỉnh ủy", "party"),
        ("Trạm y tế xã", "other"),
    ],
)
def test_a_name_shows_its_kind(name: str, kind: str) -> None:
    assert kind_of(name) == kind


def test_a_stand_in_for_a_class_is_no_member_of_it() -> None:
    assert kind_of("UBND các huyện, thị xã") == "other"
    assert kind_of("Ủy ban nhân dân phường, xã, đặc khu, báo") == "other"
    assert kind_of("các công ty") == "other"
