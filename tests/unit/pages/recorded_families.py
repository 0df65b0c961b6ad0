"""Answers about families of plans, in the shape they are given; all invented."""

from typing import Any

OLD = {
    "id": 2,
    "number": "20/KH-UBND",
    "title": "Kế hoạch công tác trẻ em năm 2025",
    "issuer": "Ủy ban nhân dân tỉnh Hòa Giang",
    "issued_on": "2025-01-06",
    "state": "issued",
}
NEW = OLD | {"id": 3, "number": "45/KH-UBND", "state": "draft"}


def relation(kind: str = "amends", **changes: Any) -> dict[str, Any]:
    """Return a confirmed relation to the plan of the year before."""
    by = {"id": 70, "name": "ubnd-tinh"}
    return {
        "id": 9,
        "kind": kind,
        "plan": OLD,
        "confirmed_at": "2026-11-20T02:00:00+00:00",
        "confirmed_by": by,
        "removed": [],
    } | changes


def family(**changes: Any) -> dict[str, Any]:
    """Return a draft's place among others: amends one plan, seems to implement another."""
    suggestion = {
        "kind": "implements",
        "plan": OLD | {"id": 1, "number": "7/CTr-UBND"},
        "citation": "Chương trình số 7/CTr-UBND ngày 05/01/2025",
        "span": [4, 30],
    }
    return {
        "relations": [relation(), relation("implements", id=10)],
        "followers": [],
        "suggestions": [suggestion],
        "recall": None,
    } | changes


def clause(text: str = "Tập huấn sơ cứu trước ngày 30/6.", **changes: Any) -> dict[str, Any]:
    """Return an item as comparisons show it."""
    return {
        "id": 31,
        "plan_id": 2,
        "label": "III.3",
        "text": text,
        "span": [120, 210],
        "addressees": ["Sở Y tế"],
        "deadline": {
            "phrase": "trước ngày 30/6",
            "operator": "before",
            "stated_on": "2026-06-30",
            "last_safe_day": "2026-06-29",
            "recurrence": None,
            "year_from": None,
        },
        "output": None,
        "bindingness": "order",
    } | changes


def goal(**changes: Any) -> dict[str, Any]:
    """Return a target as comparisons show it."""
    return {
        "label": "1",
        "text": "Tỷ lệ trẻ em được khám sàng lọc",
        "span": [40, 80],
        "comparator": ">=",
        "value": 82.5,
        "value_max": None,
        "unit": "%",
        "year": 2026,
        "qualifier": None,
        "baseline": None,
    } | changes


def difference(**changes: Any) -> dict[str, Any]:
    """Return a difference with one of each."""
    later = clause("Tập huấn sơ cứu trước ngày 30/9.", id=41, plan_id=3)
    changed = {
        "before": clause(),
        "after": later | {"deadline": None, "addressees": ["Sở Nội vụ"], "output": "Báo cáo"},
        "likeness": 0.9,
        "fields": ["text", "deadline", "parties", "output"],
        "words": [["same", "Tập huấn sơ cứu trước ngày"], ["gone", "30/6."], ["new", "30/9."]],
    }
    return {
        "plan": NEW,
        "to": OLD,
        "kind": "amends",
        "added": [clause("Mua túi sơ cứu.", id=42)],
        "removed": [clause("Bố trí người trực.", id=32)],
        "changed": [changed],
        "kept": [clause("Rà soát điểm nguy hiểm.", id=33)],
        "unchanged": 4,
        "targets": {
            "added": [goal(value=5, unit=None)],
            "removed": [goal(value_max=90)],
            "changed": [{"before": goal(), "after": goal(value=85), "fields": ["value"]}],
            "unchanged": 1,
        },
    } | changes


def coverage(**changes: Any) -> dict[str, Any]:
    """Return a plan beside its parent: something weaker, something missing."""
    return {
        "plan": NEW,
        "parent": OLD,
        "totals": {"taken_up": 0, "weaker": 2, "not_taken_up": 1, "not_comparable": 0},
        "duties": [
            {"state": "weaker", "parent": clause(), "by": [clause()], "reasons": ["deadline"]},
            {"state": "not_taken_up", "parent": clause(), "by": [], "reasons": []},
        ],
        "targets": [
            {
                "state": "weaker",
                "parent": goal(),
                "by": goal(value=70),
                "reasons": ["value", "year"],
            },
            {"state": "not_taken_up", "parent": goal(), "by": None, "reasons": []},
        ],
    } | changes


def consequences(**changes: Any) -> dict[str, Any]:
    """Return what issuing does to the earlier plan."""
    counts = {"carried": 3, "withdrawn": 1, "created": 2, "corrected": 0}
    return {
        "kind": "amends",
        "plan": {"id": 2, "number": "20/KH-UBND", "title": "Kế hoạch"},
        "totals": counts,
        "agencies": [{"id": 7, "name": "Sở Y tế"} | counts],
        "hindrances": [],
    } | changes
