"""Values in the wording of an indicator: which numbers are targets, and which only describe."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from services.plans.extract.numbers import NUMBER, WORDS, parse_number

_RANGE_MARK = r"\s?(?:%\s?)?(?:đến|tới|-|–)\s?"
_PERCENT = re.compile(
    rf"(?<![\d.,/])(?:(?P<low>{NUMBER}){_RANGE_MARK})?(?P<value>{NUMBER})\s?(?P<sign>%|‰|phần trăm)"
)
_BASES = r"1\.000\.000|100\.000|10\.000|1\.000|100|1 vạn|vạn|1000|10000|100000"
# What is counted, up to the word that compares, dates or joins.
_NOUN = r" (?!(?:dưới|xuống|còn|đạt|là|trên|vào|ở|giảm|tăng|và|năm|đến|so)\b)[^\W\d_]+"
_RATIO = re.compile(
    rf"(?<![\d.,/])(?:(?P<low>{NUMBER}){_RANGE_MARK})?(?P<value>{NUMBER})(?P<what>(?: "
    rf"[^\W\d_]+){{0,5}})\s?/\s?"
    rf"(?P<base>{_BASES})(?P<per>(?:{_NOUN}){{0,6}})(?![\d])"
)
# `Số ca mắc/100.000 dân: dưới 120`: what the rate is of stands before the value.
_RATE_OF = re.compile(
    rf"/\s?(?P<base>{_BASES})(?P<per>(?:{_NOUN}){{1,6}})"
    r"(?::| đạt| là| ở mức| giảm| xuống| còn| dưới| trên){1,4} "
    rf"(?P<value>{NUMBER})(?![\d.,]*[/%\d])"
)
_LEADING = (
    r"đạt(?: được)?(?: tối thiểu| ít nhất| trên| khoảng| từ)?|còn(?: dưới| khoảng)?|"
    r"xuống(?: dưới| còn)*|dưới|trên|"
    r"ít nhất(?: là)?|tối thiểu(?: là)?|là|ở mức(?: dưới| trên)?|khoảng|lên(?: đến| trên)?|"
    r"không quá|hơn|"
    r"vượt|tăng(?: thêm)?|giảm(?: còn)?"
)
_PLAIN = re.compile(
    rf"\b(?:{_LEADING})\s+(?:(?P<low>{NUMBER}){_RANGE_MARK})?(?P<value>{NUMBER})(?![\d.,]*[/%\d])"
    r"(?=(?P<what>(?: (?:k?m[23]\b|(?!vào|đến|và|năm|so|đối|trong|từ|trở)[^\W\d_]+)){0,3}))",
    re.IGNORECASE,
)
# `60 bộ dữ liệu năm 2026, 120 bộ dữ liệu vào năm 2027 và 200 vào năm 2028`
_ALSO = re.compile(
    rf"(?:và|,|;)\s(?:lên |đạt )?(?P<value>{NUMBER})(?:(?=\s(?:vào|đến|trong)\s(?:cuối )?năm)|"
    r"(?=(?P<what>(?: (?!vào|đến|trong|năm)[^\W\d_]+){1,4})"
    r"\s(?:(?:vào|đến|trong)\s)?(?:cuối )?năm 20\d\d))"
)
_ADDING = (
    r"xây dựng|thành lập|tổ chức|hỗ trợ|trồng|đón|thu hút|đào tạo|giải quyết|tạo|mở|hoàn thành|"
    r"tiếp nhận|kết nạp|phát triển|tiêm|xử lý|sửa chữa|sửa|xây mới|xóa|xoá|xây|dựng|lắp đặt|lắp|"
    r"bố trí|trang bị|cấp|tặng|trao|công bố|công nhận|nâng cấp|cải tạo|thu gom|vận chuyển|"
    r"kiểm tra|thanh tra|khám|tuyển|số hóa|di dời|sắp xếp|chuyển đổi|khởi công|khánh thành|"
    r"chăm sóc|bàn giao|nạo vét|tu sửa|tập huấn|bồi dưỡng|mua sắm|mua|nghiệm thu|thả|tu bổ|"
    r"cắm|phát|in|gắn|treo|vẽ"
)
_COUNTING = (
    r"(?:,? (?:ít nhất|tối thiểu|trên|được|mới|có|thêm|từ|mở|sửa chữa|(?:việc làm |nghề )?cho|"
    r"hoàn toàn|dứt điểm|bổ sung|đột xuất|dặm))*\s+"
    rf"(?:(?P<low>{NUMBER}){_RANGE_MARK})?(?P<value>{NUMBER})(?![\d.,]*[/%\d])"
    # What is counted may be said once: `xây mới 350 và sửa chữa 120 nhà`.
    rf"(?:(?P<what>(?: (?!vào|đến|và|năm|trở|trong)[^\W\d_]+){{1,4}})|(?=,? và (?:{_ADDING})\b))"
)
_COUNTED = re.compile(rf"\b(?:phấn đấu|có|duy trì|từ|đưa|quá|{_ADDING}){_COUNTING}", re.IGNORECASE)
# `xây dựng mới 350 căn, sửa chữa 120 căn`: what is done besides, each with its number.
_COUNTED_BESIDES = re.compile(
    rf"(?:[,;]|\bvà)\s(?:(?:đồng thời|tiếp tục)\s)?(?:{_ADDING}){_COUNTING}", re.IGNORECASE
)
_SUM = re.compile(
    rf"\bđạt(?: khoảng| trên| ít nhất| tối thiểu)?\s+(?P<value>{NUMBER})"
    r"(?=(?P<what> (?:tỷ|triệu|nghìn)\b(?: [^\W\d_]+){0,2}))"
)
# `15/20 xã` counts against all there are; `2/3 số hộ` is a part of them, `15/11` a day.
_WHOLES = (
    "xã|phường|thị trấn|đặc khu|thôn|bản|buôn|làng|ấp|khóm|khu|tổ|huyện|quận|tỉnh|thành phố|"
    "địa phương|đơn vị|cơ quan|sở|phòng|ban|trường|lớp|cơ sở|trạm|bệnh viện|chợ|hộ|gia đình|"
    "doanh nghiệp|hợp tác xã|tiêu chí|chỉ tiêu|chỉ số|nhiệm vụ|mục tiêu|công trình|dự án|"
    "trung tâm|sản phẩm|thủ tục|dịch vụ|hồ sơ|trẻ|học sinh|người|cán bộ|đảng viên|chi bộ|đảng bộ|"
    "lĩnh vực"
)
_OF_ALL = re.compile(
    rf"(?<![\d.,/(])(?P<value>\d{{1,4}})/(?P<base>\d{{1,4}})(?P<per> (?:{_WHOLES})\b)",
    re.IGNORECASE,
)
_DAY_BEFORE = re.compile(r"(?:ngày|trước|đến|từ|hết|dịp|vào|số|và|-|–)\s$", re.IGNORECASE)
_BARE_VALUE = (
    rf"(?:{_LEADING}) (?:(?P<low>{NUMBER}){_RANGE_MARK})?(?P<value>{NUMBER})"
    r"(?![\d.,]*[/%\d]| (?!(?:vào|đến|trong|năm|và|so)\b)[^\W\d_])"
)
# `nâng tổng số hợp tác xã lên 310`: what is counted stands before the value.
_NUMBERED = re.compile(
    r"(?<!một )(?<!chỉ )(?<!hệ )\b(?:tổng số|số lượng|số) "
    r"(?P<what>[^\W\d_]+(?: [^\W\d_]+){0,6}?) "
    rf"(?:từ (?:{NUMBER}) )?{_BARE_VALUE}",
    re.IGNORECASE,
)
_INDEX = re.compile(rf"\b(?:chỉ số|hệ số)(?: [^\W\d_]+){{1,10}}? {_BARE_VALUE}", re.IGNORECASE)
# `sản lượng 450.000 tấn`, `tổng thu 4.200 tỷ đồng`: a measure needs no verb before it.
_MEASURES = (
    "tấn|tạ|kg|ha|héc ta|km2|km²|km|m2|m²|m3|m³|MW|con|cây|người|lao động|hộ|căn|lượt|khách|giường|"
    "lớp|mô hình|dự án|công trình|doanh nghiệp|hợp tác xã|sản phẩm|cơ sở|trường|thuê bao|"
    "USD|đồng|bác sĩ|chợ|nhiệm vụ|đề tài"
)
_MEASURED = re.compile(
    rf"(?:(?<=[^\W\d_]\s)|(?<=[:,]\s))(?:(?P<low>{NUMBER}){_RANGE_MARK})?(?P<value>{NUMBER})"
    rf"(?P<what> (?:(?:nghìn|ngàn|triệu|tỷ) )?(?:{_MEASURES})(?:/[^\W\d_]+){{0,2}}"
    r"(?: (?!(?:vào|đến|trong|so|và|mỗi|trên)\b)[^\W\d_]+){0,2})"
    r"(?=\s?(?:[,;.(]|$)|\s(?:vào|đến|trong|so|và|mỗi|trên)\b)"
)
_OPENING_COUNT = re.compile(
    rf"^\W*(?P<value>{NUMBER})(?P<what> (?:{_WHOLES}|{_MEASURES})(?: [^\W\d_]+){{0,3}}?)"
    r"(?= (?:đạt|được|hoàn thành|có|thành lập|không còn)\b)"
)
_PLACED = re.compile(
    r"\b(?:tại|thuộc|của|với|ở|bàn|gồm|trong|cho|trên|giữa|mỗi(?: [^\W\d_]+){0,3}|cứ|các|từ|đến|"
    r"và|do|hơn|là|dưới|có)\s$",
    re.IGNORECASE,
)
_OF_WHICH = re.compile(
    r"\btrong đó,?(?: (?:có|ít nhất|tối thiểu|trên|khoảng))* "
    rf"(?P<value>{NUMBER})(?![\d.,]*[/%\d])"
    r"(?P<what>(?: (?!vào|đến|và|năm|trở|trong)[^\W\d_]+){1,4})",
    re.IGNORECASE,
)
_IN_WORDS = re.compile(
    rf"\b(?:ít nhất|tối thiểu)\s+(?P<word>{'|'.join(WORDS)})(?P<what>(?: [^\W\d_]+){{1,4}})",
    re.IGNORECASE,
)
_NOT_COUNTED = re.compile(
    r"\s?(?:tuổi|tháng tuổi|ngày tuổi|loại|tháng(?! đầu)|sao|cấp|mức|nhóm|lĩnh vực|"
    r"trong các|trong những)"
)
_PERIOD = re.compile(
    r"(?:năm|Năm|giai đoạn|tháng|quý|ngày|số|Điều|khoản|Nghị quyết|lần thứ|thứ)\s*$"
)
# What follows a unit: for whom, where, of what.
_OF_UNIT = re.compile(r"\s+(?:cho|tại|ở|gồm|với|của|thuộc|bằng|do|được|trước|đã|có)(?:\s|$)")
_DIGIT = re.compile(r"\d")
_PER = re.compile(rf"\btrên\s+(?P<base>{_BASES})(?P<per>(?:{_NOUN}){{1,3}})")


_OPENING = 25
_OPENING_ZONE = 110
"""How far a count that opens a clause reaches: its verb, a few words and the number."""
_PERIOD_ZONE = 24


@dataclass(frozen=True, slots=True)
class Mention:
    """One target value; `start` and `end` are its place in the clause, the unit excluded."""

    start: int
    end: int
    value: float
    value_max: float | None
    unit: str | None
    denominator: str | None
    word: str | None = None


def find_mentions(clause: str, *, labelled: bool) -> list[Mention]:
    """Return the target values of one clause in order.

    Percentages and rates are targets wherever they stand; a bare number only after a word such as
    `đạt` or `dưới` with a unit, counted by the verb that opens the clause, or in a unit of measure;
    lines labelled as indicators are read less strictly.
    """
    if _DIGIT.search(clause) is None:
        return list(_worded(clause)) if labelled else []
    base = _PER.search(clause)
    found = list(_shares(clause) if labelled else _stated(clause))
    counts: list[Mention] = []
    if not found:
        if base:
            clause = clause[: base.start()] + " " * len(base.group()) + clause[base.end() :]
        plain = _matches(_PLAIN, clause, percent=False)
        counts = [mention for mention in plain if labelled or mention.unit]
    said = [*found, *counts]
    opens = _opens_with_count(clause, min((one.start for one in said), default=len(clause)))
    if opens or (labelled and not said):
        counts.extend(islice(_matches(_COUNTED, clause, percent=False), 1))
    if (found or counts) and not labelled:
        counts.extend(_matches(_COUNTED_BESIDES, clause, percent=False))
    if counts:
        counts.extend(_matches(_ALSO, clause, percent=False))
    found.extend(counts)
    found.extend(_of_measure(clause) if not (labelled and found) else ())
    if found:
        found.extend(_matches(_OF_WHICH, clause, percent=False))
    elif labelled:
        found = list(_worded(clause))
    per = f"{base.group('base')}{base.group('per')}" if base else None
    ordered = sorted(_apart(found), key=lambda mention: mention.start)
    return [_with_base(mention, per) for mention in ordered]


def _stated(clause: str) -> list[Mention]:
    """Return shares, numbers of things and indices, and the sums beside them."""
    found = [
        *_shares(clause),
        *_matches(_NUMBERED, clause, percent=False),
        *_matches(_INDEX, clause, percent=False),
    ]
    return [*found, *_matches(_SUM, clause, percent=False)] if found else found


def _of_measure(clause: str) -> Iterator[Mention]:
    """Yield numbers of a unit of measure, and the count that opens a clause without a verb."""
    yield from _matches(_MEASURED, clause, percent=False)
    yield from _matches(_OPENING_COUNT, clause, percent=False)


def _shares(clause: str) -> Iterator[Mention]:
    """Yield rates, percentages and parts of a whole, each looked for only by its sign."""
    ratios = "/" in clause
    if ratios:
        yield from _matches(_RATIO, clause, percent=False)
    if "%" in clause or "‰" in clause or "phần trăm" in clause:
        yield from _matches(_PERCENT, clause, percent=True)
    if ratios:
        yield from _matches(_OF_ALL, clause, percent=False)
        yield from _matches(_RATE_OF, clause, percent=False)


def _opens_with_count(clause: str, until: int) -> bool:
    """Tell whether a verb that counts opens a clause, with a number before another value."""
    if _DIGIT.search(clause, 0, min(until, _OPENING_ZONE)) is None:
        return False
    counted = _COUNTED.search(clause[:_OPENING_ZONE])
    return counted is not None and counted.start() < _OPENING


def _with_base(mention: Mention, per: str | None) -> Mention:
    if per is None or mention.denominator or mention.unit == "%":
        return mention
    return Mention(
        mention.start,
        mention.end,
        mention.value,
        mention.value_max,
        mention.unit,
        per,
        mention.word,
    )


def _matches(pattern: re.Pattern[str], text: str, *, percent: bool) -> Iterator[Mention]:
    for match in pattern.finditer(text):
        groups = match.groupdict()
        value = parse_number(match.group("value"))
        if value is None or _describes(match, text, percent=percent):
            continue
        low = parse_number(groups.get("low") or "")
        start = match.start("low") if low is not None else match.start("value")
        unit = ("‰" if groups.get("sign") == "‰" else "%") if percent else _unit(groups)
        base = groups.get("base")
        per = f"{base}{groups.get('per') or ''}".strip() if base else None
        first, last = (value, None) if low is None else (low, value)
        yield Mention(start, match.end("value"), first, last, unit, per)


def _unit(groups: dict[str, str | None]) -> str | None:
    return _OF_UNIT.split((groups.get("what") or "").strip(), maxsplit=1)[0] or None


def _describes(match: re.Match[str], text: str, *, percent: bool) -> bool:
    """Tell whether a number is an age, a year or a kind rather than a target."""
    if percent:
        return False
    if _NOT_COUNTED.match(text, match.end("value")):
        return True
    if match.re is _OF_ALL and not _counts_against(match, text):
        return True
    if match.re is _MEASURED and _stands_after(_PLACED, match, text):
        return True
    if match.re is _COUNTED and match.group()[:3].lower() == "từ " and "%" in text[: match.start()]:
        return True  # `100% tàu cá từ 15 mét trở lên`: of which size
    raw = match.group("value")
    year = len(raw) == 4 and raw.startswith(("19", "20"))  # noqa: PLR2004 - a year has four digits
    at = match.start("value")
    return year or _PERIOD.search(text, max(0, at - _PERIOD_ZONE), at) is not None


def _stands_after(words: re.Pattern[str], match: re.Match[str], text: str) -> bool:
    """Tell whether a number stands right after some words."""
    at = match.start()
    return words.search(text, max(0, at - _PERIOD_ZONE), at) is not None


def _counts_against(match: re.Match[str], text: str) -> bool:
    """Tell whether `15/20 xã` is so many of all, not a day before what is counted."""
    counted, whole = int(match.group("value")), int(match.group("base"))
    return 0 < counted <= whole and not _stands_after(_DAY_BEFORE, match, text)


def _worded(text: str) -> Iterator[Mention]:
    match = _IN_WORDS.search(text)
    if match and not _NOT_COUNTED.match(match.group("what")):
        word = match.group("word")
        yield Mention(
            match.start("word"),
            match.end("word"),
            float(WORDS[word.lower()]),
            None,
            match.group("what").strip(),
            None,
            word,
        )


def _apart(found: list[Mention]) -> Iterator[Mention]:
    """Drop mentions that overlap one found before (a rate's base is no percentage)."""
    taken: set[int] = set()
    for mention in found:
        places = range(mention.start, mention.end)
        if taken.isdisjoint(places):
            taken.update(places)
            yield mention
