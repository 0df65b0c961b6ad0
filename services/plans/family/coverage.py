"""Coverage: which clauses and targets of the parent plan a plan takes up, and which more weakly.

A clause of the parent counts when it holds the agency responsible that issues the child, by name
or as one of a class. It is taken up by the clauses of the child that hold most of its words.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from common.caller import Caller
from common.errors import InvalidInputError
from services.plans import access, changes
from services.plans.family import clauses, notes
from services.plans.family.clauses import Clause
from services.plans.family.matching import Index
from services.plans.family.targets import Goal, best, goals_of, weaknesses
from services.plans.model import Plan, Relation, RelationKind, Source

Json = dict[str, Any]
HELD: Final = 0.6
"""So much of a parent clause's words must a child's clause hold to take it up."""
SHOWN: Final = 5
_GENRE: Final = (
    "va cac cua cho voi trong theo tren tai den tu la de ve nhung duoc do cung tung moi "
    "chu tri phoi hop thuc hien trien khai to chuc tiep tuc tang cuong day manh "
    "ngay thang nam truoc hoan thanh"
)
_SILENT: Final = frozenset(_GENRE.split())
"""Words that every duty of the genre has; they tell no two apart."""
TAKEN_UP, NOT_TAKEN_UP, WEAKER, NOT_COMPARABLE = (
    "taken_up",
    "not_taken_up",
    "weaker",
    "not_comparable",
)


def cover(session: Session, caller: Caller, plan_id: int, parent_id: int | None) -> Json:
    """Return each clause and target of the parent with what of the plan takes it up.

    The parent is the one confirmed unless `parent_id` names another. Raises NotFoundError, and
    InvalidInputError where there is none.
    """
    plan = access.find(session, caller, plan_id)
    parent = _parent(session, caller, plan_id, parent_id)
    duties, targets = _reckon(session, plan, parent)
    states = Counter(row["state"] for row in (*duties, *targets))
    names = ("id", "number", "title", "issuer", "issued_on", "state")
    return {
        "plan": {name: getattr(plan, name) for name in names},
        "parent": {name: getattr(parent, name) for name in names},
        "totals": {name: states[name] for name in (TAKEN_UP, WEAKER, NOT_TAKEN_UP, NOT_COMPARABLE)},
        "duties": duties,
        "targets": targets,
    }


def _parent(session: Session, caller: Caller, plan_id: int, parent_id: int | None) -> Plan:
    confirmed = parents(session, plan_id)
    wanted = parent_id or next(iter(confirmed), None)
    if wanted is None:
        raise InvalidInputError.of("?parent", "no parent plan is confirmed; name one")
    return access.find(session, caller, wanted)


def parents(session: Session, plan_id: int) -> Sequence[int]:
    """Return the ids of the confirmed parents, the first confirmed first."""
    return session.scalars(
        select(Relation.other_id)
        .where(Relation.plan_id == plan_id, Relation.kind == RelationKind.IMPLEMENTS)
        .order_by(Relation.id)
    ).all()


def _reckon(session: Session, plan: Plan, parent: Plan) -> tuple[list[Json], list[Json]]:
    own, _ = clauses.of_draft(session, plan)
    above = [
        clause
        for clause in clauses.in_force(session, parent).clauses.values()
        if plan.owner_agency_id in clause.responsible
    ]
    mine, theirs = (goals_of(session.get_one(Source, one.id).extract) for one in (plan, parent))
    return _duties(above, own), [_target(goal, mine) for goal in theirs]


def _duties(above: Iterable[Clause], own: Sequence[Clause]) -> list[Json]:
    index = Index(own)
    return [_duty(clause, [own[place] for place in index.near(clause)]) for clause in above]


def _duty(clause: Clause, near: Iterable[Clause]) -> Json:
    scored = [(-round(held, 6), one.item_id, one) for one in near if (held := _held(clause, one))]
    by = [one for _, _, one in sorted(scored, key=lambda row: row[:2])][:SHOWN]
    reasons = _later(clause, by[0]) if by else []
    state = NOT_TAKEN_UP if not by else WEAKER if reasons else TAKEN_UP
    return {
        "state": state,
        "parent": clause.show(),
        "by": [one.show() for one in by],
        "reasons": reasons,
    }


def _held(parent: Clause, child: Clause) -> float:
    """Return the part of the parent's telling words that the child has; 0 if it is too little."""
    wanted = Counter({w: n for w, n in parent.words.items() if w not in _SILENT})
    if not wanted:
        return 1.0 if parent.folded == child.folded else 0.0
    held = (wanted & child.words).total() / wanted.total()
    return held if held >= HELD else 0.0


def _later(parent: Clause, child: Clause) -> list[str]:
    """Return `deadline` if the child ends after its parent, `no_deadline` if it never ends."""
    if parent.last_safe_day is None:
        return []
    if child.last_safe_day is None:
        return ["no_deadline"]
    return ["deadline"] if child.last_safe_day > parent.last_safe_day else []


def _target(goal: Goal, mine: Sequence[Goal]) -> Json:
    other = best(goal, mine)
    reasons = weaknesses(other, goal) if other else []
    if other is None:
        state = NOT_TAKEN_UP
    elif reasons is None:
        state = NOT_COMPARABLE
    else:
        state = WEAKER if reasons else TAKEN_UP
    return {
        "state": state,
        "parent": goal.show(),
        "by": other and other.show(),
        "reasons": reasons or [],
    }


_REASONS: Final = {
    "value": ("giá trị thấp hơn", "a lower value"),
    "direction": ("chiều so sánh ngược lại", "the opposite direction"),
    "year": ("năm muộn hơn", "a later year"),
    "deadline": ("thời hạn muộn hơn", "a later deadline"),
    "no_deadline": ("không có thời hạn", "no deadline"),
}


def note(session: Session, plan: Plan, parent: Plan) -> None:
    """Let the findings of a draft say what is weaker than in its parent, and what is missing.

    Findings about this parent that wait are reckoned anew; those answered stay, and what was
    accepted once is not asked again.
    """
    changes.forget_comparison(session, plan.id, parent.id)
    duties, targets = _reckon(session, plan, parent)
    for row in (*duties, *targets):
        if row["state"] == WEAKER:
            by = row["by"][0] if isinstance(row["by"], list) else row["by"]
            _note_weaker(session, plan.id, parent, by, row["reasons"])
        elif row["state"] == NOT_TAKEN_UP:
            text = " ".join(row["parent"]["text"].split())[:300]
            notes.add(session, plan.id, notes.NOT_TAKEN_UP, None, parent, what=text)


def _note_weaker(
    session: Session, plan_id: int, parent: Plan, by: Json, reasons: Sequence[str]
) -> None:
    start, end = by["span"]
    what, what_en = (", ".join(_REASONS[one][n] for one in reasons) for n in (0, 1))
    notes.add(session, plan_id, notes.WEAKER, (start, end), parent, what=what, what_en=what_en)
