"""Targets beside one another: direction, value, year and unit."""

from collections import Counter
from typing import Any

import pytest

from services.plans.family.targets import Goal, best, differences, goals_of, weaknesses


def goal(text: str = "Tỷ lệ học sinh biết bơi", **target: Any) -> Goal:
    whole = {
        "comparator": "=",
        "value": 80.0,
        "value_max": None,
        "unit": "%",
        "year": 2026,
        "qualifier": None,
        "baseline": None,
        "text": text,
        "denominator": None,
        "span": [0, 10],
    } | target
    (made,) = goals_of({"indicators": [{"label": "1", "text": text, "targets": [whole]}]})
    return made


@pytest.mark.parametrize(
    ("child", "parent", "reasons"),
    [
        ({"value": 80.0}, {"value": 80.0}, []),
        ({"value": 90.0}, {"value": 80.0}, []),
        ({"value": 70.0}, {"value": 80.0}, ["value"]),
        ({"comparator": ">", "value": 80.0}, {"comparator": ">=", "value": 80.0}, []),
        ({"comparator": "<", "value": 4.0}, {"comparator": "<", "value": 3.0}, ["value"]),
        ({"comparator": "<=", "value": 3.0}, {"comparator": "<", "value": 4.0}, []),
        ({"comparator": "decrease_to", "value": 5.0}, {"comparator": "<", "value": 4.0}, ["value"]),
        ({"comparator": "decrease_by", "value": 5.0}, {"comparator": "decrease_by"}, ["value"]),
        ({"comparator": "increase_by", "value": 5.0}, {"comparator": ">=", "value": 5.0}, None),
        ({"comparator": "<", "value": 90.0}, {"comparator": ">=", "value": 80.0}, ["direction"]),
        ({"year": 2027}, {"year": 2026}, ["year"]),
        ({"year": 2025}, {"year": 2026}, []),
        ({"year": None}, {"year": 2026}, []),
        ({"value": 70.0, "year": 2030}, {"year": 2026}, ["value", "year"]),
        ({"unit": "trẻ"}, {"unit": "%"}, None),
    ],
)
def test_a_target_is_weaker_by_value_direction_or_year(
    child: dict[str, Any], parent: dict[str, Any], reasons: list[str] | None
) -> None:
    assert weaknesses(goal(**child), goal(**parent)) == reasons


def test_less_is_better_where_the_sentence_says_so() -> None:
    text = "Giảm tỷ lệ trẻ em bị đuối nước còn"
    assert weaknesses(goal(text, value=5.0), goal(text, value=4.0)) == ["value"]
    assert weaknesses(goal(text, value=3.0), goal(text, value=4.0)) == []


def test_the_year_decides_between_targets_of_one_indicator() -> None:
    near, far = goal(value=80.0, year=2026), goal(value=95.0, year=2030)
    assert best(goal(year=2030), [near, far]) is far
    assert best(goal(year=2026), [far, near]) is near
    assert best(goal("Số bến đò có phao cứu sinh"), [near, far]) is None


def test_another_group_is_another_measure() -> None:
    assert best(goal(qualifier="nông thôn"), [goal(qualifier="thành thị")]) is None


def test_differences_tell_what_came_what_went_and_what_moved() -> None:
    old = [goal(value=80.0), goal("Số bến đò có phao cứu sinh", unit="bến", value=12.0)]
    new = [goal(value=85.0), goal("Số lớp dạy bơi được mở", unit="lớp", value=40.0)]
    found = differences(new, old)
    assert [one["value"] for one in found["added"]] == [40.0]
    assert [one["value"] for one in found["removed"]] == [12.0]
    assert [one["fields"] for one in found["changed"]] == [["value"]]
    assert differences(old, old)["unchanged"] == 2


def test_numbers_and_words_of_quantity_tell_no_indicators_apart() -> None:
    assert goal("Đạt trên 80% học sinh biết bơi").words == Counter(["hoc", "sinh", "biet", "boi"])
