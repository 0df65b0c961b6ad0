"""Facts of an extract and of its truth, counted against each other; wording is not judged."""

from __future__ import annotations

import json
import unicodedata
from collections import Counter
from pathlib import Path
from typing import Any, TypeAlias

Fact: TypeAlias = tuple[object, ...]


def load(path: Path) -> dict[str, Any]:
    """Return a JSON object."""
    loaded: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return loaded


def plain(text: str | None) -> str:
    """Return text without marks and punctuation, for comparison."""
    bare = unicodedata.normalize("NFD", (text or "").casefold().replace("đ", "d"))
    return " ".join("".join(c if c.isalnum() else " " for c in bare if ord(c) < 128).split())


def facts_of_truth(truth: dict[str, Any]) -> dict[str, Counter[Fact]]:
    """Return the facts of a truth file by kind."""
    return {
        "header": Counter(_header(truth, truth["legal_basis_count"], truth["recipients_count"])),
        "signatory": Counter([(plain(truth["signatory"]),)]),
        "agencies": Counter(
            (plain(one["name"]), one["role_hint"], one["assignment_count"])
            for one in truth["agencies"]
        ),
        "cited": Counter(
            (plain(one["name"]), str(number))
            for one in truth["agencies"]
            for number in one["indicators_cited"]
        ),
        "targets": Counter(
            (one["label"], _direction(said["comparator"]), float(said["value"]), said["year"])
            for one in truth["indicators"]
            for said in one["statements"]
        ),
        "work": Counter(
            (_start(one["title_start"]), _names(one["lead"]), _names(one["coordinating"]),
             plain(one["period"]))
            for one in truth["work_items"]
        ),
        "reports": Counter(
            (plain(one["who"]), one["day"], one["month"], one["recurrence"])
            for one in truth["report_deadlines"]
        ),
        "budget": Counter([(truth["budget_total"],)]),
    }  # fmt: skip


def facts_of_extract(extract: dict[str, Any]) -> dict[str, Counter[Fact]]:
    """Return the facts of an interchange object by kind."""
    return {
        "header": Counter(
            _header(extract, len(extract["legal_bases"]), len(extract["recipients"]))
        ),
        "signatory": Counter([(plain((extract["signatory"] or {}).get("name")),)]),
        "agencies": Counter(
            (plain(one["name"]), one["bindingness"], len(one["duties"]))
            for one in extract["agencies"]
        ),
        "cited": Counter(
            (plain(one["name"]), number)
            for one in extract["agencies"]
            for number in one["indicators_lead"] + one["indicators_coordinating"]
        ),
        "targets": Counter(
            (one["label"], _direction(said["comparator"]), said["value"], said["year"])
            for one in extract["indicators"]
            for said in one["targets"]
        ),
        "work": Counter(
            (_start(one["title"]), _names(one["lead"]), _names(one["coordinating"]),
             plain(one["period"]))
            for one in extract["work_items"]
        ),
        "reports": Counter(
            (plain(one["who"]), one["day"], one["month"], one["recurrence"])
            for one in extract["report_requirements"]
            if one["day"] is not None or one["recurrence"] == "weekly"
        ),
        "budget": Counter([((extract["budget"] or {}).get("total"),)]),
    }  # fmt: skip


def agreement(got: Counter[Fact], wanted: Counter[Fact]) -> float:
    """Return the F1 of two bags of facts; 1.0 when both are empty."""
    claimed, true = sum(got.values()), sum(wanted.values())
    return 2 * sum((got & wanted).values()) / (claimed + true) if claimed + true else 1.0


def _header(one: dict[str, Any], bases: int, recipients: int) -> list[Fact]:
    keys = ("number", "issued_on", "issuer", "title", "document_type")
    return [
        *((key, plain(one[key])) for key in keys),
        ("draft", bool(one["draft"])),
        ("bases", bases),
        ("recipients", recipients),
    ]


def _start(title: str) -> str:
    return plain(title)[:18].strip()


def _names(names: list[str]) -> str:
    return plain(" ".join(names))


def _direction(comparator: str) -> str:
    """Return the comparator; `đạt` after `ít nhất` means the same to a reader."""
    return "=" if comparator == ">=" else comparator
