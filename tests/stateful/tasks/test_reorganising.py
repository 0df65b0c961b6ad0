"""Random reorganisations over random work: nothing lost, one lead, closed untouched, and back."""

import datetime as dt
import tempfile
from collections import Counter
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from common import clock
from common.caller import Role
from common.db import Database
from services.tasks.model import CLOSED, Agency, Assignment, Reorganisation
from tests.unit.tasks import decrees
from tests.unit.tasks.decrees import decision, heir, rule
from tests.unit.tasks.world import (
    COORDINATOR,
    NOON,
    caller,
    do,
    issue,
    item,
    make_database,
    receive,
)

WORKERS = range(2, 8)
TEXTS = ("Phòng, chống xâm hại trẻ em", "Giải quyết việc làm cho lao động", "Báo cáo kết quả")
WORDS = (("trẻ em",), ("lao động",), ())
FACTS = (
    "agency_id", "assigner_agency_id", "unblocker_id", "role", "is_class", "work_state",
    "review_state", "extension_state", "due_on", "urgency", "blocked_since", "held_until",
)  # fmt: skip


@st.composite
def duties(draw: st.DrawFn) -> list[dict[str, Any]]:
    """Draw duties of a plan with one lead and others, in several texts."""
    made = []
    for number in range(draw(st.integers(1, 5))):
        named = draw(st.permutations(WORKERS))
        lead, executing = draw(st.integers(0, 1)), draw(st.integers(0, 2))
        coordinating = draw(st.integers(0, 2))
        cut = (lead, lead + executing, lead + executing + coordinating)
        made.append(
            item(
                f"i{number}",
                lead=named[: cut[0]],
                executing=named[cut[0] : cut[1]],
                coordinating=named[cut[1] : cut[2]],
                due=draw(st.sampled_from([None, dt.date(2026, 6, 30)])),
                text=draw(st.sampled_from(TEXTS)),
            )
        )
    return made


@st.composite
def mappings(draw: st.DrawFn) -> list[dict[str, Any]]:
    """Draw a decree: some agencies lose duties to others, which lose none, or to new ones."""
    order = draw(st.permutations(range(1, 8)))
    losing = order[: draw(st.integers(1, 4))]
    heirs = [*order[len(losing) :], 30, 31]
    made = []
    for agency_id in losing:
        some = draw(st.lists(st.sampled_from(heirs), min_size=1, max_size=3, unique=True))
        ends = draw(st.booleans())
        told = [heir(one, *WORDS[place]) for place, one in enumerate(some)]
        made.append(rule(agency_id, *told, ends=ends))
    return made


def act_at_random(database: Database, numbers: list[int], draw: Any) -> None:
    """Let work begin, end, wait and stand still."""
    for number in numbers:
        with database.read() as session:
            one = session.get_one(Assignment, number)
        officer = caller(one.agency_id, Role.OFFICER)
        if one.role == "coordinating":
            continue
        for action in draw(
            st.sampled_from(
                [
                    (),
                    ("start",),
                    ("submit",),
                    ("submit", "approve"),
                    ("raise_blocker",),
                    ("withdraw",),
                    ("decline",),
                ]
            )
        ):
            who = COORDINATOR if action in {"approve", "withdraw"} else officer
            more: dict[str, Any] = {"grade": "good"} if action == "approve" else {}
            if action == "raise_blocker":
                others = [who for who in WORKERS if who != one.agency_id]
                more = {"agency": str(draw(st.sampled_from(others)))}
            do(database, who, number, action, **more)


def open_now(database: Database) -> list[Assignment]:
    with database.read() as session:
        which = Assignment.work_state.not_in(sorted(CLOSED))
        return list(session.scalars(select(Assignment).where(which)))


def facts(database: Database) -> dict[int, tuple[Any, ...]]:
    with database.read() as session:
        rows = session.scalars(select(Assignment)).all()
        return {one.id: tuple(getattr(one, name) for name in FACTS) for one in rows}


@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.data())
def test_nothing_is_lost_doubled_or_rewritten_and_a_revert_restores_everything(
    data: st.DataObject,
) -> None:
    with tempfile.TemporaryDirectory() as folder, clock.frozen(NOON):
        database = make_database(Path(folder))
        try:
            _try(database, data)
        finally:
            database.close()


def _try(database: Database, data: st.DataObject) -> None:
    _found(database)
    numbers = issue(database, *data.draw(duties()))
    act_at_random(database, numbers, data.draw)
    rules = data.draw(mappings())
    losing = {one["agency_id"] for one in rules}
    decided = [decision("proposals", one) for one in losing if data.draw(st.booleans())]
    before, closed, open_before = facts(database), decrees.closed(database), open_now(database)
    receive(database, decrees.applied(rules, decided))

    open_after = open_now(database)
    with database.read() as session:
        merged = session.get_one(Reorganisation, 1).counts["merged"]
    assert len(open_after) == len(open_before) - merged
    leads = Counter(one.item_id for one in open_after if one.role == "lead")
    assert set(leads.values()) <= {1}
    assert leads == Counter(one.item_id for one in open_before if one.role == "lead")
    ended = {one["agency_id"] for one in rules if one["ends"]}
    for one in open_after:
        assert ended.isdisjoint({one.agency_id, one.assigner_agency_id, one.unblocker_id})
    now = decrees.closed(database)
    assert set(closed["assignment"]) <= set(now["assignment"])
    assert set(closed["history"]) <= set(now["history"])

    receive(database, decrees.reverted())
    assert facts(database) == before
    assert decrees.closed(database) == closed


def _found(database: Database) -> None:
    """Let the agencies beyond the small world exist."""
    with database.write() as session:
        session.add_all(
            Agency(id=one, slug=f"a-{one}", name=f"Cơ quan {one}", kind="department", folded="")
            for one in (6, 7)
        )
