"""Which assignments a caller may see: a condition in every query, never a filter afterwards."""

from sqlalchemy import ColumnElement, false, or_, true

from common.caller import Caller, Role
from services.tasks.model import Assignment, Tally, TallyDelta

Scoped = type[Assignment] | type[Tally] | type[TallyDelta]
"""What says whose the work is and who gave it."""


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

    The agency that can resolve a blocker sees the duty while the blocker is open, and who monitors
    sees what he follows. Asked of one row by its number; in lists it would spoil the order of the
    index.
    """
    if caller.agency_id is None:
        return visible_to(caller)
    return or_(visible_to(caller), waits_for(caller), monitored_by(caller))


def monitored_by(caller: Caller) -> ColumnElement[bool]:
    """Return the condition that `caller` follows the duty for the agency that gave it."""
    if caller.agency_id is None:
        return false()
    return (Assignment.monitor_id == caller.user_id) & assigned_by(caller)


def waits_for(caller: Caller) -> ColumnElement[bool]:
    """Return the condition that a blocker waits for `caller`'s agency to resolve it."""
    if caller.agency_id is None:
        return false()
    return Assignment.unblocker_id == caller.agency_id


def assigned_by(caller: Caller, of: Scoped = Assignment) -> ColumnElement[bool]:
    """Return the condition for the assignments, or counts of them, that `caller`'s agency gave."""
    return of.assigner_agency_id == caller.agency_id
