"""An answer is loaded into our own types or refused; nothing in between."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

import pytest

from services.plans.sandbox.loading import UnexpectedValueError, load


@dataclass(frozen=True)
class Leaf:
    """The kinds of values that the interchange form has."""

    name: str | None
    span: tuple[int, int]
    kind: Literal["order", "request"]
    share: float
    done: bool
    amounts: dict[str, int]


@dataclass(frozen=True)
class Tree:
    """Holds itself, as sections do."""

    leaves: tuple[Leaf, ...]
    below: tuple[Tree, ...]


LEAF = {
    "name": None,
    "span": [1, 2],
    "kind": "order",
    "share": 0.5,
    "done": True,
    "amounts": {"2026": 3},
}


def test_json_becomes_the_declared_objects() -> None:
    tree = load(Tree, {"leaves": [LEAF], "below": [{"leaves": [], "below": []}]})
    leaf = Leaf(None, (1, 2), "order", 0.5, done=True, amounts={"2026": 3})
    assert tree == Tree((leaf,), (Tree((), ()),))


@pytest.mark.parametrize(
    "wrong",
    [
        {"name": 3},
        {"span": [1]},
        {"span": [1, 2, 3]},
        {"span": [1, None]},
        {"span": "12"},
        {"kind": "demand"},
        {"kind": ["order"]},
        {"share": 1},
        {"done": 1},
        {"span": [True, 2]},
        {"amounts": {"2026": "3"}},
        {"amounts": [3]},
        {"more": 1},
    ],
)
def test_anything_else_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(UnexpectedValueError):
        load(Leaf, LEAF | wrong)


def test_a_missing_key_is_refused() -> None:
    with pytest.raises(UnexpectedValueError):
        load(Tree, {"leaves": []})
