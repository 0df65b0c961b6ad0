"""The main job in a browser without scripts: from a document to a finished duty."""

from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.sync_api import Browser, FilePayload, Page, Response, expect

from common import clock
from tests.e2e.conftest import PASSWORD, WAIT_S, Site

pytestmark = pytest.mark.browser

DOCUMENT = Path(__file__).parent / "samples" / "ke-hoach-an-toan-nuoc.md"
LARGEST_PAGE = 60 * 1024
WIDTHS = (1440, 360)
DUTY = "lập danh mục thiết bị sơ cứu"


@dataclass
class Visitor:
    """Somebody at a browser; every page seen is measured, and shown pages are kept as pictures."""

    page: Page
    site: Site
    folder: Path
    width: int
    shown: int = 0
    sizes: dict[str, int] = field(default_factory=dict)

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


@pytest.fixture(params=WIDTHS)
def visitor(
    request: pytest.FixtureRequest, chromium: Browser, site: Site, artefacts: Path
) -> Visitor:
    """Return a visitor with scripts off, at a desk or with a telephone."""
    context = chromium.new_context(
        viewport={"width": request.param, "height": 900},
        java_script_enabled=False,
        locale="vi-VN",
    )
    context.set_default_timeout(15_000)
    page = context.new_page()
    found = Visitor(page, site, artefacts, request.param)
    page.on("response", found.measure)
    return found


def test_a_plan_becomes_work_that_is_done_and_confirmed(visitor: Visitor) -> None:
    number = issue_a_plan(visitor)
    await_assignments(visitor, number)
    visitor.log_out()
    submit_work(visitor)
    visitor.log_out()
    confirm_work(visitor)
    assert max(visitor.sizes.values()) < LARGEST_PAGE


def issue_a_plan(visitor: Visitor) -> str:
    """Import, accept all, issue; return the plan's id."""
    page = visitor.page
    visitor.log_in("coordinator")
    visitor.open("Kế hoạch")
    page.get_by_label("Văn bản").set_input_files(document(visitor.width))
    visitor.show("import")
    page.get_by_role("button", name="Nhập và rà soát").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Rà soát")
    visitor.show("review")
    page.get_by_role("button", name="Chấp nhận tất cả").click()
    visitor.said("Đã chấp nhận")
    page.get_by_role("link", name="Ban hành…").click()
    expect(page.get_by_role("checkbox", name="cơ quan chưa có vào danh bạ")).to_be_checked()
    visitor.show("issue")
    page.get_by_role("button", name="Ban hành và giao việc").click()
    visitor.said("Đã ban hành")
    return page.url.rpartition("/")[2]


def document(width: int) -> FilePayload:
    """Return the plan; each visitor's differs, as the same file again gives the same plan."""
    content = DOCUMENT.read_text("utf-8").replace("118/KH-UBND", f"{width}/KH-UBND")
    content = content.replace("Trạm Thủy văn Lam Hải", f"Trạm Thủy văn số {width}")
    return {"name": DOCUMENT.name, "mimeType": "text/markdown", "buffer": content.encode()}


def await_assignments(visitor: Visitor, plan: str) -> None:
    """Reload the plan's assignments until they have been fanned out."""
    begun_s = clock.monotonic()
    rows = visitor.page.get_by_role("listitem").filter(has_text=DUTY)
    while clock.monotonic() - begun_s < WAIT_S:
        visitor.go(f"/assignments?plan={plan}")
        if rows.count():
            visitor.show("assignments")
            return
        visitor.page.wait_for_timeout(200)
    raise AssertionError("no assignment appeared")


def submit_work(visitor: Visitor) -> None:
    """As the officer of the lead agency accept, start and submit with evidence."""
    page = visitor.page
    visitor.log_in("so-y-te")
    visitor.show("our-work")
    mine = page.get_by_role("listitem").filter(has_text=DUTY)
    mine.filter(has_text=f"{visitor.width}/KH-UBND").filter(has_text="chủ trì").get_by_role(
        "link"
    ).click()
    visitor.show("assignment")
    act(visitor, "Tiếp nhận", "Tiếp nhận")
    visitor.said("Đã tiếp nhận")
    act(visitor, "Bắt đầu", "Bắt đầu")
    visitor.said("Đã bắt đầu")
    unfold(visitor, "Báo hoàn thành")
    page.get_by_label("Số, ký hiệu văn bản").fill("12/BC-SYT")
    page.get_by_label("Ngày văn bản").fill("20/11/2026")
    page.get_by_label("Nơi nhận").fill("UBND tỉnh")
    visitor.show("submit")
    page.get_by_role("button", name="Nộp để duyệt").click()
    visitor.said("Đã nộp")
    expect(page.get_by_text("12/BC-SYT", exact=True)).to_be_visible()


def confirm_work(visitor: Visitor) -> None:
    """As the coordinator find the submission and confirm it."""
    page = visitor.page
    visitor.log_in("coordinator")
    visitor.open("Duyệt")
    visitor.show("waiting")
    page.get_by_role("link", name="Xem và quyết định").first.click()
    act(visitor, "Xác nhận hoàn thành", "Xác nhận hoàn thành")
    visitor.said("Đã xác nhận hoàn thành")
    visitor.show("confirmed")
    visitor.open("Bảng điều hành")
    expect(page.get_by_role("row", name="đã hoàn thành")).to_contain_text("%")
    visitor.show("dashboard")


def act(visitor: Visitor, title: str, button: str) -> None:
    """Unfold an action's form and send it."""
    unfold(visitor, title)
    visitor.page.get_by_role("button", name=button, exact=True).click()


def unfold(visitor: Visitor, title: str) -> None:
    """Open an action's form unless it is open."""
    summary = visitor.page.locator("details > summary", has_text=title)
    if visitor.page.locator("details[open] > summary", has_text=title).count() == 0:
        summary.click()
