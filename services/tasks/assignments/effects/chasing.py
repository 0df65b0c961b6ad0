"""Đôn đốc: a person's act, logged with its channel and result; the history counts it."""

from typing import Any

from sqlalchemy.orm import Session

from services.tasks.assignments.act import Act
from services.tasks.model import Assignment, Channel


def chase(_session: Session, _assignment: Assignment, act: Act) -> dict[str, Any]:
    """Say over which channel; what came of it, if that is known already."""
    facts: dict[str, Any] = {"channel": act.channel or Channel.SYSTEM}
    return facts | ({"result": act.result} if act.result else {})
