from typing import Any

import pytest

from tests.contract.plans.conftest import Api

Json = dict[str, Any]


@pytest.fixture
def items(api: Api, draft: Json) -> list[Json]:
    found: list[Json] = api.get(f"/plans/{draft['id']}/items")["items"]
    return found


@pytest.fixture
def base(draft: Json) -> str:
    return f"/plans/{draft['id']}/items"


def listed(api: Api, base: str) -> list[int]:
    return [item["id"] for item in api.get(base)["items"]]


def test_a_split_item_keeps_its_parties_and_finds_its_places(
    api: Api, base: str, items: list[Json]
) -> None:
    whole = items[1]
    cut = whole["text"].index("Cắm")
    parts = api.post(f"{base}/{whole['id']}/split", {"at": cut}, status=201)["items"]
    assert " ".join(part["text"] for part in parts) == whole["text"]
    assert [part["key"] for part in parts] == ["item-1", "item-2"]
    assert all(part["parties"] == whole["parties"] for part in parts)
    assert all(part["made_of"] == [whole["id"]] for part in parts)
    assert parts[0]["span"][1] <= parts[1]["span"][0]
    assert whole["id"] not in listed(api, base)


def test_an_item_is_cut_at_several_places(api: Api, base: str, items: list[Json]) -> None:
    parts = api.post(f"{base}/{items[1]['id']}/split", {"at": [20, 10]}, status=201)["items"]
    assert len(parts) == 3


def test_parts_may_be_written_anew(api: Api, base: str, items: list[Json]) -> None:
    texts = ["Rà soát.", "Cắm biển."]
    parts = api.post(f"{base}/{items[1]['id']}/split", {"texts": texts}, status=201)["items"]
    assert [part["text"] for part in parts] == texts
    assert {tuple(part["span"]) for part in parts} == {tuple(items[1]["span"])}


def test_a_split_is_undone_from_any_part(api: Api, base: str, items: list[Json]) -> None:
    before = listed(api, base)
    parts = api.post(
        f"{base}/{items[1]['id']}/split", {"texts": ["Một việc", "Hai việc"]}, status=201
    )["items"]
    (back,) = api.post(f"{base}/{parts[1]['id']}/restore")["items"]
    assert back["id"] == items[1]["id"]
    assert back["review"] == "pending"
    assert listed(api, base) == before


def test_merged_items_become_one_with_all_parties(api: Api, base: str, items: list[Json]) -> None:
    ids = [items[0]["id"], items[1]["id"]]
    merged = api.post(f"{base}/merge", {"items": ids}, status=201)
    assert merged["text"] == items[0]["text"] + "\n" + items[1]["text"]
    assert merged["span"] == [items[0]["span"][0], items[1]["span"][1]]
    assert [(p["role"], p["addressee"]) for p in merged["parties"]] == [
        ("lead", "Sở Giáo dục và Đào tạo"),
        ("coordinating", "Sở Y tế"),
    ]
    restored = api.post(f"{base}/{merged['id']}/restore")["items"]
    assert [item["id"] for item in restored] == ids


def test_reshaping_upon_reshaping_is_undone_in_order(
    api: Api, base: str, items: list[Json]
) -> None:
    first = api.post(f"{base}/{items[1]['id']}/split", {"texts": ["Một, hai", "Ba"]}, status=201)[
        "items"
    ]
    second = api.post(f"{base}/{first[0]['id']}/split", {"texts": ["Một", "Hai"]}, status=201)[
        "items"
    ]
    problem = api.post(f"{base}/{first[1]['id']}/restore", status=409)
    assert problem["type"].endswith("reshaped-further")
    api.post(f"{base}/{second[0]['id']}/restore")
    api.post(f"{base}/{first[1]['id']}/restore")
    assert listed(api, base) == [item["id"] for item in items]


def test_items_that_differ_in_deadline_or_force_are_not_merged_unsaid(
    api: Api, base: str, items: list[Json]
) -> None:
    due = [items[2]["id"], items[5]["id"]]
    problem = api.post(f"{base}/merge", {"items": due}, status=422)
    assert "deadline" in problem["errors"][0]["detail"]
    force = [items[3]["id"], items[4]["id"]]
    problem = api.post(f"{base}/merge", {"items": force}, status=422)
    assert "bindingness" in problem["errors"][0]["detail"]


def test_one_item_twice_is_nothing_to_merge(api: Api, base: str, items: list[Json]) -> None:
    twice = [items[0]["id"], items[0]["id"]]
    assert api.post(f"{base}/merge", {"items": twice}, status=422)["errors"]


@pytest.mark.parametrize(
    "body", [{}, {"at": [0]}, {"at": "3"}, {"at": True}, {"at": [10_000]}, {"texts": ["một"]}]
)
def test_a_split_needs_a_place_inside_the_text(
    api: Api, base: str, items: list[Json], body: Json
) -> None:
    api.post(f"{base}/{items[1]['id']}/split", body, status=422)
    assert listed(api, base) == [item["id"] for item in items]


def test_a_split_takes_either_places_or_texts(api: Api, base: str, items: list[Json]) -> None:
    both = {"at": [3], "texts": ["a", "b"]}
    api.post(f"{base}/{items[1]['id']}/split", both, status=422)


def test_a_missed_item_is_added_from_the_document(
    api: Api, draft: Json, base: str, items: list[Json]
) -> None:
    text = api.get(f"/plans/{draft['id']}/document")["text"]
    start = text.index("Giảm số vụ")
    span = [start, text.index(".", start) + 1]
    given = {"span": span, "parties": [{"role": "lead", "addressee": "Công an tỉnh"}]}
    added = api.post(base, given, status=201)
    assert added["text"] == "Giảm số vụ đuối nước ở học sinh."
    assert (added["key"], added["kind"], added["review"]) == ("item-1", "duty", "pending")
    assert listed(api, base)[0] == added["id"]
    api.patch(f"{base}/{added['id']}", {"text": "khác"}, added["version"])
    (back,) = api.post(f"{base}/{added['id']}/restore")["items"]
    assert back["text"] == added["text"]


def test_an_added_item_may_have_a_kind_and_a_deadline_of_its_own(api: Api, base: str) -> None:
    deadline = {"phrase": "chậm nhất 1/9/2026", "operator": "by", "stated_on": "2026-09-01"}
    added = api.post(base, {"span": [0, 15], "kind": "work_item", "deadline": deadline}, status=201)
    assert (added["text"], added["kind"]) == ("ỦY BAN NHÂN DÂN", "work_item")
    assert added["deadline"]["last_safe_day"] == "2026-09-01"


def test_the_words_of_an_added_item_are_never_typed(api: Api, base: str) -> None:
    problem = api.post(base, {"span": [0, 15], "text": "Họp giao ban"}, status=422)
    assert problem["errors"] == [{"pointer": "/text", "detail": "Unknown field."}]


def test_an_added_item_is_freed_of_blanks_and_told_its_place(
    api: Api, draft: Json, base: str
) -> None:
    text = api.get(f"/plans/{draft['id']}/document")["text"]
    start = text.index("\n- Rà soát")
    end = text.index("trường học.") + len("trường học. ")
    added = api.post(base, {"span": [start, end]}, status=201)
    assert added["text"] == "- Rà soát các điểm nguy hiểm quanh trường học."
    assert added["span"] == [start + 1, end - 1]
    assert added["label"] == "II.1"


@pytest.mark.parametrize("span", [[5, 5], [-1, 4], [0, 10_000_000], [9, 3], [1]])
def test_an_added_items_span_lies_in_the_document(api: Api, base: str, span: list[int]) -> None:
    problem = api.post(base, {"span": span}, status=422)
    assert problem["errors"][0]["pointer"].startswith("/span")


def test_a_span_of_blanks_holds_no_item(api: Api, draft: Json, base: str) -> None:
    text = api.get(f"/plans/{draft['id']}/document")["text"]
    blank = text.index("\n")
    assert api.post(base, {"span": [blank, blank + 1]}, status=422)["errors"]
