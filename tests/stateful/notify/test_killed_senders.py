"""SIGKILL for real: senders of the file channel are killed at random, and others go on."""

import datetime as dt
import os
import random
import shutil
import signal
import time
from collections import Counter
from pathlib import Path

from common import clock
from common.db import Database
from common.migrate import upgrade
from services.notify.main import SCRIPTS
from services.notify.model import Medium
from tests.contract.notify import story

MESSAGES, KILLS = 60, 15
LONGEST_LIFE_S = 0.1


def _send_in_a_child(url: str, folder: Path, now: dt.datetime) -> int:
    """Start a process that sends what is due at `now`; returns its id once it has begun."""
    ready, begun = os.pipe()
    child = os.fork()
    if child == 0:
        database = Database(url)  # its own: SQLite's connections do not survive a fork
        story.sent_messages(database)
        os.write(begun, b".")
        with clock.frozen(now):
            story.send_all(database, story.file_desks(folder))
        os._exit(0)
    os.read(ready, 1)
    os.close(ready)
    os.close(begun)
    return child


def test_every_message_is_written_once_whoever_is_killed(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/notify.db"
    database = Database(url)
    upgrade(database, SCRIPTS)
    with clock.frozen(story.FRIDAY):
        story.settle_in(database)
        for number in range(MESSAGES):
            story.created(database, assignment_id=100 + number)
    database.close()
    chance = random.Random(4711)  # noqa: S311 - moments to kill at, the same in every run
    now = story.FRIDAY
    for _ in range(KILLS):
        child = _send_in_a_child(url, tmp_path / "out", now)
        time.sleep(chance.uniform(0, LONGEST_LIFE_S))
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        now += dt.timedelta(seconds=11)  # the lease of a killed sender is over
    for _ in range(3):
        with clock.frozen(now):
            story.send_all(database, story.file_desks(tmp_path / "out"))
        now += dt.timedelta(minutes=16)

    sent = story.sent_messages(database)
    letters = {int(path.stem) for path in (tmp_path / "out" / "email").glob("*.eml")}
    settled = Counter(event["id"] for event in story.emitted(database))
    assert {message.state for message in sent} == {"accepted"}
    assert letters == {message.id for message in sent}
    assert settled == Counter(message.id for message in sent), "told once that each is accepted"
    assert sum(message.attempts for message in sent) > MESSAGES, "some were killed in between"
    assert not any(message.flagged for message in sent), "a file is safely written again"
    assert {message.medium for message in sent} == {Medium.EMAIL}
    database.close()
    shutil.rmtree(tmp_path / "out")
