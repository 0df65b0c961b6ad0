"""The numbering marks that need those around them to be told: `i)` among letters or numbers."""

from __future__ import annotations

import pytest

from services.plans.extract.labels import LETTER, PAREN, read_label
from services.plans.extract.romans import settle


@pytest.mark.parametrize(
    ("marks", "ranks"),
    [
        ("a) b) h) i) k)", [LETTER] * 5),
        ("i) ii) iii) iv) v) vi)", [PAREN] * 6),
        ("a) i) ii) b) i) ii)", [LETTER, PAREN, PAREN, LETTER, PAREN, PAREN]),
        ("i) a) b) ii) a) iii)", [LETTER - 1, LETTER, LETTER, LETTER - 1, LETTER, LETTER - 1]),
        ("viii. ix. x. xi.", [PAREN] * 4),
        ("u) v) x)", [LETTER] * 3),
    ],
)
def test_a_letter_is_a_roman_number_where_its_list_goes_on_so(marks: str, ranks: list[int]) -> None:
    labels = [read_label(f"{mark} Rà soát.") for mark in marks.split()]
    assert [label.rank for label in settle(labels)] == ranks


@pytest.mark.parametrize("text", ["vi phạm trật tự", "xi măng, cát", "iii phần", "xiv"])
def test_words_are_no_roman_numbers(text: str) -> None:
    assert not read_label(text).text
