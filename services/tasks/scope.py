"""Which assignments a caller may see: a condition in every query, never a filter afterwards."""

from collections.abc import Iterator
from enum import StrEnum
from typing import Any, Final

from sqlalchemy import ColumnElement, and_, bindparam, false, or_, select, true, union_all

from common.caller import Caller, Role
from common.db import Id
from services.tasks.model import (
    CLOSED,
    Agency,
    Assignment,
    Inherited,
    PartyRole,
    Succession,
    Tally,
    TallyDelta,
)


class Scope(StrEnum):
    """Whose work is asked for, of what a caller may see."""

    OWN = "own"
    LED = "led"
    COORDINATED = "coordinated"
    ASSIGNED = "assigned"
    MONITORED = "monitored"
    SUBORDINATE = "subordinate"
    INHERITED = "inherited"
    ALL = "all"


Scoped = type[Assignment] | type[Tally] | type[TallyDelta]
"""What says whose the work is and who gave it."""


def stand_in(roles: frozenset[Role], *, of_agency: bool) -> Caller:
    """Return who stands in a query for all callers of these roles.

    Its numbers are the parameters `user_id` and, of somebody who has an agency, `agency_id`. So a
    query is built once: for each request anew, that was a fifth of an act.
    """
    user_id: Any = bindparam("user_id", type_=Id)
    agency_id: Any = bindparam("agency_id", type_=Id) if of_agency else None
    return Caller(user_id, "", agency_id, roles)


def visible_to(caller: Caller) -> ColumnElement[bool]:
    """Return the condition for the assignments `caller` may see.

    An administrator sees all (and may change none); officers and heads their agency's; coordinators
    and leaders their agency's and those it assigned.
    """
    if caller.has(Role.ADMIN):
        return true()
    if caller.agency_id is None:
        return false()
    own = held_by(caller)
    return own if sees_only_its_own(caller) else or_(own, assigned_by(caller))


def held_by(caller: Caller) -> ColumnElement[bool]:
    """Return the condition for the assignments that `caller`'s agency has."""
    return Assignment.agency_id == caller.agency_id


def sees_only_its_own(caller: Caller) -> bool:
    """Tell whether `caller` sees at most the work of its own agency."""
    return not caller.has(Role.ADMIN, Role.COORDINATOR, Role.LEADER)


def reachable_by(caller: Caller) -> ColumnElement[bool]:
    """Return the condition for one assignment that `caller` may open: also what waits for it.

    The agency that can resolve a blocker sees the duty while the blocker is open, who monitors
    sees what he follows, and who leads an agency what those beneath it do. Asked of one row by its
    number; in lists it would spoil the order of the index.
    """
    if caller.agency_id is None:
        return visible_to(caller)
    others = (waits_for(caller), monitored_by(caller), subordinate_to(caller))
    return or_(visible_to(caller), *others, inherited_by(caller))


def monitored_by(caller: Caller) -> ColumnElement[bool]:
    """Return the condition that `caller` follows the duty for the agency that gave it."""
    if caller.agency_id is None:
        return false()
    return (Assignment.monitor_id == caller.user_id) & assigned_by(caller)


def subordinate_to(caller: Caller) -> ColumnElement[bool]:
    """Return the condition that an agency beneath `caller`'s has the duty, however far beneath.

    For heads, coordinators and leaders; officers see their own agency's work alone.
    """
    if caller.agency_id is None or not caller.has(Role.HEAD, Role.COORDINATOR, Role.LEADER):
        return false()
    below = select(Agency.id).where(Agency.parent_id == caller.agency_id).cte(recursive=True)
    # A union, not union all: agencies that named each other as parents would go round for ever.
    every = below.union(select(Agency.id).join(below, Agency.parent_id == below.c.id))
    return Assignment.agency_id.in_(select(every.c.id))


def inherited_by(caller: Caller) -> ColumnElement[bool]:
    """Return the condition for closed work of agencies that `caller`'s took over from: to read.

    Of one that was divided, everybody who took over may read all of it; of one that lost a field,
    what is known to be of that field.
    """
    if caller.agency_id is None:
        return false()
    return _CLOSED & or_(*_ways_of_inheriting(caller))


def each_inherited_by(caller: Caller) -> Iterator[ColumnElement[bool]]:
    """Yield conditions that together are `inherited_by`, no two of them true of one assignment.

    For where all of it is wanted: each finds its rows by an index of its own; joined by OR, every
    assignment would be read.
    """
    if caller.agency_id is None:
        return
    before: list[ColumnElement[bool]] = []
    for way in _ways_of_inheriting(caller):
        yield and_(_CLOSED, way, *before)
        before.append(~way)


def _is_inherited(caller: Caller) -> ColumnElement[bool]:
    """Return `inherited_by` for lists of nothing else: closed work comes last in their order.

    Asked as `inherited_by`, a list of nine among 400,000 took 270 ms, and so 16.
    """
    ways = (select(Assignment.id).where(one).correlate(None) for one in each_inherited_by(caller))
    return Assignment.id.in_(union_all(*ways))


def _ways_of_inheriting(caller: Caller) -> Iterator[ColumnElement[bool]]:
    mine = or_(Succession.heir_id == caller.agency_id, Succession.final_id == caller.agency_id)
    before = select(Succession.agency_id).where(mine, Succession.ends)
    yield Assignment.agency_id.in_(before)
    yield Assignment.id.in_(
        select(Inherited.assignment_id).where(Inherited.heir_id == caller.agency_id)
    )
    if not sees_only_its_own(caller):
        yield Assignment.assigner_agency_id.in_(before)


def waits_for(caller: Caller) -> ColumnElement[bool]:
    """Return the condition that a blocker waits for `caller`'s agency to resolve it."""
    if caller.agency_id is None:
        return false()
    return Assignment.unblocker_id == caller.agency_id


def assigned_by(caller: Caller, of: Scoped = Assignment) -> ColumnElement[bool]:
    """Return the condition for the assignments, or counts of them, that `caller`'s agency gave."""
    return of.assigner_agency_id == caller.agency_id


# Not as IN: SQLAlchemy would write the whole query anew for each act.
_CLOSED: Final = or_(*(Assignment.work_state == state for state in sorted(CLOSED)))
_COORDINATING: Final = Assignment.role == PartyRole.COORDINATING


def within(scope: Scope, caller: Caller) -> ColumnElement[bool]:
    """Return the condition for what `caller` may see in one scope.

    What the agency gave is for those who speak for it, and what is beneath it for those who lead
    it; to anybody else such a scope is empty.
    """
    if scope is Scope.ALL:
        return reachable_by(caller)
    if caller.agency_id is None:
        return false()
    own = held_by(caller)
    speaks = false() if sees_only_its_own(caller) else true()
    return {
        Scope.OWN: own,
        Scope.LED: own & ~_COORDINATING,
        Scope.COORDINATED: own & _COORDINATING,
        Scope.ASSIGNED: assigned_by(caller) & speaks,
        Scope.MONITORED: monitored_by(caller),
        Scope.SUBORDINATE: subordinate_to(caller),
        Scope.INHERITED: _is_inherited(caller),
    }[scope]
