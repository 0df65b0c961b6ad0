"""The route of statistics."""

from common.web import ANYONE, Ask, Reply
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
    """Count what the caller may see."""
    return Reply(statistics(ask.session, ask.caller, **ask.query))
