"""Every link of the documentation leads somewhere."""

import re
from pathlib import Path

import pytest

from tests.contract.docs.pages import PAGES, ROOT, anchors_of, links_of, name_of


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_each_link_leads_to_a_file_and_a_heading(page: Path) -> None:
    broken = []
    for link in links_of(page.read_text("utf-8")):
        if link.startswith(("http://", "https://")):
            continue
        name, _, anchor = link.partition("#")
        target = (page.parent / name).resolve() if name else page
        if not target.exists() or (anchor and anchor not in anchors_of(target.read_text("utf-8"))):
            broken.append(link)
    assert not broken


def test_each_page_can_be_reached_from_the_index() -> None:
    seen: set[Path] = set()
    waiting = [ROOT / "docs" / "index.md"]
    while waiting:
        page = waiting.pop()
        if page in seen:
            continue
        seen.add(page)
        for link in links_of(page.read_text("utf-8")):
            target = (page.parent / link.partition("#")[0]).resolve()
            if target.suffix == ".md" and target.is_file():
                waiting.append(target)
    assert not [name_of(page) for page in PAGES if page not in seen and page.name != "README.md"]


def test_the_index_lists_every_decision_by_its_number() -> None:
    listed = re.findall(
        r"decisions/(\d{3}-[\w-]+\.md)", (ROOT / "docs/index.md").read_text("utf-8")
    )
    assert listed == sorted(path.name for path in (ROOT / "docs/decisions").glob("*.md"))


def test_images_stay_small() -> None:
    images = [path for path in (ROOT / "docs").rglob("*") if path.suffix in {".png", ".jpg"}]
    assert images
    assert not [name_of(path) for path in images if path.stat().st_size > 150_000]
