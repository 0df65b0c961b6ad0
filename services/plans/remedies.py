"""What settles a finding: the one act that puts right what it names, where there is one."""

import datetime as dt
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal

from sqlalchemy import select
from sqlalchemy.orm import Session

from common import clock
from common.caller import Caller
from services.plans.changes import Record
from services.plans.model import Addressee, Finding, FindingState, PlanItem
from services.plans.names import key_of

Act = Literal["set_header", "map_addressee", "set_deadline", "add_item", "correct_item"]

_HEADER: Final = {
    "number-missing": "number",
    "number-blank": "number",
    "date-missing": "issued_on",
    "date-partial": "issued_on",
    "issuer-missing": "issuer",
    "issuer-inferred": "issuer",
    "title-missing": "title",
    "type-missing": "document_type",
}
"""The header field that a finding misses or doubts."""
_DEADLINES: Final = ("day-off", "date-impossible", "deadline-", "report-undated")
_QUOTED: Final = re.compile("“([^”]+)”")
_SATURDAY: Final = 5


@dataclass(frozen=True, slots=True)
class Remedy:
    """The act that settles a finding, what it is done to, and the value that is proposed."""

    act: Act
    field: str | None = None
    item_id: int | None = None
    addressee: str | None = None
    value: str | None = None


@dataclass(frozen=True, slots=True)
class _Place:
    id: int
    start: int
    end: int
    deadline: Mapping[str, Any] | None


class Cabinet:
    """The remedies of one plan's findings; reads the plan's items and names once."""

    def __init__(self, session: Session, plan_id: int) -> None:
        self._places = _places(session, plan_id)
        rows = session.execute(
            select(Addressee.key, Addressee.name).where(Addressee.plan_id == plan_id)
        )
        self._names = {row.key: row.name for row in rows}

    def remedy(self, one: Finding) -> Remedy | None:
        """Return what settles `one`, None if a person can only say why it may stand."""
        if one.code in _HEADER:
            return Remedy("set_header", field=_HEADER[one.code], value=one.suggestion)
        if one.code == "unparsed":
            return Remedy("add_item") if one.span_start is not None else None
        name = self._addressee(one) if one.code.startswith("agency-") else None
        if name:
            return Remedy("map_addressee", addressee=name, value=one.suggestion)
        place = self._place(one)
        if place is None:
            return None
        if one.code.startswith(_DEADLINES):
            day = one.suggestion or _working_day_before(place.deadline, one.code)
            return Remedy("set_deadline", item_id=place.id, value=day)
        return Remedy("correct_item", item_id=place.id, value=one.suggestion)

    def _addressee(self, one: Finding) -> str | None:
        keys = (str(key_of(name)) for name in _QUOTED.findall(one.message_vi))
        return next((self._names[key] for key in keys if key in self._names), None)

    def _place(self, one: Finding) -> _Place | None:
        if one.span_start is None or one.span_end is None:
            return None
        around = [p for p in self._places if p.start < one.span_end and one.span_start < p.end]
        return min(around, key=lambda p: p.end - p.start, default=None)


def _places(session: Session, plan_id: int) -> Sequence[_Place]:
    rows = session.execute(
        select(PlanItem.id, PlanItem.span_start, PlanItem.span_end, PlanItem.deadline).where(
            PlanItem.plan_id == plan_id, PlanItem.superseded.is_(False)
        )
    )
    return [_Place(*row) for row in rows]


def _working_day_before(deadline: Mapping[str, Any] | None, code: str) -> str | None:
    """Return the Friday before a deadline on a weekend, as reminders aim at it; else None."""
    stated = deadline and deadline["last_safe_day"]
    if code != "day-off" or not stated:
        return None
    day = dt.date.fromisoformat(stated)
    off = day.weekday() - _SATURDAY + 1
    return (day - dt.timedelta(days=off)).isoformat() if off > 0 else None


def close(
    record: Record, findings: Iterable[Finding], caller: Caller, outcome: FindingState, note: str
) -> None:
    """Close findings as part of an act, so that undoing it opens them again."""
    closed = list(findings)
    record.findings(closed)
    for one in closed:
        one.outcome = outcome
        one.resolved_at = clock.now()
        one.resolved_by = caller.user_id
        one.resolved_by_name = caller.username
        one.note = note


def settle(
    session: Session, record: Record, caller: Caller, act: Act, note: str, **done: Any
) -> None:
    """Close the open findings whose remedy is `act` done to what `done` names.

    `done` are fields of `Remedy`, or `span` for an added item.
    """
    span = done.pop("span", None)
    cabinet = Cabinet(session, record.plan.id)
    closed = []
    for one in open_findings(session, record.plan.id):
        remedy = cabinet.remedy(one)
        if remedy is None or remedy.act != act:
            continue
        same = all(getattr(remedy, name) == value for name, value in done.items())
        if same and (span is None or _inside(one, span)):
            closed.append(one)
    close(record, closed, caller, FindingState.RESOLVED, note)


def _inside(one: Finding, span: tuple[int, int]) -> bool:
    if one.span_start is None or one.span_end is None:
        return False
    overlap = min(one.span_end, span[1]) - max(one.span_start, span[0])
    return overlap * 2 > one.span_end - one.span_start


def is_about(one: Finding, item: PlanItem) -> bool:
    """Tell whether a finding stands in the place of an item."""
    if one.span_start is None or one.span_end is None:
        return False
    return one.span_start < item.span_end and item.span_start < one.span_end


def find_open(session: Session, plan_id: int, ids: Iterable[int]) -> list[Finding]:
    """Return those of the plan's findings in `ids` that wait; the others need nothing more."""
    wanted = set(ids)
    return [one for one in open_findings(session, plan_id) if one.id in wanted] if wanted else []


def open_findings(session: Session, plan_id: int, severity: str | None = None) -> list[Finding]:
    """Return the findings that wait, of one severity or of all, in order."""
    waiting = select(Finding).where(Finding.plan_id == plan_id, Finding.resolved_at.is_(None))
    if severity:
        waiting = waiting.where(Finding.severity == severity)
    return list(session.scalars(waiting.order_by(Finding.id)))
