"""An assignment's life against a small model: what is listed succeeds, what is not is refused."""

import datetime as dt
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from common import clock
from common.caller import Caller, Role
from common.db import Database
from common.errors import ConflictError, NotAllowedError, NotFoundError, Problem, StaleVersionError
from common.outbox import OUTBOX
from services.tasks.assignments import Act, get_assignment, list_history, perform
from services.tasks.model import Action, Assignment, Decision, available_actions
from tests.unit.tasks.world import (
    ADMIN,
    COMMITTEE,
    EVIDENCE,
    FINANCE,
    HEALTH,
    NEEDS_NOTE,
    NOON,
    TODAY,
    caller,
    issue,
    item,
    make_database,
)

WORKER = caller(HEALTH, Role.OFFICER)
REVIEWER = caller(COMMITTEE, Role.COORDINATOR)
UNBLOCKER = caller(FINANCE, Role.OFFICER)
CALLERS = (
    WORKER,
    caller(HEALTH, Role.HEAD),
    REVIEWER,
    caller(COMMITTEE, Role.LEADER),
    caller(COMMITTEE, Role.OFFICER),
    caller(HEALTH, Role.COORDINATOR),
    UNBLOCKER,
    ADMIN,
)
WORKING = {"not_started", "in_progress", "returned"}
OPEN = WORKING | {"submitted", "declined", "on_hold"}
BY_AGENCY = {
    "accept": {"not_started"},
    "start": {"not_started", "returned"},
    "update": WORKING,
    "hand_over": WORKING,
    "submit": WORKING,
    "request_extension": WORKING,
    "raise_blocker": WORKING,
    "decline": WORKING,
}
BY_ASSIGNER = {
    "approve": {"submitted"},
    "return": {"submitted", "declined"},
    "chase": WORKING,
    "set_deadline": WORKING | {"on_hold"},
    "set_monitor": WORKING | {"on_hold"},
    "hold": WORKING,
    "resume": {"on_hold"},
    "reassign": OPEN,
    "withdraw": OPEN,
}
BOTH = {"decide_extension", "resolve_blocker"}
SHARED_WITH_COORDINATING = {
    "accept",
    "update",
    "hand_over",
    "set_deadline",
    "set_monitor",
    "reassign",
    "withdraw",
}
LEADS_TO = {
    "start": "in_progress",
    "update": "in_progress",
    "submit": "submitted",
    "decline": "declined",
    "approve": "completed",
    "return": "returned",
    "hold": "on_hold",
    "reassign": "withdrawn",
    "withdraw": "withdrawn",
}


class Model:
    """What an assignment is, in the fewest words."""

    def __init__(self, role: str, *, due: bool) -> None:
        self.coordinating = role == "coordinating"
        self.due = due and not self.coordinating
        self.state = "not_started"
        self.held_from = ""
        self.accepted = False
        self.asked = "none"
        self.blocked = False

    def answer(self, who: Caller, action: str) -> type[Problem] | None:
        """Return how `who` is refused `action`, or None."""
        if who == CALLERS[4] or (who == UNBLOCKER and not self.blocked):
            return NotFoundError
        if self.coordinating and action not in SHARED_WITH_COORDINATING:
            return NotAllowedError
        if not self._is_theirs(who, action):
            return NotAllowedError
        return None if self._state_allows(who, action) else ConflictError

    def _is_theirs(self, who: Caller, action: str) -> bool:
        works, reviews = who in CALLERS[:2], who in CALLERS[2:4]
        if action == "resolve_blocker":
            return works or who == UNBLOCKER
        if action == "decide_extension":
            return works or reviews
        return (works and action in BY_AGENCY) or (reviews and action in BY_ASSIGNER)

    def _state_allows(self, who: Caller, action: str) -> bool:
        if action in BOTH:
            waits = self.asked == ("countered" if who in CALLERS[:2] else "requested")
            return self.state in OPEN and (self.blocked if action == "resolve_blocker" else waits)
        unasked = self.asked not in {"requested", "countered"}
        fits = {
            "accept": not self.accepted,
            "request_extension": self.due and unasked,
            "set_deadline": unasked,
            "raise_blocker": not self.blocked,
        }
        return self.state in (BY_AGENCY | BY_ASSIGNER)[action] and fits.get(action, True)

    def do(self, action: str, decision: str) -> None:
        """Follow an action that is allowed."""
        self.accepted |= action in BY_AGENCY
        if action == "decide_extension":
            self.asked = {"grant": "granted", "refuse": "refused"}.get(decision, "countered")
        if action == "request_extension":
            self.asked = "requested"
        if action == "set_deadline" and not self.coordinating:
            self.due = True
        if action in {"approve", "withdraw", "reassign"} and self.asked in {
            "requested",
            "countered",
        }:
            self.asked = "none"
        self.blocked |= action == "raise_blocker"
        self.blocked &= action not in {
            "resolve_blocker",
            "submit",
            "approve",
            "withdraw",
            "reassign",
        }
        if action == "resume":
            self.state = self.held_from
        elif not (self.coordinating and action == "update"):
            self.held_from = self.state if action == "hold" else self.held_from
            self.state = LEADS_TO.get(action, self.state)


class Life(RuleBasedStateMachine):
    """Everybody tries everything, on any day."""

    def __init__(self, database: Database, plan_ids: Iterator[int]) -> None:
        super().__init__()
        self.database = database
        self.plan_id = next(plan_ids)
        self.at = NOON
        self.version = 1
        self.frozen: str | None = None

    @initialize(role=st.sampled_from(["lead", "executing", "coordinating"]), due=st.booleans())
    def begin(self, role: str, due: bool) -> None:
        """Issue a plan with one duty."""
        self.model = Model(role, due=due)
        self.day = TODAY + dt.timedelta(days=3)
        roles = {"lead": (), role: [HEALTH]}
        duty = item(due=TODAY + dt.timedelta(days=3) if due else None, **roles)  # type: ignore[arg-type]
        with clock.frozen(self.at):
            (self.id,) = issue(self.database, duty, plan_id=self.plan_id)

    @rule(hours=st.integers(1, 100))
    def wait(self, hours: int) -> None:
        """Let time pass."""
        self.at += dt.timedelta(hours=hours)

    @rule(
        who=st.sampled_from(CALLERS),
        action=st.sampled_from(Action),
        decision=st.sampled_from(Decision),
    )
    def act(self, who: Caller, action: Action, decision: Decision) -> None:
        """Try the action; the model says whether it succeeds."""
        if who in CALLERS[:2] and decision is Decision.COUNTER:
            decision = Decision.REFUSE
        refusal = self.model.answer(who, action)
        if refusal is None:
            self._perform(who, action, self.version, decision)
            self.model.do(action, decision)
            self.version += 1
            self.frozen = None
            return
        with pytest.raises(refusal):
            self._perform(who, action, self.version, decision)

    @rule(who=st.sampled_from(CALLERS))
    def do_something(self, who: Caller) -> None:
        """Do what comes last among what is offered: random choice alone rarely gets far."""
        offered = [action for action in Action if self.model.answer(who, action) is None]
        for action in [one for one in offered if one not in {"withdraw", "reassign"}][-1:]:
            self.act(who, action, Decision.GRANT)

    @rule(who=st.sampled_from((WORKER, REVIEWER)), behind=st.integers(1, 3))
    def act_on_an_old_page(self, who: Caller, behind: int) -> None:
        """What was read earlier cannot be acted upon, listed or not."""
        actions = [action for action in Action if self.model.answer(who, action) is None]
        for action in actions[:1]:
            with pytest.raises(StaleVersionError):
                self._perform(who, action, self.version - behind, Decision.GRANT)

    @invariant()
    def listed_is_what_succeeds(self) -> None:
        """`available_actions` is the model's list, for everybody who may look."""
        with self.database.read() as session:
            assignment = session.get_one(Assignment, self.id, options=[joinedload(Assignment.plan)])
        for who in CALLERS:
            answers = {action: self.model.answer(who, action) for action in Action}
            if NotFoundError not in answers.values():
                expected = [action for action in Action if answers[action] is None]
                assert available_actions(assignment, who) == expected

    @invariant()
    def axes_stay_in_step(self) -> None:
        """The review follows the work, the clock stops, and nothing is lost."""
        with clock.frozen(self.at), self.database.read() as session:
            found = get_assignment(session, ADMIN, self.id)
            acts = list_history(session, ADMIN, self.id, 200, None)
            told = session.scalar(select(func.count()).where(OUTBOX.c.subject == str(self.id)))
        assert found["work_state"] == self.model.state
        assert found["extension_state"] == self.model.asked
        assert (found["blocked_since"] is not None) == self.model.blocked
        assert (found["held_until"] is not None) == (self.model.state == "on_hold")
        assert (found["work_state"] == "completed") == (found["review_state"] == "approved")
        waits = found["work_state"] in {"submitted", "declined"}
        assert waits == (found["review_state"] == "pending")
        assert waits == (found["review_due_on"] is not None)
        assert (found["acknowledged_at"] is not None) == self.model.accepted
        assert found["version"] == told == self.version
        assert [act.version for act in acts] == list(range(1, self.version + 1))
        if self.model.coordinating:
            assert found["standing"] == "no_deadline"
        if self.model.state == "submitted":
            self.frozen = self.frozen or found["standing"]
            assert found["standing"] == self.frozen

    def _body(self, action: str, decision: Decision) -> dict[str, Any]:
        """Return the fields that the action needs, each day later than the one before."""
        self.day = max(self.day, clock.local(self.at).date()) + dt.timedelta(days=2)
        bodies: dict[str, dict[str, Any]] = {
            "submit": {"evidence": [EVIDENCE]},
            "hand_over": {"assignee": "Phòng Bảo trợ xã hội"},
            "request_extension": {"due_on": self.day, "note": "lý do"},
            "set_deadline": {"due_on": self.day, "note": "lý do"},
            "hold": {"review_on": clock.local(self.at).date() + dt.timedelta(days=9)},
            "raise_blocker": {"agency": "so-tai-chinh"},
            "reassign": {"agency": "xa-an-binh"},
            "decide_extension": {"decision": decision},
        }
        body = bodies.get(action, {})
        if decision is Decision.COUNTER and action == "decide_extension":
            body["due_on"] = self.day
        return body | ({"note": "lý do"} if action in NEEDS_NOTE | {"decide_extension"} else {})

    def _perform(self, who: Caller, action: str, version: int, decision: Decision) -> None:
        """Act; the answer is what a reader finds afterwards."""
        body = self._body(action, decision)
        with clock.frozen(self.at), self.database.write() as session:
            act = Act(who, Action(action), self.at, **body)
            answer = perform(session, self.id, version, act)
        # Who has resolved a blocker may not see the duty any more.
        reader = ADMIN if who == UNBLOCKER else who
        with clock.frozen(self.at), self.database.read() as session:
            found = get_assignment(session, reader, self.id)
        assert {**answer, "available_actions": []} == {
            name: found[name] if name != "available_actions" else [] for name in answer
        }
        assert reader != who or answer["available_actions"] == found["available_actions"]


def test_an_assignment_lives_as_the_model_says(tmp_path: Path) -> None:
    database = make_database(tmp_path)
    plan_ids = count(1)

    class Here(Life):
        def __init__(self) -> None:
            super().__init__(database, plan_ids)

    run_state_machine_as_test(
        Here, settings=settings(max_examples=20, stateful_step_count=25, deadline=None)
    )
    database.close()
