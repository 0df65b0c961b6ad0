import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, replace
from itertools import combinations, product
from typing import Any

import pytest

from common.caller import Caller, Role
from common.errors import ConflictError, NotAllowedError
from services.tasks.model import (
    ASKED,
    MOVES,
    REVIEWED,
    Action,
    ActionNotAvailableError,
    ExtensionState,
    Guard,
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
    TODAY,
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
    extension_state: str = ExtensionState.NONE
    extension_by_id: int | None = None
    unblocker_id: int | None = None
    due_on: dt.date | None = TODAY
    assignee_id: int | None = None
    monitor_id: int | None = None
    submitted_for_id: int | None = None
    extensions_granted: int = 0
    plan_rules: Mapping[str, Any] | None = None
    extension_for_id: int | None = None


DIRECTING = ["chase", "set_deadline", "set_monitor", "hold", "reassign", "withdraw"]


def test_an_officer_works_and_the_coordinator_directs() -> None:
    assert available_actions(Work(), OFFICER) == [
        "accept",
        "start",
        "update",
        "hand_over",
        "submit",
        "request_extension",
        "raise_blocker",
        "decline",
    ]
    assert available_actions(Work(), COORDINATOR) == DIRECTING


@pytest.mark.parametrize("who", [OFFICER, HEAD])
def test_submitted_work_is_out_of_the_agencys_hands(who: Caller) -> None:
    assert available_actions(Work(work_state=WorkState.SUBMITTED), who) == []


@pytest.mark.parametrize("who", [COORDINATOR, LEADER])
def test_the_assigner_decides_on_submitted_and_declined_work(who: Caller) -> None:
    submitted = Work(work_state=WorkState.SUBMITTED)
    assert available_actions(submitted, who) == ["approve", "return", "reassign", "withdraw"]
    declined = Work(work_state=WorkState.DECLINED)
    assert available_actions(declined, who) == ["return", "reassign", "withdraw"]


def test_a_coordinating_agency_accepts_and_contributes_notes_only() -> None:
    work = Work(role=PartyRole.COORDINATING)
    assert available_actions(work, OFFICER) == ["accept", "update", "hand_over"]
    assert available_actions(work, COORDINATOR) == [
        "set_deadline",
        "set_monitor",
        "reassign",
        "withdraw",
    ]
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


def test_within_one_agency_a_leader_who_did_not_submit_approves() -> None:
    both = caller(HEALTH, Role.OFFICER, Role.COORDINATOR)
    work = Work(
        work_state=WorkState.SUBMITTED, assigner_agency_id=HEALTH, submitted_by_id=OFFICER.user_id
    )
    assert isinstance(refusal(Action.APPROVE, work, both), SelfApprovalError)
    assert refusal(Action.RETURN, work, both) is None
    leads = caller(HEALTH, Role.LEADER)
    assert refusal(Action.APPROVE, work, leads) is None
    submitted_himself = caller(HEALTH, Role.HEAD, Role.LEADER, user_id=OFFICER.user_id)
    assert isinstance(refusal(Action.APPROVE, work, submitted_himself), SelfApprovalError)


@pytest.mark.parametrize("who", [COORDINATOR, LEADER])
def test_one_request_for_time_is_open_and_the_other_side_answers(who: Caller) -> None:
    asked = Work(extension_state=ExtensionState.REQUESTED, extension_by_id=OFFICER.user_id)
    assert isinstance(refusal(Action.REQUEST_EXTENSION, asked, OFFICER), ActionNotAvailableError)
    assert isinstance(refusal(Action.DECIDE_EXTENSION, asked, OFFICER), ActionNotAvailableError)
    assert refusal(Action.DECIDE_EXTENSION, asked, who) is None
    # Another way to the same end would leave the request open.
    assert refusal(Action.SET_DEADLINE, asked, who) is not None
    offered = replace(asked, extension_state=ExtensionState.COUNTERED)
    assert refusal(Action.DECIDE_EXTENSION, offered, OFFICER) is None
    assert isinstance(refusal(Action.DECIDE_EXTENSION, offered, who), ActionNotAvailableError)


def test_nobody_decides_on_what_he_asked_for_himself() -> None:
    moved = caller(COMMITTEE, Role.LEADER, user_id=OFFICER.user_id)
    asked = Work(extension_state=ExtensionState.REQUESTED, extension_by_id=OFFICER.user_id)
    assert isinstance(refusal(Action.DECIDE_EXTENSION, asked, moved), SelfApprovalError)


@pytest.mark.parametrize("state", set(ExtensionState) - ASKED)
def test_more_time_can_be_asked_for_again_once_answered(state: str) -> None:
    assert refusal(Action.REQUEST_EXTENSION, Work(extension_state=state), OFFICER) is None


def test_time_is_asked_for_only_where_a_day_runs() -> None:
    without = Work(due_on=None)
    assert isinstance(refusal(Action.REQUEST_EXTENSION, without, OFFICER), ActionNotAvailableError)


def test_a_blocker_is_resolved_by_the_agency_or_by_who_can() -> None:
    clerk = caller(FINANCE, Role.OFFICER)
    assert isinstance(refusal(Action.RESOLVE_BLOCKER, Work(), OFFICER), ActionNotAvailableError)
    blocked = Work(unblocker_id=FINANCE)
    assert available_actions(blocked, clerk) == ["resolve_blocker"]
    assert refusal(Action.RESOLVE_BLOCKER, blocked, OFFICER) is None
    assert isinstance(refusal(Action.RAISE_BLOCKER, blocked, OFFICER), ActionNotAvailableError)
    assert isinstance(refusal(Action.RESOLVE_BLOCKER, blocked, COORDINATOR), NotAllowedError)


@pytest.mark.parametrize("who", [LEADER, replace(COORDINATOR, acting_for=LEADER.user_id)])
def test_nobody_approves_what_a_deputy_did_for_him(who: Caller) -> None:
    mine = LEADER.user_id
    work = Work(work_state=WorkState.SUBMITTED, submitted_by_id=7, submitted_for_id=mine)
    assert isinstance(refusal(Action.APPROVE, work, who), SelfApprovalError)
    asked = Work(extension_state=ExtensionState.REQUESTED, extension_by_id=7, extension_for_id=mine)
    assert isinstance(refusal(Action.DECIDE_EXTENSION, asked, who), SelfApprovalError)


def test_who_does_the_work_is_not_who_follows_it() -> None:
    both = caller(COMMITTEE, Role.OFFICER, Role.COORDINATOR)
    own = Work(agency_id=COMMITTEE, assignee_id=both.user_id)
    assert isinstance(refusal(Action.CHASE, own, both), NotAllowedError)
    assert refusal(Action.CHASE, own, COORDINATOR) is None


def test_held_work_waits_for_the_assigner() -> None:
    held = Work(work_state=WorkState.ON_HOLD)
    assert available_actions(held, OFFICER) == []
    assert available_actions(held, COORDINATOR) == [
        "set_deadline",
        "set_monitor",
        "resume",
        "reassign",
        "withdraw",
    ]


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
    callers = (
        OFFICER,
        COORDINATOR,
        caller(HEALTH, Role.OFFICER, Role.COORDINATOR),
        caller(HEALTH, Role.LEADER),
        caller(FINANCE, Role.OFFICER),
        ADMIN,
    )
    assigners, times = (COMMITTEE, HEALTH), (None, NOON)
    axes = product(PartyRole, WorkState, assigners, times, ExtensionState, (None, FINANCE))
    for role, state, assigner, at, asked, unblocker in axes:
        author = OFFICER.user_id
        work = Work(role, state, HEALTH, assigner, at, author, asked, author, unblocker)
        for who in callers:
            allowed = [action for action in Action if refusal(action, work, who) is None]
            assert available_actions(work, who) == allowed


def test_every_state_can_be_reached_and_all_but_the_closed_can_be_left() -> None:
    reached = {move.to for move in MOVES if move.to} | {WorkState.NOT_STARTED}
    assert all(move.sources == {WorkState.ON_HOLD} for move in MOVES if move.restores)
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
            assert move.by_agency


def test_two_rows_of_one_action_and_role_never_apply_at_once() -> None:
    """Else it would depend on the order of the table where an act leads."""
    for first, second in combinations(MOVES, 2):
        if first.action is second.action and first.parties & second.parties:
            exclusive = {Guard.REQUESTED, Guard.COUNTERED}
            assert exclusive <= {*first.guards, *second.guards}


@pytest.mark.parametrize("role", PartyRole)
def test_no_state_is_a_dead_end_for_everybody(role: PartyRole) -> None:
    """From every state that can be reached, work can still be completed or withdrawn."""
    for state in {source for move in MOVES if role in move.parties for source in move.sources}:
        reached = {state}
        for _ in WorkState:
            for move in MOVES:
                if role in move.parties and reached & move.sources:
                    reached |= {move.to or WorkState.NOT_STARTED}
        wanted = {WorkState.WITHDRAWN} | ({WorkState.COMPLETED} if role in REVIEWED else set())
        assert wanted <= reached


def test_a_refusal_by_role_outlives_every_state() -> None:
    stranger = caller(FINANCE, Role.OFFICER)
    for state, action in product(WorkState, Action):
        work = replace(Work(), work_state=state)
        assert isinstance(refusal(action, work, stranger), NotAllowedError)
