"""The route of statistics."""

from common.errors import InvalidInputError
from common.web import ANYONE, Ask, Reply
from services.tasks import asof
from services.tasks.api.door import door
from services.tasks.schemas.statistics import StatisticsQuery, StatisticsSchema
from services.tasks.statistics import statistics


@door.get(
    "/statistics",
    access=ANYONE,
    query=StatisticsQuery(),
    replies=StatisticsSchema(),
    summary="The official 2×2, and what is counted apart",
)
def get_statistics(ask: Ask) -> Reply:
    """Count what the caller may see, now or as of a past day."""
    asked = dict(ask.query)
    at = asked.pop("as_of", None)
    if at is None:
        return Reply(statistics(ask.session, ask.caller, **asked))
    if asked.pop("succession") != "recorded":
        raise InvalidInputError.of("/succession", "a past day is told as it was recorded")
    then = asof.past(ask.session, at)
    return Reply(asof.statistics(ask.session, ask.caller, then, **asked))
