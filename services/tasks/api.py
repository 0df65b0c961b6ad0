"""The HTTP door of tasks."""

from typing import Final

from common import clock
from common.caller import Role
from common.errors import NotFoundError
from common.web import ANYONE, Ask, Door, Reply
from services.tasks import (
    assignments,
    bodies,
    calendar_changes,
    calendars,
    chases,
    delegations,
    incidents,
    schemas,
)
from services.tasks.model import Action
from services.tasks.standing import Thresholds
from services.tasks.statistics import statistics

door = Door("tasks")

_ACTORS: Final = {Role.OFFICER, Role.HEAD, Role.COORDINATOR, Role.LEADER}


@door.get(
    "/assignments",
    access=ANYONE,
    query=schemas.ListQuery(),
    replies=schemas.AssignmentSchema(),
    paged=True,
    summary="Assignments, most urgent first",
)
def list_assignments(ask: Ask) -> Reply:
    """List what the caller may see."""
    stated = dict(ask.query)
    if "state" in stated:
        stated["state"] = assignments.expand_states(stated["state"])
    caller = delegations.standing_in(ask.session, ask.caller, stated.pop("acting_for", None))
    filters = assignments.Filters(**stated)
    rows = assignments.list_assignments(ask.session, caller, filters, ask.limit, ask.after)
    thresholds = Thresholds.on(clock.today(), calendars.load(ask.session))
    return ask.page(
        rows, assignments.sort_key, lambda row: assignments.shown(row, caller, thresholds)
    )


@door.get(
    "/assignments/exceptions",
    access=ANYONE,
    query=schemas.ExceptionQuery(),
    replies=schemas.ExceptionSchema(),
    paged=True,
    summary="What is late: overdue work first, then late reviews",
)
def list_exceptions(ask: Ask) -> Reply:
    """List what is late, with what is missing and who can unblock it."""
    rows = assignments.list_exceptions(
        ask.session, ask.caller, ask.limit, ask.after, plan_id=ask.query.get("plan")
    )
    thresholds = Thresholds.on(clock.today(), calendars.load(ask.session))
    return ask.page(
        rows,
        assignments.exception_key,
        lambda row: assignments.show_exception(row, ask.caller, thresholds),
    )


@door.get(
    "/assignments/<int:assignment_id>",
    access=ANYONE,
    query=schemas.DetailQuery(),
    replies=schemas.DetailSchema(),
    summary="One assignment in full",
)
def get_assignment(ask: Ask, assignment_id: int) -> Reply:
    """Return the assignment; its version is the ETag."""
    caller = delegations.standing_in(ask.session, ask.caller, ask.query.get("acting_for"))
    found = assignments.get_assignment(ask.session, caller, assignment_id)
    return Reply(found, version=found["version"])


@door.get(
    "/assignments/<int:assignment_id>/history",
    access=ANYONE,
    replies=schemas.HistorySchema(),
    paged=True,
    summary="Who did what, when and why",
)
def list_history(ask: Ask, assignment_id: int) -> Reply:
    """List the acts, the oldest first."""
    acts = assignments.list_history(ask.session, ask.caller, assignment_id, ask.limit, ask.after)
    return ask.page(acts, lambda act: [act.version], assignments.show_act)


@door.post(
    "/assignments/<int:assignment_id>/actions/<action>",
    access=_ACTORS,
    body=bodies.ActionSchema(),
    replies=schemas.AssignmentSchema(),
    versioned=True,
    idempotent=True,
    summary="Act on an assignment",
)
def act(ask: Ask, assignment_id: int, action: str) -> Reply:
    """Do what is listed in `available_actions`; return the assignment as it is then."""
    if action not in set(Action):
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
    access={Role.COORDINATOR, Role.LEADER, Role.ADMIN},
    replies=schemas.ReviewSchema(),
    paged=True,
    summary="Submissions and refusals that await a decision, oldest first",
)
def list_reviews(ask: Ask) -> Reply:
    """List what the caller's agency has to decide."""
    rows = assignments.list_reviews(ask.session, ask.caller, ask.limit, ask.after)
    thresholds = Thresholds.on(clock.today(), calendars.load(ask.session))
    return ask.page(
        rows,
        assignments.review_key,
        lambda row: assignments.show_review(row, ask.caller, thresholds),
    )


@door.get(
    "/delegations",
    access=ANYONE,
    replies=schemas.DelegationsSchema(),
    summary="For whom the caller acts, and who acts for the caller",
)
def list_delegations(ask: Ask) -> Reply:
    """List those that have not ended."""
    found = delegations.list_delegations(ask.session, ask.caller)
    return Reply({"items": [delegations.show(one) for one in found]})


@door.post(
    "/delegations",
    access=_ACTORS,
    body=bodies.DelegationRequest(),
    replies=schemas.DelegationSchema(),
    idempotent=True,
    status=201,
    summary="Let another of the agency act for you while you are away",
)
def delegate(ask: Ask) -> Reply:
    """Delegate for a period."""
    return Reply(delegations.show(delegations.delegate(ask.session, ask.caller, ask.body)))


@door.post(
    "/delegations/<int:delegation_id>/end",
    access=_ACTORS,
    replies=schemas.DelegationSchema(),
    idempotent=True,
    summary="End a delegation that you gave",
)
def end_delegation(ask: Ask, delegation_id: int) -> Reply:
    """End it at once."""
    return Reply(delegations.show(delegations.end(ask.session, ask.caller, delegation_id)))


@door.get(
    "/statistics",
    access=ANYONE,
    query=schemas.StatisticsQuery(),
    replies=schemas.StatisticsSchema(),
    summary="The official 2×2, and what is counted apart",
)
def get_statistics(ask: Ask) -> Reply:
    """Count what the caller may see."""
    return Reply(statistics(ask.session, ask.caller, **ask.query))


@door.get(
    "/calendar/days",
    access=ANYONE,
    replies=schemas.CalendarSchema(),
    summary="Days on which the working calendar differs from the published rules",
)
def list_calendar_days(ask: Ask) -> Reply:
    """List the corrections and the version they make."""
    found = calendars.load(ask.session)
    days = calendar_changes.list_days(ask.session)
    return Reply({"calendar": found.version, "days": days}, version=found.edition)


@door.post(
    "/calendar/previews",
    access={Role.ADMIN},
    body=schemas.CalendarChangeSchema(),
    replies=schemas.CalendarPreviewSchema(),
    status=200,
    summary="Which open assignments a change of the calendar would move",
)
def preview_calendar(ask: Ask) -> Reply:
    """Show what a change would move; it changes nothing."""
    change = calendar_changes.Change(**ask.body)
    return Reply(calendar_changes.preview(ask.session, change))


@door.put(
    "/calendar/days",
    access={Role.ADMIN},
    body=schemas.CalendarChangeSchema(),
    replies=schemas.CalendarPreviewSchema(),
    versioned=True,
    summary="Correct days of the calendar; each agency concerned is sent one summary",
)
def change_calendar(ask: Ask) -> Reply:
    """Make the change and tell what moved."""
    change = calendar_changes.Change(**ask.body)
    edition, moved = calendar_changes.apply(ask.session, ask.caller, change, ask.version)
    return Reply(moved, version=edition)


@door.get(
    "/incidents",
    access={Role.COORDINATOR, Role.LEADER, Role.ADMIN},
    query=schemas.IncidentQuery(),
    replies=schemas.IncidentSchema(),
    paged=True,
    summary="Steps and messages that nobody received, the newest first",
)
def list_incidents(ask: Ask) -> Reply:
    """List incidents; only open ones unless all are asked for."""
    rows = incidents.list_incidents(
        ask.session, ask.caller, ask.limit, ask.after, open_only=not ask.query["all"]
    )
    return ask.page(rows, lambda row: [row[0].id], lambda row: incidents.show(row[0], row[1]))


@door.post(
    "/incidents/<int:incident_id>/resolve",
    access={Role.COORDINATOR, Role.LEADER, Role.ADMIN},
    body=schemas.ResolutionSchema(),
    replies=schemas.IncidentSchema(),
    status=200,
    summary="Close an incident with a reason",
)
def resolve_incident(ask: Ask, incident_id: int) -> Reply:
    """Close it; the cause may open it again."""
    found = incidents.resolve(ask.session, ask.caller, incident_id, ask.body["note"])
    return Reply(incidents.show(found, None))


@door.post(
    "/chases",
    access={Role.COORDINATOR, Role.LEADER},
    body=schemas.ChaseSchema(),
    replies=schemas.ChaseResultSchema(),
    idempotent=True,
    status=200,
    summary="Chase (đôn đốc) many assignments, or see who would be told what",
)
def chase_many(ask: Ask) -> Reply:
    """Chase, or with `preview` only show."""
    wished = chases.Round(ask.caller, ask.body["assignments"], ask.body.get("text"))
    act = chases.preview if ask.body["preview"] else chases.send
    return Reply(act(ask.session, wished))


@door.get(
    "/chases",
    access={Role.COORDINATOR, Role.LEADER},
    replies=schemas.ChaseRoundSchema(),
    paged=True,
    summary="Earlier rounds of chasing, the newest first",
)
def list_chases(ask: Ask) -> Reply:
    """List the rounds of the caller's agency."""
    rows = chases.list_rounds(ask.session, ask.caller, ask.limit, ask.after)
    return ask.page(rows, lambda row: [row.id], chases.show_round)
