"""What was done to the text before it was read."""

from types import MappingProxyType
from typing import Final

from services.plans.extract.catalogue.entry import Entry

ENTRIES: Final = MappingProxyType(
    {
        "encoding-guessed": Entry(
            "warning",
            "Bảng mã của tệp được đoán là {encoding}.",
            "The file's encoding was guessed: {encoding}.",
        ),
        "legacy-converted": Entry(
            "warning",
            "Đã chuyển bảng mã cũ {encoding} sang Unicode; hãy đối chiếu chữ hoa và dấu.",
            "The old encoding {encoding} was converted; check capitals and marks.",
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
        "sheet-hidden": Entry(
            "warning",
            "Không đọc phần bị ẩn của bảng tính: {sheets} trang, {rows} dòng, {columns} cột. Nếu "
            "có nhiệm vụ ở đó, hãy bỏ ẩn rồi nhập lại.",
            "Hidden parts of the workbook were not read: {sheets} sheets, {rows} rows, {columns} "
            "columns. If they hold duties, show them and import it again.",
        ),
        "sheet-days-doubtful": Entry(
            "warning",
            "{count} ô ngày có thể bị đảo ngày và tháng: trong cùng cột, ngày trên 12 lại là văn "
            "bản. Hãy đối chiếu thời hạn.",
            "{count} days may have day and month exchanged: in their column, days above 12 are "
            "kept as text. Please check the deadlines.",
        ),
        "sheet-errors": Entry(
            "warning",
            "{count} ô của bảng tính báo lỗi công thức hoặc chưa được tính; các ô đó để trống.",
            "{count} cells of the workbook hold a failed or unreckoned formula; they were left "
            "empty.",
        ),
        "sheet-quotes-open": Entry(
            "warning",
            "Từ dòng {line} của tệp CSV có dấu ngoặc kép mở ô mà không đóng; {count} dòng có dấu "
            "ngoặc kép được đọc nguyên văn. Hãy đối chiếu các cột của những dòng đó.",
            "From line {line} of the CSV file on, a quote opens a value and does not end; {count} "
            "lines with quotes were read as they stand. Please check their columns.",
        ),
        "sheet-truncated": Entry(
            "error",
            "Bảng tính có hơn {limit} dòng; phần sau không được đọc.",
            "The workbook has more than {limit} rows; the rest was not read.",
        ),
        "pages-without-text": Entry(
            "warning",
            "Trang {pages} là ảnh, không có lớp chữ; nội dung của trang chưa được đọc.",
            "Page {pages} is a picture without text; what it says was not read.",
        ),
        "page-number-removed": Entry(
            "info",
            "Đã bỏ số trang “{page}” dính vào đầu dòng.",
            "The page number “{page}” stuck to a line was removed.",
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
            "info",
            "Đã bỏ địa chỉ IP của người xem.",
            "A visitor's IP address was removed.",
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
    }
)
