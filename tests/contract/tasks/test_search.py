"""Search: what finds what, in which order, page by page, and for whom."""

import datetime as dt
from typing import Any

import pytest

from common import clock
from common.db import Database
from services.tasks import agencies
from services.tasks.assignments import shape
from services.tasks.search import duties, ranking
from tests.contract.tasks.client import Api
from tests.unit.tasks.world import (
    ADMIN,
    COMMUNE,
    COORDINATOR,
    FINANCE,
    HEALTH,
    NOON,
    OFFICER,
    TODAY,
    do,
    issue,
    item,
)

NAMES = ("phrase", "order", "begin", "held", "other", "done")


@pytest.fixture
def made(database: Database) -> dict[str, int]:
    """Duties that fit "bảo vệ trẻ em" ever less well, and some that do not."""
    with clock.frozen(NOON):
        ids = issue(
            database,
            item("phrase", due=TODAY + dt.timedelta(days=90), text="Rà soát bảo vệ trẻ em"),
            item(
                "order",
                due=TODAY + dt.timedelta(days=5),
                text="Trẻ em được bảo đảm, hỗ trợ vệ sinh",
            ),
            item("begin", due=TODAY + dt.timedelta(days=2), text="Trẻ emm bảon vệt"),
            item("held", lead=[FINANCE], text="Bố trí kinh phí Sở Y tế"),
            item("other", lead=[COMMUNE], text="Khơi thông kênh mương thuỷ lợi Hoà Bình"),
            item("done", text="Sơ kết bảo vệ trẻ em"),
        )
        made = dict(zip(NAMES, ids, strict=True))
        do(database, OFFICER, made["done"], "submit")
        do(database, COORDINATOR, made["done"], "approve")
    return made


def listed(api: Api, made: dict[str, int], who: Any = ADMIN, **query: Any) -> list[str]:
    names = {number: name for name, number in made.items()}
    with clock.frozen(NOON):
        found = api.json(who, "/assignments", **query)
    return [names[one["id"]] for one in found["items"]]


def test_the_best_fit_comes_first_and_open_work_before_closed(
    api: Api, made: dict[str, int]
) -> None:
    asked = {"q": "bảo vệ trẻ em"}
    assert listed(api, made, **asked) == ["phrase", "done", "order", "begin"]
    assert listed(api, made, **asked, sort="urgency") == ["begin", "order", "phrase", "done"]


@pytest.mark.parametrize(
    ("asked", "names"),
    [
        ("hòa bình", {"other"}),
        ("THỦY LỢI", {"other"}),
        ("thuy loi hoa", {"other"}),
        ("UBND xã An Bình", {"other"}),
        ("uỷ ban nhân dân xã", {"other"}),
        ("so tai chinh", {"held"}),
        ("sở tài chính kinh phí", {"held"}),
        ("kinh phi so tai chinh", {"held"}),
        ("sở tài chính mương", set()),
        ("1/KH-UBND", set(NAMES)),
        ("ke hoach vi tre em", set(NAMES)),
        ("trẻ em'; drop", set()),
        ("% _ \\", set(NAMES)),  # no word, no search
        ("kinh' & phi", {"held"}),
    ],
)
def test_a_search_finds_what_it_means(
    api: Api, made: dict[str, int], asked: str, names: set[str]
) -> None:
    assert set(listed(api, made, q=asked)) == names


def test_an_agency_that_is_named_ranks_before_a_text_that_names_it(
    api: Api, made: dict[str, int]
) -> None:
    assert listed(api, made, q="Sở Y tế")[-1] == "held"
    with clock.frozen(NOON):
        rows = api.json(ADMIN, "/assignments", q="Sở Y tế")["items"]
    assert [row["found"]["rank"] for row in rows] == ["named"] * 4 + ["phrase"]


def test_the_number_of_a_plan_ranks_first(
    api: Api, database: Database, made: dict[str, int]
) -> None:
    with clock.frozen(NOON):
        text = "Thực hiện theo 1/KH-UBND của tỉnh"
        [later] = issue(database, item("later", text=text, due=TODAY), plan_id=2)
        rows = api.json(ADMIN, "/assignments", q="1/kh-ubnd")["items"]
    assert rows[-1]["id"] == later
    assert [row["found"]["rank"] for row in rows] == ["numbered"] * len(NAMES) + ["phrase"]


def test_words_found_are_marked_in_each_text(api: Api, made: dict[str, int]) -> None:
    with clock.frozen(NOON):
        [row] = api.json(ADMIN, "/assignments", q="kinh phi so tai chinh")["items"]
    marked = row["found"]["marks"]
    assert next(row["text"][start:end] for start, end in marked["text"]) == "kinh phí Sở"
    assert [row["agency"]["name"][start:end] for start, end in marked["agency"]] == ["Sở Tài chính"]
    assert "plan_title" not in marked


def test_a_list_that_is_not_searched_says_nothing_of_fits(api: Api, made: dict[str, int]) -> None:
    assert "found" not in api.json(ADMIN, "/assignments")["items"][0]


@pytest.mark.parametrize("limit", [1, 2, 3, 4])
@pytest.mark.parametrize("sort", ["relevance", "urgency"])
def test_pages_of_a_search_make_up_the_whole(
    api: Api, made: dict[str, int], limit: int, sort: str
) -> None:
    asked = {"q": "bảo vệ trẻ em", "sort": sort}
    whole = listed(api, made, **asked)
    paged: list[str] = []
    cursor = ""
    names = {number: name for name, number in made.items()}
    with clock.frozen(NOON):
        while cursor is not None:
            page = api.json(ADMIN, "/assignments", **asked, limit=limit, cursor=cursor)
            paged += [names[one["id"]] for one in page["items"]]
            cursor = page["next"]
    assert paged == whole


@pytest.mark.parametrize("sort", ["relevance", "urgency"])
def test_many_duties_assignments_and_agencies_are_found_as_few_are(
    api: Api, made: dict[str, int], monkeypatch: pytest.MonkeyPatch, sort: str
) -> None:
    asked = ("bảo vệ trẻ em", "Sở Y tế bảo vệ trẻ em", "1/KH-UBND", "UBND xã", "sở", "sở y te")
    few = [listed(api, made, q=one, sort=sort) for one in asked]
    limits = ((duties, "MANY"), (ranking, "LOOKED_UP"), (ranking, "FEW_AGENCIES"))
    for module, name in (*limits, (shape, "SIFTED")):
        monkeypatch.setattr(module, name, 0)
        assert [listed(api, made, q=one, sort=sort) for one in asked] == few


@pytest.mark.parametrize("looked_at", [1, 3, 500])
def test_a_page_is_the_same_whether_the_next_rows_fill_it_or_not(
    api: Api, made: dict[str, int], monkeypatch: pytest.MonkeyPatch, looked_at: int
) -> None:
    monkeypatch.setattr(shape, "SIFTED", looked_at)
    whole = ["phrase", "done", "order", "begin"]
    for limit in range(1, 5):
        assert listed(api, made, q="bảo vệ trẻ em", limit=limit) == whole[:limit]


def test_a_search_finds_only_what_the_caller_may_see(api: Api, made: dict[str, int]) -> None:
    assert listed(api, made, OFFICER, q="kinh phí") == []
    assert listed(api, made, COORDINATOR, q="kinh phí") == ["held"]
    assert listed(api, made, OFFICER, q="bảo vệ trẻ em", state="open") == [
        "phrase", "order", "begin",
    ]  # fmt: skip


def state_of(agency_id: int, name: str, *aliases: str, active: bool = True) -> dict[str, Any]:
    slug = name.lower().replace(" ", "-").encode("ascii", "ignore").decode()
    return {"id": agency_id, "slug": slug, "name": name, "aliases": aliases, "active": active,
            "kind": "department", "parent_id": None}  # fmt: skip


def learn(database: Database, version: int, state: dict[str, Any]) -> None:
    with database.write() as session:
        assert agencies.change(session, version, state)


def test_an_abolished_agency_and_its_successor_find_each_others_work(
    api: Api, database: Database, made: dict[str, int]
) -> None:
    learn(database, 1, state_of(90, "Sở Lao động - Thương binh và Xã hội", active=False))
    learn(database, 1, state_of(HEALTH, "Sở Y tế", "Sở LĐTBXH"))
    learn(database, 1, state_of(FINANCE, "Sở Nội vụ", "Sở LĐTBXH"))
    with clock.frozen(NOON):
        [made["old"]] = issue(database, item("old", lead=[90], text="Cai nghiện"), plan_id=9)
    of_health = {"phrase", "order", "begin", "done"}
    assert set(listed(api, made, q="Sở LĐTBXH")) == of_health | {"old", "held"}
    assert set(listed(api, made, q="Sở Nội vụ")) == {"old", "held"}
    assert set(listed(api, made, q="cai nghiện sở nội vụ")) == {"old"}


def test_a_name_given_up_finds_nobody(api: Api, database: Database, made: dict[str, int]) -> None:
    learn(database, 1, state_of(FINANCE, "Sở Tài chính", "Sở Kế hoạch và Đầu tư"))
    assert listed(api, made, q="Sở KHĐT") == ["held"]
    learn(database, 2, state_of(FINANCE, "Sở Tài chính"))
    assert listed(api, made, q="Sở KHĐT") == []
    assert listed(api, made, q="so tai chinh") == ["held"]
