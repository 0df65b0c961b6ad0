"""A list goes out as a sheet and comes back as acts: what differs, once, with every guard."""

import datetime as dt
from io import BytesIO
from typing import Any

import pytest
from werkzeug.test import TestResponse

from common import clock
from common.db import Database
from common.web.tokens import Minter
from services.tasks.model import Assignment
from services.tasks.sheets import exporting, importing, read_sheet
from tests.contract.tasks.client import Api
from tests.contract.tasks.test_delegations import DEPUTY, delegate, hear
from tests.unit.tasks.workbooks import edited
from tests.unit.tasks.world import (
    ADMIN,
    COORDINATOR,
    FINANCE,
    NOON,
    OFFICER,
    TODAY,
    do,
    issue,
    item,
)

SOON, LATER = TODAY + dt.timedelta(days=9), TODAY + dt.timedelta(days=30)


@pytest.fixture
def ids(database: Database) -> list[int]:
    """Three duties of ours, in which the third helps another agency, that has the fourth."""
    with clock.frozen(NOON):
        ids = issue(
            database,
            item("a", due=SOON),
            item("b", due=LATER, text="=Rà soát"),
            item("c", lead=[FINANCE], coordinating=[2]),
        )
        do(database, OFFICER, ids[0], "hand_over", assignee="phong-1")
        do(database, OFFICER, ids[0], "update", note="Đã họp")
    return ids


def export(api: Api, who: Any, **query: Any) -> bytes:
    with clock.frozen(NOON):
        answer = api.get(who, "/assignments.xlsx", **query)
    assert answer.status_code == 200, answer.text
    assert "spreadsheetml" in answer.headers["Content-Type"]
    assert answer.headers["Content-Disposition"].endswith('filename="nhiem-vu-2026-05-20.xlsx"')
    content: bytes = answer.data
    return content


def send(
    api: Api,
    minter: Minter,
    who: Any,
    content: bytes,
    dry_run: str = "false",
    key: str = "k",
    **query: Any,
) -> TestResponse:
    with clock.frozen(NOON):
        token = minter.mint(who, "tasks")
        return api.client.post(
            "/assignments/imports",
            query_string={"dry_run": dry_run} | query,
            data={"file": (BytesIO(content), "x.xlsx")},
            headers={"Authorization": f"Bearer {token}", "Idempotency-Key": key},
        )


def report(answer: TestResponse) -> Any:
    assert answer.status_code == 200, answer.json
    return answer.json


def counts(told: Any) -> tuple[int, int, int]:
    return told["changed"], told["unchanged"], told["failed"]


def rows_of(content: bytes) -> dict[int, int]:
    """Return the row of each assignment."""
    return {line.values["id"]: line.number for line in read_sheet(content).lines}  # type: ignore[misc]


def test_what_was_exported_comes_back_without_a_difference(
    api: Api, minter: Minter, ids: list[int]
) -> None:
    content = export(api, OFFICER)
    assert set(rows_of(content)) == {*ids[:2], ids[3]}
    told = report(send(api, minter, OFFICER, content))
    assert counts(told) == (0, 3, 0)


def test_changed_cells_become_acts_and_the_second_time_nothing(
    api: Api, minter: Minter, database: Database, ids: list[int]
) -> None:
    content = export(api, OFFICER)
    at = rows_of(content)
    content = edited(
        content,
        {
            (at[ids[0]], "last_note"): "Đã xong một nửa",
            (at[ids[0]], "inner_due_on"): "25/05/2026",
            (at[ids[1]], "assignee"): "Phòng Nghiệp vụ",
        },
    )
    dry = report(send(api, minter, OFFICER, content, "true", "dry"))
    assert (dry["dry_run"], counts(dry)) == (True, (2, 1, 0))
    with database.read() as session:
        assert session.get_one(Assignment, ids[1]).assignee_name is None
    told = report(send(api, minter, OFFICER, content))
    assert told["changes"] == dry["changes"]
    assert {one["id"]: one["acts"] for one in told["changes"]} == {
        ids[0]: ["hand_over", "update"],
        ids[1]: ["hand_over"],
    }
    with database.read() as session:
        first = session.get_one(Assignment, ids[0])
        assert (first.last_note, first.inner_due_on) == ("Đã xong một nửa", dt.date(2026, 5, 25))
        assert first.assignee_name == "phong-1"
    again = report(send(api, minter, OFFICER, content, key="again"))
    assert counts(again) == (0, 3, 0)


def test_what_is_not_come_to_in_time_is_done_by_the_next_run(
    api: Api, minter: Minter, ids: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    content = export(api, OFFICER)
    at = rows_of(content)
    content = edited(content, {(at[one], "last_note"): "Một" for one in ids[:2]})
    with monkeypatch.context() as hurried:
        hurried.setattr(importing, "LONGEST_S", 0.0)
        told = report(send(api, minter, OFFICER, content))
    assert (counts(told), told["left"]) == ((0, 0, 0), 3)
    told = report(send(api, minter, OFFICER, content, key="again"))
    assert (counts(told), told["left"]) == ((2, 1, 0), 0)


def test_an_answer_that_was_lost_is_given_again(api: Api, minter: Minter, ids: list[int]) -> None:
    content = export(api, OFFICER)
    content = edited(content, {(rows_of(content)[ids[1]], "last_note"): "Một"})
    first = report(send(api, minter, OFFICER, content))
    assert report(send(api, minter, OFFICER, content)) == first
    assert first["changed"] == 1


def test_the_assigner_sets_days_with_a_reason(
    api: Api, minter: Minter, database: Database, ids: list[int]
) -> None:
    content = export(api, COORDINATOR)
    at = rows_of(content)
    helping = ids[3]
    cells = {
        (at[ids[0]], "due_on"): "15/06/2026",
        (at[helping], "contribute_by"): "01/06/2026",
        (at[helping], "reason"): "Họp ngày 20/5",
    }
    told = report(send(api, minter, COORDINATOR, edited(content, cells)))
    assert counts(told) == (1, 2, 1)
    [problem] = told["problems"]
    assert (problem["row"], problem["id"]) == (at[ids[0]], ids[0])
    assert (problem["column"], problem["title"]) == ("O", "Lý do đổi hạn")
    assert "say why" in problem["detail"]
    with database.read() as session:
        assert session.get_one(Assignment, helping).contribute_by == dt.date(2026, 6, 1)


def test_a_deadline_moved_before_the_day_inside_is_moved_once(
    api: Api, minter: Minter, database: Database, ids: list[int]
) -> None:
    with clock.frozen(NOON):
        do(database, OFFICER, ids[0], "hand_over", assignee="phong-1", due_on=SOON)
    content = export(api, COORDINATOR)
    row = rows_of(content)[ids[0]]
    earlier = SOON - dt.timedelta(days=3)
    cells = {(row, "due_on"): f"{earlier:%d/%m/%Y}", (row, "reason"): "Họp ngày 20/5"}
    content = edited(content, cells)
    assert counts(report(send(api, minter, COORDINATOR, content))) == (1, 3, 0)
    with database.read() as session:
        assert session.get_one(Assignment, ids[0]).inner_due_on == earlier
    again = report(send(api, minter, COORDINATOR, content, key="again"))
    assert counts(again) == (0, 4, 0)


def test_a_note_of_lines_that_a_form_sent_is_no_difference(
    api: Api, minter: Minter, database: Database, ids: list[int]
) -> None:
    with clock.frozen(NOON):
        api.done(OFFICER, ids[0], "update", {"note": "Đã họp\r\nlần _x0041_"})
    with database.read() as session:
        assert session.get_one(Assignment, ids[0]).last_note == "Đã họp\nlần _x0041_"
    assert counts(report(send(api, minter, OFFICER, export(api, OFFICER)))) == (0, 3, 0)


def test_a_deputy_sends_the_sheet_of_the_absent_one(
    api: Api, minter: Minter, database: Database, ids: list[int]
) -> None:
    hear(database, DEPUTY, username="mai")
    hear(database, COORDINATOR)
    with clock.frozen(NOON):
        assert delegate(api, COORDINATOR).status_code == 201
    absent: dict[str, Any] = {"acting_for": COORDINATOR.user_id}
    content = export(api, DEPUTY, **absent)
    row = rows_of(content)[ids[0]]
    cells = {(row, "due_on"): f"{LATER:%d/%m/%Y}", (row, "reason"): "Họp ngày 20/5"}
    content = edited(content, cells)
    assert report(send(api, minter, DEPUTY, content))["changed"] == 0
    told = report(send(api, minter, DEPUTY, content, key="for", **absent))
    assert counts(told) == (1, told["rows"] - 1, 0)
    with clock.frozen(NOON):
        last = api.json(COORDINATOR, f"/assignments/{ids[0]}/history")["items"][-1]
    assert (last["actor"]["name"], last["acting_for"]) == (DEPUTY.username, COORDINATOR.username)
    refused = send(api, minter, OFFICER, content, key="none", **absent)
    assert refused.status_code == 403


@pytest.mark.parametrize(
    ("key", "text", "why"),
    [
        ("due_on", "15/06/2026", "of the assigner"),
        ("contribute_by", "15/06/2026", "Thời hạn"),
        ("inner_due_on", "mai", "31/12/2026"),
        ("last_note", "", "cannot be emptied"),
        ("version", "99", "since the export"),
        ("id", "999", "nothing here"),
        ("id", "x", "leave the number"),
        ("inner_due_on", "15/12/2026", ""),
    ],
)
def test_what_cannot_be_done_is_told_of_its_row(
    api: Api, minter: Minter, ids: list[int], key: str, text: str, why: str
) -> None:
    content = export(api, OFFICER)
    row = rows_of(content)[ids[0]]
    cells = {(row, key): text}
    if key == "version":
        cells[row, "last_note"] = "Khác"
    told = report(send(api, minter, OFFICER, edited(content, cells)))
    assert counts(told) == (0, 2, 1)
    assert told["problems"][0]["row"] == row
    assert why in told["problems"][0]["detail"]


def test_anothers_row_is_not_there(api: Api, minter: Minter, ids: list[int]) -> None:
    content = export(api, ADMIN)
    row = rows_of(content)[ids[2]]
    told = report(send(api, minter, OFFICER, edited(content, {(row, "last_note"): "Một"})))
    assert counts(told) == (0, 3, 1)
    assert "nothing here" in told["problems"][0]["detail"]


def test_one_assignment_stands_once_in_a_sheet(api: Api, minter: Minter, ids: list[int]) -> None:
    content = export(api, OFFICER)
    first, second = sorted(rows_of(content).values())[:2]
    copied = str(next(one for one, row in rows_of(content).items() if row == first))
    told = report(send(api, minter, OFFICER, edited(content, {(second, "id"): copied})))
    assert counts(told) == (0, 2, 1)
    assert f"row {first}" in told["problems"][0]["detail"]


def test_the_filters_of_the_list_hold(api: Api, ids: list[int]) -> None:
    assert set(rows_of(export(api, ADMIN, agency="so-tai-chinh"))) == {ids[2]}
    assert list(rows_of(export(api, ADMIN, q="ra soat"))) == [ids[1]]


def test_a_list_that_is_too_long_is_refused(
    api: Api, ids: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(exporting, "MOST", 3)
    with clock.frozen(NOON):
        answer = api.get(ADMIN, "/assignments.xlsx")
    assert answer.status_code == 422
    assert len(rows_of(export(api, OFFICER))) == 3


@pytest.mark.parametrize("dry_run", ["", "perhaps"])
def test_nothing_is_done_without_saying_whether_it_is_a_try(
    api: Api, minter: Minter, database: Database, ids: list[int], dry_run: str
) -> None:
    content = export(api, OFFICER)
    content = edited(content, {(rows_of(content)[ids[1]], "last_note"): "Một"})
    answer = send(api, minter, OFFICER, content, dry_run)
    assert answer.status_code == 422
    with database.read() as session:
        assert session.get_one(Assignment, ids[1]).version == 1


def test_what_is_no_sheet_is_one_clear_problem(api: Api, minter: Minter) -> None:
    answer = send(api, minter, OFFICER, b"id,version")
    assert answer.status_code == 422
    assert answer.json
    assert answer.json["type"] == "urn:dondoc:problem:unreadable-sheet"
    missing = api.send(OFFICER, "POST", "/assignments/imports?dry_run=true", None)
    assert missing.status_code in {415, 422}
