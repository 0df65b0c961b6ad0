"""What README and quickstart tell to paste works as it stands there, one line after the other."""

import json
import os
import subprocess
from pathlib import Path
from typing import Final

import pytest

from tests.contract.docs.pages import ROOT, code_of
from tests.embedded.server import Server
from tests.job import PASSWORD

TOURS: Final = ("README.md", "docs/quickstart.md")
_STARTS: Final = "script/"
"""Commands that start and stop servers and test runs; the rest is pasted."""


def _pasted(page: str, server: Server) -> str:
    """Return the page's commands, for `server` instead of the one that they start."""
    blocks = code_of((ROOT / page).read_text("utf-8"))
    lines = [line.removeprefix("    ") for line in blocks.splitlines()]
    kept = [line for line in lines if _STARTS not in line]
    told = "\n".join(kept).replace("http://127.0.0.1:8080", server.url)
    for folder in ("var/tour", "var/quickstart"):
        told = told.replace(folder, str(server.data_dir))
    return told.replace("xin-chao", PASSWORD)


@pytest.mark.parametrize("page", TOURS)
def test_the_commands_of_a_page_work_when_pasted(page: str, tmp_path: Path) -> None:
    with Server(tmp_path) as server:
        # A command that fails, or an answer without the member asked for, ends the tour.
        command = ["bash", "-eu", "-o", "pipefail", "-c", _pasted(page, server)]
        env = os.environ | {"LC_ALL": "C.UTF-8"}
        done = subprocess.run(  # noqa: S603 - our own pages
            command, cwd=ROOT, env=env, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr
        assert "urn:dondoc:problem" not in done.stdout, done.stdout
        assert "Traceback" not in done.stderr
        with server.log_in("so-y-te") as officer:
            acted = officer.get("/assignments?limit=200").json()["items"]
        assert any(one["acknowledged_at"] for one in acted), json.dumps(acted)[:500]
