"""What becomes of every open duty under a decree: the same plan for the dry run and for applying.

Read in bulk and decided in memory; only `services.tasks.reorganising.applying` writes.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from sqlalchemy import ColumnElement, Select, select
from sqlalchemy.orm import Session

from services.tasks.model import (
    OPEN,
    Assignment,
    PartyRole,
    Plan,
    PlanItem,
    WorkState,
)
from services.tasks.succession import Choice, Duty, Rules, folded

HELD: Final = "held"
BLOCKER: Final = "blocker"
RECURRING: Final = "recurring"
GIVEN: Final = "given"
_RANK: Final[Mapping[str, int]] = {
    PartyRole.LEAD: 0,
    PartyRole.EXECUTING: 1,
    PartyRole.COORDINATING: 2,
}
_OPEN: Final = sorted(OPEN)
_A: Final = Assignment.__table__


@dataclass(slots=True)
class Line:
    """One thing that has to go somewhere: a duty held, a blocker, a period to come, a plan given.

    `row` is the assignment's columns; of a plan given, the plan. `to` is a ref; None while a person
    has to decide. `merged_into` is the duty that stays where two become one.
    """

    kind: str
    agency_id: int
    plan_id: int
    row: Any
    choice: Choice
    merged_into: int | None = None

    @property
    def to(self) -> str | None:
        """Who gets it."""
        return self.choice.to

    @property
    def moves(self) -> bool:
        """Whether it leaves the agency."""
        return self.to is not None and self.to != str(self.agency_id)


@dataclass(slots=True)
class Outlook:
    """Everything that a decree concerns, and the duties of heirs that take others in."""

    lines: list[Line]
    items: Mapping[int, Any]
    absorbing: dict[int, list[int]] = field(default_factory=dict)
    """Of each duty that stays: those that become one with it."""
    staying: dict[int, Any] = field(default_factory=dict)
    """The heirs' own duties that others meet, by number: the rows of the table."""

    def of(self, *kinds: str) -> list[Line]:
        """Return the lines of these kinds, in their order."""
        return [line for line in self.lines if line.kind in kinds]

    @property
    def undecided(self) -> list[Line]:
        """What waits for a person."""
        return [line for line in self.lines if line.to is None]


def look(session: Session, rules: Rules, *, lock: bool = False, settle: bool = False) -> Outlook:
    """Return what the decree concerns; with `settle`, what nobody decided goes as proposed."""
    sources = sorted(rules.by_agency)
    held = _rows(session, _A.c.agency_id.in_(sources) & _A.c.work_state.in_(_OPEN), lock=lock)
    blocked = _rows(session, _A.c.unblocker_id.in_(sources) & _A.c.work_state.in_(_OPEN), lock=lock)
    recurring = _rows(session, _recurring(sources))
    given = _given_plans(session, sources)
    items = _items(session, (*held, *blocked, *recurring))
    chooser = _Chooser(rules, items, settle=settle)
    lines = [chooser.line(HELD, row.agency_id, row) for row in held]
    lines += [chooser.line(BLOCKER, row.unblocker_id, row) for row in blocked]
    lines += [chooser.line(RECURRING, row.agency_id, row) for row in recurring]
    lines += [chooser.given(plan, _texts(session, plan.id)) for plan in given]
    outlook = Outlook(lines, items)
    _merge(session, outlook)
    return outlook


class _Chooser:
    """Asks the rules about each row, its text folded once for each item."""

    def __init__(self, rules: Rules, items: Mapping[int, Any], *, settle: bool) -> None:
        self._rules = rules
        self._settle = settle
        self._texts = {one.id: folded(one.text, one.output) for one in items.values()}

    def line(self, kind: str, agency_id: int, row: Any) -> Line:
        """Return the line of an assignment, as the agency `agency_id` is concerned by it."""
        text = self._texts[row.item_id]
        # A period that is still to come has no duty yet that a person could have been shown later.
        since = None if kind == RECURRING else row.created_at
        duty = Duty(agency_id, row.plan_id, text, row.id, since)
        return Line(kind, agency_id, row.plan_id, row, self._choose(duty))

    def given(self, plan: Any, texts: Sequence[str]) -> Line:
        """Return the line of a plan by which an agency gave duties."""
        text = folded(plan.title, *texts)
        duty = Duty(plan.assigner_agency_id, plan.id, text, given=True)
        return Line(GIVEN, plan.assigner_agency_id, plan.id, plan, self._choose(duty))

    def _choose(self, duty: Duty) -> Choice:
        found = self._rules.choose(duty)
        if found.to is None and self._settle:
            rule = self._rules.by_agency[duty.agency_id]
            return Choice(found.proposal, found.proposal or rule.last_resort)
        return found


def _rows(session: Session, which: ColumnElement[bool], *, lock: bool = False) -> Sequence[Any]:
    query: Select[Any] = select(_A).where(which).order_by(_A.c.id)
    return session.execute(query.with_for_update() if lock else query).all()


def _recurring(sources: Sequence[int]) -> ColumnElement[bool]:
    """Return the condition that a closed duty of theirs has a period to come."""
    coming = select(PlanItem.id).where(PlanItem.repeat_on.is_not(None))
    done = _A.c.work_state == WorkState.COMPLETED
    return _A.c.agency_id.in_(sources) & done & _A.c.item_id.in_(coming)


def _given_plans(session: Session, sources: Sequence[int]) -> Sequence[Any]:
    """Return the plans by which they gave what is open, recurs, or is still being given."""
    works = select(_A.c.plan_id).where(_A.c.work_state.in_(_OPEN))
    comes = select(PlanItem.plan_id).where(PlanItem.repeat_on.is_not(None))
    lives = Plan.id.in_(works) | Plan.id.in_(comes) | Plan.fanned_out_at.is_(None)
    columns = (Plan.id, Plan.number, Plan.title, Plan.assigner_agency_id)
    query = select(*columns).where(Plan.assigner_agency_id.in_(sources), lives)
    return session.execute(query.order_by(Plan.id)).all()


def _texts(session: Session, plan_id: int) -> Sequence[str]:
    return session.scalars(select(PlanItem.text).where(PlanItem.plan_id == plan_id)).all()


def _items(session: Session, rows: Sequence[Any]) -> dict[int, Any]:
    columns = (PlanItem.id, PlanItem.label, PlanItem.text, PlanItem.output, PlanItem.key)
    found: dict[int, Any] = {}
    for some in parts(sorted({row.item_id for row in rows})):
        query = select(*columns, PlanItem.repeat_on).where(PlanItem.id.in_(some))
        found |= {one.id: one for one in session.execute(query)}
    return found


def parts(ids: Sequence[int], size: int = 5000) -> Iterator[Sequence[int]]:
    """Yield `ids` in pieces that both databases take as parameters of one statement."""
    for start in range(0, len(ids), size):
        yield ids[start : start + size]


def _merge(session: Session, outlook: Outlook) -> None:
    """Find duties that meet at one agency: the strongest role stays, its own before one that comes.

    One that is completed meets nothing: what is open beside it is still to be done.
    """
    coming: defaultdict[tuple[int, str], list[Any]] = defaultdict(list)
    by_id = {line.row.id: line for line in outlook.of(HELD)}
    for line in by_id.values():
        if line.moves:
            coming[line.row.item_id, str(line.to)].append(line.row)
    for key, own in _own(session, coming).items():
        coming[key].append(own)
    for met in coming.values():
        if len(met) > 1:
            _join(outlook, by_id, met)


def _own(session: Session, coming: Mapping[tuple[int, str], Any]) -> dict[tuple[int, str], Any]:
    """Return the open duties that heirs have of the same items."""
    refs = sorted({int(ref) for _, ref in coming if ref.isdecimal()})
    found: dict[tuple[int, str], Any] = {}
    for some in parts(sorted({item for item, _ in coming})):
        which = _A.c.item_id.in_(some) & _A.c.work_state.in_(_OPEN)
        for row in session.execute(select(_A).where(which, _A.c.agency_id.in_(refs))):
            if (row.item_id, str(row.agency_id)) in coming:
                found[row.item_id, str(row.agency_id)] = row
    return found


def _join(outlook: Outlook, by_id: Mapping[int, Line], met: Sequence[Any]) -> None:
    stays, *others = sorted(met, key=lambda row: (_RANK[row.role], row.id in by_id, row.id))
    for row in met:
        if row.id not in by_id:
            outlook.staying[row.id] = row
    outlook.absorbing[stays.id] = [row.id for row in others]
    for row in others:
        if row.id in by_id:
            by_id[row.id].merged_into = stays.id
