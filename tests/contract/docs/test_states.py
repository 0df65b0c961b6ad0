"""The page of states says what the transition table does."""

from collections.abc import Iterable
from typing import Final

from services.tasks.model import Action, WorkState
from services.tasks.model.lifecycle import MOVES, Move
from services.tasks.model.states import Grade, PartyRole, ReviewState
from services.tasks.standing import Standing, rules
from tests.contract.docs.pages import ROOT, rows_under

PAGE: Final = (ROOT / "docs/reference/states.md").read_text("utf-8")
_ROLES = (PartyRole.LEAD, PartyRole.EXECUTING, PartyRole.COORDINATING)


def _listed(words: Iterable[str], order: Iterable[str]) -> str:
    held = set(words)
    return ", ".join(word for word in order if word in held) or "–"


def _row(move: Move) -> list[str]:
    return [
        f"`{move.action}`",
        _listed(move.parties, _ROLES),
        "assigner" if move.by_assigner else "agency",
        _listed(move.sources, WorkState),
        move.to or "–",
        move.review or "–",
        _listed(move.needs, sorted(move.needs)),
    ]


def test_the_table_of_actions_is_the_transition_table() -> None:
    assert list(rows_under(PAGE, "Who may do what")) == [_row(move) for move in MOVES]


def test_every_state_action_grade_and_standing_is_explained() -> None:
    words = [*WorkState, *ReviewState, *Action, *Grade, *Standing]
    assert not [word for word in words if f"`{word}`" not in PAGE]


def test_the_days_of_the_rules_are_those_of_the_page() -> None:
    assert f"more than {rules.SOON_DAYS} days are left" in PAGE
    assert f"it passed {rules.CRITICAL_WORKING_DAYS} working days ago" in PAGE
    assert f"the reviewer has {rules.REVIEW_WORKING_DAYS} working days" in PAGE
    assert f"at least {rules.RETURNED_WORKING_DAYS}." in PAGE
