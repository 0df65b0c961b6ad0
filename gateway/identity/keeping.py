"""Who keeps which entry of the registry: whoever can change an address reads what is sent to it."""

from typing import Final

from sqlalchemy.orm import Session

from common.caller import Caller, Role
from common.errors import NotAllowedError
from gateway.identity.model import Agency

_COMMITTEE: Final = "committee"


class ForeignAgencyError(NotAllowedError):
    """An agency is changed by its own coordinator, by one above it, or by an administrator."""

    type = "foreign-agency"
    title = "Foreign agency"


def require_keeper(session: Session, caller: Caller, agency: Agency) -> None:
    """Raise ForeignAgencyError unless `caller` keeps the entry of `agency`.

    An administrator keeps every entry. A coordinator keeps the own agency's, those of agencies
    beneath it, and those that coordinators of the own agency registered; a committee's office
    keeps what its committee would.
    """
    if caller.has(Role.ADMIN):
        return
    home = session.get(Agency, caller.agency_id) if caller.agency_id is not None else None
    if home is None or not (agency.registered_by == home.id or _reaches(session, home, agency)):
        raise ForeignAgencyError


def _reaches(session: Session, home: Agency, agency: Agency) -> bool:
    """Tell whether the line from `agency` to the top passes `home` or the committee it serves."""
    tops = {home.id}
    above = session.get(Agency, home.parent_id) if home.parent_id is not None else None
    if above is not None and home.kind == above.kind == _COMMITTEE:
        tops.add(above.id)
    seen: set[int] = set()
    one: Agency | None = agency
    # A line that runs in a circle cannot be registered; were it there, it would end here.
    while one is not None and one.id not in seen:
        if one.id in tops:
            return True
        seen.add(one.id)
        one = session.get(Agency, one.parent_id) if one.parent_id is not None else None
    return False
