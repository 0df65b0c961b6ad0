"""Why an act is refused, or something is left as it is, in words for people.

Complaints are about a field; these are about the whole: the details of problems that say more than
their kind does, and the sentences that a preview gives of single rows.
"""

from typing import Final

from gateway.pages.language import Language, mark
from gateway.pages.said import Wordings

_DAMAGED_SHEET: Final = mark("Tệp bị hỏng; lưu lại rồi gửi tệp mới.")
_LARGE_SHEET: Final = mark("Tệp lớn hơn nhiều so với 10.000 hàng cần; xóa các hàng, cột trống.")
_NO_SHEET: Final = mark("Tệp không phải XLSX; lưu thành XLSX rồi gửi.")

_SENTENCES: Final = {
    "only a coordinator of the agency that imported the plan may do this": mark(
        "Chỉ điều phối của cơ quan đã nhập kế hoạch được làm việc này."
    ),
    "only a coordinator or leader of the agency that issued it may": mark(
        "Chỉ điều phối hoặc lãnh đạo của cơ quan ban hành được làm việc này."
    ),
    "the plan of this file was deleted a moment ago; send it again": mark(
        "Kế hoạch của tệp này vừa bị xóa; gửi lại tệp."
    ),
    "your account belongs to no agency, so it cannot assign duties": mark(
        "Tài khoản của bạn không thuộc cơ quan nào nên không giao việc được."
    ),
    "decisions await a coordinator or leader, or who acts for one": mark(
        "Chỉ điều phối, lãnh đạo hoặc người được ủy quyền có việc chờ quyết định."
    ),
    "another request is changing this; try again": mark("Có người đang sửa mục này; thử lại."),
    "a comment can be changed for 15 minutes; write another one": mark(
        "Trao đổi chỉ sửa được trong 15 phút; viết trao đổi khác."
    ),
    "only who wrote a comment may change or delete it": mark(
        "Chỉ người viết mới sửa hoặc xóa được trao đổi."
    ),
    "files are handed in by an officer or head of the agency in charge": mark(
        "Chỉ chuyên viên hoặc thủ trưởng của đơn vị thực hiện được nộp tệp."
    ),
    "the assignment was already accepted": mark("Nhiệm vụ đã được tiếp nhận."),
    "who does the work does not press for it; somebody else follows it": mark(
        "Người đang thực hiện không tự đôn đốc mình; người khác theo dõi."
    ),
    "the assignment has no deadline that could be extended": mark(
        "Nhiệm vụ không có thời hạn để gia hạn."
    ),
    "a request for more time is open already; one at a time": mark(
        "Đã có đề nghị gia hạn đang chờ; mỗi lần một đề nghị."
    ),
    "no request for more time awaits the assigner": mark("Không có đề nghị gia hạn nào đang chờ."),
    "no other day was offered": mark("Không có ngày khác nào được đề xuất."),
    "no blocker is open": mark("Không có vướng mắc nào đang mở."),
    "a blocker is open already; resolve it first": mark(
        "Đã có vướng mắc đang mở; giải quyết vướng mắc đó trước."
    ),
    "for plans of this kind the head of the agency submits": mark(
        "Với loại kế hoạch này, thủ trưởng đơn vị là người báo hoàn thành."
    ),
    "its time has passed; it would not be useful any more": mark(
        "Đã quá lúc cần gửi; gửi lại không còn ích gì."
    ),
    "Something went wrong on our side; nothing was changed. Tell us the request id.": mark(
        "Lỗi ở phía hệ thống, chưa có gì thay đổi."
    ),
    # Of duties that the revert of a reorganisation leaves where they are.
    "the duty that it became one with was closed since": mark(
        "nhiệm vụ mà nó được gộp vào đã khép lại từ đó"
    ),
    "the duty that it became one with was carried to another since": mark(
        "nhiệm vụ mà nó được gộp vào đã chuyển sang kế hoạch khác từ đó"
    ),
    "closed since": mark("đã khép lại từ đó"),
    "the agency was given the same duty anew": mark("cơ quan cũ đã được giao lại đúng việc này"),
    # Of what keeps a plan from being issued, or from changing an earlier one.
    "the plan has no accepted item": mark("chưa có mục nào được chấp nhận"),
    "a correction adds no duty; make it an amendment": mark(
        "đính chính không thêm nhiệm vụ; hãy chọn “sửa đổi, bổ sung”"
    ),
    "this is no XLSX file; save it as one and send that": _NO_SHEET,
    "the file is packed as no XLSX file is; save it anew": _DAMAGED_SHEET,
    "a part of the file is far larger than 10,000 rows need": _LARGE_SHEET,
    "the file is damaged; save it anew and send that": _DAMAGED_SHEET,
    "the file declares XML entities, which no spreadsheet does": _DAMAGED_SHEET,
    "the file has far more cells than 10,000 rows need": _LARGE_SHEET,
    "a row has far too many cells; delete them": mark("Có hàng quá nhiều ô; xóa các ô thừa."),
    "the file unpacks to more than a sheet of 10,000 rows needs": _LARGE_SHEET,
    "the file has no sheet; send an XLSX file that was exported here": _NO_SHEET,
    "the sheet goes on for too long; delete its empty rows": _LARGE_SHEET,
    "two columns have one key; delete the copied column": mark(
        "Có hai cột cùng một khóa; xóa cột sao chép."
    ),
}
_PATTERNS: Final = {
    r"a correction leaves targets as issued: (?P<text>.*)": mark(
        "đính chính giữ nguyên chỉ tiêu đã ban hành: %(text)s"
    ),
    r"a correction leaves (?P<fields>.+) as issued; make it an amendment": mark(
        "đính chính không đổi được: %(fields)s; hãy chọn “sửa đổi, bổ sung”"
    ),
    r"the plan it \w+ is (?P<plan_state>\w+) by now; take the relation back": mark(
        "kế hoạch đó nay %(plan_state)s; bỏ quan hệ này"
    ),
    r"this needs one of the roles: (?P<account_roles>.+)": mark("Cần vai trò: %(account_roles)s."),
    r"the work is (?P<state>\w+): nothing can be handed in any more": mark(
        "Nhiệm vụ %(state)s, không nộp thêm tệp được."
    ),
    r"(?P<n>\d+) files wait to be used as evidence; use them first": mark(
        "Có %(n)s tệp chờ dùng làm minh chứng; dùng chúng trước."
    ),
    r"an assignment has at most (?P<n>\d+) files": mark("Mỗi nhiệm vụ có nhiều nhất %(n)s tệp."),
    r"your files that wait to be used as evidence would have over (?P<n>\d+) MB; .*": mark(
        "Các tệp chờ dùng làm minh chứng của bạn sẽ quá %(n)s MB; dùng chúng trước, hoặc chờ một "
        "ngày để chúng được xóa."
    ),
    r"an agency in the role (?P<role>\w+) has no action (?P<action>\w+)": mark(
        "Cơ quan %(role)s không có việc này: %(action)s."
    ),
    r"(?P<action>\w+) is for a person of the .*": mark(
        "Vai trò của bạn không làm được việc này: %(action)s."
    ),
    r"(?P<action>\w+) is not possible while the work is (?P<state>\w+)": mark(
        "Nhiệm vụ %(state)s nên không làm được: %(action)s."
    ),
    r"(?P<action>\w+) is left out for plans of this kind": mark(
        "Quy trình của loại kế hoạch này không có: %(action)s."
    ),
    r"for plans of this kind more time is asked for at most (?P<n>\d+) times, (?P<days>\d+) .*": (
        mark("Loại kế hoạch này chỉ xin gia hạn nhiều nhất %(n)s lần, trước hạn %(days)s ngày.")
    ),
    r"a message that is (?P<message_state>\w+) cannot be sent again": mark(
        "Tin đang ở tình trạng “%(message_state)s” nên không gửi lại được."
    ),
    r"the file is larger than (?P<n>\d+) MB": mark("Tệp lớn hơn %(n)s MB."),
    r"more than (?P<n>\d+) rows; send them in parts": mark(
        "Có hơn %(n)s hàng; chia ra nhiều tệp rồi gửi."
    ),
    r"this is not the sheet of assignments: .*": mark(
        "Đây không phải bảng nhiệm vụ tải về từ đây: thiếu hàng khóa “id”, “version”. Tải lại danh "
        "sách rồi sửa trên tệp đó."
    ),
}
REASONS: Final = Wordings(_SENTENCES, _PATTERNS)


def reason(detail: str, language: Language) -> str:
    """Return why something is refused or left in the visitor's language, else in the API's words.

    A page shows this only of what `REASONS` knows: a test holds the services' sentences against it.
    """
    return REASONS.find(detail, language) or detail
