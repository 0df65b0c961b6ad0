"""The pages of families over the real services: from a proposed relation to a recalled plan."""

import io

import pytest

from common import clock
from dondoc import embedded
from tests.contract.pages.test_against_services import (  # noqa: F401 - fixtures
    WAIT_S,
    Browser,
    admin,
    system,
)
from tests.contract.plans.family import CHILD, PARENT, REPLACEMENT


@pytest.fixture(scope="module")
def coordinator(admin: Browser, system: embedded.Embedded) -> Browser:  # noqa: F811 - a fixture
    return Browser(system.app.test_client(), "coordinator")


def imported(browser: Browser, text: str) -> str:
    """Import a document by the form; returns its page."""
    browser.open("/plans")
    sent = browser.send("/plans", {"file": (io.BytesIO(text.encode()), "ke-hoach.txt")})
    path = sent.headers["Location"]
    browser.open(path)
    return path


def issue(browser: Browser, path: str) -> None:
    browser.open(path)
    browser.send(f"{path}/items", {"do": "accept:all"})
    browser.open(f"{path}/issue")
    browser.send(f"{path}/issue", {"create_missing_agencies": "yes"})


def wait_for(browser: Browser, path: str, words: str) -> None:
    """Read a page again until it says `words`."""
    begun_s = clock.monotonic()
    while words not in browser.open(path):
        assert clock.monotonic() - begun_s < WAIT_S, f"{path} never said {words}"
        clock.sleep(0.1)


def test_a_plan_is_replaced_and_recalled_by_the_pages(coordinator: Browser) -> None:
    old = imported(coordinator, PARENT)
    issue(coordinator, old)
    wait_for(coordinator, f"/assignments?plan={old[7:]}", "/assignments/")

    new = imported(coordinator, REPLACEMENT)
    assert "Xác nhận: thay thế" in coordinator.open(f"{new}/family")
    coordinator.send(f"{new}/relations", {"relation": f"replaces:{old[7:]}"})
    html = coordinator.open(f"{new}/difference")
    assert "Lập đội cứu hộ ở mỗi thôn." in html
    assert "30/9/2026" in html
    assert "việc chuyển tiếp" in coordinator.open(f"{new}/issue")
    issue(coordinator, new)
    assert "đã thay thế" in coordinator.open(old)
    assert "được thay thế bởi" in coordinator.open(f"{old}/family")
    wait_for(coordinator, f"/assignments?plan={new[7:]}", "Lập đội cứu hộ")
    assert "/assignments/" in coordinator.open(f"/assignments?plan={old[7:]}&state=withdrawn")

    coordinator.open(f"{new}/family")
    document = {"number": "70/QĐ-UBND", "issued_on": "01/07/2026", "reason": "Trùng"}
    coordinator.send(f"{new}/recall", document | {"sure": "yes"})
    assert "Theo văn bản 70/QĐ-UBND ngày 01/07/2026." in coordinator.open(f"{new}/family")
    assert "đã thu hồi" in coordinator.open(new)


def test_a_parent_is_linked_and_covered_by_the_pages(coordinator: Browser) -> None:
    parent = imported(coordinator, PARENT.replace("45/KH", "46/KH"))
    issue(coordinator, parent)
    child = imported(coordinator, CHILD.replace("số 45/KH", "số 46/KH"))
    assert "Chưa nối với kế hoạch cấp trên." in coordinator.open(f"{child}/coverage")
    coordinator.open(f"{child}/family")
    coordinator.send(f"{child}/relations", {"relation": f"implements:{parent[7:]}"})
    html = coordinator.open(f"{child}/coverage")
    assert "giá trị thấp hơn" in html
    assert "chưa cụ thể hóa" in html
    assert "Thấp hơn kế hoạch cấp trên 46/KH-UBND" in coordinator.open(f"{child}/findings")
