"""The one door that the modules of this package hang their routes on."""

from typing import Final

from common.caller import Role
from common.web import Door

door: Final = Door("plans")
REVIEWERS: Final = {Role.COORDINATOR}
READERS: Final = {Role.COORDINATOR, Role.LEADER, Role.ADMIN}
