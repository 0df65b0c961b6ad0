"""Whom the names of a plan mean: the reviewer's word, a remembered one, a class, an exact name."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.plans.model import Addressee, Alias, Plan, PlanState
from services.plans.names import ADDRESSEES, class_of, is_open, key_of, may_be
from services.plans.registry import Ref, Registry


class Outcome(StrEnum):
    """How a name was resolved."""

    AGENCIES = "agencies"
    CLASS = "class"
    OPEN = "open"  # "các đơn vị có liên quan": whom it means is left open
    UNRESOLVED = "unresolved"


@dataclass(frozen=True, slots=True)
class Resolution:
    """What a name means now; the class `addressees` has its members only when issued."""

    outcome: Outcome
    agencies: tuple[Ref, ...] = ()
    group: str | None = None
    decided: bool = False  # by a reviewer, here or for an earlier plan

    @property
    def open(self) -> bool:
        """Whether the name leaves open whom it means and no person has said."""
        return self.outcome is Outcome.OPEN


_Decision = tuple[list[int] | None, str | None]


def resolve(
    session: Session, plan: Plan, addressees: Collection[Addressee], registry: Registry
) -> dict[int, Resolution]:
    """Return the resolution of each addressee by its id."""
    remembered = _remembered(session, plan, addressees)
    decisions: dict[int, _Decision] = {}
    for one in addressees:
        own = (one.agency_ids, one.group)
        decisions[one.id] = own if any(own) else remembered.get(one.id, own)
    ids = {agency_id for decided, _ in decisions.values() for agency_id in decided or ()}
    known = registry.by_ids(ids, active_only=plan.state == PlanState.DRAFT)
    undecided = [one for one in addressees if not any(decisions[one.id])]
    named = registry.by_keys({key_of(one.name) for one in undecided})
    found = {
        one.id: _automatic(one, _spelt_alike(one, named[key_of(one.name)]), registry)
        for one in undecided
    }
    for one in addressees:
        if one.id not in found:
            found[one.id] = _decided(decisions[one.id], known, registry)
    return found


def _decided(decision: _Decision, known: dict[int, Ref], registry: Registry) -> Resolution:
    ids, group = decision
    agencies = tuple(known[i] for i in ids if i in known) if ids else ()
    if group:
        members = agencies or registry.members(group)
        outcome = Outcome.CLASS if members or group == ADDRESSEES else Outcome.UNRESOLVED
        return Resolution(outcome, members, group, decided=True)
    outcome = Outcome.AGENCIES if agencies else Outcome.UNRESOLVED
    return Resolution(outcome, agencies, decided=True)


def _spelt_alike(addressee: Addressee, named: Iterable[Ref]) -> list[Ref]:
    """Return those that the marks do not tell apart from the name: Tân Thành is not Tân Thạnh.

    What bears the name as an alias is kept: its own name is another.
    """
    base = key_of(addressee.name).base
    return [
        ref for ref in named if key_of(ref.name).base != base or may_be(ref.name, addressee.name)
    ]


def _automatic(addressee: Addressee, named: Iterable[Ref], registry: Registry) -> Resolution:
    group = class_of(addressee.name)
    left_open = is_open(addressee.name)
    members = registry.members(group) if group else ()
    if group and (members or group == ADDRESSEES):
        return Resolution(Outcome.OPEN if left_open else Outcome.CLASS, members, group)
    found = tuple(named)
    if len(found) == 1:
        return Resolution(Outcome.AGENCIES, found, group)
    return Resolution(Outcome.OPEN if left_open else Outcome.UNRESOLVED, (), group)


def _remembered(
    session: Session, plan: Plan, addressees: Collection[Addressee]
) -> dict[int, _Decision]:
    rows = session.execute(
        select(Alias.key, Alias.name, Alias.agency_ids, Alias.group).where(
            Alias.owner_agency_id == plan.owner_agency_id,
            Alias.key.in_({one.key for one in addressees}),
        )
    )
    taught = {row.key: row for row in rows}
    return {
        one.id: (row.agency_ids, row.group)
        for one in addressees
        if (row := taught.get(one.key)) and may_be(row.name, one.name)
    }
