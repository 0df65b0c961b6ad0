"""Abbreviations of Vietnamese offices, as data: folded, and the folded words they stand for.

Both the texts that are searched and what is asked for are written out by this table, so either form
finds the other. One that stands for two things ("TT") is not here. After a change the stored words
have to be folded anew: a migration, as 0070.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

_BODIES: Final = {
    "bchqs": "ban chi huy quan su",
    "bdbp": "bo doi bien phong",
    "bhxh": "bao hiem xa hoi",
    "gd dt": "giao duc dao tao",
    "gddt": "giao duc dao tao",
    "gtvt": "giao thong van tai",
    "hdnd": "hoi dong nhan dan",
    "kh cn": "khoa hoc cong nghe",
    "khcn": "khoa hoc cong nghe",
    "kh dt": "ke hoach dau tu",
    "khdt": "ke hoach dau tu",
    "ld tb xh": "lao dong thuong binh xa hoi",
    "ld tbxh": "lao dong thuong binh xa hoi",
    "ldld": "lien doan lao dong",
    "ldtb xh": "lao dong thuong binh xa hoi",
    "ldtboxh": "lao dong thuong binh xa hoi",
    "ldtbxh": "lao dong thuong binh xa hoi",
    "lhpn": "lien hiep phu nu",
    "mttq": "mat tran to quoc",
    "nn mt": "nong nghiep moi truong",
    "nnmt": "nong nghiep moi truong",
    "nn ptnt": "nong nghiep phat trien nong thon",
    "nnptnt": "nong nghiep phat trien nong thon",
    "tand": "toa an nhan dan",
    "tn mt": "tai nguyen moi truong",
    "tncs": "thanh nien cong san",
    "tncshcm": "thanh nien cong san ho chi minh",
    "tnmt": "tai nguyen moi truong",
    "tt tt": "thong tin truyen thong",
    "tttt": "thong tin truyen thong",
    "ub mttq": "uy ban mat tran to quoc",
    "ubmttq": "uy ban mat tran to quoc",
    "ubnd": "uy ban nhan dan",
    "vh tt": "van hoa the thao",
    "vh tt dl": "van hoa the thao du lich",
    "vh ttdl": "van hoa the thao du lich",
    "vhtt": "van hoa the thao",
    "vhtt dl": "van hoa the thao du lich",
    "vhttdl": "van hoa the thao du lich",
    "vksnd": "vien kiem sat nhan dan",
}
_MATTERS: Final = {
    "atgt": "an toan giao thong",
    "attp": "an toan thuc pham",
    "bhyt": "bao hiem y te",
    "bvte": "bao ve tre em",
    "cchc": "cai cach hanh chinh",
    "cds": "chuyen doi so",
    "cntt": "cong nghe thong tin",
    "hcm": "ho chi minh",
    "ktxh": "kinh te xa hoi",
    "ntm": "nong thon moi",
    "pccc": "phong chay chua chay",
    "pctt": "phong chong thien tai",
    "qlnn": "quan ly nha nuoc",
    "tnxh": "te nan xa hoi",
    "tthc": "thu tuc hanh chinh",
}
ABBREVIATIONS: Final[Mapping[tuple[str, ...], tuple[str, ...]]] = MappingProxyType(
    {tuple(short.split()): tuple(long.split()) for short, long in (_BODIES | _MATTERS).items()}
)
"""Words of the abbreviation, and those it stands for, without the silent "và"."""

LONGEST: Final = max(len(short) for short in ABBREVIATIONS)
BEGINNINGS: Final = frozenset(short[0] for short in ABBREVIATIONS)
SILENT: Final = frozenset({"va"})
"""Left out of what is searched: "Lao động – Thương binh và Xã hội" is also written without it."""
