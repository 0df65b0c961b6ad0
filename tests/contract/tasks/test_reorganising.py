"""What a decree does to open work, and what it leaves alone: the case of 2025 among others."""

import datetime as dt
from collections.abc import Iterator

import pytest
from sqlalchemy import func, select

from common import clock, events
from common.caller import Role
from common.db import Database
from common.outbox import OUTBOX
from services.tasks import calendars, reorganising
from services.tasks.fanout import repeating
from services.tasks.model import (
    CLOSED,
    OPEN,
    Assignment,
    CalendarDay,
    Delegation,
    History,
    Incident,
    Plan,
    PlanItem,
    Reorganisation,
)
from tests.unit.tasks import decrees
from tests.unit.tasks.decrees import apply, decision, heir, rule
from tests.unit.tasks.world import (
    COMMITTEE,
    COORDINATOR,
    FINANCE,
    HEALTH,
    NOON,
    caller,
    deadline,
    do,
    fan_out,
    issue,
    issued,
    item,
    receive,
)

LABOUR, HOME, DISTRICT, COMMUNE = 11, 12, 13, 5
CHILDREN = heir(HEALTH, "trẻ em", "bảo trợ xã hội", field="trẻ em, bảo trợ xã hội")
WORKERS = heir(HOME, "lao động", "người có công", "bình đẳng giới", field="lao động")
SPLIT = rule(LABOUR, CHILDREN, WORKERS)
OFFICER = caller(LABOUR, Role.OFFICER)


@pytest.fixture(autouse=True)
def noon() -> Iterator[None]:
    with clock.frozen(NOON):
        yield


@pytest.fixture(autouse=True)
def agencies(database: Database) -> None:
    names = {LABOUR: "Sở Lao động – TB&XH", HOME: "Sở Nội vụ", DISTRICT: "UBND huyện Đông"}
    for agency_id, name in names.items():
        data = {"id": agency_id, "slug": f"s-{agency_id}", "name": name, "aliases": []}
        state = data | {"kind": "department", "parent_id": None, "email": None, "phone": None}
        told = events.make(events.AGENCY_CHANGED, agency_id, 1, state | {"active": True})
        receive(database, events.decode(events.encode(told)))


def get(database: Database, number: int) -> Assignment:
    with database.read() as session:
        return session.get_one(Assignment, number)


def count_open(database: Database) -> int:
    with database.read() as session:
        which = Assignment.work_state.in_(sorted(OPEN))
        return session.scalar(select(func.count()).select_from(Assignment).where(which)) or 0


def acts(database: Database, number: int) -> list[str]:
    with database.read() as session:
        query = select(History.action).where(History.assignment_id == number)
        return list(session.scalars(query.order_by(History.version)))


def preview(database: Database, *rules: object, **more: object) -> dict[str, object]:
    stated = {"rules": rules, "decisions": [], "start": 0, "limit": 200} | more
    with database.read() as session:
        return reorganising.preview(session, stated)


def test_the_duties_of_one_heir_move_with_their_state_and_say_why(database: Database) -> None:
    [number] = issue(database, item(lead=[LABOUR], due=dt.date(2026, 6, 1)))
    do(database, OFFICER, number, "start")
    apply(database, rule(LABOUR, heir(HOME)))
    found = get(database, number)
    assert (found.agency_id, found.work_state, found.role) == (HOME, "in_progress", "lead")
    with database.read() as session:
        act = session.scalars(select(History).order_by(History.id.desc())).first()
        assert act is not None
        assert (act.action, act.version) == ("reorganise", found.version)
        assert "15/2026/NĐ-CP" in str(act.note)
        assert act.snapshot["from_agency_id"] == LABOUR
        assert act.snapshot["state"]["agency_id"] == HOME


def test_each_move_is_told_with_the_agency_that_has_it_now(database: Database) -> None:
    [number] = issue(database, item(lead=[LABOUR]))
    apply(database, rule(LABOUR, heir(HOME)))
    with database.read() as session:
        bodies = session.scalars(select(OUTBOX.c.body).order_by(OUTBOX.c.id))
        told = [events.decode(body) for body in bodies][-1]
    assert (told.subject, told.data["action"]) == (str(number), "reorganise")
    assert told.data["agency"]["id"] == HOME


def test_the_fields_of_2025_are_proposed_and_a_person_decides(database: Database) -> None:
    numbers = issue(
        database,
        item("a", lead=[LABOUR], text="Phòng, chống xâm hại trẻ em"),
        item("b", lead=[LABOUR], text="Giải quyết việc làm cho lao động nữ"),
        item("c", lead=[LABOUR], text="Tổng hợp, báo cáo kết quả"),
    )
    shown = preview(database, SPLIT)
    items = shown["items"]
    assert isinstance(items, list)
    by_id = {one["assignment"]["id"]: one for one in items}
    assert [by_id[one]["proposal"] for one in numbers] == [str(HEALTH), str(HOME), None]
    assert [by_id[one]["to"] for one in numbers] == [None] * 3
    decided = [
        decision("proposals", LABOUR),
        decision("assignments", LABOUR, HEALTH, ids=[numbers[2]]),
    ]
    shown = preview(database, SPLIT, decisions=decided)
    assert isinstance(shown["counts"], dict)
    assert (shown["counts"]["undecided"], shown["counts"]["moves"]) == (0, 3)
    apply(database, SPLIT, decisions=decided)
    assert [get(database, one).agency_id for one in numbers] == [HEALTH, HOME, HEALTH]


def test_the_name_of_the_agency_says_nothing_of_the_field(database: Database) -> None:
    text = "Phối hợp với Sở Lao động – TB&XH khám sức khỏe cho trẻ em"
    [number] = issue(database, item(lead=[LABOUR], text=text))
    apply(database, SPLIT, decisions=[decision("proposals", LABOUR)])
    assert get(database, number).agency_id == HEALTH
    with database.read() as session:
        assert not session.scalars(select(Incident)).all()


def test_a_later_decision_counts_and_one_taken_before_a_duty_came_does_not(
    database: Database,
) -> None:
    decided = [decision("plan", LABOUR, HEALTH, plan=1), decision("plan", LABOUR, HOME, plan=1)]
    with clock.frozen(NOON + dt.timedelta(hours=1)):
        [number] = issue(database, item(lead=[LABOUR], text="Việc chung"))
    counts = preview(database, SPLIT, decisions=decided)["counts"]
    assert isinstance(counts, dict)
    assert counts["undecided"] == 1
    with clock.frozen(NOON + dt.timedelta(hours=2)):
        decided = [decision("plan", LABOUR, HEALTH, plan=1), decision("plan", LABOUR, HOME, plan=1)]
        apply(database, SPLIT, decisions=decided)
    assert get(database, number).agency_id == HOME


def test_the_rest_of_a_plan_leaves_alone_what_was_decided_before(database: Database) -> None:
    texts = ("Phòng, chống xâm hại trẻ em", "Tổng hợp, báo cáo")
    numbers = issue(database, *(item(t[:1], lead=[LABOUR], text=t) for t in texts))
    decided = [decision("proposals", LABOUR), decision("rest", LABOUR, HOME, plan=1)]
    apply(database, SPLIT, decisions=decided)
    assert [get(database, one).agency_id for one in numbers] == [HEALTH, HOME]


def test_what_came_after_everything_was_decided_goes_on_and_waits_as_an_incident(
    database: Database,
) -> None:
    [number] = issue(database, item(lead=[LABOUR], text="Việc chung"))
    apply(database, SPLIT)
    assert get(database, number).agency_id == HEALTH
    with database.read() as session:
        found = session.scalars(select(Incident)).one()
    assert (found.kind, found.assignment_id) == ("undecided_heir", number)


def test_a_transfer_takes_only_what_speaks_of_the_field(database: Database) -> None:
    care, other = issue(
        database,
        item("a", lead=[LABOUR], text="Bảo trợ xã hội tại cộng đồng"),
        item("b", lead=[LABOUR], text="Bình đẳng giới"),
    )
    transfer = rule(LABOUR, CHILDREN, ends=False)
    counts = preview(database, transfer)["counts"]
    assert isinstance(counts, dict)
    assert (counts["undecided"], counts["stays"]) == (1, 1)
    apply(database, transfer, decisions=[decision("proposals", LABOUR)])
    assert [get(database, one).agency_id for one in (care, other)] == [HEALTH, LABOUR]


@pytest.mark.parametrize(
    ("own", "coming", "kept_role"),
    [
        ("lead", "executing", "lead"),
        ("coordinating", "lead", "lead"),
        ("executing", "coordinating", "executing"),
        ("executing", "executing", "executing"),
    ],
)
def test_two_duties_that_meet_become_one_in_the_stronger_role(
    database: Database, own: str, coming: str, kept_role: str
) -> None:
    parties: dict[str, list[int]] = {"lead": [], "executing": [], "coordinating": []}
    parties[own].append(HOME)
    parties[coming].append(LABOUR)
    lead, executing, coordinating = parties.values()
    issue(database, item(lead=lead, executing=executing, coordinating=coordinating))
    counts = preview(database, rule(LABOUR, heir(HOME)))["counts"]
    assert isinstance(counts, dict)
    assert counts["merges"] == 1
    before = count_open(database)
    apply(database, rule(LABOUR, heir(HOME)))
    assert count_open(database) == before - 1
    with database.read() as session:
        open_ = select(Assignment).where(Assignment.work_state.in_(sorted(OPEN)))
        [stays] = session.scalars(open_)
        [ended] = session.scalars(select(Assignment).where(Assignment.id != stays.id))
        assert (stays.agency_id, stays.role) == (HOME, kept_role)
        last = select(History.snapshot).where(History.assignment_id == ended.id)
        assert session.scalars(last.order_by(History.version.desc())).first()["merged_into"] == (  # type: ignore[index]
            stays.id
        )


def test_what_the_heir_has_completed_takes_nothing_in(database: Database) -> None:
    lead, own = issue(database, item(lead=[LABOUR], executing=[HOME]))
    home = caller(HOME, Role.OFFICER)
    do(database, home, own, "submit")
    do(database, COORDINATOR, own, "approve", grade="good")
    apply(database, rule(LABOUR, heir(HOME)))
    assert get(database, lead).agency_id == HOME
    assert get(database, own).work_state == "completed"


def test_closed_work_stays_byte_for_byte(database: Database) -> None:
    numbers = issue(database, *(item(key, lead=[LABOUR]) for key in "abc"))
    do(database, OFFICER, numbers[0], "submit")
    do(database, COORDINATOR, numbers[0], "approve", grade="good")
    do(database, COORDINATOR, numbers[1], "withdraw")
    before = decrees.closed(database)
    apply(database, rule(LABOUR, heir(HOME)))
    assert decrees.closed(database) == before
    assert len(before["assignment"]) == 2
    receive(database, decrees.reverted())
    assert decrees.closed(database) == before


def test_a_request_for_time_and_a_blocker_go_along(database: Database) -> None:
    asked, blocked = issue(
        database,
        item("a", lead=[LABOUR], due=dt.date(2026, 6, 1)),
        item("b", lead=[FINANCE]),
    )
    do(database, OFFICER, asked, "request_extension", due_on=dt.date(2026, 7, 1))
    do(
        database,
        caller(FINANCE, Role.OFFICER),
        blocked,
        "raise_blocker",
        agency=str(LABOUR),
    )
    apply(database, rule(LABOUR, heir(HOME)))
    assert get(database, asked).extension_state == "requested"
    assert get(database, blocked).unblocker_id == HOME
    do(database, caller(HOME, Role.OFFICER), blocked, "resolve_blocker")


def test_work_given_by_the_agency_is_given_by_its_heir(database: Database) -> None:
    [number] = issue(database, item(lead=[HEALTH]), assigner=LABOUR)
    apply(database, rule(LABOUR, heir(HOME)))
    assert get(database, number).assigner_agency_id == HOME
    with database.read() as session:
        assert session.get_one(Plan, 1).assigner_agency_id == HOME
    do(database, caller(HEALTH, Role.OFFICER), number, "submit")
    do(database, caller(HOME, Role.COORDINATOR), number, "approve", grade="good")


def test_a_plan_that_is_still_given_out_goes_on_with_the_heir(database: Database) -> None:
    receive(database, issued(item("a", lead=[LABOUR], coordinating=[HOME]), item("b", lead=[HOME])))
    apply(database, rule(LABOUR, heir(HOME)))
    fan_out(database)
    with database.read() as session:
        found = session.execute(select(Assignment.agency_id, Assignment.role)).all()
    assert [tuple(one) for one in found] == [(HOME, "lead"), (HOME, "lead")]


def test_a_plan_that_arrives_after_the_decree_reaches_the_heirs(database: Database) -> None:
    apply(database, SPLIT)
    numbers = issue(
        database,
        item("a", lead=[LABOUR], text="Phòng, chống xâm hại trẻ em"),
        item("b", lead=[LABOUR], text="Chính sách người có công"),
    )
    assert [get(database, one).agency_id for one in numbers] == [HEALTH, HOME]


def test_the_next_period_of_what_was_completed_comes_to_the_heir(database: Database) -> None:
    yearly = deadline(dt.date(2026, 11, 14)) | {"recurrence": "annual"}
    plan = item(lead=[LABOUR]) | {"deadline": yearly}
    [number] = issue(database, plan)
    do(database, OFFICER, number, "submit")
    do(database, COORDINATOR, number, "approve", grade="good")
    apply(database, rule(LABOUR, heir(HOME)))
    with clock.frozen(dt.datetime(2027, 2, 1, tzinfo=dt.UTC)):
        with database.write() as session:
            assert repeating.open_periods(session) == 1
        fan_out(database)
    with database.read() as session:
        next_one = session.scalars(select(Assignment).where(Assignment.id != number)).one()
    assert next_one.agency_id == HOME


def test_an_instance_that_is_still_being_given_goes_to_the_heir(database: Database) -> None:
    yearly = deadline(dt.date(2026, 11, 14)) | {"recurrence": "annual"}
    issue(database, item(lead=[LABOUR]) | {"deadline": yearly})
    with clock.frozen(dt.datetime(2027, 2, 1, tzinfo=dt.UTC)):
        with database.write() as session:
            assert repeating.open_periods(session) == 1
        apply(database, rule(LABOUR, heir(HOME)))
        fan_out(database)
    with database.read() as session:
        found = session.scalars(select(Assignment).order_by(Assignment.id)).all()
    assert [(one.agency_id, one.bindingness) for one in found] == [(HOME, "order")] * 2


def test_deputies_end_and_incidents_close_and_come_back(database: Database) -> None:
    with database.write() as session:
        deputy = {"absent_name": "a", "deputy_name": "b", "roles": ["officer"], "reason": "phép"}
        days = {"starts_on": dt.date(2026, 5, 1), "ends_on": dt.date(2026, 6, 1)}
        session.add(
            Delegation(
                agency_id=LABOUR,
                absent_id=1,
                deputy_id=2,
                created_at=NOON,
                **deputy,
                **days,
            )
        )
        session.add(
            Incident(kind="no_receiver", key="x", agency_id=LABOUR, detail="-", opened_at=NOON)
        )
    before = [decrees.rows(database, table) for table in ("delegation", "incident")]
    apply(database, rule(LABOUR, heir(HOME)))
    with database.read() as session:
        assert session.scalars(select(Delegation.ended_at)).one() is not None
        assert session.scalars(select(Incident.resolved_at)).one() is not None
    receive(database, decrees.reverted())
    assert [decrees.rows(database, table) for table in ("delegation", "incident")] == before


def test_the_days_of_an_agencys_calendar_go_to_its_heirs(database: Database) -> None:
    day = dt.date(2026, 6, 3)
    with database.write() as session:
        named = {"kind": "holiday", "basis": "QĐ 1", "edition": 1}
        session.add(CalendarDay(jurisdiction=LABOUR, day=day, **named))
    apply(database, rule(LABOUR, heir(HOME)))
    with database.read() as session:
        assert not calendars.load(session).of(HOME).is_working_day(day)
    receive(database, decrees.reverted())
    with database.read() as session:
        assert calendars.load(session).of(HOME).is_working_day(day)


def test_an_event_that_comes_twice_or_late_changes_nothing_more(database: Database) -> None:
    [number] = issue(database, item(lead=[LABOUR]))
    apply(database, rule(LABOUR, heir(HOME)))
    before = decrees.rows(database, "assignment"), decrees.rows(database, "history")
    apply(database, rule(LABOUR, heir(HOME)))
    closed = {"id": LABOUR, "slug": "s-11", "name": "Sở LĐTBXH", "aliases": [], "active": False}
    state = closed | {"kind": "department", "parent_id": None, "email": None, "phone": None}
    told = events.make(events.AGENCY_CHANGED, LABOUR, 2, state)
    receive(database, events.decode(events.encode(told)))
    assert (decrees.rows(database, "assignment"), decrees.rows(database, "history")) == before
    receive(database, decrees.reverted())
    again = decrees.rows(database, "assignment")
    receive(database, decrees.reverted())
    assert decrees.rows(database, "assignment") == again
    assert get(database, number).agency_id == LABOUR


def test_a_revert_leaves_what_was_done_since_and_lists_it(database: Database) -> None:
    done, working, idle = issue(database, *(item(key, lead=[LABOUR]) for key in "abc"))
    apply(database, rule(LABOUR, heir(HOME)))
    home = caller(HOME, Role.OFFICER)
    do(database, home, done, "submit")
    do(database, COORDINATOR, done, "approve", grade="good")
    do(database, home, working, "start")
    with database.read() as session:
        shown = reorganising.would_revert(session, 1, [])
    assert (shown["restores"], shown["changed_since"]) == (2, 1)
    assert shown["kept"] == [{"assignment_id": done, "why": "closed since"}]
    receive(database, decrees.reverted())
    assert [get(database, one).agency_id for one in (done, working, idle)] == [HOME, LABOUR, LABOUR]
    assert get(database, working).work_state == "in_progress"
    assert acts(database, idle) == ["assign", "reorganise", "reorganise"]
    with database.read() as session:
        assert session.get_one(Reorganisation, 1).kept == shown["kept"]


def test_a_revert_opens_what_became_one_only_when_its_place_is_free(database: Database) -> None:
    own, coming = HOME, LABOUR
    lead, helper = issue(database, item(lead=[coming], coordinating=[own]))
    apply(database, rule(LABOUR, heir(HOME)))
    assert (get(database, lead).agency_id, get(database, helper).work_state) == (HOME, "withdrawn")
    receive(database, decrees.reverted())
    assert (get(database, lead).agency_id, get(database, helper).agency_id) == (LABOUR, HOME)
    assert get(database, helper).work_state == "not_started"


def test_open_duties_given_since_to_a_founded_agency_stand_in_the_way(database: Database) -> None:
    issue(database, item(lead=[LABOUR]))
    apply(database, rule(LABOUR, heir(HOME)))
    issue(database, item("z", lead=[HOME]), plan_id=2)
    with database.read() as session:
        assert reorganising.would_revert(session, 1, [HOME])["counts"]["obstacles"] == 1


def test_districts_end_and_their_communes_take_over_plan_by_plan(database: Database) -> None:
    numbers = issue(database, *(item(key, lead=[DISTRICT]) for key in "ab"))
    other = issue(database, item(lead=[DISTRICT]), plan_id=2)
    ends = rule(DISTRICT, heir(COMMUNE), heir(14))
    decided = [
        decision("plan", DISTRICT, COMMUNE, plan=1),
        decision("plan", DISTRICT, 14, plan=2),
    ]
    shown = preview(database, ends)
    assert [(one["plan"]["id"], one["undecided"]) for one in shown["by_plan"]] == [(1, 2), (2, 1)]  # type: ignore[attr-defined]
    apply(database, ends, decisions=decided)
    assert [get(database, one).agency_id for one in numbers + other] == [COMMUNE, COMMUNE, 14]


def test_provinces_merge_and_go_on_assigning(database: Database) -> None:
    [number] = issue(database, item(lead=[HEALTH]))
    apply(database, rule(COMMITTEE, heir(20)))
    assert get(database, number).assigner_agency_id == 20
    with database.read() as session:
        assert session.scalars(select(PlanItem.id)).all()
        assert not session.scalars(
            select(Assignment.id).where(
                Assignment.assigner_agency_id == COMMITTEE,
                Assignment.work_state.not_in(sorted(CLOSED)),
            )
        ).all()


def test_a_decree_that_is_reverted_before_it_came_moves_nothing_when_it_comes(
    database: Database,
) -> None:
    [number] = issue(database, item(lead=[LABOUR]))
    receive(database, decrees.reverted())
    apply(database, rule(LABOUR, heir(HOME)))
    assert get(database, number).agency_id == LABOUR
    with database.read() as session:
        assert not reorganising.would_revert(session, 1, [])["applied"]


def test_what_became_one_stays_so_where_the_same_duty_was_given_anew(database: Database) -> None:
    lead, other, merged = issue(database, item(lead=[HOME], executing=[FINANCE, LABOUR]))
    transfer = rule(LABOUR, heir(HOME), ends=False)
    apply(database, transfer, decisions=[decision("assignments", LABOUR, HOME, ids=[merged])])
    assert get(database, merged).work_state == "withdrawn"
    do(database, COORDINATOR, other, "reassign", agency=str(LABOUR), note="theo lĩnh vực")
    receive(database, decrees.reverted())
    assert get(database, merged).work_state == "withdrawn"
    assert get(database, lead).agency_id == HOME
    with database.read() as session:
        holds = Assignment.work_state.in_(sorted(OPEN)) & (Assignment.agency_id == LABOUR)
        assert session.scalars(select(Assignment.id).where(holds)).one() not in {merged, other}
        assert session.get_one(Reorganisation, 1).kept == [
            {"assignment_id": merged, "why": "the agency was given the same duty anew"}
        ]


def test_what_became_one_stays_so_once_the_other_was_carried_to_another_plan(
    database: Database,
) -> None:
    lead, merged = issue(database, item(lead=[HOME], executing=[LABOUR]))
    apply(database, rule(LABOUR, heir(HOME)))
    issue(database, item("z", lead=[FINANCE]), plan_id=2)
    with database.write() as session:
        other = session.scalars(select(PlanItem.id).where(PlanItem.plan_id == 2)).one()
        moved = session.get_one(Assignment, lead)
        moved.plan_id, moved.item_id, moved.role = 2, other, "executing"
    receive(database, decrees.reverted())
    assert get(database, merged).work_state == "withdrawn"
    with database.read() as session:
        kept = session.get_one(Reorganisation, 1).kept
    assert [one["assignment_id"] for one in kept or ()] == [merged]


def test_open_duties_that_a_founded_agency_gave_or_must_unblock_stand_in_the_way(
    database: Database,
) -> None:
    apply(database, rule(LABOUR, heir(HOME)))
    issue(database, item(lead=[FINANCE]), assigner=HOME)
    [blocked] = issue(database, item("z", lead=[FINANCE]), plan_id=2)
    do(database, caller(FINANCE, Role.OFFICER), blocked, "raise_blocker", agency=str(HOME))
    with database.read() as session:
        assert reorganising.would_revert(session, 1, [HOME])["counts"]["obstacles"] == 2


def test_what_a_revert_leaves_with_a_founded_agency_stands_in_the_way(database: Database) -> None:
    [number, other] = issue(database, item(lead=[LABOUR], executing=[FINANCE]))
    transfer = rule(LABOUR, heir(HOME), ends=False)
    apply(database, transfer, decisions=[decision("assignments", LABOUR, HOME, ids=[number])])
    do(database, COORDINATOR, other, "reassign", agency=str(LABOUR), note="theo lĩnh vực")
    with database.read() as session:
        shown = reorganising.would_revert(session, 1, [HOME])
    assert [one["assignment_id"] for one in shown["kept"]] == [number]
    assert shown["counts"]["obstacles"] == 1


def test_what_was_given_since_by_an_inherited_plan_goes_back_with_it(database: Database) -> None:
    receive(database, issued(item("a", lead=[FINANCE]), assigner=LABOUR))
    apply(database, rule(LABOUR, heir(HOME)))
    fan_out(database)
    with database.read() as session:
        [since] = session.scalars(select(Assignment)).all()
        assert since.assigner_agency_id == HOME
        assert reorganising.would_revert(session, 1, [HOME])["counts"]["obstacles"] == 0
    receive(database, decrees.reverted())
    assert get(database, since.id).assigner_agency_id == LABOUR


def test_a_plan_that_arrives_after_the_decree_is_given_by_the_heir(database: Database) -> None:
    apply(database, rule(LABOUR, heir(HOME)))
    [number] = issue(database, item(lead=[FINANCE]), assigner=LABOUR)
    assert get(database, number).assigner_agency_id == HOME
    with database.read() as session:
        assert session.get_one(Plan, 1).assigner_agency_id == HOME


def test_only_what_nobody_decided_is_reported_though_a_plan_has_the_same_number(
    database: Database,
) -> None:
    [number] = issue(database, item(lead=[LABOUR], text="Việc chung"), assigner=LABOUR)
    with database.read() as session:
        assert session.get_one(Assignment, number).plan_id == number
    apply(database, SPLIT, decisions=[decision("assignments", LABOUR, HOME, ids=[number])])
    with database.read() as session:
        assert [one.key for one in session.scalars(select(Incident))] == [f"given/{number}"]
