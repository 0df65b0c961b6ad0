"""The route of one act on many assignments."""

from common import clock
from common.web import Ask, Reply
from services.tasks import bulk, delegations
from services.tasks.api.door import ACTORS, door
from services.tasks.assignments import Act
from services.tasks.schemas.bulk import BulkResultSchema, BulkSchema


@door.post(
    "/assignments/bulk",
    access=ACTORS,
    body=BulkSchema(),
    example={"action": "approve", "grade": "good", "items": [{"id": 13, "version": 3}]},
    replies=BulkResultSchema(),
    idempotent=True,
    summary="Act on up to 200 assignments, each by itself, or see what would come of it",
)
def act_on_many(ask: Ask) -> Reply:
    """Act on each; the answer is 200 even if some were refused: see their rows."""
    body = dict(ask.body)
    chosen, preview = bulk.choices(body.pop("items")), body.pop("preview")
    caller = delegations.standing_in(ask.session, ask.caller, body.pop("acting_for", None))
    act = Act(caller, body.pop("action"), clock.now(), **body)
    return Reply(bulk.act_on_many(ask.session, act, chosen, preview=preview))
