"""Routes of assignments: lists, one in full, what is done to it."""

from typing import Final

from common import clock
from common.caller import Caller, Role
from common.errors import NotAllowedError, NotFoundError
from common.web import ANYONE, Ask, Reply
from services.tasks import asof, assignments, bodies, calendars, delegations, history
from services.tasks.api.door import ACTORS, door
from services.tasks.model import Action
from services.tasks.schemas.assignments import (
    AssignmentSchema,
    DetailQuery,
    DetailSchema,
    ExceptionQuery,
    ExceptionSchema,
    HistorySchema,
    ListedSchema,
    ListQuery,
    OneQuery,
    ReviewSchema,
)
from services.tasks.search import marking
from services.tasks.standing import Thresholds

_ACTIONS: Final = frozenset(Action)
SUBMIT: Final = {
    "note": "Đã gửi.",
    "evidence": [{"number": "12/BC-SYT", "issued_on": "2026-11-20", "sent_to": "UBND tỉnh"}],
}


@door.get(
    "/assignments",
    access=ANYONE,
    query=ListQuery(),
    replies=ListedSchema(),
    paged=True,
    summary="Assignments, most urgent first; what is searched for, best fit first",
)
def list_assignments(ask: Ask) -> Reply:
    """List what the caller may see."""
    stated = dict(ask.query)
    if "state" in stated:
        stated["state"] = assignments.expand_states(stated["state"])
    caller = delegations.standing_in(ask.session, ask.caller, stated.pop("acting_for", None))
    at = stated.pop("as_of", None)
    filters = assignments.Filters(**stated)
    if at is not None:
        return _list_as_of(ask, caller, filters, asof.past(ask.session, at))
    rows = assignments.list_assignments(ask.session, caller, filters, ask.limit, ask.after)
    thresholds = Thresholds.on(clock.today(), calendars.load(ask.session))
    mark = marking(filters.asked) if filters.asked else None
    return ask.page(
        rows,
        assignments.sort_key,
        lambda row: assignments.show_listed(row, caller, thresholds, mark),
    )


def _list_as_of(ask: Ask, caller: Caller, filters: assignments.Filters, then: asof.Past) -> Reply:
    rows = asof.list_assignments(ask.session, caller, filters, then, ask.limit, ask.after)
    return ask.page(rows, asof.sort_key, lambda row: asof.show(row, then))


@door.get(
    "/assignments/exceptions",
    access=ANYONE,
    query=ExceptionQuery(),
    replies=ExceptionSchema(),
    paged=True,
    summary="What is late: overdue work first, then late reviews",
)
def list_exceptions(ask: Ask) -> Reply:
    """List what is late, with what is missing and who can unblock it."""
    caller = delegations.standing_in(ask.session, ask.caller, ask.query.get("acting_for"))
    rows = assignments.list_exceptions(
        ask.session, caller, ask.limit, ask.after, plan_id=ask.query.get("plan")
    )
    thresholds = Thresholds.on(clock.today(), calendars.load(ask.session))
    return ask.page(
        rows,
        assignments.exception_key,
        lambda row: assignments.show_exception(row, caller, thresholds),
    )


@door.get(
    "/assignments/<int:assignment_id>",
    access=ANYONE,
    query=OneQuery(),
    replies=DetailSchema(),
    summary="One assignment in full",
)
def get_assignment(ask: Ask, assignment_id: int) -> Reply:
    """Return the assignment; its version is the ETag, of the past there is none."""
    caller = delegations.standing_in(ask.session, ask.caller, ask.query.get("acting_for"))
    if "as_of" in ask.query:
        then = asof.past(ask.session, ask.query["as_of"])
        return Reply(asof.get_assignment(ask.session, caller, assignment_id, then))
    found = assignments.get_assignment(ask.session, caller, assignment_id)
    return Reply(found, version=found["version"])


@door.get(
    "/assignments/<int:assignment_id>/history",
    access=ANYONE,
    query=DetailQuery(),
    replies=HistorySchema(),
    paged=True,
    summary="Who did what, when and why",
)
def list_history(ask: Ask, assignment_id: int) -> Reply:
    """List the acts, the oldest first."""
    caller = delegations.standing_in(ask.session, ask.caller, ask.query.get("acting_for"))
    acts = assignments.list_history(ask.session, caller, assignment_id, ask.limit, ask.after)
    checked = history.checked(ask.session, acts)
    return ask.page(
        acts,
        lambda act: [act.version],
        lambda act: assignments.show_act(act, checked[act.version]),
    )


@door.post(
    "/assignments/<int:assignment_id>/actions/<action>",
    access=ACTORS,
    body=bodies.ActionSchema(),
    example=SUBMIT,
    choices={"action": tuple(Action)},
    replies=AssignmentSchema(),
    versioned=True,
    idempotent=True,
    summary="Act on an assignment",
)
def act(ask: Ask, assignment_id: int, action: str) -> Reply:
    """Do what is listed in `available_actions`; return the assignment as it is then."""
    if action not in _ACTIONS:
        raise NotFoundError(f"there is no action {action!r}; there are {', '.join(Action)}")
    body = dict(ask.body)
    caller = delegations.standing_in(ask.session, ask.caller, body.pop("acting_for", None))
    done = assignments.perform(
        ask.session,
        assignment_id,
        ask.version,
        assignments.Act(caller, Action(action), clock.now(), **body),
    )
    return Reply(done, version=done["version"])


@door.get(
    "/reviews",
    access=ACTORS | {Role.ADMIN},
    query=DetailQuery(),
    replies=ReviewSchema(),
    paged=True,
    summary="Submissions and refusals that await a decision, oldest first",
)
def list_reviews(ask: Ask) -> Reply:
    """List what the caller's agency has to decide; an officer's only as somebody's deputy."""
    caller = delegations.standing_in(ask.session, ask.caller, ask.query.get("acting_for"))
    if not caller.has(Role.COORDINATOR, Role.LEADER, Role.ADMIN):
        raise NotAllowedError("decisions await a coordinator or leader, or who acts for one")
    rows = assignments.list_reviews(ask.session, caller, ask.limit, ask.after)
    thresholds = Thresholds.on(clock.today(), calendars.load(ask.session))
    return ask.page(
        rows,
        assignments.review_key,
        lambda row: assignments.show_review(row, caller, thresholds),
    )
