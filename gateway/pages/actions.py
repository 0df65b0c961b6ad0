"""The short form of each action: its words, its fields, and the request body they make."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

from gateway.pages.language import Language, mark
from gateway.pages.present import read_day
from gateway.pages.problems import Explained
from gateway.pages.visit import Visit
from gateway.pages.wording import ACTIONS

_EVIDENCE: Final = ("number", "issued_on", "sent_to")


@dataclass(frozen=True, slots=True)
class Form:
    """One action as a form: `title` opens it, `button` sends it, `done` is said afterwards."""

    action: str
    title: str
    button: str
    done: str
    hint: str = ""
    note: str = mark("Ghi chú")
    note_required: bool = False
    evidence: bool = False
    grade: bool = False
    grave: bool = False


@dataclass(frozen=True, slots=True)
class Refused:
    """A form that came back: which action, and why."""

    action: str
    problem: Explained


FORMS: Final = (
    Form(
        "accept",
        ACTIONS["accept"],
        mark("Tiếp nhận"),
        mark("Đã tiếp nhận nhiệm vụ."),
        hint=mark("Xác nhận đơn vị đã nhận việc. Tiếp nhận không làm dừng thời hạn."),
    ),
    Form(
        "submit",
        ACTIONS["submit"],
        mark("Nộp để duyệt"),
        mark("Đã nộp, chờ cơ quan giao xác nhận."),
        hint=mark("Nêu văn bản chứng minh sản phẩm đã gửi. Thời hạn của đơn vị dừng khi nộp."),
        evidence=True,
    ),
    Form("start", ACTIONS["start"], mark("Bắt đầu"), mark("Đã bắt đầu thực hiện.")),
    Form(
        "update",
        ACTIONS["update"],
        mark("Ghi tiến độ"),
        mark("Đã ghi tiến độ."),
        note=mark("Đã làm được gì, còn vướng gì"),
        note_required=True,
    ),
    Form(
        "approve",
        ACTIONS["approve"],
        mark("Xác nhận hoàn thành"),
        mark("Đã xác nhận hoàn thành."),
        grade=True,
    ),
    Form(
        "return",
        ACTIONS["return"],
        mark("Trả lại đơn vị"),
        mark("Đã trả lại đơn vị."),
        hint=mark("Thời hạn của đơn vị chạy tiếp từ khi trả lại."),
        note=mark("Lý do, cần bổ sung gì"),
        note_required=True,
    ),
    Form(
        "decline",
        ACTIONS["decline"],
        mark("Từ chối nhiệm vụ"),
        mark("Đã gửi lời từ chối, chờ cơ quan giao quyết định."),
        hint=mark("Dùng khi giao nhầm. Thời hạn vẫn chạy đến khi cơ quan giao quyết định."),
        note=mark("Lý do"),
        note_required=True,
        grave=True,
    ),
    Form(
        "withdraw",
        ACTIONS["withdraw"],
        mark("Thu hồi nhiệm vụ"),
        mark("Đã thu hồi nhiệm vụ."),
        hint=mark("Nhiệm vụ thu hồi không còn trong số liệu và không mở lại được."),
        note=mark("Lý do"),
        note_required=True,
        grave=True,
    ),
)
"""In the order shown; the first one available is open."""

_BY_ACTION: Final = {form.action: form for form in FORMS}


def forms_for(available: Iterable[str]) -> list[Form]:
    """Return the forms of the available actions; an action unknown here gets a plain one."""
    allowed = list(available)
    known = [form for form in FORMS if form.action in allowed]
    strange = [name for name in allowed if name not in _BY_ACTION]
    return known + [Form(name, name, name, mark("Đã thực hiện.")) for name in strange]


def said(action: str, language: Language) -> str:
    """Return the sentence that confirms `action`."""
    form = _BY_ACTION.get(action)
    return language.say(form.done if form else "Đã thực hiện.")


def body_of(action: str, visit: Visit) -> dict[str, Any]:
    """Return the request body of the form that the visitor filled in for `action`."""
    body: dict[str, Any] = {}
    if visit.field("note"):
        body["note"] = visit.field("note")
    if action == "submit":
        document = {name: visit.field(name) for name in _EVIDENCE if visit.field(name)}
        if "issued_on" in document:
            document["issued_on"] = read_day(document["issued_on"])
        body["evidence"] = [document] if document else []
    if action == "approve" and visit.field("grade"):
        body["grade"] = visit.field("grade")
    return body
