import pytest

from services.tasks.model import fold


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Bạo lực trẻ em", " bao luc tre em"),
        ("Đ ư ơ ệ ỡ", " d u o e o"),
        ("  01/KH-UBND,  «quý II» ", " 01 kh ubnd quy ii"),
        ("hoá, hóa", " hoa hoa"),
        ("!!!", ""),
    ],
)
def test_marks_case_and_punctuation_are_folded(text: str, folded: str) -> None:
    assert fold(text) == folded


def test_two_texts_are_kept_apart() -> None:
    assert fold("trẻ", None, "em") == " tre | em"
