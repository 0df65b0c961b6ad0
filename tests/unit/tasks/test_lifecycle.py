import datetime as dt
from dataclasses import dataclass, replace
from itertools import product

import pytest

from common.caller import Caller, Role
from common.errors import ConflictError, NotAllowedError
from services.tasks.model import (
    MOVES,
    Action,
    PartyRole,
    ReviewState,
    SelfApprovalError,
    WorkState,
    available_actions,
    refusal,
)
from tests.unit.tasks.world import (
    ADMIN,
    COMMITTEE,
    COORDINATOR,
    FINANCE,
    HEALTH,
    NOON,
    OFFICER,
    caller,
)

HEAD = caller(HEALTH, Role.HEAD)
LEADER = caller(COMMITTEE, Role.LEADER)


@dataclass(frozen=True)
class Work:
    """What the guards look at."""

    role: str = PartyRole.LEAD
    work_state: str = WorkState.NOT_STARTED
    agency_id: int = HEALTH
    assigner_agency_id: int = COMMITTEE
    acknowledged_at: dt.datetime | None = None
    submitted_by_id: int | None = None


def test_an_officer_works_and_the_coordinator_may_only_withdraw_new_work() -> None:
    assert available_actions(Work(), OFFICER) == ["accept", "start", "update", "submit", "decline"]
    assert available_actions(Work(), COORDINATOR) == ["withdraw"]


@pytest.mark.parametrize("who", [OFFICER, HEAD])
def test_submitted_work_is_out_of_the_agencys_hands(who: Caller) -> None:
    assert available_actions(Work(work_state=WorkState.SUBMITTED), who) == []


@pytest.mark.parametrize("who", [COORDINATOR, LEADER])
def test_the_assigner_decides_on_submitted_and_declined_work(who: Caller) -> None:
    submitted = Work(work_state=WorkState.SUBMITTED)
    assert available_actions(submitted, who) == ["approve", "return", "withdraw"]
    declined = Work(work_state=WorkState.DECLINED)
    assert available_actions(declined, who) == ["return", "withdraw"]


def test_a_coordinating_agency_accepts_and_contributes_notes_only() -> None:
    work = Work(role=PartyRole.COORDINATING)
    assert available_actions(work, OFFICER) == ["accept", "update"]
    assert isinstance(refusal(Action.SUBMIT, work, OFFICER), NotAllowedError)


def test_work_is_accepted_once() -> None:
    work = Work(acknowledged_at=NOON)
    assert isinstance(refusal(Action.ACCEPT, work, OFFICER), ConflictError)


@pytest.mark.parametrize(
    "who",
    [
        ADMIN,
        caller(FINANCE, Role.OFFICER),
        caller(HEALTH, Role.COORDINATOR),
        caller(COMMITTEE, Role.OFFICER),
        caller(None, Role.OFFICER, Role.COORDINATOR),
    ],
)
def test_nobody_else_may_do_anything(who: Caller) -> None:
    for state in WorkState:
        assert available_actions(Work(work_state=state), who) == []


def test_nobody_approves_the_work_of_the_own_agency() -> None:
    both = caller(HEALTH, Role.OFFICER, Role.COORDINATOR)
    work = Work(work_state=WorkState.SUBMITTED, assigner_agency_id=HEALTH)
    assert isinstance(refusal(Action.APPROVE, work, both), SelfApprovalError)
    assert refusal(Action.RETURN, work, both) is None


def test_nobody_approves_what_he_submitted_himself() -> None:
    moved = caller(COMMITTEE, Role.LEADER, user_id=OFFICER.user_id)
    work = Work(work_state=WorkState.SUBMITTED, submitted_by_id=OFFICER.user_id)
    assert isinstance(refusal(Action.APPROVE, work, moved), SelfApprovalError)
    assert refusal(Action.APPROVE, work, LEADER) is None


@pytest.mark.parametrize("state", [WorkState.COMPLETED, WorkState.WITHDRAWN])
def test_closed_work_allows_nothing(state: WorkState) -> None:
    for role, who in product(PartyRole, (OFFICER, HEAD, COORDINATOR, LEADER)):
        assert available_actions(Work(role=role, work_state=state), who) == []


def test_what_is_listed_is_what_is_not_refused() -> None:
    callers = (OFFICER, COORDINATOR, caller(HEALTH, Role.OFFICER, Role.COORDINATOR), ADMIN)
    assigners, times = (COMMITTEE, HEALTH), (None, NOON)
    for role, state, assigner, at in product(PartyRole, WorkState, assigners, times):
        work = Work(role, state, HEALTH, assigner, at, OFFICER.user_id)
        for who in callers:
            allowed = [action for action in Action if refusal(action, work, who) is None]
            assert available_actions(work, who) == allowed


def test_every_state_can_be_reached_and_all_but_the_closed_can_be_left() -> None:
    reached = {move.to for move in MOVES if move.to} | {WorkState.NOT_STARTED}
    left = {source for move in MOVES for source in move.sources}
    assert reached == set(WorkState)
    assert left == set(WorkState) - {WorkState.COMPLETED, WorkState.WITHDRAWN}


def test_the_table_keeps_work_and_review_in_step() -> None:
    for move in MOVES:
        if move.to is WorkState.COMPLETED:
            assert move.review is ReviewState.APPROVED
        if move.to in {WorkState.SUBMITTED, WorkState.DECLINED}:
            assert move.review is ReviewState.PENDING
        if move.review is ReviewState.PENDING:
            assert not move.by_assigner


def test_no_action_has_two_rows_for_one_role() -> None:
    pairs = [(move.action, party) for move in MOVES for party in move.parties]
    assert len(pairs) == len(set(pairs))


def test_a_refusal_by_role_outlives_every_state() -> None:
    stranger = caller(FINANCE, Role.OFFICER)
    for state, action in product(WorkState, Action):
        work = replace(Work(), work_state=state)
        assert isinstance(refusal(action, work, stranger), NotAllowedError)
