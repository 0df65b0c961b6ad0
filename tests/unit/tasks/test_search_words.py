"""Words as they are searched: folded, written out, and found again in the text."""

import unicodedata

import pytest

from services.tasks.model import spell
from services.tasks.search import Asked, marks


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Hoà Bình", "hòa bình"),
        ("Thuỷ lợi", "thủy lợi"),
        ("Đường đi", "duong di"),
        ("Sở LĐTBXH", "Sở Lao động - Thương binh và Xã hội"),
        ("Sở LĐ-TB&XH", "so lao dong thuong binh xa hoi"),
        ("UBND xã", "Uỷ ban nhân dân xã"),
        ("UB MTTQ", "Ủy ban Mặt trận Tổ quốc"),
        ("LĐ TB và XH", "lao động, thương binh, xã hội"),
        (unicodedata.normalize("NFD", "Uỷ ban"), unicodedata.normalize("NFC", "Ủy ban")),
    ],
)
def test_two_ways_to_write_one_thing_are_searched_alike(one: str, other: str) -> None:
    assert spell(one) == spell(other)


def test_texts_stay_apart() -> None:
    assert spell("trẻ", None, "em và mẹ") == " tre | em me"


@pytest.mark.parametrize("text", ["", "!!!", "và", None, " | "])
def test_nothing_is_asked_without_a_word(text: str | None) -> None:
    assert Asked.of(text) is None


@pytest.mark.parametrize(
    ("text", "asked", "marked"),
    [
        ("Phòng, chống bạo lực trẻ em", "bao luc tre em", ["bạo lực trẻ em"]),
        ("Phòng, chống bạo lực trẻ em", "trẻ em bạo", ["bạo", "trẻ em"]),
        ("Phòng, chống bạo lực trẻ em", "bạo lực tr", ["bạo lực trẻ"]),
        ("UBND các xã; Ủy ban nhân dân phường", "ubnd", ["UBND", "Ủy ban nhân dân"]),
        ("Lao động – Thương binh và Xã hội", "LĐTBXH", ["Lao động – Thương binh và Xã hội"]),
        ("Trẻ em, trẻ em", "tre em", ["Trẻ em, trẻ em"]),
        ("Không có gì", "tre em", []),
        ("", "tre em", []),
    ],
)
def test_what_is_found_is_marked_in_the_text(text: str, asked: str, marked: list[str]) -> None:
    wanted = Asked.of(asked)
    assert wanted
    assert [text[start:end] for start, end in marks(text, wanted)] == marked


def test_marks_fit_a_decomposed_text() -> None:
    text = unicodedata.normalize("NFD", "Bảo vệ trẻ em")
    wanted = Asked.of("trẻ em")
    assert wanted
    [[start, end]] = marks(text, wanted)
    assert unicodedata.normalize("NFC", text[start:end]) == "trẻ em"


def test_the_longest_name_is_tried_first() -> None:
    wanted = Asked.of("so y te tre em")
    assert wanted
    parts = [part for part, _ in wanted.splits()]
    assert parts[:2] == ["so y te tre", "y te tre em"]
    assert ("so y te", ("tre", "em")) in set(wanted.splits())
