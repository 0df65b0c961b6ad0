"""Numbers in words: whatever is spoken by the rules is read back, anything else is no number."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.plans.extract.number_words import find_worded_sums, parse_words

NAMES = ("không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín")
SCALES = ("", " nghìn", " triệu")


def spoken(number: int) -> str:
    """Return `number` in words as a bank would write it."""
    if number >= 10**9:
        rest = number % 10**9
        return f"{spoken(number // 10**9)} tỷ" + (f" {_below(rest, padded=True)}" if rest else "")
    return _below(number, padded=False)


def _below(number: int, *, padded: bool) -> str:
    if number == 0:
        return "không"
    groups = [number // 10 ** (3 * at) % 1000 for at in range(3)]
    parts: list[str] = []
    for at in (2, 1, 0):
        if groups[at]:
            parts.append(_group(groups[at], padded=padded or bool(parts)) + SCALES[at])
    return " ".join(parts)


def _group(value: int, *, padded: bool) -> str:
    hundreds, tens, unit = value // 100, value // 10 % 10, value % 10
    words = [f"{NAMES[hundreds]} trăm"] if hundreds or padded else []
    if tens > 1:
        words.append(f"{NAMES[tens]} mươi")
    elif tens == 1:
        words.append("mười")
    elif unit and words:
        words.append("lẻ")
    if unit:
        words.append({1: "mốt" if tens > 1 else "một", 5: "lăm" if tens else "năm"}.get(
            unit, NAMES[unit]))  # fmt: skip
    return " ".join(words)


@given(st.integers(min_value=0, max_value=10**15))
def test_every_number_is_read_as_it_is_spoken(number: int) -> None:
    assert parse_words(spoken(number)) == number


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("hai tỷ hai trăm chín mươi hai triệu", 2_292_000_000),
        ("Một trăm linh năm nghìn", 105_000),
        ("hai mươi tư ngàn", 24_000),
        ("một triệu rưỡi", 1_500_000),
        ("hai tỉ rưỡi", 2_500_000_000),
        ("ba trăm rưỡi", 350),
        ("một nghìn tỷ", 10**12),
        ("năm trăm triệu, không trăm nghìn", 500_000_000),
        ("mười lăm", 15),
    ],
)
def test_words_of_offices_are_read(text: str, value: int) -> None:
    assert parse_words(text) == value


@pytest.mark.parametrize(
    "text", ["", "hai ba", "triệu nghìn", "một nghìn hai triệu", "lăm", "trăm", "con mèo", "tỷ"]
)
def test_what_is_no_number_is_none(text: str) -> None:
    assert parse_words(text) is None


def test_a_sum_in_words_is_found_in_its_sentence() -> None:
    text = "Kinh phí (Bằng chữ: Hai tỷ ba trăm triệu đồng chẵn) do ngân sách tỉnh cấp."
    (found,) = find_worded_sums(text)
    assert found.value == 2_300_000_000
    assert text[slice(*found.span)] == "Hai tỷ ba trăm triệu đồng"
