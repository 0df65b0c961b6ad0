"""Submitting, and what the assigner says to it."""

from sqlalchemy.orm import Session

from services.tasks.assignments.act import Act
from services.tasks.assignments.effects import blockers, evidence, extensions, holds
from services.tasks.model import Assignment, Grade, Variant, WorkState
from services.tasks.standing import Thresholds, due_after_return, review_due, standing_of


def submit(session: Session, assignment: Assignment, act: Act) -> None:
    """Stop the agency's clock, start the reviewer's, keep the evidence."""
    # Judged before the state changes: this is what the clock shows when it stops.
    standing = standing_of(assignment, Thresholds.on(act.day, act.calendars))
    assignment.standing_when_submitted = standing
    assignment.submitted_on = act.day
    assignment.submitted_by_id = act.caller.user_id
    assignment.submitted_for_id = act.caller.acting_for
    ask_review(session, assignment, act)
    blockers.drop(session, assignment, act)
    evidence.add(session, assignment, act)


def ask_review(_session: Session, assignment: Assignment, act: Act) -> None:
    """Start the reviewer's clock."""
    assignment.review_since = act.at
    days = Variant.of(assignment.plan.rules).review_days
    assignment.review_due_on = review_due(act.day, act.calendar(assignment), days)


def approve(session: Session, assignment: Assignment, act: Act) -> None:
    """Close the work."""
    assignment.grade = act.grade or Grade.SATISFACTORY
    assignment.completed_at = act.at
    _end(session, assignment, act)


def give_back(_session: Session, assignment: Assignment, act: Act) -> None:
    """Let the agency's clock run again, with the days that submitted work had left."""
    if assignment.work_state == WorkState.SUBMITTED and assignment.submitted_on:
        assignment.due_on = due_after_return(
            assignment.due_on, assignment.submitted_on, act.day, act.calendar(assignment)
        )
    assignment.submitted_on = None
    assignment.submitted_by_id = None
    assignment.submitted_for_id = None
    assignment.standing_when_submitted = None
    _end_review(assignment)


def withdraw(session: Session, assignment: Assignment, act: Act) -> None:
    """End whatever still waits for an answer."""
    _end(session, assignment, act)


def _end(session: Session, assignment: Assignment, act: Act) -> None:
    _end_review(assignment)
    holds.end(assignment)
    blockers.drop(session, assignment, act)
    extensions.drop(session, assignment, act)


def _end_review(assignment: Assignment) -> None:
    assignment.review_since = None
    assignment.review_due_on = None
