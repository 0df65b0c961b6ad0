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
    }
)
