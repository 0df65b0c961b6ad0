"""Somebody at a browser, at a desk or with a telephone."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, Self

from playwright.sync_api import Browser, FilePayload, Page, Response, expect

from tests.e2e.conftest import PASSWORD, Site

DOCUMENT: Final = Path(__file__).parent / "samples" / "ke-hoach-an-toan-nuoc.md"
LARGEST_PAGE: Final = 60 * 1024
WIDTHS: Final = (1440, 360)


@dataclass
class Visitor:
    """Somebody at a browser; every page seen is measured, and shown pages are kept as pictures."""

    page: Page
    site: Site
    folder: Path
    width: int
    shown: int = 0
    sizes: dict[str, int] = field(default_factory=dict)

    @classmethod
    def come(
        cls, chromium: Browser, site: Site, folder: Path, width: int, *, scripts: bool
    ) -> Self:
        """Return a new visitor, with scripts or without."""
        context = chromium.new_context(
            viewport={"width": width, "height": 900},
            java_script_enabled=scripts,
            locale="vi-VN",
        )
        context.set_default_timeout(15_000)
        found = cls(context.new_page(), site, folder, width)
        found.page.on("response", found.measure)
        return found

    def log_in(self, username: str) -> None:
        """Come in by the log-in form."""
        self.page.goto(f"{self.site.url}/login")
        self.page.get_by_label("Tên đăng nhập").fill(username)
        self.page.get_by_label("Mật khẩu").fill(PASSWORD)
        self.page.get_by_role("button", name="Đăng nhập").click()

    def log_out(self) -> None:
        """Leave."""
        self.page.get_by_role("button", name="Đăng xuất").click()

    def go(self, path: str) -> None:
        """Open a page by its path."""
        self.page.goto(self.site.url + path)

    def open(self, name: str) -> None:
        """Follow the link of this name in the header."""
        self.page.get_by_role("navigation", name="Chính").get_by_role("link", name=name).click()

    def said(self, words: str) -> None:
        """Expect the notice that confirms a form."""
        expect(self.page.get_by_role("status")).to_contain_text(words)

    def show(self, name: str) -> None:
        """Keep a picture of the page, which must not be wider than the window."""
        self.shown += 1
        picture = self.page.screenshot(
            path=self.folder / f"{self.width}-{self.shown:02}-{name}.png", full_page=True
        )
        assert int.from_bytes(picture[16:20], "big") == self.width, f"{name} scrolls sideways"

    def measure(self, response: Response) -> None:
        """Note the size of every HTML page that comes in."""
        if response.headers.get("content-type", "").startswith("text/html") and response.ok:
            self.sizes[response.url] = int(response.headers["content-length"])


def document(number: str, changes: Mapping[str, str] | None = None) -> FilePayload:
    """Return the sample under its own number, with words replaced.

    Each visitor's differs, as the same file again gives the same plan.
    """
    content = DOCUMENT.read_text("utf-8").replace("118/KH-UBND", f"{number}/KH-UBND")
    content = content.replace("Trạm Thủy văn Lam Hải", f"Trạm Thủy văn số {number}")
    for old, new in (changes or {}).items():
        content = content.replace(old, new)
    return {"name": DOCUMENT.name, "mimeType": "text/markdown", "buffer": content.encode()}
