"""The end of a document: Nơi nhận, who signed, and where the appendices start."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import NamedTuple

from services.plans.extract.findings import Notebook
from services.plans.extract.folding import UPPER, is_upper
from services.plans.extract.form import Recipient, Signatory
from services.plans.extract.labels import APPENDIX, DASH, NO_LABEL, PLUS
from services.plans.extract.lines import Document, Line
from services.plans.extract.signing import MARKS

_NOI_NHAN = re.compile(r"^(?:-\s*)?n[ơo]i nh[ậa]n\s?:?\s*", re.IGNORECASE)
_CAPACITY = re.compile(rf"^(?:TM|KT|TL|TUQ|T/M|K/T|T/L)\s?\.?\s?(?=[{UPPER} ])|^Q\. ")
_TITLE = re.compile(
    r"^(?:(?:PHÓ |QUYỀN |Q\. )?(?:CHỦ TỊCH|CHỦ NHIỆM|GIÁM ĐỐC|TỔNG GIÁM ĐỐC|BỘ TRƯỞNG|THỦ TƯỚNG|"
    r"CHÁNH VĂN PHÒNG|CHÁNH|"
    r"CỤC TRƯỞNG|TỔNG CỤC TRƯỞNG|VỤ TRƯỞNG|TRƯỞNG \w+|HIỆU TRƯỞNG|VIỆN TRƯỞNG|BÍ THƯ)|THỨ TRƯỞNG|"
    r"ỦY VIÊN|(?:PHÓ )?(?:TỔ|CHỈ HUY|ĐỘI|NHÓM|HẠT) TRƯỞNG|(?:TỔ|ĐỘI) PHÓ)\b.*$"
)
_SIGNED = re.compile(r"^\W*(?:đã ký|đã kí|ký tên|signed)\b", re.IGNORECASE)
# Names of the Central Highlands may hold a mark: `K' Mák`, `H'Yim Kđoh`.
_NAME = re.compile(rf"^[{UPPER}](?:[^\W\d_]|['’])*(?: [{UPPER}](?:[^\W\d_]|['’])*){{1,5}}$")
_RANK = re.compile(
    r"^(?:(?:TS|PGS|GS|[Tt]h[Ss]|BS(?:\s?CK\s?(?:II|I|2|1))?|DS|LS|KS|"
    r"(?:Đại|Thượng|Trung|Thiếu) (?:tướng|tá|úy|uý)|(?:Bác sĩ|Dược sĩ|Kỹ sư|Luật sư))\.?\s)+|"
    r"^(?:(?:TS|PGS|GS|[Tt]h[Ss]|BS)\.\s?)+"
)
_PURPOSE = re.compile(
    r"\(\s*([A-Za-zĐđ]{1,3}\s?/\s?[A-Za-z]{1,3}|để [^()]{2,40})\s*\)", re.IGNORECASE
)
# Not a name in capitals, but what its owner heads.
_BODY = re.compile(
    r"(?:ỦY BAN|UỶ BAN|UBND|TỈNH|THÀNH PHỐ|HUYỆN|XÃ|PHƯỜNG|SỞ|BỘ|BAN|PHỤ LỤC|CÔNG AN|CỤC|CHI CỤC|"
    r"PHÒNG|VĂN PHÒNG|TRUNG TÂM|TRƯỜNG|BỆNH VIỆN|HỘI|LIÊN ĐOÀN|NGÂN HÀNG|BẢO HIỂM|KHO BẠC|ĐÀI|"
    r"MẶT TRẬN|THANH TRA|TÒA ÁN|VIỆN KIỂM SÁT|QUÂN KHU|THÀNH ĐOÀN|ĐOÀN THANH NIÊN|CÔNG ĐOÀN)\b"
)
_FILED = re.compile(r"^lưu\b", re.IGNORECASE)
_META_SIGNER = re.compile(rf"Người ký\s?:\s?([{UPPER}][^\W\d_]*(?: [{UPPER}][^\W\d_]*){{1,5}})")
_MARK = rf"(?:{MARKS})\.\s?[A-ZĐỦỤ]|(?:PHÓ )?(?:CHỦ TỊCH|GIÁM ĐỐC|CHÁNH VĂN PHÒNG|CỤC TRƯỞNG)$"
_SIGNING = re.compile(rf"(?<=[;:.,)] )(?P<own>{_MARK})")
_SIGNER = re.compile(rf"(?<=[;.,)] )(?P<own>[{UPPER}][^\W\d_]*(?: [{UPPER}][^\W\d_]*){{1,4}})$")
_LOOK_BACK, _LOOK_ON, _MAX_RECIPIENTS, _SHORT = 8, 80, 60, 60


class Closing(NamedTuple):
    """What ends the document; `at` is the line where it starts, `end` the line after it."""

    recipients: tuple[Recipient, ...]
    signatory: Signatory | None
    at: int
    end: int


def read_closing(document: Document, notebook: Notebook) -> Closing:
    """Read recipients and signatory; what is missing is noted."""
    lines = document.lines
    found = [line.index for line in lines if _NOI_NHAN.match(line.text)]
    at = found[0] if found else _last_signing(lines)
    recipients = _read_recipients(lines, found[0]) if found else ()
    if not recipients:
        notebook.note("recipients-missing")
    first = _signing_start(lines, at)
    window = _until_appendix(lines[first : at + _LOOK_ON], at)
    signatory, signed_at = _read_signatory(window)
    if found and signatory is None and (parted := _parted(lines, found[0])):
        recipients = _read_recipients(parted.left, 0)
        signatory, signed_at = _read_signatory(parted.right)
        signed_at = max([signed_at, *(document.line_at(one.span[0]).index for one in recipients)])
    _note_others(signatory, [line for line in window if line.index > signed_at], notebook)
    if signatory is None:
        meta = _META_SIGNER.search(document.text[:4000])
        signatory = Signatory(meta.group(1), None, None) if meta else None
    if signatory is None:
        notebook.note("signatory-missing")
    end = max(signed_at + 1, at + 1) if found or signatory else len(lines)
    if recipients and (signatory is None or signed_at < at):
        last = document.line_at(recipients[-1].span[0]).index
        signing = [line.index for line in window if _CAPACITY.match(line.text)]
        end = max(end, last + 1, *(index + 1 for index in signing))
    starts = [at, *(line.index for line in window if _signs(line, signed_at))]
    return Closing(recipients, signatory, min(starts), min(end, len(lines)))


def _note_others(first: Signatory | None, below: Sequence[Line], notebook: Notebook) -> None:
    """Note whoever signs beside the first: a joint plan has two, and one of them is kept."""
    other, _ = _read_signatory(below[:_LOOK_BACK]) if first else (None, 0)
    if first and other and other.name != first.name:
        notebook.note("signatory-several", name=other.name, first=first.name)


def _signs(line: Line, signed_at: int) -> bool:
    """Tell whether a line begins a signature: by its mark, or a title above a name without one."""
    if _CAPACITY.match(line.text):
        return True
    titled = line.index < signed_at and is_upper(line.text) and not line.label.text
    return titled and _TITLE.match(line.text) is not None


class _Parted(NamedTuple):
    """The lines of two columns that were set as one: recipients and who signed."""

    left: Sequence[Line]
    right: Sequence[Line]


def _parted(lines: Sequence[Line], at: int) -> _Parted | None:
    """Take columns apart that lost the gap between them: `- Sở Y tế; KT. CHỦ TỊCH`.

    None where no line holds both a recipient and a mark of signing.
    """
    left: list[Line] = []
    right: list[Line] = []
    for line in lines[at : at + _MAX_RECIPIENTS]:
        if line.index > at and line.label.rank < DASH and line.label.text:
            break
        cut = _SIGNING.search(line.text) or (right and _SIGNER.search(line.text)) or None
        if cut is None:
            left.append(line)
            continue
        left.append(replace(line, text=line.text[: cut.start("own")]))
        right.append(_beginning_at(line, cut.start("own")))
    return _Parted(left, right) if right else None


def _beginning_at(line: Line, at: int) -> Line:
    text = line.text[at:].strip()
    return replace(line, start=line.start + at, text=text, label=NO_LABEL)


def _signing_start(lines: Sequence[Line], at: int) -> int:
    """Return where short unnumbered lines before Nơi nhận begin: some sign on its left."""
    first = at
    while first > max(0, at - _LOOK_BACK):
        above = lines[first - 1]
        if above.label.text or len(above.text) > _SHORT or above.text.endswith((".", ";", ":")):
            break
        first -= 1
    return first


def _last_signing(lines: Sequence[Line]) -> int:
    signing = [
        line.index for line in lines if _CAPACITY.match(line.text) or _TITLE.match(line.text)
    ]
    return signing[0] if signing else len(lines)


def _until_appendix(window: Sequence[Line], at: int) -> list[Line]:
    kept: list[Line] = []
    for line in window:
        if line.index > at and line.label.rank == APPENDIX and line.label.text:
            break
        kept.append(line)
    return kept


def _read_recipients(lines: Sequence[Line], at: int) -> tuple[Recipient, ...]:
    found: list[Recipient] = []
    first = lines[at]
    head = _NOI_NHAN.match(first.text)
    if head and first.text[head.end() :].strip():
        found.extend(_inline(first, head.end()))
    for line in lines[at + 1 : at + _MAX_RECIPIENTS]:
        if _stops(line) or (found and _FILED.match(found[-1].text)):
            break
        if line.label.rank in (DASH, PLUS) or not found or not line.text[:1].islower():
            found.append(_recipient(line.body, line.body_start))
        else:
            last = found[-1]
            found[-1] = _recipient(f"{last.text} {line.text}", last.span[0], line.end)
    return tuple(found)


def _stops(line: Line) -> bool:
    if _CAPACITY.match(line.text) or _TITLE.match(line.text) or _SIGNED.match(line.text):
        return True
    if line.label.rank < DASH and line.label.text:
        return True
    return is_upper(line.text) and line.label.rank != DASH and not _FILED.match(line.text)


def _inline(line: Line, offset: int) -> Iterator[Recipient]:
    """Read recipients that stand on one line: `Nơi nhận: - A; - B`."""
    for match in re.finditer(r"(?:^|(?<=\s))[-–]\s*((?:(?!\s[-–]\s).)+)", line.text[offset:]):
        start = line.start + offset + match.start(1)
        yield _recipient(match.group(1), start)


def _recipient(text: str, start: int, end: int | None = None) -> Recipient:
    purpose = _PURPOSE.search(text)
    said = purpose.group(1) if purpose else ("Lưu" if _FILED.match(text) else None)
    return Recipient(text.strip(" ;.,"), said, (start, end or start + len(text)))


def _read_signatory(window: Sequence[Line]) -> tuple[Signatory | None, int]:
    capacity: list[str] = []
    title: str | None = None
    for line in window:
        text = _RANK.sub("", line.text.strip(" ./|"))
        inline = _inline_signatory(text)
        if inline:
            return inline, line.index
        if _CAPACITY.match(text):
            capacity.append(text)
        elif is_upper(text) and _TITLE.match(text) and not line.label.text:
            title = text
        elif (capacity or title) and _is_name(text):
            printed = ", ".join(capacity) or None
            return Signatory(text, title or _title_of(capacity), printed), line.index
    return None, 0


def _inline_signatory(text: str) -> Signatory | None:
    """Read a signature set on one line: `KT. CHỦ TỊCH PHÓ CHỦ TỊCH Trần Thị Mẫu`."""
    words = text.split()
    upper = next((at for at, word in enumerate(words) if not is_upper(word)), len(words))
    name = " ".join(words[upper:])
    title = re.search(
        r"(?:PHÓ |THỨ )?(?:CHỦ TỊCH|CHỦ NHIỆM|GIÁM ĐỐC|BỘ TRƯỞNG|THỦ TƯỚNG|"
        r"TRƯỞNG(?: BAN| PHÒNG)?)$",
        " ".join(words[:upper]),
    )
    if title is None or not _is_name(name):
        return None
    printed = " ".join(words[:upper])[: title.start()].strip()
    return Signatory(name, title.group(), printed or None)


def _is_name(text: str) -> bool:
    if _SIGNED.match(text) or not _NAME.match(text):
        return False
    return not (is_upper(text) and _BODY.match(text))


def _title_of(capacity: Sequence[str]) -> str | None:
    """Return the title of one who signs without a deputy's line (`TL. CHỦ TỊCH`)."""
    return capacity[-1].split(".", 1)[-1].strip() if capacity else None
