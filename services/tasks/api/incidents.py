"""Routes of incidents."""

from common.caller import Role
from common.web import Ask, Reply
from services.tasks import incidents
from services.tasks.api.door import door
from services.tasks.schemas.incidents import IncidentQuery, IncidentSchema, ResolutionSchema


@door.get(
    "/incidents",
    access={Role.COORDINATOR, Role.LEADER, Role.ADMIN},
    query=IncidentQuery(),
    replies=IncidentSchema(),
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
    body=ResolutionSchema(),
    replies=IncidentSchema(),
    status=200,
    summary="Close an incident with a reason",
)
def resolve_incident(ask: Ask, incident_id: int) -> Reply:
    """Close it; the cause may open it again."""
    found = incidents.resolve(ask.session, ask.caller, incident_id, ask.body["note"])
    return Reply(incidents.show(found, None))
