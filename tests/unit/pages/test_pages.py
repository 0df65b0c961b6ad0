"""Each page, in both languages, from what the services answer."""

import re
from typing import Any

import pytest

from tests.unit.pages import recorded
from tests.unit.pages.conftest import World

PAGES = {
    "/work": ("Việc của đơn vị", "Our work"),
    "/assignments": ("Nhiệm vụ", "Assignments"),
    "/assignments/42": ("Câu giao việc", "The assigning sentence"),
    "/plans": ("Nhập kế hoạch", "Import a plan"),
    "/plans/3": ("Rà soát:", "Review:"),
    "/plans/3/findings": ("Điểm cần xem", "Findings"),
    "/plans/3/items/11": ("Sửa mục", "Correct the item"),
    "/plans/3/changes": ("Những gì đã sửa", "What was changed"),
    "/plans/3/items/new": ("Thêm từ đây", "Add from here"),
    "/plans/3/items/new?span=36-58": ("trích nguyên văn", "quoted from the document"),
    "/plans/3/addressees": ("Cơ quan được nêu", "Agencies named"),
    "/plans/3/addressees/choose?name=Sở Y tế": ("“Sở Y tế” là ai?", "Who is “Sở Y tế”?"),
    "/plans/3/issue": ("Trước khi ban hành", "Before issuing"),
    "/plans/3/family": ("Quan hệ văn bản", "Related plans"),
    "/plans/3/difference": ("Khác biệt giữa hai kế hoạch", "Difference between two plans"),
    "/plans/3/coverage": ("Cụ thể hóa kế hoạch cấp trên", "Coverage of the parent plan"),
    "/plans/3/document?at=36-58": ("Văn bản", "Document"),
    "/dashboard": ("Cần xử lý ngay", "Needs attention now"),
    "/review": ("chờ quyết định", "awaits a decision"),
    "/chase": ("Các lần đôn đốc trước", "Earlier rounds"),
    "/inbox": ("Hộp thư", "Inbox"),
    "/admin/agencies": ("Thêm cơ quan", "Add an agency"),
    "/admin/agencies/new": ("Tên đầy đủ", "Full name"),
    "/admin/agencies/7": ("Đang hoạt động", "Active"),
    "/admin/stuck": ("Người xử lý", "Who must act"),
    "/admin/accounts": ("Mở tài khoản", "Open an account"),
    "/admin/accounts/70": ("Đặt mật khẩu mới", "Set a new password"),
    "/password": ("Gõ lại mật khẩu mới", "Type the new password again"),
    "/admin/variants": ("Quy trình theo loại văn bản", "Rules by kind of document"),
    "/admin/variants/plan": ("Việc được làm", "Asked before the day"),
}
ROLES = ("officer", "coordinator", "admin")
EMPTY = recorded.listed()


@pytest.mark.parametrize("path", PAGES)
def test_a_page_speaks_vietnamese(world: World, path: str) -> None:
    world.log_in(*ROLES)
    assert PAGES[path][0] in world.read(path)


@pytest.mark.parametrize("path", PAGES)
def test_a_page_speaks_english(world: World, path: str) -> None:
    world.log_in(*ROLES, language="en")
    html = world.read(path)
    assert PAGES[path][1] in html
    assert '<html lang="en">' in html


@pytest.mark.parametrize("path", PAGES)
def test_ids_are_unique_and_labels_name_what_they_label(world: World, path: str) -> None:
    world.log_in(*ROLES)
    html = world.read(path)
    ids = re.findall(r'\sid="([^"]+)"', html)
    assert len(ids) == len(set(ids))
    named = re.findall(r'(?:for|aria-labelledby)="([^"]+)"', html)
    described = " ".join(re.findall(r'aria-describedby="([^"]+)"', html)).split()
    assert set(named) | set(described) <= set(ids)
    assert set(re.findall(r'\sform="([^"]+)"', html)) <= set(ids)


@pytest.mark.parametrize("path", PAGES)
def test_every_form_that_changes_something_is_sealed(world: World, path: str) -> None:
    world.log_in(*ROLES)
    forms = re.findall(r'<form[^>]*method="post".*?</form>', world.read(path), re.DOTALL)
    assert forms
    for form in forms:
        assert f'name="csrf" value="{world.csrf()}"' in form
        assert 'name="key"' in form or 'action="/logout"' in form


@pytest.mark.parametrize(
    ("script", "api", "path", "words"),
    [
        ("tasks", "/assignments", "/work", "Chưa có nhiệm vụ nào."),
        ("tasks", "/assignments", "/work?q=khác", "Không có nhiệm vụ nào khớp."),
        ("tasks", "/reviews", "/review", "Không có gì chờ duyệt."),
        ("tasks", "/assignments", "/chase", "Không có nhiệm vụ nào cần đôn đốc."),
        ("tasks", "/chases", "/chase", "Chưa có lần nào."),
        ("tasks", "/assignments/exceptions", "/dashboard", "Không có việc nào quá hạn."),
        ("plans", "/plans", "/plans", "Chưa có kế hoạch nào."),
        ("plans", "/plans/3/items", "/plans/3", "Không có mục nào ở đây."),
        ("plans", "/plans/3/items", "/plans/3?review=pending", "Không còn mục nào chờ rà soát."),
        ("plans", "/plans/3/changes", "/plans/3/changes", "Chưa ai sửa gì."),
        ("plans", "/plans/3/findings", "/plans/3/findings", "Không có điểm nào cần xem."),
        ("plans", "/plans/3/addressees", "/plans/3/addressees", "Văn bản không nêu cơ quan nào."),
        ("identity", "/agencies", "/admin/agencies", "Chưa có cơ quan nào."),
        ("identity", "/accounts", "/admin/accounts", "Không có tài khoản nào khớp."),
        ("notify", "/inbox", "/inbox", "Hộp thư trống."),
    ],
)
def test_an_empty_list_says_so(world: World, script: str, api: str, path: str, words: str) -> None:
    world.log_in(*ROLES)
    getattr(world, script).on("GET", api, EMPTY | {"unread": 0})
    assert words in world.read(path)


def test_a_standing_is_told_by_word_shape_and_reason(world: World) -> None:
    world.log_in("officer")
    html = world.read("/work")
    assert '<span class="st critical">quá hạn nghiêm trọng</span>' in html
    assert "Quá hạn 18 ngày (hạn 03/11/2026)" in html


def test_our_work_is_that_of_the_visitors_agency(world: World) -> None:
    world.log_in("officer")
    world.read("/work?standing=overdue&q=tre+em")
    assert world.tasks.query("/assignments") == {
        "agency": ["7"],
        "standing": ["overdue"],
        "q": ["tre em"],
        "limit": ["30"],
    }


def test_a_filter_keeps_the_search_and_the_search_the_filter(world: World) -> None:
    world.log_in("officer")
    html = world.read("/work?standing=overdue&q=tre+em")
    assert 'href="/work?q=tre+em&amp;state=returned"' in html
    assert '<input type="hidden" name="standing" value="overdue">' in html
    assert 'href="/work?q=tre+em&amp;standing=overdue" aria-current="true"' in html


def test_the_next_page_keeps_the_filters(world: World) -> None:
    world.log_in("officer")
    page = recorded.listed(recorded.assignment(), following="c/+=")
    world.tasks.on("GET", "/assignments", page)
    assert 'href="/work?q=a&amp;cursor=c%2F%2B%3D"' in world.read("/work?q=a")


def test_an_assignment_shows_only_the_actions_it_lists(world: World) -> None:
    world.log_in("officer")
    html = world.read("/assignments/42")
    assert set(re.findall(r'action="/assignments/42/actions/(\w+)"', html)) == {
        "update",
        "submit",
        "decline",
    }


def test_an_action_new_to_the_pages_still_gets_a_form(world: World) -> None:
    world.log_in("officer")
    shown = recorded.detail(available_actions=["request_extension"])
    world.tasks.on("GET", "/assignments/42", shown)
    assert 'action="/assignments/42/actions/request_extension"' in world.read("/assignments/42")


def test_an_assignment_links_to_its_place_in_the_document(world: World) -> None:
    world.log_in("officer")
    assert 'href="/plans/3/document?at=120-210#here"' in world.read("/assignments/42")


def test_the_document_marks_the_asked_place(world: World) -> None:
    world.log_in("officer")
    start, end = recorded.item()["span"]
    html = world.read(f"/plans/3/document?at={start}-{end}")
    assert '<mark class="now" id="here">Chủ trì khám sàng lọc.</mark>' in html


@pytest.mark.parametrize("place", ["9-3", "x", "1-", "999999999-9999999999"])
def test_a_place_outside_the_document_is_no_error(world: World, place: str) -> None:
    world.log_in("officer")
    world.read(f"/plans/3/document?at={place}&from=99999999999")


def test_an_assignment_shows_while_notify_is_away(world: World) -> None:
    world.log_in("officer")
    world.notify.refuse("GET", "/messages", 503, "unavailable")
    world.notify.refuse("GET", "/inbox", 503, "unavailable")
    assert "Phần gửi tin tạm ngừng" in world.read("/assignments/42")


def test_an_issued_plan_offers_no_review(world: World) -> None:
    world.log_in("officer")
    shown = recorded.plan(state="issued", available_actions=[])
    world.plans.on("GET", "/plans/3", shown)
    html = world.read("/plans/3")
    assert "<form id" not in html
    assert "Ban hành…" not in html
    assert "Nhiệm vụ của kế hoạch này" in html


def test_the_review_marks_items_in_the_document_and_links_both_ways(world: World) -> None:
    world.log_in("coordinator")
    html = world.read("/plans/3")
    assert '<mark class="item pending order" id="text-11" data-label="NV">' in html
    assert '<mark class="item accepted order" id="text-12" data-label="NV ✓">' in html
    assert '<mark class="agency" data-label="CQ">' in html
    assert '<a href="#item-12">' in html
    assert 'id="item-11"' in html
    assert 'href="#text-11"' in html


def test_a_finding_is_marked_where_it_lies_and_leads_to_its_answer(world: World) -> None:
    world.log_in("coordinator")
    html = world.read("/plans/3")
    assert '<mark class="finding" id="place-5" data-label="■"><a href="#finding-5">' in html
    assert 'href="/plans/3?at=36#place-5"' in html


REMEDIES: dict[str, tuple[dict[str, Any], str]] = {
    "set_header": ({"field": "number"}, 'name="value-5"'),
    "set_deadline": ({"item": 11, "value": "2026-11-13"}, "Dùng thứ Sáu 13/11/2026"),
    "map_addressee": (
        {"addressee": "Sở Y", "candidates": [recorded.HEALTH]},
        'name="agency" value="7"',
    ),
    "add_item": ({}, 'href="/plans/3/items/new?span=36-58"'),
    "correct_item": ({"item": 11}, 'href="/plans/3/items/11"'),
}


@pytest.mark.parametrize("action", REMEDIES)
def test_each_finding_offers_what_settles_it(world: World, action: str) -> None:
    world.log_in("coordinator")
    about, offered = REMEDIES[action]
    remedy = recorded.remedy(action, **about)
    shown = recorded.listed(recorded.finding(remedy=remedy))
    world.plans.on("GET", "/plans/3/findings", shown)
    html = world.read("/plans/3")
    assert offered in html[html.index('id="finding-5"') :]
    assert 'name="note-5"' in html


def test_only_the_review_may_run_our_script(world: World) -> None:
    world.log_in("coordinator")
    response = world.browser.get("/plans/3")
    assert response.headers["Content-Security-Policy"].endswith("; script-src 'self'")
    assert re.findall(r"<script[^>]*>", response.text) == [
        '<script src="/static/select.'
        + re.findall(r"select\.(\w+)\.js", response.text)[0]
        + '.js" defer>'
    ]
    assert not re.search(r"\s(?:on\w+|style)=", response.text)


def test_a_correction_is_shown_beside_what_was_extracted(world: World) -> None:
    world.log_in("coordinator")
    original = recorded.item()["original"] | {"text": "Chủ trì khám tim."}
    shown = recorded.item(corrected=["text"], original=original)
    world.plans.on("GET", "/plans/3/items/11", shown)
    html = world.read("/plans/3/items/11")
    assert "<del>" in html
    assert "sàng lọc.</ins>" in html


def test_an_act_is_shown_with_its_difference_and_who_did_it(world: World) -> None:
    world.log_in("coordinator")
    html = world.read("/plans/3/changes")
    assert "coordinator, 09:00 21/11/2026" in html
    assert re.search(r"Nội dung:.*<del>.*lọc\.</del>.*<ins>.*lọc tim\.</ins>", html, re.DOTALL)


def test_the_summary_tells_channels_new_agencies_and_silent_ones(world: World) -> None:
    world.log_in("coordinator")
    html = world.read("/plans/3/issue")
    assert "2 cơ quan được báo" in html
    assert "hộp thư, thư điện tử" in html
    assert "sẽ thêm vào danh bạ" in html
    world.identity.on("GET", "/agencies", recorded.listed(recorded.agency(email=None)))
    assert "1 cơ quan chưa có thư điện tử hay số điện thoại" in world.read("/plans/3/issue")


def test_paragraphs_that_have_an_item_say_so(world: World) -> None:
    world.log_in("coordinator")
    html = world.read("/plans/3/items/new")
    assert html.count('class="taken"') == 2
    assert 'href="/plans/3/items/new?span=34-58"' in html


def test_a_name_without_an_agency_stands_out(world: World) -> None:
    world.log_in("coordinator")
    bare = recorded.party(addressee="Trạm Thủy văn", resolution="unresolved", agencies=[], count=0)
    world.plans.on("GET", "/plans/3/items", recorded.listed(recorded.item(parties=[bare])))
    assert "choose?name=Tr%E1%BA%A1m%20Th%E1%BB%A7y%20v%C4%83n" in world.read("/plans/3")


def test_the_four_cells_link_to_the_lists_behind_them(world: World) -> None:
    world.log_in("coordinator")
    html = world.read("/dashboard?plan=3")
    overdue = "plan=3&amp;role=lead%2Cexecuting&amp;bindingness=order&amp;state=open"
    assert f'href="/assignments?{overdue}&amp;standing=overdue%2Ccritical"' in html
    assert '<span class="st critical">18 ngày</span>' in html
    assert "Thủ trưởng Sở Y tế" in html


def test_the_heat_table_shades_by_the_greatest_count(world: World) -> None:
    world.log_in("coordinator")
    rows = [
        recorded.figures(open_overdue=count) | {"agency": recorded.HEALTH, "plan": recorded.PLAN}
        for count in (9, 3, 0)
    ]
    world.tasks.on("GET", "/statistics", recorded.statistics("agency", *rows))
    html = world.read("/dashboard")
    assert '<td class="late3">' in html
    assert '<td class="late1">' in html
    assert '<span aria-label="0">·</span>' in html


def test_a_problem_is_told_in_words_with_its_status(world: World) -> None:
    world.log_in("officer")
    assert "Không có gì ở đây mà bạn được xem." in world.read("/assignments/404", 404)
    world.tasks.refuse("GET", "/assignments", 503, "unavailable")
    assert "tạm ngừng" in world.read("/work", 503)


def test_an_unknown_problem_shows_its_own_words(world: World) -> None:
    world.log_in("officer")
    world.tasks.refuse("GET", "/assignments", 500, "problem", detail="tell us the request id")
    assert "tell us the request id" in world.read("/work", 500)


@pytest.mark.parametrize(("waiting", "shown"), [(0, None), (3, "3"), (10, "9+")])
def test_the_header_tells_how_much_awaits_a_decision(
    world: World, waiting: int, shown: str | None
) -> None:
    world.log_in("coordinator")
    world.tasks.on("GET", "/reviews", recorded.listed(*[recorded.assignment()] * waiting))
    found = re.search(r"chờ duyệt: </span>([^<]+)<", world.read("/inbox"))
    assert (found and found[1]) == shown


def test_a_header_without_the_tasks_service_still_stands(world: World) -> None:
    world.log_in("coordinator")
    world.tasks.refuse("GET", "/reviews", 503, "unavailable")
    assert "chờ duyệt:" not in world.read("/inbox")


def test_a_list_of_one_plan_says_so_and_leads_out(world: World) -> None:
    world.log_in("coordinator")
    html = world.read("/assignments?plan=3&state=returned")
    assert re.search(r'<a href="/assignments\?state=returned">Kế hoạch: [^<]+<', html)
    assert "Trạng thái:" not in html


def test_the_list_behind_a_number_tells_what_was_counted(world: World) -> None:
    world.log_in("coordinator")
    counted = "role=lead,executing&state=open&standing=overdue,critical"
    html = world.read(f"/assignments?{counted}")
    assert "Vai trò: chủ trì, thực hiện" in html
    assert "Trạng thái: chưa hoàn thành" in html
    assert "Tiến độ: quá hạn, quá hạn nghiêm trọng" in html


def test_a_list_of_all_tells_no_condition(world: World) -> None:
    world.log_in("officer")
    assert "Chỉ hiện:" not in world.read("/work")


def test_an_agency_added_to_an_item_that_is_led_is_a_partner_at_first(world: World) -> None:
    world.log_in("coordinator")
    led = recorded.item(parties=[recorded.party(role="lead")])
    world.plans.on("GET", "/plans/3/items/11", led)
    html = world.read("/plans/3/items/11")
    chosen = re.findall(r'<option value="(\w+)" selected>', html.partition("<fieldset>")[2])
    assert chosen[:3] == ["lead", "coordinating", "coordinating"]


def test_nothing_is_offered_for_the_ticked_where_nothing_can_be_ticked(world: World) -> None:
    world.log_in("coordinator")
    waits = {"waiting_since": "2026-11-20T01:00:00+00:00", "decide_by": None}
    asked = recorded.assignment(
        available_actions=["decide_extension"], waits_for="extension", **waits
    )
    world.tasks.on("GET", "/reviews", recorded.listed(asked))
    html = world.read("/review")
    assert "Xem và quyết định" in html
    assert "Với các nhiệm vụ đã chọn" not in html


def test_letters_of_one_title_are_told_apart_by_the_duty_they_quote(world: World) -> None:
    letter = (
        "Kính gửi: Sở Y tế\n\nNội dung (mục IV, 45/KH-UBND: Phòng (chống) đuối nước): “{}”\n\nHết."
    )
    duties = ("Tập huấn “sơ cứu” cho giáo viên.", "Lập danh mục điểm nguy hiểm.")
    notices = [recorded.notice(id=n, text=letter.format(duty)) for n, duty in enumerate(duties)]
    world.notify.on("GET", "/inbox", recorded.listed(*notices, recorded.notice()) | {"unread": 3})
    world.log_in("officer")
    html = world.read("/inbox")
    assert all(f'<p class="muted">{duty}</p>' in html for duty in duties)
    assert html.count('<p class="muted">') == 2
