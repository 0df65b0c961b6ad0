"""Whether a variant of the transition table is sound: no dead end, nothing out of reach.

Pure: the table of moves and the variant go in, what is wrong comes out.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from services.tasks.model.moves import MOVES, Move
from services.tasks.model.states import (
    CLOSED,
    OPEN,
    REVIEWED,
    WORKING,
    Action,
    PartyRole,
    WorkState,
)
from services.tasks.model.variants import CAN_NEED, Variant

BOUNDS: Final[Mapping[str, range]] = {
    "max_extensions": range(11),
    "extension_days": range(31),
    "review_days": range(1, 31),
}

LEADS_IN: Final[Mapping[WorkState, Action]] = {
    WorkState.DECLINED: Action.DECLINE,
    WorkState.ON_HOLD: Action.HOLD,
}
"""States that a variant may do without, and the act by which alone they are reached."""

NEEDED_BY: Final[Mapping[Action, Action]] = {
    Action.APPROVE: Action.SUBMIT,
    Action.RETURN: Action.SUBMIT,
    Action.RESUME: Action.HOLD,
    Action.DECIDE_EXTENSION: Action.REQUEST_EXTENSION,
    Action.RESOLVE_BLOCKER: Action.RAISE_BLOCKER,
}
"""Acts that answer another. They stay even where that one is left out: it may be waiting."""

_START: Final = frozenset({WorkState.NOT_STARTED})


class Rule(StrEnum):
    """What a variant may not break."""

    ANSWERED = "answered"  # what somebody may ask, somebody may answer
    REACHABLE = "reachable"  # every state can be reached
    NO_DEAD_END = "no-dead-end"  # every state leads to the end, and work to its completion
    GIVEN = "given"  # what is needed can be given
    BOUNDED = "bounded"  # numbers are within their bounds


@dataclass(frozen=True, slots=True)
class Fault:
    """A rule that is broken, where (a JSON pointer into the variant), and a sentence."""

    rule: Rule
    pointer: str
    detail: str


def faults(variant: Variant) -> list[Fault]:
    """Return everything that is wrong with `variant`; empty if it is sound."""
    return [
        *_unanswered(variant),
        *_out_of_reach(variant),
        *_dead_ends(variant),
        *_not_given(variant),
        *_out_of_bounds(variant),
    ]


def optional() -> list[Action]:
    """Return the acts that a variant may leave out, each by itself."""
    return [action for action in Action if not faults(Variant(off=frozenset({action})))]


def _unanswered(variant: Variant) -> Iterator[Fault]:
    for answer in sorted(variant.off & NEEDED_BY.keys()):
        asked = NEEDED_BY[answer]
        yield Fault(
            Rule.ANSWERED,
            "/off",
            f"{answer} cannot be left out: it answers {asked}",
        )


def _out_of_reach(variant: Variant) -> Iterator[Fault]:
    left_out = {state for state, act in LEADS_IN.items() if act in variant.off}
    for role in PartyRole:
        reached = _reached(_moves(role, variant.off), _START)
        for state in _ordered(_usual(role) - reached - left_out):
            yield Fault(Rule.REACHABLE, "/off", f"as {role}, no act leads to {state} any more")


def _dead_ends(variant: Variant) -> Iterator[Fault]:
    """Yield the states from which no act leads on, those left out included: work may be there."""
    for role in PartyRole:
        moves = _moves(role, variant.off)
        ends = {WorkState.COMPLETED} if role in REVIEWED else CLOSED
        for state in _ordered(_usual(role) & OPEN):
            if ends.isdisjoint(_reached(moves, {state})):
                end = " or ".join(sorted(ends))
                said = f"as {role}, work that is {state} could never be {end}"
                yield Fault(Rule.NO_DEAD_END, "/off", said)


def _not_given(variant: Variant) -> Iterator[Fault]:
    for action, names in sorted(variant.needs.items()):
        if action in variant.off:
            yield Fault(Rule.GIVEN, f"/needs/{action}", "is left out, and so needs nothing")
        known = CAN_NEED.get(action, frozenset())
        for name in sorted(names - known):
            may = ", ".join(sorted(known)) or "nothing more"
            yield Fault(Rule.GIVEN, f"/needs/{action}", f"cannot need {name}; it may need {may}")


def _out_of_bounds(variant: Variant) -> Iterator[Fault]:
    for name, bounds in BOUNDS.items():
        if getattr(variant, name) not in bounds:
            said = f"must be {bounds.start} to {bounds.stop - 1}"
            yield Fault(Rule.BOUNDED, f"/{name}", said)


def _usual(role: PartyRole) -> set[WorkState]:
    """Return the states that an agency's work can be in by the plain table."""
    return _reached(_moves(role), _START)


def _moves(role: PartyRole, off: Collection[Action] = ()) -> list[Move]:
    return [move for move in MOVES if role in move.parties and move.action not in off]


def _reached(moves: Sequence[Move], start: Collection[WorkState]) -> set[WorkState]:
    """Return every state to which `moves` lead from `start`, those included."""
    reached = set(start)
    # From a hold work goes back to where it was: nowhere new, unless it is where we begin.
    restored = WORKING if WorkState.ON_HOLD in reached else frozenset()
    while ahead := _next(moves, reached, restored) - reached:
        reached |= ahead
    return reached


def _next(
    moves: Sequence[Move], states: set[WorkState], restored: frozenset[WorkState]
) -> set[WorkState]:
    """Return the states to which one move leads from one of `states`."""
    taken = [move for move in moves if states & move.sources]
    ends = {move.to for move in taken if move.to}
    return ends | restored if any(move.restores for move in taken) else ends


def _ordered(states: Iterable[WorkState]) -> list[WorkState]:
    known = set(states)
    return [state for state in WorkState if state in known]
