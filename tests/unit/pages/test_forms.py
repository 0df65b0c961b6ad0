"""What each form sends, and how a refusal comes back."""

import io
from typing import Any
from urllib.parse import unquote

import pytest

from gateway.clients import Call
from tests.unit.pages import recorded
from tests.unit.pages.conftest import Script, World

SUBMIT = "/assignments/42/actions/submit"
PROOF = {
    "number": "12/BC-SYT",
    "issued_on": "20/11/2026",
    "sent_to": "UBND tỉnh",
    "note": "đủ 100 trẻ",
    "version": "5",
    "key": "k" * 32,
}


def only(script: Script, method: str, path: str) -> Call:
    found = script.asked(method, path)
    assert len(found) == 1
    return found[0]


def said(world: World, path: str) -> str:
    """Return the page after a form, which shows its confirmation."""
    html = world.read(path)
    return html[html.index('role="status"') :][:300]


def test_an_action_goes_out_with_version_key_and_fields(world: World) -> None:
    world.log_in("officer")
    world.tasks.on("POST", SUBMIT, recorded.detail(work_state="submitted"))
    response = world.post(SUBMIT, PROOF)
    assert response.status_code == 303
    assert response.headers["Location"] == "/assignments/42"
    call = only(world.tasks, "POST", SUBMIT)
    assert call.headers["If-Match"] == '"5"'
    assert call.headers["Idempotency-Key"] == PROOF["key"]
    assert call.headers["Authorization"].startswith("Bearer ")
    assert world.tasks.body("POST", SUBMIT) == {
        "note": "đủ 100 trẻ",
        "evidence": [{"number": "12/BC-SYT", "issued_on": "2026-11-20", "sent_to": "UBND tỉnh"}],
    }
    assert "Đã nộp, chờ cơ quan giao xác nhận." in said(world, "/assignments/42")


def test_approval_carries_the_grade(world: World) -> None:
    world.log_in("coordinator")
    path = "/assignments/42/actions/approve"
    world.tasks.on("POST", path, recorded.detail())
    world.post(path, {"grade": "good", "version": "6"})
    assert world.tasks.body("POST", path) == {"grade": "good"}


def test_a_missing_field_comes_back_named_with_the_input_kept(world: World) -> None:
    world.log_in("officer")
    errors = [
        {"pointer": "/evidence/0/issued_on", "detail": "Not a valid date."},
        {"pointer": "/note", "detail": "too long for us"},
    ]
    world.tasks.refuse("POST", SUBMIT, 422, "invalid-input", errors=errors)
    response = world.post(SUBMIT, PROOF | {"issued_on": "31/02/2026"})
    assert response.status_code == 422
    html = response.text
    assert '<span class="error" id="issued_on-error">Ngày chưa đúng.</span>' in html
    assert 'aria-invalid="true"' in html
    assert "Chưa đúng: too long for us" in html
    assert 'value="31/02/2026"' in html
    assert 'value="12/BC-SYT"' in html
    assert f'name="key" value="{PROOF["key"]}"' in html
    assert world.tasks.body("POST", SUBMIT)["evidence"][0]["issued_on"] == "31/02/2026"


def test_a_stale_form_comes_back_over_the_latest_version(world: World) -> None:
    world.log_in("officer")
    world.tasks.refuse("POST", SUBMIT, 412, "stale-version")
    world.tasks.on("GET", "/assignments/42", recorded.detail(version=8))
    response = world.post(SUBMIT, PROOF)
    assert response.status_code == 412
    assert "Có người vừa thay đổi mục này" in response.text
    assert 'name="version" value="8"' in response.text
    assert 'value="12/BC-SYT"' in response.text


def test_a_form_whose_key_is_spent_comes_back_with_another(world: World) -> None:
    world.log_in("officer")
    world.tasks.refuse("POST", SUBMIT, 422, "idempotency-key-reused")
    response = world.post(SUBMIT, PROOF)
    assert "đã được gửi trước đó với nội dung khác" in response.text
    assert PROOF["key"] not in response.text
    assert 'value="12/BC-SYT"' in response.text


def test_a_conflict_is_told_beside_what_is_possible_now(world: World) -> None:
    world.log_in("officer")
    world.tasks.refuse("POST", SUBMIT, 409, "action-not-available")
    world.tasks.on("GET", "/assignments/42", recorded.detail(available_actions=["accept"]))
    response = world.post(SUBMIT, PROOF)
    assert response.status_code == 409
    assert "việc này không còn làm được" in response.text
    assert "/actions/accept" in response.text
    assert SUBMIT not in response.text


def test_a_session_that_ends_meanwhile_leads_to_the_log_in_and_back(world: World) -> None:
    world.log_in("officer")
    world.tasks.refuse("GET", "/assignments/42", 401, "not-authenticated")
    response = world.browser.get("/assignments/42")
    assert response.headers["Location"] == "/login?next=/assignments/42"


def test_a_document_is_imported_and_its_review_opened(world: World) -> None:
    world.log_in("coordinator")
    world.plans.on("POST", "/plans/imports", recorded.plan(), status=201)
    file = (io.BytesIO("nội dung".encode()), "kế hoạch.docx")
    response = world.post("/plans", {"file": file, "key": "a-key-of-the-form"})
    assert response.headers["Location"] == "/plans/3"
    call = only(world.plans, "POST", "/plans/imports")
    assert call.headers["Idempotency-Key"] == "a-key-of-the-form"
    assert "nội dung".encode() in call.body
    assert 'filename="kế hoạch.docx"'.encode() in call.body


def test_an_unreadable_document_is_told_and_leaves_the_list(world: World) -> None:
    world.log_in("coordinator")
    problem = "This is a PDF file. Save it as DOCX."
    world.plans.refuse("POST", "/plans/imports", 422, "unreadable-document", detail=problem)
    response = world.post("/plans", {"file": (io.BytesIO(b"%PDF"), "a.pdf")})
    assert response.status_code == 422
    assert "Không đọc được văn bản này" in response.text
    assert problem in response.text


def test_an_import_without_a_file_asks_for_one(world: World) -> None:
    world.log_in("coordinator")
    response = world.post("/plans", {"file": (io.BytesIO(), "")})
    assert response.status_code == 422
    assert "Chọn một tệp kế hoạch" in response.text
    assert not world.plans.asked("POST", "/plans/imports")


@pytest.mark.parametrize(
    ("form", "verb", "body"),
    [
        ({"do": "accept:all"}, "accept", {"items": "all"}),
        (
            {"do": "accept:clean"},
            "accept",
            {"items": "all", "without_findings": True},
        ),
        ({"do": "accept:kind-duty"}, "accept", {"items": "all", "kind": "duty"}),
        ({"do": "accept:section-III.4"}, "accept", {"items": "all", "section": "III.4"}),
        ({"do": "accept:11", "items": ["12"]}, "accept", {"items": [11]}),
        (
            {"do": "reject:11", "reason-11": "Không phải việc", "reason-ticked": "khác"},
            "reject",
            {"items": [11], "reason": "Không phải việc"},
        ),
        (
            {"do": "reject:ticked", "items": ["11", "12"]},
            "reject",
            {"items": [11, 12], "reason": None},
        ),
        ({"do": "merge:ticked", "items": ["11", "12"]}, "merge", {"items": [11, 12]}),
    ],
)
def test_items_are_decided_all_a_part_ticked_or_one(
    world: World, form: dict[str, Any], verb: str, body: Any
) -> None:
    world.log_in("coordinator")
    world.plans.on("POST", f"/plans/3/items/{verb}", recorded.plan())
    assert world.post("/plans/3/items", form).status_code == 303
    assert world.plans.body("POST", f"/plans/3/items/{verb}") == body


@pytest.mark.parametrize("do", ["accept:ticked", "burn:11", "", "accept:ticked:1"])
def test_deciding_nothing_asks_to_tick_something(world: World, do: str) -> None:
    world.log_in("coordinator")
    response = world.post("/plans/3/items", {"do": do})
    assert response.status_code == 422
    assert "Đánh dấu ít nhất một mục." in response.text


def test_an_item_is_corrected_with_its_own_version(world: World) -> None:
    world.log_in("coordinator")
    world.plans.on("PATCH", "/plans/3/items/11", recorded.item())
    form = {
        "text": "Chủ trì khám sàng lọc tim.",
        "output": "",
        "bindingness": "order",
        "role": ["lead", "coordinating", "lead"],
        "addressee": ["Sở Y tế", "Sở Tài chính", ""],
        "phrase": "trước ngày 25/11",
        "operator": "before",
        "stated_on": "25/11/2026",
        "recurrence": "",
        "version": "2",
    }
    assert world.post("/plans/3/items/11", form).status_code == 303
    assert only(world.plans, "PATCH", "/plans/3/items/11").headers["If-Match"] == '"2"'
    assert world.plans.body("PATCH", "/plans/3/items/11") == {
        "text": "Chủ trì khám sàng lọc tim.",
        "output": None,
        "bindingness": "order",
        "deadline": {
            "phrase": "trước ngày 25/11",
            "operator": "before",
            "stated_on": "2026-11-25",
            "recurrence": None,
        },
        "parties": [
            {"role": "lead", "addressee": "Sở Y tế"},
            {"role": "coordinating", "addressee": "Sở Tài chính"},
        ],
    }


def test_an_item_without_deadline_fields_has_none(world: World) -> None:
    world.log_in("coordinator")
    world.plans.on("PATCH", "/plans/3/items/11", recorded.item())
    world.post("/plans/3/items/11", {"text": "Chủ trì.", "bindingness": "order", "version": "2"})
    assert world.plans.body("PATCH", "/plans/3/items/11")["deadline"] is None


def test_a_refused_correction_keeps_what_was_typed(world: World) -> None:
    world.log_in("coordinator")
    errors = [{"pointer": "/deadline/operator", "detail": "say how the date is meant"}]
    world.plans.refuse("PATCH", "/plans/3/items/11", 422, "invalid-input", errors=errors)
    form = {"text": "câu đã sửa", "stated_on": "25/11/2026", "role": "lead", "addressee": "Sở X"}
    response = world.post("/plans/3/items/11", form)
    assert response.status_code == 422
    assert "câu đã sửa" in response.text
    assert 'value="25/11/2026"' in response.text
    assert 'value="Sở X"' in response.text
    assert 'id="operator-error"' in response.text


def test_an_item_is_split_where_it_was_ticked(world: World) -> None:
    world.log_in("coordinator")
    parts = {"items": [recorded.item(id=14)]}
    world.plans.on("POST", "/plans/3/items/11/split", parts, status=201)
    response = world.post("/plans/3/items/11/split", {"at": ["22", "9", "x"]})
    assert world.plans.body("POST", "/plans/3/items/11/split") == {"at": [22, 9]}
    assert response.headers["Location"] == "/plans/3?at=36#item-14"


def test_splitting_nowhere_asks_for_a_place(world: World) -> None:
    world.log_in("coordinator")
    shown = recorded.item(text="Khám sàng lọc; báo cáo kết quả.")
    world.plans.on("GET", "/plans/3/items/11", shown)
    response = world.post("/plans/3/items/11/split", {})
    assert response.status_code == 422
    assert "Đánh dấu ít nhất một chỗ tách." in response.text
    assert '<input type="checkbox" name="at" value="15">' in response.text


def test_the_findings_that_a_correction_settles_go_with_it(world: World) -> None:
    world.log_in("coordinator")
    world.plans.on("PATCH", "/plans/3/items/11", recorded.item())
    form = {"text": "Chủ trì.", "bindingness": "order", "version": "2", "settles": ["5", "x"]}
    world.post("/plans/3/items/11", form)
    assert world.plans.body("PATCH", "/plans/3/items/11")["settles"] == [5]


def test_a_change_is_undone(world: World) -> None:
    world.log_in("coordinator")
    path = "/plans/3/changes/61/undo"
    assert f'action="{path}"' in world.read("/plans/3")
    world.plans.on("POST", path, recorded.plan())
    assert world.post(path).status_code == 303
    world.plans.refuse("POST", path, 409, "not-newest-change")
    assert "Đã có thay đổi mới hơn" in world.post(path).text


def test_a_draft_is_deleted_only_when_that_is_meant(world: World) -> None:
    world.log_in("coordinator")
    world.plans.on("DELETE", "/plans/3", None)
    response = world.post("/plans/3/discard", {"version": "4"})
    assert response.status_code == 422
    assert not world.plans.asked("DELETE", "/plans/3")
    response = world.post("/plans/3/discard", {"version": "4", "sure": "yes"})
    assert response.headers["Location"] == "/plans"
    assert only(world.plans, "DELETE", "/plans/3").headers["If-Match"] == '"4"'


@pytest.mark.parametrize(
    ("form", "body"),
    [
        ({"value": "2026-11-13"}, {"value": "2026-11-13"}),
        ({"value-5": "12/01/2026", "value-6": "x"}, {"value": "2026-01-12"}),
        ({"value-5": "45/KH-UBND"}, {"value": "45/KH-UBND"}),
        ({"agency": "7"}, {"agency_ids": [7]}),
        ({}, {"value": None}),
    ],
)
def test_a_finding_is_put_right(world: World, form: dict[str, Any], body: Any) -> None:
    world.log_in("coordinator")
    world.plans.on("POST", "/plans/3/findings/5/apply", recorded.finding())
    assert world.post("/plans/3/findings/5/apply", form).status_code == 303
    assert world.plans.body("POST", "/plans/3/findings/5/apply") == body


def test_an_item_goes_back_to_the_proposal(world: World) -> None:
    world.log_in("coordinator")
    world.plans.on("POST", "/plans/3/items/11/restore", {"items": []})
    assert world.post("/plans/3/items/11/restore").headers["Location"] == "/plans/3"


MISSED = {"role": "lead", "addressee": "Sở Y tế", "bindingness": "order", "kind": "report"}


@pytest.mark.parametrize(
    ("form", "span"),
    [({"span": "36-58"}, [36, 58]), ({"span": "36-80", "part": "59-80"}, [59, 80])],
)
def test_a_missed_item_is_quoted_from_the_document(
    world: World, form: dict[str, str], span: list[int]
) -> None:
    world.log_in("coordinator")
    world.plans.on("POST", "/plans/3/items", recorded.item(id=15), status=201)
    response = world.post("/plans/3/items/new", MISSED | form)
    assert response.headers["Location"] == "/plans/3?at=36#item-15"
    assert world.plans.body("POST", "/plans/3/items") == {
        "span": span,
        "kind": "report",
        "parties": [{"role": "lead", "addressee": "Sở Y tế"}],
        "bindingness": "order",
    }


@pytest.mark.parametrize("span", ["", "9-3", "x", "1-", "9999999-99999999", "²-9"])
def test_a_place_outside_the_document_leads_to_its_paragraphs(world: World, span: str) -> None:
    world.log_in("coordinator")
    assert "Thêm từ đây" in world.read(f"/plans/3/items/new?span={span}")


def test_a_refused_addition_keeps_what_was_typed(world: World) -> None:
    world.log_in("coordinator")
    errors = [{"pointer": "/span", "detail": "holds no text"}]
    world.plans.refuse("POST", "/plans/3/items", 422, "invalid-input", errors=errors)
    response = world.post("/plans/3/items/new", MISSED | {"span": "36-58"})
    assert response.status_code == 422
    assert "Đoạn chọn không có chữ nào." in response.text
    assert 'value="Sở Y tế"' in response.text


def test_the_header_is_corrected(world: World) -> None:
    world.log_in("coordinator")
    world.plans.on("PATCH", "/plans/3", recorded.plan())
    form = {"title": "Kế hoạch", "number": "", "issuer": "UBND", "issued_on": "05/01/2026"}
    world.post("/plans/3", form | {"version": "4"})
    assert world.plans.body("PATCH", "/plans/3") == {
        "title": "Kế hoạch",
        "number": None,
        "issuer": "UBND",
        "issued_on": "2026-01-05",
    }


def test_a_finding_is_answered(world: World) -> None:
    world.log_in("coordinator")
    world.plans.on("POST", "/plans/3/findings/5/resolve", recorded.finding())
    typed = {"note-5": "đúng như văn bản", "note-6": "khác"}
    for form in (typed, {"note": "đúng như văn bản"}):
        world.post("/plans/3/findings/5", form)
        body = world.plans.body("POST", "/plans/3/findings/5/resolve")
        assert body == {"note": "đúng như văn bản"}


@pytest.mark.parametrize(
    ("form", "ids", "group"),
    [
        ({"agency_ids": ["7", "8"], "class": "", "remember": "yes"}, [7, 8], None),
        ({"agency_ids": ["7"], "class": "communes"}, None, "communes"),
    ],
)
def test_a_name_is_given_agencies_or_a_class(
    world: World, form: dict[str, Any], ids: list[int] | None, group: str | None
) -> None:
    world.log_in("coordinator")
    world.plans.on("POST", "/plans/3/addressees", recorded.addressee())
    world.post("/plans/3/addressees/choose", form | {"name": "Sở Y tế"})
    assert world.plans.body("POST", "/plans/3/addressees") == {
        "name": "Sở Y tế",
        "agency_ids": ids,
        "class": group,
        "remember": "remember" in form,
    }


MISSING = {"name": "Trạm Thủy văn", "kind": "other", "class": None}


@pytest.mark.parametrize("wished", [True, False])
def test_missing_agencies_are_created_only_when_wished(world: World, *, wished: bool) -> None:
    world.log_in("coordinator")
    world.plans.refuse("POST", "/plans/3/issue", 409, "agencies-missing", agencies=[MISSING])
    made = {"id": 30, "slug": "tram-thuy-van", "name": "Trạm Thủy văn", "kind": "other"}
    world.identity.on("POST", "/agencies/bulk", {"items": [made | {"created": True}]})
    world.post("/plans/3/issue", {"create_missing_agencies": "yes"} if wished else {})
    assert bool(world.identity.asked("POST", "/agencies/bulk")) is wished
    named = {"Trạm Thủy văn": made} if wished else {}
    assert world.plans.body("POST", "/plans/3/issue") == {"agencies": named}


def test_an_issued_plan_is_shown_with_a_confirmation(world: World) -> None:
    world.log_in("coordinator")
    world.plans.on("POST", "/plans/3/issue", recorded.plan(state="issued"))
    assert world.post("/plans/3/issue").headers["Location"] == "/plans/3"
    assert "Đã ban hành." in said(world, "/plans/3")


def test_a_plan_that_is_not_ready_has_no_button_and_says_why(world: World) -> None:
    world.log_in("coordinator")
    html = world.read("/plans/3/issue")
    assert "Ban hành và giao việc" not in html
    assert "1 mục còn chờ rà soát" in html
    assert "Chưa rõ cơ quan chủ trì." in html


def test_a_refused_issue_comes_back_as_the_summary(world: World) -> None:
    world.log_in("coordinator")
    world.plans.refuse("POST", "/plans/3/issue", 409, "agencies-missing")
    response = world.post("/plans/3/issue", {})
    assert response.status_code == 409
    assert "Có tên chưa ứng với cơ quan nào" in response.text


def test_notices_are_marked_as_read(world: World) -> None:
    world.log_in("officer")
    world.notify.on("POST", "/inbox/9/read", {"unread": 2})
    world.notify.on("POST", "/inbox/read-all", {"unread": 0})
    assert world.post("/inbox/9/read").status_code == 303
    assert world.post("/inbox/read-all").headers["Location"] == "/inbox"
    assert world.notify.asked("POST", "/inbox/9/read")
    assert world.notify.asked("POST", "/inbox/read-all")


def test_an_agency_is_registered_and_changed(world: World) -> None:
    world.log_in("admin", agency_id=None)
    world.identity.on("POST", "/agencies", recorded.agency(), status=201)
    world.identity.on("PATCH", "/agencies/7", recorded.agency())
    form = {"name": "Sở Y tế", "email": "a@example.org", "aliases": "Sở Y\n\nSYT ", "phone": ""}
    world.post("/admin/agencies/new", form)
    assert world.identity.body("POST", "/agencies") == {
        "name": "Sở Y tế",
        "email": "a@example.org",
        "phone": None,
        "aliases": ["Sở Y", "SYT"],
    }
    world.post("/admin/agencies/7", form | {"kind": "department", "version": "3"})
    changed = world.identity.body("PATCH", "/agencies/7")
    assert changed["active"] is False
    assert changed["kind"] == "department"
    assert only(world.identity, "PATCH", "/agencies/7").headers["If-Match"] == '"3"'


def test_a_refused_agency_keeps_what_was_typed(world: World) -> None:
    world.log_in("admin", agency_id=None)
    errors = [{"pointer": "/email", "detail": "Not a valid email address."}]
    world.identity.refuse("PATCH", "/agencies/7", 422, "invalid-input", errors=errors)
    form = {"name": "Sở Y tế mới", "email": "không phải thư", "version": "3"}
    response = world.post("/admin/agencies/7", form)
    assert response.status_code == 422
    assert 'value="không phải thư"' in response.text
    assert "Địa chỉ thư chưa đúng." in response.text


def test_an_agency_that_exists_is_named_and_what_was_typed_stays(world: World) -> None:
    world.log_in("admin", agency_id=None)
    clash = '"Sở Y tế" (so-y-te) bears this name already'
    world.identity.refuse(
        "POST",
        "/agencies",
        409,
        "agency-exists",
        errors=[{"pointer": "/name", "detail": f"{clash}; use it, or tell the two apart"}],
        agency={"id": 7, "slug": "so-y-te", "name": "Sở Y tế"},
    )
    form = {"name": "so y te", "email": "van-thu@example.org", "aliases": "SYT"}
    response = world.post("/admin/agencies/new", form)
    assert response.status_code == 409
    assert "Đã có cơ quan mang tên này." in response.text
    assert "Là tên của Sở Y tế (so-y-te)." in response.text
    assert '<a href="/admin/agencies/7">Mở Sở Y tế</a>' in response.text
    assert all(typed in response.text for typed in ("so y te", "van-thu@example.org", "SYT"))


def test_an_account_is_opened_and_closed(world: World) -> None:
    world.log_in("admin", agency_id=None)
    world.identity.on("POST", "/accounts", recorded.account(), status=201)
    world.identity.on("PATCH", "/accounts/70", recorded.account(active=False))
    form: dict[str, Any] = {"username": "so-y-te", "password": "p w", "agency_id": "7"}
    form["roles"] = ["officer", "head"]
    world.post("/admin/accounts", form)
    assert world.identity.body("POST", "/accounts") == {
        "username": "so-y-te",
        "password": "p w",
        "agency_id": 7,
        "roles": ["officer", "head"],
        "language": "vi",
    }
    world.post("/admin/accounts/70", {"active": "no", "version": "1"})
    assert world.identity.body("PATCH", "/accounts/70") == {"active": False}


def test_a_refused_account_keeps_all_but_the_password(world: World) -> None:
    world.log_in("admin", agency_id=None)
    world.identity.refuse("POST", "/accounts", 409, "username-taken")
    response = world.post("/admin/accounts", {"username": "so-y-te", "password": "bí mật"})
    assert response.status_code == 409
    assert "Đã có tài khoản mang tên này" in response.text
    assert "bí mật" not in response.text


def test_after_a_form_one_is_back_where_it_stood(world: World) -> None:
    world.log_in("coordinator")
    world.plans.on("POST", "/plans/3/items/accept", recorded.plan())
    response = world.browser.post(
        "/plans/3/items",
        data={"csrf": world.csrf(), "do": "accept:11"},
        headers={"Referer": "https://example.org/plans/3?review=pending"},
    )
    assert unquote(response.headers["Location"]) == "/plans/3?review=pending#item-11"


def test_asking_for_time_reads_the_day_as_people_write_it(world: World) -> None:
    world.log_in("officer")
    path = "/assignments/42/actions/request_extension"
    world.tasks.on("POST", path, recorded.detail(extension_state="requested"))
    world.post(path, {"due_on": "30/11/2026", "note": "Chờ số liệu", "version": "5"})
    assert world.tasks.body("POST", path) == {"due_on": "2026-11-30", "note": "Chờ số liệu"}
    assert "Đã xin gia hạn" in said(world, "/assignments/42")


REASSIGN = "/assignments/42/actions/reassign"


def test_an_agency_is_named_in_words_and_sent_by_its_number(world: World) -> None:
    world.log_in("coordinator")
    world.tasks.on("POST", REASSIGN, recorded.detail())
    name = recorded.agency()["name"]
    world.post(REASSIGN, {"agency": name.upper(), "note": "Đúng chức năng", "version": "5"})
    number = str(recorded.agency()["id"])
    assert world.tasks.body("POST", REASSIGN) == {"agency": number, "note": "Đúng chức năng"}


@pytest.mark.parametrize(
    ("found", "sentence"),
    [
        ([], "Danh bạ không có cơ quan nào mang tên này."),
        (["Sở Y tế", "Sở Nội vụ"], "Ghi rõ một trong các tên: Sở Y tế; Sở Nội vụ."),
    ],
)
def test_a_name_that_means_nobody_or_several_comes_back_with_the_input_kept(
    world: World, found: list[str], sentence: str
) -> None:
    world.log_in("coordinator")
    detail = recorded.detail(available_actions=["reassign"])
    world.tasks.on("GET", "/assignments/42", detail)
    agencies = [recorded.agency(id=n, name=name) for n, name in enumerate(found, 1)]
    world.identity.on("GET", "/agencies", recorded.listed(*agencies))
    response = world.post(REASSIGN, {"agency": "Sở", "note": "Vì sao", "version": "5"})
    assert response.status_code == 422
    assert sentence in response.text
    assert 'value="Sở"' in response.text
    assert not world.tasks.asked("POST", REASSIGN)


def test_the_agency_answers_an_offered_day_by_another_form(world: World) -> None:
    world.log_in("officer")
    actions = {"available_actions": ["decide_extension"], "extension_state": "countered"}
    world.tasks.on("GET", "/assignments/42", recorded.detail(**actions))
    html = world.read("/assignments/42")
    assert "Trả lời ngày được đề xuất" in html
    assert 'value="counter"' not in html


def test_what_is_open_about_an_assignment_is_shown(world: World) -> None:
    world.log_in("coordinator")
    extension = {
        "state": "requested",
        "old_due_on": "2026-11-24",
        "wanted_on": "2026-12-04",
        "offered_on": None,
        "granted_on": None,
        "reason": "Chờ số liệu",
        "after_expiry": True,
        "beyond_limit": False,
        "asked_at": "2026-11-25T02:00:00+00:00",
        "asked_by": "so-y-te",
        "answered_at": None,
        "answered_by": None,
        "answer": None,
    }
    blocker = {
        "text": "Chưa có kinh phí",
        "unblocker": {"id": 9, "slug": "so-tai-chinh", "name": "Sở Tài chính"},
        "raised_at": "2026-11-25T02:00:00+00:00",
        "raised_by": "so-y-te",
        "resolved_at": None,
        "resolved_by": None,
        "resolution": None,
    }
    shown = recorded.detail(
        extension_state="requested",
        extensions=[extension],
        extension_effect={"lead_due_on": "2026-12-10", "working_days_left": 4},
        blockers=[blocker],
        blocked_since="2026-11-25T02:00:00+00:00",
        replaces=41,
        chases=2,
    )
    world.tasks.on("GET", "/assignments/42", shown)
    html = world.read("/assignments/42")
    for words in (
        "Xin từ 24/11/2026 đến 04/12/2026",
        "xin khi đã quá hạn",
        "còn 4 ngày làm việc để tổng hợp, đến 10/12/2026",
        "Vướng mắc, Sở Tài chính gỡ được",
        'href="/assignments/41"',
        "2 lần",
    ):
        assert words in html


def test_duties_of_others_that_wait_for_us_are_not_narrowed_to_our_own(world: World) -> None:
    world.log_in("officer")
    world.read("/work?unblocker=me")
    assert "agency" not in world.tasks.query("/assignments")
    world.read("/work?assignee=me")
    assert "agency" in world.tasks.query("/assignments")


SHOWN = {
    "sent": False,
    "chased": 1,
    "passed_by": 1,
    "agencies": 1,
    "sms_segments": 1,
    "items": [
        {
            "assignment_id": 42,
            "agency": {"id": 7, "name": "Sở Y tế"},
            "label": "III.4",
            "text": "Đề nghị Sở Y tế khẩn trương.",
            "sms_segments": 1,
            "problem": None,
        },
        {
            "assignment_id": 43,
            "agency": {"id": 8, "name": "Sở Tài chính"},
            "label": "III.5",
            "text": "Đề nghị Sở Tài chính khẩn trương.",
            "sms_segments": 0,
            "problem": "chase is not possible while the work is submitted",
        },
    ],
}


def test_a_chase_is_shown_before_it_is_sent(world: World) -> None:
    world.log_in("coordinator")
    world.tasks.on("POST", "/chases", SHOWN)
    text = "Đề nghị {agency} khẩn trương."
    agencies = recorded.agency(id=7, email="a@b.example", phone="0912345678")
    world.identity.on("GET", "/agencies", recorded.listed(agencies))
    page = world.post("/chase/preview", {"pick": ["42", "43"], "text": text}).text
    assert world.tasks.body("POST", "/chases") == {
        "assignments": [42, 43],
        "preview": True,
        "text": text,
    }
    assert "Đề nghị Sở Y tế khẩn trương." in page
    assert "Nhiệm vụ chờ xác nhận nên không làm được: Đôn đốc." in page
    assert "is not possible" not in page
    assert 'name="pick" value="42"' in page
    assert 'name="pick" value="43"' not in page
    assert "hộp thư, thư điện tử, tin nhắn SMS" in page


def test_a_chase_that_reaches_nobody_beside_the_inbox_says_so_before(world: World) -> None:
    world.log_in("coordinator")
    world.tasks.on("POST", "/chases", SHOWN)
    silent = recorded.agency(id=7, email=None, phone=None)
    world.identity.on("GET", "/agencies", recorded.listed(silent))
    page = world.post("/chase/preview", {"pick": ["42", "43"], "text": ""}).text
    assert 'hộp thư <span class="flag">chưa có thư, số điện thoại</span>' in page
    assert "thư điện tử" not in page


def test_a_chase_is_sent_to_those_that_were_shown(world: World) -> None:
    world.log_in("coordinator")
    world.tasks.on("POST", "/chases", SHOWN | {"sent": True})
    answer = world.post("/chase", {"pick": ["42"], "key": "k" * 32})
    assert (answer.status_code, answer.headers["Location"]) == (303, "/chase")
    assert world.tasks.body("POST", "/chases") == {"assignments": [42], "preview": False}
    assert only(world.tasks, "POST", "/chases").headers["Idempotency-Key"] == "k" * 32
    assert "Đã đôn đốc 1 nhiệm vụ." in said(world, "/chase")


def test_a_chase_of_nothing_comes_back_with_the_reason(world: World) -> None:
    world.log_in("coordinator")
    late = recorded.assignment(available_actions=["chase"])
    world.tasks.on("GET", "/assignments", recorded.listed(late))
    answer = world.post("/chase/preview?plan=3", {"text": "Đề nghị khẩn trương."})
    assert not world.tasks.asked("POST", "/chases")
    assert world.tasks.query("/assignments")["plan"] == ["3"]
    assert answer.status_code == 422
    assert "Đề nghị khẩn trương." in answer.text
    assert "Đánh dấu ít nhất một nhiệm vụ." in answer.text


def test_all_that_is_shown_is_chased_without_ticking_each(world: World) -> None:
    world.log_in("coordinator")
    world.tasks.on("POST", "/chases", SHOWN)
    world.post("/chase/preview", {"shown": ["42", "43"], "pick": ["42"], "do": "all"})
    assert world.tasks.body("POST", "/chases")["assignments"] == [42, 43]


def test_the_dashboard_leads_to_chasing_what_is_late_of_its_plan(world: World) -> None:
    world.log_in("coordinator")
    assert 'href="/chase?plan=3"' in world.read("/dashboard?plan=3")


RULES = {
    "may": ["accept", "decline"],
    "needs": ["approve.grade"],
    "max_extensions": "1",
    "extension_days": "5",
    "beyond": "refuse",
    "review_days": "2",
    "version": "2",
}
SENT = {
    "off": ["hold"],
    "needs": [{"action": "approve", "fields": ["grade"]}],
    "head_submits": False,
    "max_extensions": 1,
    "extension_days": 5,
    "beyond": "refuse",
    "review_days": 2,
}
TOUCHED = {"plans": 3, "assignments": 12, "by_state": {"on_hold": 2, "in_progress": 10}}


def test_the_rules_of_a_kind_of_plan_are_set_on_the_version_that_was_read(world: World) -> None:
    world.log_in("admin")
    world.tasks.on("PUT", "/variants/plan", TOUCHED)
    answer = world.post("/admin/variants/plan", RULES | {"do": "save"})
    assert (answer.status_code, answer.headers["Location"]) == (303, "/admin/variants")
    assert world.tasks.body("PUT", "/variants/plan") == SENT
    assert only(world.tasks, "PUT", "/variants/plan").headers["If-Match"] == '"2"'
    assert "12 nhiệm vụ đang mở" in said(world, "/admin/variants")


def test_a_preview_of_rules_keeps_what_was_typed_and_says_what_they_touch(world: World) -> None:
    world.log_in("admin")
    world.tasks.on("POST", "/variants/plan/previews", TOUCHED)
    html = world.post("/admin/variants/plan", RULES | {"do": "preview", "version": "1"}).text
    # What somebody else set since is not overwritten unseen.
    assert 'name="version" value="1"' in html
    assert "3 kế hoạch, 12 nhiệm vụ đang mở" in html
    assert "tạm hoãn: 2" in html
    assert 'name="may" value="hold">' in html
    assert 'name="may" value="decline" checked>' in html
    assert world.tasks.asked("PUT", "/variants/plan") == []


def test_rules_with_which_work_would_be_stuck_come_back_with_the_reason(world: World) -> None:
    world.log_in("admin")
    errors = [{"pointer": "/review_days", "detail": "must be 1 to 30"}]
    world.tasks.refuse(
        "PUT", "/variants/plan", 422, "unsound-variant", rule="bounded", errors=errors
    )
    answer = world.post("/admin/variants/plan", RULES | {"do": "save", "review_days": "x"})
    assert answer.status_code == 422
    assert "Có con số ngoài giới hạn." in answer.text
    assert world.tasks.body("PUT", "/variants/plan")["review_days"] == "x"


def test_what_the_rules_ask_for_is_required_in_the_form(world: World) -> None:
    world.log_in("officer")
    world.tasks.on("GET", "/assignments/42", recorded.detail(available_actions=["start"]))
    assert "required" not in _form(world, "start")
    asked = recorded.detail(available_actions=["start"], action_needs={"start": ["note"]})
    world.tasks.on("GET", "/assignments/42", asked)
    assert "required" in _form(world, "start")


def _form(world: World, action: str) -> str:
    html = world.read("/assignments/42")
    return html[html.index(f"/assignments/42/actions/{action}") :].split("</form>")[0]
