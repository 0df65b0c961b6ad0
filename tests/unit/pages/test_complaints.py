"""What is wrong with a field is told in words for people."""

import re
from collections.abc import Mapping
from pathlib import Path

import pytest

import gateway.pages
from gateway.pages.complaints import complaint
from gateway.pages.forms import FORMS
from gateway.pages.language import Language
from gateway.pages.wording import FORM_FIELDS
from tests.unit.pages.conftest import World

DUTY = "/assignments/42/actions"


@pytest.mark.parametrize(
    ("detail", "told"),
    [
        (
            "must be later than today and than 2026-11-09",
            "Ngày phải sau hôm nay và sau 09/11/2026.",
        ),
        ("is longer than 2000 characters; shorten it", "Dài quá 2000 ký tự; viết gọn lại."),
        ("return needs it: say why", "Nêu lý do."),
        ("update needs it: say what has been done, or is to be done", "Ghi đã làm gì, hoặc"),
        ("must not lie in the past", "Ngày không được ở quá khứ."),
        ("no words for this one", "Chưa đúng: no words for this one"),
    ],
)
def test_a_complaint_is_told_in_vietnamese(
    languages: Mapping[str, Language], detail: str, told: str
) -> None:
    assert complaint(detail, languages["vi"]).startswith(told)


def test_a_complaint_is_told_in_english_too(languages: Mapping[str, Language]) -> None:
    said = complaint("must be later than 2026-11-09", languages["en"])
    assert said == "The day must come after 09/11/2026."


def test_a_problem_names_the_field_as_the_form_does(world: World) -> None:
    world.log_in("officer")
    detail = "submit needs it: name at least one document that shows the output: number, …"
    errors = [{"pointer": "/evidence", "detail": detail}]
    world.tasks.refuse("POST", f"{DUTY}/submit", 422, "invalid-input", errors=errors)
    html = world.post(f"{DUTY}/submit").text
    assert "<li>Minh chứng: Nêu ít nhất một văn bản" in html


def test_of_two_complaints_about_one_field_the_first_is_told(world: World) -> None:
    world.log_in("officer")
    errors = [
        {"pointer": "/evidence/0/issued_on", "detail": "Not a valid date."},
        {"pointer": "/evidence/0/issued_on", "detail": "Missing data for required field."},
    ]
    world.tasks.refuse("POST", f"{DUTY}/submit", 422, "invalid-input", errors=errors)
    html = world.post(f"{DUTY}/submit", {"issued_on": "31/02/2026"}).text
    assert "<li>Ngày văn bản: Ngày chưa đúng.</li>" in html


def test_the_apis_english_is_folded_in_a_vietnamese_page(world: World) -> None:
    world.tasks.refuse("POST", f"{DUTY}/start", 409, "conflict", detail="another act came first")
    world.log_in("officer")
    html = world.post(f"{DUTY}/start").text
    folded = '<summary>Chi tiết, bằng tiếng Anh</summary><p lang="en">another act came first</p>'
    assert folded in html
    world.log_in("officer", language="en")
    assert "<p>another act came first</p>" in world.post(f"{DUTY}/start").text


def test_every_field_of_a_form_has_a_name_where_a_problem_lists_it() -> None:
    templates = (Path(gateway.pages.__file__).parent / "templates").glob("*.html")
    drawn = re.compile(r'm\.(?:field|choice)\("(\w+)"')
    names = {name for path in templates for name in drawn.findall(path.read_text("utf-8"))}
    names |= {one.name for form in FORMS for one in form.inputs}
    assert len(names) > 30
    assert not names - FORM_FIELDS.keys()


def test_a_choice_of_none_is_told_in_words(languages: Mapping[str, Language]) -> None:
    told = complaint("Length must be between 1 and 5.", languages["vi"])
    assert told == "Cần ít nhất 1, nhiều nhất 5."
