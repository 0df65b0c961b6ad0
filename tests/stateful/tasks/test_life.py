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

from common import clock
from common.caller import Caller, Role
from common.db import Database
from common.errors import ConflictError, NotAllowedError, NotFoundError, Problem, StaleVersionError
from common.outbox import OUTBOX
from services.tasks.assignments import Act, get_assignment, list_history, perform
from services.tasks.model import Action, Assignment, available_actions
from tests.unit.tasks.world import (
    ADMIN,
    COMMITTEE,
    EVIDENCE,
    FINANCE,
    HEALTH,
    NOON,
    TODAY,
    caller,
    issue,
    item,
    make_database,
)

WORKER = caller(HEALTH, Role.OFFICER)
REVIEWER = caller(COMMITTEE, Role.COORDINATOR)
CALLERS = (
    WORKER,
    caller(HEALTH, Role.HEAD),
    REVIEWER,
    caller(COMMITTEE, Role.LEADER),
    caller(COMMITTEE, Role.OFFICER),
    caller(HEALTH, Role.COORDINATOR),
    caller(FINANCE, Role.OFFICER),
    ADMIN,
)
BODY: dict[str, dict[str, Any]] = {
    "submit": {"evidence": [EVIDENCE]},
    **{action: {"note": "lý do"} for action in ("update", "return", "decline", "withdraw")},
}
WORKING = {"not_started", "in_progress", "returned"}
BY_ASSIGNER = {"approve": {"submitted"}, "return": {"submitted", "declined"}}


class Model:
    """What an assignment is, in the fewest words."""

    def __init__(self, role: str) -> None:
        self.coordinating = role == "coordinating"
        self.state = "not_started"
        self.accepted = False

    def answer(self, who: Caller, action: str) -> type[Problem] | None:
        """Return how `who` is refused `action`, or None."""
        if who.agency_id == FINANCE or who == CALLERS[4]:
            return NotFoundError
        works = who in CALLERS[:2] and action in {"accept", "update", "start", "submit", "decline"}
        reviews = who in CALLERS[2:4] and action in {"approve", "return", "withdraw"}
        unsuited = self.coordinating and action not in {"accept", "update", "withdraw"}
        if unsuited or not (works or reviews):
            return NotAllowedError
        return None if self._state_allows(action) else ConflictError

    def _state_allows(self, action: str) -> bool:
        if action == "accept":
            return self.state == "not_started" and not self.accepted
        if action == "start":
            return self.state in {"not_started", "returned"}
        if action == "withdraw":
            return self.state not in {"completed", "withdrawn"}
        return self.state in BY_ASSIGNER.get(action, WORKING)

    def do(self, action: str) -> None:
        """Follow an action that is allowed."""
        self.accepted |= action in {"accept", "start", "update", "submit", "decline"}
        leads_to = {"start": "in_progress", "update": "in_progress", "submit": "submitted"}
        leads_to |= {"approve": "completed", "return": "returned", "decline": "declined"}
        leads_to |= {"withdraw": "withdrawn"}
        if not (self.coordinating and action == "update"):
            self.state = leads_to.get(action, self.state)


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
        self.model = Model(role)
        roles = {"lead": (), role: [HEALTH]}
        duty = item(due=TODAY + dt.timedelta(days=3) if due else None, **roles)  # type: ignore[arg-type]
        with clock.frozen(self.at):
            (self.id,) = issue(self.database, duty, plan_id=self.plan_id)

    @rule(hours=st.integers(1, 100))
    def wait(self, hours: int) -> None:
        """Let time pass."""
        self.at += dt.timedelta(hours=hours)

    @rule(who=st.sampled_from(CALLERS), action=st.sampled_from(Action))
    def act(self, who: Caller, action: Action) -> None:
        """Try the action; the model says whether it succeeds."""
        refusal = self.model.answer(who, action)
        if refusal is None:
            self._perform(who, action, self.version)
            self.model.do(action)
            self.version += 1
            self.frozen = None
            return
        with pytest.raises(refusal):
            self._perform(who, action, self.version)

    @rule(who=st.sampled_from((WORKER, REVIEWER)), behind=st.integers(1, 3))
    def act_on_an_old_page(self, who: Caller, behind: int) -> None:
        """What was read earlier cannot be acted upon, listed or not."""
        actions = [action for action in Action if self.model.answer(who, action) is None]
        for action in actions[:1]:
            with pytest.raises(StaleVersionError):
                self._perform(who, action, self.version - behind)

    @invariant()
    def listed_is_what_succeeds(self) -> None:
        """`available_actions` is the model's list, for everybody who may look."""
        with self.database.read() as session:
            assignment = session.get_one(Assignment, self.id)
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

    def _perform(self, who: Caller, action: str, version: int) -> None:
        """Act; the answer is what a reader finds afterwards."""
        with clock.frozen(self.at), self.database.write() as session:
            act = Act(who, Action(action), self.at, **BODY.get(action, {}))
            answer = perform(session, self.id, version, act)
        with clock.frozen(self.at), self.database.read() as session:
            found = get_assignment(session, who, self.id)
        assert answer == {name: found[name] for name in answer}


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
