"""Decrees in identity: what fits, what waits for a person, what applying and reverting move."""

import datetime as dt
import importlib
from collections.abc import Mapping, Sequence
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from common import clock
from common.errors import StaleVersionError
from gateway.identity import accounts, agencies, reorganisations
from gateway.identity.model import Account, Agency, Reorganisation
from gateway.identity.reorganisations.applying import NotYetInForceError, UndecidedError
from gateway.identity.reorganisations.drafts import NotDraftError
from gateway.identity.reorganisations.mapping import UnfitReorganisationError
from gateway.identity.reorganisations.reverting import BuiltUponError
from tests.unit.gateway.world import ADMIN, NOON, audited, open_account, told

HEALTH, FINANCE = 1, 2
TODAY = clock.local(NOON).date()
BASIS = {"kind": "Nghị định", "number": "11/2026/NĐ-CP", "issued_on": dt.date(2026, 1, 5)}


def to(*heirs: str | tuple[str, str]) -> list[dict[str, Any]]:
    """Return heirs, given as a ref or as (ref, word of its field)."""
    return [
        {"agency": one} if isinstance(one, str) else {"agency": one[0], "words": [one[1]]}
        for one in heirs
    ]


def change(kind: str, froms: Sequence[int], *heirs: Any, name: str | None = None) -> dict[str, Any]:
    return {"kind": kind, "from": list(froms), "to": to(*heirs), "name": name}


def draft(session: Session, *changes: Mapping[str, Any], **more: Any) -> Reorganisation:
    stated = {"title": "Sắp xếp", "basis": BASIS, "effective_on": TODAY, "new_agencies": []}
    return reorganisations.create(session, ADMIN, stated | more | {"changes": list(changes)})


def apply(session: Session, one: Reorganisation) -> Reorganisation:
    return reorganisations.apply(session, ADMIN, one.id, one.version)


def agency(session: Session, name: str, **fields: Any) -> Agency:
    return agencies.create(session, ADMIN, {"name": name, **fields})


def standing_in_the_way(refused: pytest.ExceptionInfo[BuiltUponError]) -> list[Any]:
    found = refused.value.members["obstacles"]
    assert isinstance(found, list)
    return found


def state(session: Session) -> list[dict[str, Any]]:
    """Return everything that is said of agencies and accounts, their versions apart."""
    session.expire_all()
    rows = [*session.scalars(select(Agency)), *session.scalars(select(Account)).unique()]
    columns = [{c.key: getattr(r, c.key) for c in r.__table__.columns} for r in rows]
    return [{k: v for k, v in one.items() if k != "version"} for one in columns]


@pytest.mark.parametrize(
    ("stated", "pointer"),
    [
        (change("rename", [1]), "/changes/0/name"),
        (change("rename", [1, 2], name="X"), "/changes/0/from"),
        (change("merge", [1, 2], "1", "2"), "/changes/0/to"),
        (change("split", [1], "2"), "/changes/0/to"),
        (change("abolish", [1]), "/changes/0/to"),
        (change("abolish", [1], "1"), "/changes/0/to/0/agency"),
        (change("transfer", [1], "2"), "/changes/0/to"),
        (change("transfer", [1], ("1", "dân số")), "/changes/0/to"),
        (change("merge", [77], "2"), "/changes/0/from/0"),
        (change("merge", [1], "new1"), "/changes/0/to/0/agency"),
        (change("merge", [1], "2", "2"), "/changes/0/to"),
    ],
)
def test_a_change_that_does_not_fit_is_refused_by_its_place(
    session: Session, stated: dict[str, Any], pointer: str
) -> None:
    with pytest.raises(UnfitReorganisationError) as refused:
        draft(session, stated)
    assert pointer in {error.pointer for error in refused.value.errors}


def test_two_changes_may_not_hang_on_their_order(session: Session) -> None:
    third = agency(session, "Sở Nội vụ").id
    with pytest.raises(UnfitReorganisationError):
        draft(session, change("merge", [1], "2"), change("merge", [2], str(third)))
    with pytest.raises(UnfitReorganisationError):
        draft(session, change("merge", [1], "2"), change("abolish", [1], str(third)))


def test_several_fields_of_one_agency_may_be_transferred(session: Session) -> None:
    third = agency(session, "Sở Nội vụ").id
    one = draft(
        session,
        change("transfer", [1], ("2", "ngân sách")),
        change("transfer", [1], (str(third), "lương")),
    )
    [rule] = reorganisations.preview(session, one)["rules"]
    assert (rule["ends"], [heir["agency"] for heir in rule["heirs"]]) == (False, ["2", "3"])


def test_a_rename_keeps_the_agency_and_its_old_name_as_an_alias(session: Session) -> None:
    apply(session, draft(session, change("rename", [HEALTH], name="Sở Sức khỏe")))
    [found] = agencies.find_or_create(session, ADMIN, [{"name": "Sở Y tế"}])
    assert (found.agency.id, found.agency.name, found.created) == (HEALTH, "Sở Sức khỏe", False)


def test_a_merger_moves_accounts_units_and_contacts_and_leaves_the_name(session: Session) -> None:
    agencies.change(session, ADMIN, HEALTH, 1, {"email": "syt@tinh.example"})
    unit = agency(session, "Chi cục Dân số", parent_id=HEALTH)
    apply(session, draft(session, change("merge", [HEALTH], str(FINANCE))))
    old, heir = agencies.get(session, HEALTH), agencies.get(session, FINANCE)
    assert (old.active, old.valid_to) == (False, TODAY - dt.timedelta(days=1))
    assert (heir.email, heir.aliases, unit.parent_id) == ("syt@tinh.example", ["Sở Y tế"], FINANCE)
    assert accounts.get(session, 2).agency_id == FINANCE
    [found] = agencies.find_or_create(session, ADMIN, [{"name": "Sở Y tế"}])
    assert found.agency.id == FINANCE


def test_one_that_takes_others_in_loses_nothing(session: Session) -> None:
    apply(session, draft(session, change("merge", [HEALTH, FINANCE], str(HEALTH))))
    assert agencies.get(session, HEALTH).active
    assert not agencies.get(session, FINANCE).active


def test_one_event_carries_the_mapping_with_numbers(session: Session) -> None:
    new = [{"name": "Sở Y tế và Tài chính"}]
    one = apply(session, draft(session, change("merge", [1, 2], "new1"), new_agencies=new))
    events = told(session)
    [event] = [one for one in events if one.type == "dondoc.reorganisation.applied.v1"]
    made = one.made["new1"]
    assert [rule["heirs"][0]["agency"] for rule in event.data["rules"]] == [made, made]
    assert [ref["id"] for ref in event.data["agencies"]] == [made]
    assert event.data["basis"]["number"] == BASIS["number"]
    assert events[-1] is event
    assert "reorganisation.applied" in audited(session)


def test_what_several_might_have_waits_for_a_person(session: Session) -> None:
    third = agency(session, "Sở Nội vụ").id
    unit = agency(session, "Chi cục Dân số", parent_id=HEALTH)
    one = draft(session, change("split", [HEALTH], "2", str(third)))
    with pytest.raises(UndecidedError) as refused:
        apply(session, one)
    assert refused.value.members == {"undecided": 2}
    decided = [
        {"scope": "accounts", "from": HEALTH, "to": "2"},
        {"scope": "children", "from": HEALTH, "to": str(third), "ids": [unit.id]},
    ]
    one = reorganisations.decide(session, ADMIN, one.id, one.version, decided)
    apply(session, one)
    assert (accounts.get(session, 2).agency_id, unit.parent_id) == (2, third)


def test_other_changes_make_decisions_void_and_another_title_does_not(session: Session) -> None:
    third = agency(session, "Sở Nội vụ").id
    one = draft(session, change("split", [HEALTH], "2", str(third)))
    decided = [{"scope": "proposals", "from": HEALTH}]
    one = reorganisations.decide(session, ADMIN, one.id, one.version, decided)
    one = reorganisations.change(session, ADMIN, one.id, one.version, {"title": "Khác"})
    assert len(one.decisions) == 1
    changes = {"changes": [change("abolish", [HEALTH], "2")]}
    assert reorganisations.change(session, ADMIN, one.id, one.version, changes).decisions == []


@pytest.mark.parametrize(
    "decided",
    [
        {"scope": "accounts", "from": FINANCE, "to": "2"},
        {"scope": "accounts", "from": HEALTH, "to": "77"},
    ],
)
def test_a_decision_about_what_the_decree_leaves_alone_is_refused(
    session: Session, decided: dict[str, Any]
) -> None:
    third = agency(session, "Sở Nội vụ").id
    one = draft(session, change("split", [HEALTH], "2", str(third)))
    with pytest.raises(UnfitReorganisationError):
        reorganisations.decide(session, ADMIN, one.id, one.version, [decided])


def test_communes_come_a_level_up_when_their_district_ends(session: Session) -> None:
    province = agency(session, "UBND tỉnh", kind="committee").id
    district = agency(session, "UBND huyện Bắc", kind="district", parent_id=province).id
    communes = [
        agency(session, f"UBND xã {name}", kind="commune", parent_id=district) for name in "ABC"
    ]
    heirs = [str(commune.id) for commune in communes[:2]]
    apply(session, draft(session, change("abolish", [district], *heirs)))
    assert {commune.parent_id for commune in communes} == {province}


def test_a_decree_is_applied_once_from_its_day_on_and_as_it_was_read(session: Session) -> None:
    later = draft(
        session, change("rename", [1], name="X"), effective_on=TODAY + dt.timedelta(days=1)
    )
    with pytest.raises(NotYetInForceError):
        apply(session, later)
    one = draft(session, change("rename", [1], name="Y"))
    with pytest.raises(StaleVersionError):
        reorganisations.apply(session, ADMIN, one.id, one.version + 1)
    one = apply(session, one)
    with pytest.raises(NotDraftError):
        apply(session, one)


def test_apply_and_revert_restore_every_column(session: Session) -> None:
    agencies.change(session, ADMIN, HEALTH, 1, {"email": "syt@tinh.example", "aliases": ["YT"]})
    agency(session, "Chi cục Dân số", parent_id=HEALTH)
    before = state(session)
    one = apply(
        session,
        draft(
            session,
            change("merge", [HEALTH], "new1"),
            change("rename", [FINANCE], name="Sở Tiền"),
            new_agencies=[{"name": "Sở Mới"}],
        ),
    )
    one = reorganisations.revert(session, ADMIN, one.id, one.version, "thu hồi nghị quyết")
    made = one.made["new1"]
    after = [row for row in state(session) if row.get("slug") is None or row["id"] != made]
    assert (after, one.kept) == (before, [])
    assert not agencies.get(session, made).active
    assert told(session)[-1].type == "dondoc.reorganisation.reverted.v1"


def test_an_agency_that_no_change_names_is_not_founded(session: Session) -> None:
    new = [{"name": "Sở Y tê"}, {"name": "Sở Mới"}]
    one = draft(session, change("merge", [HEALTH], "new2"), new_agencies=new)
    assert reorganisations.preview(session, one)["founded"] == ["new2"]
    one = apply(session, one)
    assert list(one.made) == ["new2"]
    assert not session.scalars(select(Agency).where(Agency.name == "Sở Y tê")).all()


def test_units_that_would_stand_above_themselves_are_refused(session: Session) -> None:
    middle = agency(session, "Chi cục Dân số", parent_id=HEALTH)
    lowest = agency(session, "Trung tâm Dân số", parent_id=middle.id)
    one = draft(session, change("merge", [HEALTH], str(lowest.id)))
    with pytest.raises(UnfitReorganisationError) as refused:
        apply(session, one)
    assert "Trung tâm Dân số" in refused.value.errors[0].detail


def test_two_levels_may_merge_into_the_unit_beneath_both(session: Session) -> None:
    middle = agency(session, "Chi cục Dân số", parent_id=HEALTH)
    lowest = agency(session, "Trung tâm Dân số", parent_id=middle.id)
    apply(session, draft(session, change("merge", [HEALTH, middle.id], str(lowest.id))))
    assert lowest.parent_id is None


def test_what_waits_is_shown_before_what_is_decided(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    # The package's name `preview` is the function.
    module = importlib.import_module("gateway.identity.reorganisations.preview")
    monkeypatch.setattr(module, "SHOWN", 1)
    third = agency(session, "Sở Nội vụ").id
    later = open_account(session, "sau", "officer", agency_id=HEALTH)
    one = draft(session, change("split", [HEALTH], "2", str(third)))
    [first] = reorganisations.preview(session, one)["accounts"]
    said = {"scope": "accounts", "from": HEALTH, "to": "2", "ids": [first["id"]]}
    one = reorganisations.decide(session, ADMIN, one.id, one.version, [said])
    [shown] = reorganisations.preview(session, one)["accounts"]
    assert {first["id"], shown["id"]} == {2, later}


def test_what_was_changed_since_is_kept_and_listed(session: Session) -> None:
    one = apply(session, draft(session, change("rename", [HEALTH], name="Sở Sức khỏe")))
    version = agencies.get(session, HEALTH).version
    agencies.change(session, ADMIN, HEALTH, version, {"name": "Sở Y tế cộng đồng"})
    one = reorganisations.revert(session, ADMIN, one.id, one.version, "sai tên")
    assert agencies.get(session, HEALTH).name == "Sở Y tế cộng đồng"
    assert {kept["field"] for kept in one.kept} >= {"name"}


def test_nothing_is_reverted_while_something_stands_on_it(session: Session) -> None:
    one = draft(session, change("merge", [HEALTH], "new1"), new_agencies=[{"name": "Sở Mới"}])
    one = apply(session, one)
    open_account(session, "moi", "officer", agency_id=one.made["new1"])
    with pytest.raises(BuiltUponError) as refused:
        reorganisations.revert(session, ADMIN, one.id, one.version, "thử")
    assert standing_in_the_way(refused)[0]["name"] == "moi"
    later = apply(session, draft(session, change("rename", [one.made["new1"]], name="Sở Nữa")))
    with pytest.raises(BuiltUponError) as refused:
        reorganisations.revert(session, ADMIN, one.id, one.version, "thử")
    later_one = {"what": "reorganisation", "id": later.id, "name": later.title}
    assert later_one in standing_in_the_way(refused)
