"""Messages become files only as long as no provider is named, embedded and in containers alike."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from common.config import Environment
from dondoc import embedded
from services.notify.channels.settings import channels

ROOT = Path(__file__).parents[3]
SMS = {
    "DONDOC_SMS_KIND": "json",
    "DONDOC_SMS_URL": "https://sms.example/v1/messages",
}


@pytest.mark.parametrize("kind", ["", "none"])
def test_without_a_provider_an_embedded_system_writes_files(tmp_path: Path, kind: str) -> None:
    env = embedded.with_defaults(Environment({"DONDOC_SMS_KIND": kind}), tmp_path)
    assert env.text("DONDOC_FILE_CHANNEL_DIR", "") == str(tmp_path / "outgoing")


def test_an_embedded_system_with_an_sms_gateway_alone_sends_to_it(tmp_path: Path) -> None:
    env = embedded.with_defaults(Environment(SMS), tmp_path)
    assert [(medium, channel.name) for medium, channel in channels(env).items()] == [
        ("sms", "json")
    ]


@pytest.mark.parametrize(
    ("settings", "emptied"),
    [
        ("", False),
        ("DONDOC_SMTP_HOST=\n", False),
        ("DONDOC_SMS_KIND=none\n", False),
        ('DONDOC_SMS_KIND="none"\n', False),
        ("DONDOC_SMS_KIND=kannel\n", True),
        ("DONDOC_SMTP_HOST=mail.example\n", True),
        ("DONDOC_SMTP_HOST=mail.example\nDONDOC_FILE_CHANNEL_DIR=/x\n", False),
    ],
)
def test_containers_write_files_until_a_provider_is_named(
    tmp_path: Path, settings: str, *, emptied: bool
) -> None:
    (tmp_path / "script").mkdir()
    shutil.copy(ROOT / "script" / "compose", tmp_path / "script" / "compose")
    (tmp_path / ".env").write_text(settings, "utf-8")
    docker = tmp_path / "docker"
    docker.write_text('#!/bin/sh\necho "dir=${DONDOC_FILE_CHANNEL_DIR-unset}"\n', "utf-8")
    docker.chmod(0o755)
    done = subprocess.run(  # noqa: S603 - a copy of our own script
        [tmp_path / "script" / "compose", "ps"],
        env={"PATH": f"{tmp_path}:{os.defpath}"},
        check=True,
        capture_output=True,
        text=True,
    )
    assert done.stdout.splitlines()[-1] == ("dir=" if emptied else "dir=unset")
