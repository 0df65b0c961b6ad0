"""A progress note: in the history as every act, and kept with the assignment for lists."""

from sqlalchemy.orm import Session

from services.tasks.assignments.act import Act
from services.tasks.assignments.effects import evidence
from services.tasks.model import Assignment


def note(session: Session, assignment: Assignment, act: Act) -> None:
    """Remember the latest note and its instant, and what it brings as evidence."""
    assignment.last_note = act.note
    assignment.noted_at = act.at
    evidence.add(session, assignment, act)
