"""axe-core finds no violation of WCAG 2.2 AA on the pages that people use most."""

from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser

from tests.e2e.conftest import Site
from tests.e2e.visitors import WIDTHS, Visitor, document

pytestmark = pytest.mark.browser

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
OPTIONS: dict[str, Any] = {
    "runOnly": {"type": "tag", "values": RULES},
    "resultTypes": ["violations"],
}
UNFOLD = """() => {
  for (const one of document.querySelectorAll("details")) one.open = true;
  for (const one of document.querySelectorAll("main [hidden]")) one.hidden = false;
}"""
"""What is folded is not looked at."""
BROKEN = {"trước ngày 30/4/2027": "trước ngày 31/4/2027"}


@pytest.fixture(params=WIDTHS)
def visitor(
    request: pytest.FixtureRequest, chromium: Browser, site: Site, artefacts: Path
) -> Visitor:
    """Return a visitor with scripts, as axe-core is one."""
    return Visitor.come(chromium, site, artefacts, request.param, scripts=True)


def check(visitor: Visitor, path: str) -> None:
    """Open the page, unfold all that is folded, and expect no violation."""
    visitor.go(path)
    visitor.page.evaluate(UNFOLD)
    response = Axe().run(visitor.page, options=OPTIONS).response
    found = [
        f"{path}: {violation['id']}: {node['target']} {node.get('failureSummary', '')}"
        for violation in response["violations"]
        for node in violation["nodes"]
    ]
    assert not found, "\n".join(found)


def test_the_log_in_is_for_everybody(visitor: Visitor) -> None:
    check(visitor, "/login")


def test_an_officers_pages_are_for_everybody(visitor: Visitor) -> None:
    visitor.log_in("so-y-te")
    for path in ("/work", "/work?role=lead&q=cong", "/inbox", "/password"):
        check(visitor, path)


def test_a_coordinators_pages_are_for_everybody(visitor: Visitor) -> None:
    visitor.log_in("coordinator")
    page = visitor.page
    visitor.go("/plans")
    page.get_by_label("Văn bản").set_input_files(document(f"axe-{visitor.width}", BROKEN))
    page.get_by_role("button", name="Nhập và rà soát").click()
    plan = f"/plans/{page.url.rpartition('/')[2]}"
    page.get_by_role("article").first.get_by_role("button", name="Chấp nhận").click()
    item = page.get_by_role("link", name="Sửa, tách").first.get_attribute("href")
    pages = ("", "/findings", "/changes", "/issue", "/addressees", "/document", "/items/new")
    for path in (
        "/dashboard",
        "/plans",
        "/assignments",
        "/review",
        "/chase",
        "/admin/stuck",
        *(plan + one for one in pages),
        str(item),
    ):
        check(visitor, path)
    check(visitor, f"{plan}/items/new?span=300-500")
