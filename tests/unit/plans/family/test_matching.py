"""Which clause stands for which: by addressee and words, one to one, the same at every reading."""

import random
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.plans.family import matching
from services.plans.family.clauses import Clause
from services.plans.family.difference import words
from services.plans.family.matching import CANDIDATES, likeness, match

_WORDS = ["tap", "huan", "so", "cuu", "giao", "vien", "ra", "soat", "diem", "truong", "boi"]


def clause(number: int, text: str, *agencies: int, label: str = "") -> Clause:
    return Clause(
        item_id=number,
        plan_id=1,
        key=f"duty-{number}",
        label=label or str(number),
        text=text,
        span=(0, len(text)),
        output=None,
        bindingness="order",
        deadline=None,
        names=frozenset(),
        addressees=(),
        roles=dict.fromkeys(agencies or (7,), "lead"),
    )


def pairs(new: list[Clause], old: list[Clause]) -> list[tuple[int, int]]:
    return [(pair.new.item_id, pair.old.item_id) for pair in match(new, old).pairs]


def test_the_likest_pair_is_taken_first() -> None:
    old = [clause(1, "Tập huấn sơ cứu cho giáo viên"), clause(2, "Tập huấn sơ cứu cho cán bộ")]
    new = [clause(11, "Tập huấn sơ cứu cho cán bộ"), clause(12, "Tập huấn sơ cứu cho giáo viên xã")]
    assert pairs(new, old) == [(11, 2), (12, 1)]


def test_another_addressee_is_another_duty() -> None:
    text = "Tập huấn sơ cứu cho giáo viên"
    found = match([clause(11, text, 8)], [clause(1, text, 7)])
    assert (found.pairs, len(found.added), len(found.missing)) == ([], 1, 1)


def test_the_label_decides_between_equal_texts() -> None:
    text = "Báo cáo kết quả thực hiện"
    old = [clause(1, text, label="II.1"), clause(2, text, label="II.2")]
    assert pairs([clause(11, text, label="II.2")], old) == [(11, 2)]


def test_case_marks_and_punctuation_make_no_difference() -> None:
    (pair,) = match(
        [clause(11, "RÀ SOÁT, các điểm nguy hiểm.")], [clause(1, "Rà soát các điểm nguy hiểm")]
    ).pairs
    assert pair.likeness == 1


TEXTS = st.lists(
    st.lists(st.sampled_from(_WORDS), min_size=1, max_size=6).map(" ".join), max_size=12
)


@given(TEXTS, TEXTS)
def test_every_clause_is_in_one_place(first: list[str], second: list[str]) -> None:
    new = [clause(100 + n, text) for n, text in enumerate(first)]
    old = [clause(n, text) for n, text in enumerate(second)]
    found = match(new, old)
    assert len(found.pairs) + len(found.added) == len(new)
    assert len(found.pairs) + len(found.missing) == len(old)
    assert len({pair.old.item_id for pair in found.pairs}) == len(found.pairs)
    assert match(new, old) == found


@given(TEXTS)
def test_a_plan_stands_for_itself(texts: list[str]) -> None:
    own = [clause(n, text) for n, text in enumerate(texts)]
    assert len(match(own, own).pairs) == len(own)


def test_a_clause_is_compared_with_few_however_many_there_are(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    compared = 0

    def counted(one: Counter[str], other: Counter[str]) -> float:
        nonlocal compared
        compared += 1
        return likeness(one, other)

    monkeypatch.setattr(matching, "likeness", counted)
    chance = random.Random(3)  # noqa: S311 - the same texts every time
    several = _WORDS * 40 + list(map(str, range(900)))
    texts = [" ".join(chance.choices(several, k=30)) for _ in range(600)]
    old = [clause(n, text) for n, text in enumerate(texts)]
    new = [clause(10_000 + n, text + " thêm") for n, text in enumerate(texts)]
    assert len(match(new, old).pairs) == 600
    assert 600 <= compared <= 600 * (CANDIDATES + 1)


def test_words_are_told_as_the_same_gone_or_new() -> None:
    assert words("trước ngày 30/6 xong", "trước ngày 30/9 xong") == [
        ("same", "trước ngày"),
        ("gone", "30/6"),
        ("new", "30/9"),
        ("same", "xong"),
    ]
    long = "từ " * 2000
    assert [what for what, _ in words(long, long)] == ["gone", "new"]
