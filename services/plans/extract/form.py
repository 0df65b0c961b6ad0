"""The interchange form: what reading one document yields, as frozen values.

Every `Span` is `(start, end)` in characters of `Extract.text`. `to_json` gives the keys of the
interchange object; a few keys beyond it are additions that readers may ignore: `Agency.group`,
`Duty.deadline` as an object, `Finding.params` and `Finding.message_en`.
"""

from __future__ import annotations

from dataclasses import dataclass, fields, is_dataclass
from typing import Literal, TypeAlias

Span: TypeAlias = tuple[int, int]
Json: TypeAlias = dict[str, object]

Comparator = Literal[
    "=", ">=", ">", "<=", "<", "~",
    "decrease_to", "decrease_by", "increase_to", "increase_by", "maintain",
]  # fmt: skip
Bindingness = Literal["order", "request"]
Role = Literal["lead", "coordinating", "executing"]
Operator = Literal["before", "on", "by"]
Severity = Literal["error", "warning", "info"]
Recurrence = Literal[
    "once", "weekly", "monthly", "quarter", "half-year", "nine-month", "annual",
    "periodic", "ongoing", "ad_hoc",
]  # fmt: skip
BudgetColumns = Literal["years", "sources", "agencies", "other", "amount"]
AmendmentKind = Literal["words", "repeal", "insert", "replace"]
Group = Literal[
    "communes", "districts", "departments", "departments_and_districts",
    "departments_and_communes", "mass_organisations",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing a reviewer must look at; `params` fill the sentence of the catalogue."""

    code: str
    severity: Severity
    message: str
    message_en: str
    span: Span | None
    suggestion: str | None
    params: dict[str, str]


@dataclass(frozen=True, slots=True)
class LegalBasis:
    """One introducing paragraph (Căn cứ …, Thực hiện …) and the first document it cites."""

    text: str
    number: str | None
    issued_on: str | None
    kind: str | None
    span: Span


@dataclass(frozen=True, slots=True)
class Section:
    """A numbered heading; `label` as printed, `span` reaches to the next heading of its level."""

    label: str
    title: str
    span: Span
    children: tuple[Section, ...]


@dataclass(frozen=True, slots=True)
class Target:
    """One value to reach in one year; a range has `value` and `value_max`."""

    text: str
    comparator: Comparator
    value: float
    value_max: float | None
    unit: str | None
    denominator: str | None
    year: int | None
    qualifier: str | None
    baseline: str | None
    span: Span


@dataclass(frozen=True, slots=True)
class Indicator:
    """One indicator of the plan with its targets; `objective` is the heading it stands under."""

    label: str
    objective: str | None
    text: str
    span: Span
    targets: tuple[Target, ...]


@dataclass(frozen=True, slots=True)
class Deadline:
    """A due phrase as written; `date` (ISO) only when day, month and year are all known."""

    phrase: str
    operator: Operator
    date: str | None
    day: int | None
    month: int | None
    year: int | None


@dataclass(frozen=True, slots=True)
class Duty:
    """One duty of one addressee."""

    text: str
    span: Span
    role: Role
    deadline: Deadline | None
    recurrence: Recurrence | None
    output: str | None
    coordinating: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Agency:
    """One addressee of the assigning part; `group` when the name stands for many agencies."""

    name: str
    bindingness: Bindingness
    group: Group | None
    span: Span
    duties: tuple[Duty, ...]
    indicators_lead: tuple[str, ...]
    indicators_coordinating: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class WorkItem:
    """A task with its own lead, coordinating and time lines or columns; names as written."""

    title: str
    lead: tuple[str, ...]
    coordinating: tuple[str, ...]
    performers: tuple[str, ...]
    period: str | None
    output: str | None
    span: Span


@dataclass(frozen=True, slots=True)
class ReportRequirement:
    """Who reports what to whom, and when; `month` is null for a monthly or quarterly day."""

    who: str | None
    to: str | None
    via: str | None
    what: str | None
    recurrence: Recurrence
    day: int | None
    month: int | None
    year: int | None
    operator: Operator | None
    ad_hoc: bool
    span: Span


@dataclass(frozen=True, slots=True)
class BudgetLine:
    """One row of a budget table; `raw_cells` as printed.

    `amounts` are in đồng by year, or by the titles of the columns that its total is divided into.
    """

    label: str
    parent: str | None
    amounts: dict[str, int]
    total: int | None
    executing: str | None
    raw_cells: tuple[str, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class BudgetTable:
    """One table of money: its caption, what its columns stand for, its rows, in đồng.

    `columns` tells what the keys of a line's `amounts` are; `amount` is one sum a row.
    """

    title: str | None
    columns: BudgetColumns
    unit: str
    total: int | None
    lines: tuple[BudgetLine, ...]
    checks: tuple[str, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class BudgetNorm:
    """A spending norm in words: `150 triệu đồng/năm` for each district."""

    text: str
    value: int
    unit: str
    span: Span


@dataclass(frozen=True, slots=True)
class Budget:
    """The money of the plan, in đồng; `checks` are sentences saying what was compared.

    `lines` are those of the table with the plan's total, or the sums that the text lists; `tables`
    are all tables of money in the order of the document.
    """

    unit: str | None
    total: int | None
    sources: tuple[str, ...]
    lines: tuple[BudgetLine, ...]
    norms: tuple[BudgetNorm, ...]
    checks: tuple[str, ...]
    tables: tuple[BudgetTable, ...] = ()


@dataclass(frozen=True, slots=True)
class Amendment:
    """One change to another document: of words, or a part repealed, added or written anew.

    `place` is the part as cited; `document` the number of the document, where it is said.
    """

    kind: AmendmentKind
    place: str | None
    document: str | None
    old: str | None
    new: str | None
    span: Span


@dataclass(frozen=True, slots=True)
class Recipient:
    """One line of Nơi nhận; `purpose` is what stands in brackets: `B/c`, `T/h`, or `Lưu`."""

    text: str
    purpose: str | None
    span: Span


@dataclass(frozen=True, slots=True)
class Signatory:
    """Who signed; `capacity` as printed (`TM. ỦY BAN NHÂN DÂN, KT. CHỦ TỊCH`)."""

    name: str
    title: str | None
    capacity: str | None


@dataclass(frozen=True, slots=True)
class Extract:
    """Everything read from one document."""

    text: str
    number: str | None
    issued_on: str | None
    issuer: str | None
    title: str | None
    document_type: str | None
    draft: bool
    legal_bases: tuple[LegalBasis, ...]
    sections: tuple[Section, ...]
    indicators: tuple[Indicator, ...]
    agencies: tuple[Agency, ...]
    work_items: tuple[WorkItem, ...]
    report_requirements: tuple[ReportRequirement, ...]
    budget: Budget | None
    recipients: tuple[Recipient, ...]
    signatory: Signatory | None
    findings: tuple[Finding, ...]
    amendments: tuple[Amendment, ...] = ()

    def to_json(self) -> Json:
        """Return the interchange object: plain dicts and lists, spans as `[start, end]`."""
        return {field.name: _plain(getattr(self, field.name)) for field in fields(self)}


def _plain(value: object) -> object:
    if is_dataclass(value) and not isinstance(value, type):
        return {field.name: _plain(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    if isinstance(value, dict):
        return dict(value)
    return value
