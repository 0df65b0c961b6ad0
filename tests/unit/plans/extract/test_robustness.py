"""A hostile text gives a valid object in good time, and one without words a clear problem.

Texts made at random are in `test_fuzz`.
"""

from __future__ import annotations

import pytest

from services.plans.extract import UnreadableDocumentError, read

from .shape import assert_valid


@pytest.mark.parametrize(
    "unit",
    [
        "- Sở Y tế chủ trì, phối hợp với Sở A báo cáo trước ngày 15/6 và ngày 15/12.\n",
        "a" * 200 + " ",
        "1.1.1.1.",
        "((((",
        "Sở và các cơ quan, đơn vị có liên quan, ",
        "từ 5 đến 10% năm 2025 và năm 2030, ",
        "| 1 | 2 |\n",
        "báo cáo định kỳ, ",
        "Số 12/QĐ-UBND ngày 1/2/2025 ",
        "KT. CHỦ TỊCH ",
    ],
)
def test_hostile_repetition_gives_a_valid_object(unit: str) -> None:
    # Quadratic reading of 64 KB would take minutes; script/bench measures the growth.
    assert_valid(read((unit * (64_000 // len(unit))).encode(), "plan.txt").to_json())


@pytest.mark.parametrize("unit", ["**_*", "|\n", " \t"])
def test_a_text_without_words_is_refused(unit: str) -> None:
    with pytest.raises(UnreadableDocumentError):
        read((unit * 10_000).encode(), "plan.txt")
