"""The embedded system behind a real server, with its agencies and accounts, and a browser."""

import contextlib
import shutil
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest
from playwright.sync_api import Browser, sync_playwright
from waitress.server import create_server

from common.config import Environment
from dondoc import embedded

PASSWORD = "đò ngang sang sông"
WAIT_S = 20.0
CHROMIUM = ("chromium-headless-shell", "chromium")
"""The first has no windows to draw and takes two thirds of the second's time for the same pages."""
ARTEFACTS = Path(__file__).parents[2] / "var" / "artefacts"
AGENCIES = (
    ("Sở Giáo dục và Đào tạo", "department"),
    ("Sở Xây dựng", "department"),
    ("Sở Y tế", "department"),
    ("Sở Tài chính", "department"),
    ("Hội Liên hiệp Phụ nữ tỉnh", "front"),
    ("UBND xã Bắc Hải", "commune"),
    ("UBND xã An Phú", "commune"),
)
OFFICE = ("Văn phòng UBND tỉnh Lam Hải", "committee")


@dataclass(frozen=True)
class Site:
    """Where the system listens."""

    url: str

    def log_in(self, username: str) -> httpx.Client:
        """Return a client of the public API in the name of `username`."""
        account = {"username": username, "password": PASSWORD}
        session = httpx.post(f"{self.url}/api/sessions", json=account).raise_for_status().json()
        headers = {"Authorization": f"Bearer {session['token']}"}
        return httpx.Client(base_url=f"{self.url}/api", headers=headers, timeout=30)


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """Return the embedded system, running, with a coordinator and an officer for each agency."""
    env = Environment({"DONDOC_ADMIN_PASSWORD": PASSWORD, "DONDOC_RATE_LIMIT": "0"})
    system = embedded.build(tmp_path_factory.mktemp("embedded"), env)
    system.start()
    server: Any = create_server(system.app, host="127.0.0.1", port=0, threads=4)
    thread = threading.Thread(target=_serve, args=(server,), name="server")
    thread.start()
    try:
        found = Site(f"http://127.0.0.1:{server.effective_port}")
        _furnish(found)
        yield found
    finally:
        server.close()
        thread.join()
        system.close()


def _serve(server: Any) -> None:
    # waitress' loop wakes on its closed socket; that is how it ends.
    with contextlib.suppress(OSError):
        server.run()


def _furnish(site: Site) -> None:
    with site.log_in("admin") as admin:
        for name, kind in (OFFICE, *AGENCIES):
            agency = admin.post("/agencies", json={"name": name, "kind": kind})
            agency.raise_for_status()
            office = (name, kind) == OFFICE
            account = {
                "username": "coordinator" if office else agency.json()["slug"],
                "password": PASSWORD,
                "agency_id": agency.json()["id"],
                "roles": ["coordinator"] if office else ["officer"],
            }
            admin.post("/accounts", json=account).raise_for_status()


@pytest.fixture(scope="session")
def chromium(site: Site) -> Iterator[Browser]:
    """Return Debian's Chromium; the test is skipped where there is none.

    It closes before the site does, which waits for every open connection.
    """
    path = next(filter(None, map(shutil.which, CHROMIUM)), None)
    if path is None:
        pytest.skip("Chromium is not installed: apt-get install chromium-headless-shell")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def artefacts() -> Path:
    """Return the folder where screenshots are kept."""
    ARTEFACTS.mkdir(parents=True, exist_ok=True)
    return ARTEFACTS
