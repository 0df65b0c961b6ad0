"""Who took over from whom in 2025, field by field, as data.

Decree 150/2025/NĐ-CP joined departments and replaced those of districts; a body with several
fields has several successors. The field of a duty is told by its words. Nothing here decides: a
successor is proposed with its reason and legal basis, and a person confirms it.
"""

import re
from collections.abc import Iterable, Sequence
from typing import Final, NamedTuple

from services.plans.folding import fold_words
from services.plans.names.keys import key_of

_DECREE: Final = "Nghị định 150/2025/NĐ-CP"
_TIERS: Final = "Luật Tổ chức chính quyền địa phương 2025 (hai cấp)"


class Rule(NamedTuple):
    """One line of the reorganisation: `before`, for duties of `field`, became `after`.

    `words` are folded words by which a duty shows the field; empty for a body with one field.
    """

    before: tuple[str, ...]
    field: str
    words: str
    after: str
    basis: str


class Proposal(NamedTuple):
    """A successor with the field that leads to it, how many duties show it, and the basis."""

    successor: str
    field: str
    duties: int
    basis: str


_LABOUR: Final = ("so lao dong thuong binh xa hoi", "phong lao dong thuong binh xa hoi")
_PRESS: Final = ("so thong tin truyen thong",)
_DISTRICT: Final = "UBND các xã, phường, đặc khu"
_OFFICE: Final = "Phòng Văn hóa – Xã hội"

RULES: Final[tuple[Rule, ...]] = (
    Rule(_LABOUR[:1], "trẻ em, bảo trợ xã hội",
         r"tre em|tre mo coi|bao tro|bao ve tre|nguoi khuyet tat|nguoi cao tuoi|xam hai|tao hon|"
         r"duoi nuoc|cong tac xa hoi|quyen tre",
         "Sở Y tế", f"{_DECREE}, Điều 8 khoản 10"),
    Rule(_LABOUR[:1], "lao động, người có công, bình đẳng giới",
         r"lao dong(?! thuong binh)|viec lam|tien luong|nguoi co cong|liet si|binh dang gioi|"
         r"vi su tien bo|bao hiem that nghiep|xuat khau lao dong",
         "Sở Nội vụ", f"{_DECREE}, Điều 8 khoản 1"),
    Rule(_LABOUR[:1], "giáo dục nghề nghiệp",
         r"giao duc nghe nghiep|day nghe|hoc nghe|dao tao nghe|co so nghe",
         "Sở Giáo dục và Đào tạo", f"{_DECREE}, Điều 8 khoản 9"),
    Rule(_LABOUR[:1], "giảm nghèo",
         r"giam ngheo|ho ngheo|can ngheo|thoat ngheo",
         "Sở Nông nghiệp và Môi trường", f"{_DECREE}, Điều 8 khoản 5"),
    Rule(("so ke hoach dau tu",), "kế hoạch, đầu tư", "",
         "Sở Tài chính", f"{_DECREE}, Điều 8 khoản 3"),
    Rule(("so giao thong van tai",), "giao thông vận tải", "",
         "Sở Xây dựng", f"{_DECREE}, Điều 8 khoản 6"),
    Rule(("so nong nghiep phat trien nong thon",), "nông nghiệp, nông thôn", "",
         "Sở Nông nghiệp và Môi trường", f"{_DECREE}, Điều 8 khoản 5"),
    Rule(("so tai nguyen moi truong",), "tài nguyên, môi trường", "",
         "Sở Nông nghiệp và Môi trường", f"{_DECREE}, Điều 8 khoản 5"),
    Rule(_PRESS, "báo chí, phát thanh, truyền hình, xuất bản",
         r"bao chi|phat thanh|truyen hinh|truyen thanh|xuat ban|tuyen truyen|truyen thong|"
         r"co so tin|dua tin|chuyen trang|chuyen muc",
         "Sở Văn hóa, Thể thao và Du lịch", f"{_DECREE}, Điều 8 khoản 8"),
    Rule(_PRESS, "công nghệ thông tin, chuyển đổi số",
         r"cong nghe thong tin|chuyen doi so|mang internet|moi truong mang|khong gian mang|du lieu|"
         r"phan mem|an toan thong tin|vien thong|buu chinh|nen tang so|so hoa",
         "Sở Khoa học và Công nghệ", f"{_DECREE}, Điều 8 khoản 7"),
    Rule(("ban dan toc",), "dân tộc", "",
         "Sở Dân tộc và Tôn giáo", f"{_DECREE}, Điều 9 khoản 2; nơi không lập thì Sở Nội vụ"),
    Rule(_LABOUR[1:], "trẻ em, lao động, xã hội", "",
         f"{_OFFICE} (cấp xã)", f"{_DECREE}, Điều 15 khoản 3"),
    Rule(("phong giao duc dao tao", "phong y te", "phong van hoa thong tin"),
         "giáo dục, y tế, văn hóa", "", f"{_OFFICE} (cấp xã)", f"{_DECREE}, Điều 15 khoản 3"),
    Rule(("cong chuc tu phap ho tich", "tu phap ho tich"), "tư pháp, hộ tịch", "",
         "Văn phòng HĐND và UBND (cấp xã)", f"{_DECREE}, Điều 15 khoản 1"),
    Rule(("cong chuc tai chinh ke toan", "tai chinh ke toan"), "tài chính, kế toán", "",
         "Phòng Kinh tế (cấp xã)", f"{_DECREE}, Điều 15 khoản 2"),
)  # fmt: skip
_COMMITTEES = Rule((), "cấp huyện", "", _DISTRICT, _TIERS)
_COMMUNES: Final = tuple(f"uy ban nhan dan {area}" for area in ("xa", "phuong", "dac khu"))
_AREA = re.compile(r" (?:huyen|quan|thi xa|xa(?! hoi)|phuong|thi tran)(?: .*)?$")
_DISTRICTS = re.compile(
    r"^(?:chu tich )?uy ban nhan dan (?:cac |cap )*(?:huyen|quan(?! doi)|thi xa)\b"
)


def is_abolished(name: str) -> bool:
    """Tell whether the body that `name` means was abolished in 2025."""
    return bool(_rules_for(key_of(name).base))


def proposals(name: str, duties: Iterable[str] = ()) -> list[Proposal]:
    """Return who took over from an abolished body, the successor of most duties first.

    Successors whose field no duty shows are left out, unless none shows any. Empty for a body
    that was not abolished.
    """
    rules = _rules_for(key_of(name).base)
    if not rules:
        return []
    texts = [fold_words(text) for text in duties]
    found = [Proposal(rule.after, rule.field, _count(rule, texts), rule.basis) for rule in rules]
    shown = [one for one in found if one.duties]
    return sorted(shown or found, key=lambda one: -one.duties)


def heirs(base: str) -> tuple[str, ...]:
    """Return the keys of all bodies that took over from the one whose key's base is given.

    A key of the commune's level begins the names of many: each commune has such a body.
    """
    rules = _rules_for(base)
    if _COMMITTEES in rules:
        return _COMMUNES
    names = dict.fromkeys(key_of(rule.after).base for rule in rules)
    if base == "ban dan toc":
        names["so noi vu"] = None
    return tuple(names)


def _rules_for(base: str) -> Sequence[Rule]:
    """Return the rules for the body of a key's base, whatever district or commune it is of."""
    if _DISTRICTS.match(base):
        return (_COMMITTEES,)
    bare = _AREA.sub("", base)
    return [rule for rule in RULES if bare in rule.before]


def _count(rule: Rule, texts: Sequence[str]) -> int:
    if not rule.words:
        return len(texts)
    pattern = re.compile(rf"\b(?:{rule.words})\b")
    return sum(1 for text in texts if pattern.search(text))
