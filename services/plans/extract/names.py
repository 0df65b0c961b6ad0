"""Names of agencies in running text: where one begins, where it ends, what it stands for."""

from __future__ import annotations

import re
from typing import NamedTuple

# A name begins with one of these. What follows "Các" must be people or bodies, not tasks.
_BODIES = (
    r"đảng (?:ủy|uỷ|đoàn)|sở|ban(?! hành)|ngành|cơ quan|đơn vị|địa phương|huyện|quận|thị xã|"
    r"thành phố|phường|xã(?! hội)|"
    r"thị trấn"
    r"|đặc khu|thôn|ấp|bản|khóm|xóm|buôn|bon|làng|khu phố|khối(?! lượng)|quân khu|"
    r"tổ(?! chức (?:các|thực))|hội(?! nghị| thảo| thi)|đoàn thể|"
    r"đoàn(?! kết)"
    r"|trường(?! hợp)|cơ sở(?! dữ liệu| vật chất| hạ tầng)|doanh nghiệp|phòng(?!,| chống| ngừa)"
    r"|bộ(?! tiêu| chỉ| phận| máy)|cục|chi cục|tổng cục|vụ(?! việc| án)|viện(?! trợ)|trung tâm|"
    r"công ty"
    r"|tổng công ty|tập đoàn|ngân hàng|thành viên|cấp|đồng chí|chủ|bệnh viện|khu dân cư|lực lượng"
    r"|hợp tác xã|thủ trưởng|ủy ban|uỷ ban|ubnd|hđnd|báo(?! cáo)|đài|tòa soạn|học viện|quỹ|hiệp hội"
    r"|nhà trường|trưởng|hộ|nhà thầu|nhà đầu tư|cá nhân|tổ chức(?! thực hiện)|công chức|cán bộ"
    r"|tòa án|viện kiểm sát|cơ quan báo chí|cấp ủy|chi bộ|bí thư|bộ phận|trạm"
)
_HEADS = (
    r"Sở|Ủy ban|Uỷ ban|UBND|UB MTTQ|UBMTTQ|HĐND|Hội đồng(?! nhân dân cùng)|MTTQ|Mặt trận"
    r"|Ban(?! hành)|Công an|Công chức|Công ty|Công đoàn|Bộ(?! tiêu| chỉ s| máy| luật)|BCH|BCĐ|BQL"
    r"|Đài(?! thọ)|Báo(?! cáo| đảm)|Hội(?! nghị| thảo| thi| nhập| họp)|Liên đoàn|Liên hiệp|"
    r"Liên minh"
    r"|Tỉnh [Đđ]oàn|Thành [Đđ]oàn|Huyện [Đđ]oàn|Xã [Đđ]oàn|Đoàn(?! kết)|LĐLĐ|Viện(?! trợ)|VKSND|"
    r"TAND"
    r"|(?:Tòa|Toà) (?:án|soạn)|Kho bạc|KBNN|Ngân hàng|NHNN|NHCSXH|Cục|Chi cục|Tổng cục|"
    r"Vụ(?! việc| án)"
    r"|Thanh tra(?!,| và)|Văn phòng|VP|Trung tâm|Trường(?! hợp)|Học viện|Đại học|Bệnh viện|Trạm"
    r"|Phòng(?!,| chống| ngừa| tránh)|Tập đoàn|Tổng công ty|Doanh nghiệp|Quỹ|Bảo hiểm xã hội|BHXH"
    r"|Chủ tịch|Phó Chủ tịch|Giám đốc|Thủ trưởng|Chánh|Trưởng(?! thành)|Hiệu trưởng|Bí thư|"
    r"Bộ trưởng|Thứ trưởng"
    r"|Người đứng đầu|Cán bộ(?!,)|Cấp ủy|Đảng ủy|Thường trực|Tỉnh ủy|Thành ủy|Huyện ủy|Chi bộ"
    r"|Tổ(?! chức)|Nhóm|Cổng [Tt]hông tin|Hiệp hội|Hợp tác xã|Vườn quốc gia|Điện lực|Thuế|Hải quan"
    r"|Cảng vụ|Kiểm lâm|Thống kê|Bộ đội|Quân đội|Quân khu|Bảo tàng|Thư viện|Nhà (?:văn hóa|"
    r"thiếu nhi|hát|máy)"
    r"|Đơn vị(?! tính)|Cơ quan|Cơ sở(?! dữ liệu| vật chất| hạ tầng)|Nhà trường|Địa phương"
    r"|Xã(?! hội)|Phường"
    r"|Đặc khu|Thành viên|Lực lượng|Các tổ chức|Tổ chức (?:chính trị|xã hội|Đảng|đoàn|cơ sở)|"
    r"Ngành|Chính quyền"
    r"|Khu dân cư|Khu phố|Thôn|Ấp|Buôn|Bon|Xóm|Làng|Hộ (?:gia đình|kinh doanh)|Chủ (?:rừng|cơ sở)"
    r"|Thủ tướng|Chính phủ|Quốc hội|Đảng đoàn|Ban cán sự|Đồng chí|Đ/c|Lãnh đạo(?!,)|Chi nhánh|"
    r"Chủ đầu tư|Nhà đầu tư|Đội|Xí nghiệp|Bưu điện|Hạt"
    r"|Hội Liên hiệp|Đoàn thể|Y tế|Toàn thể|Từng|Mỗi|Tất cả"
)
_HEAD = re.compile(
    rf"(?:(?:{_HEADS})\b|(?:[Cc]ác|[Nn]hững) (?:(?i:{_BODIES}))\b|"
    r"(?:sở|ban|ngành|cơ quan|đơn vị|địa phương|đoàn thể|ubnd|ủy ban nhân dân)\b)"
)
# "các sở, ban, ngành" is one class: a list is parted before capitals and before "các" only.
_NEXT = rf"(?:(?:{_HEADS})\b|(?:[Cc]ác|[Nn]hững) (?:(?i:{_BODIES}))\b)"
_PARTING = re.compile(rf";\s*|,\s*(?={_NEXT})|,?(?<!HĐND)\s+và\s+(?={_NEXT})")
_PREFIX = re.compile(
    r"(?:(?:Trân trọng |Kính )?(?P<ask>[Đđ]ề nghị)|[Gg]iao(?: nhiệm vụ)?(?: cho)?|[Yy]êu cầu"
    r"|Đối với|Nhiệm vụ của|Trách nhiệm của)\s+(?:đồng chí\s+)?"
)

# Two-word verbs and openers that no name contains; seen in small letters they end a name.
_VERBS = (
    "ban hành|báo cáo|bảo đảm|đảm bảo|bảo vệ|biên soạn|bố trí|bổ sung|cải thiện|cải cách|cân đối|"
    "cập nhật"
    "|cấp phát|căn cứ|chấp hành|chịu trách nhiệm|chỉ đạo(?! 35)|chủ động|chủ trì|chuẩn bị|chú trọng"
    "|có trách nhiệm|có nhiệm vụ|có kế hoạch|cung cấp|cụ thể h[oó][aá]|củng cố|dự toán|duy trì|"
    "đánh giá|đào tạo|"
    "đăng ký"
    "|đầu tư (?!phát)|đẩy mạnh|đề xuất|điều phối|định hướng|định kỳ|đổi mới|đôn đốc|giám sát"
    "|giải quyết|hoàn thành|hoàn thiện|hỗ trợ|huy động|hướng dẫn|khai thác|khẩn trương|khuyến khích"
    "|kịp thời|kiểm tra|kiểm soát|kiện toàn|kiến nghị|lãnh đạo(?=,? chỉ)|lấy ý kiến|lồng ghép"
    "|nâng cao|nghiên cứu|nghiêm túc|ngăn chặn|nhân rộng|cấp (?=giấy|thẻ|định|mã|phát|đổi)|"
    "phân công|phân bổ|phân tích|phát động"
    "|phát hiện|phát huy|phát triển|phê duyệt|phổ biến|phối hợp|phòng ngừa|quan tâm|quán triệt|"
    "quản lý"
    "|quy định|rà soát|sắp xếp|sẵn sàng|sử dụng|tăng cường|tăng thời lượng|tập huấn|tập trung|"
    "tham gia"
    "|tham mưu|thành lập|thanh tra|theo dõi|theo chức năng|theo thẩm quyền|theo phạm vi|"
    "theo nhiệm vụ|theo quy"
    "|thẩm định|thống kê|thông báo|thông qua|thông tin (?!và|điện)|thu hút|thu thập|thúc đẩy|"
    "thực hiện"
    "|thường xuyên|tích cực|tiến hành|tiếp nhận|tiếp tục|tiếp thu|tổng hợp|tổng kết|trên cơ sở"
    "|triển khai|trong phạm vi|trực tiếp|truyền thông(?! và| đại)|tuyên truyền|tư vấn|ưu tiên"
    "|vận dụng|vận động|vận hành|xác định|xem xét|xây dựng|xử lý|ứng dụng|khảo sát|bám sát"
    "|nâng cấp|quảng bá|giới thiệu|khắc phục|bàn giao|niêm yết|thu gom|chăm lo|mở rộng|đăng tải"
    "|tháo gỡ|trao đổi|thí điểm|gương mẫu|đưa (?:tin|vào|nội)|vận chuyển|rút kinh|chấm dứt"
    "|lựa chọn|công bố|công khai|công nhận|xác nhận|chi trả|thanh toán|in ấn|được (?!giao|"
    "phân công)"
    "|trong quá|trong việc|đối với|về việc"
    "|tổ chức(?! (?:chính trị|xã hội|thành viên|liên quan|có liên quan|đoàn thể|quốc tế|tôn giáo|"
    "phi chính"
    "|[Đđ]ảng|khác|kinh tế|nghề nghiệp|cá nhân|đại diện|hội|tín dụng|cơ sở|, )|[,;:]|$)"
)
# Small words that end a name wherever they stand, and those that may be the second syllable of
# one (`Đào tạo`, `Ngân hàng`) and end it only elsewhere.
_ENDING = (
    "phải|cần|sẽ|là|để|nhằm|khi|nếu|về|tại|bằng|qua|đã|đang|trước|vào|hằng|từ ngày|đến ngày|"
    "biết|kết quả|tình hình|nội dung|không(?! chuyên| gian)|trong (?:tháng|quý|năm|thời)|"
    "cấp (?:định|giấy|thẻ|mã)"
)
_WORDS = "cử|gắn|giúp|lập|làm|mở|nắm|trình|tùy|mời|gửi|nộp|tạo|hàng"
_VERB = re.compile(rf"(?:{_VERBS})(?!\w)")
_END_WORD = re.compile(rf"(?:{_ENDING})(?!\w)")
_SMALL_WORD = re.compile(rf"(?:{_ENDING}|{_WORDS})(?!\w)")
_NOUN_BEFORE = re.compile(
    r"(?:Ban|ban|Quản|phạm vi|(?<!liên )quan|Ủy ban|UB|được|được giao|được phân công|[Cc]án bộ|"
    r"công tác|cơ sở|Trung tâm|và|"
    r"các)\s$"
)
_NOMINAL = re.compile(
    r"(?:chỉ đạo|quản lý|phân công|kiểm tra|thanh tra|tổ chức|chủ trì|phối hợp|giám sát|điều phối)"
)

# Small words that may stand inside a name besides the second syllable of a capitalised one.
_INNER = frozenset(
    {
        "ban", "binh", "bàn", "báo", "bản", "bệnh", "bộ", "cao", "chi", "chiến", "chuyên", "chí",
        "chính", "chúng", "chủ", "chức", "cá", "các", "có", "công", "cùng", "cơ", "cư", "cấp",
        "cục", "của", "cựu", "danh", "doanh", "dân", "giao", "giám", "hai", "hiệp", "huyện",
        "huyện,", "hình", "học", "hội", "hợp", "khu", "khác", "khóm", "khối", "kinh", "liên",
        "lý", "lĩnh", "lượng", "lập", "lực", "miền", "môn", "mầm", "ngang", "nghiệp", "nghề",
        "ngành", "nhiệm", "nhà", "nhánh", "nhân", "niên", "non", "nông", "năng", "nước", "nữ",
        "phát", "phân", "phạm", "phòng", "phó", "phương", "phường", "phố", "phối", "phụ",
        "quan", "quân", "quận", "quỹ", "sản", "sở", "sự", "thanh", "theo", "thuộc", "thành",
        "thôn", "thông",
        "thường", "thể", "thị", "thủ", "tiểu", "toàn", "trang", "trung", "truyền", "trách",
        "trên", "trì", "trường", "trưởng", "trạm", "trấn", "trị", "trực", "tác", "tâm", "tại",
        "tấn", "tế", "tỉnh", "tịch", "tổ", "ubnd", "uỷ", "vi", "viên", "viện", "và", "vùng", "văn",
        "vũ", "vị", "với", "vụ", "vực", "xuất", "xã", "xã,", "xã/phường", "y", "đoàn", "đài",
        "đóng", "đơn", "được", "đại", "đẳng", "đặc", "địa", "đốc", "đồng", "đội", "ương", "ấp",
        "ở", "ủy",
    }
)  # fmt: skip
_COLLECTIVE = re.compile(
    r"(?:[Cc]ác |Giám đốc các |Thủ trưởng các )(?:sở|bộ|sở, ngành|bộ, ngành|sở, ban, ngành)$",
    re.IGNORECASE,
)
_WORD = re.compile(r"\S+")
_TRAILING = re.compile(r"(?:[\s,;:–-]|\s(?:và|với|của|các|cùng|theo|tại|trên|có|được|là))+$")
# "Sở Y tế - cơ quan thường trực" is the department.
_STANDING = re.compile(
    r"\s*(?:[,–]|\s-)\s*(?:là )?(?:(?:cơ quan|đơn vị) )?thường trực\b.*$", re.IGNORECASE
)
_STOP = '.:;(“"'
_MAX_NAME = 320
_MAX_UNKNOWN = 2


class Addressed(NamedTuple):
    """A named addressee: the bare name, its place, where the rest starts, and courtesy."""

    name: str
    start: int
    end: int
    rest_at: int
    asked: bool


def starts_with_agency(text: str) -> bool:
    """Tell whether `text` begins with a body that can be given a duty."""
    return _HEAD.match(text) is not None


def name_end(text: str, start: int = 0, *, stop: str = _STOP) -> int:
    """Return where the agency list that begins at `start` ends.

    It runs over capitalised words, the small words of agency names and commas, and ends at a
    verb or a character of `stop`. Up to `_MAX_UNKNOWN` other small words belong to the name when
    a verb, a mark or a known word follows them (`Cục Công nghệ thông tin chủ trì`).
    """
    previous_capital = False
    end = start
    unknown = 0
    for match in _WORD.finditer(text, start, start + _MAX_NAME):
        word = match.group()
        bare = word.strip(',;:.()“”"*')
        if word[0] in stop or _is_verb(text, match.start()):
            return match.start() if unknown else end
        ends = _END_WORD if previous_capital else _SMALL_WORD
        if ends.match(text, match.start()):
            return match.start() if unknown else end
        known = _may_name(bare) or previous_capital
        unknown = 0 if known else unknown + 1
        if unknown > _MAX_UNKNOWN:
            return end
        cut = next((i for i, char in enumerate(word) if char in stop and not _inside(word, i)), -1)
        if cut >= 0:
            return match.start() + cut
        if word.endswith((",", ";")) and unknown:
            return match.end()
        end = match.end() if known else end
        previous_capital = _goes_on(bare) and not word.endswith((",", ";"))
    return end if unknown else max(end, start)


def _goes_on(bare: str) -> bool:
    """Tell whether a small word may be the second syllable of this one; not after `HTX`."""
    return bare[:1].isupper() and not (len(bare) > 1 and bare.isupper())


def _inside(word: str, index: int) -> bool:
    """Tell whether a stop character stands inside a word: `TP.HCM`, `Tp.`."""
    return word[index] == "." and (index + 1 < len(word) or word.lower() == "tp.")


def _may_name(bare: str) -> bool:
    return not bare or bare[0].isupper() or not bare[0].isalpha() or bare in _INNER


def _is_verb(text: str, at: int) -> bool:
    match = _VERB.match(text, at)
    if match is None:
        return False
    before = text[max(0, at - 18) : at]
    return not (_NOMINAL.match(match.group()) and _NOUN_BEFORE.search(before))


def clean_name(text: str) -> str:
    """Return a name without brackets, trailing connectors and blanks."""
    bare = _STANDING.sub("", re.sub(r"\s*\([^()]{0,300}\)", "", text))
    return _TRAILING.sub("", bare).strip(" .*")


def read_addressed(text: str) -> Addressed | None:
    """Return the addressee that `text` begins with: a heading, `Name: …` or `Name does …`."""
    prefix = _PREFIX.match(text)
    at = prefix.end() if prefix else 0
    if not (starts_with_agency(text[at:]) or starts_with_agency(_small(text[at:]))):
        return None
    asked = bool(prefix and prefix.group("ask"))
    return _headed(text, at, asked=asked) or _in_sentence(text, at, asked=asked)


def _small(text: str) -> str:
    """Return a heading in capitals in small letters, other text as it is."""
    head, colon, rest = text.partition(":")
    return f"{head.capitalize()}{colon}{rest}" if head.isupper() else text


def _headed(text: str, at: int, *, asked: bool) -> Addressed | None:
    """Read `Name` alone or `Name: …`."""
    colon = re.compile(r":|$").search(
        re.sub(r"\([^()]*\)", lambda m: " " * len(m.group()), text), at
    )
    end = colon.start() if colon else len(text)
    head = text[at:end]
    if _COLLECTIVE.match(head) and _lists_names(text[end + 1 :]):
        end, head = len(text), text[at:]
    name = clean_name(head)
    if (
        not name
        or len(head) > _MAX_NAME
        or has_verb(_small(name))
        or ". " in name
        or name.endswith(";")
    ):
        return None
    return Addressed(name, at, end, min(len(text), end + 1), asked)


def _lists_names(rest: str) -> bool:
    """Tell whether what follows `Các sở:` names them, rather than giving a duty."""
    bare = rest.strip()
    return (
        0 < len(bare) < _MAX_NAME
        and bare[0].isupper()
        and not bare.endswith(".")
        and not has_verb(bare)
    )


def has_verb(name: str) -> bool:
    """Tell whether a phrase says what is done, rather than only naming agencies."""
    return any(_is_verb(name, match.start()) for match in _WORD.finditer(name) if match.start())


def _in_sentence(text: str, at: int, *, asked: bool) -> Addressed | None:
    """Read `Name chủ trì …`, `Name căn cứ …`."""
    if not starts_with_agency(text[at:]):
        return None
    end = name_end(text, at, stop='.:“"')
    name = clean_name(text[at:end])
    if len(name) < 4:  # noqa: PLR2004 - "Sở" alone is no name
        return None
    return Addressed(name, at, end, end, asked)


def split_names(text: str) -> tuple[str, ...]:
    """Return the agencies of a list as written, one by one."""
    names: list[str] = []
    for part in _PARTING.split(text):
        name = clean_name(part)
        if name:
            names.append(name)
    return tuple(names)
