"""What every HTTP door shares: routes that state their access, problems, versions, cursors."""

from common.web.app import make_app
from common.web.door import Door
from common.web.operation import ANYONE, OPEN, Access, Ask, Early, Operation, Reply

__all__ = ["ANYONE", "OPEN", "Access", "Ask", "Door", "Early", "Operation", "Reply", "make_app"]
