"""The bodies and posts that documents of Vietnamese offices address, as data.

A line names one body; further names after `|` are its aliases (abbreviations that `keys` writes
out need none). `…` at the end stands for any proper name: "Bệnh viện …". Names abolished in 2025
stay: older plans address them, and `succession` tells who took over.
"""

from types import MappingProxyType
from typing import Final, Literal, NamedTuple

Level = Literal["central", "province", "district", "commune"]
Sort = Literal["state", "party", "front", "justice", "armed", "public", "post"]


class Body(NamedTuple):
    """A body or post: its usual name, other names, where it stands and what it is."""

    name: str
    aliases: tuple[str, ...]
    level: Level
    sort: Sort


_CENTRAL = """
Chính phủ
Thủ tướng Chính phủ
Văn phòng Chính phủ
Thanh tra Chính phủ
Quốc hội
Ủy ban Thường vụ Quốc hội
Ban Bí thư
Bộ Chính trị
Bộ …
Ngân hàng Nhà nước
Kiểm toán nhà nước
Tòa án nhân dân tối cao
Viện kiểm sát nhân dân tối cao
Trung ương Đoàn Thanh niên Cộng sản Hồ Chí Minh | Trung ương Đoàn
Trung ương Hội …
Tổng Liên đoàn Lao động
Ủy ban Trung ương Mặt trận Tổ quốc
Đài Truyền hình Việt Nam
Đài Tiếng nói Việt Nam
Thông tấn xã Việt Nam
Tổng cục …
Vụ …
Văn phòng Bộ
Thanh tra Bộ
"""
_PROVINCE_STATE = """
Ủy ban nhân dân tỉnh | Chủ tịch Ủy ban nhân dân tỉnh | UBND thành phố
Hội đồng nhân dân tỉnh | Thường trực Hội đồng nhân dân tỉnh | HĐND thành phố
Hội đồng nhân dân | Thường trực Hội đồng nhân dân | Các Ban Hội đồng nhân dân
Đoàn đại biểu Quốc hội
Văn phòng Đoàn đại biểu Quốc hội và Hội đồng nhân dân
Văn phòng Ủy ban nhân dân | Văn phòng UBND tỉnh | VP UBND tỉnh
Sở Nội vụ
Sở Tư pháp
Sở Tài chính
Sở Công Thương
Sở Xây dựng
Sở Y tế
Sở Giáo dục và Đào tạo
Sở Khoa học và Công nghệ
Sở Nông nghiệp và Môi trường
Sở Văn hóa, Thể thao và Du lịch
Sở Văn hóa và Thể thao
Sở Du lịch
Sở Dân tộc và Tôn giáo
Sở Ngoại vụ
Sở Quy hoạch – Kiến trúc
Sở An toàn thực phẩm
Sở Lao động – Thương binh và Xã hội
Sở Kế hoạch và Đầu tư
Sở Giao thông vận tải
Sở Nông nghiệp và Phát triển nông thôn
Sở Tài nguyên và Môi trường
Sở Thông tin và Truyền thông
Ban Dân tộc
Ban Tôn giáo
Ban Thi đua – Khen thưởng
Thanh tra tỉnh | Thanh tra thành phố | Thanh tra
Ban An toàn giao thông
Ban Quản lý …
Ban Chỉ đạo …
Ban Chỉ huy …
Hội đồng …
Tổ công tác …
Công báo
Văn phòng …
Thanh tra …
Trung tâm Phục vụ hành chính công
"""
_PROVINCE_PARTY = """
Tỉnh ủy | Ban Thường vụ Tỉnh ủy | Thường trực Tỉnh ủy
Thành ủy | Ban Thường vụ Thành ủy
Văn phòng Tỉnh ủy | Văn phòng Thành ủy
Ban Tổ chức Tỉnh ủy | Ban Tổ chức Thành ủy
Ban Tuyên giáo Tỉnh ủy | Ban Tuyên giáo | Ban Tuyên giáo Thành ủy
Ban Tuyên giáo và Dân vận | Ban Tuyên giáo và Dân vận Tỉnh ủy
Ban Dân vận Tỉnh ủy | Ban Dân vận | Ban Dân vận Thành ủy
Ban Nội chính Tỉnh ủy | Ban Nội chính | Ban Nội chính Thành ủy
Ủy ban Kiểm tra Tỉnh ủy | Ủy ban Kiểm tra | Ủy ban Kiểm tra Thành ủy
Đảng ủy …
Trường Chính trị …
"""
_PROVINCE_FRONT = """
Ủy ban Mặt trận Tổ quốc | Ban Thường trực Ủy ban Mặt trận Tổ quốc
Tỉnh Đoàn | Thành Đoàn | Thành Đoàn … | Đoàn Thanh niên | Đoàn Thanh niên … | Đoàn TNCS Hồ Chí Minh
Liên đoàn Lao động | Công đoàn | Công đoàn …
Hội Liên hiệp Phụ nữ | Hội Phụ nữ
Hội Nông dân
Hội Cựu chiến binh
Hội Chữ thập đỏ
Hội Người cao tuổi
Hội Khuyến học
Hội Luật gia
Hội Nhà báo
Hội Bảo vệ quyền trẻ em
Hội Bảo trợ người khuyết tật và trẻ mồ côi
Hội Liên hiệp Thanh niên
Hội Sinh viên
Hội Văn học nghệ thuật
Liên hiệp các Hội Khoa học và Kỹ thuật
Liên minh Hợp tác xã
Hội đồng Đội
Liên hiệp …
Hiệp hội …
Hội …
"""
_PROVINCE_JUSTICE = """
Tòa án nhân dân | Tòa án nhân dân tỉnh
Viện kiểm sát nhân dân | Viện kiểm sát nhân dân tỉnh
Thi hành án dân sự | Cục Thi hành án dân sự | Chi cục Thi hành án dân sự
"""
_PROVINCE_ARMED = """
Bộ Chỉ huy Quân sự | Bộ CHQS
Bộ đội Biên phòng | Bộ Chỉ huy Bộ đội Biên phòng | Ban Chỉ huy Bộ đội Biên phòng
Bộ Tư lệnh …
Vùng Cảnh sát biển …
Hải đoàn …
Đồn Biên phòng …
Công an tỉnh | Công an
"""
_PROVINCE_PUBLIC = """
Đài Phát thanh và Truyền hình | Đài Phát thanh – Truyền hình
Báo và Đài Phát thanh – Truyền hình | Báo và phát thanh, truyền hình | Báo, Đài
Báo …
Đài …
Bảo hiểm xã hội
Kho bạc Nhà nước | Kho bạc …
Thuế tỉnh | Cục Thuế | Thuế …
Hải quan …
Thống kê tỉnh | Cục Thống kê
Cục …
Chi cục …
Ngân hàng …
Chi nhánh …
Bưu điện tỉnh | Bưu điện
Viễn thông … | VNPT … | Viettel …
Công ty …
Tổng công ty …
Điện lực …
Doanh nghiệp …
Hợp tác xã …
Trung tâm …
Bệnh viện …
Trường …
Đại học …
Học viện …
Cao đẳng …
Viện …
Nhà …
Thư viện …
Bảo tàng …
Quỹ …
Cảng …
Vườn quốc gia …
Khu bảo tồn …
Cơ sở …
Câu lạc bộ …
"""
_DISTRICT = """
Ủy ban nhân dân huyện … | UBND huyện | UBND quận | UBND thị xã
Ủy ban nhân dân quận …
Ủy ban nhân dân thị xã …
Phòng Lao động – Thương binh và Xã hội
Phòng Giáo dục và Đào tạo
Phòng Tài chính – Kế hoạch
Phòng Tài nguyên và Môi trường
Phòng Văn hóa và Thông tin
Phòng Nông nghiệp và Phát triển nông thôn
Phòng Nông nghiệp và Môi trường
Phòng Kinh tế và Hạ tầng | Phòng Kinh tế – Hạ tầng
Phòng Quản lý đô thị
Phòng Nội vụ
Phòng Tư pháp
Phòng Y tế
Phòng Dân tộc
Phòng …
Thanh tra huyện
Văn phòng Hội đồng nhân dân và Ủy ban nhân dân huyện
Trung tâm Y tế
Hạt Kiểm lâm …
"""
_DISTRICT_PARTY = """
Huyện ủy | Quận ủy | Thị ủy
"""
_DISTRICT_FRONT = """
Huyện Đoàn | Quận Đoàn | Thị Đoàn
"""
_COMMUNE = """
Ủy ban nhân dân xã … | UBND xã | UBND phường | UBND đặc khu | UBND thị trấn
Ủy ban nhân dân phường …
Ủy ban nhân dân thị trấn …
Ủy ban nhân dân đặc khu …
Văn phòng Hội đồng nhân dân và Ủy ban nhân dân | Văn phòng HĐND và UBND
Phòng Kinh tế
Phòng Kinh tế, Hạ tầng và Đô thị
Phòng Văn hóa – Xã hội
Trạm Y tế | Trạm Y tế …
Đài Truyền thanh …
Ban Chỉ huy Quân sự
Ban Công tác Mặt trận …
Ban Nhân dân …
Ban Quản lý thôn …
Tổ trưởng …
Khu dân cư …
Trưởng thôn … | Trưởng ấp | Trưởng khu phố | Trưởng bản
Tổ dân phố …
Thôn … | Ấp … | Khóm … | Khu phố …
"""
_COMMUNE_PARTY = """
Ban Xây dựng Đảng
Ủy ban Kiểm tra Đảng ủy
Chi bộ …
"""
_COMMUNE_FRONT = """
Xã Đoàn | Phường Đoàn | Đoàn Thanh niên xã | Đoàn xã
"""
_POSTS = """
Công chức Văn hóa – Xã hội | Văn hóa – Xã hội | Cán bộ Văn hóa – Xã hội
Công chức Văn hóa – Chính sách | Văn hóa – Chính sách | Cán bộ Văn hóa – Chính sách
Công chức Tư pháp – Hộ tịch | Tư pháp – Hộ tịch | Cán bộ Tư pháp – Hộ tịch | Tư pháp
Công chức Tài chính – Kế toán | Tài chính – Kế toán | Kế toán | Kế toán ngân sách
Công chức Văn phòng – Thống kê | Văn phòng – Thống kê
Công chức Địa chính – Xây dựng | Địa chính – Xây dựng | Địa chính – Nông nghiệp – Xây dựng
Trưởng Công an | Trưởng Công an xã
Chỉ huy trưởng Quân sự | Chỉ huy trưởng Ban Chỉ huy Quân sự
Công chức …
Cán bộ …
Cộng tác viên …
Bí thư …
"""
_TABLES: Final[tuple[tuple[str, Level, Sort], ...]] = (
    (_CENTRAL, "central", "state"),
    (_PROVINCE_STATE, "province", "state"),
    (_PROVINCE_PARTY, "province", "party"),
    (_PROVINCE_FRONT, "province", "front"),
    (_PROVINCE_JUSTICE, "province", "justice"),
    (_PROVINCE_ARMED, "province", "armed"),
    (_PROVINCE_PUBLIC, "province", "public"),
    (_DISTRICT, "district", "state"),
    (_DISTRICT_PARTY, "district", "party"),
    (_DISTRICT_FRONT, "district", "front"),
    (_COMMUNE, "commune", "state"),
    (_COMMUNE_PARTY, "commune", "party"),
    (_COMMUNE_FRONT, "commune", "front"),
    (_POSTS, "commune", "post"),
)


def _bodies(table: str, level: Level, sort: Sort) -> tuple[Body, ...]:
    rows = [line.split(" | ") for line in table.strip().splitlines()]
    return tuple(Body(row[0], tuple(row[1:]), level, sort) for row in rows)


BODIES: Final[tuple[Body, ...]] = tuple(
    body for table, level, sort in _TABLES for body in _bodies(table, level, sort)
)
LEVELS: Final = MappingProxyType({"central": 0, "province": 1, "district": 2, "commune": 3})
"""The levels of government from the highest."""
