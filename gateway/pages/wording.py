"""The identifiers of the API in the words of the glossary."""

from typing import Final

from gateway.pages.language import mark

WORK_STATES: Final = {
    "not_started": mark("chưa thực hiện"),
    "in_progress": mark("đang thực hiện"),
    "submitted": mark("chờ xác nhận"),
    "returned": mark("trả lại"),
    "completed": mark("hoàn thành"),
    "declined": mark("từ chối, chờ quyết định"),
    "on_hold": mark("tạm hoãn"),
    "withdrawn": mark("thu hồi"),
}
STANDINGS: Final = {
    "no_deadline": mark("không hạn"),
    "on_track": mark("trong hạn"),
    "due_soon": mark("sắp đến hạn"),
    "overdue": mark("quá hạn"),
    "critical": mark("quá hạn nghiêm trọng"),
    "review_overdue": mark("quá hạn nghiệm thu"),
    "on_time": mark("xong đúng hạn"),
    "late": mark("xong quá hạn"),
    "not_evaluated": mark("xong, không xét hạn"),
}
ACTIONS: Final = {
    "assign": mark("Giao việc"),
    "accept": mark("Tiếp nhận"),
    "start": mark("Bắt đầu"),
    "update": mark("Cập nhật tiến độ"),
    "submit": mark("Báo hoàn thành"),
    "approve": mark("Xác nhận hoàn thành"),
    "return": mark("Trả lại"),
    "decline": mark("Từ chối"),
    "withdraw": mark("Thu hồi"),
    "carry": mark("Chuyển sang kế hoạch sau"),
    "correct": mark("Đính chính câu chữ"),
    "reckon": mark("Tính lại hạn duyệt theo lịch"),
    "unrecorded": mark("Không ghi lại"),
    "hand_over": mark("Phân công trong đơn vị"),
    "request_extension": mark("Xin gia hạn"),
    "decide_extension": mark("Quyết định gia hạn"),
    "raise_blocker": mark("Nêu vướng mắc"),
    "resolve_blocker": mark("Trả lời vướng mắc"),
    "chase": mark("Đôn đốc"),
    "set_monitor": mark("Cử người theo dõi"),
    "set_deadline": mark("Chỉ đạo thời hạn"),
    "hold": mark("Tạm hoãn"),
    "resume": mark("Tiếp tục thực hiện"),
    "reassign": mark("Giao cơ quan khác"),
    "reorganise": mark("Sắp xếp tổ chức"),
}
READING_STAGES: Final = {
    "waiting": mark("Đang chờ đến lượt đọc…"),
    "text": mark("Đang đọc văn bản…"),
    "pages": mark("Đang đọc các trang…"),
    "arranging": mark("Đang sắp lại cột, bảng và đoạn…"),
    "understanding": mark("Đang nhận ra nhiệm vụ, thời hạn, chỉ tiêu…"),
    "saving": mark("Đang lưu bản nháp…"),
}
EXTENSIONS: Final = {
    "requested": mark("xin gia hạn, chờ quyết định"),
    "countered": mark("được đề xuất ngày khác, chờ đơn vị trả lời"),
    "granted": mark("đã gia hạn"),
    "refused": mark("không được gia hạn"),
    "lapsed": mark("hết hiệu lực cùng nhiệm vụ"),
}
DECISIONS: Final = {
    "grant": mark("đồng ý ngày được xin"),
    "counter": mark("đề xuất ngày khác"),
    "refuse": mark("không đồng ý"),
}
ANSWERS: Final = {"grant": mark("nhận ngày này"), "refuse": mark("không nhận")}
CHASED_BY: Final = {
    "system": mark("gửi từ hệ thống này"),
    "phone": mark("đã gọi điện"),
    "document": mark("đã gửi công văn"),
    "meeting": mark("đã nhắc tại cuộc họp"),
}
WAITS_FOR: Final = {
    "review": mark("báo hoàn thành"),
    "extension": mark("xin gia hạn"),
    "hold": mark("đến ngày xem lại việc tạm hoãn"),
}
GRADES: Final = {
    "satisfactory": mark("đạt"),
    "good": mark("đạt tốt"),
    "excellent": mark("xuất sắc"),
    "unsatisfactory": mark("không đạt"),
}
ROLES: Final = {
    "lead": mark("chủ trì"),
    "coordinating": mark("phối hợp"),
    "executing": mark("thực hiện"),
}
BINDINGNESS: Final = {"order": mark("giao"), "request": mark("đề nghị")}
PLAN_STATES: Final = {
    "draft": mark("bản nháp"),
    "issued": mark("đã ban hành"),
    "amended": mark("đã sửa đổi"),
    "replaced": mark("đã thay thế"),
    "recalled": mark("đã thu hồi"),
}
ACCOUNT_ROLES: Final = {
    "officer": mark("chuyên viên"),
    "head": mark("thủ trưởng"),
    "coordinator": mark("điều phối viên"),
    "leader": mark("lãnh đạo"),
    "admin": mark("quản trị"),
}
PLAN_KINDS: Final = {
    "default": mark("Mặc định"),
    "plan": mark("Kế hoạch"),
    "programme": mark("Chương trình"),
    "directive": mark("Chỉ thị"),
    "decision": mark("Quyết định"),
    "resolution": mark("Nghị quyết"),
    "telegram": mark("Công điện"),
    "scheme": mark("Đề án, phương án"),
    "guideline": mark("Hướng dẫn"),
    "notice": mark("Thông báo, kết luận"),
    "letter": mark("Công văn"),
    "other": mark("Loại khác"),
}
NEEDED: Final = {
    "note": mark("ghi chú"),
    "grade": mark("chất lượng"),
    "evidence": mark("văn bản chứng minh"),
    "agency": mark("cơ quan gỡ được"),
    "due_on": mark("thời hạn"),
}
"""Fields that the rules of a kind of plan can make an act need."""
BEYOND: Final = {"label": mark("vẫn nhận, có ghi rõ"), "refuse": mark("không nhận đề nghị")}
BROKEN_RULES: Final = {
    "answered": mark("Có việc đã bỏ là câu trả lời cho việc khác."),
    "reachable": mark("Có trạng thái không còn việc nào dẫn tới."),
    "no-dead-end": mark("Có trạng thái từ đó nhiệm vụ không thể kết thúc."),
    "given": mark("Có điều bắt buộc mà việc đó không nêu được."),
    "bounded": mark("Có con số ngoài giới hạn."),
}
"""What a set of rules breaks with which some work could not go on."""
CHANNELS: Final = {
    "email": mark("thư điện tử"),
    "sms": mark("tin nhắn SMS"),
    "none": mark("không có liên lạc"),
}
RECURRENCES: Final = {
    "weekly": mark("hằng tuần"),
    "monthly": mark("hằng tháng"),
    "quarter": mark("hằng quý"),
    "half-year": mark("6 tháng"),
    "nine-month": mark("9 tháng"),
    "annual": mark("hằng năm"),
    "periodic": mark("định kỳ"),
    "ongoing": mark("thường xuyên"),
    "ad_hoc": mark("đột xuất"),
}
WEEKDAYS: Final = (
    mark("thứ Hai"),
    mark("thứ Ba"),
    mark("thứ Tư"),
    mark("thứ Năm"),
    mark("thứ Sáu"),
    mark("thứ Bảy"),
    mark("Chủ nhật"),
)
AGENCY_KINDS: Final = {
    "committee": mark("ủy ban nhân dân cấp tỉnh"),
    "department": mark("sở, ban, ngành"),
    "district": mark("cấp huyện (trước 2025)"),
    "commune": mark("xã, phường, đặc khu"),
    "party": mark("cơ quan Đảng"),
    "front": mark("Mặt trận, đoàn thể"),
    "court": mark("tòa án, viện kiểm sát"),
    "armed_forces": mark("quân đội, biên phòng"),
    "police": mark("công an"),
    "other": mark("khác"),
}
REORGANISATION_KINDS: Final = {
    "rename": mark("Đổi tên"),
    "merge": mark("Sáp nhập, hợp nhất"),
    "split": mark("Chia, tách theo lĩnh vực"),
    "abolish": mark("Giải thể, bàn giao"),
    "transfer": mark("Chuyển một lĩnh vực"),
}
REORGANISATION_STATES: Final = {
    "draft": mark("bản soạn"),
    "applied": mark("đã thực hiện"),
    "reverted": mark("đã hoàn tác"),
}
REORGANISED: Final = {
    "held": mark("của"),
    "blocker": mark("vướng mắc chờ"),
    "recurring": mark("kỳ tới của"),
    "given": mark("do"),
}
MESSAGE_STATES: Final = {
    "due": mark("chờ gửi"),
    "sending": mark("đang gửi"),
    "unknown": mark("chưa rõ kết quả"),
    "accepted": mark("đã gửi, chờ báo kết quả"),
    "buffered": mark("đang chờ chuyển"),
    "relayed": mark("đã chuyển tiếp"),
    "undelivered": mark("không tới nơi"),
    "delivered": mark("đã tới nơi"),
    "rejected": mark("bị từ chối"),
    "parked": mark("cần người xử lý"),
    "expired": mark("hết hạn gửi"),
    "cancelled": mark("đã hủy"),
    "suppressed": mark("không gửi theo cài đặt"),
    "no_contact": mark("chưa có nơi nhận"),
}
SEVERITIES: Final = {
    "error": mark("■ lỗi"),
    "warning": mark("▲ cần xem"),
    "info": mark("● lưu ý"),
}
ITEM_KINDS: Final = {
    "duty": mark("nhiệm vụ"),
    "work_item": mark("công việc"),
    "report": mark("báo cáo"),
}
REVIEWS: Final = {
    "pending": mark("chờ rà soát"),
    "accepted": mark("đã chấp nhận"),
    "rejected": mark("đã bỏ"),
}
CHANGES: Final = {
    "accept": mark("chấp nhận"),
    "reject": mark("bỏ"),
    "correct": mark("sửa mục"),
    "merge": mark("gộp mục"),
    "split": mark("tách mục"),
    "add": mark("thêm mục"),
    "restore": mark("trả lại như đề xuất"),
    "header": mark("sửa phần đầu văn bản"),
    "map": mark("chọn cơ quan cho tên"),
    "answer": mark("trả lời điểm cần xem"),
    "relate": mark("xác nhận quan hệ văn bản"),
    "unrelate": mark("bỏ quan hệ văn bản"),
    "abolish": mark("đánh dấu mục bị bãi bỏ"),
}
"""The acts of a reviewer."""
FIELDS: Final = {
    "text": mark("Nội dung"),
    "output": mark("Sản phẩm"),
    "bindingness": mark("Tính chất"),
    "deadline": mark("Thời hạn"),
    "parties": mark("Cơ quan"),
    "review": mark("Rà soát"),
    "reason": mark("Lý do"),
    "superseded": mark("Được thay bằng mục khác"),
    "number": mark("Số, ký hiệu"),
    "issued_on": mark("Ngày ban hành"),
    "issuer": mark("Cơ quan ban hành"),
    "title": mark("Trích yếu"),
    "document_type": mark("Tên loại"),
    "agency_ids": mark("Cơ quan (mã)"),
    "group": mark("Nhóm cơ quan"),
    "name": mark("Tên trong văn bản"),
    "relation": mark("Quan hệ văn bản"),
    "abolished": mark("Số mục bị bãi bỏ"),
}
"""What a reviewer may change."""
FORM_FIELDS: Final = FIELDS | {
    "addressee": mark("Tên cơ quan"),
    "agency": mark("Cơ quan"),
    "again": mark("Gõ lại mật khẩu mới"),
    "agency_id": mark("Cơ quan"),
    "aliases": mark("Tên gọi khác"),
    "as_of": mark("Số liệu tại ngày"),
    "basis_issued_on": mark("Ngày ban hành"),
    "basis_kind": mark("Căn cứ: loại văn bản"),
    "basis_number": mark("Số, ký hiệu"),
    "beyond": mark("Xin quá mức trên"),
    "assignee": mark("Phân công cho"),
    "assignments": mark("Nhiệm vụ đã chọn"),
    "channel": mark("Hình thức"),
    "current_password": mark("Mật khẩu hiện tại"),
    "decision": mark("Quyết định"),
    "due_on": mark("Ngày"),
    "effective_on": mark("Có hiệu lực từ"),
    "email": mark("Thư điện tử nhận thông báo"),
    "evidence": mark("Minh chứng"),
    "extension_days": mark("Xin trước hạn, ngày"),
    "file": mark("Tệp"),
    "from": mark("Cơ quan thay đổi"),
    "grade": mark("Chất lượng"),
    "issued_on": mark("Ngày văn bản"),
    "items": mark("Mục đã chọn"),
    "kind": mark("Loại"),
    "max_extensions": mark("Số lần gia hạn"),
    "monitor": mark("Người theo dõi"),
    "new_password": mark("Mật khẩu mới"),
    "note": mark("Ghi chú, lý do"),
    "off": mark("Việc được làm"),
    "operator": mark("Cách hiểu"),
    "password": mark("Mật khẩu"),
    "phone": mark("Điện thoại nhận tin nhắn"),
    "phrase": mark("Văn bản viết"),
    "recurrence": mark("Lặp lại"),
    "result": mark("Kết quả"),
    "review_days": mark("Nghiệm thu, ngày làm việc"),
    "review_on": mark("Ngày xem lại"),
    "role": mark("Vai trò"),
    "roles": mark("Vai trò"),
    "sent_to": mark("Nơi nhận"),
    "stated_on": mark("Ngày"),
    "to": mark("Cơ quan tiếp nhận"),
    "username": mark("Tên đăng nhập"),
}
"""What the forms call the API's fields, where a problem names one."""
STUCK: Final = {
    "no_lead": mark("Không có chủ trì"),
    "unknown_agency": mark("Cơ quan không rõ"),
    "overdue_decision": mark("Quá hạn quyết định"),
    "no_contact": mark("Không có nơi nhận"),
    "failed_send": mark("Gửi hỏng"),
    "dead_letter": mark("Sự kiện bị bỏ lại"),
    "relay_silent": mark("Bộ chuyển im lặng"),
}
"""What is stuck, by kind."""
RELATIONS: Final = {
    "amends": mark("sửa đổi, bổ sung"),
    "corrects": mark("đính chính"),
    "replaces": mark("thay thế"),
    "implements": mark("triển khai kế hoạch cấp trên"),
}
"""What one plan is to another."""
VALUES: Final = {
    "relation": RELATIONS,
    "bindingness": BINDINGNESS,
    "review": REVIEWS,
    "superseded": {"true": mark("có"), "false": mark("không")},
}
"""Fields whose values are words of the glossary."""
OPERATORS: Final = {
    "before": mark("trước ngày"),
    "on": mark("vào ngày"),
    "by": mark("chậm nhất ngày"),
}
NOTICES: Final = {
    "created": mark("Báo nhiệm vụ mới"),
    "submitted": mark("Báo đã nộp"),
    "declined": mark("Báo xin từ chối"),
    "returned": mark("Báo trả lại"),
    "approved": mark("Báo hoàn thành đã được xác nhận"),
    "withdrawn": mark("Báo thu hồi"),
    "due_soon": mark("Nhắc sắp đến hạn"),
    "overdue": mark("Báo quá hạn"),
    "chased": mark("Đôn đốc"),
    "extension_asked": mark("Báo xin gia hạn"),
    "extension_decided": mark("Báo quyết định gia hạn"),
    "extension_answered": mark("Báo trả lời ngày đề xuất"),
    "blocker_raised": mark("Báo vướng mắc"),
    "blocker_resolved": mark("Báo đã gỡ vướng mắc"),
    "deadline_set": mark("Báo thời hạn mới"),
    "held": mark("Báo tạm hoãn"),
    "resumed": mark("Báo tiếp tục thực hiện"),
    "reassigned": mark("Báo giao cơ quan khác"),
    "changed": mark("Báo kế hoạch thay đổi"),
    "recalled": mark("Báo thu hồi kế hoạch"),
    "commented": mark("Trao đổi"),
    "mentioned": mark("Nhắc đến bạn"),
}
