"""Plans after their owner, or an addressee, was reorganised."""

from typing import Any

import pytest

from common.caller import Caller, Role
from common.db import Database
from services.plans.consumers import HANDLERS
from services.plans.model import Plan
from tests.contract.plans.conftest import COORDINATOR_AGENCY, Api, Tell
from tests.contract.plans.sample import SAMPLE
from tests.unit.tasks.decrees import applied, decision, heir, reverted, rule

OWNER = COORDINATOR_AGENCY
SCHOOLS, SAFETY = 71, 72
HEIRS = (heir(SAFETY, "giao thông"), heir(SCHOOLS, "đuối nước", "trường học"))


@pytest.fixture(autouse=True)
def heirs(tell: Tell) -> None:
    tell(SCHOOLS, "Văn phòng UBND tỉnh Sông Hồng")
    tell(SAFETY, "Ban An toàn tỉnh")


def apply(database: Database, *rules: Any, **more: Any) -> None:
    event = applied(rules, **more)
    with database.write() as session:
        HANDLERS[event.type](session, event)


def revert(database: Database) -> None:
    event = reverted()
    with database.write() as session:
        HANDLERS[event.type](session, event)


def owner(database: Database, draft: Any) -> int:
    with database.read() as session:
        return session.get_one(Plan, draft["id"]).owner_agency_id


def test_a_draft_goes_on_with_who_took_over_from_its_owner(
    api: Api, draft: Any, database: Database
) -> None:
    apply(database, rule(OWNER, heir(SCHOOLS)))
    heir_of_it = Caller(50, "dieu-phoi", SCHOOLS, frozenset({Role.COORDINATOR}))
    assert "accept" in api.as_(heir_of_it).get(f"/plans/{draft['id']}")["available_actions"]
    api.get(f"/plans/{draft['id']}", status=404)
    apply(database, rule(OWNER, heir(SAFETY)))  # sent twice: nothing more
    assert owner(database, draft) == SCHOOLS
    revert(database)
    assert owner(database, draft) == OWNER


def test_a_decree_that_is_reverted_before_it_came_moves_no_plan_when_it_comes(
    draft: Any, database: Database
) -> None:
    revert(database)
    revert(database)  # sent twice
    apply(database, rule(OWNER, heir(SCHOOLS)))
    assert owner(database, draft) == OWNER
    apply(database, rule(OWNER, heir(SAFETY)), number=2)
    assert owner(database, draft) == SAFETY


def test_of_several_heirs_the_field_tells_unless_a_person_decided(
    draft: Any, database: Database
) -> None:
    apply(database, rule(OWNER, *HEIRS))
    assert owner(database, draft) == SCHOOLS
    revert(database)
    said = decision("given", OWNER, SAFETY, plan=draft["id"])
    apply(database, rule(OWNER, *HEIRS), decisions=[said], number=2)
    assert owner(database, draft) == SAFETY


def test_decisions_count_in_their_order_whether_given_or_as_proposed(
    draft: Any, database: Database
) -> None:
    given, proposals = (
        decision("given", OWNER, SAFETY, plan=draft["id"]),
        decision("proposals", OWNER),
    )
    apply(database, rule(OWNER, *HEIRS), decisions=[given, proposals])
    assert owner(database, draft) == SCHOOLS
    revert(database)
    apply(database, rule(OWNER, *HEIRS), decisions=[proposals, given], number=2)
    assert owner(database, draft) == SAFETY


def test_the_name_of_the_one_that_ended_says_nothing_of_the_field(
    api: Api, tell: Tell, database: Database
) -> None:
    tell(OWNER, "Ban Giao thông đường thủy tỉnh")
    own = "Ban Giao thông đường thủy tỉnh báo cáo. Ban Giao thông đường thủy tỉnh tổng hợp."
    draft = api.upload(SAMPLE.replace("Bố trí người trực", f"Bố trí người trực. {own}"))
    heirs = (heir(SAFETY, "giao thông", "đường thủy", "ban giao"), heir(SCHOOLS, "trường học"))
    apply(database, rule(OWNER, *heirs))
    assert owner(database, draft) == SCHOOLS


def test_a_document_that_the_heir_has_already_stays_where_it_is(
    api: Api, draft: Any, database: Database
) -> None:
    other = Caller(51, "dieu-phoi", SCHOOLS, frozenset({Role.COORDINATOR}))
    api.as_(other).upload(SAMPLE)
    apply(database, rule(OWNER, heir(SCHOOLS)))
    assert owner(database, draft) == OWNER


def test_who_took_over_by_decree_is_offered_for_the_old_name(
    api: Api, tell: Tell, database: Database
) -> None:
    tell(73, "Ban An toàn đường thủy")
    apply(database, rule(73, heir(SAFETY), heir(SCHOOLS)))
    tell(73, "Ban An toàn đường thủy", active=False)
    text = SAMPLE.replace("2. Sở Y tế", "2. Ban An toàn đường thủy")
    draft = api.upload(text)
    named = api.get(f"/plans/{draft['id']}/addressees")["items"]
    (found,) = [one for one in named if one["name"] == "Ban An toàn đường thủy"]
    assert [one["id"] for one in found["candidates"]][:2] == [SAFETY, SCHOOLS]


def test_a_decree_that_only_renames_moves_nothing(draft: Any, database: Database) -> None:
    apply(database)
    assert owner(database, draft) == OWNER
