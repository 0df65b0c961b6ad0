"""The money that a section lists without a table: items, sources and years in sentences.

`Tổng kinh phí 1.250 triệu đồng, trong đó ngân sách tỉnh 1.000 triệu đồng, ngân sách xã 250 triệu
đồng` has two parts; `Ngân sách xã: 10 tỷ đồng (năm 2026: 4 tỷ đồng, năm 2027: 6 tỷ đồng)` is one
line over two years.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from services.plans.extract.form import BudgetLine
from services.plans.extract.lines import Line
from services.plans.extract.money import Sum, find_sums
from services.plans.extract.normalise import shorten

_STATED = re.compile(
    r"tổng (?:số |nhu cầu |mức |nguồn )?(?:kinh phí|dự toán|vốn|cộng|đầu tư|tiền)", re.IGNORECASE
)
_DIVIDES = re.compile(
    r"\b(?:trong đó|(?:bao )?gồm(?: có)?|cụ thể|phân kỳ|chia ra)\b", re.IGNORECASE
)
_BRACKETED = re.compile(r"\([^()]*\)")
_YEAR = re.compile(r"(?:năm )?(20\d\d)$", re.IGNORECASE)
_BEGIN = re.compile(r"^(?:\W|(?:và|còn lại|từ|nguồn kinh phí từ)\b)+", re.IGNORECASE)
_END = re.compile(r"(?:[\s:–\-(,]|\b(?:khoảng|là|dự kiến|được|với)\b)+$", re.IGNORECASE)
_LONGEST_LABEL = 160
_LONGEST_END = 400


@dataclass(slots=True)
class _Item:
    """A sum with the words before it, and what it is over the years."""

    label: str
    money: Sum
    divided: bool
    amounts: dict[str, int] = field(default_factory=dict)


def says_total(text: str) -> bool:
    """Tell whether words name a sum the total."""
    return _STATED.search(text) is not None


def read_listed(section: Sequence[Line]) -> Iterator[BudgetLine]:
    """Yield the lines of a budget that the paragraphs of `section` list, its heading left out."""
    for line in section[1:]:
        yield from _of_line(line)


def _of_line(line: Line) -> Iterator[BudgetLine]:
    items = list(_over_years(list(_items(line))))
    if not items:
        return
    head, parts = items[0], items[1:]
    total = says_total(line.text[: head.money.span[0]])
    whole = bool(parts) and sum(one.money.value for one in parts) == head.money.value
    if not total or head.amounts:
        yield _line(head, None, line)
    elif not (whole or (parts and parts[0].divided)):
        return
    above = head.label if whole and not total else None
    for one in parts:
        yield _line(one, above, line)


def _items(line: Line) -> Iterator[_Item]:
    """Yield the sums of a line; what is paid for each of something only where nothing else is."""
    text = line.text
    every = list(find_sums(text))
    sums = [one for one in every if one.per is None] or every[-1:]
    at = line.label.body_at
    for one in sums:
        words = text[at : next(each.span[0] for each in every if each.span[0] >= at)]
        divides = list(_DIVIDES.finditer(words))
        label = words[divides[-1].end() :] if divides else words
        yield _Item(_clean(label) or _clean(words), one, bool(divides))
        at = one.span[1]


def _clean(label: str) -> str:
    bare = _BEGIN.sub("", _BRACKETED.sub(" ", label))
    # Only what stands last can be an end: tried at every place of a long label it takes its square.
    bare = bare[:-_LONGEST_END] + _END.sub("", bare[-_LONGEST_END:])
    return shorten(" ".join(bare.split()), _LONGEST_LABEL)


def _over_years(items: Sequence[_Item]) -> Iterator[_Item]:
    """Yield the items that are no years; years that add up to the sum before them are its."""
    at = 0
    while at < len(items):
        one = items[at]
        end = at + 1
        while end < len(items) and _YEAR.match(items[end].label):
            end += 1
        years = items[at + 1 : end]
        if years and sum(year.money.value for year in years) == one.money.value:
            one.amounts = {year.label[-4:]: year.money.value for year in years}
            at = end
        else:
            at += 1
        yield one


def _line(one: _Item, parent: str | None, line: Line) -> BudgetLine:
    raw = line.text[slice(*one.money.span)]
    return BudgetLine(one.label, parent, one.amounts, one.money.value, None, (raw,), line.span)
