"""The page of states says what the transition table does, and its diagram is drawn from it."""

from typing import Final

from services.tasks.model import (
    REVIEW_WORKING_DAYS,
    Action,
    Channel,
    Decision,
    ExtensionState,
    Grade,
    ReviewState,
    WorkState,
    drawing,
)
from services.tasks.standing import Standing, rules
from tests.contract.docs.pages import ROOT, rows_under

PAGE: Final = (ROOT / "docs/reference/states.md").read_text("utf-8")


def test_the_table_of_actions_is_the_transition_table() -> None:
    assert list(rows_under(PAGE, "Who may do what")) == drawing.rows()


def test_the_diagram_is_drawn_from_the_transition_table() -> None:
    drawn = PAGE.partition("```mermaid\n")[2].partition("\n```")[0]
    assert drawn == drawing.diagram()


def test_every_state_action_grade_and_standing_is_explained() -> None:
    words = [*WorkState, *ReviewState, *ExtensionState, *Action, *Grade, *Standing]
    words += [*Decision, *Channel]
    assert not [word for word in words if f"`{word}`" not in PAGE]


def test_the_days_of_the_rules_are_those_of_the_page() -> None:
    assert f"more than {rules.SOON_DAYS} days are left" in PAGE
    assert f"it passed {rules.CRITICAL_WORKING_DAYS} working days ago" in PAGE
    assert f"the reviewer has {REVIEW_WORKING_DAYS} working days" in PAGE
    assert f"at least {rules.RETURNED_WORKING_DAYS}." in PAGE
