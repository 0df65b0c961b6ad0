"""Names of agencies in running text: where one begins, where it ends, what it stands for."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from services.plans.extract.folding import UPPER
from services.plans.extract.vocabulary import BODIES, ENDING, HEADS, INNER, VERBS, WORDS

_HEAD = re.compile(
    rf"(?:(?:{HEADS})\b|(?:[Cc]ác|[Nn]hững) (?:(?i:{BODIES}))\b|"
    r"(?:sở|ban|ngành|cơ quan|đơn vị|địa phương|đoàn thể|ubnd|ủy ban nhân dân)\b)"
)
# "các sở, ban, ngành" is one class: a list is parted before capitals and before "các" only.
_NEXT = rf"(?:(?:{HEADS})\b|(?:[Cc]ác|[Nn]hững) (?:(?i:{BODIES}))\b)"
_PARTING = re.compile(rf";\s*|,\s*(?={_NEXT})|,?(?<!HĐND)(?<!\bBáo)\s+và\s+(?={_NEXT})")
# One unit of two fields: `Cục Khởi nghiệp và Doanh nghiệp công nghệ`, but `…, Thống kê tỉnh`.
_UNIT_OF = re.compile(r"(?:Cục|Chi cục|Tổng cục|Vụ|Viện|Phòng|Ban|Trung tâm)(?:\s[^\s,;]+){1,4}$")
_SECOND_FIELD = re.compile(
    r"(?:Thống kê|Doanh nghiệp|Hợp tác xã|Thư viện|Hải quan|Kiểm lâm)"
    r"(?:\s(?!(?:tỉnh|thành|xã|phường|huyện|khu|cơ|các|trong|ngoài|trên|thuộc|nhà|có)\b)"
    r"[^\W\d_]+){0,3}$"
)
_ALONE = "Thống kê"
_ISSUER = (
    r"(?:(?:Ủy ban nhân dân|Uỷ ban nhân dân|(?:Chủ tịch )?UBND|Chủ tịch (?:Ủy|Uỷ) ban nhân dân)"
    r"(?! (?:các|cấp)\b)(?: [^\s,.;:]+){1,6}? (?=(?:trân trọng |kính )?đề nghị|giao|yêu cầu))"
)
_PREFIX = re.compile(
    rf"{_ISSUER}?"
    r"(?:(?:[Tt]rân trọng |[Kk]ính )?(?P<ask>[Đđ]ề nghị|[Mm]ời)"
    r"|[Gg]iao(?: nhiệm vụ)?(?: cho)?|[Yy]êu cầu"
    r"|Đối với|Nhiệm vụ của|Trách nhiệm của)\s+(?:đồng chí\s+)?"
)

_ASKED_BESIDE = re.compile(r"\([^()]{0,40}\bđề nghị\b[^()]{0,60}\)")
_VERB = re.compile(rf"(?:{VERBS})(?!\w)")
_END_WORD = re.compile(rf"(?:{ENDING})(?!\w)")
_SMALL_WORD = re.compile(rf"(?:{ENDING}|{WORDS})(?!\w)")
_NOUN_BEFORE = re.compile(
    r"(?:Ban|ban|Quản|phạm vi|(?<!liên )quan|Ủy ban|UB|được|được giao|được phân công|[Cc]án bộ|"
    r"công tác|cơ sở|Trung tâm|và|"
    r"các)\s$"
)
_NOMINAL = re.compile(
    r"(?:chỉ đạo|quản lý|phân công|kiểm tra|thanh tra|tổ chức|chủ trì|phối hợp|giám sát|điều phối)"
)

# Verbs that are the second half of a name: `Quỹ Hỗ trợ phát triển …`, `Vụ Vật liệu xây dựng`.
_NAMING = re.compile(
    r"(?:(?<=Hỗ trợ )(?:phát triển|đầu tư)|(?<=Đầu tư )(?:phát triển|xây dựng)|"
    r"(?<=Đầu tư và )phát triển|(?<=Xúc tiến )đầu tư|(?<=Nghiên cứu )(?:ứng dụng|phát triển)|"
    # Of headings in capitals only the first letter is left one.
    r"(?<=Sở )xây dựng(?=\s*(?:$|[.,;:()]|(?:và|tỉnh|thành phố|chủ trì|phối hợp)\b))|"
    r"(?<=Ban )đại diện (?:cha mẹ|phụ huynh) (?:học sinh|trẻ(?: em)?)|"
    r"(?<=Bảo tồn )phát huy|(?<=Quản lý )dự án(?: đầu tư)?(?: xây dựng)?|"
    r"(?:(?<=ật liệu )|(?<=cán bộ )|(?<=công trình )|(?<=ngành ))xây dựng(?=\s*(?:$|[.,;:)])))"
    r"(?!\w)"
)
# What a unit of an office does may be its name, if nothing is done to anything: `Phòng Kế hoạch
# tổng hợp`, `Trung tâm Kiểm định xây dựng;`.
_UNIT = re.compile(
    r"(?:Phòng|Khoa|Trung tâm|Ban|Vụ|Cục|Chi cục|Viện|Tổ|Bộ phận|Đội) "
    rf"(?=[{UPPER}])[^,;.:()]{{2,30}} $"
)
_ITS_FIELD = re.compile(
    r"(?:xây dựng|đào tạo|đầu tư|tổng hợp|tuyên truyền|kiểm tra|kiểm soát|giám sát|điều tra|"
    r"tư vấn|phát triển|nghiên cứu|ứng dụng|thống kê|quản lý|vận hành|khai thác|bảo vệ|thẩm định|"
    r"đánh giá|hỗ trợ|tiếp nhận|điều phối|xử lý|bảo trì|sửa chữa|thanh tra|cứu trợ|phân tích)"
    r"(?=(?:\s(?:xã|phường|đặc khu|huyện|tỉnh|thành phố))?"
    rf"\s*(?:$|[;:()]|,\s[{UPPER}]|(?:chủ trì|phối hợp|có trách nhiệm)\b))"
)
# Who is meant may be told by a part of the document: `Các đơn vị được phân công tại Phụ lục I`.
_REFERRED = re.compile(
    r"(?:được (?:phân công|giao)(?: nhiệm vụ)?|nêu|có tên) (?:tại|trong) "
    r"(?:Phụ lục|Mục|Điều|khoản|Danh mục|Biểu|Kế hoạch này)(?: [IVX\d]{1,4}(?!\w))?(?: kèm theo)?"
    r"(?!\w)"
)
_UNIT_ZONE = 48
_COLLECTIVE = re.compile(
    r"(?:^|[,;] |\bvà )(?:các |Giám đốc các |Thủ trưởng các )"
    r"(?:sở|bộ|sở, ngành|bộ, ngành|sở, ban, ngành)$",
    re.IGNORECASE,
)
_COLLECTED = ("sở", "Sở", "SỞ", "bộ", "Bộ", "BỘ", "ngành", "Ngành", "NGÀNH")
_GATHERING = re.compile(
    r"(?:Thủ trưởng |Lãnh đạo |Người đứng đầu )?các "
    r"(?:cơ quan|đơn vị|địa phương|phòng|hội|đoàn thể)"
    r"(?:,? (?:và )?(?:cơ quan|đơn vị|địa phương|ban|đoàn thể)){0,4}$",
    re.IGNORECASE,
)
_BLANK = re.compile(r"\s*")
# "Cơ quan đăng ký kinh doanh" is named by what it does.
_DESCRIBED = re.compile(
    r"(?:Các )?(?:cơ quan|đơn vị|tổ chức(?! chính trị)|doanh nghiệp|cơ sở)"
    r"(?!.*(?:chủ trì|phối hợp|trách nhiệm|căn cứ|báo cáo|thực hiện|triển khai|như sau|[.;,]))"
    r"(?:.{3,40}|(?:\s\S+){0,3}?\s(?:thuộc|có|được|đang|do)\b.{3,80})$",
    re.IGNORECASE,
)
# Fields of departments, for some begin like duties (`Xây dựng`).
_FIELD = (
    r"(?:Nội vụ|Tài chính|Tư pháp|Công Thương|Công thương|Xây dựng|Y tế|Ngoại vụ|Du lịch|"
    r"Khoa học và Công nghệ|Giáo dục và Đào tạo|Nông nghiệp và Môi trường|"
    r"Dân tộc và Tôn giáo|Văn hóa, Thể thao và Du lịch|Văn hóa và Thể thao|Quy hoạch - Kiến trúc|"
    r"An toàn thực phẩm)(?!\w)"
)
_FIELDS = re.compile(rf"\s*{_FIELD}(?:(?:\s?[,;]|\s?,?\s?và)\s{_FIELD}){{1,20}}")
_BESIDE = re.compile(r"[,;]|\bvà\b")
_WORD = re.compile(r"\S+")
_COLON = re.compile(r":|\([^()]*\)")
_BRACKETED = re.compile(r"\s*\([^()]{0,300}\)")
_JOINERS = ("và", "với", "của", "các", "cùng", "theo", "tại", "trên", "có", "được", "là")
# Matched from the end of a name, so read backwards: a search for `…$` tries every place.
_TRAILING = re.compile(rf"(?:[\s,;:–-]|(?:{'|'.join(word[::-1] for word in _JOINERS)})(?=\s))*")
# "Sở Y tế - cơ quan thường trực" is the department.
_STANDING = re.compile(
    r"\s*(?:[,–]|\s-)\s*(?:là )?(?:(?:cơ quan|đơn vị) )?thường trực\b.*$", re.IGNORECASE
)
_STOP = '.:;(“"'
_MAX_NAME = 320
_MAX_UNKNOWN = 2
# Two unknown words before one of these are a verb with its object: `nạo vét các ao`.
_OBJECTS = frozenset({"các", "những", "việc", "một", "toàn", "hệ"})


class Addressed(NamedTuple):
    """A named addressee: the bare name, its place, where the rest starts, and courtesy."""

    name: str
    start: int
    end: int
    rest_at: int
    asked: bool


def starts_with_agency(text: str, at: int = 0) -> bool:
    """Tell whether a body that can be given a duty is named at a place of `text`."""
    return _HEAD.match(text, at) is not None


def name_end(text: str, start: int = 0, *, stop: str = _STOP) -> int:
    """Return where the agency list that begins at `start` ends.

    It runs over capitalised words, the small words of agency names and commas, and ends at a
    verb or a character of `stop`. Up to `_MAX_UNKNOWN` other small words belong to the name when
    a verb, a mark or a known word follows them (`Cục Công nghệ thông tin chủ trì`).
    """
    previous_capital = False
    end = start
    unknown = 0
    named = start
    for match in _WORD.finditer(text, start, start + _MAX_NAME):
        naming = _naming(text, match.start())
        if naming:
            named, unknown, previous_capital = naming.end(), 0, False
        if match.end() <= named:
            end = match.end()
            continue
        word = match.group()
        bare = word.strip(',;:.()“”"*')
        if word[0] in stop or _is_verb(text, match.start()):
            return match.start() if unknown else end
        ends = _END_WORD if previous_capital else _SMALL_WORD
        if ends.match(text, match.start()):
            return match.start() if unknown else end
        acts = unknown == _MAX_UNKNOWN and bare in _OBJECTS
        known = _may_name(bare) or previous_capital
        unknown = 0 if known else unknown + 1
        if acts or unknown > _MAX_UNKNOWN:
            return end
        cut = next((i for i, char in enumerate(word) if char in stop and not _inside(word, i)), -1)
        if cut >= 0:
            return match.start() + cut
        if word.endswith((",", ";")) and unknown:
            return match.end()
        end = match.end() if known else end
        previous_capital = _goes_on(bare) and not word.endswith((",", ";"))
    return end if unknown else max(end, start)


def _naming(text: str, at: int) -> re.Match[str] | None:
    """Return the verb that is a part of a name at a place of `text`."""
    found = _NAMING.match(text, at) or _REFERRED.match(text, at)
    if found:
        return found
    field = _ITS_FIELD.match(text, at)
    return field if field and _UNIT.search(text, max(0, at - _UNIT_ZONE), at) else None


def _goes_on(bare: str) -> bool:
    """Tell whether a small word may be the second syllable of this one; not after `HTX`."""
    return bare[:1].isupper() and not (len(bare) > 1 and bare.isupper())


def _inside(word: str, index: int) -> bool:
    """Tell whether a stop character stands inside a word: `TP.HCM`, `Tp.`."""
    return word[index] == "." and (index + 1 < len(word) or word.lower() == "tp.")


def _may_name(bare: str) -> bool:
    return not bare or bare[0].isupper() or not bare[0].isalpha() or bare in INNER


def _is_verb(text: str, at: int) -> bool:
    # Names are words in capitals for the most part, and no verb of ours begins with one.
    match = _VERB.match(text, at) if text[at : at + 1].islower() else None
    if match is None:
        return False
    before = text[max(0, at - 18) : at]
    return not (_NOMINAL.match(match.group()) and _NOUN_BEFORE.search(before))


def clean_name(text: str) -> str:
    """Return a name without brackets, trailing connectors and blanks."""
    bare = _STANDING.sub("", _BRACKETED.sub("", text))
    trailing = _TRAILING.match(bare[::-1])
    return bare[: len(bare) - (trailing.end() if trailing else 0)].strip(" .*")


def read_addressed(text: str) -> Addressed | None:
    """Return the addressee that `text` begins with: a heading, `Name: …` or `Name does …`."""
    prefix = _PREFIX.match(text) or _PREFIX.match(_small(text))
    at = prefix.end() if prefix else 0
    if not (starts_with_agency(text, at) or starts_with_agency(_small(text[at:]))):
        return None
    asked = bool(prefix and prefix.group("ask"))
    return _headed(text, at, asked=asked) or _in_sentence(text, at, asked=asked)


def _small(text: str) -> str:
    """Return a heading in capitals in small letters, other text as it is."""
    head, colon, rest = text.partition(":")
    return f"{head.capitalize()}{colon}{rest}" if head.isupper() else text


def _headed(text: str, at: int, *, asked: bool) -> Addressed | None:
    """Read `Name` alone or `Name: …`."""
    end = _colon(text, at)
    head = text[at:end]
    if _collects(head) or _gathers(text, end):
        end = _listed_end(text, end + 1)
        head = text[at:end]
    if len(head) > _MAX_NAME:
        return None
    name = clean_name(head)
    asked = asked or _ASKED_BESIDE.search(head) is not None
    if (
        not name
        or (has_verb(_small(name)) and not _DESCRIBED.match(name))
        or ". " in name
        or name.endswith(";")
    ):
        return None
    rest_at = end + 1 if text[end : end + 1] == ":" else end
    return Addressed(name, at, end, rest_at, asked)


def _collects(head: str) -> bool:
    """Tell whether a head ends with a word for all departments: `…, Giám đốc các Sở`."""
    return head.endswith(_COLLECTED) and _COLLECTIVE.search(head) is not None


def _colon(text: str, at: int) -> int:
    """Return where the first colon from `at` on stands outside of brackets, else the end."""
    marks = (match for match in _COLON.finditer(text, at) if match.group() == ":")
    return next((match.start() for match in marks), len(text))


def _gathers(text: str, colon: int) -> bool:
    """Tell whether agencies follow a word for all of them: `Các đơn vị: Sở Y tế, Công an tỉnh`."""
    following = _BLANK.match(text, colon + 1)
    at = following.end() if following else colon + 1
    return _GATHERING.match(text[:colon]) is not None and starts_with_agency(text, at)


def _listed_end(text: str, start: int) -> int:
    """Return where the names end that follow `Các sở:` up to `start`; its colon for none.

    `Các Sở: Tài chính, Nội vụ; Công an tỉnh theo chức năng:` names them, `Các sở: Rà soát …` does
    not.
    """
    rest = text[start : start + 2 * _MAX_NAME]
    bare = rest.strip()
    if (
        len(bare) < _MAX_NAME
        and bare[:1].isupper()
        and not bare.endswith(".")
        and not has_verb(bare)
    ):
        return len(text)
    fields = _FIELDS.match(text, start)
    if fields:
        more = fields.end() + 2
        goes_on = text[fields.end() : more] == "; " and starts_with_agency(text, more)
        return name_end(text, more, stop='.:(“"') if goes_on else fields.end()
    if not bare[:1].isupper() or _VERB.match(bare.lower()):
        return start - 1
    first = start + len(rest) - len(rest.lstrip())
    end = name_end(text, first, stop='.:(“"')
    listed = clean_name(text[first:end])
    several = len(_BESIDE.split(listed)) > 1
    return end if several and not has_verb(listed) else start - 1


def has_verb(name: str) -> bool:
    """Tell whether a phrase says what is done, rather than only naming agencies."""
    named = 0
    for match in _WORD.finditer(name):
        naming = _naming(name, match.start())
        named = naming.end() if naming else named
        if match.start() >= max(named, 1) and _is_verb(name, match.start()):
            return True
    return False


def _in_sentence(text: str, at: int, *, asked: bool) -> Addressed | None:
    """Read `Name chủ trì …`, `Name căn cứ …`."""
    if not starts_with_agency(text, at):
        return None
    end = name_end(text, at, stop='.:“"')
    name = clean_name(text[at:end])
    if len(name) < 4:  # noqa: PLR2004 - "Sở" alone is no name
        return None
    return Addressed(name, at, end, end, asked)


def split_names(text: str) -> tuple[str, ...]:
    """Return the agencies of a list as written, one by one."""
    return tuple(name for part in _parts(text) if (name := clean_name(part)))


def _parts(text: str) -> Iterator[str]:
    """Yield what stands between the marks that part names."""
    cuts = [(match.start(), match.end()) for match in _PARTING.finditer(text)]
    ends = [*(cut for cut, _ in cuts[1:]), len(text)]
    start = 0
    for (cut, after), end in zip(cuts, ends, strict=False):
        if not _is_one(text[start:cut], text[cut:after], text[after:end]):
            yield text[start:cut]
            start = after
    yield text[start:]


def _is_one(name: str, mark: str, following: str) -> bool:
    """Tell whether what follows a unit is its second field; after a comma only a bare one is."""
    bare = following.strip(" .")
    joined = "và" in mark or ("," in mark and bare == _ALONE)
    return joined and bool(_SECOND_FIELD.match(bare)) and bool(_UNIT_OF.match(name.strip()))
