"""SMS texts lose their diacritics and are counted as a gateway will submit them."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.notify.segments import (
    Alphabet,
    TextPolicy,
    UnsendableTextError,
    count,
    encode,
    shorten,
    strip,
    without_astral,
)


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("", 1),
        ("a" * 160, 1),
        ("a" * 161, 2),
        ("a" * 306, 2),
        ("a" * 307, 3),
        ("a" * 459, 3),
        ("a" * 918, 6),
        # The pair of "{" does not fit the last septet of part one, so it moves to part two.
        ("a" * 152 + "{" + "a" * 152, 3),
        ("{" * 80, 1),
        ("{" * 81, 2),
        ("{" * 76 + "a", 1),
        ("{" * 152, 2),
        ("{" * 153, 3),
        ("€" * 80, 1),
    ],
)
def test_gsm7_parts_are_counted_by_walking(text: str, parts: int) -> None:
    assert (count(text).alphabet, count(text).parts) == (Alphabet.GSM7, parts)


@pytest.mark.parametrize(("length", "parts"), [(1, 1), (70, 1), (71, 2), (134, 2), (135, 3)])
def test_ucs2_parts_hold_67_units(length: int, parts: int) -> None:
    assert count("ế" * length).parts == parts
    assert count("ế" * length).alphabet is Alphabet.UCS2


def test_a_character_above_the_plane_is_two_units() -> None:
    assert count("😀" * 35).units == 70


def test_every_vietnamese_letter_becomes_ascii() -> None:
    bases, tones = (
        "aăâeêioôơuưyAĂÂEÊIOÔƠUƯY",
        ["", "\u0300", "\u0309", "\u0303", "\u0301", "\u0323"],
    )
    letters = [unicodedata.normalize("NFC", base + tone) for base in bases for tone in tones]
    stripped = strip("".join([*letters, "đĐ"]))
    assert stripped.isascii()
    assert len(stripped) == 24 * 6 + 2


def test_letters_that_do_not_decompose_are_named() -> None:
    assert strip("Đ ư ơ ệ ỡ đ") == "D u o e o d"


def test_composed_and_decomposed_texts_strip_alike() -> None:
    text = "Đề nghị báo cáo trước ngày 20/5"
    assert strip(unicodedata.normalize("NFD", text)) == strip(text)


def test_typographic_signs_become_ascii() -> None:
    assert strip("“Kế hoạch” – số 5… 20% & #1") == '"Ke hoach" - so 5... 20 phan tram va so 1'


@given(st.text(alphabet="aă{€😀ế\n", max_size=500))
def test_parts_never_fall_below_what_the_units_need(text: str) -> None:
    counted = count(text)
    single, part = (160, 153) if counted.alphabet is Alphabet.GSM7 else (70, 67)
    assert counted.parts == 1 if counted.units <= single else counted.parts * part >= counted.units


def test_strip_is_the_default_policy() -> None:
    assert encode("Quá hạn") == "Qua han"


def test_keep_leaves_the_text_as_written() -> None:
    assert encode("Quá hạn", TextPolicy.KEEP) == "Quá hạn"


def test_auto_strips_only_beyond_the_cap() -> None:
    assert encode("ế" * 70, TextPolicy.AUTO, cap=1) == "ế" * 70
    assert encode("ế" * 71, TextPolicy.AUTO, cap=1) == "e" * 71


@pytest.mark.parametrize("text", ["", "  ", "xong 😀", "a" * 460, "\u4e2d" * 202])
def test_text_that_no_gateway_carries_whole_is_refused(text: str) -> None:
    with pytest.raises(UnsendableTextError):
        encode(text)


def test_a_refusal_names_the_character() -> None:
    with pytest.raises(UnsendableTextError) as refused:
        encode("xong 😀")
    assert "U+1F600" in refused.value.errors[0].detail


def test_foreign_characters_leave_a_quotation() -> None:
    assert without_astral("a😀b") == "ab"


@pytest.mark.parametrize(
    ("length", "expected"),
    [
        (14, "bao cao quy II"),
        (13, "bao cao..."),
        (10, "bao cao..."),
        (9, "bao..."),
        (3, ""),
        (0, ""),
    ],
)
def test_a_quotation_is_cut_between_words(length: int, expected: str) -> None:
    assert shorten("bao cao quy II", length) == expected


def test_a_word_longer_than_the_room_is_cut_inside() -> None:
    assert shorten("a" * 20, 10) == "aaaaaaa..."


@given(st.text(max_size=80), st.integers(0, 80))
def test_a_shortened_text_fits(text: str, length: int) -> None:
    assert len(shorten(text, length)) <= length
