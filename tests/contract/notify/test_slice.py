"""The main path: an assignment is made, its agency is told, and the log says so."""

from pathlib import Path

from common.db import Database
from tests.contract.notify import story
from tests.contract.notify.conftest import Asker


def test_a_new_assignment_reaches_the_agency_and_the_log(
    ask: Asker, database: Database, tmp_path: Path
) -> None:
    story.settle_in(database)
    story.created(database)
    story.send_all(database, story.file_desks(tmp_path))
    officer = story.caller()

    (message,) = ask.items("/messages?assignment=42", officer)
    inbox = ask.get("/inbox", officer)
    (letter,) = (tmp_path / "email").iterdir()

    assert (message["state"], message["channel"]) == ("accepted", "email")
    assert message["address"] == "soyte@tinh.example"
    assert inbox["unread"] == 1
    assert inbox["items"][0]["title"] == "Nhiệm vụ mới: mục III.4, 91/KH-UBND"
    assert b"soyte@tinh.example" in letter.read_bytes()
    assert [event["state"] for event in story.emitted(database)] == ["accepted"]
