"""The API's problems in words for people, in the visitor's language."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from common import observe
from common.errors import Problem
from gateway.clients.service import RefusedError
from gateway.pages.complaints import complaint
from gateway.pages.language import DEFAULT, Language, mark
from gateway.pages.reasons import REASONS

KINDS: Final = {
    "invalid-input": mark("Có ô chưa điền hoặc điền chưa đúng. Sửa những ô được nêu rồi gửi lại."),
    "not-allowed": mark("Vai trò hoặc cơ quan của bạn không được làm việc này."),
    "bad-credentials": mark("Tên đăng nhập hoặc mật khẩu không đúng."),
    "locked-out": mark("Sai mật khẩu nhiều lần. Chờ ít phút rồi thử lại."),
    "self-approval": mark(
        "Không ai quyết định việc mình làm, mình xin; trong cùng cơ quan thì lãnh đạo quyết định."
    ),
    "action-not-available": mark("Nhiệm vụ đã sang trạng thái khác, việc này không còn làm được."),
    "plan-issued": mark("Kế hoạch đã ban hành nên không sửa được nữa."),
    "plan-not-in-force": mark("Kế hoạch đã được thay thế hoặc thu hồi, không đổi được nữa."),
    "relation-stands": mark(
        "Bản nháp đã sửa đổi, đính chính hoặc thay thế một kế hoạch; bỏ quan hệ đó trước."
    ),
    "plan-not-ready": mark("Chưa ban hành được: còn mục chưa rà soát hoặc lỗi chưa trả lời."),
    "agencies-missing": mark(
        "Có tên chưa ứng với cơ quan nào. Chọn cơ quan, hoặc đánh dấu ô thêm cơ quan còn thiếu."
    ),
    "not-delegated": mark("Hôm nay không có ai ủy quyền cho bạn làm thay."),
    "cannot-retry": mark(
        "Thử lại ở đây không giải quyết được gì: sửa nguyên nhân, hoặc khép lại và nêu lý do."
    ),
    "no-contact": mark("Cơ quan chưa có nơi nhận; thêm thư điện tử hoặc số điện thoại trước."),
    "not-applied": mark("Chỉ hoàn tác được đợt sắp xếp đã thực hiện."),
    "not-retryable": mark("Chỉ gửi lại được tin gửi hỏng mà vẫn còn ích."),
    "unfit-account": mark("Tài khoản không thể như vậy. Sửa những ô được nêu rồi gửi lại."),
    "unfit-agency": mark("Cơ quan không thể như vậy. Sửa những ô được nêu rồi gửi lại."),
    "reading-failed": mark(
        "Bộ đọc gặp lỗi với văn bản này, chưa lưu gì. Báo quản trị mã yêu cầu dưới đây."
    ),
    "agency-exists": mark(
        "Đã có cơ quan mang tên này. Dùng cơ quan đó; nếu là cơ quan khác thì ghi tên đầy đủ hơn, "
        "kèm tên địa phương."
    ),
    "kept-by-another": mark(
        "Chỉ điều phối của cơ quan cấp trên hoặc quản trị được sửa; "
        "của cơ quan mình chỉ sửa được thư điện tử và số điện thoại."
    ),
    "inactive-agency": mark("Có tên ứng với cơ quan đã ngừng hoạt động. Chọn cơ quan kế tục."),
    "finding-resolved": mark("Điểm này đã được trả lời trước đó."),
    "no-remedy": mark("Điểm này không tự sửa được; sửa mục, hoặc ghi vì sao để nguyên."),
    "not-newest-change": mark(
        "Đã có thay đổi mới hơn, hoặc việc này đã được hoàn tác; hoàn tác thay đổi mới nhất trước."
    ),
    "reshaped-further": mark("Một phần đã được gộp hoặc tách tiếp; hoàn lại phần đó trước."),
    "unacceptable-file": mark(
        "Không nhận tệp này: gửi PDF, DOCX, XLSX, ODT, ODS, ảnh hoặc văn bản thuần, "
        "không có macro hay mã chạy được."
    ),
    "file-damaged": mark("Tệp lưu đã mất hoặc bị thay đổi; báo quản trị."),
    "unreadable-document": mark(
        "Không đọc được văn bản này. Kiểm tra tệp, rồi nhập bản DOCX, HTML hoặc văn bản thuần."
    ),
    "username-taken": mark("Đã có tài khoản mang tên này. Chọn tên khác."),
    "last-admin": mark("Đây là quản trị viên cuối cùng còn mở. Mở một quản trị viên khác trước."),
    "weak-password": mark("Mật khẩu mới chưa đạt."),
    "wrong-password": mark("Mật khẩu hiện tại không đúng."),
    "idempotency-key-reused": mark(
        "Biểu mẫu này đã được gửi trước đó với nội dung khác. "
        "Xem lại trang này, rồi gửi lần nữa nếu vẫn cần."
    ),
    "not-found": mark("Không có gì ở đây mà bạn được xem."),
    "conflict": mark("Trạng thái hiện tại không cho phép việc này."),
    "stale-version": mark(
        "Có người vừa thay đổi mục này sau khi bạn mở trang. "
        "Trang dưới đây là bản mới nhất; xem lại rồi gửi lần nữa nếu vẫn đúng."
    ),
    "unfit-reorganisation": mark("Các thay đổi chưa khớp nhau hoặc chưa khớp danh mục cơ quan."),
    "reorganisation-undecided": mark("Còn tài khoản, đơn vị hoặc nhiệm vụ chờ quyết định."),
    "reorganisation-built-upon": mark("Đã có việc phát sinh trên cơ quan mới; xử lý trước."),
    "reorganisation-under-way": mark("Nhiệm vụ đang được chuyển; tải lại trang sau ít giây."),
    "not-yet-in-force": mark("Quyết định chưa có hiệu lực; thực hiện từ ngày đó."),
    "not-draft": mark("Đợt sắp xếp này đã thực hiện, không sửa được nữa."),
    "unreadable-sheet": mark(
        "Không đọc được bảng này. Gửi tệp XLSX đã tải về từ danh sách, giữ nguyên hàng thứ hai."
    ),
    "unsound-variant": mark("Với quy trình này sẽ có nhiệm vụ không đi tiếp được."),
    "readers-busy": mark("Máy đang đọc các văn bản khác. Chờ ít giây rồi gửi lại."),
    "too-large": mark("Tệp hoặc nội dung lớn quá mức cho phép."),
    "too-many-requests": mark("Bạn gửi quá nhiều yêu cầu. Chờ một lát rồi thử lại."),
    "unavailable": mark(
        "Một phần của hệ thống tạm ngừng. Chưa có gì thay đổi; thử lại sau ít phút."
    ),
}
_STATUSES: Final = {
    400: "invalid-input",
    403: "not-allowed",
    404: "not-found",
    405: "not-found",
    409: "conflict",
    412: "stale-version",
    413: "too-large",
    422: "invalid-input",
    428: "stale-version",
    429: "too-many-requests",
    502: "unavailable",
    503: "unavailable",
    504: "unavailable",
}
_UNKNOWN: Final = mark(
    "Có lỗi ở phía hệ thống. Chưa có gì thay đổi; báo quản trị mã yêu cầu dưới đây."
)
PLAIN: Final = frozenset(KINDS) - {
    "action-not-available",
    "conflict",
    "not-allowed",
    "not-retryable",
    "unreadable-document",
    "unreadable-sheet",
}
"""Kinds whose sentence says it all; of the others the API's own words are shown too."""


@dataclass(frozen=True, slots=True)
class Explained:
    """A problem for people: `sentence`, what the API adds, and a sentence for each wrong field."""

    sentence: str
    detail: str = ""
    fields: Mapping[str, str] = field(default_factory=dict)
    request_id: str = ""
    status: int = 500
    spent: bool = False
    """Whether the form's Idempotency-Key has been used up."""
    foreign: bool = False
    """Whether `detail` is the API's English in a page that is not."""


def explain(refusal: RefusedError | Problem, language: Language) -> Explained:
    """Return the problem in the visitor's language, with the API's own words where they add."""
    sentence = KINDS.get(refusal.type) or KINDS.get(_STATUSES.get(refusal.status, ""), _UNKNOWN)
    return Explained(
        sentence=language.say(sentence),
        detail=_own_words(refusal, language),
        fields=_fields(refusal, language),
        request_id=observe.bound_id("request_id") or "",
        status=refusal.status,
        spent=refusal.type == "idempotency-key-reused",
        foreign=language.code == DEFAULT and not _in_vietnamese(refusal, language),
    )


def by_status(status: int, language: Language) -> Explained:
    """Return what an HTTP status says by itself; of one we have no words for, that it is ours."""
    known = KINDS.get(_STATUSES.get(status, ""), _UNKNOWN)
    return Explained(
        language.say(known), request_id=observe.bound_id("request_id") or "", status=status
    )


def sentence(problem: Mapping[str, Any], language: Language) -> str:
    """Return a problem of one of many in words: its kind's, why, and the first wrong field's."""
    kind = str(problem["type"]).removeprefix("urn:dondoc:problem:")
    status = _STATUSES.get(int(problem["status"]), "")
    told = language.say(KINDS.get(kind) or KINDS.get(status, _UNKNOWN))
    fields = [complaint(str(one["detail"]), language) for one in problem.get("errors", ())]
    why = None if kind in PLAIN else REASONS.find(str(problem.get("detail")), language)
    return " ".join([told, *([why] if why else []), *fields[:1]])


def _own_words(refusal: RefusedError | Problem, language: Language) -> str:
    """Return the API's words where they add something, in Vietnamese where we have them so."""
    in_vietnamese = _in_vietnamese(refusal, language)
    if refusal.type in PLAIN and not in_vietnamese:
        return ""
    return in_vietnamese if in_vietnamese and language.code == DEFAULT else refusal.detail


def _in_vietnamese(refusal: RefusedError | Problem, language: Language) -> str:
    """Return the detail in Vietnamese: of a document by the API, of an act in our own words."""
    if isinstance(refusal, RefusedError) and refusal.body.get("detail_vi"):
        return str(refusal.body["detail_vi"])
    return (refusal.type not in PLAIN and REASONS.find(refusal.detail, language)) or ""


def _fields(refusal: RefusedError | Problem, language: Language) -> dict[str, str]:
    """Return what is wrong by field; of several complaints about one, the first."""
    found: dict[str, str] = {}
    for error in refusal.errors:
        found.setdefault(_name(error.pointer), complaint(error.detail, language))
    return found


def _name(pointer: str) -> str:
    """Return the field a pointer names: `/evidence/0/number` is `number`, `?limit` is `limit`."""
    parts = [part for part in pointer.split("/") if part and not part.isdecimal()]
    return parts[-1].lstrip("?") if parts else ""
