"""From a document to an approved duty, over HTTP alone, on one process."""

import signal
from pathlib import Path
from typing import Any

import pytest

from tests import job
from tests.embedded.server import Server
from tests.job import every, until


def test_document_becomes_an_approved_duty(server: Server) -> None:
    with server.log_in("coordinator") as coordinator, server.log_in("admin") as admin:
        draft = job.import_plan(coordinator)
        assert draft["state"] == "draft"
        assert job.issue(coordinator, draft["id"])["state"] == "issued"
        found = job.assignments(coordinator, draft["id"])
        duty = next(a for a in found if a["role"] in {"lead", "executing"})
        with job.officer_of(admin, server.log_in, duty["agency"]["id"]) as officer:
            job.carry_out(officer, coordinator, duty["id"])
            _messages_arrive(coordinator, officer, duty)
        _statistics_agree(coordinator, draft["id"], found)


def _statistics_agree(coordinator: Any, plan_id: int, found: list[dict[str, Any]]) -> None:
    totals = coordinator.get("/statistics", params={"by": "plan", "plan": plan_id}).json()["totals"]
    counted = [
        a for a in found if a["role"] in {"lead", "executing"} and a["bindingness"] == "order"
    ]
    assert totals["total"] == len(counted)
    cells = ("done_on_time", "done_late", "open_in_time", "open_overdue")
    undated = totals["done_no_deadline"] + totals["open_no_deadline"]
    assert sum(totals[cell] for cell in cells) + undated == totals["total"]


def _messages_arrive(coordinator: Any, officer: Any, duty: dict[str, Any]) -> None:
    def told() -> list[dict[str, Any]]:
        """Everything that was to be sent about the duty has been settled."""
        sent = every(coordinator, "/messages", assignment=duty["id"])
        # A letter may also be cancelled: the approval overtakes the news of the submission.
        done = bool(sent) and all(message["state"] not in {"due", "sending"} for message in sent)
        return sent if done else []

    assert until(told, within_s=90)
    assert officer.get("/inbox").json()["items"]


def test_same_file_gives_the_same_draft(server: Server) -> None:
    with server.log_in("coordinator") as coordinator:
        sample = job.SAMPLE.with_name("ke-hoach-xa-tan-binh.md")
        first = job.import_plan(coordinator, sample)
        assert job.import_plan(coordinator, sample)["id"] == first["id"]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("empty.txt", b""),
        ("binary.txt", bytes(range(256)) * 64),
        ("broken.docx", b"PK\x03\x04 this is no document"),
        ("huge.txt", b"a" * (60 * 1024 * 1024)),
    ],
    ids=["empty", "binary", "broken DOCX", "60 MB"],
)
def test_bad_file_is_a_clear_problem_and_leaves_nothing(
    server: Server, name: str, content: bytes
) -> None:
    with server.log_in("coordinator") as coordinator:
        before = len(every(coordinator, "/plans"))
        reply = coordinator.post("/plans/imports", files={"file": (name, content)})
        assert reply.status_code in {413, 422}
        assert reply.headers["Content-Type"] == "application/problem+json"
        assert len(reply.json()["detail"]) > 20
        assert len(every(coordinator, "/plans")) == before


def test_officer_of_another_agency_sees_nothing_of_it(server: Server) -> None:
    with server.log_in("so-y-te") as officer, server.log_in("coordinator") as coordinator:
        foreign = next(
            a for a in every(coordinator, "/assignments") if a["agency"]["slug"] != "so-y-te"
        )
        assert officer.get(f"/assignments/{foreign['id']}").status_code == 404
        assert officer.get(f"/assignments/{foreign['id']}/history").status_code == 404
        own = every(officer, "/assignments")
        assert own
        assert {a["agency"]["slug"] for a in own} == {"so-y-te"}


def test_second_start_is_small_and_ends_cleanly(tmp_path: Path) -> None:
    with Server(tmp_path) as server:
        assert server.stop(signal.SIGINT) == 0
        server.start()
        # Promised: under 250 MB resident. Time is measured by script/bench, not here.
        assert server.resident_mb() < 250
        assert server.stop() == 0


def test_taken_port_is_one_clear_sentence(server: Server, tmp_path: Path) -> None:
    second = Server(tmp_path, port=server.port)
    # The first server answers /readyz on that port, so ask the second process itself.
    with second:
        assert second.process is not None
        assert second.process.wait(60) == 1
    assert "choose another with PORT=" in (tmp_path / "server.log").read_text("utf-8")
