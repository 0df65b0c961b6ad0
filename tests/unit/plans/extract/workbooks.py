"""Workbooks of our own writing, as offices keep their duties, each with its truth."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, Final, NamedTuple

from xlsxwriter import Workbook

Fact = tuple[str, tuple[str, ...], tuple[str, ...], str | None]
"""How a task begins, who leads, who joins, and the last day in time or its rhythm."""


class Truth(NamedTuple):
    """What a workbook says, as its writer meant it."""

    tasks: frozenset[Fact]
    title: str | None = None
    targets: frozenset[tuple[str, float, int]] = frozenset()
    budget: int | None = None
    findings: frozenset[str] = frozenset()


MOTTO: Final = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nĐộc lập - Tự do - Hạnh phúc"


def saved(write: Callable[[Workbook], None], **options: Any) -> bytes:
    """Return the workbook that `write` fills."""
    kept = io.BytesIO()
    with Workbook(kept, options) as book:
        write(book)
    return kept.getvalue()


def _province(book: Workbook) -> None:
    """Write the appendix of a plan: letterhead, merged titles, groups, days of both kinds."""
    sheet = book.add_worksheet("Phụ lục")
    bold = book.add_format({"bold": True, "align": "center"})
    day = book.add_format({"num_format": "dd/mm/yyyy"})
    sheet.merge_range("A1:C1", "ỦY BAN NHÂN DÂN\nTỈNH LAM HẢI", bold)
    sheet.merge_range("D1:G1", MOTTO, bold)
    sheet.merge_range("A3:G3", "PHỤ LỤC", bold)
    sheet.merge_range("A4:G4", "DANH MỤC NHIỆM VỤ CHUYỂN ĐỔI SỐ NĂM 2027", bold)
    sheet.merge_range("A5:G5", "(Kèm theo Kế hoạch số 77/KH-UBND ngày 05/01/2027 của UBND tỉnh)")
    for column, title in ((0, "STT"), (1, "Nội dung nhiệm vụ"), (5, "Sản phẩm"), (6, "Ghi chú")):
        sheet.merge_range(6, column, 7, column, title, bold)
    sheet.merge_range("C7:D7", "Cơ quan thực hiện", bold)
    sheet.write_row("C8", ["Chủ trì", "Phối hợp"], bold)
    sheet.merge_range("E7:E8", "Thời gian hoàn thành", bold)
    sheet.write_row("A9", ["I", "Hạ tầng số"])
    sheet.write_row("A10", [1, "Nâng cấp trung tâm dữ liệu của tỉnh", "Sở Khoa học và Công nghệ"])
    sheet.write("D10", "Sở Tài chính\nCông an tỉnh")
    sheet.write("E10", dt.date(2027, 6, 30), day)
    sheet.write("F10", "Báo cáo nghiệm thu")
    sheet.write_row("A11", [2, "Phủ sóng di động các đảo", "Sở Khoa học và Công nghệ"])
    sheet.write_row("D11", ["UBND các xã", "Trước ngày 15/11/2027", "Quyết định của UBND tỉnh"])
    sheet.write_row("A12", ["II", "Nhân lực số"])
    sheet.write_row("A13", [1, "Tập huấn kỹ năng số cho cán bộ xã"])
    sheet.merge_range("C13:C14", "Sở Nội vụ")
    sheet.write("E13", "Quý III/2027")
    sheet.write_row("A14", [2, "Đào tạo lại công chức một cửa"])
    sheet.write("E14", "Thường xuyên")
    sheet.merge_range("A16:C16", "Nơi nhận:")
    sheet.merge_range("A17:C17", "- Các sở, ban, ngành;")


PROVINCE: Final = Truth(
    frozenset(
        {
            ("Nâng cấp trung tâm dữ", ("Sở Khoa học và Công nghệ",),
             ("Sở Tài chính", "Công an tỉnh"), "2027-06-30"),
            ("Phủ sóng di động các", ("Sở Khoa học và Công nghệ",), ("UBND các xã",), "2027-11-14"),
            ("Tập huấn kỹ năng số", ("Sở Nội vụ",), (), "2027-09-30"),
            ("Đào tạo lại công chức", ("Sở Nội vụ",), (), "ongoing"),
        }
    ),
    title="DANH MỤC NHIỆM VỤ CHUYỂN ĐỔI SỐ NĂM 2027",
)  # fmt: skip


def _followed(book: Workbook) -> None:
    """Write a department's own list: no letterhead, text and real days, hidden rows and columns."""
    sheet = book.add_worksheet("Sheet1")
    day = book.add_format({"num_format": "d/m/yyyy"})
    sheet.write("A1", "THEO DÕI NHIỆM VỤ UBND TỈNH GIAO NĂM 2026")
    sheet.write_row("A3", ["TT", "Nhiệm vụ", "Mã nội bộ", "Đơn vị chủ trì", "Đơn vị phối hợp"])
    sheet.write_row("F3", ["Thời hạn", "Kết quả"])
    rows = [
        (1, "Xây dựng bản đồ điểm cháy nổ", "x1", "Phòng Cảnh sát phòng cháy", "UBND các phường",
         dt.date(2026, 3, 31), "Bản đồ"),
        (2, "Kiểm tra chợ và trung tâm thương mại", "x2", "Sở Công Thương", "", "30/6/2026",
         "Báo cáo"),
        (3, "Việc đã chuyển cơ quan khác", "x3", "Sở Y tế", "", "01/01/2026", ""),
        (4, "Tuyên truyền trên loa phường", "x4", "UBND các phường", "Đoàn Thanh niên",
         "Hằng tháng", ""),
    ]  # fmt: skip
    for at, row in enumerate(rows, start=3):
        for column, value in enumerate(row):
            sheet.write(at, column, value, day if isinstance(value, dt.date) else None)
    sheet.set_row(5, None, None, {"hidden": True})
    sheet.set_column("C:C", None, None, {"hidden": True})
    note = book.add_worksheet("Nháp")
    note.write("A1", "Bỏ")
    note.hide()


FOLLOWED: Final = Truth(
    frozenset(
        {
            ("Xây dựng bản đồ điểm", ("Phòng Cảnh sát phòng cháy",), ("UBND các phường",),
             "2026-03-31"),
            ("Kiểm tra chợ và trung", ("Sở Công Thương",), (), "2026-06-30"),
            ("Tuyên truyền trên loa phường", ("UBND các phường",), ("Đoàn Thanh niên",), "monthly"),
        }
    ),
    title="THEO DÕI NHIỆM VỤ UBND TỈNH GIAO NĂM 2026",
    findings=frozenset({"sheet-hidden", "number-missing", "date-missing"}),
)  # fmt: skip


def _indicators(book: Workbook) -> None:
    """Write two sheets: indicators by year with formats, and tasks."""
    percent = book.add_format({"num_format": "0%"})
    tenths = book.add_format({"num_format": "0.0%"})
    count = book.add_format({"num_format": "#,##0"})
    sheet = book.add_worksheet("Chỉ tiêu")
    sheet.write("A1", "KẾ HOẠCH")
    sheet.write("A2", "Chăm sóc sức khỏe ban đầu giai đoạn 2026 - 2027")
    sheet.write_row("A4", ["STT", "Chỉ tiêu", "Đơn vị tính", 2026, 2027])
    sheet.write_row("A5", [1, "Tỷ lệ dân số có hồ sơ sức khỏe", "%"])
    sheet.write_number("D5", 0.9, percent)
    sheet.write_formula("E5", "=D5+0.055", tenths, 0.955)
    sheet.write_row("A6", [2, "Số trạm y tế đạt chuẩn", "trạm"])
    sheet.write_number("D6", 1250, count)
    sheet.write_number("E6", 1300, count)
    tasks = book.add_worksheet("Nhiệm vụ")
    tasks.write_row("A1", ["STT", "Nhiệm vụ", "Cơ quan chủ trì", "Cơ quan phối hợp", "Thời hạn"])
    tasks.write_row("A2", [1, "Lập hồ sơ sức khỏe điện tử", "Sở Y tế", "Bảo hiểm xã hội tỉnh"])
    tasks.write("E2", "12/2026")
    tasks.write_row("A3", [2, "Mua sắm thiết bị cho trạm y tế", "Sở Tài chính", "Sở Y tế"])
    tasks.write_formula("E3", "=TODAY()", None, "")


INDICATORS: Final = Truth(
    frozenset(
        {
            ("Lập hồ sơ sức khỏe", ("Sở Y tế",), ("Bảo hiểm xã hội tỉnh",), "2026-12-31"),
            ("Mua sắm thiết bị cho", ("Sở Tài chính",), ("Sở Y tế",), None),
        }
    ),
    title="Chăm sóc sức khỏe ban đầu giai đoạn 2026 - 2027",
    targets=frozenset(
        {
            ("Tỷ lệ dân số có hồ sơ sức khỏe", 90.0, 2026),
            ("Tỷ lệ dân số có hồ sơ sức khỏe", 95.5, 2027),
            ("Số trạm y tế đạt chuẩn", 1250.0, 2026),
            ("Số trạm y tế đạt chuẩn", 1300.0, 2027),
        }
    ),
    findings=frozenset({"sheet-errors"}),
)


def _money(book: Workbook) -> None:
    """Write a budget by year under a unit, its sums as formulas, and who signs below."""
    money = book.add_format({"num_format": "#,##0"})
    sheet = book.add_worksheet("Kinh phí")
    sheet.write("A1", "DỰ TOÁN KINH PHÍ THỰC HIỆN KẾ HOẠCH PHÒNG CHỐNG ĐUỐI NƯỚC")
    sheet.write("D2", "Đơn vị tính: triệu đồng")
    sheet.write_row("A3", ["STT", "Nội dung", "Năm 2026", "Năm 2027", "Tổng cộng"])
    for at, (label, one, two) in enumerate(
        [("Dạy bơi cho trẻ em", 1200, 1350), ("Áo phao, phao cứu sinh", 300, 250)], start=3
    ):
        sheet.write_row(at, 0, [at - 2, label])
        sheet.write_row(at, 2, [one, two], money)
        sheet.write_formula(at, 4, f"=C{at + 1}+D{at + 1}", money, one + two)
    sheet.write("B6", "Tổng cộng")
    for column, total in (("C", 1500), ("D", 1600), ("E", 3100)):
        sheet.write_formula(f"{column}6", f"=SUM({column}4:{column}5)", money, total)
    sheet.write("B8", "NGƯỜI LẬP BIỂU")
    sheet.write("D8", "TM. ỦY BAN NHÂN DÂN")


MONEY: Final = Truth(
    frozenset(),
    title="DỰ TOÁN KINH PHÍ THỰC HIỆN KẾ HOẠCH PHÒNG CHỐNG ĐUỐI NƯỚC",
    budget=3_100_000_000,
)


def _by_agency(book: Workbook) -> None:
    """Write a list without a column of who leads: the agency heads its rows."""
    sheet = book.add_worksheet("Sheet1")
    sheet.write("A1", "PHÂN CÔNG NHIỆM VỤ TRỌNG TÂM QUÝ I NĂM 2027")
    sheet.write_row("A2", ["TT", "Nội dung công việc", "Thời hạn hoàn thành", "Sản phẩm"])
    for at, row in enumerate(
        [
            ["I", "SỞ Y TẾ"],
            [1, "Tiêm vắc xin sởi cho trẻ em vùng cao", "15/3/2027", "Báo cáo"],
            [2, "Kiểm tra an toàn thực phẩm dịp Tết"],
            ["II", "Công an tỉnh"],
            [1, "Cao điểm trấn áp tội phạm", "Trong tháng 02/2027"],
            ["III", "Nhiệm vụ chung"],
            [1, "Trực Tết theo lịch", "28/02/2027"],
        ],
        start=2,
    ):
        sheet.write_row(at, 0, row)


BY_AGENCY: Final = Truth(
    frozenset(
        {
            ("Tiêm vắc xin sởi", ("SỞ Y TẾ",), (), "2027-03-15"),
            ("Kiểm tra an toàn thực", ("SỞ Y TẾ",), (), None),
            ("Cao điểm trấn áp tội", ("Công an tỉnh",), (), "2027-02-28"),
            ("Trực Tết theo lịch", (), (), "2027-02-28"),
        }
    ),
    title="PHÂN CÔNG NHIỆM VỤ TRỌNG TÂM QUÝ I NĂM 2027",
    findings=frozenset({"no-lead"}),
)

SAMPLES: Final[Mapping[str, tuple[Callable[[Workbook], None], Truth]]] = MappingProxyType(
    {
        "province": (_province, PROVINCE),
        "followed": (_followed, FOLLOWED),
        "indicators": (_indicators, INDICATORS),
        "money": (_money, MONEY),
        "by agency": (_by_agency, BY_AGENCY),
    }
)
