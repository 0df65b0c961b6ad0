"""F1 through the public door: duties are submitted while broker and workers are killed."""

import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import psycopg
import pytest

from tests import job
from tests.engine.stack import Stack
from tests.faults.history import History, check, read
from tests.integration.office import Office

VICTIMS = ("notify-worker", "rabbitmq", "tasks-worker", "notify-worker", "tasks-worker")
EVERY_S = 3.0


@pytest.fixture
def office(stack: Stack) -> Iterator[Office]:
    furnished = Office.furnish(stack)
    yield furnished
    furnished.close()


def test_each_submission_is_told_once_while_processes_are_killed(
    office: Office, tmp_path: Path
) -> None:
    draft = job.import_plan(office.coordinator, job.DEMO_PLAN)
    job.issue(office.coordinator, draft["id"])
    duties = [
        a
        for a in job.assignments(office.coordinator, draft["id"])
        if a["role"] in {"lead", "executing"}
    ]
    officers = {a["agency"]["id"]: office.officer_of(a["agency"]) for a in duties}
    killer = threading.Thread(target=_kill_in_turn, args=(office.stack,))
    killer.start()
    notes = History(tmp_path / "history")
    for duty in duties:
        _submit(officers[duty["agency"]["id"]], duty["id"], notes)
        time.sleep(EVERY_S * len(VICTIMS) / len(duties))
    killer.join()
    office.stack.wait_until_ready()
    mine = {str(duty["id"]) for duty in duties}

    def told() -> list[str]:
        """Every submission is told to the assigner."""
        found = [key for key in _told(office.stack) if key in mine]
        return found if len(set(found)) == len(mine) else []

    effects = job.until(told, within_s=90)
    verdict = check(read([tmp_path / "history"]), effects)
    assert verdict.clean, str(verdict)


def _kill_in_turn(stack: Stack) -> None:
    for victim in VICTIMS:
        time.sleep(EVERY_S)
        stack.kill(victim)
        stack.start(victim)


def _submit(officer: httpx.Client, duty_id: int, notes: History) -> None:
    """Submit a duty; a refused or cut-off request is sent again with its key, as a page would."""
    read_ = officer.get(f"/assignments/{duty_id}").raise_for_status()
    headers: dict[str, Any] = {"If-Match": read_.headers["ETag"], **job.key()}
    notes.note("invoke", str(duty_id))
    reply = officer.post(
        f"/assignments/{duty_id}/actions/submit",
        json={"evidence": [job.EVIDENCE], "note": "Đã làm."},
        headers=headers,
    )
    assert reply.status_code == 200, reply.text
    notes.note("ok", str(duty_id))


def _told(stack: Stack) -> list[str]:
    """Return the assignment of every notice of a submission, one entry for each notice."""
    url = stack.database_url("notify").replace("+psycopg", "")
    with psycopg.connect(url) as connection:
        rows = connection.execute("SELECT assignment_id FROM notice WHERE kind = 'submitted'")
        return [str(row[0]) for row in rows]
