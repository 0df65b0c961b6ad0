"""A plan of any length, in the manner of the real ones; all of it our own words."""

from collections.abc import Iterator
from itertools import cycle, islice
from typing import Final

HEAD: Final = """ỦY BAN NHÂN DÂN
TỈNH LAM HẢI
-------

CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Độc lập - Tự do - Hạnh phúc
---------------

Số: {number}/KH-UBND

Lam Hải, ngày 07 tháng 10 năm 2026

KẾ HOẠCH
PHÁT TRIỂN KINH TẾ BIỂN TRÊN ĐỊA BÀN TỈNH LAM HẢI GIAI ĐOẠN 2026 - 2030

Căn cứ Nghị quyết số 36-NQ/TW ngày 22 tháng 10 năm 2018 của Ban Chấp hành Trung ương Đảng;
Ủy ban nhân dân tỉnh ban hành Kế hoạch như sau:

I. MỤC TIÊU

Phát triển kinh tế biển bền vững, gắn với bảo vệ môi trường.

II. NHIỆM VỤ

"""
TAIL: Final = """Trên đây là Kế hoạch phát triển kinh tế biển giai đoạn 2026 - 2030./.

Nơi nhận:
- Bộ Nông nghiệp và Môi trường;
- Các sở, ban, ngành;
- UBND các xã, phường, đặc khu;
- Lưu: VT, KTN.

TM. ỦY BAN NHÂN DÂN
CHỦ TỊCH

Lý Văn Mẫu
"""
DEPARTMENTS: Final = (
    "Sở Nông nghiệp và Môi trường",
    "Sở Tài chính",
    "Sở Xây dựng",
    "Sở Công Thương",
    "Sở Y tế",
    "Sở Giáo dục và Đào tạo",
    "Sở Khoa học và Công nghệ",
    "Sở Văn hóa, Thể thao và Du lịch",
    "Sở Nội vụ",
    "Bộ Chỉ huy Bộ đội Biên phòng tỉnh",
)
SUBJECTS: Final = (
    "hạ tầng cảng cá, khu neo đậu tránh trú bão",
    "đội tàu khai thác xa bờ",
    "vùng nuôi biển công nghệ cao",
    "du lịch biển, đảo",
    "cơ sở chế biến thủy sản",
    "hệ thống quan trắc môi trường ven biển",
    "nguồn nhân lực nghề biển",
)
VERBS: Final = ("Rà soát", "Xây dựng", "Nâng cấp", "Tổ chức thẩm định", "Triển khai thí điểm")


def plan(size: int, number: int) -> bytes:
    """Return a plan of about `size` bytes; `number` makes it another one than the last."""
    tasks = _until(size * 7 // 10, _tasks())
    duties = _until(size * 3 // 10, _duties())
    middle = "III. TỔ CHỨC THỰC HIỆN\n\n"
    return (HEAD.format(number=number) + tasks + middle + duties + TAIL).encode()


def _until(size: int, pieces: Iterator[str]) -> str:
    text: list[str] = []
    length = 0
    while length < size:
        text.append(next(pieces))
        length += len(text[-1].encode())
    return "".join(text)


def _tasks() -> Iterator[str]:
    """Yield numbered tasks with lead, coordinating agencies and time."""
    leads, others, words = (
        cycle(DEPARTMENTS),
        cycle(DEPARTMENTS[3:]),
        zip(cycle(VERBS), cycle(SUBJECTS)),
    )
    for number, (verb, subject) in enumerate(words, start=1):
        yield (
            f"{number}. {verb} {subject}\n"
            f"- Nội dung: {verb} {subject} tại cụm số {number}; lập danh mục công trình, xác định "
            "nhu cầu vốn, phân kỳ đầu tư theo từng năm và công khai tiến độ để Nhân dân giám sát.\n"
            f"- Cơ quan chủ trì: {next(leads)}.\n"
            f"- Cơ quan phối hợp: {', '.join(islice(others, 2))}, UBND các xã ven biển.\n"
            f"- Thời gian hoàn thành: Quý {1 + number % 4}/{2026 + number % 5}.\n\n"
        )


def _duties() -> Iterator[str]:
    """Yield numbered agencies with what each has to do and to report."""
    for number, name in enumerate(cycle(DEPARTMENTS), start=1):
        place = f" khu vực {number}" if number > len(DEPARTMENTS) else ""
        yield (
            f"{number}. {name}{place}\n"
            f"- Chủ trì theo dõi, đôn đốc các nhiệm vụ thuộc nhóm số {number}; hướng dẫn các địa "
            "phương lập dự toán hằng năm.\n"
            "- Tổng hợp, báo cáo kết quả về UBND tỉnh trước ngày 15 tháng 12 hằng năm.\n\n"
        )
