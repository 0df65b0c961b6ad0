"""The short form of each action: its words and its fields."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final, Literal

from gateway.pages.language import mark
from gateway.pages.wording import ACTIONS, ANSWERS, CHASED_BY, DECISIONS


@dataclass(frozen=True, slots=True)
class Input:
    """A field of a form. `kind` says how it is drawn and read; `options` are those of a choice."""

    name: str
    label: str
    kind: Literal["text", "day", "agency", "choice"] = "text"
    required: bool = False
    hint: str = ""
    options: Mapping[str, str] | None = None
    longest: int = 200


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
    inputs: tuple[Input, ...] = ()
    evidence: bool = False  # a document by its number
    files: bool = False
    grade: bool = False
    grave: bool = False


_DAY: Final = mark("ngày/tháng/năm")
_REASON: Final = mark("Lý do")

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
        hint=mark(
            "Nêu văn bản chứng minh sản phẩm đã gửi: đủ số, ngày và nơi nhận; hoặc đính kèm tệp. "
            "Thời hạn của đơn vị dừng khi nộp."
        ),
        evidence=True,
        files=True,
    ),
    Form("start", ACTIONS["start"], mark("Bắt đầu"), mark("Đã bắt đầu thực hiện.")),
    Form(
        "update",
        ACTIONS["update"],
        mark("Ghi tiến độ"),
        mark("Đã ghi tiến độ."),
        note=mark("Đã làm được gì, còn vướng gì"),
        note_required=True,
        files=True,
    ),
    Form(
        "hand_over",
        ACTIONS["hand_over"],
        mark("Phân công"),
        mark("Đã phân công trong đơn vị."),
        hint=mark("Đơn vị vẫn chịu trách nhiệm trước cơ quan giao việc."),
        inputs=(
            Input(
                "assignee",
                mark("Tên đăng nhập, hoặc tên phòng, bộ phận"),
                required=True,
            ),
            Input("due_on", mark("Hạn trong đơn vị"), "day", hint=_DAY),
        ),
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
        "decide_extension",
        ACTIONS["decide_extension"],
        mark("Gửi quyết định"),
        mark("Đã quyết định về việc gia hạn."),
        hint=mark("Ngày cũ vẫn được lưu. Không đồng ý thì nêu lý do."),
        inputs=(
            Input("decision", mark("Quyết định"), "choice", required=True, options=DECISIONS),
            Input("due_on", mark("Ngày khác, nếu đề xuất"), "day", hint=_DAY),
        ),
    ),
    Form(
        "request_extension",
        ACTIONS["request_extension"],
        mark("Gửi đề nghị gia hạn"),
        mark("Đã xin gia hạn, chờ cơ quan giao quyết định."),
        hint=mark("Thời hạn cũ vẫn tính đến khi được đồng ý."),
        note=_REASON,
        note_required=True,
        inputs=(Input("due_on", mark("Xin gia hạn đến ngày"), "day", required=True, hint=_DAY),),
    ),
    Form(
        "raise_blocker",
        ACTIONS["raise_blocker"],
        mark("Gửi vướng mắc"),
        mark("Đã gửi vướng mắc."),
        hint=mark("Thời hạn vẫn tính. Không nêu cơ quan thì gửi cơ quan giao việc."),
        note=mark("Vướng ở đâu, cần gì"),
        note_required=True,
        inputs=(Input("agency", mark("Cơ quan gỡ được vướng mắc"), "agency"),),
    ),
    Form(
        "resolve_blocker",
        ACTIONS["resolve_blocker"],
        mark("Đã giải quyết"),
        mark("Đã ghi cách giải quyết vướng mắc."),
        note=mark("Giải quyết thế nào"),
        note_required=True,
    ),
    Form(
        "chase",
        ACTIONS["chase"],
        mark("Gửi lời đôn đốc"),
        mark("Đã đôn đốc và ghi lại."),
        note=mark("Nội dung đôn đốc"),
        note_required=True,
        inputs=(
            Input("channel", mark("Hình thức"), "choice", required=True, options=CHASED_BY),
            Input("result", mark("Kết quả, nếu đã có"), longest=1000),
        ),
    ),
    Form(
        "set_deadline",
        ACTIONS["set_deadline"],
        mark("Đặt thời hạn"),
        mark("Đã đặt thời hạn."),
        note=mark("Căn cứ, lý do"),
        note_required=True,
        inputs=(Input("due_on", mark("Thời hạn mới"), "day", required=True, hint=_DAY),),
    ),
    Form(
        "set_monitor",
        ACTIONS["set_monitor"],
        mark("Ghi người theo dõi"),
        mark("Đã ghi người theo dõi."),
        hint=mark("Người theo dõi đôn đốc, nhận bản sao lời nhắc; đơn vị vẫn chịu trách nhiệm."),
        inputs=(Input("monitor", mark("Tên đăng nhập; để trống thì không còn ai theo dõi")),),
    ),
    Form(
        "hold",
        ACTIONS["hold"],
        mark("Cho tạm hoãn"),
        mark("Đã cho tạm hoãn."),
        hint=mark("Không nhắc việc trong lúc tạm hoãn; thời hạn không đổi. Nhiều nhất 30 ngày."),
        note=_REASON,
        note_required=True,
        inputs=(Input("review_on", mark("Ngày xem lại"), "day", required=True, hint=_DAY),),
    ),
    Form(
        "resume",
        ACTIONS["resume"],
        mark("Cho tiếp tục"),
        mark("Đã cho tiếp tục thực hiện."),
    ),
    Form(
        "decline",
        ACTIONS["decline"],
        mark("Từ chối nhiệm vụ"),
        mark("Đã gửi lời từ chối, chờ cơ quan giao quyết định."),
        hint=mark("Dùng khi giao nhầm. Thời hạn vẫn chạy đến khi cơ quan giao quyết định."),
        note=_REASON,
        note_required=True,
        grave=True,
    ),
    Form(
        "reassign",
        ACTIONS["reassign"],
        mark("Giao lại"),
        mark("Đã giao cho cơ quan khác."),
        hint=mark(
            "Nhiệm vụ này được thu hồi và giữ nguyên lịch sử; cơ quan kia nhận nhiệm vụ mới."
        ),
        note=_REASON,
        note_required=True,
        inputs=(
            Input("agency", mark("Cơ quan nhận"), "agency", required=True),
            Input("due_on", mark("Thời hạn mới, nếu đổi"), "day", hint=_DAY),
        ),
        grave=True,
    ),
    Form(
        "withdraw",
        ACTIONS["withdraw"],
        mark("Thu hồi nhiệm vụ"),
        mark("Đã thu hồi nhiệm vụ."),
        hint=mark("Nhiệm vụ thu hồi không còn trong số liệu và không mở lại được."),
        note=_REASON,
        note_required=True,
        grave=True,
    ),
)
"""In the order shown; the first one available is open."""

ANSWER: Final = Form(
    "decide_extension",
    mark("Trả lời ngày được đề xuất"),
    mark("Gửi trả lời"),
    mark("Đã trả lời ngày được đề xuất."),
    inputs=(Input("decision", mark("Trả lời"), "choice", required=True, options=ANSWERS),),
)
"""How the agency answers the day that it was offered instead of the one it asked for."""

BY_ACTION: Final = {form.action: form for form in FORMS}


def forms_for(assignment: Mapping[str, Any]) -> list[Form]:
    """Return the forms of the available actions; an action unknown here gets a plain one."""
    allowed: Iterable[str] = assignment["available_actions"]
    known = [form for form in FORMS if form.action in allowed]
    if assignment["extension_state"] == "countered":
        known = [ANSWER if form.action == ANSWER.action else form for form in known]
    known = [_stricter(form, assignment.get("action_needs", {})) for form in known]
    strange = [name for name in allowed if name not in BY_ACTION]
    plain = Form("", "", "", mark("Đã thực hiện."))
    return known + [replace(plain, action=name, title=name, button=name) for name in strange]


def _stricter(form: Form, needs: Mapping[str, Iterable[str]]) -> Form:
    """Return the form with what the rules of the plan's kind ask for besides."""
    names = set(needs.get(form.action, ()))
    return replace(
        form,
        note_required=form.note_required or "note" in names,
        evidence=form.evidence or "evidence" in names,
        inputs=tuple(
            replace(one, required=one.required or one.name in names) for one in form.inputs
        ),
    )
