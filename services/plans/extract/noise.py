"""Lines that legal-text sites put around a document, and visitors' addresses."""

from __future__ import annotations

import re

_SITE_LINES = re.compile(
    r"""^(?:
      đăng\ nhập|đăng\ ký|đăng\ xuất|đang\ tải\ văn\ bản.{0,10}
      |từ\ khoá:.{0,200}|từ\ khóa:.{0,200}
      |bạn\ chưa\ đăng\ nhập.{0,80}|vì\ chưa\ đăng\ nhập.{0,160}
      |bạn\ chưa\ xem\ được\ hiệu\ lực.{0,200}|nếu\ chưa\ là\ thành\ viên.{0,160}
      |văn\ bản\ này\ chưa\ cập\ nhật.{0,120}|hãy\ để\ chúng\ tôi\ hỗ\ trợ.{0,80}
      |dmca\.?com.{0,80}|tải\ về(?:\ văn\ bản)?|tải\ văn\ bản.{0,60}|in\ văn\ bản
      |lược\ đồ|văn\ bản\ liên\ quan|văn\ bản\ gốc(?:/pdf)?|thuộc\ tính(?:\ văn\ bản)?
      |bản\ dịch|tiếng\ anh|trang\ chủ.{0,40}|chia\ sẻ(?:\ qua:?)?|gửi\ email
      |hệ\ thống\ pháp\ luật|đang\ tải\ nội\ dung.{0,40}|để\ sử\ dụng\ toàn\ bộ\ tiện\ ích.{0,120}
      |(?:số\ )?lượt\ (?:xem|truy\ cập|tải|đọc)\s?:?\s?[\d.,]{0,12}
      |in\ (?:trang|bài\ viết)(?:\ này)?|quay\ lại|về\ đầu\ trang
      |các\ (?:tin|văn\ bản)\ (?:khác|liên\ quan)|tin\ liên\ quan
      |theo\ dõi\ (?:hiệu\ lực\ )?văn\ bản|báo\ lỗi.{0,40}|bản\ quyền.{0,120}|©.{0,120}
    )$""",
    re.IGNORECASE | re.VERBOSE,
)
_VISITOR = re.compile(r"^(?:ip|địa chỉ ip)\s*:\s*[\d.:a-f]{7,45}$", re.IGNORECASE)
_RUNNING_HEAD = re.compile(
    r"^(?:\d{1,4}\s+)?CÔNG BÁO\s?/\s?Số\s[\d\s+&-]{1,30}/"
    r"\s?Ngày\s\d{1,2}[-/]\d{1,2}[-/]\d{4}(?:\s+\d{1,4})?$",
    re.IGNORECASE,
)
_PAGE_NUMBER = re.compile(r"^(?:trang\s*)?-?\s*\d{1,3}\s*(?:/\s*\d{1,3})?\s*-?$", re.IGNORECASE)


_LONGEST_BAR = 200


def is_site_line(text: str) -> bool:
    """Tell whether a line belongs to the web site, not to the document: `Trang chủ | In trang`."""
    if _SITE_LINES.match(text):
        return True
    parts = text.split(" | ") if len(text) <= _LONGEST_BAR else [text]
    return len(parts) > 1 and all(_SITE_LINES.match(part.strip()) for part in parts)


def is_visitor_line(text: str) -> bool:
    """Tell whether a line is a visitor's IP address: personal data, never kept."""
    return _VISITOR.match(text) is not None


def is_page_number(text: str) -> bool:
    """Tell whether a line is nothing but a page number."""
    return _PAGE_NUMBER.match(text) is not None


def is_running_head(text: str) -> bool:
    """Tell whether a line is the head of a gazette's page (`CÔNG BÁO/Số 17 + 18/Ngày …`)."""
    return _RUNNING_HEAD.match(text) is not None
