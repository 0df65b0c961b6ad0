import pytest
from hypothesis import given
from hypothesis import strategies as st

from common.events import AGENCY_KINDS
from gateway.identity.names import KINDS, LONGEST_SLUG, fold, kind_of, slug_of


@pytest.mark.parametrize(
    ("name", "folded"),
    [
        ("Sở Y tế", "so y te"),
        ("  SỞ   Y  TẾ ", "so y te"),
        ("Ủy ban nhân dân xã Cẩm Tân", "ubnd xa cam tan"),
        ("UBND xã Cẩm Tân", "ubnd xa cam tan"),
        ("Đài Phát thanh – Truyền hình", "dai phat thanh truyen hinh"),
        ("Sở Văn hoá", "so van hoa"),
        ("Sở Văn hóa", "so van hoa"),
        ("Đ ư ơ ệ ỡ", "d u o e o"),
    ],
)
def test_names_fold_to_what_clerks_mean_alike(name: str, folded: str) -> None:
    assert fold(name) == folded


@given(st.text(max_size=60))
def test_folding_twice_changes_nothing_and_leaves_no_pattern_character(text: str) -> None:
    once = fold(text)
    assert fold(once) == once
    assert set(once) <= set("abcdefghijklmnopqrstuvwxyz0123456789 ")


def test_a_slug_is_the_folded_name_and_a_taken_one_is_numbered() -> None:
    assert slug_of("Sở Y tế") == "so-y-te"
    assert slug_of("Sở Y tế", {"so-y-te"}) == "so-y-te-2"
    assert slug_of("Sở Y tế", {"so-y-te", "so-y-te-2"}) == "so-y-te-3"


def test_a_slug_is_bounded_and_never_empty() -> None:
    assert len(slug_of("rất dài " * 50)) <= LONGEST_SLUG
    assert slug_of("!!!") == "agency"


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("UBND xã Cẩm Tân", "commune"),
        ("Ủy ban nhân dân phường Ba Đình", "commune"),
        ("Xã Tân Lập", "commune"),
        ("Đặc khu Phú Quý", "commune"),
        ("UBND huyện Châu Phú", "district"),
        ("UBND tỉnh", "committee"),
        ("Văn phòng UBND tỉnh", "committee"),
        ("Sở Tài chính", "department"),
        ("Ban Dân tộc", "department"),
        ("Hội Liên hiệp Phụ nữ tỉnh", "front"),
        ("Ủy ban Mặt trận Tổ quốc Việt Nam tỉnh", "front"),
        ("Liên đoàn Lao động tỉnh", "front"),
        ("Đoàn Thanh niên Cộng sản Hồ Chí Minh tỉnh", "front"),
        ("Tòa án nhân dân tỉnh", "court"),
        ("Viện kiểm sát nhân dân tỉnh", "court"),
        ("Bộ Chỉ huy Quân sự tỉnh", "armed_forces"),
        ("Bộ đội Biên phòng tỉnh", "armed_forces"),
        ("Công an tỉnh", "police"),
        ("Ban Tuyên giáo Tỉnh ủy", "party"),
        ("Báo và Đài", "other"),
    ],
)
def test_the_kind_of_body_is_read_from_the_beginning_of_its_name(name: str, kind: str) -> None:
    assert kind_of(name) == kind


def test_the_table_names_only_kinds_that_events_know() -> None:
    assert {kind for kind, _ in KINDS} <= set(AGENCY_KINDS)
