"""A plan is replaced and recalled while work on it is under way, on the whole system."""

from typing import Any

import httpx

from tests import job
from tests.contract.plans.family import REPLACEMENT
from tests.contract.plans.sample import SAMPLE
from tests.embedded.server import Server
from tests.job import every, until


def imported(coordinator: httpx.Client, text: str) -> dict[str, Any]:
    files = {"file": ("ke-hoach.txt", text.encode(), "text/plain")}
    reply = coordinator.post("/plans/imports", files=files, headers=job.key())
    assert reply.status_code == 201, reply.text
    draft: dict[str, Any] = reply.json()
    return draft


def of_kind(client: httpx.Client, kind: str) -> list[dict[str, Any]]:
    return [one for one in every(client, "/inbox") if one["kind"] == kind]


def test_work_under_way_follows_its_plan(server: Server) -> None:
    with server.log_in("coordinator") as coordinator, server.log_in("admin") as admin:
        old = job.issue(coordinator, imported(coordinator, SAMPLE)["id"])
        duty = next(
            one
            for one in job.assignments(coordinator, old["id"])
            if one["text"].startswith("Tập huấn sơ cứu") and one["role"] != "coordinating"
        )
        with job.officer_of(admin, server.log_in, duty["agency"]["id"]) as officer:
            assert job.act(officer, duty["id"], "start").status_code == 200
            new = _replaced(coordinator, old)
            _carried_over(coordinator, duty, new)
            _told_once(officer, "changed")
            _recalled(coordinator, new)
            _told_once(officer, "recalled")


def _replaced(coordinator: httpx.Client, old: dict[str, Any]) -> dict[str, Any]:
    """Confirm what the draft's own words suggest, look at what follows, and issue it."""
    draft = imported(coordinator, REPLACEMENT)
    path = f"/plans/{draft['id']}"
    (found,) = coordinator.get(f"{path}/relations").json()["suggestions"]
    assert (found["kind"], found["plan"]["id"]) == ("replaces", old["id"])
    body = {"kind": found["kind"], "plan_id": found["plan"]["id"]}
    confirmed = coordinator.post(f"{path}/relations", json=body, headers=job.key())
    assert confirmed.status_code == 201, confirmed.text
    totals = coordinator.get(f"{path}/consequences").json()["totals"]
    assert totals["carried"] > 0
    issued = job.issue(coordinator, draft["id"])
    assert coordinator.get(f"/plans/{old['id']}").json()["state"] == "replaced"
    return issued


def _carried_over(coordinator: httpx.Client, duty: dict[str, Any], new: dict[str, Any]) -> None:
    def moved() -> dict[str, Any] | None:
        """The duty stands under the new plan."""
        shown: dict[str, Any] = coordinator.get(f"/assignments/{duty['id']}").json()
        return shown if shown["plan"]["id"] == new["id"] else None

    shown = until(moved) or {}
    assert (shown["work_state"], shown["due_on"]) == ("in_progress", "2026-09-29")
    history = coordinator.get(f"/assignments/{duty['id']}/history").json()["items"]
    assert [entry["action"] for entry in history] == ["assign", "start", "carry"]
    job.assignments(coordinator, new["id"])
    texts = {one["text"] for one in every(coordinator, "/assignments", plan=new["id"])}
    assert "Lập đội cứu hộ ở mỗi thôn." in texts


def _told_once(officer: httpx.Client, kind: str) -> None:
    assert len(until(lambda: of_kind(officer, kind))) == 1


def _recalled(coordinator: httpx.Client, plan: dict[str, Any]) -> None:
    body = {"number": "70/QĐ-UBND", "issued_on": "2026-07-01", "reason": "Trùng kế hoạch khác"}
    headers = job.key() | {"If-Match": f'"{plan["version"]}"'}
    reply = coordinator.post(f"/plans/{plan['id']}/recall", json=body, headers=headers)
    assert reply.status_code == 200, reply.text

    def ended() -> bool:
        """No duty of the plan is open."""
        found = every(coordinator, "/assignments", plan=plan["id"])
        return bool(found) and {one["work_state"] for one in found} == {"withdrawn"}

    assert until(ended)
