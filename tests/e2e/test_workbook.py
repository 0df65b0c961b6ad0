"""A table of duties that an office keeps in a workbook becomes a draft to review."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser, FilePayload, expect

from tests.e2e.conftest import Site
from tests.e2e.visitors import LARGEST_PAGE, WIDTHS, Visitor
from tests.unit.plans.extract.workbooks import SAMPLES, saved

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("width", WIDTHS)
def test_a_workbook_is_imported_and_reviewed(
    chromium: Browser, site: Site, artefacts: Path, width: int
) -> None:
    name = {1440: "province", 360: "followed"}[width]  # the same file would be the same plan
    visitor = Visitor.come(chromium, site, artefacts, width, scripts=False)
    page = visitor.page
    visitor.log_in("coordinator")
    visitor.open("Kế hoạch")
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    content = saved(SAMPLES[name][0])
    file: FilePayload = {"name": "giao-viec.xlsx", "mimeType": kind, "buffer": content}
    page.get_by_label("Văn bản").set_input_files(file)
    page.get_by_role("button", name="Nhập và rà soát").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Rà soát")
    tasks = sorted(SAMPLES[name][1].tasks)
    for begun, leads, *_ in tasks:
        card = page.get_by_role("article").filter(has_text=begun)
        expect(card).to_contain_text(leads[0])
        expect(page.locator("mark.item", has_text=begun).first).to_be_visible()
    visitor.show("workbook")
    assert max(visitor.sizes.values()) < LARGEST_PAGE
