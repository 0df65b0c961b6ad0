import unicodedata

import pytest

from services.plans.names import key_of


@pytest.mark.parametrize(
    ("written", "registered"),
    [
        ("Sở GD&ĐT", "Sở Giáo dục và Đào tạo"),
        ("Sở LĐTBXH", "Sở Lao động - Thương binh và Xã hội"),
        ("Sở Lao động – TB&XH", "Sở Lao động - Thương binh và Xã hội"),
        ("Sở LĐTBOXH", "Sở Lao động, Thương binh, Xã hội"),
        ("UBND tỉnh", "Ủy ban nhân dân tỉnh An Giang"),
        ("Uỷ ban nhân dân tỉnh", "Ủy ban nhân dân tỉnh An Giang"),
        ("Sở Y tế", "Sở Y tế tỉnh An Giang"),
        ("Giám đốc Sở Y tế", "Sở Y tế"),
        ("Chủ tịch UBND tỉnh", "Ủy ban nhân dân tỉnh"),
        ("Đài PT-TH tỉnh", "Đài Phát thanh và Truyền hình tỉnh"),
        ("Tỉnh Đoàn thanh niên", "Tỉnh đoàn"),
        ("Đoàn Thanh niên Cộng sản Hồ Chí Minh tỉnh", "Tỉnh Đoàn"),
        ("UBMTTQ Việt Nam tỉnh", "Ủy ban Mặt trận Tổ quốc tỉnh"),
        ("Công an TP. Cần Thơ", "Công an thành phố Cần Thơ"),
    ],
)
def test_spellings_of_one_name_agree(written: str, registered: str) -> None:
    assert key_of(written).agrees(key_of(registered))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Sở Y tế tỉnh An Giang", "Sở Y tế tỉnh Lai Châu"),
        ("UBND tỉnh", "UBND thành phố Long Xuyên"),
        ("Công chức Văn hóa – xã hội", "Công chức Văn hóa – Chính sách"),
        ("Công an tỉnh", "Công an xã"),
        ("UBND xã Tân Phú", "UBND xã Tân Phước"),
    ],
)
def test_different_bodies_do_not_agree(one: str, other: str) -> None:
    assert not key_of(one).agrees(key_of(other))


def test_a_place_that_contains_the_word_for_province_is_kept_whole() -> None:
    assert key_of("Sở Y tế tỉnh Hà Tĩnh") == ("so y te", "tinh", "ha tinh")
    assert key_of("Ban Tuyên giáo Tỉnh ủy") == ("ban tuyen giao tinh uy", "", "")


def test_decomposed_letters_make_the_same_key() -> None:
    name = "Sở Nội vụ tỉnh Thanh Hóa"
    assert key_of(unicodedata.normalize("NFD", name)) == key_of(name)


def test_a_name_of_blanks_has_an_empty_key() -> None:
    assert str(key_of(" … ")) == ""
