"""The pages over the real services: each page opens, each form of a review is taken."""

import datetime as dt
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from common import clock
from common.config import Environment
from dondoc import embedded

pytestmark = pytest.mark.xdist_group("pages")  # one system for all

PASSWORD = "cọc mốc bến nước"
WAIT_S = 20.0
DOCUMENT = Path(__file__).parents[2] / "e2e" / "samples" / "ke-hoach-an-toan-nuoc.md"
AGENCIES = {"Sở Y tế": "department", "Sở Xây dựng": "department", "UBND xã An Phú": "commune"}


class Browser:
    """Somebody logged in, who fills in the forms that the pages show."""

    def __init__(self, client: FlaskClient, username: str) -> None:
        self.client = client
        self.open("/login")
        self.send("/login", {"username": username, "password": PASSWORD})

    def open(self, path: str) -> str:
        """Return the page at `path`."""
        response = self.client.get(path)
        assert response.status_code == 200, f"{path}: {response.status_code} {response.text}"
        self.page = response.text
        return self.page

    def send(self, action: str, form: Mapping[str, Any], status: int = 303) -> TestResponse:
        """Send the form with this `action` of the open page, with its hidden fields."""
        found = re.search(
            rf'<form[^>]*method="post" action="{action}".*?</form>', self.page, re.DOTALL
        )
        assert found, f"no form {action} on the page"
        pattern = r'<input type="hidden" name="(\w+)" value="([^"]*)"'
        hidden = dict(re.findall(pattern, found[0]))
        response = self.client.post(action, data={**hidden, **form})
        assert response.status_code == status, response.text
        return response


@pytest.fixture(scope="module")
def system(tmp_path_factory: pytest.TempPathFactory) -> Iterator[embedded.Embedded]:
    """Return the whole system in this process, with an administrator."""
    env = Environment({"DONDOC_ADMIN_PASSWORD": PASSWORD, "DONDOC_RATE_LIMIT": "0"})
    built = embedded.build(tmp_path_factory.mktemp("pages"), env)
    built.start()
    yield built
    built.close()


@pytest.fixture(scope="module")
def admin(system: embedded.Embedded) -> Browser:
    """Return the administrator, after registering agencies and accounts by the pages."""
    browser = Browser(system.app.test_client(), "admin")
    for name, kind in {"Văn phòng UBND tỉnh": "committee", **AGENCIES}.items():
        browser.open("/admin/agencies/new")
        browser.send("/admin/agencies/new", {"name": name, "kind": kind})
    browser.open("/admin/accounts")
    choices = dict(re.findall(r'<option value="(\d+)"[^>]*>([^<]+)<', browser.page))
    ids = {name: agency_id for agency_id, name in choices.items()}
    for username, agency, role in (
        ("coordinator", "Văn phòng UBND tỉnh", "coordinator"),
        ("so-y-te", "Sở Y tế", "officer"),
    ):
        account = {"username": username, "password": PASSWORD, "agency_id": ids[agency]}
        browser.send("/admin/accounts", account | {"roles": [role]})
        browser.open("/admin/accounts")
    return browser


@pytest.fixture(scope="module")
def coordinator(admin: Browser, system: embedded.Embedded) -> Browser:
    """Return the coordinator, with a plan imported as plan 1."""
    browser = Browser(system.app.test_client(), "coordinator")
    browser.open("/plans")
    with DOCUMENT.open("rb") as file:
        browser.send("/plans", {"file": (file, DOCUMENT.name)})
    return browser


@pytest.fixture(scope="module")
def reviewed(coordinator: Browser) -> Browser:
    """Return the coordinator after using every form of the review on plan 1."""
    first, second, third = item_ids(coordinator)[:3]
    correct(coordinator, first)
    assert "Mở lớp dạy bơi" in coordinator.open("/plans/1/changes")
    coordinator.open("/plans/1")
    coordinator.send("/plans/1/items", {"do": "merge:ticked", "items": [second, third]})
    merged = next(one for one in item_ids(coordinator) if one > third)
    coordinator.open(f"/plans/1/items/{merged}")
    coordinator.send(f"/plans/1/items/{merged}/restore", {})
    split(coordinator, second)
    add_missed(coordinator)
    coordinator.open("/plans/1")
    header = {"title": "Kế hoạch an toàn sông nước", "number": "118/KH-UBND"}
    coordinator.send("/plans/1", header | {"issuer": "UBND tỉnh", "issued_on": "02/11/2026"})
    answer_findings(coordinator)
    choose_agency(coordinator, "Sở Tài chính")
    coordinator.open("/plans/1")
    coordinator.send("/plans/1/items", {"do": f"reject:{item_ids(coordinator)[-1]}"})
    coordinator.open("/plans/1")
    coordinator.send("/plans/1/items", {"do": "accept:all"})
    return coordinator


@pytest.fixture(scope="module")
def issued(reviewed: Browser) -> Browser:
    """Return the coordinator after issuing plan 1, once its assignments are there."""
    reviewed.open("/plans/1/issue")
    reviewed.send("/plans/1/issue", {"create_missing_agencies": "yes"})
    begun_s = clock.monotonic()
    while "/assignments/" not in reviewed.open("/assignments?plan=1"):
        assert clock.monotonic() - begun_s < WAIT_S, "no assignment appeared"
        clock.sleep(0.1)
    return reviewed


def item_ids(browser: Browser) -> list[int]:
    """Return the ids of the items on the first page of the review."""
    return [int(one) for one in re.findall(r'id="item-(\d+)"', browser.open("/plans/1"))]


def correct(browser: Browser, item_id: int) -> None:
    """Give an item another text, party and deadline."""
    browser.open(f"/plans/1/items/{item_id}")
    form = {
        "text": "Mở lớp dạy bơi mùa hè.",
        "output": "Danh sách lớp",
        "bindingness": "order",
        "role": ["lead", "coordinating"],
        "addressee": ["Sở Y tế", "Sở Xây dựng"],
        "phrase": "trước ngày 15/7/2027",
        "operator": "before",
        "stated_on": "15/07/2027",
    }
    browser.send(f"/plans/1/items/{item_id}", form)
    assert "Danh sách lớp" in browser.open(f"/plans/1/items/{item_id}")


def split(browser: Browser, item_id: int) -> None:
    """Cut an item at the first place offered, and undo this."""
    browser.open(f"/plans/1/items/{item_id}")
    browser.send(f"/plans/1/items/{item_id}/split", {}, 422)
    place = re.search(r'name="at" value="(\d+)"', browser.page)
    assert place
    browser.send(f"/plans/1/items/{item_id}/split", {"at": place[1]})
    assert item_id not in item_ids(browser)
    undo = re.search(r'action="(/plans/1/changes/\d+/undo)"', browser.page)
    assert undo
    browser.send(undo[1], {})
    assert item_id in item_ids(browser)


def add_missed(browser: Browser) -> None:
    """Add a paragraph of the document as an item."""
    page = browser.open("/plans/1/items/new")
    place = re.search(r'href="(/plans/1/items/new\?span=\d+-\d+)"', page)
    assert place
    browser.open(place[1])
    form = {"addressee": "Sở Xây dựng", "role": "executing", "bindingness": "order"}
    browser.send("/plans/1/items/new", form | {"kind": "duty"})


def answer_findings(browser: Browser) -> None:
    """Answer every open finding."""
    pattern = r'formaction="(/plans/1/findings/\d+)"'
    for action in sorted(set(re.findall(pattern, browser.open("/plans/1/findings")))):
        page = browser.open("/plans/1/findings")
        form = re.search(r'<form id="answers".*?</form>', page, re.DOTALL)
        assert form
        hidden = dict(re.findall(r'name="(\w+)" value="([^"]*)"', form[0]))
        number = action.rpartition("/")[2]
        answer = {**hidden, f"note-{number}": "Giữ nguyên như văn bản."}
        assert browser.client.post(action, data=answer).status_code == 303
    assert 'formaction="' not in browser.open("/plans/1/findings")


def choose_agency(browser: Browser, name: str) -> None:
    """Say that `name` means the first agency offered."""
    path = f"/plans/1/addressees/choose?name={name}"
    found = re.search(r'name="agency_ids" value="(\d+)"', browser.open(path))
    assert found
    form = {"class": "", "agency_ids": [found[1]], "name": name, "remember": "yes"}
    action = re.search(r'action="(/plans/1/addressees/choose\?[^"]*)"', browser.page)
    assert action
    browser.page = browser.page.replace(action[1], "/plans/1/addressees/choose")
    browser.send("/plans/1/addressees/choose", form)


@pytest.mark.parametrize(
    "path",
    [
        "/dashboard",
        "/dashboard?plan=1",
        "/plans",
        "/plans?q=song+nuoc",
        "/plans/1",
        "/plans/1?review=rejected",
        "/plans/1?flagged=true",
        "/plans/1?section=II",
        "/plans/1?at=900",
        "/plans/1?findings=info",
        "/plans/1/changes",
        "/plans/1/findings?open=false",
        "/plans/1/items/new",
        "/plans/1/findings",
        "/plans/1/addressees",
        "/plans/1/issue",
        "/plans/1/document",
        "/assignments",
        "/assignments?state=open&standing=on_track,due_soon&role=lead,executing&bindingness=order",
        "/review",
        "/chase",
        "/chase?standing=due_soon",
        "/inbox",
        "/inbox?unread=true",
        "/admin/agencies?q=so",
        "/admin/agencies/1",
    ],
)
def test_a_coordinators_page_opens(issued: Browser, path: str) -> None:
    assert "<h1>" in issued.open(path)


def test_every_link_of_the_dashboard_opens(issued: Browser) -> None:
    links = set(re.findall(r'href="(/(?:assignments|dashboard)[^"]*)"', issued.open("/dashboard")))
    assert len(links) > 6
    for link in links:
        issued.open(link.replace("&amp;", "&"))


def test_the_officers_work_opens_and_moves(issued: Browser, system: embedded.Embedded) -> None:
    officer = Browser(system.app.test_client(), "so-y-te")
    found = re.search(r'href="(/assignments/\d+)"', officer.open("/work"))
    assert found
    officer.open(found[1])
    officer.send(f"{found[1]}/actions/accept", {})
    officer.open(found[1])
    proof = {"number": "12/BC-SYT", "issued_on": "32/11/2026", "sent_to": "UBND tỉnh"}
    response = officer.send(f"{found[1]}/actions/submit", proof, 422)
    assert 'value="32/11/2026"' in response.text
    assert 'id="issued_on-error"' in response.text
    stale = officer.page
    officer.send(f"{found[1]}/actions/update", {"note": "Đã soạn xong."})
    officer.page = stale
    response = officer.send(f"{found[1]}/actions/update", {"note": "Gửi lại."}, 422)
    assert "đã được gửi trước đó với nội dung khác" in response.text
    officer.page = re.sub(r'name="key" value="[^"]*"', 'name="key" value="another-key"', stale)
    response = officer.send(f"{found[1]}/actions/update", {"note": "Gửi lại."}, 412)
    assert "Có người vừa thay đổi mục này" in response.text
    assert "Gửi lại." in response.text
    assert "Đã soạn xong." in officer.open(found[1])


def test_a_stranger_sees_nothing_of_anothers_work(system: embedded.Embedded) -> None:
    client = system.app.test_client()
    assert client.get("/assignments/1").headers["Location"].startswith("/login?next=")


def test_an_agency_is_changed_by_the_administrator(admin: Browser) -> None:
    page = admin.open("/admin/agencies?q=so+y+te")
    found = re.search(r'href="(/admin/agencies/\d+)"', page)
    assert found
    admin.open(found[1])
    form = {"name": "Sở Y tế", "kind": "department", "email": "so-y-te@example.org"}
    admin.send(found[1], form | {"active": "yes"})
    assert "so-y-te@example.org" in admin.open("/admin/agencies?q=so+y+te")


def test_an_assignments_whole_life_is_led_by_forms(
    issued: Browser, system: embedded.Embedded
) -> None:
    officer = Browser(system.app.test_client(), "so-y-te")
    found = re.findall(r'href="(/assignments/\d+)"', officer.open("/work?state=not_started"))
    assert found
    duty = found[-1]

    def step(who: Browser, action: str, **form: str) -> str:
        who.open(duty)
        who.send(f"{duty}/actions/{action}", form)
        return who.open(duty)

    week = clock.today() + dt.timedelta(days=7)
    later = [f"{week + dt.timedelta(days=7 * n):%d/%m/%Y}" for n in range(4)]
    assert later[0] in step(issued, "set_deadline", due_on=later[0], note="Theo kết luận")
    assert "Phòng Bảo trợ" in step(officer, "hand_over", assignee="Phòng Bảo trợ xã hội")
    blocked = step(officer, "raise_blocker", note="Chưa có kinh phí")
    assert "có vướng mắc" in blocked
    assert "hết vướng mắc" in step(issued, "resolve_blocker", note="Đã cấp kinh phí")
    asked = step(officer, "request_extension", due_on=later[2], note="Chờ số liệu")
    assert "xin gia hạn, chờ quyết định" in asked
    assert duty in issued.open("/review")
    step(issued, "decide_extension", decision="counter", due_on=later[1])
    assert "đã gia hạn" in step(officer, "decide_extension", decision="grant")
    assert "đã gọi điện" in step(issued, "chase", channel="phone", note="Nhắc qua điện thoại")
    held = step(issued, "hold", review_on=later[0], note="Chờ Nghị quyết")
    assert "tạm hoãn" in held
    step(issued, "resume")
    moved = step(issued, "reassign", agency="Văn phòng UBND tỉnh", note="Đúng chức năng")
    assert "nhiệm vụ thay thế" in moved


def test_an_account_gets_other_roles_and_a_new_password_by_the_pages(
    admin: Browser, system: embedded.Embedded
) -> None:
    page = admin.open("/admin/accounts?q=so-y-te")
    found = re.search(r'href="(/admin/accounts/\d+)"', page)
    assert found
    account = found[1]
    agency = re.search(r'<option value="(\d+)" selected>Sở Y tế<', admin.open(account))
    assert agency
    office = {"agency_id": agency[1], "roles": ["officer", "head"]}
    admin.send(f"{account}/office", {"agency_id": agency[1], "roles": []}, 422)
    admin.send(f"{account}/office", office)
    admin.open(account)
    refused = admin.send(f"{account}/password", {"password": "ngắn"}, 422)
    assert "Dùng từ 8 đến 200 ký tự." in refused.text
    admin.send(f"{account}/password", {"password": "mật khẩu tạm"})
    officer = system.app.test_client()
    log_in(officer, "so-y-te", "mật khẩu tạm")
    form = {"current_password": "mật khẩu tạm", "new_password": PASSWORD, "again": PASSWORD}
    refused = change_password(officer, form | {"again": "khác"}, 422)
    assert "không giống nhau" in refused.text
    refused = change_password(officer, form | {"current_password": "sai"}, 422)
    assert "Không phải mật khẩu đang dùng." in refused.text
    change_password(officer, form, 303)
    assert "Đã đổi mật khẩu." in officer.get("/work").text
    assert "thủ trưởng" in Browser(system.app.test_client(), "so-y-te").open("/work")


def log_in(client: FlaskClient, username: str, password: str) -> None:
    """Log in with another password than the tests'."""
    token = hidden(client.get("/login").text, "csrf")
    account = {"username": username, "password": password, "csrf": token}
    assert client.post("/login", data=account).status_code == 303


def change_password(client: FlaskClient, form: Mapping[str, str], status: int) -> TestResponse:
    """Send the form of one's own password."""
    token = hidden(client.get("/password").text, "csrf")
    response = client.post("/password", data={**form, "csrf": token})
    assert response.status_code == status, response.text
    return response


def hidden(page: str, name: str) -> str:
    """Return the value of a page's hidden field."""
    found = re.search(rf'<input type="hidden" name="{name}" value="([^"]*)"', page)
    assert found
    return found[1]
