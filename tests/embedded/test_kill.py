"""F5: the embedded system is killed at any moment, and nothing acknowledged is lost or doubled."""

import contextlib
import itertools
import os
import random
import sqlite3
import threading
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx

from tests.embedded.server import Server
from tests.faults.history import History, check, read
from tests.job import every, until

KILLS = int(os.environ.get("DONDOC_TEST_KILLS", "5"))
"""The long form, by hand: DONDOC_TEST_KILLS=25."""


def test_kill_at_any_moment_loses_nothing_and_doubles_nothing(tmp_path: Path) -> None:
    with Server(tmp_path) as server:
        _survive(server, tmp_path)


def _survive(server: Server, tmp_path: Path) -> None:
    notes = History(tmp_path / "history")
    with server.log_in("coordinator") as coordinator:
        targets = [a["id"] for a in _own_duties(coordinator)]
    assert len(targets) > 3
    chance = random.Random(20261121)  # noqa: S311 - moments to kill at, no secret
    for _ in range(KILLS):
        _load_until_killed(server, notes, targets, chance.uniform(0.2, 1.5))
        server.start()
    _drained(server)
    with server.log_in("coordinator") as coordinator:
        _settled(coordinator)
        effects = list(_effects(coordinator, targets))
    server.stop()
    verdict = check(read([tmp_path / "history"]), effects)
    assert verdict.clean, str(verdict)
    assert len(effects) >= KILLS
    _sent_once(tmp_path)


def _own_duties(client: httpx.Client) -> list[dict[str, Any]]:
    found = every(client, "/assignments")
    return [a for a in found if a["role"] in {"lead", "executing"}][:40]


def _load_until_killed(server: Server, notes: History, targets: list[int], seconds: float) -> None:
    """Write progress notes as fast as answers come, until the server dies under us."""
    clients = {
        agency: server.log_in(agency)
        for agency in ("so-y-te", "so-giao-duc-va-dao-tao", "cong-an-tinh")
    }
    timer = threading.Timer(seconds, server.kill)
    timer.start()
    try:
        for client, target in itertools.cycle(_pairs(clients, targets)):
            _note(client, target, notes)
    except httpx.TransportError:
        pass
    finally:
        timer.join()
        for client in clients.values():
            client.close()


def _pairs(clients: dict[str, httpx.Client], targets: list[int]) -> list[tuple[httpx.Client, int]]:
    """Return who may write to what."""
    return [
        (client, assignment["id"])
        for client in clients.values()
        for assignment in _own_duties(client)
        if assignment["id"] in targets
    ]


def _note(client: httpx.Client, target: int, notes: History) -> None:
    mark = uuid.uuid4().hex
    read_ = client.get(f"/assignments/{target}").raise_for_status()
    headers = {"If-Match": read_.headers["ETag"], "Idempotency-Key": mark}
    notes.note("invoke", mark)
    try:
        reply = client.post(
            f"/assignments/{target}/actions/update", json={"note": mark}, headers=headers
        )
    except httpx.TransportError:
        notes.note("unknown", mark)
        raise
    notes.note("ok" if reply.status_code == 200 else "fail", mark)


def _effects(client: httpx.Client, targets: list[int]) -> Iterator[str]:
    for target in targets:
        for entry in every(client, f"/assignments/{target}/history"):
            if entry["action"] == "update" and entry["note"]:
                yield entry["note"]


def _drained(server: Server) -> None:
    def empty() -> bool:
        """Every outbox drains."""
        counts = []
        for path in server.data_dir.glob("*.db"):
            with contextlib.closing(sqlite3.connect(path)) as connection:
                counts.append(connection.execute("SELECT count(*) FROM outbox").fetchone()[0])
        return not any(counts)

    until(empty, within_s=60)


def _settled(coordinator: httpx.Client) -> None:
    def all_sent() -> bool:
        """Every message comes to its end; one whose sender was killed is sent again."""
        waiting = ("due", "sending", "unknown")
        return not any(
            coordinator.get("/messages", params={"state": state}).json()["items"]
            for state in waiting
        )

    until(all_sent, within_s=120)


SUFFIXES = frozenset({".eml", ".txt"})
"""What the file channel writes, whole files only."""


def _sent_once(data_dir: Path) -> None:
    """Each message has one file at most, and each file a message."""
    with contextlib.closing(sqlite3.connect(data_dir / "notify.db")) as connection:
        doubled = connection.execute(
            "SELECT natural_key FROM message GROUP BY natural_key HAVING count(*) > 1"
        ).fetchall()
        accepted = connection.execute(
            "SELECT count(*) FROM message WHERE state = 'accepted'"
        ).fetchone()[0]
    assert not doubled
    letters = [path for path in (data_dir / "outgoing").rglob("*") if path.suffix in SUFFIXES]
    assert len(letters) == accepted
