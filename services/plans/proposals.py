"""From what was read to proposed items: pure, and nothing in them that the document lacks.

A duty under an addressee, a work item with its own lead and a report requirement each become one
item; a duty whose sentence sets its one report is a single item, or its agency would be told twice.
A duty that is nothing but several reports (`6 tháng trước 10/6, năm trước 10/12`) is only these.
That a work item and a duty may say the same is left to the findings.
"""

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from services.plans.due import Deadline, PlanTime, of_period, phrase_in, reckon
from services.plans.extract.due_phrases import find_rhythmic
from services.plans.extract.form import (
    Agency,
    Duty,
    Extract,
    ReportRequirement,
    Section,
    Span,
    WorkItem,
)
from services.plans.model import ROLES, Bindingness, ItemKind
from services.plans.names import key_of, kind_of, names_in

LONGEST_TEXT: Final = 20_000
LONGEST_NAME: Final = 500
_LONGEST_LABEL = 100
_PARTNER: Final = "coordinating"
_ALL: Final = 0.8
_LONGER_THAN_WEEKS: Final = frozenset({"monthly", "quarter", "half-year", "nine-month", "annual"})
"""Recurrences to which no weekday or hour of a day belongs."""
_REQUESTED: Final = frozenset({"party", "front", "court", "armed_forces"})


@dataclass(frozen=True, slots=True)
class Mention:
    """A name in a role, as the document writes it."""

    role: str
    name: str


@dataclass(frozen=True, slots=True)
class Proposal:
    """One item as the reading proposes it."""

    key: str
    kind: ItemKind
    label: str
    text: str
    span: Span
    output: str | None
    bindingness: Bindingness
    deadline: Deadline | None
    mentions: tuple[Mention, ...]

    def to_json(self) -> dict[str, Any]:
        """Return what restoring the item brings back."""
        return {
            "kind": self.kind.value,
            "text": self.text,
            "span": list(self.span),
            "output": self.output,
            "bindingness": self.bindingness.value,
            "deadline": self.deadline and self.deadline.to_json(),
            "parties": [{"role": m.role, "addressee": m.name} for m in self.mentions],
        }


def propose(extract: Extract) -> list[Proposal]:
    """Return the items of a read document, in reading order."""
    time = PlanTime.of(extract.title, _day(extract.issued_on))
    reports = [_report(extract, n, r, time) for n, r in enumerate(extract.report_requirements, 1)]
    duties = []
    for duty in _duties(extract, time):
        inside = [report for report in reports if _is_part(report, duty)]
        if len(inside) == 1:
            reports.remove(inside[0])
            duties.append(_with_report(duty, inside[0]))
        elif _is_all_of(inside, duty):
            reports = [_of_duty(one, duty) if one in inside else one for one in reports]
        else:
            duties.append(duty)
    reports = _distinct(reports)
    works = (_work_item(extract, n, work, time) for n, work in enumerate(extract.work_items, 1))
    return sorted([*duties, *works, *reports], key=lambda proposal: proposal.span)


def _is_part(report: Proposal, duty: Proposal) -> bool:
    """Tell whether the report is asked for inside the duty, of nobody but the duty's own agency."""
    start, end = report.span
    overlap = min(end, duty.span[1]) - max(start, duty.span[0])
    if overlap * 2 <= end - start:
        return False
    owners = {str(key_of(mention.name)) for mention in duty.mentions if mention.role != _PARTNER}
    return all(str(key_of(mention.name)) in owners for mention in report.mentions)


def _is_all_of(reports: Sequence[Proposal], duty: Proposal) -> bool:
    """Tell whether a duty asks for nothing beside its reports."""
    start, end = duty.span
    covered = sum(
        min(last, end) - max(first, start) for first, last in {one.span for one in reports}
    )
    return covered >= (end - start) * _ALL


def _of_duty(report: Proposal, duty: Proposal) -> Proposal:
    """Return a report with the parties and the force of the duty that asks for it."""
    return replace(report, mentions=duty.mentions, bindingness=duty.bindingness)


def _distinct(reports: Iterable[Proposal]) -> list[Proposal]:
    """Return the reports without those that the same sentence asks of the same at one time."""
    kept: dict[object, Proposal] = {}
    for one in reports:
        kept.setdefault((one.text, one.mentions, repr(one.deadline)), one)
    return list(kept.values())


def _with_report(duty: Proposal, report: Proposal) -> Proposal:
    """Return the duty with the report as its output and its date, where the duty has none."""
    return replace(
        duty,
        output=duty.output or report.output,
        deadline=duty.deadline or report.deadline,
    )


def _duties(extract: Extract, time: PlanTime) -> Iterator[Proposal]:
    count = 0
    for agency in extract.agencies:
        for duty in agency.duties:
            count += 1
            yield _duty(extract, f"duty-{count}", agency, duty, time)


def _duty(extract: Extract, key: str, agency: Agency, duty: Duty, time: PlanTime) -> Proposal:
    return Proposal(
        key=key,
        kind=ItemKind.DUTY,
        label=label_at(extract.sections, duty.span[0]),
        text=duty.text[:LONGEST_TEXT],
        span=duty.span,
        output=duty.output,
        bindingness=Bindingness(agency.bindingness),
        deadline=_duty_deadline(duty, time),
        mentions=mentions([(duty.role, agency.name)] + [(_PARTNER, n) for n in duty.coordinating]),
    )


def _duty_deadline(duty: Duty, time: PlanTime) -> Deadline | None:
    recurrence = None if duty.recurrence == "once" else duty.recurrence
    if duty.deadline is None:
        if recurrence is None:
            return None
        return Deadline(phrase_in(duty.text, None, None, recurrence), recurrence=recurrence)
    said = duty.deadline
    deadline = Deadline(said.phrase, said.operator, recurrence=recurrence)
    return reckon(deadline, said.day, said.month, said.year, time)


def _work_item(extract: Extract, number: int, work: WorkItem, time: PlanTime) -> Proposal:
    named = mentions(
        [
            *(("lead", name) for name in work.lead),
            *(("executing", name) for name in work.performers),
            *((_PARTNER, name) for name in work.coordinating),
        ]
    )
    return Proposal(
        key=f"work-{number}",
        kind=ItemKind.WORK_ITEM,
        label=label_at(extract.sections, work.span[0]),
        text=work.title[:LONGEST_TEXT],
        span=work.span,
        output=work.output,
        bindingness=_bindingness(named),
        deadline=of_period(work.period or "", time),
        mentions=named,
    )


def _report(extract: Extract, number: int, report: ReportRequirement, time: PlanTime) -> Proposal:
    sentence = " ".join(extract.text[slice(*report.span)].split())
    recurrence = "ad_hoc" if report.ad_hoc else report.recurrence
    told = report.day is not None or recurrence in _LONGER_THAN_WEEKS
    rhythmic = None if told else find_rhythmic(sentence)
    phrase = phrase_in(sentence, report.day, report.month, recurrence)
    deadline = Deadline(
        rhythmic.phrase if rhythmic else phrase,
        report.operator,
        recurrence=None if recurrence == "once" else recurrence,
    )
    named = mentions([("executing", report.who)] if report.who else [])
    return Proposal(
        key=f"report-{number}",
        kind=ItemKind.REPORT,
        label=label_at(extract.sections, report.span[0]),
        text=sentence[:LONGEST_TEXT],
        span=report.span,
        output=report.what,
        bindingness=_bindingness(named),
        deadline=reckon(deadline, report.day, report.month, report.year, time),
        mentions=named,
    )


def mentions(entries: Iterable[tuple[str, str]]) -> tuple[Mention, ...]:
    """Return the names in entries of (role, names as written), strongest role first.

    An entry may list several names; a name that comes again keeps the strongest of its roles.
    """
    found: dict[str, Mention] = {}
    for role, entry in sorted(entries, key=lambda one: ROLES.index(one[0])):
        for name in names_in(entry):
            key = str(key_of(name))
            if key:
                found.setdefault(key, Mention(role, name[:LONGEST_NAME]))
    return tuple(found.values())


def _bindingness(named: Sequence[Mention]) -> Bindingness:
    """Return `request` when all who must act are bodies that a committee cannot command."""
    responsible = [mention.name for mention in named if mention.role != _PARTNER]
    asked = responsible and all(kind_of(name) in _REQUESTED for name in responsible)
    return Bindingness.REQUEST if asked else Bindingness.ORDER


def label_at(sections: Sequence[Section], position: int) -> str:
    """Return the numbers of the headings that `position` lies under, as `III.4`."""
    labels: list[str] = []
    inside = _section_at(sections, position)
    while inside:
        labels.append(inside.label.strip(" .)("))
        inside = _section_at(inside.children, position)
    return ".".join(label for label in labels if label)[:_LONGEST_LABEL]


def _section_at(sections: Sequence[Section], position: int) -> Section | None:
    return next((s for s in sections if s.span[0] <= position < s.span[1]), None)


def _day(written: str | None) -> dt.date | None:
    return dt.date.fromisoformat(written) if written else None
