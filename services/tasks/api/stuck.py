"""Routes of what is stuck."""

from common.stuck import Console
from common.web.stuck import add_stuck
from services.tasks.api.door import door
from services.tasks.stuck import SOURCES

add_stuck(door, Console("tasks", SOURCES))
