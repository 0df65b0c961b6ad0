"""Rules of a kind of plan: none is accepted with which work could not go on; those hold exactly."""

import datetime as dt
from collections import deque
from collections.abc import Iterator
from dataclasses import replace
from itertools import product
from types import MappingProxyType

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from common import clock
from common.caller import Caller, Role
from common.errors import NotAllowedError
from services.tasks.model import (
    BOUNDS,
    CAN_NEED,
    MOVES,
    REVIEWED,
    WORKING,
    Action,
    ActionNotAvailableError,
    Beyond,
    ExtensionState,
    PartyRole,
    PlanKind,
    Rule,
    Variant,
    WorkState,
    available_actions,
    faults,
    judge,
    kind_of,
    refusal,
)
from services.tasks.model.soundness import NEEDED_BY
from tests.unit.tasks.test_lifecycle import HEAD, LEADER, Work
from tests.unit.tasks.world import (
    COMMITTEE,
    COORDINATOR,
    FINANCE,
    HEALTH,
    NOON,
    OFFICER,
    TODAY,
    caller,
)

VARIANTS = st.builds(
    Variant,
    off=st.frozensets(st.sampled_from(Action), max_size=5),
    needs=st.dictionaries(
        st.sampled_from(Action),
        st.frozensets(st.sampled_from(["note", "grade", "evidence", "agency"]), min_size=1),
        max_size=2,
    ),
    head_submits=st.booleans(),
    max_extensions=st.integers(-1, 12),
    extension_days=st.integers(-1, 32),
    beyond=st.sampled_from(Beyond),
    review_days=st.integers(0, 32),
)
OPTIONAL = sorted(set(Action) - NEEDED_BY.keys() - {Action.START, Action.UPDATE, Action.SUBMIT})
BOTH = {Action.WITHDRAW, Action.REASSIGN}
SOUND = st.builds(
    Variant,
    off=st.frozensets(st.sampled_from(OPTIONAL), max_size=4).filter(lambda off: not off >= BOTH),
    head_submits=st.booleans(),
    max_extensions=st.integers(0, 3),
    extension_days=st.integers(0, 9),
    beyond=st.sampled_from(Beyond),
)
"""Sound ones: a test below says that these are."""
CALLERS = (OFFICER, HEAD, COORDINATOR, LEADER)


def broken(variant: Variant) -> set[Rule]:
    return {fault.rule for fault in faults(variant)}


def varied(variant: Variant, work: Work) -> Work:
    """Return the work under a plan of these rules."""
    return replace(work, plan_rules=variant.as_json())


def test_the_plain_table_is_sound() -> None:
    assert faults(Variant()) == []


@pytest.mark.parametrize(
    ("off", "rule"),
    [
        ({Action.APPROVE}, Rule.NO_DEAD_END),
        ({Action.SUBMIT}, Rule.REACHABLE),
        ({Action.RETURN}, Rule.ANSWERED),
        ({Action.RESUME}, Rule.ANSWERED),
        ({Action.RESUME, Action.HOLD}, Rule.NO_DEAD_END),
        ({Action.START, Action.UPDATE}, Rule.REACHABLE),
        ({Action.WITHDRAW, Action.REASSIGN}, Rule.REACHABLE),
        ({Action.DECIDE_EXTENSION}, Rule.ANSWERED),
        ({Action.RESOLVE_BLOCKER, Action.RAISE_BLOCKER}, Rule.ANSWERED),
    ],
)
def test_what_work_cannot_do_without_cannot_be_left_out(off: set[Action], rule: Rule) -> None:
    assert rule in broken(Variant(off=frozenset(off)))


@pytest.mark.parametrize("off", OPTIONAL)
def test_each_of_the_other_acts_can_be_left_out(off: Action) -> None:
    variant = Variant(off=frozenset({off}))
    assert faults(variant) == []
    axes = product(PartyRole, WorkState, (None, FINANCE), CALLERS)
    for role, state, unblocker, who in axes:
        work = varied(variant, Work(role, state, unblocker_id=unblocker))
        assert off not in available_actions(work, who)
        assert refusal(off, work, who) is not None


def test_only_what_can_be_given_can_be_needed() -> None:
    assert not faults(Variant(needs={Action.APPROVE: frozenset({"grade", "note"})}))
    assert broken(Variant(needs={Action.START: frozenset({"grade"})})) == {Rule.GIVEN}
    assert broken(Variant(needs={Action.CHASE: frozenset({"channel"})})) == {Rule.GIVEN}
    left_out = Variant(off=frozenset({Action.ACCEPT}), needs={Action.ACCEPT: frozenset({"note"})})
    assert broken(left_out) == {Rule.GIVEN}


def test_what_can_be_needed_is_taken_by_every_row_of_the_act() -> None:
    for action, names in CAN_NEED.items():
        for move in MOVES:
            if move.action is action:
                assert names <= move.takes | {"note"}
                assert not names & move.needs


@pytest.mark.parametrize("name", BOUNDS)
def test_numbers_have_bounds(name: str) -> None:
    for value in (BOUNDS[name].start - 1, BOUNDS[name].stop):
        variant = Variant.of(Variant().as_json() | {name: value})
        (fault,) = faults(variant)
        assert (fault.rule, fault.pointer) == (Rule.BOUNDED, f"/{name}")


@given(SOUND)
def test_what_is_optional_can_be_left_out_together(variant: Variant) -> None:
    assert faults(variant) == []


@settings(max_examples=20, deadline=None)
@given(VARIANTS)
def test_a_sound_variant_lets_all_work_reach_its_end(variant: Variant) -> None:
    """Against a plain walk over what is really offered, state by state and person by person."""
    assume(not variant.off & NEEDED_BY.keys())
    graph_faults = {Rule.REACHABLE, Rule.NO_DEAD_END} & broken(variant)
    ends = all(_can_end(variant, role, state) for role, state in _open_states(variant))
    assert ends or graph_faults
    if not faults(variant):
        assert ends


def _open_states(variant: Variant) -> Iterator[tuple[PartyRole, WorkState]]:
    """Yield what can be reached from the start, and what may be left over from before."""
    for role in PartyRole:
        for state in _walked(variant, role, WorkState.NOT_STARTED):
            if state not in {WorkState.COMPLETED, WorkState.WITHDRAWN}:
                yield role, state
    yield from product(sorted(REVIEWED), (WorkState.DECLINED, WorkState.ON_HOLD))


def _can_end(variant: Variant, role: PartyRole, state: WorkState) -> bool:
    wanted = WorkState.COMPLETED if role in REVIEWED else WorkState.WITHDRAWN
    return wanted in _walked(variant, role, state)


def _walked(variant: Variant, role: PartyRole, start: WorkState) -> set[WorkState]:
    seen, ahead = {start}, deque([start])
    while ahead:
        work = varied(variant, Work(role, ahead.popleft()))
        for who in CALLERS:
            for action in available_actions(work, who):
                move = judge(action, work, who)
                assert not isinstance(move, Exception)
                to = WORKING if move.restores else {move.to} if move.to else set[WorkState]()
                ahead.extend(to - seen)
                seen |= to
    return seen


@settings(max_examples=25, deadline=None)
@given(
    variant=SOUND,
    granted=st.integers(0, 4),
    days=st.integers(-3, 11),
    role=st.sampled_from(PartyRole),
    extension=st.sampled_from(ExtensionState),
    assigner=st.sampled_from([COMMITTEE, HEALTH]),
)
def test_what_is_listed_is_what_is_not_refused(
    variant: Variant,
    granted: int,
    days: int,
    role: PartyRole,
    extension: ExtensionState,
    assigner: int,
) -> None:
    people: tuple[Caller, ...] = (*CALLERS, caller(FINANCE, Role.OFFICER))
    usual = Work(role, agency_id=HEALTH, assigner_agency_id=assigner, extension_state=extension)
    due_on = TODAY + dt.timedelta(days=days)
    asked = replace(varied(variant, usual), extensions_granted=granted, due_on=due_on)
    with clock.frozen(NOON):
        for state, who in product(WorkState, people):
            work = replace(asked, work_state=state)
            allowed = [action for action in Action if refusal(action, work, who) is None]
            assert available_actions(work, who) == allowed


def test_the_head_alone_submits_where_the_rules_say_so() -> None:
    work = varied(Variant(head_submits=True), Work())
    assert "submit" not in available_actions(work, OFFICER)
    assert isinstance(refusal(Action.SUBMIT, work, OFFICER), NotAllowedError)
    assert "submit" in available_actions(work, HEAD)


def test_beyond_the_limits_a_request_is_refused_or_only_labelled() -> None:
    refused = Variant(max_extensions=1, beyond=Beyond.REFUSE)
    labelled = replace(refused, beyond=Beyond.LABEL)
    once = replace(Work(), extensions_granted=1)
    found = refusal(Action.REQUEST_EXTENSION, varied(refused, once), OFFICER)
    assert isinstance(found, ActionNotAvailableError)
    assert refusal(Action.REQUEST_EXTENSION, varied(refused, Work()), OFFICER) is None
    assert refusal(Action.REQUEST_EXTENSION, varied(labelled, once), OFFICER) is None


@pytest.mark.parametrize(("days", "late"), [(4, True), (5, False), (-1, True)])
def test_a_request_comes_some_days_before_the_day(days: int, late: bool) -> None:
    variant = Variant(extension_days=5, beyond=Beyond.REFUSE)
    work = replace(varied(variant, Work()), due_on=TODAY.replace(day=TODAY.day + days))
    with clock.frozen(NOON):
        assert (refusal(Action.REQUEST_EXTENSION, work, OFFICER) is not None) == late


@given(VARIANTS)
def test_rules_are_what_was_written(variant: Variant) -> None:
    written = Variant.of(variant.as_json())
    assert written.as_json() == variant.as_json()
    assert isinstance(written.needs, MappingProxyType)


@pytest.mark.parametrize(
    ("document_type", "number", "kind"),
    [
        ("Kế hoạch", None, PlanKind.PLAN),
        ("CHỈ THỊ", "1/KH-UBND", PlanKind.DIRECTIVE),
        (None, "1024/QĐ-UBND", PlanKind.DECISION),
        (None, "07/2025/NQ-HĐND", PlanKind.RESOLUTION),
        ("Báo cáo", "12/BC-UBND", PlanKind.OTHER),
        (None, None, PlanKind.OTHER),
    ],
)
def test_a_kind_is_read_from_the_name_or_the_number(
    document_type: str | None, number: str | None, kind: PlanKind
) -> None:
    assert kind_of(document_type, number) is kind
