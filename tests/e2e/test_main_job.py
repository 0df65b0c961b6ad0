"""The main job in a browser without scripts: from a document to a finished duty."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from common import clock
from tests.e2e.conftest import WAIT_S, Site
from tests.e2e.visitors import LARGEST_PAGE, WIDTHS, Visitor, document

pytestmark = pytest.mark.browser

DUTY = "lập danh mục thiết bị sơ cứu"


@pytest.fixture(params=WIDTHS)
def visitor(
    request: pytest.FixtureRequest, chromium: Browser, site: Site, artefacts: Path
) -> Visitor:
    """Return a visitor with scripts off, at a desk or with a telephone."""
    return Visitor.come(chromium, site, artefacts, request.param, scripts=False)


def test_a_plan_becomes_work_that_is_done_and_confirmed(visitor: Visitor) -> None:
    number = issue_a_plan(visitor)
    await_assignments(visitor, number)
    visitor.log_out()
    submit_work(visitor)
    visitor.log_out()
    confirm_work(visitor)
    visitor.log_out()
    lead_another_duty(visitor)
    assert max(visitor.sizes.values()) < LARGEST_PAGE


def issue_a_plan(visitor: Visitor) -> str:
    """Import, accept all, issue; return the plan's id."""
    page = visitor.page
    visitor.log_in("coordinator")
    visitor.open("Kế hoạch")
    page.get_by_label("Văn bản").set_input_files(document(str(visitor.width)))
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


def lead_another_duty(visitor: Visitor) -> None:
    """Set a day, ask for a later one, meet an obstacle: a form for each, and its trace."""
    page = visitor.page
    officer = "so-giao-duc-va-dao-tao"
    visitor.log_in(officer)
    visitor.go("/work?role=lead&state=not_started")
    mine = page.get_by_role("listitem").filter(has_text=f"{visitor.width}/KH-UBND")
    mine.first.get_by_role("link").click()
    duty = page.url.removeprefix(visitor.site.url)
    unfold(visitor, "Nêu vướng mắc")
    page.get_by_label("Vướng ở đâu, cần gì").fill("Chưa có kinh phí mua thiết bị")
    page.get_by_role("button", name="Gửi vướng mắc").click()
    visitor.said("Đã gửi vướng mắc")
    visitor.show("blocked")
    visitor.log_out()
    visitor.log_in("coordinator")
    visitor.go(duty)
    fill_day(visitor, "Chỉ đạo thời hạn", "Thời hạn mới", "30/11/2030")
    page.get_by_label("Căn cứ, lý do").fill("Theo kết luận cuộc họp")
    page.get_by_role("button", name="Đặt thời hạn").click()
    visitor.said("Đã đặt thời hạn")
    visitor.log_out()
    visitor.log_in(officer)
    visitor.go(duty)
    fill_day(visitor, "Xin gia hạn", "Xin gia hạn đến ngày", "20/12/2030")
    page.locator("#request_extension-note").fill("Chờ số liệu của các xã")
    page.get_by_role("button", name="Gửi đề nghị gia hạn").click()
    visitor.said("Đã xin gia hạn")
    visitor.log_out()
    visitor.log_in("coordinator")
    visitor.open("Duyệt")
    expect(page.get_by_text("xin gia hạn").first).to_be_visible()
    visitor.go(duty)
    unfold(visitor, "Quyết định gia hạn")
    page.get_by_label("Quyết định", exact=True).select_option("grant")
    page.get_by_role("button", name="Gửi quyết định").click()
    visitor.said("Đã quyết định")
    expect(page.get_by_text("20/12/2030").first).to_be_visible()
    visitor.show("extended")


def fill_day(visitor: Visitor, title: str, label: str, day: str) -> None:
    """Open a form and give its day."""
    unfold(visitor, title)
    visitor.page.locator("details[open]").get_by_label(label).fill(day)


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
