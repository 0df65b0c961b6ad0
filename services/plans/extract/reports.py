"""Reporting duties: who reports what to whom, how often and by which day."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from operator import itemgetter

from services.plans.extract.dates import DueDate, find_due_dates
from services.plans.extract.due_phrases import find_rhythmic
from services.plans.extract.findings import Notebook
from services.plans.extract.form import Recurrence, ReportRequirement, Span
from services.plans.extract.lines import Line
from services.plans.extract.names import clean_name, name_end, read_addressed, starts_with_agency
from services.plans.extract.rhythms import EACH, HALF_YEAR, NINE_MONTHS
from services.plans.extract.sentences import sentences_of

# Whoever makes a form for reports does not report.
_REPORT = re.compile(
    r"\bb[áa]o c[áa]o\b(?<!mẫu .{7})(?<!đề cương .{7})(?<!phần mềm .{7})(?<!hệ thống .{7})"
    r"(?<!quy trình .{7})",
    re.IGNORECASE,
)
_ADDRESS = re.compile(
    r"(?:\bvề|\bgửi(?: về| cho| đến)?|\bbáo cáo(?: cho| về| lên| với)?|\btrình)\s+", re.IGNORECASE
)
_VIA = re.compile(r"\(?\b(?:thông qua|qua)\s+", re.IGNORECASE)
_WHAT = re.compile(r"báo cáo[^.;,:()]{0,120}", re.IGNORECASE)
_AD_HOC = re.compile(
    r"đột xuất|khi có yêu cầu|theo yêu cầu|theo đề nghị|khi cần|khi phát sinh", re.IGNORECASE
)
_PERIODIC = re.compile(r"định kỳ|chế độ báo cáo", re.IGNORECASE)
_DONE = re.compile(r"(?:hoàn thành|xong|ban hành|phê duyệt|tổ chức)[^.;]{0,25}$", re.IGNORECASE)
_YEARLY = (
    rf"(?:{EACH}|cuối|cả|01|một) năm|báo cáo năm|"
    r"(?<=[,;] )năm\b(?! \d)|(?<=và )(?:cả )?năm\b(?! \d)|"
    r"kết quả (?:cả )?năm\b|\bnăm (?=\()|tổng kết năm"
)
_THREE_MONTHS = "(?:báo cáo|định kỳ) 0?3 tháng"
_RECURRENCES: tuple[tuple[str, Recurrence], ...] = (
    (rf"{EACH} tuần|báo cáo tuần", "weekly"),
    (rf"{EACH} tháng|báo cáo tháng|định kỳ tháng", "monthly"),
    (rf"(?:{EACH}|theo|báo cáo|định kỳ|cuối) quý|\bquý\b|{_THREE_MONTHS}", "quarter"),
    (rf"{HALF_YEAR}(?! \d)|nửa năm|bán niên|sơ kết 6", "half-year"),
    (rf"{NINE_MONTHS}(?! \d)", "nine-month"),
    (_YEARLY, "annual"),
)
_RECURRENCE = re.compile(
    "|".join(f"(?P<r{i}>{source})" for i, (source, _) in enumerate(_RECURRENCES)), re.IGNORECASE
)
_CONSOLIDATES = re.compile(
    r"\s(?:để )?tổng hợp(?: chung)?,?(?: (?:trình|và|tham mưu),?)* báo cáo(?: cho| với| lên)?\s+"
)
_OFTEN = frozenset({"weekly", "monthly"})
"""Periods so short that a sentence which names one and a receiver asks for reports."""
_APPLIES = re.compile(
    r"\s*(?:\(\s*(?:(?:đối với|cho)\s+)?|(?:đối với|cho)\s+)(?:kỳ )?báo cáo\s+", re.IGNORECASE
)
_JOINT = re.compile(r"\s?(?:,|và|;)\s?(?:và |hoặc |định kỳ |báo cáo )*", re.IGNORECASE)
_WHILE = re.compile(
    rf"\W*(?:(?:định kỳ|{EACH}|trước|vào|chậm nhất|trong|đến|kết thúc|sau)\b"
    r"[^,;:]{0,60},\s*){1,3}",
    re.IGNORECASE,
)
_EACH_YEAR = re.compile(rf"\s?\)?\s?(?:của )?{EACH} năm\b", re.IGNORECASE)
_ASKING = re.compile(r"\W*(?:[^.;:]{0,60}?(?:đề nghị|yêu cầu|giao)\s+)?", re.IGNORECASE)
_NEAR = 130
_LONGEST_HEADING = 1_000


@dataclass(frozen=True)
class Sentence:
    """A sentence with its place, and the line above it that announces reports.

    What it says as a whole is worked out once, however many dates it has.
    """

    text: str
    start: int
    announced: str | None

    @property
    def span(self) -> Span:
        """Its place in the text."""
        return (self.start, self.start + len(self.text))

    @cached_property
    def subject(self) -> str | None:
        """Who it is about."""
        return _subject(self.text)

    @cached_property
    def to(self) -> str | None:
        """Who receives what it asks for."""
        return _to(self.text) or _to(self.announced or "")

    @cached_property
    def via(self) -> str | None:
        """Through whom."""
        return _via(self.text) or _via(self.announced or "")

    @cached_property
    def what(self) -> str | None:
        """What is reported."""
        said = _WHAT.search(self.text)
        return said.group().strip() if said else None

    @cached_property
    def ad_hoc(self) -> bool:
        """Whether it asks for reports whenever they are wanted."""
        return _AD_HOC.search(self.text) is not None

    @cached_property
    def reports_at(self) -> int:
        """Where it first speaks of reports."""
        found = _REPORT.search(self.text)
        return found.end() if found else len(self.text) + 1

    @cached_property
    def consolidates(self) -> list[Span]:
        """Where it says that somebody consolidates."""
        return [found.span() for found in _CONSOLIDATES.finditer(self.text)]


def read_reports(
    lines: Sequence[Line], who_at: Callable[[int], str | None], notebook: Notebook
) -> list[ReportRequirement]:
    """Return the reporting duties of the body; `who_at` names the addressee of a place."""
    found: list[ReportRequirement] = []
    for sentence in _sentences(lines):
        dated = list(_dated(sentence, who_at))
        found.extend(dated or _undated(sentence, who_at, notebook))
    return _without_shadows(found)


def _sentences(lines: Sequence[Line]) -> Iterator[Sentence]:
    """Yield the sentences of text lines; bullets inherit a heading that speaks of reports."""
    above: list[tuple[int, str | None]] = []  # ranks, and what the lines announce
    for line in lines:
        if line.cells:
            continue
        above = [upper for upper in above if upper[0] < line.label.rank]
        announced = next((words for _, words in reversed(above) if words is not None), None)
        for text, at in sentences_of(line.text):
            if text.strip():
                yield Sentence(text, line.start + at, announced)
        above.append((line.label.rank, _announced(line)))


def _announced(line: Line) -> str | None:
    """Return the words of a line that announces reports in those below it."""
    short = len(line.text) < _NEAR or line.text.rstrip().endswith(":")
    if not short or _REPORT.search(line.text) is None:
        return None
    return line.body[:_LONGEST_HEADING]


def _dated(sentence: Sentence, who_at: Callable[[int], str | None]) -> Iterator[ReportRequirement]:
    previous = 0
    context: Recurrence | None = None
    dues = list(find_due_dates(sentence.text))
    listed = _listed(sentence.text, dues)
    for due in dues:
        if _is_report(sentence, due, previous):
            named = listed.get(due.span) or _recurrence(sentence.text, due, previous)
            context = named or context
            for one in _of_each(sentence.text[previous : due.span[0]], due) or (context,):
                yield _requirement(sentence, due, one, who_at)
        previous = due.span[1]


def _of_each(before: str, due: DueDate) -> tuple[Recurrence, ...]:
    """Return all periods that one day is for: `báo cáo quý, 6 tháng, năm trước ngày 15`."""
    if due.when.month is not None:
        return ()
    named = list(_RECURRENCE.finditer(before))
    joined = all(_JOINT.fullmatch(before, a.end(), b.start()) for a, b in pairwise(named))
    kinds = tuple(dict.fromkeys(_named(match) for match in named))
    return kinds if joined and len(kinds) > 1 else ()


def _listed(text: str, dues: Sequence[DueDate]) -> dict[Span, Recurrence]:
    """Return how often each of several dates recurs, where as many periods are listed as dates.

    `báo cáo 6 tháng, năm (trước 05/6 và 05/11)`, or the periods after the dates.
    """
    found: dict[Span, Recurrence] = {}
    previous = 0
    for run in _runs(dues):
        start, end = run[0].span[0], run[-1].span[1]
        each = _EACH_YEAR.match(text, end)
        after = each.end() if each else end
        for zone in (text[previous:start], text[after : after + _NEAR]):
            kinds = list(dict.fromkeys(_named(match) for match in _RECURRENCE.finditer(zone)))
            if len(run) > 1 and len(kinds) == len(run):
                found.update(zip((due.span for due in run), kinds, strict=True))
                break
        previous = end
    return found


def _runs(dues: Sequence[DueDate]) -> Iterator[list[DueDate]]:
    """Yield the dates that are joined, one right after the other."""
    run: list[DueDate] = []
    for due in dues:
        if run and run[-1].span[1] != due.span[0]:
            yield run
            run = []
        run.append(due)
    if run:
        yield run


def _is_report(sentence: Sentence, due: DueDate, previous: int) -> bool:
    before = sentence.text[previous : due.span[0]]
    if _DONE.search(before) and not _REPORT.search(before[-60:]):
        return False
    if sentence.announced or _REPORT.search(before):
        return True
    after = sentence.text[due.span[1] : due.span[1] + _NEAR]
    return _REPORT.search(after) is not None or sentence.reports_at <= previous


def _recurrence(text: str, due: DueDate, previous: int) -> Recurrence | None:
    """Return the recurrence a date belongs to: named after it in brackets, else last before it."""
    applies = _APPLIES.match(text, due.span[1])
    if applies:
        named = _RECURRENCE.search(text, applies.start(), applies.end() + 30)
        if named:
            return _named(named)
    before = list(_RECURRENCE.finditer(text, previous, due.span[0]))
    if before:
        return _named(before[-1])
    rest = re.match(r"[^,;.]{0,60}", text[due.span[1] :])
    inside = _RECURRENCE.search(rest.group()) if rest else None
    return _named(inside) if inside else None


def _named(match: re.Match[str]) -> Recurrence:
    return next(name for i, (_, name) in enumerate(_RECURRENCES) if match.group(f"r{i}"))


def _requirement(
    sentence: Sentence,
    due: DueDate,
    recurrence: Recurrence | None,
    who_at: Callable[[int], str | None],
) -> ReportRequirement:
    day = due.when
    usual: Recurrence = "once" if day.year else "annual" if day.month else "monthly"
    onward = _onward(sentence, due.span[0])
    return ReportRequirement(
        who=onward[0] if onward else _who(sentence, who_at),
        to=onward[1] if onward else sentence.to,
        via=sentence.via,
        what=sentence.what,
        recurrence=recurrence or usual,
        day=day.day,
        month=day.month,
        year=day.year,
        operator=due.operator,
        ad_hoc=sentence.ad_hoc,
        span=sentence.span,
    )


def _onward(sentence: Sentence, until: int) -> tuple[str, str] | None:
    """Return who consolidates and for whom, where a date follows `gửi A tổng hợp, báo cáo B`."""
    found = sentence.consolidates
    last = bisect_right(found, until, key=itemgetter(1)) - 1
    if last < 0:
        return None
    start, end = found[last]
    if not starts_with_agency(sentence.text, end):
        return None
    receiver = clean_name(sentence.text[end : min(until, name_end(sentence.text, end))])
    sender = _to(sentence.text[: start + 1])
    return (sender, receiver) if sender and receiver else None


def _undated(
    sentence: Sentence, who_at: Callable[[int], str | None], notebook: Notebook
) -> Iterator[ReportRequirement]:
    """Yield periodic or ad-hoc reports without a date, where somebody is to receive them."""
    text = sentence.text
    to = _to(text)
    if not _REPORT.search(text) or to is None:
        return
    kinds = dict.fromkeys(_named(match) for match in _RECURRENCE.finditer(text))
    ad_hoc = sentence.ad_hoc
    often = any(kind in _OFTEN for kind in kinds)
    if not (_PERIODIC.search(text) or often or (ad_hoc and kinds)):
        return
    weekly = find_rhythmic(text)
    if not (weekly and set(kinds) == {"weekly"}):
        notebook.note("report-undated", sentence.span)
    who = _who(sentence, who_at)
    for recurrence in kinds or {"periodic": None}:
        yield ReportRequirement(
            who,
            to,
            _via(text),
            sentence.what,
            recurrence,
            None,
            None,
            None,
            weekly.operator if weekly and recurrence == "weekly" else None,
            ad_hoc,
            sentence.span,
        )


def _who(sentence: Sentence, who_at: Callable[[int], str | None]) -> str | None:
    """Return who reports: the subject of the sentence, its addressee, or of the line above."""
    named = sentence.subject or who_at(sentence.start + len(sentence.text) // 2)
    return named or _subject(sentence.announced or "")


def _subject(text: str) -> str | None:
    asking = _ASKING.match(text)
    if (when := _WHILE.match(text)) is not None:
        asking = _ASKING.match(text, when.end())
    body = text[asking.end() :] if asking else text
    named = read_addressed(body) if starts_with_agency(body) else None
    return named.name if named is not None and not _REPORT.match(named.name) else None


def _to(text: str) -> str | None:
    """Return the first agency after `gửi`, `về`, `báo cáo`."""
    for match in _ADDRESS.finditer(text):
        if starts_with_agency(text, match.end()):
            name = clean_name(text[match.end() : name_end(text, match.end())])
            if name:
                return name
    return None


def _via(text: str) -> str | None:
    for match in _VIA.finditer(text):
        if starts_with_agency(text, match.end()):
            return (
                clean_name(text[match.end() : name_end(text, match.end(), stop='.:;)“"')]) or None
            )
    return None


def _without_shadows(found: Sequence[ReportRequirement]) -> list[ReportRequirement]:
    """Drop an undated report when the next sentence of the same agency dates that period."""
    dated = {(one.who, one.recurrence) for one in found if one.day is not None}
    return [one for one in found if one.day is not None or (one.who, one.recurrence) not in dated]
