"""The marks of a plan's document on the review page, told by word as well as by colour."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from gateway.pages.document import Mark
from gateway.pages.language import Language, mark

KINDS: Final = {
    "indicator": mark("CT"),
    "budget": mark("KP"),
    "legal_basis": mark("CC"),
    "recipient": mark("NN"),
    "amendment": mark("SĐ"),
    "item": "",
    "agency": mark("CQ"),
    "target": mark("mức"),
    "deadline": mark("hạn"),
    "finding": "",
}
"""What is marked, the outermost first, with the short word beside it."""
ITEMS: Final = {"duty": mark("NV"), "work_item": mark("CV"), "report": mark("BC")}
SEVERITIES: Final = {"error": "■", "warning": "▲", "info": "●"}
VERDICTS: Final = {"accepted": " ✓", "rejected": " ✕"}
LEGEND: Final = (
    ("item pending", mark("NV nhiệm vụ · CV công việc · BC báo cáo")),
    ("agency", mark("CQ cơ quan")),
    ("deadline", mark("hạn")),
    ("indicator", mark("CT chỉ tiêu, mức")),
    ("finding", mark("■ ▲ ● điểm cần xem")),
    ("legal_basis", mark("CC căn cứ · KP kinh phí · NN nơi nhận · SĐ sửa đổi")),
)
"""The kinds of marks with what their short words stand for."""


def marks_of(
    plan_id: int,
    spans: Iterable[Mapping[str, Any]],
    shown: Mapping[int, Mapping[str, Any]],
    listed: Iterable[int],
    language: Language,
) -> Iterator[Mark]:
    """Yield the document's marks, outermost first.

    Those of the items `shown` and of the findings `listed` beside it lead there; of other items to
    the page that shows them.
    """
    order = {kind: place for place, kind in enumerate(KINDS)}
    known = [span for span in spans if span["kind"] in order]
    findings = frozenset(listed)
    for span in sorted(known, key=lambda one: order[one["kind"]]):
        start, end = span["start"], span["end"]
        if span["kind"] == "item":
            yield _item(plan_id, span, shown, language)
        elif span["kind"] == "finding":
            yield _finding(span, findings)
        else:
            kind = span["kind"]
            yield Mark(start, end, kind, label=language.say(KINDS[kind]))


def _item(
    plan_id: int,
    span: Mapping[str, Any],
    shown: Mapping[int, Mapping[str, Any]],
    language: Language,
) -> Mark:
    number, state = span["id"], str(span.get("state"))
    label = language.say(ITEMS.get(str(span.get("of")), ITEMS["duty"])) + VERDICTS.get(state, "")
    place = (span["start"], span["end"])
    if number not in shown:
        target = f"/plans/{plan_id}?at={span['start']}#item-{number}"
        return Mark(*place, f"item {state}", "", target, label)
    kind = f"item {state} {shown[number]['bindingness']}"
    return Mark(*place, kind, f"text-{number}", f"#item-{number}", label)


def _finding(span: Mapping[str, Any], listed: frozenset[int]) -> Mark:
    number = span["id"]
    label = SEVERITIES.get(span.get("of", ""), "●")
    if span.get("state", "open") != "open":
        return Mark(span["start"], span["end"], "settled", f"place-{number}")
    target = f"#finding-{number}" if number in listed else ""
    return Mark(span["start"], span["end"], "finding", f"place-{number}", target, label)
