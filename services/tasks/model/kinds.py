"""Kinds of documents that give duties, by which their rules may vary."""

import re
from collections.abc import Mapping
from enum import StrEnum
from typing import Final


class PlanKind(StrEnum):
    """What a document is by its name; `DEFAULT` stands for all that have no rules of their own."""

    DEFAULT = "default"
    PLAN = "plan"  # kế hoạch
    PROGRAMME = "programme"  # chương trình
    DIRECTIVE = "directive"  # chỉ thị
    DECISION = "decision"  # quyết định
    RESOLUTION = "resolution"  # nghị quyết
    TELEGRAM = "telegram"  # công điện
    SCHEME = "scheme"  # đề án, phương án
    GUIDELINE = "guideline"  # hướng dẫn
    NOTICE = "notice"  # thông báo, kết luận
    LETTER = "letter"  # công văn
    OTHER = "other"


_NAMES: Final[Mapping[str, PlanKind]] = {
    "kế hoạch": PlanKind.PLAN,
    "chương trình": PlanKind.PROGRAMME,
    "chương trình hành động": PlanKind.PROGRAMME,
    "chỉ thị": PlanKind.DIRECTIVE,
    "quyết định": PlanKind.DECISION,
    "nghị quyết": PlanKind.RESOLUTION,
    "công điện": PlanKind.TELEGRAM,
    "đề án": PlanKind.SCHEME,
    "dự án": PlanKind.SCHEME,
    "phương án": PlanKind.SCHEME,
    "hướng dẫn": PlanKind.GUIDELINE,
    "thông báo": PlanKind.NOTICE,
    "kết luận": PlanKind.NOTICE,
    "công văn": PlanKind.LETTER,
}
NOTATIONS: Final[Mapping[str, PlanKind]] = {
    "KH": PlanKind.PLAN,
    "CTr": PlanKind.PROGRAMME,
    "CT": PlanKind.DIRECTIVE,
    "QĐ": PlanKind.DECISION,
    "NQ": PlanKind.RESOLUTION,
    "CĐ": PlanKind.TELEGRAM,
    "ĐA": PlanKind.SCHEME,
    "PA": PlanKind.SCHEME,
    "HD": PlanKind.GUIDELINE,
    "TB": PlanKind.NOTICE,
    "KL": PlanKind.NOTICE,
}
"""The letters of a number, as in 18/KH-UBND."""
_NOTATION = re.compile(r"/(\w+)-")


def kind_of(document_type: str | None, number: str | None) -> PlanKind:
    """Return the kind of a document by the name it prints, else by the letters of its number."""
    if document_type and (named := _NAMES.get(document_type.casefold())):
        return named
    found = _NOTATION.search(number or "")
    return NOTATIONS.get(found[1], PlanKind.OTHER) if found else PlanKind.OTHER
