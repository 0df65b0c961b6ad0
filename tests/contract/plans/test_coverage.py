"""A plan beside its parent: what is taken up, what more weakly, and what not at all."""

from collections.abc import Callable
from typing import Any

import pytest

from common.caller import Caller
from tests.contract.plans.conftest import Api, Known, Tell
from tests.contract.plans.family import CHILD, PARENT, issued
from tests.contract.plans.sample import SAMPLE

Json = dict[str, Any]


@pytest.fixture
def parent(api: Api, agencies: type[Known]) -> Json:
    """Return the province's plan, issued."""
    return issued(api, PARENT)


@pytest.fixture
def commune(api: Api, tell: Tell, make_caller: Callable[..., Caller]) -> Api:
    """Return the service as a commune of the province calls it."""
    return api.as_(make_caller("coordinator", agency_id=Known.TAN_PHU))


@pytest.fixture
def child(commune: Api, parent: Json) -> Json:
    """Return the commune's draft."""
    draft: Json = commune.upload(CHILD)
    return draft


def related(commune: Api, child: Json, parent: Json) -> None:
    body = {"kind": "implements", "plan_id": parent["id"]}
    commune.post(f"/plans/{child['id']}/relations", body, 201)


def test_the_parent_is_proposed_by_the_legal_basis(commune: Api, child: Json, parent: Json) -> None:
    (found,) = commune.get(f"/plans/{child['id']}/relations")["suggestions"]
    assert (found["kind"], found["plan"]["id"]) == ("implements", parent["id"])
    assert "parent-cited" in [one["code"] for one in child["findings"]]


def test_without_a_parent_there_is_nothing_to_cover(commune: Api, child: Json) -> None:
    problem = commune.get(f"/plans/{child['id']}/coverage", 422)
    assert problem["errors"][0]["pointer"] == "?parent"


def test_duties_of_the_issuers_class_are_taken_up_or_not(
    commune: Api, child: Json, parent: Json
) -> None:
    related(commune, child, parent)
    found = commune.get(f"/plans/{child['id']}/coverage")
    states = {row["parent"]["text"][:12]: row["state"] for row in found["duties"]}
    assert states["Bố trí người"] == "taken_up"
    assert len(found["duties"]) == 2
    (taken,) = [row for row in found["duties"] if row["state"] == "taken_up"]
    text = commune.get(f"/plans/{child['id']}/document")["text"]
    above = commune.get(f"/plans/{parent['id']}/document")["text"]
    assert "bến sông của xã" in text[slice(*taken["by"][0]["span"])]
    assert "bến sông" in above[slice(*taken["parent"]["span"])]


def test_targets_are_taken_up_weaker_or_missing(commune: Api, child: Json, parent: Json) -> None:
    related(commune, child, parent)
    found = commune.get(f"/plans/{child['id']}/coverage")
    targets = {row["parent"]["value"]: row for row in found["targets"]}
    assert (targets[80]["state"], targets[80]["reasons"]) == ("weaker", ["value"])
    assert targets[80]["by"]["value"] == 70
    assert targets[10]["state"] == "taken_up"
    assert targets[100]["state"] == "not_taken_up"
    assert found["totals"]["weaker"] == 1


def test_confirming_the_parent_raises_findings_and_taking_it_back_removes_them(
    commune: Api, child: Json, parent: Json
) -> None:
    path = f"/plans/{child['id']}"
    related(commune, child, parent)
    related(commune, child, parent)

    def codes() -> list[str]:
        found = commune.get(f"{path}/findings", open="true", limit=200)["items"]
        return sorted(
            one["code"] for one in found if one["code"] in {"weaker-than-parent", "not-taken-up"}
        )

    assert codes() == ["not-taken-up", "not-taken-up", "weaker-than-parent"]
    (relation,) = commune.get(f"{path}/relations")["relations"]
    commune.delete(f"{path}/relations/{relation['id']}")
    assert codes() == []


def test_the_weaker_target_is_marked_in_its_place(commune: Api, child: Json, parent: Json) -> None:
    related(commune, child, parent)
    found = commune.get(f"/plans/{child['id']}/findings", limit=200)["items"]
    (one,) = [one for one in found if one["code"] == "weaker-than-parent"]
    assert "45/KH-UBND" in one["message"]["vi"]
    assert "giá trị thấp hơn" in one["message"]["vi"]
    text = commune.get(f"/plans/{child['id']}/document")["text"]
    assert "70%" in text[slice(*one["span"])]


@pytest.mark.parametrize(
    ("wording", "reasons"),
    [
        ("hoàn thành trước ngày 30/6/2026", ["deadline"]),
        ("hoàn thành trước ngày 20/4/2026", []),
        ("trong mùa mưa", ["no_deadline"]),
    ],
)
def test_a_later_deadline_than_the_parents_is_weaker(
    api: Api, agencies: type[Known], commune: Api, wording: str, reasons: list[str]
) -> None:
    duty = "Bố trí người trực tại bến sông trong mùa mưa"
    dated = SAMPLE.replace(duty, f"{duty}, hoàn thành trước ngày 30/4/2026")
    above = issued(api, dated)
    child = commune.upload(CHILD.replace("trong mùa mưa lũ", wording))
    found = commune.get(f"/plans/{child['id']}/coverage", parent=above["id"])
    row = next(row for row in found["duties"] if row["parent"]["text"].startswith("Bố trí"))
    assert row["reasons"] == reasons
    assert row["state"] == ("weaker" if reasons else "taken_up")


def test_each_parent_has_findings_of_its_own(
    api: Api, commune: Api, child: Json, parent: Json
) -> None:
    second = issued(api, PARENT.replace("45/KH-UBND", "46/KH-UBND"))
    path = f"/plans/{child['id']}"
    related(commune, child, parent)
    related(commune, child, second)

    def named() -> list[str]:
        found = commune.get(f"{path}/findings", open="true", limit=200)["items"]
        weaker = [one for one in found if one["code"] == "weaker-than-parent"]
        return sorted(one["message"]["en"].split()[5][:2] for one in weaker)

    assert named() == ["45", "46"]
    relations = commune.get(f"{path}/relations")["relations"]
    commune.delete(f"{path}/relations/{relations[0]['id']}")
    assert named() == ["46"]
    newest = commune.get(f"{path}/changes", limit=1)["items"][0]
    commune.post(f"{path}/changes/{newest['id']}/undo")
    assert named() == ["45", "46"]


def test_what_was_accepted_once_is_not_asked_again(commune: Api, child: Json, parent: Json) -> None:
    path = f"/plans/{child['id']}"
    related(commune, child, parent)

    def weaker() -> list[Json]:
        found = commune.get(f"{path}/findings", limit=200)["items"]
        return [one for one in found if one["code"] == "weaker-than-parent"]

    (one,) = weaker()
    commune.post(f"{path}/findings/{one['id']}/resolve", {"note": "Xã vùng cao."})
    related(commune, child, parent)
    assert [found["state"] for found in weaker()] == ["accepted"]


def test_undoing_the_relation_takes_its_findings_along(
    commune: Api, child: Json, parent: Json
) -> None:
    path = f"/plans/{child['id']}"
    before = commune.get(f"{path}/findings", limit=200)["items"]
    related(commune, child, parent)
    newest = commune.get(f"{path}/changes", limit=1)["items"][0]
    commune.post(f"{path}/changes/{newest['id']}/undo")
    assert commune.get(f"{path}/findings", limit=200)["items"] == before
    assert commune.get(f"{path}/relations")["relations"] == []
