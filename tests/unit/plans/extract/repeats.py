"""What a document may hold again and again, of each kind of element: a beginning and a unit.

`{i}` in a unit is its number, for what is told apart by it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, NamedTuple

_HEAD: Final = (
    "ỦY BAN NHÂN DÂN TỈNH LAM HẢI\n\nSố: 5/KH-UBND\n\nLam Hải, ngày 05 tháng 01 năm 2026\n\n"
    "KẾ HOẠCH\n\nThử nghiệm năm 2026\n\n"
)
_DUTIES: Final = _HEAD + "I. TỔ CHỨC THỰC HIỆN\n\n"
_ONE_DUTY: Final = _DUTIES + "1. Sở Y tế "
_GOALS: Final = _HEAD + "I. MỤC TIÊU\n\n"
_TASKS: Final = _HEAD + "I. NHIỆM VỤ\n\n"
_MONEY: Final = _HEAD + "I. KINH PHÍ\n\n"
_AMENDS: Final = _HEAD.replace("Thử nghiệm", "Sửa đổi Kế hoạch số 15/KH-UBND")
_YEARS: Final = _HEAD + "| STT | Nội dung | Năm 2026 | Năm 2027 | Tổng cộng |\n"


class Repeat(NamedTuple):
    """A document that begins so and then says one thing over and over."""

    start: str
    unit: str
    name: str = "plan.txt"

    def document(self, length: int) -> bytes:
        """Return a document of at least `length` characters after its beginning."""
        units: list[str] = []
        left = length
        while left > 0:
            units.append(self.unit.replace("{i}", str(len(units) + 1)))
            left -= len(units[-1])
        return (self.start + "".join(units)).encode()


REPEATS: Final[Mapping[str, Repeat]] = {
    "the same addressee": Repeat(
        _DUTIES, "1. Sở Y tế\n\n- Báo cáo kết quả chỉ tiêu 3 trước ngày 15/6.\n\n"
    ),
    "other addressees": Repeat(_DUTIES, "1. Trung tâm Số {i}\n\n- Chủ trì làm việc {i}.\n\n"),
    "headings among addressees": Repeat(
        _DUTIES + "1. Sở A\n\n- Làm.\n\n2. Sở B\n\n- Làm.\n\n", "3. Điểm tựa {i}:\n\n- Làm.\n\n"
    ),
    "names in one heading": Repeat(_DUTIES + "1. ", "Sở Y tế và Sở Nội vụ, "),
    "commas after a name": Repeat(_ONE_DUTY, ", ; , - "),
    "joining words after a name": Repeat(_ONE_DUTY, " và"),
    "joining words in a name": Repeat(_DUTIES + "1. Sở Y tế, ", "và của các x "),
    "brackets": Repeat(_ONE_DUTY, "(a) "),
    "open brackets": Repeat(_ONE_DUTY, "( "),
    "quotes": Repeat(_ONE_DUTY, "“a” "),
    "numbers": Repeat(_ONE_DUTY, "1 2 3 4 "),
    "dates in one sentence": Repeat(_ONE_DUTY, "báo cáo trước ngày 15/6 và ngày 15/12, "),
    "reports handed on": Repeat(
        _ONE_DUTY, "gửi Sở Y tế tổng hợp, báo cáo UBND tỉnh trước ngày 15/6, "
    ),
    "undated reports": Repeat(
        _DUTIES, "1. Sở Y tế {i}: định kỳ hằng quý báo cáo về UBND tỉnh.\n\n"
    ),
    "bullets under a long heading": Repeat(
        _ONE_DUTY + "báo cáo " + "x " * 1500 + ":\n\n", "- ngày 15/6 hằng năm;\n\n"
    ),
    "cited indicators": Repeat(_ONE_DUTY + "thực hiện ", "chỉ tiêu 1, 2 và chỉ tiêu 3 đến 5, "),
    "targets in one clause": Repeat(
        _GOALS + "- Tỷ lệ ", "giảm từ 5 đến 10% năm 2025 và năm 2030, "
    ),
    "shares in one clause": Repeat(_GOALS + "- Đạt ", "5%, "),
    "counts in one clause": Repeat(_GOALS + "- Xây mới 5 nhà", ", sửa chữa 6 nhà và mở 7 lớp"),
    "lists below sentences that charge": Repeat(
        _DUTIES, "Trung tâm Số {i} có nhiệm vụ:\n\na) Lập sổ.\n\nb) Trông coi.\n\n"
    ),
    "small roman numbers": Repeat(_DUTIES + "1. Sở Y tế\n\n", "i) Lập sổ.\n\nii) Trông.\n\n"),
    "requests below the last addressee": Repeat(
        _DUTIES + "1. Sở Y tế\n\n- Lập sổ.\n\n", "Đề nghị Hội Nông dân tỉnh vận động.\n\n"
    ),
    "targets in lines": Repeat(_GOALS, "- Tỷ lệ đạt 9{i},5% vào năm 2030.\n\n"),
    "targets under a long heading": Repeat(
        _GOALS + "- Năm 2030 " + "x " * 1500 + ":\n\n", "+ Tỷ lệ đạt 9{i},5%.\n\n"
    ),
    "labelled indicators": Repeat(
        _GOALS, "- Chỉ tiêu {i}: đạt ít nhất 5 mô hình và tối thiểu ba tổ.\n\n"
    ),
    "targets in duties": Repeat(
        _DUTIES, "1. Sở Y tế {i}\n\n- Phấn đấu đạt 95% năm 2027; giảm 5% số vụ.\n\n"
    ),
    "tasks": Repeat(
        _TASKS, "{i}. Việc {i}\n\n- Cơ quan chủ trì: Sở Y tế.\n\n- Thời gian: Quý I/2026.\n\n"
    ),
    "tasks without a lead": Repeat(
        _TASKS + "1. Việc\n\n- Chủ trì: Sở A.\n\n2. Việc\n\n- Chủ trì: Sở A.\n\n", "3. Việc {i}\n\n"
    ),
    "partners in bullets": Repeat(_TASKS + "1. Việc\n\n- Cơ quan phối hợp:\n\n", "+ Sở Y tế;\n\n"),
    "roles in one paragraph": Repeat(
        _TASKS + "1. Việc ", "(chủ trì: Sở Y tế; phối hợp: Sở Nội vụ) "
    ),
    "helpers in one value": Repeat(_TASKS + "1. Việc\n\n- Cơ quan thực hiện: ", "Sở A phối hợp; "),
    "rows": Repeat(_HEAD, "| {i} | Việc {i} | Sở Y tế | Quý I |\n"),
    "cells of a row": Repeat(_HEAD + "| STT | Nội dung | Kinh phí |\n| 1 ", "| a{i} "),
    "budget rows": Repeat(_YEARS, "| {i} | Mua {i} | 1.000 | 2.000 | 3.000 |\n"),
    "budget rows under parents": Repeat(
        _YEARS, "| I | A {i} | 1.000 | 2.000 | 3.000 |\n| 1 | B | 1.000 | 2.000 | 3.000 |\n"
    ),
    "budget tables": Repeat(
        _HEAD, "ĐVT: triệu đồng\n\n| STT | Nội dung | Kinh phí |\n| 1 | Mua | 1.000 |\n\nHết.\n\n"
    ),
    "budget tables by source": Repeat(
        _HEAD,
        "ĐVT: triệu đồng\n\n| STT | Nội dung | Tổng | NSTW | XHH |\n| 1 | A {i} | 30 | 20 | 10 |\n"
        "| | Cộng | 30 | 20 | 10 |\n\n(Bằng chữ: ba mươi triệu đồng)\n\n",
    ),
    "parts of a budget table": Repeat(
        _YEARS + "| {i} | Mua | 1 | 2 | 3 |\n\n",
        "Bảng (tiếp theo)\n\n| STT | Nội dung | Năm 2026 | Năm 2027 | Tổng cộng |\n"
        "| - | Mua {i} | 1 | 2 | 3 |\n\n",
    ),
    "sums in one line": Repeat(
        _MONEY + "Kinh phí ", "= 5 triệu đồng, hai triệu đồng/xã, bằng chữ: hai triệu đồng "
    ),
    "citations": Repeat(_HEAD, "Căn cứ Nghị định số {i}/NĐ-CP và Nghị định số {i}/2025/NĐ-CP;\n\n"),
    "citations in one line": Repeat(_HEAD + "Căn cứ ", "Nghị định số {i}/NĐ-CP ngày 1/2/2025, "),
    "recipients": Repeat(_HEAD + "Nơi nhận:\n\n", "- Sở Y tế;\n\n"),
    "recipients in one line": Repeat(_HEAD + "Nơi nhận: ", "- Sở Y tế; "),
    "signatures": Repeat(_HEAD, "KT. CHỦ TỊCH\n\n"),
    "requests of a letter": Repeat("Kính gửi: Sở A\n\n", "yêu cầu Sở Y tế, "),
    "paragraphs cut by pages": Repeat("Đoạn", "\n\nvà đoạn tiếp theo không có dấu chấm"),
    "words that are replaced": Repeat(
        _AMENDS, "{i}. Thay cụm từ “a”, “b” bằng “c” tại khoản {i} Mục I và bỏ cụm từ “d”.\n\n"
    ),
    "words replaced in one line": Repeat(_AMENDS + "1. ", "Thay cụm từ “a” bằng “c”, "),
    "clauses that are rewritten": Repeat(
        _AMENDS, "{i}. Sửa đổi khoản {i} Mục I như sau:\n\n“1. Sở Y tế làm.”\n\n"
    ),
    "lines of a clause that is added": Repeat(
        _AMENDS + "1. Bổ sung khoản 1 Mục I:\n\n“", "1. Sở Y tế làm.\n\n"
    ),
    "wrapped lines": Repeat("Đoạn", "\nvà đoạn tiếp theo không có dấu chấm"),
    "bold that does not end": Repeat("**Đoạn", "\nCâu tiếp theo"),
    "short lines": Repeat("", "a\n"),
    "two columns": Repeat("", "Trái          Phải\n"),
    "a table without lines": Repeat(
        "STT\n\nNội dung\n\nChủ trì\n\nThời gian\n\n", "{i}\n\nViệc {i}\n\nSở Y tế\n\nQuý I\n\n"
    ),
    "heads of tables": Repeat("", "STT\n\nNội dung\n\nChủ trì\n\n"),
    "loose bars": Repeat("", "|\nSTT\n"),
    "sections": Repeat(_HEAD, "I. MỤC TIÊU\n\n1. Đạt 5%.\n\n"),
    "nested labels": Repeat(_HEAD, "I. A\n\n1. B\n\n1.1. C\n\na) D\n\n- E:\n\n+ F\n\n"),
    "one word": Repeat("", "a"),
    "segmented words": Repeat("", "Ủy_ban nhân_dân "),
    "bold words of a page": Repeat("<html><body>", "<b>Sở</b> ", "plan.html"),
    "items of a page": Repeat("<html><body><ol>", "<li>Sở Y tế</li>", "plan.html"),
    "cells of a page": Repeat(
        "<html><body><table><tr><td>STT</td><td>Nội dung</td><td>x</td></tr>",
        "<tr><td colspan=60>a</td><td rowspan=60>b</td></tr>",
        "plan.html",
    ),
}
