"""The door itself, and who acts on assignments."""

from typing import Final

from common.caller import Role
from common.web import Door

door: Final = Door("tasks")

ACTORS: Final = {Role.OFFICER, Role.HEAD, Role.COORDINATOR, Role.LEADER}
