"""Routes of what is stuck: in plans only events can be."""

from common.stuck import Console, bus
from common.web.stuck import add_stuck
from services.plans.api.door import door

add_stuck(door, Console("plans", bus.SOURCES))
