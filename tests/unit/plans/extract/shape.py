"""What makes an interchange object valid, whatever was read."""

from __future__ import annotations

from typing import Any

KEYS = {
    "text", "number", "issued_on", "issuer", "title", "document_type", "draft", "legal_bases",
    "sections", "indicators", "agencies", "work_items", "report_requirements", "budget",
    "recipients", "signatory", "findings", "amendments",
}  # fmt: skip
RECURRENCES = {
    "once", "weekly", "monthly", "quarter", "half-year", "nine-month", "annual", "periodic",
    "ongoing", "ad_hoc",
}  # fmt: skip
COMPARATORS = {
    "=", ">=", ">", "<=", "<", "~", "decrease_to", "decrease_by", "increase_to", "increase_by",
    "maintain",
}  # fmt: skip


def assert_valid(extract: dict[str, Any]) -> None:
    """Fail unless the object has every key, closed values, and spans inside its text."""
    assert set(extract) == KEYS
    assert_spans(extract, len(extract["text"]))
    for agency in extract["agencies"]:
        assert agency["bindingness"] in {"order", "request"}
        assert {duty["role"] for duty in agency["duties"]} <= {"lead", "coordinating", "executing"}
    for report in extract["report_requirements"]:
        assert report["recurrence"] in RECURRENCES
        assert report["operator"] in {"before", "on", "by", None}
    for indicator in extract["indicators"]:
        assert {target["comparator"] for target in indicator["targets"]} <= COMPARATORS
    for finding in extract["findings"]:
        assert finding["severity"] in {"error", "warning", "info"}
        assert finding["message"]
        assert finding["message_en"]


def assert_spans(value: object, length: int) -> None:
    """Fail for a span anywhere in `value` that lies outside of the text or runs backwards."""
    if isinstance(value, dict):
        span = value.get("span")
        if span is not None:
            assert 0 <= span[0] <= span[1] <= length, value
        for inner in value.values():
            assert_spans(inner, length)
    elif isinstance(value, list):
        for inner in value:
            assert_spans(inner, length)
