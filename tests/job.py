"""The main job, spoken through HTTP alone; the same for the embedded and the deployed system."""

import datetime as dt
import time
import uuid
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import httpx

from common import clock

SAMPLE = Path(__file__).parent / "samples" / "plans" / "ke-hoach-so-giao-duc.txt"
DEMO_PLAN = Path(__file__).parents[1] / "dondoc" / "samples" / "ke-hoach-mau.md"
PASSWORD = "mưa rào tháng bảy"
EVIDENCE = {"number": "12/BC-DV", "issued_on": "2026-11-20", "sent_to": "UBND tỉnh"}


Found = TypeVar("Found")


def key() -> dict[str, str]:
    """Return a header with a fresh Idempotency-Key."""
    return {"Idempotency-Key": uuid.uuid4().hex}


def import_plan(coordinator: httpx.Client, document: Path = SAMPLE) -> dict[str, Any]:
    """Import the document; returns the draft."""
    files = {"file": (document.name, document.read_bytes(), "text/plain")}
    reply = coordinator.post("/plans/imports", files=files, headers=key())
    assert reply.status_code == 201, reply.text
    draft: dict[str, Any] = reply.json()
    return draft


def issue(coordinator: httpx.Client, plan_id: int) -> dict[str, Any]:
    """Accept every item and issue the plan; returns it."""
    accepted = coordinator.post(f"/plans/{plan_id}/items/accept", json={"items": "all"})
    assert accepted.status_code == 200, accepted.text
    reply = coordinator.post(
        f"/plans/{plan_id}/issue", json={"create_missing_agencies": True}, headers=key()
    )
    assert reply.status_code == 200, reply.text
    plan: dict[str, Any] = reply.json()
    return plan


def assignments(client: httpx.Client, plan_id: int) -> list[dict[str, Any]]:
    """Wait for the fan-out to come to rest; returns every assignment of the plan."""
    seen = [-1, -2]

    def at_rest() -> list[dict[str, Any]]:
        """The plan's assignments appear."""
        found = every(client, "/assignments", plan=plan_id)
        seen.append(len(found))
        return found if seen[-1] == seen[-2] == seen[-3] > 0 else []

    settled: list[dict[str, Any]] = until(at_rest)
    return settled


def act(client: httpx.Client, assignment_id: int, action: str, **body: Any) -> httpx.Response:
    """Read the assignment and take the action on the version read."""
    read = client.get(f"/assignments/{assignment_id}").raise_for_status()
    headers = {"If-Match": read.headers["ETag"], **key()}
    return client.post(f"/assignments/{assignment_id}/actions/{action}", json=body, headers=headers)


def carry_out(officer: httpx.Client, coordinator: httpx.Client, assignment_id: int) -> None:
    """Take the duty from acceptance to approval, and see it told in the history."""
    for action, body in (
        ("accept", {}),
        ("start", {}),
        ("submit", {"evidence": [EVIDENCE], "note": "Đã gửi báo cáo."}),
    ):
        done = act(officer, assignment_id, action, **body)
        assert done.status_code == 200, done.text
    assert act(officer, assignment_id, "approve").status_code in {403, 409}
    approved = act(coordinator, assignment_id, "approve", note="Đạt.")
    assert approved.json()["work_state"] == "completed"
    history = coordinator.get(f"/assignments/{assignment_id}/history").json()["items"]
    assert [entry["action"] for entry in history][-4:] == ["accept", "start", "submit", "approve"]


def officer_of(
    admin: httpx.Client, log_in: Any, agency_id: int, password: str = PASSWORD
) -> httpx.Client:
    """Open an officer's account for the agency and return its client."""
    username = f"officer-{uuid.uuid4().hex[:8]}"
    account = {"username": username, "password": password}
    account_of = {**account, "agency_id": agency_id, "roles": ["officer"]}
    assert admin.post("/accounts", json=account_of).status_code == 201
    client: httpx.Client = log_in(username, password)
    return client


def every(client: httpx.Client, path: str, **params: Any) -> list[dict[str, Any]]:
    """Return all items of a list, page by page."""
    items: list[dict[str, Any]] = []
    cursor: str | None = ""
    while cursor is not None:
        page = client.get(path, params={**params, "limit": 200, "cursor": cursor})
        page.raise_for_status()
        items += page.json()["items"]
        cursor = page.json()["next"]
    return items


def in_days(days: int) -> str:
    """Return the day so many days from today in Viet Nam, as forms take it."""
    return (clock.today() + dt.timedelta(days=days)).strftime("%d/%m/%Y")


def until(found: Callable[[], Found], *, within_s: float = 20.0) -> Found:
    """Call `found` until it returns something true; raises TimeoutError naming what it was."""
    deadline = time.monotonic() + within_s
    while time.monotonic() < deadline:
        result = found()
        if result:
            return result
        time.sleep(0.1)
    raise TimeoutError(found.__doc__ or "it did not come to pass")
