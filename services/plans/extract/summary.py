"""An extract told in a page of text, for the command line."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Final

from services.plans.extract.catalogue import TOPIC_OF, TOPICS
from services.plans.extract.form import Agency, Deadline, Extract, Finding, Severity
from services.plans.extract.money import printed
from services.plans.extract.normalise import shorten

_WIDTH = 96
_BINDING = {"order": "giao", "request": "đề nghị"}
_ROLES = {"lead": "chủ trì", "coordinating": "phối hợp", "executing": "thực hiện"}
_SEVERITIES: tuple[tuple[Severity, str], ...] = (
    ("error", "lỗi"),
    ("warning", "cảnh báo"),
    ("info", "lưu ý"),
)
_MARKS: Final[dict[Severity, str]] = {"error": "!!", "warning": "!", "info": "·"}
_TOPICS: Final = {
    "heading": "Thể thức",
    "references": "Văn bản được dẫn",
    "structure": "Bố cục",
    "addressees": "Cơ quan",
    "duties": "Nhiệm vụ",
    "deadlines": "Thời hạn, báo cáo",
    "targets": "Chỉ tiêu",
    "money": "Kinh phí",
    "reading": "Đã xử lý khi đọc",
}


def summary(extract: Extract) -> str:
    """Return what was read, in Vietnamese: header, addressees, tasks, reports, money, findings."""
    return "\n".join(_lines(extract)) + "\n"


def _lines(extract: Extract) -> Iterator[str]:
    yield f"{extract.document_type or 'Văn bản'} {extract.number or '(chưa có số)'}"
    yield f"  Trích yếu:  {_short(extract.title or '(không tìm thấy)')}"
    yield f"  Ban hành:   {extract.issuer or '(không rõ)'}, {extract.issued_on or '(chưa rõ ngày)'}"
    if extract.signatory:
        yield f"  Người ký:   {extract.signatory.name}"
    yield f"  Căn cứ: {len(extract.legal_bases)} · Nơi nhận: {len(extract.recipients)}"
    targets = sum(len(one.targets) for one in extract.indicators)
    yield f"  Chỉ tiêu: {len(extract.indicators)} ({targets} giá trị)"
    yield ""
    yield f"Cơ quan được giao: {len(extract.agencies)}"
    for agency in extract.agencies:
        yield from _agency(agency)
    yield ""
    yield f"Công việc có phân công riêng: {len(extract.work_items)}"
    for item in extract.work_items:
        yield f"  - {_short(item.title)}"
        yield f"      chủ trì: {', '.join(item.lead) or '—'}; thời gian: {item.period or '—'}"
    yield ""
    yield from _reports(extract)
    yield from _money(extract)
    yield from _amendments(extract)
    yield from _findings(extract)


def _agency(agency: Agency) -> Iterator[str]:
    group = f" [{agency.group}]" if agency.group else ""
    yield f"  {agency.name}{group}: {_BINDING[agency.bindingness]} {len(agency.duties)} nhiệm vụ"
    for duty in agency.duties:
        yield f"    - ({_ROLES[duty.role]}) {_short(duty.text)}{_due(duty.deadline)}"


def _due(deadline: Deadline | None) -> str:
    return f" → {deadline.phrase}" if deadline else ""


def _reports(extract: Extract) -> Iterator[str]:
    yield f"Chế độ báo cáo: {len(extract.report_requirements)}"
    for one in extract.report_requirements:
        day = (
            "/".join(str(part) for part in (one.day, one.month, one.year) if part)
            or "không nêu ngày"
        )
        yield f"  - {one.recurrence}: {one.who or '—'} → {one.to or '—'}, {day}"


def _money(extract: Extract) -> Iterator[str]:
    if extract.budget is None:
        return
    total = extract.budget.total
    said = f"{printed(total)} đồng" if total is not None else "không nêu tổng"
    yield f"Kinh phí: {said}"
    tables = extract.budget.tables
    for table in tables if len(tables) > 1 else ():
        total_of = f"{printed(table.total)} đồng" if table.total is not None else "không nêu tổng"
        yield f"  - {_short(table.title or 'Bảng')}: {total_of}"
    for check in extract.budget.checks:
        yield f"  - {check}"


_AMENDED: Final = {
    "words": "thay cụm từ", "repeal": "bãi bỏ", "insert": "bổ sung", "replace": "sửa đổi",
}  # fmt: skip


def _amendments(extract: Extract) -> Iterator[str]:
    if not extract.amendments:
        return
    yield f"Sửa đổi văn bản khác: {len(extract.amendments)}"
    for one in extract.amendments:
        old = f" “{_short(one.old)}”" if one.old else ""
        new = f" → “{_short(one.new)}”" if one.new else ""
        yield f"  - {_AMENDED[one.kind]} {_short(one.place or one.document or '—')}{old}{new}"


def _findings(extract: Extract) -> Iterator[str]:
    """Yield the findings by topic, in each the most severe first; alike ones only once."""
    count = Counter(one.severity for one in extract.findings)
    told = ", ".join(f"{count[key]} {name}" for key, name in _SEVERITIES)
    yield f"Cần xem lại: {told}"
    for topic in TOPICS:
        about = [one for one in extract.findings if TOPIC_OF[one.code] == topic]
        if about:
            yield f"  {_TOPICS[topic]}"
            yield from _group(about)


def _group(findings: Sequence[Finding]) -> Iterator[str]:
    ranks = {severity: rank for rank, (severity, _) in enumerate(_SEVERITIES)}
    seen = Counter(one.code for one in findings)
    shown: set[str] = set()
    for one in sorted(findings, key=lambda finding: ranks[finding.severity]):
        if one.severity == "info" and one.code in shown:
            continue
        shown.add(one.code)
        alike = seen[one.code] - 1 if one.severity == "info" else 0
        more = f" (và {alike} chỗ tương tự)" if alike else ""
        proposed = f" → {_short(one.suggestion)}" if one.suggestion else ""
        yield f"    {_MARKS[one.severity]} {_short(one.message)}{proposed}{more}"


def _short(text: str) -> str:
    return shorten(text, _WIDTH)
