"""A duty is reported with a file, talked about and noted: at a desk and with a telephone."""

import hashlib
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, FilePayload, expect

from tests.e2e.conftest import Site
from tests.e2e.test_accessibility import OPTIONS, UNFOLD
from tests.e2e.test_main_job import DUTY, await_assignments, unfold
from tests.e2e.visitors import WIDTHS, Visitor, document

pytestmark = pytest.mark.browser

REPORT = b"%PDF-1.7 report of the tests"
PDF = FilePayload(name="Báo cáo quý I.pdf", mimeType="application/pdf", buffer=REPORT)
PROGRAM = FilePayload(name="Báo cáo.pdf", mimeType="application/pdf", buffer=b"MZ\x90\x00")


@pytest.fixture(params=WIDTHS)
def visitor(
    request: pytest.FixtureRequest, chromium: Browser, site: Site, artefacts: Path
) -> Visitor:
    """Return a visitor with scripts off."""
    return Visitor.come(chromium, site, artefacts, request.param, scripts=False)


def test_a_file_is_handed_in_talked_about_and_taken_away(visitor: Visitor) -> None:
    number = f"{visitor.width}9"
    issue(visitor, number)
    visitor.log_in("so-y-te")
    note(visitor, number)
    duty = visitor.page.url.removeprefix(visitor.site.url)
    comment(visitor)
    hand_in(visitor)
    visitor.log_out()
    visitor.log_in("coordinator")
    visitor.open("Hộp thư")
    expect(visitor.page.get_by_role("main")).to_contain_text("so-y-te nhắc đến bạn")
    visitor.show("mentioned")
    take_away(visitor, duty)


def test_a_note_is_kept_without_loading_the_list_again(
    chromium: Browser, site: Site, artefacts: Path
) -> None:
    visitor = Visitor.come(chromium, site, artefacts, 1440, scripts=True)
    issue(visitor, "77")
    visitor.log_in("so-y-te")
    visitor.go("/work")
    page = visitor.page
    page.evaluate("window.kept = true")
    row = page.get_by_role("listitem").filter(has_text="77/KH-UBND").first
    for words in ("Đã họp với các xã", "Đã trình ký"):
        row.get_by_placeholder("Ghi nhanh tiến độ").fill(words)
        row.get_by_role("button", name="Ghi").click()
        expect(row.locator(".last")).to_contain_text(words)
    expect(row).to_contain_text("Đã ghi tiến độ.")
    expect(row).to_contain_text("vừa xong")
    expect(row.locator(".state")).to_have_text("đang thực hiện")
    assert page.evaluate("window.kept")
    visitor.show("noted-by-script")


@pytest.mark.parametrize("width", WIDTHS)
def test_the_page_of_a_duty_is_for_everybody(
    chromium: Browser, site: Site, artefacts: Path, width: int
) -> None:
    visitor = Visitor.come(chromium, site, artefacts, width, scripts=True)
    number = f"{width}8"
    issue(visitor, number)
    visitor.log_in("so-y-te")
    note(visitor, number)
    comment(visitor)
    visitor.page.get_by_label("Tải tệp lên trước").set_input_files(PDF)
    visitor.page.get_by_role("button", name="Tải lên", exact=True).click()
    for path in (visitor.page.url.removeprefix(site.url), "/work"):
        visitor.go(path)
        visitor.page.evaluate(UNFOLD)
        found = Axe().run(visitor.page, options=OPTIONS).response["violations"]
        assert not [(one["id"], [node["target"] for node in one["nodes"]]) for one in found]


def issue(visitor: Visitor, number: str) -> None:
    """Issue a plan of this number."""
    page = visitor.page
    visitor.log_in("coordinator")
    visitor.open("Kế hoạch")
    page.get_by_label("Văn bản").set_input_files(document(number))
    page.get_by_role("button", name="Nhập và rà soát").click()
    page.get_by_role("button", name="Chấp nhận tất cả").click()
    page.get_by_role("link", name="Ban hành…").click()
    page.get_by_role("button", name="Ban hành và giao việc").click()
    visitor.said("Đã ban hành")
    await_assignments(visitor, page.url.rpartition("/")[2])
    visitor.log_out()


def note(visitor: Visitor, number: str) -> None:
    """Leave a note in the list and open the duty."""
    page = visitor.page
    visitor.go("/work")
    row = page.get_by_role("listitem").filter(has_text=DUTY).filter(has_text=f"{number}/KH-UBND")
    row = row.filter(has_text="chủ trì")
    row.get_by_placeholder("Ghi nhanh tiến độ").fill("Đã rà soát 12 trường")
    row.get_by_role("button", name="Ghi").click()
    expect(row.locator(".last")).to_contain_text("Đã rà soát 12 trường")
    visitor.show("noted")
    row.get_by_role("link").click()
    expect(page.locator(".last")).to_contain_text("Đã rà soát 12 trường")


def comment(visitor: Visitor) -> None:
    """Ask the coordinator something, after a mention of nobody was refused."""
    page = visitor.page
    page.get_by_label("Viết trao đổi").fill("Nhờ @nobody xem")
    page.get_by_role("button", name="Gửi trao đổi").click()
    expect(page.get_by_role("alert")).to_contain_text("@nobody")
    page.get_by_label("Viết trao đổi").fill("Nhờ @coordinator xem mẫu biểu")
    page.get_by_role("button", name="Gửi trao đổi").click()
    visitor.said("Đã gửi trao đổi")
    expect(page.locator("#comments")).to_contain_text("Nhờ @coordinator xem mẫu biểu")


def hand_in(visitor: Visitor) -> None:
    """Submit with a file, after a program was refused; one file was handed in beforehand."""
    page = visitor.page
    page.get_by_label("Tải tệp lên trước").set_input_files(PROGRAM)
    page.get_by_role("button", name="Tải lên", exact=True).click()
    expect(page.get_by_role("alert")).to_contain_text("Không nhận tệp này")
    unfold(visitor, "Báo hoàn thành")
    page.locator("#submit-upload").set_input_files(PDF)
    page.locator("#submit-proves").fill("danh mục thiết bị")
    visitor.show("submit-file")
    page.get_by_role("button", name="Nộp để duyệt").click()
    visitor.said("Đã nộp")
    expect(page.locator("#files")).to_contain_text("Báo cáo quý I.pdf")
    visitor.show("submitted-file")


def take_away(visitor: Visitor, duty: str) -> None:
    """Get the file back as it was handed in."""
    page = visitor.page
    visitor.go(duty)
    expect(page.locator("#files")).to_contain_text("danh mục thiết bị")
    digest = hashlib.sha256(REPORT).hexdigest()
    expect(page.locator("#files")).to_contain_text(digest[:12])
    with page.expect_download() as started:
        page.locator("#files").get_by_role("link", name="Báo cáo quý I.pdf").click()
    assert started.value.suggested_filename == "Báo cáo quý I.pdf"
    assert started.value.path().read_bytes() == REPORT
