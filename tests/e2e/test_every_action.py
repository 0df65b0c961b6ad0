"""Each thing that can be done to an assignment is done once by its own form, without scripts."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import pytest
from playwright.sync_api import Browser, expect

from gateway.pages.forms import BY_ACTION, FORMS
from services.tasks.model import Action
from tests import job
from tests.e2e.conftest import Site
from tests.e2e.visitors import Visitor, document

pytestmark = pytest.mark.browser

AGENCY: Final = "Sở Xây dựng"
OFFICER: Final = "so-xay-dung"
COORDINATOR: Final = "coordinator"
DOCUMENT: Final = {"number": "7/BC-SXD", "issued_on": "20/11/2026", "sent_to": "UBND tỉnh"}
WHOLE_LIFE: Final[tuple[tuple[str, str, Mapping[str, str]], ...]] = (
    (OFFICER, "accept", {}),
    (OFFICER, "start", {}),
    (OFFICER, "update", {"note": "Đã kiểm tra mười bến"}),
    (OFFICER, "hand_over", {"assignee": "Phòng Quản lý vận tải"}),
    (OFFICER, "request_extension", {"due_on": "20/12/2030", "note": "Nước còn lớn"}),
    (COORDINATOR, "decide_extension", {"decision": "grant"}),
    (OFFICER, "raise_blocker", {"note": "Thiếu ca nô"}),
    (COORDINATOR, "resolve_blocker", {"note": "Mượn của Công an tỉnh"}),
    (COORDINATOR, "chase", {"channel": "phone", "note": "Đề nghị báo cáo trong tuần"}),
    (COORDINATOR, "set_deadline", {"due_on": "30/12/2030", "note": "Theo kết luận cuộc họp"}),
    (COORDINATOR, "set_monitor", {"monitor": COORDINATOR}),
    (COORDINATOR, "hold", {"review_on": "in ten days", "note": "Chờ qua mùa lũ"}),
    (COORDINATOR, "resume", {}),
    (OFFICER, "submit", DOCUMENT),
    (COORDINATOR, "return", {"note": "Thiếu danh sách bến"}),
    (OFFICER, "submit", {**DOCUMENT, "number": "8/BC-SXD"}),
    (COORDINATOR, "approve", {}),
)
GIVEN_WRONGLY: Final[tuple[tuple[str, str, Mapping[str, str]], ...]] = (
    (OFFICER, "decline", {"note": "Không thuộc chức năng"}),
    (COORDINATOR, "reassign", {"agency": "Sở Tài chính", "note": "Đúng chức năng hơn"}),
)
NEEDED_NO_MORE: Final[tuple[tuple[str, str, Mapping[str, str]], ...]] = (
    (COORDINATOR, "withdraw", {"note": "Đã làm trong kế hoạch khác"}),
)


@dataclass
class Desks:
    """A browser for each of those who act."""

    at: Mapping[str, Visitor]
    done: set[str] = field(default_factory=set)

    def act(self, number: int, who: str, action: str, fields: Mapping[str, str]) -> None:
        """Fill in the action's own form and see it confirmed."""
        visitor = self.at[who]
        visitor.go(f"/assignments/{number}")
        form = visitor.page.locator(f'form[action$="/{number}/actions/{action}"]:has(button.btn)')
        sheet = visitor.page.locator("details").filter(has=form)
        if sheet.get_attribute("open") is None:
            sheet.locator("summary").first.click()
        for name, value in fields.items():
            given = form.locator(f'[name="{name}"]')
            if given.evaluate("one => one.tagName") == "SELECT":
                given.select_option(value)
            else:
                given.fill(value)
        form.get_by_role("button", name=BY_ACTION[action].button, exact=True).click()
        expect(visitor.page.get_by_role("status")).to_contain_text(BY_ACTION[action].done)
        self.done.add(action)


@pytest.fixture
def desks(chromium: Browser, site: Site, artefacts: Path) -> Desks:
    return Desks(dict(_seats(chromium, site, artefacts)))


def _seats(chromium: Browser, site: Site, artefacts: Path) -> Iterator[tuple[str, Visitor]]:
    for who in (OFFICER, COORDINATOR):
        visitor = Visitor.come(chromium, site, artefacts, 1440, scripts=False)
        visitor.log_in(who)
        yield who, visitor


@pytest.fixture
def duties(site: Site) -> list[int]:
    """Return three duties of the agency, of a plan of their own."""
    with site.log_in(COORDINATOR) as coordinator:
        paper = document("every-action")
        files = {"file": (paper["name"], paper["buffer"], paper["mimeType"])}
        draft = coordinator.post("/plans/imports", files=files).raise_for_status().json()
        job.issue(coordinator, draft["id"])
        found = job.assignments(coordinator, draft["id"])
        # What everybody has to report cannot be given to somebody else: it comes last.
        ours = sorted(
            filter(_is_ours, found), key=lambda one: "báo cáo kết quả thực hiện" in one["text"]
        )
        assert len(ours) >= 3
        return [one["id"] for one in (*ours[:2], ours[-1])]


def _is_ours(one: Mapping[str, Any]) -> bool:
    return bool(one["agency"]["name"] == AGENCY and one["role"] != "coordinating")


def test_every_action_has_a_form_that_works(desks: Desks, duties: list[int], site: Site) -> None:
    soon = job.in_days(10)
    for who, action, fields in WHOLE_LIFE:
        desks.act(duties[0], who, action, {**fields, **_dated(fields, soon)})
    for number, steps in zip(duties[1:], (GIVEN_WRONGLY, NEEDED_NO_MORE), strict=True):
        for who, action, fields in steps:
            desks.act(number, who, action, fields)
    desks.at[COORDINATOR].go(f"/assignments/{duties[0]}")
    desks.at[COORDINATOR].show("whole-life")
    assert desks.done == set(Action) == {form.action for form in FORMS}


def _dated(fields: Mapping[str, str], day: str) -> dict[str, str]:
    return {"review_on": day} if "review_on" in fields else {}
