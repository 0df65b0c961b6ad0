"""What is wrong with a field, in words for people: the API's own are English and for programs."""

import re
from typing import Final

from gateway.pages.language import Language, mark
from gateway.pages.present import day

_EMPTY: Final = mark("Chưa điền.")
_WHY: Final = mark("Nêu lý do.")
_NO_DAY: Final = mark("Ngày chưa đúng.")
_NO_AGENCY: Final = mark("Không có cơ quan nào như vậy đang hoạt động.")
_TOO_LONG: Final = mark("Dài quá %(n)s ký tự; viết gọn lại.")
_DAY: Final = r"(?P<day>\d{4}-\d\d-\d\d)"

_SENTENCES: Final = {
    "Missing data for required field.": _EMPTY,
    "Field may not be null.": _EMPTY,
    "Shorter than minimum length 1.": _EMPTY,
    "must not be blank": _EMPTY,
    "Not a valid date.": _NO_DAY,
    "give the day as YYYY-MM-DD": _NO_DAY,
    "Not a valid email address.": mark("Địa chỉ thư chưa đúng."),
    "digits, such as 02513822501": mark("Số điện thoại chỉ gồm chữ số, ví dụ 02513822501."),
    "Not a valid integer.": mark("Phải là số nguyên."),
    "set_deadline needs it: say why": mark("Nêu lý do đổi hạn."),
    "must not lie in the past": mark("Ngày không được ở quá khứ."),
    "must not lie ahead": mark("Ngày không được ở tương lai."),
    "must not lie in the future, nor before 2000": mark(
        "Ngày không được ở tương lai, cũng không trước năm 2000."
    ),
    "counter needs it: the day offered instead": mark("Ghi ngày đề xuất."),
    "only counter takes it; grant gives the day asked": mark(
        "Chỉ ghi ngày khi đề xuất ngày khác; đồng ý là theo ngày đơn vị xin."
    ),
    "grant or refuse the day offered; then ask again": mark(
        "Trả lời ngày được đề xuất trước, rồi mới xin lại."
    ),
    "no such file was handed in for this assignment; upload it first": mark(
        "Tệp này chưa được tải lên cho nhiệm vụ; tải lên trước."
    ),
    "no other active account of your agency has this name": mark(
        "Đơn vị không có tài khoản nào khác đang mở mang tên này."
    ),
    "no active account of the agency that gave the duty has this name": mark(
        "Cơ quan giao việc không có tài khoản nào đang mở mang tên này."
    ),
    "monitors the work, so somebody else does it": mark(
        "Người này đang theo dõi nhiệm vụ; phân công người khác."
    ),
    "does the work, so somebody else follows it": mark(
        "Người này đang thực hiện nhiệm vụ; chọn người khác theo dõi."
    ),
    "name another agency, which can resolve it": mark("Nêu cơ quan khác gỡ được vướng mắc."),
    "the agency has these duties already; name another one": mark(
        "Cơ quan này đã có nhiệm vụ đó; chọn cơ quan khác."
    ),
    "there is no such agency": _NO_AGENCY,
    "no active agency": _NO_AGENCY,
    "no active agency has this id": _NO_AGENCY,
    "no active agency has this id or slug": _NO_AGENCY,
    "choose at least one agency": mark("Chọn ít nhất một cơ quan."),
    "name at least two items": mark("Chọn ít nhất hai mục."),
    "choose an XLSX file": mark("Chọn một tệp XLSX."),
    "send the document as the multipart field `file`": mark("Chọn tệp văn bản."),
    "type what the document lacks": mark("Điền phần văn bản còn thiếu."),
    "this is not your present password": mark("Không phải mật khẩu đang dùng."),
    "take something other than the username": mark("Chọn mật khẩu khác tên đăng nhập."),
    "take at least four different characters": mark("Dùng ít nhất bốn ký tự khác nhau."),
    "has control characters; remove them": mark("Có ký tự không in được; xóa đi rồi gửi lại."),
    "write a day, as 31/12/2026": mark("Ghi ngày như 31/12/2026."),
    "leave the number that was exported": mark("Giữ nguyên số như khi tải về."),
    "cannot be emptied here; leave what was exported, or act on the page": mark(
        "Không xóa trống ở đây được; giữ như khi tải về, hoặc làm trên trang."
    ),
}
_PATTERNS: Final = {
    r'"(?P<name>.+)" \((?P<slug>[a-z0-9-]+)\) bears this name already; .*': mark(
        "Là tên của %(name)s (%(slug)s)."
    ),
    r"\w+ needs it: name at least one document .*": mark(
        "Nêu ít nhất một văn bản (số, ngày, nơi nhận), hoặc đính kèm tệp."
    ),
    r"(?:update|chase) needs it: say what .*": mark("Ghi đã làm gì, hoặc sẽ làm gì."),
    r"\w+ needs it: say why": _WHY,
    r"\w+ needs it: name the (?:day|agency).*": _EMPTY,
    rf"must be later than today and than {_DAY}": mark("Ngày phải sau hôm nay và sau %(day)s."),
    rf"must be later than {_DAY}": mark("Ngày phải sau %(day)s."),
    rf"must not be before the plan's {_DAY}": mark(
        "Không được trước %(day)s, ngày ban hành kế hoạch."
    ),
    rf"must not be after {_DAY}, the agency's own day": mark(
        "Không được sau %(day)s, hạn của đơn vị."
    ),
    rf"must not be after {_DAY}, the day of the agency that leads": mark(
        "Không được sau %(day)s, hạn của cơ quan chủ trì."
    ),
    rf"another agency of this duty has until {_DAY}; move that first": mark(
        "Cơ quan khác của nhiệm vụ này có hạn đến %(day)s; đổi hạn đó trước."
    ),
    r"must be after today and within (?P<n>\d+) days": mark(
        "Ngày phải sau hôm nay, trong vòng %(n)s ngày."
    ),
    r"must be within (?P<n>\d+) days of the first day": mark(
        "Phải trong vòng %(n)s ngày kể từ ngày đầu."
    ),
    r"is longer than (?P<n>\d+) characters; shorten it": _TOO_LONG,
    r"Longer than maximum length (?P<n>\d+)\.": _TOO_LONG,
    r"Shorter than minimum length (?P<n>\d+)\.": mark("Ngắn hơn %(n)s ký tự."),
    r"take (?P<least>\d+) to (?P<n>\d+) characters": mark("Dùng từ %(least)s đến %(n)s ký tự."),
    r"Length must be between 1 and (?P<n>\d+)\.": mark("Cần có, nhiều nhất là %(n)s."),
    r"Must be one of: .*": mark("Chọn một giá trị trong danh sách."),
    r"@(?P<name>\S+) is nobody who may see this assignment; mention somebody else": mark(
        "@%(name)s không xem được nhiệm vụ này; nhắc người khác."
    ),
    r"mentions more than (?P<n>\d+) people": mark("Nhắc quá %(n)s người."),
}


def complaint(detail: str, language: Language) -> str:
    """Return what is wrong with a field in the visitor's language, else in the API's words."""
    if detail in _SENTENCES:
        return language.say(_SENTENCES[detail])
    for pattern, words in _PATTERNS.items():
        found = re.fullmatch(pattern, detail, re.DOTALL)
        if found:
            values = found.groupdict()
            return language.say(
                words, **({"day": day(values["day"])} if "day" in values else values)
            )
    return language.say("Chưa đúng: %(detail)s", detail=detail)
