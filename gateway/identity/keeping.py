"""Who keeps which entry of the registry: whoever can change an address reads what is sent to it.

An administrator keeps every entry. A coordinator keeps the contacts of the own agency, and whole
entries of those beneath it and of those that coordinators of the own agency registered. The office
of a committee keeps what its committee would. Nobody moves an agency to where they keep nothing,
nor their own: names and places decide who is given duties and who keeps what.
"""

from collections.abc import Collection
from typing import Final

from sqlalchemy.orm import Session

from common.caller import Caller, Role
from common.errors import NotAllowedError
from gateway.identity.model import Agency
from gateway.identity.names import fold

CONTACTS: Final = frozenset({"email", "phone"})
_COMMITTEE: Final = "committee"
_OFFICE: Final = "van phong "


class KeptByAnotherError(NotAllowedError):
    """An entry is changed by who keeps it: above the agency, or an administrator."""

    type = "kept-by-another"
    title = "Kept by another"


def require_keeper(
    session: Session, caller: Caller, agency: Agency, fields: Collection[str]
) -> None:
    """Raise KeptByAnotherError unless `caller` may change these `fields` of the agency's entry."""
    if caller.has(Role.ADMIN):
        return
    tops = _tops(session, caller)
    if agency.id in tops:
        if not CONTACTS.issuperset(fields):
            raise KeptByAnotherError("of your own agency you change email and phone only")
    elif not _registered(caller, agency) and not _stands_beneath(session, agency, tops):
        raise KeptByAnotherError


def require_place(session: Session, caller: Caller, parent_id: int | None) -> None:
    """Raise KeptByAnotherError unless `caller` may put an agency beneath this one; none is free."""
    if parent_id is None or caller.has(Role.ADMIN):
        return
    parent = session.get(Agency, parent_id)
    if parent is not None and not (
        _registered(caller, parent) or _stands_beneath(session, parent, _tops(session, caller))
    ):
        raise KeptByAnotherError("you do not keep the agency that parent_id names")


def _registered(caller: Caller, agency: Agency) -> bool:
    return caller.agency_id is not None and agency.registered_by == caller.agency_id


def _tops(session: Session, caller: Caller) -> set[int]:
    """Return the caller's agency and, if that is the office of a committee, the committee."""
    home = session.get(Agency, caller.agency_id) if caller.agency_id is not None else None
    if home is None:
        return set()
    above = session.get(Agency, home.parent_id) if home.parent_id is not None else None
    serves = above is not None and home.kind == above.kind == _COMMITTEE
    if above is not None and serves and fold(home.name).startswith(_OFFICE):
        return {home.id, above.id}
    return {home.id}


def _stands_beneath(session: Session, agency: Agency, tops: Collection[int]) -> bool:
    """Tell whether the line from `agency` to the highest passes one of `tops`, or begins there."""
    seen: set[int] = set()
    one: Agency | None = agency
    # Two changes at once could close a circle, each having seen none; it ends here.
    while one is not None and one.id not in seen:
        if one.id in tops:
            return True
        seen.add(one.id)
        one = session.get(Agency, one.parent_id) if one.parent_id is not None else None
    return False
