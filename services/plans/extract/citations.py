"""Documents cited in running text: kind, number and date, and what is odd about them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import NamedTuple

from services.plans.extract.dates import DATE, day_of, find_date
from services.plans.extract.folding import fold_words
from services.plans.extract.form import Span

KINDS = (
    "Thông tư liên tịch", "Bộ luật", "Luật", "Nghị quyết", "Nghị định", "Quyết định", "Chỉ thị",
    "Thông tư", "Thông tri", "Thông báo kết luận", "Thông báo", "Kế hoạch", "Công văn", "Kết luận",
    "Chương trình hành động", "Chương trình", "Hướng dẫn", "Quy định", "Quy chế", "Công điện",
    "Pháp lệnh", "Hiến pháp", "Đề án", "Văn bản", "Tờ trình", "Điều ước", "Công ước",
)  # fmt: skip
NUMBER = r"\d{1,5}[a-zA-Z]?\s?(?:/\s?\d{4}\s?)?[/-]\s?[A-ZĐ][\wĐđ]*(?:\s?[-/&]\s?[A-ZĐ][\wĐđ]*)*"
_CITED = re.compile(
    rf"(?:(?P<kind>{'|'.join(KINDS)})\s+)?(?:số\s+){{0,2}}(?P<number>{NUMBER})"
    rf"(?:\s?,?\s?ngày\s+{DATE})?"
)
_KIND = re.compile(rf"\b(?:{'|'.join(KINDS)})\b")
NOTATIONS: Mapping[str, tuple[str, ...]] = MappingProxyType({
    "QĐ": ("Quyết định", "Quy định"), "NĐ": ("Nghị định",), "NQ": ("Nghị quyết",),
    "CT": ("Chỉ thị",), "TT": ("Thông tư",), "TTLT": ("Thông tư liên tịch",),
    "KH": ("Kế hoạch",), "KL": ("Kết luận",), "TB": ("Thông báo", "Thông báo kết luận"),
    "CĐ": ("Công điện",), "TTr": ("Tờ trình",), "PL": ("Pháp lệnh",),
    "CTr": ("Chương trình", "Chương trình hành động"),
    "PA": ("Phương án",), "HD": ("Hướng dẫn",), "ĐA": ("Đề án",),
})  # fmt: skip
"""Kinds by the letters of a number (domain.md §8), the usual one first."""
_FAR = 80
_NORMATIVE = re.compile(r"^\d+[a-z]?/(?:NĐ-CP|QH\d+|TT-B|UBTVQH)")


class Citation(NamedTuple):
    """One cited document; `issued_on` ISO or None, `dated` a whole date as printed."""

    kind: str | None
    number: str | None
    issued_on: str | None
    span: Span
    dated: str | None = None


def find_citations(text: str, offset: int = 0) -> Iterator[Citation]:
    """Yield the numbered documents cited in `text`; spans are moved by `offset`."""
    for match in _CITED.finditer(text):
        start, end = match.span()
        number = clean_number(match.group("number"))
        day = day_of(match).iso() if match.group("d1") or match.group("d2") else None
        printed = " ".join(match.group()[match.end("number") - start :].strip(" ,").split())
        whole = any(match.group(year) for year in ("y1", "y2", "y3"))
        yield Citation(
            match.group("kind"),
            number,
            day,
            (offset + start, offset + end),
            printed if whole else None,
        )


def first_citation(text: str) -> Citation:
    """Return the first document `text` cites; laws have a kind and often no number."""
    numbered = next(find_citations(text), None)
    kind = _KIND.search(text)
    if kind is None:
        return numbered or Citation(None, None, None, (0, 0))
    if numbered is None or kind.end() < numbered.span[0] - _FAR:
        day = find_date(text)
        return Citation(kind.group(), None, day.iso() if day else None, kind.span())
    return numbered._replace(kind=numbered.kind or kind.group())


def cites_document(text: str) -> bool:
    """Tell whether a paragraph names a document at all."""
    return _KIND.search(text) is not None or _CITED.search(text) is not None


def clean_number(raw: str) -> str:
    """Return a document number without the blanks that typing leaves round `/` and `-`."""
    return re.sub(r"\s*([/\-&])\s*", r"\1", raw).strip(" .,;:")


def same_number_key(number: str) -> str:
    """Return what two spellings of one number share: `28-CT/TW` and `28/CT-TW`."""
    return fold_words(number)


def lacks_year(number: str) -> bool:
    """Tell whether a normative number is written without its year (`56/NĐ-CP`)."""
    return _NORMATIVE.match(number) is not None
