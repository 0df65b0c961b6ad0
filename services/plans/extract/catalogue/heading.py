"""What the head and the end of a document lack, or only let infer."""

from types import MappingProxyType
from typing import Final

from services.plans.extract.catalogue.entry import Entry

ENTRIES: Final = MappingProxyType(
    {
        "number-missing": Entry(
            "warning",
            "Không tìm thấy số, ký hiệu của văn bản.",
            "No document number was found.",
        ),
        "number-blank": Entry(
            "warning",
            "Số văn bản để trống: “{raw}”.",
            "The number is left blank: “{raw}”.",
        ),
        "date-missing": Entry(
            "warning",
            "Không tìm thấy ngày ban hành.",
            "No date of issue was found.",
        ),
        "date-partial": Entry(
            "warning",
            "Ngày ban hành chưa đầy đủ: “{raw}”.",
            "The date of issue is incomplete: “{raw}”.",
        ),
        "issuer-missing": Entry(
            "warning",
            "Không xác định được cơ quan ban hành.",
            "The issuer could not be determined.",
        ),
        "issuer-inferred": Entry(
            "warning",
            "Cơ quan ban hành “{issuer}” được suy từ nội dung, không có ở phần đầu văn bản.",
            "The issuer “{issuer}” is inferred from the text; the header does not name it.",
            "the inferred name",
        ),
        "head-of-parent": Entry(
            "warning",
            "Phụ lục gửi riêng: số, ngày và cơ quan ban hành lấy từ dòng “kèm theo”.",
            "An appendix sent alone: number, date and issuer are those of the document it names.",
        ),
        "title-missing": Entry(
            "warning",
            "Không tìm thấy trích yếu của văn bản.",
            "No title was found.",
        ),
        "type-missing": Entry(
            "warning",
            "Không tìm thấy tên loại văn bản.",
            "No document type was found.",
        ),
        "draft-marked": Entry(
            "info",
            "Văn bản ghi “Dự thảo” hoặc chưa có số.",
            "Marked as a draft, or not numbered.",
        ),
        "recipients-missing": Entry(
            "warning",
            "Không tìm thấy nơi nhận.",
            "No list of recipients was found.",
        ),
        "signatory-several": Entry(
            "info",
            "Văn bản có nhiều người ký: lấy “{first}”, còn “{name}”.",
            "Several people signed: “{first}” is kept, “{name}” signed too.",
        ),
        "signatory-missing": Entry(
            "warning",
            "Không tìm thấy người ký.",
            "No signatory was found.",
        ),
    }
)
