"""Reviewing a draft in a browser: by mouse, by keyboard, by selecting; errors bar the issue."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.e2e.conftest import Site
from tests.e2e.visitors import LARGEST_PAGE, WIDTHS, Visitor, document

pytestmark = pytest.mark.browser

BROKEN = {"trước ngày 30/4/2027": "trước ngày 31/4/2027"}
"""A date of no calendar: an error that keeps the plan from being issued."""
MISSED = "Không còn trẻ em ra bến đò, bãi tắm mà thiếu người lớn trông coi và áo phao."


@pytest.fixture(params=WIDTHS)
def reviewer(
    request: pytest.FixtureRequest, chromium: Browser, site: Site, artefacts: Path
) -> Iterator[Visitor]:
    """Return a coordinator with scripts, before the review of a draft that has an error."""
    found = Visitor.come(chromium, site, artefacts, request.param, scripts=True)
    import_plan(found, f"{request.param}{abs(hash(request.node.name)) % 10_000}")
    yield found
    assert max(found.sizes.values()) < LARGEST_PAGE
    found.page.context.close()


def import_plan(visitor: Visitor, number: str) -> None:
    visitor.log_in("coordinator")
    visitor.open("Kế hoạch")
    visitor.page.get_by_label("Văn bản").set_input_files(document(number, BROKEN))
    visitor.page.get_by_role("button", name="Nhập và rà soát").click()
    expect(visitor.page.get_by_role("heading", level=1)).to_contain_text("Rà soát")


def card(page: Page, words: str) -> Locator:
    return page.get_by_role("article").filter(has_text=words)


def test_items_are_accepted_rejected_with_a_reason_and_taken_back(reviewer: Visitor) -> None:
    page = reviewer.page
    item = card(page, "Hướng dẫn chủ bến")
    item.get_by_role("button", name="Chấp nhận").click()
    reviewer.said("Đã chấp nhận")
    expect(item).to_contain_text("✓ đã chấp nhận")
    item.get_by_text("Bỏ…").click()
    item.get_by_label("Lý do bỏ").fill("đã giao ở văn bản khác")
    item.get_by_role("button", name="Bỏ mục này").click()
    expect(item).to_contain_text("đã giao ở văn bản khác")
    page.get_by_role("button", name="Hoàn tác").first.click()
    reviewer.said("Đã hoàn tác")
    expect(item).to_contain_text("✓ đã chấp nhận")
    page.get_by_role("link", name="Những gì đã sửa").click()
    expect(page.get_by_role("listitem").filter(has_text="đã hoàn tác")).to_have_count(1)
    reviewer.show("changes")


def test_an_item_is_accepted_with_the_keyboard_alone(reviewer: Visitor) -> None:
    page = reviewer.page
    button = card(page, "Hướng dẫn chủ bến").get_by_role("button", name="Chấp nhận")
    tab_to(page, button)
    page.keyboard.press("Enter")
    reviewer.said("Đã chấp nhận")
    undo = page.get_by_role("button", name="Hoàn tác")
    page.goto(page.url.partition("#")[0])
    tab_to(page, undo)
    page.keyboard.press("Enter")
    reviewer.said("Đã hoàn tác")


def tab_to(page: Page, wanted: Locator) -> None:
    """Press Tab until `wanted` has the focus."""
    for _ in range(150):
        page.keyboard.press("Tab")
        if wanted.evaluate("one => one === document.activeElement"):
            return
    raise AssertionError("the keyboard never gets there")


def test_a_missed_duty_is_added_by_selecting_its_words(reviewer: Visitor) -> None:
    page = reviewer.page
    page.goto(page.url + "?at=380")
    select(page, MISSED)
    page.get_by_role("button", name="Thêm mục từ đoạn đã chọn").click()
    expect(page.get_by_text(MISSED)).to_be_visible()
    add(reviewer)
    item = card(page, MISSED)
    expect(item).to_contain_text("Sở Y tế")
    mark = page.locator("mark.item", has_text=MISSED)
    expect(mark).to_have_count(1)


def select(page: Page, words: str) -> None:
    """Select `words` in the document with the mouse, as a person does."""
    box = page.evaluate(
        """words => {
          const walk = document.createTreeWalker(document.querySelector(".doc"), 4);
          while (walk.nextNode()) {
            const at = walk.currentNode.data.indexOf(words);
            if (at < 0) continue;
            const range = document.createRange();
            range.setStart(walk.currentNode, at);
            range.setEnd(walk.currentNode, at + words.length);
            const pane = document.querySelector(".window");
            pane.scrollIntoView({block: "center", behavior: "instant"});
            const offset = range.getBoundingClientRect().top - pane.getBoundingClientRect().top;
            pane.scrollTop += offset - 120;
            const boxes = [...range.getClientRects()];
            const [first, last] = [boxes[0], boxes[boxes.length - 1]];
            return [first.left, first.top + 4, last.right, last.bottom - 4];
          }
        }""",
        words,
    )
    page.mouse.move(box[0] + 1, box[1])
    page.mouse.down()
    page.mouse.move(box[2] - 1, box[3], steps=5)
    page.mouse.up()


def test_a_missed_duty_is_added_without_scripts(
    chromium: Browser, site: Site, artefacts: Path
) -> None:
    visitor = Visitor.come(chromium, site, artefacts, 360, scripts=False)
    import_plan(visitor, "770")
    page = visitor.page
    page.get_by_role("link", name="chọn từ danh sách đoạn").click()
    visitor.show("paragraphs")
    row = page.get_by_role("listitem").filter(has_text=MISSED)
    row.get_by_role("link", name="Thêm từ đây").click()
    add(visitor)
    expect(card(page, MISSED)).to_contain_text("Sở Y tế")


def add(visitor: Visitor) -> None:
    page = visitor.page
    page.get_by_label("Tên cơ quan").fill("Sở Y tế")
    page.get_by_label("Vai trò").select_option(label="chủ trì")
    visitor.show("missed")
    page.get_by_role("button", name="Thêm", exact=True).click()
    visitor.said("Đã thêm một mục")


def test_an_item_is_split_corrected_and_compared_with_what_was_read(reviewer: Visitor) -> None:
    page = reviewer.page
    words = "Chủ trì kiểm tra điều kiện an toàn"
    card(page, words).get_by_role("link", name="Sửa, tách").click()
    page.get_by_role("checkbox", name="báo cáo kết quả").check()
    page.get_by_role("button", name="Tách", exact=True).click()
    reviewer.said("Đã tách mục")
    part = page.get_by_role("article", name="báo cáo kết quả về Ủy ban nhân dân tỉnh")
    part.get_by_role("link", name="Sửa, tách").click()
    page.get_by_label("Nội dung").fill("Báo cáo kết quả kiểm tra về Ủy ban nhân dân tỉnh.")
    page.get_by_role("button", name="Lưu").click()
    reviewer.said("Đã sửa mục này")
    expect(page.locator("#corrected ins").first).to_be_visible()
    reviewer.show("corrected")


def test_an_open_error_bars_the_issue_until_it_is_put_right(reviewer: Visitor) -> None:
    page = reviewer.page
    plan = page.url
    reviewer.show("review-with-error")
    page.get_by_role("button", name="Chấp nhận tất cả").click()
    page.get_by_role("link", name="Ban hành…").click()
    expect(page.get_by_text("Chưa ban hành được")).to_be_visible()
    expect(page.get_by_text("không có trong lịch").first).to_be_visible()
    expect(page.get_by_role("button", name="Ban hành và giao việc")).to_have_count(0)
    reviewer.show("refused")
    page.get_by_label("Ngày đúng").fill("30/4/2027")
    page.get_by_role("button", name="Điền").click()
    reviewer.said("Đã sửa theo điểm cần xem")
    expect(page.get_by_role("button", name="Ban hành và giao việc")).to_be_visible()
    page.goto(f"{plan}?section=III.7")
    expect(page.get_by_text("chậm nhất ngày 30/04/2027")).to_have_count(1)


def test_a_draft_is_discarded_for_good(reviewer: Visitor) -> None:
    page = reviewer.page
    plan = page.url
    page.get_by_text("Xóa bản nháp này").first.click()
    page.get_by_label("Tôi muốn xóa bản nháp này").check()
    page.get_by_role("button", name="Xóa bản nháp", exact=True).click()
    reviewer.said("Đã xóa bản nháp")
    answer = page.goto(plan)
    assert answer is not None
    assert answer.status == 404
