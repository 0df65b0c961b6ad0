"""What the page says about backup and restore, done word for word."""

import re
import subprocess
import sys
from pathlib import Path
from typing import Final

from common.config import Environment
from dondoc import embedded
from tests.contract.docs.pages import ROOT

PAGE: Final = (ROOT / "docs/how-to/run-embedded.md").read_text("utf-8")
ADMIN: Final = {"username": "admin", "password": "một mật khẩu dài hơn"}
ENV: Final = Environment({"DONDOC_ADMIN_PASSWORD": ADMIN["password"]})
AGENCY: Final = "Văn phòng UBND tỉnh"


def _commands(heading: str, data: Path) -> str:
    """Return the commands below a heading, on `data` and with this interpreter."""
    section = PAGE.partition(f"## {heading}\n")[2].partition("\n## ")[0]
    (commands,) = re.findall(r"```\n(.*?)```", section, re.DOTALL)
    here = commands.replace("/var/lib/dondoc", str(data)).replace("python3", sys.executable)
    return str(here.replace(".venv/bin/dondoc", f"{sys.executable} -m dondoc"))


def _do(commands: str, folder: Path) -> str:
    done = subprocess.run(  # noqa: S603 - our own page
        ["/bin/bash", "-euc", commands], cwd=folder, check=True, capture_output=True, text=True
    )
    return done.stdout


def _names(system: embedded.Embedded) -> list[str]:
    client = system.app.test_client()
    token = (client.post("/api/sessions", json=ADMIN).json or {})["token"]
    listed = client.get("/api/agencies", headers={"Authorization": f"Bearer {token}"}).json or {}
    return [agency["name"] for agency in listed["items"]]


def _register(system: embedded.Embedded, name: str) -> str:
    """Register an agency; return the token of the administrator who did."""
    client = system.app.test_client()
    token = (client.post("/api/sessions", json=ADMIN).json or {})["token"]
    headers = {"Authorization": f"Bearer {token}"}
    assert client.post("/api/agencies", json={"name": name}, headers=headers).status_code == 201
    return str(token)


def _close(system: embedded.Embedded) -> None:
    for database in system.databases.values():
        database.close()


def test_a_system_that_runs_is_backed_up_and_restored_as_the_page_says(tmp_path: Path) -> None:
    data = tmp_path / "data"
    system = embedded.build(data, ENV)
    token = _register(system, AGENCY)
    (data / "files").mkdir(exist_ok=True)
    (data / "files" / "evidence").write_bytes(b"handed in")
    _do(_commands("Backup", data), tmp_path)
    secrets = (data / "secrets.json").read_bytes()
    _register(system, "Sở của ngày sau")
    _close(system)

    assert "✗" not in _do(_commands("Restore", data), tmp_path)

    restored = embedded.build(data, ENV)
    assert _names(restored) == [AGENCY]
    current = restored.app.test_client().get(
        "/api/sessions/current", headers={"Authorization": f"Bearer {token}"}
    )
    assert current.status_code == 200
    _close(restored)
    assert (data / "secrets.json").read_bytes() == secrets
    assert (data / "files" / "evidence").read_bytes() == b"handed in"
    assert (tmp_path / "backup" / "gateway.db").stat().st_mode & 0o077 == 0
