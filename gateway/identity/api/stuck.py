"""Routes of what is stuck: in identity only events can be."""

from common.stuck import Console, bus
from common.web import Door
from common.web.stuck import add_stuck

door = Door("stuck")

add_stuck(door, Console("identity", bus.SOURCES))
