"""Sắp xếp tổ chức over the real services: from writing a decree down to taking it back."""

import re

import pytest

from dondoc import embedded
from tests.contract.pages.decree import PLAN
from tests.contract.pages.test_against_services import (  # noqa: F401 - fixtures
    PASSWORD,
    Browser,
    admin,
    system,
)
from tests.contract.pages.test_families import imported, issue, wait_for

LABOUR, HOME = "Sở Lao động - Thương binh và Xã hội", "Sở Nội vụ"
DECREE = {
    "title": "Sắp xếp các sở",
    "basis_kind": "Nghị quyết",
    "basis_number": "12/NQ-HĐND",
    "basis_issued_on": "02/01/2026",
    "effective_on": "01/03/2026",
    "change": "split",
    "from": LABOUR,
    "to": f"Sở Y tế | trẻ em | trẻ em, xâm hại\n{HOME} | lao động | lao động, việc làm",
}


@pytest.fixture(scope="module")
def work(admin: Browser, system: embedded.Embedded) -> Browser:  # noqa: F811 - a fixture
    """Return the administrator, after a plan gave the department three duties."""
    admin.open("/admin/agencies/new")
    admin.send("/admin/agencies/new", {"name": LABOUR, "kind": "department"})
    admin.open("/admin/accounts")
    [(agency_id, _)] = [
        one
        for one in re.findall(r'<option value="(\d+)"[^>]*>([^<]+)<', admin.page)
        if one[1] == LABOUR
    ]
    account = {"username": "so-ldtbxh", "password": PASSWORD, "agency_id": agency_id}
    admin.send("/admin/accounts", account | {"roles": ["officer"]})
    coordinator = Browser(system.app.test_client(), "coordinator")
    plan = imported(coordinator, PLAN)
    issue(coordinator, plan)
    wait_for(coordinator, f"/assignments?plan={plan[7:]}", "/assignments/")
    return admin


def test_a_decree_is_written_tried_decided_applied_and_reverted(
    work: Browser,
    system: embedded.Embedded,  # noqa: F811 - a fixture
) -> None:
    work.open("/admin/reorganisations/new")
    path = work.send("/admin/reorganisations/new", DECREE).headers["Location"]
    html = work.open(path)
    assert "Chạy thử: mọi việc sẽ đi đâu" in html
    assert "so-ldtbxh" in html
    assert "Thực hiện sắp xếp" not in html  # something waits
    assert re.search(rf"Sẽ thành lập mới[^<]*{HOME}", html)
    assert f"Mọi tài khoản của {LABOUR}" in html

    [agency_id] = re.findall(r'name="proposals" value="(\d+)"', html)
    work.send(f"{path}/decide", {"proposals": agency_id})
    html = work.open(path)
    [plan_field] = re.findall(rf'name="(to\.rest\.{agency_id}\.\d+)"', html)
    [account_field] = re.findall(rf'name="(to\.accounts\.{agency_id}\.\d+)"', html)
    health = re.findall(r'<option value="(\d+)"[^>]*>Sở Y tế<', html)[0]
    decided = work.client.post(f"{path}/decide", data=hidden(work) | {plan_field: "new1"})
    assert decided.status_code == 303
    work.open(path)
    assert (
        work.client.post(f"{path}/decide", data=hidden(work) | {account_field: health}).status_code
        == 303
    )
    work.open(path)
    work.send(f"{path}/apply", {})
    officer = Browser(system.app.test_client(), "so-ldtbxh")
    wait_for(officer, "/work", "xâm hại trẻ em")
    assert "sàn giao dịch" not in officer.page
    wait_for(work, path, "trở về cơ quan cũ")
    assert "đã thực hiện" in work.open("/admin/reorganisations")

    work.open(path)
    work.send(f"{path}/revert", {"reason": "Nghị quyết bị bãi bỏ"})
    assert "Nghị quyết bị bãi bỏ" in work.open(path)
    again = Browser(system.app.test_client(), "so-ldtbxh")
    wait_for(again, "/work", "sàn giao dịch")
    assert "đã hoàn tác" in work.open("/admin/reorganisations")


def hidden(browser: Browser) -> dict[str, str]:
    """Return the hidden fields of a decision's form on the open page."""
    found = re.search(
        r'<form method="post" action="[^"]*/decide".*?</form>', browser.page, re.DOTALL
    )
    assert found
    return dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', found[0]))


def test_a_change_that_names_nobody_is_told_where_it_was_typed(admin: Browser) -> None:  # noqa: F811
    admin.open("/admin/reorganisations/new")
    told = admin.send("/admin/reorganisations/new", DECREE | {"from": "Sở Không Có"}, status=422)
    said = r'id="from-error">Không có cơ quan nào đang hoạt động mang tên “Sở Không Có”\.<'
    assert re.search(said + r'.*?<textarea id="from"[^>]*>Sở Không Có<', told.text, re.DOTALL)


def test_a_change_is_added_and_taken_out(admin: Browser) -> None:  # noqa: F811 - a fixture
    admin.open("/admin/reorganisations/new")
    renaming = DECREE | {"change": "rename", "from": "Sở Xây dựng", "to": "", "name": "Sở Hạ tầng"}
    path = admin.send("/admin/reorganisations/new", renaming).headers["Location"]
    admin.open(f"{path}/edit")
    more = {"change": "transfer", "from": "Sở Y tế", "to": "Sở Gõ Nhầm | dân số | dân số"}
    admin.send(f"{path}/edit", DECREE | more)
    assert "Chuyển một lĩnh vực:" in admin.open(path)
    assert re.search(r"Sẽ thành lập mới[^<]*Sở Gõ Nhầm", admin.page)
    admin.client.post(f"{path}/drop", data=_dropping(admin) | {"place": "1"})
    assert "Chuyển một lĩnh vực:" not in admin.open(path)
    assert "Sẽ thành lập mới" not in admin.page


def _dropping(browser: Browser) -> dict[str, str]:
    found = re.search(r'<form method="post" action="[^"]*/drop".*?</form>', browser.page, re.DOTALL)
    assert found
    return dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', found[0]))
