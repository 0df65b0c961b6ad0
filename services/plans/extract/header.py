"""Number, date, issuer, type and title: what stands above the body of a document."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import takewhile
from typing import NamedTuple

from services.plans.extract.attached import Attached, read_attached
from services.plans.extract.citations import NOTATIONS, clean_number
from services.plans.extract.dates import CalendarDay
from services.plans.extract.findings import Notebook
from services.plans.extract.folding import fold_words, is_upper
from services.plans.extract.issuer import find_issuer
from services.plans.extract.labels import BARE
from services.plans.extract.lines import Document, Line
from services.plans.extract.listed import title_above_table
from services.plans.extract.plan_years import years_in

_HEADER_LINES = 70
TYPES = (
    "Kế hoạch", "Chương trình hành động", "Chương trình", "Chỉ thị", "Quyết định", "Nghị quyết",
    "Công điện", "Đề án", "Phương án", "Hướng dẫn", "Thông báo", "Quy chế", "Quy định", "Báo cáo",
    "Tờ trình", "Công văn", "Kết luận", "Thông tri", "Thông tư", "Nghị định", "Dự án", "Thông cáo",
)  # fmt: skip
_TYPE_KEYS = {fold_words(name): name for name in TYPES} | {
    f"ke hoach {rest}": "Kế hoạch"
    for rest in ("hanh dong", "trien khai", "thuc hien", "to chuc thuc hien", "phoi hop")
}
_TYPE_PREFIX = re.compile(rf"(?:{'|'.join(name.upper() for name in TYPES)})\s+(?=\S)")
_NUMBER_LINE = re.compile(r"(?:^|\s)(?:Số|SỐ)\s?:?\s{0,3}(?P<raw>[^\n]{0,60})")
_NUMBER = re.compile(
    r"^(?P<n>\d{1,5}[a-zA-Z]?(?:\s?/\s?(?:19|20)\d\d(?=\s?/))?)\s?(?P<rest>[/-]\s?[A-ZĐ][\wĐđ]*(?:\s?[-/&–]\s?[A-ZĐ][\wĐđ]*)*)"
)
_BLANK_NUMBER = re.compile(r"^[\s.…_]*[/-]\s?[A-ZĐ]")
_META_NUMBER = re.compile(
    r"Số (?:hiệu|ký hiệu)\s?:?\s?(\d{1,5}[a-zA-Z]?\s?[/-]\s?[A-ZĐ][\wĐđ/&-]*)"
)
_ISSUED = re.compile(
    r"[Nn]gày(?P<d>[\s.…_]*\d{0,2}[\s.…_]*)tháng(?P<m>[\s.…_]*\d{0,2}[\s.…_]*)"
    r"năm\s*(?P<y>(?:19|20)\d\d)?"
)
_NUMERIC = re.compile(r"^[^\d;:]{3,40}, ngày (\d{1,2})[/.-](\d{1,2})[/.-](\d{4})$")
_META_DATE = re.compile(r"Ngày ban hành\s?:?\s?(\d{1,2})[/-](\d{1,2})[/-](\d{4})")
_SUBJECT = re.compile(r"^\(?V/v\s?:?\s*", re.IGNORECASE)
_BODY = re.compile(
    r"^(?:[-–]\s*)?(?:Căn cứ|Xét|Theo|Thực hiện|Triển khai|Trên cơ sở|Để |Nhằm|Kính gửi|Thi hành|"
    r"Tiếp tục|Thời gian qua|Trong (?:thời|những|năm)|Phần|PHẦN|CHƯƠNG|Chương|"
    r"(?:CHỦ TỊCH |(?:ỦY|UỶ) BAN |BỘ TRƯỞNG |GIÁM ĐỐC |THỦ TƯỚNG |CHÍNH PHỦ|QUỐC HỘI|"
    r"HỘI ĐỒNG ).{0,60}$)"
)
_ATTACHED = re.compile(r"^\(?(?:Ban hành )?[Kk]èm theo")
_DRAFT = re.compile(r"^\(?\s*(?:bản\s+)?dự thảo\b.{0,30}$", re.IGNORECASE)
_TYPE_IN_LINE = re.compile(rf"({'|'.join(TYPES)})\s+(?=(?:về|triển khai|thực hiện|tổ chức)\b)")
_FIRST_LINES = 3
_LETTERHEAD_LINES = 12
_MAX_TITLE_LINES = 6
_MAX_TITLE_LINE = 120


class Header(NamedTuple):
    """What the head says; `body_at` is the line after the title, `year` the one year it names."""

    number: str | None
    issued_on: str | None
    issuer: str | None
    title: str | None
    document_type: str | None
    draft: bool
    body_at: int
    year: int | None


def read_header(document: Document, notebook: Notebook) -> Header:
    """Read the head of the document; what is missing or partial is noted."""
    lines = document.lines[:_HEADER_LINES]
    attached = read_attached(lines)
    if attached is not None:
        return _attached_header(attached, lines, notebook)
    type_at, kind = _find_type(lines)
    head = lines[: type_at if type_at is not None else _letter_end(lines)]
    title, body_at = _read_title(document.lines, type_at)
    number = _read_number(head, notebook)
    day = _read_date(head, notebook)
    if kind is None and title is not None:
        kind = "Công văn"
    if title is None:
        named, title, body_at = _read_untyped(lines, body_at)
        kind = kind or named or _type_of_number(number)
    if title is None and (listed := title_above_table(lines)):
        title, body_at = listed
    if kind is None:
        notebook.note("type-missing")
    if title is None:
        notebook.note("title-missing")
    issuer = find_issuer(document, head, body_at, notebook)
    marked = any(_DRAFT.match(line.text) for line in lines[: max(body_at, len(head))])
    if marked or number is None:
        notebook.note("draft-marked")
    return Header(
        number,
        day.iso() if day else None,
        issuer,
        title,
        kind,
        marked or number is None,
        body_at,
        _year_in(title),
    )


def _attached_header(attached: Attached, lines: Sequence[Line], notebook: Notebook) -> Header:
    """Return the head of an appendix that was sent alone: that of the document it belongs to."""
    notebook.note("head-of-parent", lines[attached.said_at].span)
    for code, value in (
        ("number-missing", attached.number),
        ("date-missing", attached.issued_on),
        ("issuer-missing", attached.issuer),
        ("title-missing", attached.title),
    ):
        if value is None:
            notebook.note(code)
    return Header(
        attached.number,
        attached.issued_on,
        attached.issuer,
        attached.title,
        "Phụ lục",
        attached.number is None,
        attached.said_at + 1,
        _year_in(attached.title),
    )


def _year_in(title: str | None) -> int | None:
    """Return the one year a title names; a plan over several years implies none."""
    years = set(years_in(title))
    spans_years = re.search(r"giai đoạn|thời kỳ", title or "", re.IGNORECASE)
    return years.pop() if len(years) == 1 and not spans_years else None


def _find_type(lines: Sequence[Line]) -> tuple[int | None, str | None]:
    """Return the line that names the type, and the type.

    A line that only begins with one is the name of a body where the number still comes, then the
    type: `BAN ĐIỀU PHỐI / CHƯƠNG TRÌNH …`, `TỔ CÔNG TÁC / ĐỀ ÁN …`.
    """
    begun: tuple[int, str] | None = None
    numbered = False
    for line in lines:
        kind = _TYPE_KEYS.get(fold_words(line.text))
        if kind and (is_upper(line.text) or line.strong) and (begun is None or numbered):
            return line.index, kind
        if begun is not None:
            numbered = numbered or _NUMBER_LINE.search(line.text) is not None
            if line.index > begun[0] + _LETTERHEAD_LINES:
                break
        elif line.label.rank == BARE and (prefix := _TYPE_PREFIX.match(line.text)):
            begun = line.index, _TYPE_KEYS[fold_words(prefix.group())]
    return begun or (None, None)


def _letter_end(lines: Sequence[Line]) -> int:
    """Return where the head of a document without a type line ends."""
    for line in lines:
        opens = _BODY.match(line.text) and not is_upper(line.text)
        if opens or line.label.rank < BARE:
            return line.index
    return min(len(lines), 12)


def _read_title(lines: Sequence[Line], type_at: int | None) -> tuple[str | None, int]:
    if type_at is None:
        return _read_subject(lines)
    whole = fold_words(lines[type_at].text) in _TYPE_KEYS
    prefix = None if whole else _TYPE_PREFIX.match(lines[type_at].text)
    parts = [lines[type_at].text[prefix.end() :]] if prefix else []
    at = type_at + 1
    while at < len(lines) and len(parts) < _MAX_TITLE_LINES:
        line = lines[at]
        if parts and not (_continues_title(lines[at - 1], line) or _stands_before(lines, at)):
            break
        if line.label.rank < BARE or _ATTACHED.match(line.text) or _DRAFT.match(line.text):
            break
        parts.append(line.text)
        at += 1
    while at < len(lines) and (_ATTACHED.match(lines[at].text) or _DRAFT.match(lines[at].text)):
        at += 1
    title = " ".join(part for part in parts if part)
    return (_SUBJECT.sub("", title).strip() or None), at


def _continues_title(previous: Line, line: Line) -> bool:
    """Tell whether a line goes on the title: in capitals, bold like it, or in mid-sentence."""
    if line.text[:1].islower():
        return True
    if _BODY.match(line.text) and not (is_upper(line.text) and is_upper(previous.text)):
        return False
    if line.text.rstrip().endswith((";", ".", ":")):
        return False
    if is_upper(previous.text):
        return is_upper(line.text) and not _BODY.match(line.text)
    return previous.strong and line.strong


def _type_of_number(number: str | None) -> str | None:
    """Return the type that a number's notation names: `18/KH-UBND` is a plan."""
    found = re.search(r"/(\w+)-", number or "")
    kinds = NOTATIONS.get(found.group(1), ()) if found else ()
    return kinds[0] if kinds else None


def _read_untyped(lines: Sequence[Line], body_at: int) -> tuple[str | None, str | None, int]:
    """Read the title of a document that prints no type of its own.

    It is `Chỉ thị về …` on one of the first lines, or what stands in capitals below the date.
    """
    for line in lines[:_FIRST_LINES]:
        match = _TYPE_IN_LINE.match(line.text)
        if match and not line.text.rstrip().endswith((":", ";")):
            return match.group(1), line.text[match.end() :].strip(" ."), line.index + 1
    dated = next((line.index for line in lines if _ISSUED.search(line.text)), None)
    if dated is None:
        return None, None, body_at
    below = lines[dated + 1 : dated + 1 + _MAX_TITLE_LINES]
    parts = list(takewhile(lambda line: is_upper(line.text) and line.label.rank == BARE, below))
    title = " ".join(line.text for line in parts) or None
    return None, title, parts[-1].index + 1 if parts else body_at


def _stands_before(lines: Sequence[Line], at: int) -> bool:
    """Tell whether a short line that ends nothing stands between the title and the body."""
    for line in lines[at : at + _MAX_TITLE_LINES]:
        if _BODY.match(line.text):
            return line.index > at
        text = line.text.rstrip()
        if line.label.rank < BARE or len(text) > _MAX_TITLE_LINE or text.endswith((".", ";", ":")):
            return False
    return False


def _read_subject(lines: Sequence[Line]) -> tuple[str | None, int]:
    """Read the title of an official letter: its `V/v …` line."""
    for line in lines[:40]:
        if _SUBJECT.match(line.text):
            return _SUBJECT.sub("", line.text).strip(" )") or None, line.index + 1
    return None, 0


def _read_number(head: Sequence[Line], notebook: Notebook) -> str | None:
    for line in head:
        match = _NUMBER_LINE.search(line.text)
        if match is None:
            continue
        raw = match.group("raw").replace("–", "-")
        found = _NUMBER.match(raw)
        if found:
            return clean_number(found.group())
        if _BLANK_NUMBER.match(raw):
            notebook.note("number-blank", line.span, raw=raw.strip())
            return None
    meta = next((m for line in head if (m := _META_NUMBER.search(line.text))), None)
    if meta is None:
        notebook.note("number-missing")
        return None
    return clean_number(meta.group(1))


def _read_date(head: Sequence[Line], notebook: Notebook) -> CalendarDay | None:
    for line, following in zip(head, [*(one.text for one in head[1:]), ""], strict=False):
        match = _ISSUED.search(line.text) or _ISSUED.search(f"{line.text} {following}")
        if match is None:
            continue
        day = CalendarDay(*(_digits(match.group(name)) for name in ("d", "m", "y")))
        if day.iso() is None:
            notebook.note("date-partial", line.span, raw=match.group().strip())
        return day
    for line in head:
        meta = _NUMERIC.match(line.text.strip()) or _META_DATE.search(line.text)
        if meta:
            day = CalendarDay(*map(int, meta.groups()))
            if day.iso() is None:
                notebook.note("date-partial", line.span, raw=meta.group())
            return day
    notebook.note("date-missing")
    return None


def _digits(text: str | None) -> int | None:
    bare = re.sub(r"\D", "", text or "")
    return int(bare) if bare else None
