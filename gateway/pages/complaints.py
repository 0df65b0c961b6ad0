"""What is wrong with a field, in words for people: the API's own are English and for programs."""

from typing import Final

from gateway.pages.language import Language, mark
from gateway.pages.said import Wordings

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
    "no parent plan is confirmed; name one": mark(
        "Chưa xác nhận kế hoạch cấp trên nào; chọn một kế hoạch."
    ),
    "name the plan to compare with; this one changes none": mark(
        "Chọn kế hoạch để so sánh; kế hoạch này không thay đổi kế hoạch nào."
    ),
    "names no issued plan that you may see": mark(
        "Không có kế hoạch đã ban hành nào như vậy mà bạn được xem."
    ),
    "is another agency's; only its issuer changes it": mark(
        "Kế hoạch của cơ quan khác; chỉ cơ quan ban hành thay đổi được."
    ),
    "only an amendment abolishes single items": mark("Chỉ văn bản sửa đổi mới bãi bỏ từng mục."),
    "holds no text": mark("Đoạn chọn không có chữ nào."),
    "the agency that assigned is not active; name one that can resolve it": mark(
        "Cơ quan giao việc đã ngừng hoạt động; nêu cơ quan khác gỡ được vướng mắc."
    ),
    "say what the agency is asked to do": mark("Ghi đôn đốc đơn vị làm gì."),
    "must not be before the first day, nor in the past": mark(
        "Ngày cuối không được trước ngày đầu, cũng không ở quá khứ."
    ),
    "is left out, and so needs nothing": mark("Việc này đã bỏ nên không bắt buộc nêu gì."),
    "only a pure administrator has no agency": mark(
        "Chỉ tài khoản thuần quản trị mới không thuộc cơ quan nào."
    ),
    "this agency is no longer active": mark("Cơ quan này đã ngừng hoạt động."),
    "this agency loses nothing by the decree": mark("Cơ quan này không mất gì theo quyết định."),
    "this agency loses duties itself; name who has them in the end": mark(
        "Cơ quan này cũng chuyển nhiệm vụ đi; nêu nơi nhận cuối cùng."
    ),
    "names an agency twice": mark("Một cơ quan được nêu hai lần."),
    "say the new name, and no successor": mark("Ghi tên mới; đổi tên thì không nêu nơi tiếp nhận."),
    "agencies merge into exactly one": mark("Hợp nhất thì chỉ nêu đúng một cơ quan tiếp nhận."),
    "a split has at least two successors; else abolish": mark(
        "Tách thì nêu ít nhất hai cơ quan tiếp nhận; nếu chỉ có một thì chọn giải thể."
    ),
    "name at least one successor: open duties need one": mark(
        "Nêu ít nhất một cơ quan tiếp nhận: nhiệm vụ đang mở cần nơi nhận."
    ),
    "say the words by which duties of the field are told": mark(
        "Ghi từ khóa để nhận ra nhiệm vụ của lĩnh vực."
    ),
    "say who takes over": mark("Chọn nơi tiếp nhận."),
    "say why": _WHY,
    "give either `at` or `texts`": mark("Chọn một cách tách: theo chỗ, hoặc theo nội dung."),
    "must be a day, as 2026-05-20, or an instant with a time zone": _NO_DAY,
    "must be a month, as 2026-05": mark("Tháng chưa đúng."),
    "2 to 80 of the letters a-z, digits and . _ -": mark(
        "Từ 2 đến 80 ký tự: chữ cái a-z không dấu, chữ số và . _ -"
    ),
    "write a day, as 31/12/2026": mark("Ghi ngày như 31/12/2026."),
    "leave the number that was exported": mark("Giữ nguyên số như khi tải về."),
    "cannot be emptied here; leave what was exported, or act on the page": mark(
        "Không xóa trống ở đây được; giữ như khi tải về, hoặc làm trên trang."
    ),
}
_PATTERNS: Final = {
    r"not about this item: (?P<ids>.+)": mark("Không phải điểm cần xem của mục này: %(ids)s."),
    r"say how the date is meant: .*": mark("Chọn ngày đó được hiểu thế nào."),
    r"agency \d+ \((?P<name>.+)\) is no longer active: name its successor": mark(
        "%(name)s đã ngừng hoạt động; chọn cơ quan kế tục."
    ),
    r"no active agencies (?P<ids>.+)": mark("Không có cơ quan đang hoạt động mang mã %(ids)s."),
    r"the plan has no items (?P<ids>.+)": mark("Kế hoạch không có mục %(ids)s."),
    r"only amends or corrects; name (?P<name>.+) \(plan (?P<n>\d+)\) instead": mark(
        "Văn bản này chỉ sửa đổi hoặc đính chính; chọn %(name)s (số %(n)s)."
    ),
    r"not in force in the amended plan: (?P<ids>.+)": mark(
        "Không còn hiệu lực trong kế hoạch được sửa đổi: %(ids)s."
    ),
    r"must cut inside the text, from 1 to (?P<n>\d+)": mark(
        "Điểm tách phải nằm trong nội dung, từ 1 đến %(n)s."
    ),
    r"must be \[start, end\) within 0 to (?P<n>\d+)": mark(
        "Đoạn chọn phải nằm trong văn bản (0 đến %(n)s)."
    ),
    r"they differ in (?P<field>\w+); make it the same first": mark(
        "Các mục khác nhau ở “%(field)s”; sửa cho giống trước."
    ),
    r"“(?P<name>.+)” means another agency in this plan; choose anew whom it means": mark(
        "Trong kế hoạch này “%(name)s” là cơ quan khác; chọn lại tên đó ứng với cơ quan nào."
    ),
    r"only (?P<actions>[\w ]+) takes it": mark("Chỉ dùng cho: %(actions)s."),
    r"has this duty already, in the role (?P<role>\w+)": mark(
        "Cơ quan này đã có nhiệm vụ đó (%(role)s)."
    ),
    r"(?P<n>\d+) is named twice": mark("Nhiệm vụ %(n)s được nêu hai lần."),
    r"\{(?P<name>\w+)\} is not known; there are (?P<known>.+)": mark(
        "Không có {%(name)s}; dùng được: %(known)s."
    ),
    r"(?P<n>\d+) is nothing your agency assigned": mark(
        "Nhiệm vụ %(n)s không do cơ quan bạn giao."
    ),
    r"@(?P<name>\S+) would not be told of a change; mention them in a new comment": mark(
        "@%(name)s không được báo về lần sửa; nhắc trong trao đổi mới."
    ),
    r"(?P<action>\w+) cannot be left out: it answers (?P<asked>\w+)": mark(
        "Không bỏ được “%(action)s”: đó là câu trả lời cho việc khác."
    ),
    r"as (?P<role>\w+), no act leads to (?P<state>\w+) any more": mark(
        "Với vai trò %(role)s, không còn việc nào dẫn tới “%(state)s”."
    ),
    r"as (?P<role>\w+), work that is (?P<state>\w+) could never be .*": mark(
        "Với vai trò %(role)s, nhiệm vụ “%(state)s” không bao giờ kết thúc được."
    ),
    r"cannot need (?P<field>\w+); it may need .*": mark("Việc này không nêu được: %(field)s."),
    r"must be (?P<least>\d+) to (?P<n>\d+)": mark("Phải từ %(least)s đến %(n)s."),
    r"(?P<value>.*): choose from .*": mark("“%(value)s” không có trong danh sách."),
    r"more than (?P<n>\d+) assignments; narrow the list, by plan or agency": mark(
        "Có hơn %(n)s nhiệm vụ; thu hẹp danh sách theo kế hoạch hoặc cơ quan."
    ),
    r"(?P<name>.+) \(agency \d+\): .*; give it another parent first": mark(
        "%(name)s sẽ thành cấp trên của chính mình hoặc quá nhiều cấp; đổi cấp trên của nó trước."
    ),
    r"more than (?P<n>\d+) decisions; decide a whole plan or agency at once": mark(
        "Quá %(n)s quyết định; quyết định cho cả kế hoạch hoặc cả cơ quan một lần."
    ),
    r"\w+ concerns exactly one agency": mark("Việc này chỉ nêu đúng một cơ quan thay đổi."),
    r"agency (?P<n>\d+) is concerned by another change already": mark(
        "Cơ quan số %(n)s đã có trong một thay đổi khác."
    ),
    r"choose from .*": mark("Chọn một giá trị trong danh sách."),
    r'"(?P<name>.+)" \((?P<slug>[a-z0-9-]+)\) bears this name already; .*': mark(
        "Là tên của %(name)s (%(slug)s)."
    ),
    r"\w+ needs it: name at least one document .*": mark(
        "Nêu ít nhất một văn bản (số, ngày, nơi nhận), hoặc đính kèm tệp."
    ),
    r"(?:update|chase) needs it: say what .*": mark("Ghi đã làm gì, hoặc sẽ làm gì."),
    r"\w+ needs it: say why": _WHY,
    r"\w+ needs it: name an account .*": _EMPTY,
    r"\w+ needs it: (?:grade the work|grant, refuse or counter)": mark("Chọn một giá trị."),
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
    r"at most (?P<n>\d+) characters": _TOO_LONG,
    r"the day of this agency stands in “(?P<column>.+)”; leave this cell empty": mark(
        "Ngày của đơn vị này ở cột “%(column)s”; để trống ô này."
    ),
    r"Longer than maximum length (?P<n>\d+)\.": _TOO_LONG,
    r"Shorter than minimum length (?P<n>\d+)\.": mark("Ngắn hơn %(n)s ký tự."),
    r"take (?P<least>\d+) to (?P<n>\d+) characters": mark("Dùng từ %(least)s đến %(n)s ký tự."),
    r"Length must be between 1 and (?P<n>\d+)\.": mark("Cần ít nhất 1, nhiều nhất %(n)s."),
    r"Must be one of: .*": mark("Chọn một giá trị trong danh sách."),
    r"@(?P<name>\S+) is nobody who may see this assignment; mention somebody else": mark(
        "@%(name)s không xem được nhiệm vụ này; nhắc người khác."
    ),
    r"mentions more than (?P<n>\d+) people": mark("Nhắc quá %(n)s người."),
}


COMPLAINTS: Final = Wordings(_SENTENCES, _PATTERNS)


def complaint(detail: str, language: Language) -> str:
    """Return what is wrong with a field in the visitor's language, else in the API's words."""
    told = COMPLAINTS.find(detail, language)
    return told or language.say("Chưa đúng: %(detail)s", detail=detail)
