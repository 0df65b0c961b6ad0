"""Conditions of the transition table beyond role and state: each a predicate with its refusal."""

import datetime as dt
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final, Protocol

from common.caller import Caller, Role
from common.errors import ConflictError, NotAllowedError, Problem
from services.tasks.model.states import ASKED, ExtensionState

MAX_EXTENSIONS: Final = 2
"""Extensions that are granted without a label; what is asked beyond them says so."""


class Subject(Protocol):
    """What the guards look at: an `Assignment` or a row with these columns."""

    @property
    def role(self) -> str:
        """The agency's role."""

    @property
    def work_state(self) -> str:
        """The state of the work."""

    @property
    def extension_state(self) -> str:
        """The state of the last request for more time."""

    @property
    def agency_id(self) -> int:
        """The agency that has the duty."""

    @property
    def assigner_agency_id(self) -> int:
        """The agency that gave it."""

    @property
    def unblocker_id(self) -> int | None:
        """The agency that can resolve the open blocker; None without one."""

    @property
    def acknowledged_at(self) -> dt.datetime | None:
        """When the agency said that it has received the duty."""

    @property
    def submitted_by_id(self) -> int | None:
        """Who submitted the work that awaits a decision."""

    @property
    def submitted_for_id(self) -> int | None:
        """For whom, where a deputy did."""

    @property
    def extension_by_id(self) -> int | None:
        """Who asked for more time."""

    @property
    def extension_for_id(self) -> int | None:
        """For whom, where a deputy did."""

    @property
    def assignee_id(self) -> int | None:
        """Whom the agency handed the work to."""

    @property
    def monitor_id(self) -> int | None:
        """Who follows the work for the assigner."""

    @property
    def due_on(self) -> dt.date | None:
        """The day that counts."""

    @property
    def extensions_granted(self) -> int:
        """How often it was moved by an extension."""

    @property
    def plan_rules(self) -> Mapping[str, Any] | None:
        """The rules of the plan's kind, where they vary."""


class Side(StrEnum):
    """On whose behalf somebody acts."""

    AGENCY = "agency"  # an officer or head of the agency that has the duty
    ASSIGNER = "assigner"  # a coordinator or leader of the agency that gave it
    UNBLOCKER = "unblocker"  # anybody of the agency that can resolve the blocker
    MONITOR = "monitor"  # the person who follows the work for the assigner


class Guard(StrEnum):
    """A condition on the assignment, or on who acts on it."""

    NOT_ACCEPTED = "not accepted yet"
    NOT_OWN_WORK = "not one's own work"
    NOT_OWN_REQUEST = "not one's own request"
    NOT_ACCOUNTABLE = "not one's own duty"
    HAS_DAY = "has a day"
    NOTHING_ASKED = "no request open"
    REQUESTED = "extension requested"
    COUNTERED = "another day offered"
    BLOCKED = "blocked"
    NOT_BLOCKED = "not blocked"


class ActionNotAvailableError(ConflictError):
    """The present state does not allow this action."""

    type = "action-not-available"
    title = "Action not available"


class SelfApprovalError(NotAllowedError):
    """Nobody decides on what they did or asked for; within one agency, a leader decides."""

    type = "self-approval"
    title = "Own work"


@dataclass(frozen=True, slots=True)
class Check:
    """When a guard lets pass, and what it answers if not."""

    passes: Callable[[Subject, Caller], bool]
    otherwise: Callable[[], Problem]


def is_of(side: Side, subject: Subject, caller: Caller) -> bool:
    """Tell whether `caller` may act on behalf of `side`."""
    if side is Side.AGENCY:
        return caller.agency_id == subject.agency_id and caller.has(*PARTY)
    if side is Side.ASSIGNER:
        return caller.agency_id == subject.assigner_agency_id and caller.has(*ASSIGNER)
    if side is Side.MONITOR:
        # The agency too: who has moved to another follows nothing for this one any more.
        return (
            subject.monitor_id == caller.user_id and caller.agency_id == subject.assigner_agency_id
        )
    return caller.agency_id is not None and caller.agency_id == subject.unblocker_id


PARTY: Final = frozenset({Role.OFFICER, Role.HEAD})
ASSIGNER: Final = frozenset({Role.COORDINATOR, Role.LEADER})
ROLES: Final[Mapping[Side, frozenset[Role]]] = {
    Side.AGENCY: PARTY,
    Side.ASSIGNER: ASSIGNER,
    Side.UNBLOCKER: PARTY | ASSIGNER,
    Side.MONITOR: PARTY | ASSIGNER,
}


def _may_judge(authors: Collection[int | None], subject: Subject, caller: Caller) -> bool:
    """Tell whether `caller` is another person, and above the author where both are of one agency.

    `authors` are who did it and for whom. The assigner's own office may have a duty too: there its
    leader decides, or nobody could.
    """
    within = subject.agency_id == subject.assigner_agency_id
    himself = not {caller.user_id, caller.acting_for}.isdisjoint({*authors} - {None})
    return not himself and (not within or caller.has(Role.LEADER))


def _conflict(why: str) -> Callable[[], Problem]:
    return lambda: ActionNotAvailableError(why)


CHECKS: Final[Mapping[Guard, Check]] = {
    Guard.NOT_ACCEPTED: Check(
        lambda subject, _: subject.acknowledged_at is None,
        _conflict("the assignment was already accepted"),
    ),
    Guard.NOT_OWN_WORK: Check(
        lambda subject, caller: _may_judge(
            (subject.submitted_by_id, subject.submitted_for_id), subject, caller
        ),
        SelfApprovalError,
    ),
    Guard.NOT_OWN_REQUEST: Check(
        lambda subject, caller: _may_judge(
            (subject.extension_by_id, subject.extension_for_id), subject, caller
        ),
        SelfApprovalError,
    ),
    Guard.NOT_ACCOUNTABLE: Check(
        lambda subject, caller: (
            subject.assignee_id is None
            or subject.assignee_id not in {caller.user_id, caller.acting_for}
        ),
        lambda: NotAllowedError(
            "who does the work does not press for it; somebody else follows it"
        ),
    ),
    Guard.HAS_DAY: Check(
        lambda subject, _: subject.due_on is not None,
        _conflict("the assignment has no deadline that could be extended"),
    ),
    Guard.NOTHING_ASKED: Check(
        lambda subject, _: subject.extension_state not in ASKED,
        _conflict("a request for more time is open already; one at a time"),
    ),
    Guard.REQUESTED: Check(
        lambda subject, _: subject.extension_state == ExtensionState.REQUESTED,
        _conflict("no request for more time awaits the assigner"),
    ),
    Guard.COUNTERED: Check(
        lambda subject, _: subject.extension_state == ExtensionState.COUNTERED,
        _conflict("no other day was offered"),
    ),
    Guard.BLOCKED: Check(
        lambda subject, _: subject.unblocker_id is not None,
        _conflict("no blocker is open"),
    ),
    Guard.NOT_BLOCKED: Check(
        lambda subject, _: subject.unblocker_id is None,
        _conflict("a blocker is open already; resolve it first"),
    ),
}
"""What each guard asks; refusals by person (403) come before those by state (409)."""
