"""A long document in a browser: the bar moves while it is read, and the review follows."""

import base64
import textwrap
from pathlib import Path

import pytest
from playwright.sync_api import Browser, FilePayload, expect

from common import clock
from tests.bench.documents import plan
from tests.e2e.conftest import WAIT_S, Site
from tests.e2e.visitors import WIDTHS, Visitor
from tests.unit.plans.extract.pdfs import Paper, pdf

pytestmark = pytest.mark.browser

REMEMBER = """
() => new MutationObserver(() => {
  const seen = JSON.parse(sessionStorage.getItem("seen") || "[]");
  const bar = document.querySelector("progress");
  if (bar.checkVisibility() && bar.hasAttribute("value")) {
    const said = document.querySelector("#far-said").textContent;
    sessionStorage.setItem("seen", JSON.stringify([...seen, [bar.value, said]]));
  }
}).observe(document.querySelector(".far"), {attributes: true, subtree: true})
"""
"""Keeps what is seen of the bar beyond the page."""
SEND = """
() => {
  const button = document.querySelector("#import [type=submit]");
  button.scrollIntoView({block: "center"});
  setTimeout(() => button.click());
}
"""
FAR = 20
SEEN = "() => JSON.parse(sessionStorage.getItem('seen') || '[]')"


def long_document(number: int) -> FilePayload:
    """Return some hundred pages of PDF, of another number each."""
    text = plan(350_000, number).decode()
    lines = [part for line in text.split("\n") for part in textwrap.wrap(line, 74)]
    papers = []
    for at in range(0, len(lines), 45):
        papers.append(Paper())
        papers[-1].lines(60, 60, lines[at : at + 45])
    return {"name": "dai.pdf", "mimeType": "application/pdf", "buffer": pdf(papers)}


@pytest.mark.parametrize("width", WIDTHS)
def test_the_bar_moves_while_a_long_document_is_read(
    chromium: Browser, site: Site, artefacts: Path, width: int
) -> None:
    visitor = Visitor.come(chromium, site, artefacts, width, scripts=True)
    page = visitor.page
    visitor.log_in("coordinator")
    visitor.open("Kế hoạch")
    expect(page.locator("progress")).to_be_hidden()
    page.get_by_label("Văn bản").set_input_files(long_document(width))
    page.evaluate(REMEMBER)
    send_and_look(visitor)
    expect(page.get_by_role("heading", level=1)).to_contain_text("Rà soát", timeout=60_000)
    seen = page.evaluate(SEEN)
    shares = [share for share, _ in seen]
    assert shares == sorted(shares)
    assert len(set(shares)) > 1
    assert "Đang đọc các trang…" in {said for _, said in seen}
    page.context.close()


def send_and_look(visitor: Visitor) -> None:
    """Send the form and keep a picture of the page while its document is read.

    Nothing but a picture can be asked of a browser that waits for an answer.
    """
    page = visitor.page
    key = page.locator("#import [name=key]").input_value()
    inside = page.context.new_cdp_session(page)
    page.evaluate(SEND)
    with visitor.site.log_in("coordinator") as api:
        until = clock.monotonic() + WAIT_S
        while (far := api.get(f"/plans/imports/{key}")).json().get("percent", 0) < FAR:
            assert clock.monotonic() < until, far.text
            clock.sleep(0.1)
    shot = base64.b64decode(inside.send("Page.captureScreenshot")["data"])
    (visitor.folder / f"{visitor.width}-reading.png").write_bytes(shot)
    assert int.from_bytes(shot[16:20], "big") == visitor.width
