"""The difference between two plans: clauses and targets added, removed, changed, unchanged."""

import difflib
from collections.abc import Iterator
from typing import Any, Final

from sqlalchemy.orm import Session

from common.caller import Caller
from common.errors import InvalidInputError
from services.plans import access
from services.plans.family import clauses, relations
from services.plans.family.clauses import Clause
from services.plans.family.matching import Matching, Pair, match
from services.plans.family.targets import differences, goals_of
from services.plans.model import Plan, PlanState, Relation, RelationKind, Source

Json = dict[str, Any]
MOST_WORDS: Final = 1_500
"""Longer texts are shown one after the other: comparing words takes quadratic time."""
_FIELDS: Final = ("label", "text", "output", "bindingness", "deadline")


def compare(session: Session, caller: Caller, plan_id: int, other_id: int | None) -> Json:
    """Return what a plan changes against another one, by default that which it is said to change.

    Of an amendment, clauses that it does not speak of are `kept` rather than removed. Raises
    NotFoundError, and InvalidInputError where there is nothing to compare with.
    """
    plan = access.find(session, caller, plan_id)
    relation = relations.change_of(session, plan_id)
    other = _other(session, caller, relation, other_id)
    matching = matched(session, plan, other)
    changed = [found for pair in matching.pairs if (found := _changed(pair))]
    amends = relation is not None and _leaves_rest(relation, other.id)
    abolished = set(relation.removed) if relation and amends else set()
    removed = [one for one in matching.missing if not amends or one.item_id in abolished]
    return {
        "plan": _ref(plan),
        "to": _ref(other),
        "kind": relation.kind if relation and relation.other_id == other.id else None,
        "added": [one.show() for one in matching.added],
        "removed": [one.show() for one in removed],
        "changed": changed,
        "kept": [o.show() for o in matching.missing if amends and o.item_id not in abolished],
        "unchanged": len(matching.pairs) - len(changed),
        "targets": _targets(session, plan, other, amends=amends),
    }


def matched(session: Session, plan: Plan, other: Plan) -> Matching:
    """Return the clauses of `plan` beside those of `other`, with the amendments of that."""
    new, _ = clauses.of_draft(session, plan)
    family = clauses.in_force(session, other, before=plan)
    return match(new, list(family.clauses.values()))


def _other(
    session: Session, caller: Caller, relation: Relation | None, other_id: int | None
) -> Plan:
    wanted = other_id or (relation.other_id if relation else None)
    if wanted is None:
        raise InvalidInputError.of("?to", "name the plan to compare with; this one changes none")
    return access.find(session, caller, wanted)


def _leaves_rest(relation: Relation, other_id: int) -> bool:
    partial = relation.kind in (RelationKind.AMENDS, RelationKind.CORRECTS)
    return partial and relation.other_id == other_id


def _ref(plan: Plan) -> Json:
    shown = {name: getattr(plan, name) for name in ("id", "number", "title", "issued_on")}
    return shown | {"state": PlanState(plan.state).value}


def _changed(pair: Pair) -> Json | None:
    fields = list(fields_of(pair))
    if not fields:
        return None
    return {
        "before": pair.old.show(),
        "after": pair.new.show(),
        "likeness": round(pair.likeness, 3),
        "fields": fields,
        "words": words(pair.old.text, pair.new.text) if "text" in fields else [],
    }


def fields_of(pair: Pair) -> Iterator[str]:
    """Yield the fields in which the later clause differs."""
    for name in _FIELDS:
        if getattr(pair.old, name) != getattr(pair.new, name):
            yield name
    if _parties(pair.old) != _parties(pair.new):
        yield "parties"


def _parties(clause: Clause) -> Any:
    # Names alone where nobody stands behind them yet.
    return dict(clause.roles) or clause.names


def words(before: str, after: str) -> list[tuple[str, str]]:
    """Return the words of both in order, in runs that are `same`, `gone` or `new`."""
    old, new = before.split(), after.split()
    if len(old) + len(new) > MOST_WORDS:
        return [("gone", " ".join(old)), ("new", " ".join(new))]
    runs: list[tuple[str, str]] = []
    matcher = difflib.SequenceMatcher(None, old, new, autojunk=False)
    for what, a, b, c, d in matcher.get_opcodes():
        if what == "equal":
            runs.append(("same", " ".join(old[a:b])))
            continue
        runs += [("gone", " ".join(old[a:b]))] if a < b else []
        runs += [("new", " ".join(new[c:d]))] if c < d else []
    return runs


def _targets(session: Session, plan: Plan, other: Plan, *, amends: bool) -> Json:
    new, old = (goals_of(session.get_one(Source, one.id).extract) for one in (plan, other))
    found = differences(new, old)
    return found | {"removed": []} if amends else found
