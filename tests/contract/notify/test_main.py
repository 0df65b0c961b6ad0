"""Notify as a whole: its loops start from the environment, send, and stop when told."""

import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from common.config import Config, ConfigError, Environment
from common.db import Database
from common.events import AGENCY_CHANGED
from common.worker import Worker
from services.notify.main import loops
from tests.contract.notify import story
from tests.contract.notify.conftest import Asker
from tests.contract.notify.servers import PASSWORD, USER, sms_gateway

Configure = Callable[[str], Config]


def _run_until(database: Database, worker: Worker, state: str) -> None:
    worker.start()
    try:
        patience = threading.Event()
        for _ in range(200):
            if {message.state for message in story.sent_messages(database)} == {state}:
                return
            patience.wait(0.05)
        pytest.fail(f"not {state} in time")
    finally:
        worker.close()


def _worker(database: Database, make_config: Configure, **values: str) -> Worker:
    settings = Environment({"DONDOC_SENDERS": "1"} | values)
    return Worker("notify", loops(make_config("notify"), database, settings))


def test_the_loops_send_what_comes_in(
    database: Database, make_config: Configure, tmp_path: Path
) -> None:
    story.settle_in(database)
    story.created(database)
    values = {"DONDOC_FILE_CHANNEL_DIR": str(tmp_path), "DONDOC_PUBLIC_URL": "https://x.example/"}
    worker = _worker(database, make_config, **values)
    _run_until(database, worker, "accepted")
    (letter,) = (tmp_path / "email").iterdir()
    assert b"https://x.example/assignments/42" in letter.read_bytes().replace(b"=\r\n", b"")


def test_without_a_provider_messages_are_suppressed(
    database: Database, make_config: Configure
) -> None:
    story.settle_in(database)
    story.created(database)
    _run_until(database, _worker(database, make_config), "suppressed")


def test_a_gateway_is_given_an_address_that_the_web_application_honours(
    ask: Asker, database: Database, make_config: Configure
) -> None:
    story.hear(database, AGENCY_CHANGED, 1, story.agency(2, phone="0912345670"))
    story.created(database)
    with sms_gateway() as gateway:
        worker = _worker(
            database,
            make_config,
            DONDOC_SMS_KIND="kannel",
            DONDOC_SMS_URL=gateway.url,
            DONDOC_SMS_USER=USER,
            DONDOC_SMS_PASSWORD=PASSWORD,
            DONDOC_RECEIPT_URL="http://gateway.example/api/receipts",
        )
        _run_until(database, worker, "accepted")
        asked = gateway.taken[0]["dlr-url"]
    path = asked.removeprefix("http://gateway.example/api").replace("%d", "1").replace("%A", "ok")
    ask.get(path.replace("%F", "1"))
    assert [message.state for message in story.sent_messages(database)] == ["delivered"]


def test_senders_are_named_and_counted(database: Database, make_config: Configure) -> None:
    values = {"DONDOC_FILE_CHANNEL_DIR": "/nowhere", "DONDOC_SENDERS": "3"}
    named = loops(make_config("notify"), database, Environment(values))
    assert set(named) == {"sweeper"} | {f"{m}-{n}" for m in ("email", "sms") for n in (1, 2, 3)}


def test_a_wrong_setting_stops_the_worker_at_once(
    database: Database, make_config: Configure
) -> None:
    with pytest.raises(ConfigError, match="DONDOC_SENDERS"):
        loops(make_config("notify"), database, Environment({"DONDOC_SENDERS": "0"}))
