"""Files, comments and quick notes: what the forms send, what the pages show."""

import datetime as dt
import io
from typing import Any

import pytest

from common import clock
from gateway.pages.language import Language
from gateway.pages.present import age, size
from tests.unit.pages import recorded
from tests.unit.pages.conftest import World

PAGE = "/assignments/42"
DIGEST = "3f" * 32
FILE: dict[str, Any] = {
    "id": DIGEST,
    "name": "Báo cáo.pdf",
    "media_type": "application/pdf",
    "size": 640 * 1024,
    "uploaded_at": "2026-11-20T03:00:00+00:00",
    "uploaded_by": "so-y-te",
}
COMMENT: dict[str, Any] = {
    "id": 9,
    "author": {"id": 70, "name": "so-y-te", "agency_id": 7},
    "text": "Nhờ @lan <b>xem</b>",
    "mentions": ["lan"],
    "written_at": "2026-11-20T03:00:00+00:00",
    "edited_at": None,
    "deleted_at": None,
    "editable": True,
    "deletable": True,
    "version": 1,
}


def shown(world: World, **changes: Any) -> str:
    world.tasks.on("GET", PAGE, recorded.detail(**changes))
    return world.read(PAGE)


def test_a_file_is_shown_with_size_kind_and_short_digest(world: World) -> None:
    world.log_in("coordinator")
    proof = {"id": 1, "number": None, "issued_on": None, "sent_to": None, "proves": "tỷ lệ 95 %"}
    html = shown(world, evidence=[proof | {"file": FILE, "version": 2, "added_at": None}])
    assert f'<a href="{PAGE}/files/{DIGEST}">Báo cáo.pdf</a>' in html
    assert "640 KB · pdf" in html
    assert f">{DIGEST[:12]}</code>" in html
    assert "chứng minh: tỷ lệ 95 %" in html


def test_a_file_goes_out_with_the_submission(world: World) -> None:
    world.log_in("officer")
    world.tasks.on("POST", f"{PAGE}/files", FILE, 201)
    world.tasks.on("POST", f"{PAGE}/actions/submit", recorded.detail())
    form = {"upload": (io.BytesIO(b"%PDF-1.7"), "Báo cáo.pdf"), "file": "5a" * 32, "version": "5"}
    response = world.post(f"{PAGE}/actions/submit", form | {"proves": "sản phẩm"})
    assert response.status_code == 303
    assert world.tasks.body("POST", f"{PAGE}/actions/submit")["evidence"] == [
        {"file": "5a" * 32, "proves": "sản phẩm"},
        {"file": DIGEST, "proves": "sản phẩm"},
    ]


def test_the_first_file_is_the_documents_own(world: World) -> None:
    world.log_in("officer")
    world.tasks.on("POST", f"{PAGE}/actions/submit", recorded.detail())
    form = {"number": "1/BC", "issued_on": "20/11/2026", "sent_to": "UBND", "file": DIGEST}
    world.post(f"{PAGE}/actions/submit", form | {"version": "5"})
    assert world.tasks.body("POST", f"{PAGE}/actions/submit")["evidence"] == [
        {"number": "1/BC", "issued_on": "2026-11-20", "sent_to": "UBND", "file": DIGEST}
    ]


def test_a_file_that_is_not_taken_comes_back_with_the_form(world: World) -> None:
    world.log_in("officer")
    world.tasks.refuse("POST", f"{PAGE}/files", 422, "unacceptable-file")
    form = {"upload": (io.BytesIO(b"MZ"), "a.pdf"), "number": "1/BC", "version": "5"}
    response = world.post(f"{PAGE}/actions/submit", form)
    assert response.status_code == 422
    assert "Không nhận tệp này" in response.text
    assert 'value="1/BC"' in response.text
    assert not world.tasks.asked("POST", f"{PAGE}/actions/submit")


def test_a_file_can_be_handed_in_beforehand(world: World) -> None:
    world.log_in("officer")
    world.tasks.on("POST", f"{PAGE}/files", FILE, 201)
    response = world.post(f"{PAGE}/files", {"file": (io.BytesIO(b"%PDF-1.7"), "a.pdf")})
    assert (response.status_code, response.headers["Location"]) == (303, f"{PAGE}#files")
    assert world.post(f"{PAGE}/files", {}).status_code == 422
    html = shown(world, uploads=[FILE])
    assert f'name="file" value="{DIGEST}" checked' in html


def test_a_comment_is_shown_as_text_with_its_forms(world: World) -> None:
    world.log_in("officer")
    world.tasks.on("GET", f"{PAGE}/comments", recorded.listed(COMMENT))
    html = shown(world, comments=1)
    assert "Nhờ @lan &lt;b&gt;xem&lt;/b&gt;" in html
    assert f'action="{PAGE}/comments/9/delete"' in html
    assert "không lấy lại được" in html
    gone = COMMENT | {"text": "", "deleted_at": "2026-11-20T03:01:00+00:00"}
    gone |= {"editable": False, "deletable": False}
    world.tasks.on("GET", f"{PAGE}/comments", recorded.listed(gone))
    html = shown(world, comments=1)
    assert "Trao đổi đã được người viết xóa." in html
    assert "comments/9" not in html


@pytest.mark.parametrize(
    ("place", "method", "path"),
    [
        ("", "POST", f"{PAGE}/comments"),
        ("/9", "PATCH", f"{PAGE}/comments/9"),
        ("/9/delete", "DELETE", f"{PAGE}/comments/9"),
    ],
)
def test_each_form_of_a_comment_asks_its_route(
    world: World, place: str, method: str, path: str
) -> None:
    world.log_in("officer")
    world.tasks.on(method, path, COMMENT)
    response = world.post(f"{PAGE}/comments{place}", {"text": "Đã rõ", "version": "1"})
    assert (response.status_code, response.headers["Location"]) == (303, f"{PAGE}#comments")
    (call,) = world.tasks.asked(method, path)
    assert ("If-Match" in call.headers) == (method == "PATCH")


def test_a_refused_comment_comes_back_with_its_text(world: World) -> None:
    world.log_in("officer")
    errors = [{"pointer": "/text", "detail": "@lan is nobody"}]
    world.tasks.refuse("POST", f"{PAGE}/comments", 422, "invalid-input", errors=errors)
    response = world.post(f"{PAGE}/comments", {"text": "hỏi @lan"})
    assert response.status_code == 422
    assert "Chưa đúng: @lan is nobody" in response.text
    assert ">hỏi @lan</textarea>" in response.text


# ─── quick notes ─────────────────────────────────────────────────────────────

NOTED = {"text": "đã trình ký", "at": "2026-11-20T03:00:00+00:00"}


def test_a_row_takes_a_note_and_shows_the_last(world: World) -> None:
    world.log_in("officer")
    row = recorded.assignment(last_note=NOTED)
    world.tasks.on("GET", "/assignments", recorded.listed(row))
    with clock.frozen(dt.datetime(2026, 11, 22, 3, 0, tzinfo=dt.UTC)):
        html = world.read("/work?state=open")
    assert "<q>đã trình ký</q>" in html
    assert "2 ngày trước" in html
    assert f'action="{PAGE}/note"' in html
    assert 'name="back" value="/work?state=open"' in html
    row["available_actions"] = []
    assert "/note" not in world.read("/work").replace("/static/note", "")


def test_a_note_leads_back_to_the_list(world: World) -> None:
    world.log_in("officer")
    path = f"{PAGE}/actions/update"
    world.tasks.on("POST", path, recorded.assignment(last_note=NOTED))
    form = {"note": "đã trình ký", "version": "5", "back": "/work?state=open"}
    response = world.post(f"{PAGE}/note", form)
    assert (response.status_code, response.headers["Location"]) == (303, "/work?state=open")
    assert world.tasks.body("POST", path) == {"note": "đã trình ký"}
    elsewhere = world.post(f"{PAGE}/note", form | {"back": "https://evil.example/"})
    assert elsewhere.headers["Location"] == "/"


def test_a_script_gets_what_the_row_shows_next(world: World) -> None:
    world.log_in("officer")
    done = recorded.assignment(last_note=NOTED, version=6)
    world.tasks.on("POST", f"{PAGE}/actions/update", done)
    response = world.post(
        f"{PAGE}/note", {"note": "x", "version": "5"}, headers={"Accept": "application/json"}
    )
    assert response.json is not None
    assert response.json["note"] == "đã trình ký"
    assert response.json["version"] == 6
    assert response.json["state"] == "đang thực hiện"
    assert len(response.json["key"]) == 32


def test_a_refused_note_is_told_to_the_script_and_to_the_page(world: World) -> None:
    world.log_in("officer")
    world.tasks.refuse("POST", f"{PAGE}/actions/update", 412, "stale-version")
    form = {"note": "đã họp", "version": "4"}
    told = world.post(f"{PAGE}/note", form, headers={"Accept": "application/json"})
    assert told.status_code == 412
    assert told.json is not None
    assert "Có người vừa thay đổi" in told.json["said"]
    page = world.post(f"{PAGE}/note", form)
    assert page.status_code == 412
    assert ">đã họp</textarea>" in page.text


@pytest.mark.parametrize(
    ("minutes", "words"),
    [(0, "vừa xong"), (59, "59 phút trước"), (60, "1 giờ trước"), (2880, "2 ngày trước")],
)
def test_an_age_is_told_in_its_largest_unit(
    languages: dict[str, Language], minutes: int, words: str
) -> None:
    then = dt.datetime(2026, 11, 20, 3, 0, tzinfo=dt.UTC)
    with clock.frozen(then + dt.timedelta(minutes=minutes)):
        assert age(then, languages["vi"]) == words


def test_sizes_are_told_as_people_do() -> None:
    assert [size(n) for n in (1, 2048, 1_258_291)] == ["1 KB", "2 KB", "1.2 MB"]


def test_a_submission_calls_none_of_its_documents_fields_optional(world: World) -> None:
    world.log_in("officer")
    form = world.read(PAGE).partition('/actions/submit"')[2].partition("</form>")[0]
    for label in ("Số, ký hiệu văn bản", "Ngày văn bản", "Nơi nhận"):
        assert f"{label}</label>" in form
    assert "(thay văn bản, hoặc kèm theo)" in form
