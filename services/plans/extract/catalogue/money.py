"""The budget: its total, its table, its sums."""

from types import MappingProxyType
from typing import Final

from services.plans.extract.catalogue.entry import Entry

ENTRIES: Final = MappingProxyType(
    {
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
        "budget-row-mismatch": Entry(
            "warning",
            "Dòng “{label}”: cộng các cột được {total} đồng, bảng ghi {stated} đồng.",
            "Row “{label}”: its columns add up to {total} đồng, the table says {stated} đồng.",
            "the sum of the columns, in đồng",
        ),
        "budget-parent-mismatch": Entry(
            "warning",
            "Dòng “{label}” khác tổng các dòng con của nó ({years}).",
            "Row “{label}” is not the sum of the rows under it ({years}).",
            "the sums of the rows below, in đồng, by column, divided by ;",
        ),
        "budget-total-mismatch": Entry(
            "warning",
            "“{label}” khác tổng các dòng của bảng ({years}).",
            "“{label}” is not the sum of the table's rows ({years}).",
            "the sums of the rows, in đồng, by column, divided by ;",
        ),
        "budget-unverifiable": Entry(
            "warning",
            "{count} dòng kinh phí, từ “{label}”, không có tổng nào để đối chiếu.",
            "{count} budget rows, from “{label}” on, are confirmed by no sum.",
        ),
        "budget-outlier": Entry(
            "warning",
            "Dòng “{label}” tăng hoặc giảm từ mười lần trở lên giữa năm {first} và {second}.",
            "Row “{label}” grows or falls tenfold or more between {first} and {second}.",
        ),
        "budget-unread": Entry(
            "warning",
            "Có bảng kinh phí chưa được đọc; hãy đối chiếu bản gốc.",
            "A table of money was not read; please look at the original.",
        ),
        "budget-table-apart": Entry(
            "warning",
            "Tổng của bảng “{title}” ({sum} đồng) không khớp tổng hay dòng kinh phí nào khác.",
            "The total of table “{title}” ({sum} đồng) agrees with no other total or row.",
        ),
        "budget-unit-inferred": Entry(
            "warning",
            "Bảng kinh phí không ghi đơn vị tính; đọc là {unit} theo tổng ghi trong văn bản.",
            "The budget table names no unit; it is read in {unit} by the total in the text.",
        ),
        "budget-unit-missing": Entry(
            "warning",
            "Bảng kinh phí không ghi đơn vị tính; tạm đọc là đồng.",
            "The budget table names no unit; it is read in đồng for now.",
        ),
        "budget-words-differ": Entry(
            "error",
            "Số tiền bằng chữ ({words} đồng) khác số tiền bằng số ({figures} đồng).",
            "The sum in words ({words} đồng) differs from the figures ({figures} đồng).",
            "the sum that the words say, in đồng",
        ),
        "budget-norm-mismatch": Entry(
            "info",
            "Dòng “{label}”: tích ghi trong dòng là {sum} đồng, không năm nào bằng số đó.",
            "Row “{label}” reckons {sum} đồng; no year has that sum.",
        ),
    }
)
