"""How names of agencies are shortened: the forms that clerks write, and what they stand for.

Of plans, which finds the agency that a document names, and of identity, which registers each once:
two tables would let one name be one agency here and two there.
"""

import re
from types import MappingProxyType
from typing import Final

ABBREVIATIONS: Final = MappingProxyType(
    {
        "ubnd": "uy ban nhan dan",
        "hdnd": "hoi dong nhan dan",
        "ub mttq": "uy ban mat tran to quoc",
        "ubmttq": "uy ban mat tran to quoc",
        "mttq": "mat tran to quoc",
        "ub": "uy ban",
        "gd dt": "giao duc dao tao",
        "gddt": "giao duc dao tao",
        "ldtbxh": "lao dong thuong binh xa hoi",
        "ldtboxh": "lao dong thuong binh xa hoi",
        "ldtb xh": "lao dong thuong binh xa hoi",
        "ld tbxh": "lao dong thuong binh xa hoi",
        "ld tb xh": "lao dong thuong binh xa hoi",
        "ldtb va xh": "lao dong thuong binh xa hoi",
        "ld tb va xh": "lao dong thuong binh xa hoi",
        "lao dong tb va xh": "lao dong thuong binh xa hoi",
        "lao dong thuong binh xh": "lao dong thuong binh xa hoi",
        "lao dong tb xh": "lao dong thuong binh xa hoi",
        "lao dong tbxh": "lao dong thuong binh xa hoi",
        "vhttdl": "van hoa the thao du lich",
        "vhtt dl": "van hoa the thao du lich",
        "vh ttdl": "van hoa the thao du lich",
        "vh tt dl": "van hoa the thao du lich",
        "vhtt": "van hoa the thao",
        "vh tt": "van hoa the thao",
        "tttt": "thong tin truyen thong",
        "tt tt": "thong tin truyen thong",
        "khdt": "ke hoach dau tu",
        "kh dt": "ke hoach dau tu",
        "khcn": "khoa hoc cong nghe",
        "kh cn": "khoa hoc cong nghe",
        "tnmt": "tai nguyen moi truong",
        "tn mt": "tai nguyen moi truong",
        "nnptnt": "nong nghiep phat trien nong thon",
        "nn ptnt": "nong nghiep phat trien nong thon",
        "nnmt": "nong nghiep moi truong",
        "nn mt": "nong nghiep moi truong",
        "gtvt": "giao thong van tai",
        "ptth": "phat thanh truyen hinh",
        "pt th": "phat thanh truyen hinh",
        "lhpn": "lien hiep phu nu",
        "ldld": "lien doan lao dong",
        "tncs": "thanh nien cong san",
        "hcm": "ho chi minh",
        "tand": "toa an nhan dan",
        "vksnd": "vien kiem sat nhan dan",
        "bhxh": "bao hiem xa hoi",
        "bdbp": "bo doi bien phong",
    }
)
"""Folded short forms and the folded words they stand for, without "và"."""
_ABBREVIATION = re.compile(
    r"\b(?:" + "|".join(sorted(ABBREVIATIONS, key=len, reverse=True)) + r")\b"
)
_SILENT = re.compile(r"\b(?:va|viet nam)\b")


def written_out(folded: str) -> str:
    """Return the words of a folded name with abbreviations written out, without "và".

    "so gd dt" and "so giao duc va dao tao" become one. `folded` holds a-z, digits and single
    blanks alone.
    """
    spelled = _ABBREVIATION.sub(lambda found: ABBREVIATIONS[found[0]], folded)
    return " ".join(_SILENT.sub(" ", spelled).split())
