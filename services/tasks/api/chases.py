"""Routes of chasing in bulk."""

from common.caller import Role
from common.web import Ask, Reply
from services.tasks import chases
from services.tasks.api.door import door
from services.tasks.schemas.chases import ChaseResultSchema, ChaseRoundSchema, ChaseSchema


@door.post(
    "/chases",
    access={Role.COORDINATOR, Role.LEADER},
    body=ChaseSchema(),
    example={"assignments": [13, 14], "preview": True},
    replies=ChaseResultSchema(),
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
    replies=ChaseRoundSchema(),
    paged=True,
    summary="Earlier rounds of chasing, the newest first",
)
def list_chases(ask: Ask) -> Reply:
    """List the rounds of the caller's agency."""
    rows = chases.list_rounds(ask.session, ask.caller, ask.limit, ask.after)
    return ask.page(rows, lambda row: [row.id], chases.show_round)
