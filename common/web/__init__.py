"""What every HTTP door shares: routes that state their access, problems, versions, cursors."""

from common.web.app import make_app
from common.web.door import ANYONE, OPEN, Access, Ask, Door, Early, Operation, Reply

__all__ = ["ANYONE", "OPEN", "Access", "Ask", "Door", "Early", "Operation", "Reply", "make_app"]
