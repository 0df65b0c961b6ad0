"""The closed catalogue of findings: code, severity, sentence in Vietnamese and in English.

A finding never changes a value; it says what was inferred, repaired, ambiguous or missing. The
sentences are templates, filled with the finding's `params`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

from services.plans.extract.form import Finding, Severity, Span


class Entry(NamedTuple):
    """One line of the catalogue."""

    severity: Severity
    vi: str
    en: str


CATALOGUE: dict[str, Entry] = {
    "number-missing": Entry(
        "warning", "Không tìm thấy số, ký hiệu của văn bản.", "No document number was found."
    ),
    "number-blank": Entry(
        "warning",
        "Số văn bản để trống: “{raw}”.",
        "The number is left blank: “{raw}”.",
    ),
    "date-missing": Entry(
        "warning", "Không tìm thấy ngày ban hành.", "No date of issue was found."
    ),
    "date-partial": Entry(
        "warning",
        "Ngày ban hành chưa đầy đủ: “{raw}”.",
        "The date of issue is incomplete: “{raw}”.",
    ),
    "issuer-missing": Entry(
        "warning", "Không xác định được cơ quan ban hành.", "The issuer could not be determined."
    ),
    "issuer-inferred": Entry(
        "warning",
        "Cơ quan ban hành “{issuer}” được suy từ nội dung, không có ở phần đầu văn bản.",
        "The issuer “{issuer}” is inferred from the text; the header does not name it.",
    ),
    "title-missing": Entry(
        "warning", "Không tìm thấy trích yếu của văn bản.", "No title was found."
    ),
    "type-missing": Entry(
        "warning", "Không tìm thấy tên loại văn bản.", "No document type was found."
    ),
    "draft-marked": Entry(
        "info", "Văn bản ghi “Dự thảo” hoặc chưa có số.", "Marked as a draft, or not numbered."
    ),
    "no-legal-basis": Entry(
        "info", "Không tìm thấy đoạn căn cứ ban hành.", "No legal basis was found."
    ),
    "basis-after-plan": Entry(
        "warning",
        "Căn cứ {number} đề ngày {date}, sau ngày ban hành văn bản này.",
        "Basis {number} is dated {date}, after this document.",
    ),
    "citation-two-dates": Entry(
        "warning",
        "Văn bản {number} được dẫn với hai ngày khác nhau: {dates}.",
        "Document {number} is cited with different dates: {dates}.",
    ),
    "citation-year-missing": Entry(
        "info",
        "Số hiệu “{number}” của văn bản quy phạm thiếu năm ban hành.",
        "The normative number “{number}” lacks its year.",
    ),
    "numbering-gap": Entry(
        "info",
        "Đánh số nhảy từ “{before}” sang “{after}”.",
        "The numbering jumps from “{before}” to “{after}”.",
    ),
    "break-joined": Entry(
        "info",
        "Đã nối hai đoạn bị ngắt trang.",
        "Two halves of a paragraph cut by a page break were joined.",
    ),
    "break-doubtful": Entry(
        "warning",
        "Đã nối hai đoạn có thể bị ngắt trang; hãy kiểm tra.",
        "Two paragraphs were joined that may belong together; please check.",
    ),
    "boilerplate-removed": Entry(
        "info",
        "Đã bỏ {count} dòng của trang mạng không thuộc văn bản.",
        "{count} lines of the web page around the document were removed.",
    ),
    "personal-data-removed": Entry(
        "info", "Đã bỏ địa chỉ IP của người xem.", "A visitor's IP address was removed."
    ),
    "page-number-removed": Entry(
        "info",
        "Đã bỏ số trang “{page}” dính vào đầu dòng.",
        "The page number “{page}” stuck to a line was removed.",
    ),
    "encoding-guessed": Entry(
        "warning",
        "Bảng mã của tệp được đoán là {encoding}.",
        "The file's encoding was guessed: {encoding}.",
    ),
    "legacy-converted": Entry(
        "warning",
        "Văn bản dùng bảng mã cũ {encoding}; đã chuyển sang Unicode, hãy đối chiếu chữ hoa và dấu.",
        "The text was in the old encoding {encoding} and was converted; check capitals and marks.",
    ),
    "words-segmented": Entry(
        "info",
        "Từ ghép nối bằng dấu gạch dưới đã được tách lại.",
        "Words joined by underscores were taken apart again.",
    ),
    "tracked-changes": Entry(
        "warning",
        "Văn bản còn {count} chỗ sửa đang theo dõi: đã lấy phần thêm, bỏ phần xóa.",
        "{count} tracked changes are still open: insertions were read, deletions left out.",
    ),
    "notes-appended": Entry(
        "info",
        "{count} chú thích được đặt ở cuối văn bản.",
        "{count} footnotes and endnotes were put at the end of the text.",
    ),
    "page-furniture-removed": Entry(
        "info",
        "Đã bỏ {count} dòng đầu trang, chân trang hoặc khung chữ ký số.",
        "{count} lines of page headers, footers or signature stamps were removed.",
    ),
    "pages-without-text": Entry(
        "warning",
        "Trang {pages} là ảnh, không có lớp chữ; nội dung của trang chưa được đọc.",
        "Page {pages} is a picture without text; what it says was not read.",
    ),
    "no-assigning-part": Entry(
        "warning",
        "Không tìm thấy phần tổ chức thực hiện hoặc cơ quan được giao.",
        "No part that assigns duties was found.",
    ),
    "agency-unnamed": Entry(
        "warning",
        "Mục “{name}” giao nhiệm vụ nhưng không nêu rõ cơ quan.",
        "“{name}” assigns duties without naming an agency.",
    ),
    "agency-open-set": Entry(
        "info",
        "“{name}” là nhóm cơ quan mở, cần xác định từng cơ quan.",
        "“{name}” is an open set; its agencies must be named.",
    ),
    "agency-several": Entry(
        "info",
        "Một mục gồm nhiều cơ quan: {name}.",
        "One entry names several agencies: {name}.",
    ),
    "agency-obsolete": Entry(
        "warning",
        "“{name}” không còn từ năm 2025; hãy chọn cơ quan kế nhiệm.",
        "“{name}” no longer exists since 2025; choose its successor.",
    ),
    "binding-softened": Entry(
        "info",
        "Dùng từ “đề nghị” với cơ quan cấp dưới “{name}”: coi là giao nhiệm vụ.",
        "“Đề nghị” addressed to the subordinate “{name}”: taken as an order.",
    ),
    "binding-hardened": Entry(
        "warning",
        "Giao việc cho “{name}” mà không dùng từ “đề nghị”; cơ quan này không thuộc UBND.",
        "Duties for “{name}” without “đề nghị”, though the issuer does not command it.",
    ),
    "no-duty": Entry(
        "warning", "“{name}” không có nhiệm vụ nào.", "“{name}” has no duty."
    ),
    "no-lead": Entry(
        "info", "Công việc “{title}” không nêu cơ quan chủ trì.", "“{title}” names no lead."
    ),
    "several-leads": Entry(
        "warning",
        "Công việc “{title}” có nhiều cơ quan chủ trì: {leads}.",
        "“{title}” names several leads: {leads}.",
    ),
    "period-in-text": Entry(
        "info",
        "Thời gian của “{title}” lấy từ nội dung: “{period}”.",
        "The period of “{title}” was taken from its text: “{period}”.",
    ),
    "duplicate-duty": Entry(
        "info",
        "Nhiệm vụ này giống nhiệm vụ của “{name}”.",
        "The same sentence is also a duty of “{name}”.",
    ),
    "report-undated": Entry(
        "warning",
        "Yêu cầu báo cáo định kỳ không nêu ngày.",
        "A periodic report is required without a date.",
    ),
    "deadline-year-missing": Entry(
        "info",
        "Thời hạn “{phrase}” không ghi năm.",
        "The deadline “{phrase}” has no year.",
    ),
    "date-impossible": Entry(
        "error",
        "Ngày “{phrase}” không có trong lịch.",
        "“{phrase}” is no date of the calendar.",
    ),
    "day-off": Entry(
        "info",
        "Thời hạn “{phrase}” rơi vào thứ Bảy hoặc Chủ nhật.",
        "The deadline “{phrase}” falls on a Saturday or Sunday.",
    ),
    "target-year-missing": Entry(
        "info",
        "Chỉ tiêu “{label}” không ghi năm.",
        "Indicator “{label}” states no year.",
    ),
    "target-year-implied": Entry(
        "info",
        "Chỉ tiêu “{label}” không ghi năm; lấy năm {year} của kế hoạch.",
        "Indicator “{label}” states no year; the plan's year {year} was taken.",
    ),
    "target-missing": Entry(
        "info",
        "Chỉ tiêu “{label}” không có giá trị bằng số.",
        "Indicator “{label}” has no numeric target.",
    ),
    "unit-missing": Entry(
        "info",
        "Giá trị {value} của “{label}” không ghi đơn vị.",
        "The value {value} of “{label}” has no unit.",
    ),
    "comparator-carried": Entry(
        "warning",
        "“{word}” được hiểu cho cả giá trị {value} của “{label}”.",
        "“{word}” was carried over to the value {value} of “{label}”.",
    ),
    "target-in-words": Entry(
        "info",
        "Giá trị của “{label}” viết bằng chữ: “{word}”.",
        "The value of “{label}” is written in words: “{word}”.",
    ),
    "indicator-without-lead": Entry(
        "warning",
        "Chỉ tiêu {label} chưa có cơ quan chịu trách nhiệm.",
        "No agency leads indicator {label}.",
    ),
    "indicator-unknown": Entry(
        "warning",
        "“{name}” được giao chỉ tiêu {label} không có trong văn bản.",
        "“{name}” is given indicator {label}, which the document does not define.",
    ),
    "budget-total-inferred": Entry(
        "warning",
        "Tổng kinh phí {total} đồng được suy từ nội dung.",
        "The budget total of {total} đồng is inferred from the text.",
    ),
    "budget-repaired": Entry(
        "warning",
        "Bảng kinh phí bị lệch cột, đã dựng lại; hãy đối chiếu bản gốc.",
        "The budget table had shifted cells and was reconstructed; compare with the original.",
    ),
    "budget-misaligned": Entry(
        "error",
        "Dòng kinh phí “{label}” lệch cột, giữ nguyên ô như bản gốc.",
        "Budget row “{label}” does not fit its columns; its raw cells are kept.",
    ),
    "budget-disagrees": Entry(
        "error",
        "Tổng trong bảng ({table} đồng) khác tổng ghi trong văn bản ({text} đồng).",
        "The table's total ({table} đồng) differs from the text ({text} đồng).",
    ),
    "recipients-missing": Entry(
        "warning", "Không tìm thấy nơi nhận.", "No list of recipients was found."
    ),
    "signatory-missing": Entry(
        "warning", "Không tìm thấy người ký.", "No signatory was found."
    ),
    "table-uncertain": Entry(
        "warning",
        "Bảng bị tách rời từng ô; các cột được suy đoán, hãy kiểm tra.",
        "The table came apart into single cells; its columns are inferred, please check.",
    ),
    "text-truncated": Entry(
        "error",
        "Văn bản quá dài: chỉ đọc {limit} ký tự đầu.",
        "The document is too long: only its first {limit} characters were read.",
    ),
    "closing-clause": Entry(
        "info", "Câu kết, không giao nhiệm vụ.", "A closing sentence; it assigns nothing."
    ),
    "unparsed": Entry(
        "warning",
        "Câu trong phần giao nhiệm vụ chưa được hiểu.",
        "A sentence of the assigning part was not understood.",
    ),
}  # fmt: skip


def finding(
    code: str, span: Span | None = None, *, suggestion: str | None = None, **params: str
) -> Finding:
    """Return the finding `code` of the catalogue, its sentences filled with `params`.

    Raises `KeyError` for a code or a parameter that the catalogue does not know.
    """
    entry = CATALOGUE[code]
    return Finding(
        code=code,
        severity=entry.severity,
        message=entry.vi.format(**params),
        message_en=entry.en.format(**params),
        span=span,
        suggestion=suggestion,
        params=params,
    )


@dataclass(slots=True)
class Notebook:
    """Where the stages of one reading write their findings; lives as long as that reading."""

    items: list[Finding] = field(default_factory=list)

    def note(
        self, code: str, span: Span | None = None, *, suggestion: str | None = None, **params: str
    ) -> None:
        """Write down one finding."""
        self.items.append(finding(code, span, suggestion=suggestion, **params))
